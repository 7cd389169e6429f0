// 更正: what was agreed and is wrong becomes a new version once the other side accepts it, and until then nothing
// changes. Visible to all sides; after five working days staff decide. Bounded by the vehicle. Invariants: one open
// correction of a thing; nobody accepts their own; what was signed before stays in the list of signatures, and no
// longer holds.
import type { Actor, PersonActor } from '@shared/actors'
import { canonical } from '@shared/canonical'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { Correction, manifests } from '@shared/manifests/contract'
import type { manifestsDesk } from '@shared/manifests/desk-contract'
import { decideHandover, decideTrip } from '@shared/manifests/machine'
import { CORRECTION_WORKING_DAYS, manifestDeciders } from '@shared/manifests/rules'
import { isOverVehicle } from '@shared/manifests/weights'
import { addWorkingDays, dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readPage } from '../paging'
import { accountsOfOnePerson } from '../people/conflicts'
import { workCalendar } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import { contentOf, hashOf, tripContent } from './content'
import { presentCorrections } from './corrections-shown'
import { factsOf, tripFactsOf, tripOf } from './facts'
import { onceMore } from './handing'
import {
  Corrections,
  Handovers,
  Trips,
  type CorrectionRecord,
  type CorrectionValues,
  type HandoverRecord,
  type StoredSignature,
  type TripRecord,
} from './manifests.model'
import { actAs, sideOf } from './parties'
import { store } from './storing'
import { tellOrganisations } from './telling'
import { recount } from './trip-state'
import { storeTrip } from './trip-store'
import { tripSide } from './trips-shown'

type Asked = ParsedOf<typeof manifests.askCorrection>
/** What is corrected, with the one who asks on a side of it. */
type Thing =
  | { of: 'handover'; record: HandoverRecord; side: 'producer' | 'hauler'; trip: TripRecord | null }
  | { of: 'trip'; record: TripRecord; side: 'hauler' | 'disposer' }

async function thingOf(tx: Tx, of: Asked['of'], id: string, organisationId: string): Promise<Thing> {
  if (of === 'handover') {
    const record = await tx.on(Handovers).findOne({ _id: id })
    const side = record && sideOf(record, organisationId)
    if (record && side) return { of, record, side, trip: await tripOf(tx, record) }
  } else {
    const record = await tx.on(Trips).findOne({ _id: id })
    const side = record && tripSide(record, organisationId)
    if (record && side) return { of, record, side }
  }
  throw new DomainError('NOT_FOUND')
}

/** @throws DomainError WRONG_STATE */
function requireCorrectable(thing: Thing): void {
  const decision =
    thing.of === 'handover'
      ? decideHandover(thing.record.state, 'correct', [thing.side], factsOf(thing.record, thing.side, thing.trip))
      : decideTrip(thing.record.state, 'correct', [thing.side], tripFactsOf(thing.record))
  if (!decision.ok) throw new DomainError(decision.code)
}

const valuesOf = (thing: Thing): CorrectionValues => {
  const { of, record } = thing
  const found =
    of === 'handover'
      ? { buckets: record.buckets, grams: record.grams, how: record.how }
      : { acceptedGrams: record.acceptedGrams, refusedGrams: record.refusedGrams }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null))
}

/** @throws DomainError INPUT_INVALID where nothing or the wrong thing would change, and as the route says */
function requireFitting(thing: Thing, change: CorrectionValues): void {
  const before = valuesOf(thing)
  const names = Object.keys(change) as (keyof CorrectionValues)[]
  const own: readonly string[] =
    thing.of === 'handover' ? ['buckets', 'grams', 'how'] : ['acceptedGrams', 'refusedGrams']
  if (names.length === 0 || names.some((name) => !own.includes(name)) || names.every((n) => change[n] === before[n]))
    throw invalid('change', '请填写要改成多少')
  if (thing.of === 'handover') {
    const payload = thing.trip?.payloadGrams
    if (payload !== undefined && isOverVehicle(change.grams ?? 0, payload))
      throw new DomainError('MANIFEST_OVER_VEHICLE')
    return
  }
  const { acceptedGrams = 0, refusedGrams = 0 } = { ...before, ...change }
  if (acceptedGrams + refusedGrams !== thing.record.weighing?.netGrams) throw new DomainError('MANIFEST_AMOUNTS_WRONG')
}

