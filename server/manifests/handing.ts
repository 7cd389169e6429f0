// The kitchen's side: one key for tonight's buckets, confirming what the driver wrote, taking back a slip of the
// finger, a day without anything. Sent again it is answered the same.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Handover, manifests } from '@shared/manifests/contract'
import { nightOf, paperRefusal } from '@shared/manifests/rules'
import type { HandoverContent, SignatureKind } from '@shared/manifests/signatures'
import type { Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { workCalendar } from '../places/places'
import { confirmingKind, contentWith, hashOf, hashToConfirm, missingFor, offeredTo, saidBy, standing } from './content'
import { findMeant, freeNumber, freshHandover, requireOwnDay } from './finding'
import { contractOn, contractsOf, ownKitchen, touchProducer, warningsOf } from './kitchens'
import { Handovers, type HandoverRecord } from './manifests.model'
import { actAs, partyOf, readClock, refuseSelfDealing, sideOf, signature } from './parties'
import { presentHandover } from './present'
import { NothingDays, type ProducerRecord } from './register.model'
import { act } from './storing'

/** Two requests of one thing at once: the second finds what the first has written. */
export async function onceMore<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return body()
  }
}

/** @throws DomainError MANIFEST_INCOMPLETE with the fields that are missing */
export function requireComplete(kind: SignatureKind, content: Partial<HandoverContent>): void {
  const fields = missingFor(kind, content)
  if (fields.length > 0) throw new DomainError('MANIFEST_INCOMPLETE', { fields })
}

/** Who collects there, by the contract of the day, else by the last one. @throws DomainError MANIFEST_NO_CONTRACT */
async function haulerFor(tx: Tx, producer: ProducerRecord, kind: HandoverRecord['kind'], day: Day): Promise<string> {
  const contracts = (await contractsOf([producer], tx)).get(producer._id) ?? []
  const contract = contractOn(contracts, day, kind) ?? contracts[0]
  if (!contract) throw new DomainError('MANIFEST_NO_CONTRACT')
  return contract.haulerId
}

/** @throws DomainError as the route says */
export function hand(actor: PersonActor, input: ParsedOf<typeof manifests.hand>): Promise<Handover> {
  return onceMore(() => transaction((tx) => handIn(tx, actor, input)))
}

async function handIn(tx: Tx, actor: PersonActor, input: ParsedOf<typeof manifests.hand>): Promise<Handover> {
  const clock = readClock(input.at, input.sentAt)
  const acting = await actAs(actor, input.organisationId, tx)
  const producer = await ownKitchen(input.producerId, acting.organisationId, tx)
  const rowId = `hand:${input.handoverId}`
  const words = saidBy(input.kind, nightOf(clock.at), {
    buckets: input.buckets,
    litres: input.litres ?? producer.bucketLitres,
    quarters: input.quarters ?? 4,
    grams: input.grams ?? null,
    at: clock.at,
  })
  const had = await tx.on(Handovers).findOne({ rowIds: rowId })
  if (had && (had.producerId !== producer._id || had.kind !== input.kind))
    throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  if (had && had.saidByProducer?.buckets === words.buckets && had.saidByProducer.grams === words.grams)
    return presentHandover(had, acting.organisationId, tx)
  const before = had ?? (await meantBy(tx, producer, input, clock.at))
  const day = before?.day ?? nightOf(clock.at)
  requireOwnDay(before, day, clock.at)
  const record =
    before ??
    freshHandover({
      id: input.handoverId,
      producer,
      kind: input.kind,
      day,
      haulerId: await haulerFor(tx, producer, input.kind, day),
      number: await freeNumber(tx),
    })
  const party = partyOf(acting, input.deviceId)
  await refuseSelfDealing(tx, record, 'producer', party)
  const content = contentWith(record, words)
  requireComplete('hand', content)
  await touchProducer(tx, producer._id, day)
  const next: HandoverRecord = {
    ...record,
    saidByProducer: words,
    at: record.at ?? clock.at,
    signedAt: record.signedAt ?? clock.receivedAt,
    isLate: record.isLate || clock.isLate,
    rowIds: [...new Set([...record.rowIds, rowId])],
    signatures: [...record.signatures, signature('hand', 'producer', party, clock, hashOf('hand', content))],
    warnings: await warningsOf(tx, producer, record),
  }
  const stored = await act(tx, actor, {
    before,
    next: { ...next, ...standing(next) },
    action: 'hand',
    by: 'producer',
  })
  return presentHandover(stored, acting.organisationId, tx)
}

