// Objections to a preview: the community's or the property company's, once each on one result, within the days that
// the preview names. Decided within three working days by somebody who neither inspected the place nor sent the
// company its link. Invariants (I26): no result gets worse by an objection; one that comes too late is refused with
// the day.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { areWithinDue, evidenceOf, reasonsOf, resultWords, standingOf } from '@shared/standings/computing'
import type { ObjectionRow, standingsDesk } from '@shared/standings/desk-contract'
import type { Amendment, Computed } from '@shared/standings/list'
import { judges, readers, replySideNames, type ReplySide } from '@shared/standings/vocabulary'
import { dayOf, longMonth, showDay } from '@shared/time'
import { linkMakers } from '../access/links'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import { readCountedPage } from '../paging'
import { staffNames } from '../people/staff'
import { decidable } from '../reviews/reviews-lists'
import { defineReview } from '../reviews/reviews'
import { keptInputs } from './inputs'
import { withAmendments, workOut } from './publishing'
import { requireArea } from './rules'
import { DECIDE_WORKING_DAYS, mayStillObject, orderOf } from './run'
import {
  Entries,
  Objections,
  Runs,
  entryIdOf,
  runIdOf,
  type EntryRecord,
  type ObjectionRecord,
  type RunRecord,
} from './standings.model'

export type Objecting = {
  id: string
  period: string
  placeId: string
  text: string
  photoIds: readonly string[]
  side: ReplySide
}

/** Which side a person speaks for at a place; null for neither. */
export function sideAt(actor: Actor, placePath: readonly string[]): ReplySide | null {
  if (holdsRole(actor, ['communityWorker'], placePath)) return 'community'
  return holdsRole(actor, ['propertyManager'], placePath) ? 'company' : null
}

/** The entry of a place in a month. @throws DomainError NOT_FOUND */
export async function requireEntry(period: string, placeId: string): Promise<{ run: RunRecord; entry: EntryRecord }> {
  const area = await requireArea()
  const runId = runIdOf(area._id, period)
  const [run, entry] = await Promise.all([
    Runs.findById(runId).lean<RunRecord>(),
    Entries.findById(entryIdOf(runId, placeId)).lean<EntryRecord>(),
  ])
  if (!run || !entry) throw new DomainError('NOT_FOUND')
  return { run, entry }
}

/** @throws DomainError NOT_FOUND outside the actor's places, and as `objectTo` */
export async function objectAtDesk(
  actor: PersonActor,
  input: ParsedOf<typeof standingsDesk.object>,
): Promise<ObjectionRow> {
  const { entry } = await requireEntry(input.period, input.placeId)
  const side = sideAt(actor, entry.placePath)
  if (!side) throw new DomainError('NOT_FOUND')
  const record = await objectTo(actor, { ...input, side, photoIds: input.photoIds ?? [] })
  const [row] = await presentObjections(actor, [record])
  if (!row) throw new Error('an objection without its row')
  return row
}

/**
 * The same id again changes nothing. @throws DomainError STANDING_OBJECTION_LATE, STANDING_OBJECTION_HAD,
 * STANDING_OBJECT_AT_COMPOUND
 */
export async function objectTo(actor: Actor, objecting: Objecting): Promise<ObjectionRecord> {
  const { run, entry } = await requireEntry(objecting.period, objecting.placeId)
  // a company's rank comes from its compounds, and there it is contested
  if (entry.kind === 'company') throw new DomainError('STANDING_OBJECT_AT_COMPOUND')
  const evidence = evidenceOf(await keptInputs(run))
  const forwarders = entry.companyId ? await linkMakers(`standings/${entry.companyId}`) : []
  const inspectors = evidence.filter(({ place }) => place === entry.placeId).flatMap(({ by }) => by)
  return transaction(async (tx) => {
    const had = await tx.on(Objections).findOne({ _id: objecting.id })
    if (had) {
      if (had.entryId !== entry._id || had.by !== actorId(actor) || had.text !== objecting.text)
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return had
    }
    const current = await tx.on(Runs).findOne({ _id: run._id })
    if (!current || !mayStillObject(current, dayOf(now())))
      throw new DomainError('STANDING_OBJECTION_LATE', { fields: [{ path: '', text: lateWords(current) }] })
    const review = await standingReview.open(tx, actor, {
      subjectId: objecting.id,
      placePath: entry.placePath,
      headline: `${entry.name}对${longMonth(entry.period)}红黑榜预览有异议（${replySideNames[objecting.side].slice(0, -2)}）`,
      due: { workingDays: DECIDE_WORKING_DAYS },
      author: actorId(actor),
      ...(actor.kind === 'person' ? { personId: actor.personId } : {}),
      actedBy: [...inspectors, ...forwarders],
      organisationIds: [entry.companyId],
    })
    const record: ObjectionRecord = {
      _id: objecting.id,
      entryId: entry._id,
      runId: run._id,
      period: entry.period,
      placeId: entry.placeId,
      placePath: entry.placePath,
      name: entry.name,
      side: objecting.side,
      text: objecting.text,
      photoIds: [...objecting.photoIds],
      at: now(),
      by: actorId(actor),
      status: 'open',
      dueAt: review.dueAt,
      before: resultWords(entry),
    }
    await tx.on(Objections).insert(record)
    await attachFiles(tx, actorId(actor), record.photoIds, `standings/${record._id}`)
    return record
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('STANDING_OBJECTION_HAD') : error
  })
}