const othersOf = (thing: Thing): string[] => {
  if (thing.of === 'trip') return [thing.side === 'hauler' ? thing.record.disposerId : thing.record.haulerId]
  return thing.side === 'producer' ? [thing.record.haulerId] : thing.record.organisationIds
}

const isSame = ({ ofId, change, reason }: CorrectionRecord, asked: Asked): boolean =>
  canonical([ofId, change, reason]) === canonical([asked.ofId, asked.change, asked.reason])

/** @throws DomainError as the route says */
export function askCorrection(actor: PersonActor, input: Asked): Promise<Correction> {
  return onceMore(() =>
    transaction(async (tx) => {
      const acting = await actAs(actor, input.organisationId, tx)
      const had = await tx.on(Corrections).findOne({ _id: input.id })
      if (had && (had.organisationId !== acting.organisationId || !isSame(had, input)))
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return presentOne(tx, had, acting.organisationId)
      const thing = await thingOf(tx, input.of, input.ofId, acting.organisationId)
      requireCorrectable(thing)
      if (thing.record.version !== input.version) throw new DomainError('CHANGED_MEANWHILE')
      const change = Object.fromEntries(Object.entries(input.change).filter(([, value]) => value !== undefined))
      requireFitting(thing, change)
      if ((await tx.on(Corrections).count({ ofId: input.ofId, state: 'open' })) > 0)
        throw new DomainError('MANIFEST_CORRECTION_OPEN')
      const others = othersOf(thing)
      const record: CorrectionRecord = {
        _id: input.id,
        of: input.of,
        ofId: input.ofId,
        ofName: thing.of === 'handover' ? thing.record.number : thing.record.plate,
        side: thing.side,
        organisationId: acting.organisationId,
        organisationIds: [...new Set([acting.organisationId, ...others])],
        otherOrganisationIds: others,
        placePath: thing.record.placePath,
        askedBy: acting.personId,
        askedAt: now(),
        dueOn: addWorkingDays(dayOf(now()), CORRECTION_WORKING_DAYS, await workCalendar()),
        reason: input.reason,
        change,
        before: valuesOf(thing),
        version: thing.record.version,
        state: 'open',
        answer: null,
        answeredBy: null,
        answeredAt: null,
        isWithStaff: false,
      }
      await tx.on(Corrections).insert(record)
      await auditCorrection(tx, actor, record, 'manifests.askCorrection', input.reason)
      await tellOrganisations(tx, others, `corrections/${record._id}/asked`, {
        title: '对方提出更正，请看一看',
        text: `${acting.name}：${input.reason}。五个工作日内同意或不同意，过期由街道来定。`,
        link: '/manifests/home',
      })
      return presentOne(tx, record, acting.organisationId)
    }),
  )
}

const auditCorrection = (
  tx: Tx,
  actor: Actor,
  { _id, of, ofId, placePath, change }: CorrectionRecord,
  action: string,
  reason: string,
): Promise<void> =>
  audit(tx, actor, {
    action,
    subject: `manifestCorrections/${_id}`,
    placePath,
    ...(reason ? { reason } : {}),
    details: { of, ofId, change },
  })

async function presentOne(tx: Tx, record: CorrectionRecord, organisationId: string | null): Promise<Correction> {
  const [shown] = await presentCorrections([record], organisationId, tx)
  if (!shown) throw new Error('a correction without its row')
  return shown
}

type End = Pick<CorrectionRecord, 'state' | 'answer'> & { by: string }

/** @throws DomainError WRONG_STATE where it is not open any more */
async function end(tx: Tx, id: string, { state, answer, by }: End): Promise<CorrectionRecord> {
  const stored = await tx.on(Corrections).findOneAndUpdate({ _id: id, state: 'open' }, {
    $set: { state, answer, answeredBy: by, answeredAt: now() },
  } as UpdateQuery<CorrectionRecord>)
  if (!stored) throw new DomainError('WRONG_STATE')
  return stored
}

