// What hangs is corrected by a notice alone: one person says which visits should not have counted, a second one
// publishes a new version that names what changed and why; the old one stays where it is. Invariants (I25): the version
// that was seen is the one that is corrected; neither of the two inspected there, decided an objection to it, or
// lives there.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { areWithinDue, changesBetween, evidenceOf } from '@shared/standings/computing'
import type { CorrectionRow, standingsDesk } from '@shared/standings/desk-contract'
import type { ListDocument } from '@shared/standings/list'
import { keepers } from '@shared/standings/vocabulary'
import { dayOf, longMonth } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { refuseOwnCase } from '../people/conflicts'
import { staffNames } from '../people/staff'
import { freeze, hashOfDocument, settleEntries, withAmendments, workOut } from './publishing'
import { requireArea } from './rules'
import { concernedIn } from './run'
import {
  Corrections,
  Entries,
  Objections,
  Runs,
  Versions,
  entryIdOf,
  runIdOf,
  type CorrectionRecord,
  type RunRecord,
  type VersionRecord,
} from './standings.model'

type Asked = Pick<CorrectionRecord, 'version' | 'amendments' | 'reason'>

/** @throws DomainError NOT_FOUND */
async function requireRun(actor: Actor, period: string): Promise<RunRecord> {
  const area = await requireArea()
  const run = await Runs.findById(runIdOf(area._id, period)).lean<RunRecord>()
  if (!run || !holdsRole(actor, keepers, run.placePath)) throw new DomainError('NOT_FOUND')
  return run
}

/**
 * What a correction would make of the list.
 * @throws DomainError WRONG_STATE before it is published, CHANGED_MEANWHILE, STANDING_VISITS_UNKNOWN,
 * STANDING_NOTHING_CHANGED, INPUT_INVALID
 */
