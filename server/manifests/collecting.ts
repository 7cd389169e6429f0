// The driver's side: what was taken, what was left behind, what was refused, and slips that were written by hand. A row
// of a phone without a network comes late, twice and in any order. Invariants: a row is in one handover; zero is a
// weight; where nobody was there the code of the kitchen signs for it, and nothing else does.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { CollectRow, Handover, manifests, RefuseRow } from '@shared/manifests/contract'
import { paperRefusal } from '@shared/manifests/rules'
import { refusalReasonNames } from '@shared/manifests/vocabulary'
import { isOverVehicle } from '@shared/manifests/weights'
import { showDay } from '@shared/time'
import type * as z from '@shared/z'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import type { Acting } from '../organisations/acting'
import { workCalendar } from '../places/places'
import { contentOf, contentWith, hashOf, saidBy, standing, withKitchen } from './content'
import { findMeant, freshHandover, requireOwnDay, takeNumber } from './finding'
import { onceMore, requireComplete } from './handing'
import { tripOf } from './facts'
import { organisationsOf, requireProducer, touchProducer, warningsOf } from './kitchens'
import { Handovers, Trips, type HandoverRecord, type StoredSaid, type TripRecord } from './manifests.model'
import { actAsHauler, belongsToAny, partyOf, readClock, refuseSelfDealing, signature, type Clocked } from './parties'
import { presentHandover } from './present'
import type { ProducerRecord } from './register.model'
import { act, store } from './storing'
import { tellOrganisations } from './telling'

type Collect = z.infer<typeof CollectRow>
type Refuse = z.infer<typeof RefuseRow>
export type Driver = { actor: PersonActor; acting: Acting; deviceId: string }

/** Refusals that a picture says nothing about. */
const WITHOUT_PICTURE: readonly string[] = ['closed', 'full']

