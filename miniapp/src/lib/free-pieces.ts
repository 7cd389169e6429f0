// What is free of charge this year for the household acted for, in the words of first pages. Relies on
// pickups.freePieces. Invariant: the figure is the server's, and only where the household lives.
import { pickups } from '@shared/pickups/contract'
import { useMyPlace } from './my-place'
import { useRead } from './query'
import { useSession, useSignedIn } from './session'

type Pieces = { free: boolean; left: number }

/** Undefined while it is not known: signed out, or without a household at that place. */
export function useFreePiecesOf(placeId: string | undefined, householdId: string | null): Pieces | undefined {
  const signedIn = useSignedIn()
  const isKnown = signedIn && placeId !== undefined && householdId !== null
  const pieces = useRead(
    pickups.freePieces,
    { placeId: placeId ?? '', householdId: householdId ?? '' },
    { enabled: isKnown },
  )
  return isKnown ? pieces.data : undefined
}

/** Of the household acted for, where its own place is the one looked at. */
export function useFreePieces(): Pieces | undefined {
  const household = useSession((state) => state.household)
  const place = useMyPlace()
  const here = household !== null && household.placeId === place?.id
  return useFreePiecesOf(place?.id, here ? household.id : null)
}

/** "今年还有2件免费"; null while it is not known. */
export function freeText(pieces: Pieces | undefined): string | null {
  if (!pieces) return null
  if (pieces.free) return '上门不收费'
  return pieces.left > 0 ? `今年还有${pieces.left}件免费` : '今年免费的用完了'
}