/** Whoever sent a company its link decides no objection about its compounds, also of those that are open already. */
export async function keepFromDeciding(tx: Tx, companyId: string, personId: string): Promise<void> {
  const open = await tx.on(Objections).find({ status: 'open' })
  const entries = await tx.on(Entries).find({ _id: { $in: open.map(({ entryId }) => entryId) }, companyId })
  const own = new Set(entries.map(({ _id }) => _id))
  for (const { _id, entryId } of open) if (own.has(entryId)) await standingReview.involve(tx, _id, personId)
}

const lateWords = (run: RunRecord | null): string =>
  run?.objectUntil ? `这一期的异议期到${showDay(run.objectUntil)}为止` : '这一期还没有开始预览'

type Given = { amendments: readonly Amendment[] }

const standingReview = defineReview<Given, ObjectionRow>({
  name: 'standingObjection',
  title: '红黑榜异议',
  verb: '裁定',
  deciders: judges,
  tells: ['subdistrictOfficer'],
  noticeKind: 'work',
  deskLink: ({ subjectId }) => `/standing-objections?open=${subjectId}`,
  askers: (_tx, { personId }) => Promise.resolve(personId ? [personId] : []),
  askerLink: ({ subjectId }) => `/standing-objections?open=${subjectId}`,
  tellsLate: true,
  isObjection: true,
  freshDecider: true,
  answered: ({ headline }, outcome, reason) => ({
    title: outcome === 'upheld' ? '红黑榜异议成立，结果已改' : '红黑榜异议没有成立，结果不变',
    text: `${headline}：${reason}`,
  }),
  apply: async (tx, { review, outcome, reason, given, actor }) => {
    const objection = await tx.on(Objections).findOne({ _id: review.subjectId })
    const entry = objection && (await tx.on(Entries).findOne({ _id: objection.entryId }))
    if (!objection || !entry) throw new DomainError('WRONG_STATE')
    const decision = { text: reason, at: now(), by: actor.personId }
    if (outcome !== 'upheld') {
      await tx.on(Objections).updateOne({ _id: objection._id }, { $set: { status: 'kept', decision } })
      return {}
    }
    const after = await uphold(tx, objection, entry, given.amendments)
    await tx
      .on(Objections)
      .updateOne({ _id: objection._id }, { $set: { status: 'upheld', decision, after: resultWords(after) } })
    return {
      before: worthOf(entry, after),
      after: worthOf(after, entry),
      details: { visits: given.amendments.map(({ visit }) => visit), after: after.outcome },
    }
  },
  present: async (tx, actor, { subjectId }) => {
    const record = await tx.on(Objections).findOne({ _id: subjectId })
    const [row] = record ? await presentObjections(actor, [record], tx) : []
    if (!row) throw new Error('an objection without its row')
    return row
  },
  backlog: () => Promise.resolve([]),
  audit: { action: 'standings.decideObjection', subject: ({ subjectId }) => `standingObjections/${subjectId}` },
})

/** What must not become less. A score that neither the one nor the other has is no loss. */
const worthOf = (one: Pick<Computed, 'outcome' | 'score'>, other: Pick<Computed, 'score'>): Record<string, number> => ({
  standing: standingOf(one.outcome),
  ...(one.score !== null && other.score !== null ? { score: one.score } : {}),
})