/** A row that went in before; null for none. @throws DomainError IDEMPOTENCY_KEY_REUSED for one of another hauler */
export async function hadRow(tx: Tx, id: string, haulerId: string): Promise<HandoverRecord | null> {
  const had = await tx.on(Handovers).findOne({ rowIds: id })
  if (had && had.haulerId !== haulerId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  return had
}

type Begun = { before: HandoverRecord | null; record: HandoverRecord; producer: ProducerRecord }
type About = Pick<Collect, 'handoverId' | 'producerId' | 'kind' | 'day'> & { number?: string | null }

/** The handover that a row or a slip is about, or a new one. */
export async function begin(tx: Tx, haulerId: string, row: About, at: Date): Promise<Begun> {
  const producer = await requireProducer(row.producerId, tx)
  const meant = { ...row, side: 'hauler' as const, haulerId, at }
  const before = await findMeant(tx, producer, meant)
  requireOwnDay(before, before?.day ?? row.day, at)
  await touchProducer(tx, producer._id, before?.day ?? row.day)
  if (before) return { before, record: before, producer }
  const number = await takeNumber(tx, row.number ?? null, haulerId, row.handoverId)
  const { handoverId: id, kind, day } = row
  return { before, record: freshHandover({ id, producer, haulerId, kind, day, number }), producer }
}

/**
 * A trip that nobody has opened yet is one of this phone's that comes later; one of another hauler is none. What lies
 * on a trip that was weighed stays on it. @param lies the trip that it lies on by now
 */
export async function tripFor(
  tx: Tx,
  tripId: string | null,
  { haulerId, lies, grams }: { haulerId: string; lies: TripRecord | null; grams: number | null },
): Promise<string | null> {
  const wanted = tripId === null ? null : await tx.on(Trips).findOne({ _id: tripId })
  const trip = lies && lies.state !== 'open' ? lies : wanted
  if (trip && trip.haulerId !== haulerId) return null
  if (trip && grams !== null && isOverVehicle(grams, trip.payloadGrams)) throw new DomainError('MANIFEST_OVER_VEHICLE')
  return trip?._id ?? tripId
}

/** @throws DomainError as the table of states, and the route of rows, say */
export async function collect(
  tx: Tx,
  driver: Driver,
  row: Omit<Collect, 'row' | 'format' | 'at'>,
  clock: Clocked,
  isPaper = false,
): Promise<HandoverRecord> {
  const { actor, acting, deviceId } = driver
  const { before, record, producer } = await begin(tx, acting.organisationId, row, clock.at)
  // typed again, and this is the earlier of the two
  if (before?.saidByHauler && before.saidByHauler.at >= clock.at)
    return store(tx, before, { ...before, rowIds: [...before.rowIds, row.id] })
  const lies = await tripOf(tx, record)
  if (before?.saidByHauler && lies?.weighedAt && lies.weighedAt < clock.at)
    throw new DomainError('MANIFEST_LOAD_WEIGHED')
  const party = partyOf(acting, deviceId)
  await refuseSelfDealing(tx, record, 'hauler', party)
  if (row.code !== null) await refuseCode(tx, row.code, producer, acting.personId)
  const words = withKitchen(saidBy(record.kind, record.day, { ...row, at: clock.at }), record.saidByProducer)
  const content = contentWith(record, words)
  requireComplete('collect', content)
  const photoIds = [...row.photoIds, ...(row.left?.photoIds ?? [])]
  await attachFiles(tx, acting.personId, photoIds, `manifests/${record._id}`)
  const spoken: HandoverRecord = {
    ...begunBy(record, words, row.id, clock),
    refusal: row.left ? { ...row.left, at: clock.at } : record.refusal,
    tripId:
      (await tripFor(tx, row.tripId, { haulerId: acting.organisationId, lies, grams: words.grams })) ?? record.tripId,
    isPaper: record.isPaper || isPaper,
    isUnattended: record.isUnattended || row.code !== null,
    photoIds: [...new Set([...record.photoIds, ...row.photoIds])],
    signatures: [...record.signatures, signature('collect', 'hauler', party, clock, hashOf('collect', content))],
    warnings: await warningsOf(tx, producer, record),
  }
  const next = { ...spoken, ...standing(spoken) }
  if (row.code === null) return act(tx, actor, { before, next, action: 'collect', by: 'hauler' })
  const code = { organisationId: producer.organisationId, personId: '', deviceId: null }
  const byCode = signature('handWeighed', 'producer', code, clock, hashOf('handWeighed', contentOf(next)), 'code')
  const signed = { ...next, signatures: [...next.signatures, byCode] }
  return act(tx, actor, { before, next: signed, action: 'collectByCode', by: 'hauler' })
}

/**
 * The code says that the kitchen knows of it: whoever is of the kitchen themselves would sign for both. @throws
 * DomainError MANIFEST_CODE_WRONG, MANIFEST_SAME_SIDE
 */
async function refuseCode(tx: Tx, code: string, producer: ProducerRecord, personId: string): Promise<void> {
  if (code !== producer.code) throw new DomainError('MANIFEST_CODE_WRONG')
  if (await belongsToAny(tx, personId, organisationsOf(producer))) throw new DomainError('MANIFEST_SAME_SIDE')
}

export const begunBy = (record: HandoverRecord, words: StoredSaid, rowId: string, clock: Clocked): HandoverRecord => ({
  ...record,
  saidByHauler: words,
  at: record.at ?? clock.at,
  signedAt: record.signedAt ?? clock.receivedAt,
  isLate: record.isLate || clock.isLate,
  rowIds: [...new Set([...record.rowIds, rowId])],
})

/** The whole of it stays behind: nothing was taken, which is a weight. @throws DomainError as the table says */
export async function refuse(tx: Tx, driver: Driver, row: Refuse, clock: Clocked): Promise<HandoverRecord> {
  const { actor, acting, deviceId } = driver
  const { before, record, producer } = await begin(tx, acting.organisationId, row, clock.at)
  const party = partyOf(acting, deviceId)
  await refuseSelfDealing(tx, record, 'hauler', party)
  if (row.photoIds.length === 0 && !WITHOUT_PICTURE.includes(row.reason))
    throw new DomainError('MANIFEST_INCOMPLETE', { fields: ['photoIds'] })
  await attachFiles(tx, acting.personId, row.photoIds, `manifests/${record._id}`)
  const { litres } = record
  const words: StoredSaid = { buckets: 0, litres, quarters: 0, grams: 0, how: 'scale', at: clock.at }
  const content = contentWith(record, words)
  const { reason, text, photoIds } = row
  const spoken: HandoverRecord = {
    ...begunBy(record, words, row.id, clock),
    refusal: { reason, text, photoIds, buckets: record.saidByProducer?.buckets ?? null, at: clock.at },
    signatures: [...record.signatures, signature('collect', 'hauler', party, clock, hashOf('collect', content))],
    warnings: await warningsOf(tx, producer, record),
  }
  const stored = await act(tx, actor, {
    before,
    next: { ...spoken, ...standing(spoken) },
    action: 'refuse',
    by: 'hauler',
    reason: text ?? reason,
  })
  await tellOrganisations(tx, stored.organisationIds, `${stored._id}/refused`, {
    title: '司机这次没有收走',
    text: `${showDay(stored.day)}，${acting.name}：${refusalReasonNames[reason]}${text ? `，${text}` : ''}。整理好了请联系收运单位再来。`,
    link: `/manifests/handover?id=${stored._id}`,
  })
  return stored
}

/** @throws DomainError as the route says */
export async function enterPaper(actor: PersonActor, input: ParsedOf<typeof manifests.enterPaper>): Promise<Handover> {
  const refusal = paperRefusal(input.day, now(), await workCalendar())
  if (refusal) throw new DomainError(refusal)
  const clock = readClock(input.at, now().toISOString())
  return onceMore(() =>
    transaction(async (tx) => {
      const acting = await actAsHauler(actor, input.organisationId, tx)
      const id = `paper:${input.handoverId}`
      const had = await hadRow(tx, id, acting.organisationId)
      const row = { ...input, id, code: null, left: null }
      const stored = had ?? (await collect(tx, { actor, acting, deviceId: input.deviceId }, row, clock, true))
      return presentHandover(stored, acting.organisationId, tx)
    }),
  )
}