/** @throws DomainError as the route says */
export function answerCorrection(
  actor: PersonActor,
  { id, organisationId, accept, answer }: ParsedOf<typeof manifests.answerCorrection>,
): Promise<Correction> {
  return transaction(async (tx) => {
    const acting = await actAs(actor, organisationId, tx)
    const record = await tx.on(Corrections).findOne({ _id: id })
    if (!record?.organisationIds.includes(organisationId)) throw new DomainError('NOT_FOUND')
    const isAsker = (await accountsOfOnePerson(tx, acting.personId)).has(record.askedBy)
    if (!record.otherOrganisationIds.includes(organisationId) || isAsker) throw new DomainError('MANIFEST_SAME_SIDE')
    const state = accept ? 'accepted' : 'refused'
    const stored = await end(tx, id, { state, answer: answer || null, by: acting.personId })
    if (accept) await apply(tx, stored, { organisationId, personId: acting.personId })
    await correctionReview.withdraw(tx, actor, id, '对方已经答复')
    await auditCorrection(
      tx,
      actor,
      stored,
      accept ? 'manifests.acceptCorrection' : 'manifests.refuseCorrection',
      answer,
    )
    await tellOrganisations(tx, [stored.organisationId], `corrections/${id}/answered`, {
      title: accept ? '对方同意了更正' : '对方不同意更正',
      text: `${acting.name}${answer ? `：${answer}` : accept ? '已同意，按新的算' : '不同意，仍按原来的算'}`,
      link: '/manifests/home',
    })
    return presentOne(tx, stored, organisationId)
  })
}

/** @throws DomainError as the route says */
export function withdrawCorrection(
  actor: PersonActor,
  { id, organisationId }: ParsedOf<typeof manifests.withdrawCorrection>,
): Promise<Correction> {
  return transaction(async (tx) => {
    const acting = await actAs(actor, organisationId, tx)
    const record = await tx.on(Corrections).findOne({ _id: id, organisationId })
    if (!record) throw new DomainError('NOT_FOUND')
    const stored = await end(tx, id, { state: 'withdrawn', answer: null, by: acting.personId })
    await correctionReview.withdraw(tx, actor, id, '已撤回')
    await auditCorrection(tx, actor, stored, 'manifests.withdrawCorrection', '')
    return presentOne(tx, stored, organisationId)
  })
}

type Answerer = { organisationId: string; personId: string }

/** The new version, signed by who asked and who agreed; `by` null: staff decided. */
async function apply(tx: Tx, correction: CorrectionRecord, by: Answerer | null): Promise<void> {
  const { ofId, organisationId, change, side } = correction
  const thing = await thingOf(tx, correction.of, ofId, organisationId)
  requireFitting(thing, change)
  const signers = [{ organisationId, personId: correction.askedBy }, ...(by ? [by] : [])]
  if (thing.of === 'trip') {
    const next = { ...thing.record, ...change }
    const kinds = { hauler: 'deliver', disposer: 'receive' } as const
    const other = thing.side === 'hauler' ? 'disposer' : 'hauler'
    const signed = signers.map((signer, at): StoredSignature => {
      const own = at === 0 ? thing.side : other
      return agreed(kinds[own], own, signer, hashOf(kinds[own], tripContent(next)))
    })
    await storeTrip(tx, thing.record, { ...change, signatures: [...thing.record.signatures, ...signed] })
    await recount(tx, ofId)
    return
  }
  const { record } = thing
  const how = change.how ?? (change.grams === undefined ? record.how : (record.how ?? 'scale'))
  const next: HandoverRecord = { ...record, ...change, how, density: how === 'estimate' ? record.density : null }
  const other = side === 'producer' ? 'hauler' : 'producer'
  const signed = signers.map((signer, at): StoredSignature => {
    const own = at === 0 ? thing.side : other
    const kind = own === 'hauler' ? 'collect' : 'handWeighed'
    return agreed(kind, own, signer, hashOf(kind, contentOf(next)))
  })
  const { buckets, litres, quarters, grams } = next
  const words = { buckets, litres, quarters, grams, how, at: now() }
  await store(tx, record, {
    ...next,
    saidByHauler: words,
    saidByProducer: record.saidByProducer ? words : null,
    signatures: [...record.signatures, ...signed],
  })
  if (record.tripId) await recount(tx, record.tripId)
}

