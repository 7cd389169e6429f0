// The free pieces of a household's year. They are drawn in the booking's transaction from one document that every such
// booking writes: two can't both take the last one.
import type { Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { isDuplicateKey, type Tx } from '../db'
import { FreePieceYears, type FreePieces } from './free-pieces.model'

/** Names the year of a household (or address) that free pieces are drawn from. */
export const freeKeyOf = (whose: string, day: Day): string => `${whose}:${day.slice(0, 4)}`

/** Whose year it is: the key without the year. */
export const ownerOf = (freeKey: string): string => freeKey.replace(/:\d{4}$/, '')

/** Makes the year's document before a transaction: made inside one, it would meet its twin. */
export async function prepareYear(freeKey: string): Promise<void> {
  if (await FreePieceYears.exists({ _id: freeKey })) return
  await FreePieceYears.collection.insertOne({ _id: freeKey, used: [] } as never).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

const usedBy = (year: FreePieces | null, exceptId: string): number =>
  (year?.used ?? []).filter((row) => row.id !== exceptId).reduce((sum, row) => sum + row.pieces, 0)

/** Free pieces still left in a year, not counting those of one booking. */
export async function freePiecesLeft(
  tx: Tx | null,
  freeKey: string | null,
  perYear: number,
  exceptId = '',
): Promise<number> {
  if (freeKey === null) return 0
  const year = tx
    ? await tx.on(FreePieceYears).findOne({ _id: freeKey })
    : await FreePieceYears.findById(freeKey).lean<FreePieces>()
  return Math.max(0, perYear - usedBy(year, exceptId))
}

/** Sets what a booking draws from a year; the write is the guard against another booking that read the same. */
export async function drawPieces(tx: Tx, freeKey: string, bookingId: string, pieces: number): Promise<void> {
  const rest = { $filter: { input: '$used', as: 'u', cond: { $ne: ['$$u.id', bookingId] } } }
  const written = await tx
    .on(FreePieceYears)
    .updateOne({ _id: freeKey }, [
      { $set: { used: { $concatArrays: [rest, pieces > 0 ? [{ id: bookingId, pieces }] : []] } } },
    ])
  if (written.matched === 0) throw new Error(`no document for ${freeKey}: call prepareYear first`)
}

export const giveBackPieces = async (tx: Tx, freeKey: string, bookingId: string): Promise<void> =>
  void (await tx
    .on(FreePieceYears)
    .updateOne({ _id: freeKey }, { $pull: { used: { id: bookingId } } } as UpdateQuery<FreePieces>))