/** Takes what was decided into the run and the place's entry. @throws DomainError STANDING_VISITS_UNKNOWN and others */
async function uphold(
  tx: Tx,
  objection: ObjectionRecord,
  entry: EntryRecord,
  amendments: readonly Amendment[],
): Promise<Computed> {
  const run = await tx.on(Runs).findOne({ _id: objection.runId })
  if (run?.status !== 'preview') throw new DomainError('WRONG_STATE')
  const all = withAmendments(run, amendments, objection._id)
  const { inputs, computed } = await workOut(run, all)
  const own = new Set(evidenceOf(inputs).flatMap(({ id, place }) => (place === entry.placeId ? [id] : [])))
  if (!amendments.every(({ visit }) => own.has(visit))) throw new DomainError('STANDING_VISITS_UNKNOWN')
  if (!areWithinDue(inputs, amendments)) throw invalid('amendments', '按时整改的不能比到期的多')
  const after = computed.places.find(({ place }) => place === entry.placeId)
  if (!after || amendments.length === 0) throw new DomainError('STANDING_NOTHING_CHANGED')
  const { matched } = await tx
    .on(Runs)
    .updateOne({ _id: run._id, status: 'preview', amendments: run.amendments }, { $set: { amendments: all } })
  if (matched === 0) throw new DomainError('WRONG_STATE')
  const { place: _place, ...result } = after
  await tx
    .on(Entries)
    .updateOne({ _id: entry._id }, { $set: { ...result, order: orderOf(result), reasons: reasonsOf(after) } })
  return after
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, REVIEW_WORSE, STANDING_VISITS_UNKNOWN */
export const decideObjection = (
  actor: PersonActor,
  { id, outcome, amendments, reason }: ParsedOf<typeof standingsDesk.decideObjection>,
): Promise<ObjectionRow> => standingReview.decide(actor, { subjectId: id, outcome, reason, given: { amendments } })

/**
 * By whoever made it; the result stays as it was. @throws DomainError NOT_FOUND for another's, WRONG_STATE when it is
 * decided
 */
export async function withdrawObjection(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof standingsDesk.withdrawObjection>,
): Promise<ObjectionRow> {
  const seen = await Objections.findById(id).lean<ObjectionRecord>()
  if (!seen || !sideAt(actor, seen.placePath) || seen.by !== actorId(actor)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const { matched } = await tx
      .on(Objections)
      .updateOne({ _id: id, status: 'open' }, { $set: { status: 'withdrawn' } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await standingReview.withdraw(tx, actor, id, reason)
    await audit(tx, actor, {
      action: 'standings.withdrawObjection',
      subject: `standingObjections/${id}`,
      placePath: seen.placePath,
      reason,
    })
    const [row] = await presentObjections(actor, [{ ...seen, status: 'withdrawn' }], tx)
    if (!row) throw new Error('an objection without its row')
    return row
  })
}

export async function presentObjections(
  actor: Actor,
  records: readonly ObjectionRecord[],
  tx?: Tx,
): Promise<ObjectionRow[]> {
  const names = await staffNames(records.flatMap(({ by, decision }) => [by, decision?.by ?? '']))
  const open = records.filter(({ status }) => status === 'open').map(({ _id }) => _id)
  const mine = await decidable(actor, 'standingObjection', open, tx)
  return records.map((record) => ({
    id: record._id,
    period: record.period,
    placeId: record.placeId,
    name: record.name,
    side: record.side,
    text: record.text,
    photoIds: record.photoIds,
    at: record.at.toISOString(),
    by: record.by.startsWith('link:') ? '凭链接' : (names.get(record.by) ?? '工作人员'),
    status: record.status,
    dueOn: record.dueAt ? dayOf(new Date(record.dueAt.getTime() - 1)) : null,
    late: record.status === 'open' && record.dueAt !== null && record.dueAt <= now(),
    decision: record.decision
      ? {
          text: record.decision.text,
          at: record.decision.at.toISOString(),
          by: names.get(record.decision.by) ?? '工作人员',
        }
      : null,
    before: record.before,
    after: record.after ?? null,
    mayDecide: mine.has(record._id),
    mayWithdraw: record.status === 'open' && record.by === actorId(actor),
  }))
}

export async function listObjections(
  actor: Actor,
  { status, ...input }: ParsedOf<typeof standingsDesk.objections>,
): Promise<OutputOf<typeof standingsDesk.objections>> {
  const filter = { placePath: { $in: scopeOf(actor, readers) }, ...(status ? { status } : {}) }
  const { rows, ...page } = await readCountedPage(Objections, { at: -1 }, filter, input, 20)
  return { items: await presentObjections(actor, rows), ...page }
}