const agreed = (
  kind: StoredSignature['kind'],
  side: StoredSignature['side'],
  { organisationId, personId }: Answerer,
  hash: string,
): StoredSignature => ({
  kind,
  side,
  way: 'phone',
  at: now(),
  deviceAt: now(),
  receivedAt: now(),
  isClockOff: false,
  organisationId,
  personId,
  deviceId: null,
  hash,
})

const openingOf = (record: CorrectionRecord): Opening => ({
  subjectId: record._id,
  placePath: record.placePath,
  headline: `联单更正${record.of === 'trip' ? `（${record.ofName}）` : ''}，对方没有答复`,
  due: { workingDays: 3 },
  author: record.askedBy,
  organisationIds: record.organisationIds,
})

const correctionReview = defineReview<{ accept: boolean }, Correction>({
  name: 'manifestCorrection',
  title: '联单更正',
  verb: '办理',
  deciders: manifestDeciders,
  tells: ['subdistrictOfficer'],
  noticeKind: 'manifest',
  deskLink: ({ subjectId }) => `/manifests?tab=corrections&correction=${subjectId}`,
  askers: async (tx, { subjectId }) => {
    const record = await tx.on(Corrections).findOne({ _id: subjectId })
    return record ? [record.askedBy] : []
  },
  askerLink: () => '/manifests/home',
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) => ({
    title: outcome === 'accepted' ? '更正已由街道定下，按新的算' : '更正没有采纳，仍按原来的算',
    text: reason,
  }),
  apply: async (tx, { actor, review, reason, given }) => {
    const record = await end(tx, review.subjectId, {
      state: given.accept ? 'decided' : 'refused',
      answer: reason,
      by: actorId(actor),
    })
    if (given.accept) await apply(tx, record, null)
    return { details: { accepted: given.accept, of: record.of, ofId: record.ofId } }
  },
  present: async (tx, _actor, { subjectId }) => {
    const record = await tx.on(Corrections).findOne({ _id: subjectId })
    if (!record) throw new DomainError('NOT_FOUND')
    return presentOne(tx, record, null)
  },
  backlog: async (id) => {
    const found = await Corrections.find({ state: 'open', isWithStaff: true, ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<CorrectionRecord[]>()
    return found.map(openingOf)
  },
  audit: { action: 'manifests.decideCorrection', subject: ({ subjectId }) => `manifestCorrections/${subjectId}` },
})

/** The other side had five working days: staff decide. Returns how many went up. */
export async function passUnanswered(today: string): Promise<number> {
  const due = await Corrections.find({ state: 'open', dueOn: { $lt: today }, isWithStaff: false })
    .limit(500)
    .lean<CorrectionRecord[]>()
  for (const record of due)
    await transaction(async (tx) => {
      const { matched } = await tx
        .on(Corrections)
        .updateOne({ _id: record._id, state: 'open', isWithStaff: false }, { $set: { isWithStaff: true } })
      if (matched > 0) await correctionReview.open(tx, { kind: 'system', name: 'manifests' }, openingOf(record))
    })
  return due.length
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideCorrection = (
  actor: Actor,
  { id, accept, reason }: ParsedOf<typeof manifestsDesk.decideCorrection>,
): Promise<Correction> =>
  correctionReview.decide(actor, {
    subjectId: id,
    outcome: accept ? 'accepted' : 'refused',
    reason,
    given: { accept },
  })

/** Of one's organisation, whoever asked, newest first. @throws DomainError ORGANISATION_NOT_YOURS */
export async function listOwnCorrections(
  actor: PersonActor,
  { organisationId, state, ...page }: ParsedOf<typeof manifests.corrections>,
): Promise<OutputOf<typeof manifests.corrections>> {
  await actAs(actor, organisationId)
  const filter = { organisationIds: organisationId, ...(state ? { state } : {}) }
  const { rows, next } = await readPage(Corrections, { askedAt: -1 }, filter, page)
  return { items: await presentCorrections(rows, organisationId), next }
}