async function corrected(run: RunRecord, { version, amendments, reason }: Asked) {
  if (run.status !== 'published') throw new DomainError('WRONG_STATE')
  if (run.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  const before = await Versions.findById(`${run._id}/v${version}`).lean<VersionRecord>()
  if (!before) throw new Error(`a published list without its version: ${run._id}`)
  const all = withAmendments(run, amendments, `v${version + 1}`)
  const { inputs, computed, document } = await workOut(run, all)
  const evidence = new Map(evidenceOf(inputs).map((each) => [each.id, each]))
  const own = amendments.flatMap(({ visit }) => evidence.get(visit) ?? [])
  if (own.length < amendments.length) throw new DomainError('STANDING_VISITS_UNKNOWN')
  if (!areWithinDue(inputs, amendments)) throw invalid('amendments', '按时整改的不能比到期的多')
  const over = { version: version + 1, publishedOn: dayOf(now()), objections: before.document.objections }
  const changes = changesBetween(before.document, document({ ...over, corrections: [] }))
  // what the notice does not name is not changed: nobody's figures move unseen
  const named = new Set(changes.map(({ place }) => place))
  if (!own.every(({ place }) => named.has(place))) throw new DomainError('STANDING_NOTHING_CHANGED')
  const corrections = [
    ...before.document.corrections,
    { version: version + 1, on: over.publishedOn, why: reason, changes },
  ]
  return { all, own, computed, changes, document: document({ ...over, corrections }), publishedOn: over.publishedOn }
}

type Own = { place: string; by: string[] }[]

/** Whoever inspected there, decided an objection to it, or lives there. @throws DomainError DECIDES_OWN_CASE */
async function refuseConcerned(tx: Tx, actor: PersonActor, run: RunRecord, own: Own, author?: string): Promise<void> {
  if (actor.households.some(({ placePath }) => own.some(({ place }) => placePath.includes(place))))
    throw new DomainError('DECIDES_OWN_CASE')
  const heard = await tx.on(Objections).find({ entryId: { $in: own.map(({ place }) => entryIdOf(run._id, place)) } })
  const actedBy = [...own.flatMap(({ by }) => by), ...heard.flatMap(({ decision }) => decision?.by ?? [])]
  await refuseOwnCase(tx, actor, { actedBy, ...(author ? { author } : {}) })
}

/** The same id again changes nothing. @throws DomainError NOT_FOUND and as `corrected` */
export async function proposeCorrection(
  actor: PersonActor,
  { id, period, ...asked }: ParsedOf<typeof standingsDesk.correct>,
): Promise<CorrectionRow> {
  const run = await requireRun(actor, period)
  const { own, changes } = await corrected(run, asked)
  const by = actorId(actor)
  const record: CorrectionRecord = {
    _id: id,
    runId: run._id,
    period,
    ...asked,
    changes,
    by,
    at: now(),
    status: 'proposed',
  }
  const made = await transaction(async (tx) => {
    const had = await tx.on(Corrections).findOne({ _id: id })
    if (had && (had.by !== by || had.runId !== run._id || had.reason !== asked.reason))
      throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (had) return had
    await refuseConcerned(tx, actor, run, own)
    await tx.on(Corrections).insert(record)
    await audit(tx, actor, {
      action: 'standings.proposeCorrection',
      subject: `standings/${period}`,
      placePath: run.placePath,
      reason: asked.reason,
      details: { version: asked.version, changes, amendments: asked.amendments },
    })
    return record
  })
  return present(actor, made)
}

/**
 * A second person publishes it, or refuses it.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE, CHANGED_MEANWHILE
 */
export async function decideCorrection(
  actor: PersonActor,
  { id, outcome, reason }: ParsedOf<typeof standingsDesk.decideCorrection>,
): Promise<CorrectionRow> {
  const seen = await Corrections.findById(id).lean<CorrectionRecord>()
  if (!seen) throw new DomainError('NOT_FOUND')
  const run = await requireRun(actor, seen.period)
  if (seen.status !== 'proposed') throw new DomainError('WRONG_STATE')
  const made = outcome === 'done' ? await corrected(run, seen) : null
  const decided = await transaction(async (tx) => {
    await refuseConcerned(tx, actor, run, made?.own ?? [], seen.by)
    const decision = { by: actorId(actor), at: now(), reason }
    const record = await tx
      .on(Corrections)
      .findOneAndUpdate({ _id: id, status: 'proposed' }, { $set: { status: outcome, decision } })
    if (!record) throw new DomainError('WRONG_STATE')
    if (made) {
      const { matched } = await tx
        .on(Runs)
        .updateOne(
          { _id: run._id, status: 'published', version: seen.version },
          { $set: { version: seen.version + 1, amendments: made.all } },
        )
      if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
      await freeze(tx, run, made.document)
      await settleEntries(tx, run, made.computed, made.publishedOn)
      await tellCorrected(tx, run, made.document, seen.reason)
    }
    await audit(tx, actor, {
      action: 'standings.correct',
      subject: `standings/${seen.period}`,
      placePath: run.placePath,
      reason,
      details: { outcome, version: seen.version + 1, hash: made ? hashOfDocument(made.document) : null },
    })
    return record
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
  return present(actor, decided)
}

async function present(actor: Actor, record: CorrectionRecord): Promise<CorrectionRow> {
  const [row] = await presentCorrections(actor, [record])
  if (!row) throw new Error('a correction without its row')
  return row
}

async function presentCorrections(actor: Actor, records: readonly CorrectionRecord[]): Promise<CorrectionRow[]> {
  const names = await staffNames(records.map(({ by }) => by))
  return records.map(({ _id, period, version, reason, changes, by, at, status, runId }) => ({
    id: _id,
    period,
    version,
    reason,
    changes: changes.map(({ name, before, after }) => ({ name, before, after })),
    by: names.get(by) ?? '工作人员',
    at: at.toISOString(),
    status,
    mayDecide: status === 'proposed' && by !== actorId(actor) && holdsRole(actor, keepers, [areaOf(runId)]),
  }))
}

/** "<area>:<month>" */
const areaOf = (runId: string): string => runId.split(':')[0] ?? ''

/** Those that wait for a second person, the oldest first. */
export async function listCorrections(actor: Actor): Promise<OutputOf<typeof standingsDesk.corrections>> {
  const found = await Corrections.find({ status: 'proposed' })
    .sort({ at: 1, _id: 1 })
    .limit(50)
    .lean<CorrectionRecord[]>()
  return { items: await presentCorrections(actor, found) }
}

/** Those concerned of every place that a correction names. */
async function tellCorrected(
  tx: Tx,
  run: RunRecord,
  { version, corrections }: ListDocument,
  reason: string,
): Promise<void> {
  for (const { place, name, before, after } of corrections.at(-1)?.changes ?? []) {
    const entry = await tx.on(Entries).findOne({ _id: entryIdOf(run._id, place) })
    if (!entry) continue
    for (const personId of await concernedIn(entry))
      await notify(tx, personId, `standings/${entry._id}/v${version}`, {
        kind: 'work',
        title: `${longMonth(run.period)}红黑榜已更正：${name}`,
        text: `原为${before}，更正为${after}。原因：${reason}`,
        link: `/standings?period=${run.period}&open=${place}`,
      })
  }
}
