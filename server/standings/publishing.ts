// From the preview to what hangs: published once every objection is decided, frozen with its hash; corrected only by
// a notice, as a new version beside the old one; and entries of the black list that are mended, and leave.
// Invariants (I25): a version's document never changes; one version of a number; a black list names nobody who was
// not told of it in the preview.
import { createHash } from 'node:crypto'
import { holdsRole, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import {
  areWithinDue,
  changesBetween,
  computeList,
  documentOf,
  documentText,
  evidenceOf,
  reasonsOf,
  withoutSurprises,
  type ComputedList,
} from '@shared/standings/computing'
import type { standingsDesk } from '@shared/standings/desk-contract'
import type { Amendment, ListDocument, ListInputs } from '@shared/standings/list'
import { keepers, outcomeNames } from '@shared/standings/vocabulary'
import { addDays, dayOf, longMonth, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { refuseOwnCase } from '../people/conflicts'
import { keptInputs } from './inputs'
import { requireArea, rulesOf } from './rules'
import { concernedIn, orderOf, system, tellAll } from './run'
import {
  Entries,
  Objections,
  Runs,
  Versions,
  entryIdOf,
  runIdOf,
  type EntryRecord,
  type RunRecord,
  type VersionRecord,
} from './standings.model'

/** An entry of the black list leaves by itself after so many days. */
export const LEAVES_AFTER_DAYS = 90

export const hashOfDocument = (document: ListDocument): string =>
  createHash('sha256').update(documentText(document)).digest('hex')

type Worked = { inputs: ListInputs; computed: ComputedList; document: (over: Over) => ListDocument }
type Over = Pick<ListDocument, 'version' | 'publishedOn' | 'objections' | 'corrections'>

/** The list of a run by what was kept and what was decided. */
export async function workOut(run: RunRecord, amendments: readonly Amendment[] = run.amendments): Promise<Worked> {
  const [inputs, rules] = [await keptInputs(run), await rulesOf(run.area, run.rulesVersion)]
  const computed = withoutSurprises(computeList(inputs, rules).places, computeList(inputs, rules, amendments), rules)
  return { inputs, computed, document: (over) => documentOf(inputs, rules, computed, over) }
}

/** Publishes what is due on a day: its days to object are over and nothing is left to decide. */
export async function publishDue(area: string, today: Day): Promise<number> {
  const due = await Runs.find({ area, status: 'preview', objectUntil: { $lt: today } })
    .sort({ period: 1 })
    .lean<RunRecord[]>()
  let published = 0
  for (const run of due) if (await publish(run)) published += 1
  const untold = await Runs.find({ area, status: 'published', isTold: false }).lean<RunRecord[]>()
  for (const run of untold) {
    await tellAll(run, (tx, entry) => tellPublished(tx, entry))
    await Runs.updateOne({ _id: run._id }, { $set: { isTold: true } })
  }
  return published
}

async function publish(run: RunRecord): Promise<boolean> {
  const { computed, document } = await workOut(run)
  const publishedOn = dayOf(now())
  return transaction(async (tx) => {
    const objections = await tx.on(Objections).find({ runId: run._id })
    if (objections.some(({ status }) => status === 'open')) return false
    const { matched } = await tx
      .on(Runs)
      .updateOne(
        { _id: run._id, status: 'preview', amendments: { $size: run.amendments.length } },
        { $set: { status: 'published', version: 1, publishedOn } },
      )
    if (matched === 0) return false
    const upheld = objections.filter(({ status }) => status === 'upheld').length
    await freeze(
      tx,
      run,
      document({ version: 1, publishedOn, objections: { made: objections.length, upheld }, corrections: [] }),
    )
    await settleEntries(tx, run, computed, publishedOn)
    await audit(tx, system, {
      action: 'standings.publish',
      subject: `standings/${run.period}`,
      placePath: run.placePath,
      details: { version: 1 },
    })
    return true
  })
}

const freeze = (tx: Tx, run: RunRecord, document: ListDocument): Promise<void> =>
  tx.on(Versions).insert({
    _id: `${run._id}/v${document.version}`,
    runId: run._id,
    area: run.area,
    period: run.period,
    version: document.version,
    document,
    hash: hashOfDocument(document),
    publishedAt: now(),
  })

/** Writes what the list came to into its entries; on the black list the time to mend begins. */
async function settleEntries(tx: Tx, run: RunRecord, { places }: ComputedList, publishedOn: Day): Promise<void> {
  const before = new Map((await tx.on(Entries).find({ runId: run._id })).map((entry) => [entry.placeId, entry]))
  for (const computed of places) {
    const { place, ...own } = computed
    const entry = before.get(place)
    if (!entry) continue
    const isBlack = own.outcome === 'black'
    const isNew = isBlack && entry.mending === undefined
    if (
      own.outcome === entry.outcome &&
      own.score === entry.score &&
      own.listRank === entry.listRank &&
      !isNew &&
      (isBlack || !entry.mending)
    )
      continue
    await tx.on(Entries).updateOne(
      { _id: entryIdOf(run._id, place) },
      {
        $set: {
          ...own,
          order: orderOf(own),
          reasons: reasonsOf(computed),
          ...(isNew ? { mending: 'due' as const, mendingUntil: addDays(publishedOn, LEAVES_AFTER_DAYS) } : {}),
        },
        ...(isBlack ? {} : { $unset: { mending: 1, mendingUntil: 1, mendedOn: 1 } }),
      },
    )
  }
  await tx.on(Entries).updateMany({ runId: run._id }, { $set: { isPublished: true } })
}

async function tellPublished(tx: Tx, entry: EntryRecord): Promise<number> {
  if (entry.outcome === 'check') return 0
  const people = await concernedIn(entry)
  for (const personId of people)
    await notify(tx, personId, `standings/${entry._id}/published`, {
      kind: 'work',
      title: `${longMonth(entry.period)}红黑榜已公布：${entry.name}`,
      text:
        entry.outcome === 'black'
          ? `列入${outcomeNames.black}。整改后复查合格会标注“已整改”，两次复查合格退出；您可以在条目旁写回应。`
          : `列入${outcomeNames.red}。您可以在条目旁写回应。`,
      link: `/standings?period=${entry.period}&open=${entry.placeId}`,
    })
  return people.length
}

/** Takes amendments onto those before them; what is decided of a visit again holds anew. */
export const withAmendments = (
  run: Pick<RunRecord, 'amendments'>,
  amendments: readonly Amendment[],
  because: string,
): RunRecord['amendments'] => [
  ...run.amendments.filter(({ visit }) => !amendments.some((each) => each.visit === visit)),
  ...amendments.map((each) => ({ ...each, because })),
]

/**
 * A correction after publication: a new version that names what changed and why; the old one stays where it is.
 * @throws DomainError NOT_FOUND, WRONG_STATE before it is published, CHANGED_MEANWHILE, STANDING_VISITS_UNKNOWN,
 * STANDING_NOTHING_CHANGED
 */
export async function correctList(
  actor: PersonActor,
  { period, version, amendments, reason }: ParsedOf<typeof standingsDesk.correct>,
): Promise<OutputOf<typeof standingsDesk.correct>> {
  const area = await requireArea()
  const run = await Runs.findById(runIdOf(area._id, period)).lean<RunRecord>()
  if (!run || !holdsRole(actor, keepers, run.placePath)) throw new DomainError('NOT_FOUND')
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
  const corrected = document({ ...over, corrections })
  return transaction(async (tx) => {
    const entryIds = own.map(({ place }) => entryIdOf(run._id, place))
    const heard = await tx.on(Objections).find({ entryId: { $in: entryIds } })
    // whoever inspected there, and whoever decided an objection to it
    const actedBy = [...own.flatMap(({ by }) => by), ...heard.flatMap(({ decision }) => decision?.by ?? [])]
    await refuseOwnCase(tx, actor, { actedBy })
    const { matched } = await tx
      .on(Runs)
      .updateOne({ _id: run._id, status: 'published', version }, { $set: { version: version + 1, amendments: all } })
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    await freeze(tx, run, corrected)
    await settleEntries(tx, run, computed, over.publishedOn)
    await tellCorrected(tx, run, corrected, reason)
    await audit(tx, actor, {
      action: 'standings.correct',
      subject: `standings/${period}`,
      placePath: run.placePath,
      reason,
      details: { version: version + 1, changes, amendments },
    })
    return { period, version: version + 1, hash: hashOfDocument(corrected) }
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
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

/** A published document worked out again from what was kept: the same bytes, or it says so. */
export async function recomputed(
  period: string,
): Promise<{ document: ListDocument; isSame: boolean; kept: string } | null> {
  const area = await requireArea()
  const run = await Runs.findById(runIdOf(area._id, period)).lean<RunRecord>()
  const version = run && (await Versions.findById(`${run._id}/v${run.version}`).lean<VersionRecord>())
  if (!run || !version) return null
  const { document } = await workOut(run)
  const { version: number, publishedOn, objections, corrections } = version.document
  const again = document({ version: number, publishedOn, objections, corrections })
  return { document: again, isSame: hashOfDocument(again) === version.hash, kept: version.hash }
}
