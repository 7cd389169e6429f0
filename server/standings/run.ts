// A month's list from closing to its preview, in three steps, each finished by the run's own status, so that a server
// that dies half-way, or a second one beside it, leaves one list and tells nobody twice: gathered (inputs kept with
// the run) → computed (an entry a place) → preview (those concerned were told).
import type { Actor } from '@shared/actors'
import { computeList, reasonsOf, type ComputedList } from '@shared/standings/computing'
import type { ListInputs } from '@shared/standings/list'
import { spanOf } from '@shared/standings/sizes'
import { outcomeNames } from '@shared/standings/vocabulary'
import {
  addDays,
  addMonths,
  addWorkingDays,
  dayOf,
  longMonth,
  monthOf,
  showDay,
  type Day,
  type Month,
} from '@shared/time'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { workCalendar, type Place } from '../places/places'
import { gatherInputs, hashOfInputs, keepInputs, keptInputs } from './inputs'
import { rulesFor, rulesOf } from './rules'
import { Entries, Runs, entryIdOf, runIdOf, type EntryRecord, type RunRecord } from './standings.model'

/** At least so long anybody concerned may object; an objection is decided within three working days. */
const OBJECT_WORKING_DAYS = 5
const OBJECT_DAYS = 7
/** A month closes on this day of the next one. */
export const CLOSES_ON = 3
export const DECIDE_WORKING_DAYS = 3

/** The last day to object to a preview that begins on a day. */
export async function objectUntilFrom(day: Day): Promise<Day> {
  const working = addWorkingDays(day, OBJECT_WORKING_DAYS, await workCalendar())
  const calendar = addDays(day, OBJECT_DAYS)
  return working > calendar ? working : calendar
}

/** When a list is published: the day after the last objection may come, or after the last decision on one. */
export async function publishedBetween(objectUntil: Day): Promise<{ earliest: Day; latest: Day }> {
  const decided = addWorkingDays(objectUntil, DECIDE_WORKING_DAYS, await workCalendar())
  return { earliest: addDays(objectUntil, 1), latest: addDays(decided, 1) }
}

/**
 * Closes a month and brings its list to the preview, from wherever it stands.
 * @returns null where nobody has visited anything in its quarter: there is no list then
 */
export async function closeMonth(area: Place, period: Month): Promise<{ entries: number; told: number } | null> {
  const run = await gather(area, period)
  if (!run) return null
  const entries = run.status === 'gathered' ? await compute(run) : 0
  const told = run.status === 'gathered' || run.status === 'computed' ? await preview(run._id) : 0
  return { entries, told }
}

/** The run of a month, made once with all that goes into it. */
async function gather(area: Place, period: Month): Promise<RunRecord | null> {
  const runId = runIdOf(area._id, period)
  const had = await Runs.findById(runId).lean<RunRecord>()
  if (had) return had
  const inputs = await gatherInputs(area, period)
  if (!inputs) return null
  const rules = await rulesFor(area._id, period)
  const { factors, notRanked } = computeList(inputs, rules)
  const record: Omit<RunRecord, 'parts'> = {
    _id: runId,
    area: area._id,
    placePath: [...area.path],
    period,
    status: 'gathered',
    ...spanOf(period),
    rulesVersion: rules.version,
    inputsHash: hashOfInputs(inputs),
    closedOn: dayOf(now()),
    objectUntil: null,
    notRanked,
    factors,
    amendments: [],
    version: 0,
    publishedOn: null,
    isTold: false,
  }
  try {
    return await transaction(async (tx) => {
      const run = { ...record, parts: await keepInputs(tx, runId, inputs) }
      await tx.on(Runs).insert(run)
      return run
    })
  } catch (error) {
    // another server was faster: its inputs hold
    if (!isDuplicateKey(error)) throw error
    return Runs.findById(runId).lean<RunRecord>()
  }
}

/** An entry for every place, and the first step is done. */
async function compute(run: RunRecord): Promise<number> {
  const inputs = await keptInputs(run)
  const entries = entriesOf(run, inputs, computeList(inputs, await rulesOf(run.area, run.rulesVersion)))
  return transaction(async (tx) => {
    const { matched } = await tx
      .on(Runs)
      .updateOne({ _id: run._id, status: 'gathered' }, { $set: { status: 'computed' } })
    if (matched === 0) return 0
    await tx.on(Entries).insert(...entries)
    return entries.length
  })
}