async function meantBy(
  tx: Tx,
  producer: ProducerRecord,
  { handoverId, kind }: ParsedOf<typeof manifests.hand>,
  at: Date,
): Promise<HandoverRecord | null> {
  const named = await tx.on(Handovers).findOne({ _id: handoverId })
  if (named && (named.producerId !== producer._id || named.kind !== kind)) throw new DomainError('NOT_FOUND')
  if (named) return named
  const day = nightOf(at)
  const haulerId = await haulerFor(tx, producer, kind, day)
  return findMeant(tx, producer, { handoverId, side: 'producer', haulerId, kind, day, at })
}

/** The handover of one's organisation. @throws DomainError NOT_FOUND where it is on neither side */
export async function ownHandover(
  tx: Tx,
  id: string,
  organisationId: string,
): Promise<{ record: HandoverRecord; side: 'producer' | 'hauler' }> {
  const record = await tx.on(Handovers).findOne({ _id: id })
  const side = record && sideOf(record, organisationId)
  if (!record || !side) throw new DomainError('NOT_FOUND')
  return { record, side }
}

/** @throws DomainError as the route says; MANIFEST_CHANGED where it is not what was looked at */
export function confirm(actor: PersonActor, input: ParsedOf<typeof manifests.confirm>): Promise<Handover> {
  const clock = readClock(input.at, input.sentAt)
  return transaction(async (tx) => {
    const acting = await actAs(actor, input.organisationId, tx)
    const { record, side } = await ownHandover(tx, input.id, acting.organisationId)
    const party = partyOf(acting, input.deviceId)
    await refuseSelfDealing(tx, record, side, party)
    if (input.hash !== hashToConfirm(side, record)) throw new DomainError('MANIFEST_CHANGED')
    const words = { ...offeredTo(side, record), at: clock.at }
    const content = contentWith(record, words)
    const kind = confirmingKind(side, words)
    requireComplete(kind, content)
    const next: HandoverRecord = {
      ...record,
      ...(side === 'producer' ? { saidByProducer: words } : { saidByHauler: words }),
      signatures: [...record.signatures, signature(kind, side, party, clock, hashOf(kind, content))],
    }
    const stored = await act(tx, actor, {
      before: record,
      next: { ...next, ...standing(next) },
      action: 'confirm',
      by: side,
    })
    return presentHandover(stored, acting.organisationId, tx)
  })
}

/** What this side said falls away; nobody else has signed. @throws DomainError as the route says */
export const withdraw = (actor: PersonActor, input: ParsedOf<typeof manifests.withdraw>): Promise<Handover> =>
  takeBack(actor, input, 'withdraw')

export const callOff = (actor: PersonActor, input: ParsedOf<typeof manifests.callOff>): Promise<Handover> =>
  takeBack(actor, input, 'callOff')

function takeBack(
  actor: PersonActor,
  { id, organisationId, reason }: ParsedOf<typeof manifests.withdraw>,
  action: 'withdraw' | 'callOff',
): Promise<Handover> {
  return transaction(async (tx) => {
    const acting = await actAs(actor, organisationId, tx)
    const { record, side } = await ownHandover(tx, id, acting.organisationId)
    const stored = await act(tx, actor, { before: record, next: record, action, by: side, reason })
    return presentHandover(stored, acting.organisationId, tx)
  })
}

/** @throws DomainError WRONG_STATE where something was handed over that day, MANIFEST_TOO_LATE */
export async function sayNothing(
  actor: PersonActor,
  { producerId, organisationId, day }: ParsedOf<typeof manifests.sayNothing>,
): Promise<{ day: Day }> {
  const refusal = paperRefusal(day, now(), await workCalendar())
  if (refusal) throw new DomainError(refusal)
  return transaction(async (tx) => {
    const acting = await actAs(actor, organisationId, tx)
    const producer = await ownKitchen(producerId, acting.organisationId, tx)
    await touchProducer(tx, producer._id, null)
    const food = { producerId: producer._id, day, kind: 'foodWaste' as const }
    for (const record of await tx.on(Handovers).find(food)) {
      if (['nothing', 'cancelled', 'refused'].includes(record.state)) continue
      await act(tx, actor, { before: record, next: record, action: 'sayNothing', by: 'producer' })
    }
    const id = `${producer._id}:${day}`
    const { upserted } = await tx
      .on(NothingDays)
      .updateOne(
        { _id: id },
        { $setOnInsert: { producerId: producer._id, day, personId: acting.personId, at: now() } },
        { upsert: true },
      )
    if (upserted)
      await audit(tx, actor, {
        action: 'manifests.sayNothing',
        subject: `manifestProducers/${producer._id}`,
        placePath: producer.placePath,
        details: { day },
      })
    return { day }
  })
}
