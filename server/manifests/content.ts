// I42. What a handover comes to out of what both sides have said, and which signatures stand for it. Pure but for the
// hash. The driver's word stands where there is one, since the weight is known on the truck; what the kitchen weighed
// itself is taken over by a driver who has no scale.
import { createHash } from 'node:crypto'
import {
  missingFor,
  saysTheSame,
  signedText,
  type HandoverContent,
  type SignatureKind,
  type TripContent,
} from '@shared/manifests/signatures'
import { densityOn, estimateGrams } from '@shared/manifests/weights'
import type { Side, WasteKind } from '@shared/manifests/vocabulary'
import type { Day } from '@shared/time'
import type { HandoverRecord, StoredSaid, StoredSignature, TripRecord } from './manifests.model'

export const hashOf = (kind: SignatureKind, content: Partial<HandoverContent & TripContent>): string =>
  createHash('sha256').update(signedText(kind, content)).digest('base64url')

type Identity = Pick<HandoverRecord, 'producerId' | 'haulerId' | 'kind' | 'day'>
type Amount = Pick<HandoverContent, 'buckets' | 'litres' | 'grams' | 'how'>

export const contentWith = (
  { producerId, haulerId, kind, day }: Identity,
  { buckets, litres, grams, how }: Amount,
): HandoverContent => ({ producerId, haulerId, kind, day, buckets, litres, grams, how })

/** What stands now. */
export const contentOf = (record: HandoverRecord): HandoverContent => contentWith(record, record)

export const tripContent = (trip: TripRecord): TripContent => ({
  haulerId: trip.haulerId,
  disposerId: trip.disposerId,
  plate: trip.plate,
  day: trip.day,
  handovers: trip.handovers,
  netGrams: trip.weighing?.netGrams ?? null,
  acceptedGrams: trip.acceptedGrams,
  refusedGrams: trip.refusedGrams,
  reason: trip.refusal?.reason ?? null,
})

type Words = { buckets: number | null; litres: number | null; quarters: number | null; grams: number | null; at: Date }

/** What a side says, with an estimate where nothing was weighed. */
export function saidBy(kind: WasteKind, day: Day, { buckets, litres, quarters, grams, at }: Words): StoredSaid {
  if (grams !== null) return { buckets, litres, quarters, grams, how: 'scale', at }
  if (buckets === null || litres === null) return { buckets, litres, quarters, grams: null, how: null, at }
  const filled = quarters ?? 4
  return {
    buckets,
    litres,
    quarters: filled,
    grams: estimateGrams({ buckets, litres, quarters: filled }, kind, day),
    how: 'estimate',
    at,
  }
}

/** A driver without a scale takes over what the kitchen has weighed, for the same buckets. */
export function withKitchen(own: StoredSaid, kitchen: StoredSaid | null): StoredSaid {
  if (!kitchen) return own
  const buckets = own.buckets ?? kitchen.buckets
  const both = { ...own, buckets, litres: own.litres ?? kitchen.litres, quarters: own.quarters ?? kitchen.quarters }
  if (own.how === 'scale' || buckets !== kitchen.buckets) return both
  return kitchen.how === 'scale' || own.grams === null ? { ...both, grams: kitchen.grams, how: kitchen.how } : both
}

/** What stands after a side has spoken. */
export function standing(
  record: Pick<HandoverRecord, 'saidByProducer' | 'saidByHauler' | 'day'>,
): Pick<HandoverRecord, 'buckets' | 'litres' | 'quarters' | 'grams' | 'how' | 'density'> {
  const { buckets, litres, quarters, grams, how } = record.saidByHauler ??
    record.saidByProducer ?? { buckets: null, litres: null, quarters: null, grams: null, how: null }
  const density = how === 'estimate' ? (densityOn(record.day)?.version ?? null) : null
  return { buckets, litres, quarters, grams, how, density }
}

export const holds = (signature: StoredSignature, content: Partial<HandoverContent & TripContent>): boolean =>
  signature.hash === hashOf(signature.kind, content)

/** The last signature of a side; null for none. */
export const lastOf = (signatures: readonly StoredSignature[], side: Side): StoredSignature | null =>
  signatures.findLast((each) => each.side === side) ?? null

/** Both have said something, and not the same. */
export const differs = ({ saidByProducer, saidByHauler, ...record }: HandoverRecord): boolean =>
  saidByProducer !== null &&
  saidByHauler !== null &&
  !saysTheSame(contentWith(record, saidByProducer), contentWith(record, saidByHauler))

/** Whether the other side has signed what stands now, and says the same. */
export function agreesWith(record: HandoverRecord, side: 'producer' | 'hauler'): boolean {
  const other = lastOf(record.signatures, side === 'producer' ? 'hauler' : 'producer')
  return other !== null && holds(other, contentOf(record)) && !differs(record)
}

/** What a side would confirm: the kitchen what stands, the driver what the kitchen says. */
export function offeredTo(side: 'producer' | 'hauler', record: HandoverRecord): StoredSaid {
  const { buckets, litres, quarters, grams, how } = record
  const at = record.at ?? record.createdAt
  if (side === 'hauler' && record.saidByProducer) return record.saidByProducer
  return { buckets, litres, quarters, grams, how, at }
}

/** With which signature a side confirms. */
export const confirmingKind = (side: 'producer' | 'hauler', { grams }: Amount): SignatureKind =>
  side === 'hauler' ? 'collect' : grams === null ? 'hand' : 'handWeighed'

export const hashToConfirm = (side: 'producer' | 'hauler', record: HandoverRecord): string => {
  const offered = offeredTo(side, record)
  return hashOf(confirmingKind(side, offered), contentWith(record, offered))
}

export { missingFor }