/** Black first, the lowest first; red by score; then what is ranked, and at last what is not. */
export function orderOf({ outcome, score }: Pick<EntryRecord, 'outcome' | 'score'>): number {
  if (outcome === 'black') return score ?? 0
  if (outcome === 'red') return 2000 - (score ?? 0)
  if (outcome === 'check') return 3000 + (score ?? 0)
  if (outcome === 'ranked') return 4000 + (score ?? 0)
  return outcome === 'thin' ? 6000 : 7000
}

export function entriesOf(run: RunRecord, inputs: ListInputs, { places }: ComputedList): EntryRecord[] {
  const known = new Map(inputs.places.map((place) => [place.id, place]))
  return places.flatMap((computed): EntryRecord[] => {
    const place = known.get(computed.place)
    if (!place) return []
    const { place: placeId, ...own } = computed
    return [
      {
        _id: entryIdOf(run._id, placeId),
        runId: run._id,
        period: run.period,
        placeId,
        placePath: place.placePath,
        name: place.name,
        subdistrict: place.subdistrict,
        company: place.company,
        companyId: place.companyId,
        ...own,
        order: orderOf(computed),
        previewed: computed.outcome,
        reasons: reasonsOf(computed),
        isPublished: false,
      },
    ]
  })
}

const TELLING = 100

/** Those of the places that would be listed are told, and from the end of that on they have their days to object. */
async function preview(runId: string): Promise<number> {
  const objectUntil = await objectUntilFrom(dayOf(now()))
  await Runs.updateOne({ _id: runId, status: 'computed' }, { $set: { objectUntil } })
  const run = await Runs.findById(runId).lean<RunRecord>()
  if (run?.status !== 'computed' || !run.objectUntil) return 0
  const told = await tellAll(run, (tx, entry) => tellPreview(tx, entry, run.objectUntil ?? ''))
  await Runs.updateOne({ _id: runId, status: 'computed' }, { $set: { status: 'preview' } })
  return told
}

/** Goes through what is on a list of a run, a batch a transaction; whoever was told before is not told again. */
export async function tellAll(run: RunRecord, tell: (tx: Tx, entry: EntryRecord) => Promise<number>): Promise<number> {
  let told = 0
  for (let last = ''; ;) {
    const found = await Entries.find({
      runId: run._id,
      outcome: { $in: ['red', 'black', 'check'] },
      _id: { $gt: last },
    })
      .sort({ _id: 1 })
      .limit(TELLING)
      .lean<EntryRecord[]>()
    last = found.at(-1)?._id ?? ''
    if (found.length === 0) return told
    told += await transaction(async (tx) => {
      let count = 0
      for (const entry of found) count += await tell(tx, entry)
      return count
    })
  }
}

/** Staff of the community and of its property company. */
export async function concernedIn({ placePath }: Pick<EntryRecord, 'placePath'>): Promise<string[]> {
  const found = [...(await staffAt(placePath, 'communityWorker')), ...(await staffAt(placePath, 'propertyManager'))]
  return [...new Set(found)]
}

async function tellPreview(tx: Tx, entry: EntryRecord, objectUntil: Day): Promise<number> {
  const people = await concernedIn(entry)
  const text =
    entry.outcome === 'check'
      ? `下个月会多抽查几次，由别的检查员去。不公布名字。有异议请在${showDay(objectUntil)}前提出。`
      : `拟列入${outcomeNames[entry.outcome]}。有异议请在${showDay(objectUntil)}前提出，裁定结果不会比现在差。`
  for (const personId of people)
    await notify(tx, personId, `standings/${entry._id}/preview`, {
      kind: 'work',
      title: `${longMonth(entry.period)}红黑榜预览：${entry.name}`,
      text,
      link: `/standings?period=${entry.period}&open=${entry.placeId}`,
    })
  return people.length
}

/** Whether the month that a list is of can still be objected to, on a day. */
export const mayStillObject = (run: Pick<RunRecord, 'status' | 'objectUntil'>, today: Day): boolean =>
  run.status === 'preview' && run.objectUntil !== null && today <= run.objectUntil

/** The month that can still be changed: until the day on which it is closed, that is the one that is over. */
export function runningMonth(today: Day): { period: Month; closesOn: Day; isLate: boolean } {
  const isClosing = Number(today.slice(8)) <= CLOSES_ON
  const period = isClosing ? addMonths(monthOf(today), -1) : monthOf(today)
  return { period, closesOn: addDays(spanOf(period).to, CLOSES_ON), isLate: false }
}

export const system: Actor = { kind: 'system', name: 'standings' }
