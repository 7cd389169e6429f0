// From the preview to what hangs: published once every objection is decided, frozen with its hash. What is wrong in it
// is corrected by a notice alone (corrections.ts).
// Invariants (I25): a version's document never changes; one version of a number; a black list names nobody who was
// not told of it in the preview.
import { createHash } from 'node:crypto'
import {
  computeList,
  documentOf,
  documentText,
  reasonsOf,
  withoutSurprises,
  type ComputedList,
} from '@shared/standings/computing'
import type { Amendment, ListDocument, ListInputs } from '@shared/standings/list'
import { outcomeNames } from '@shared/standings/vocabulary'
import { addDays, dayOf, longMonth, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
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
    const made = objections.filter(({ status }) => status !== 'withdrawn').length
    const upheld = objections.filter(({ status }) => status === 'upheld').length
    await freeze(tx, run, document({ version: 1, publishedOn, objections: { made, upheld }, corrections: [] }))
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

export const freeze = (tx: Tx, run: RunRecord, document: ListDocument): Promise<void> =>
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
export async function settleEntries(tx: Tx, run: RunRecord, { places }: ComputedList, publishedOn: Day): Promise<void> {
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
