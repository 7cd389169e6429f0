// Lists at the desk: where each month stands and who is late, and what a month came to for the places of whoever asks.
// Invariant: before a list is published, a community and a company see their own places alone.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { EntryRow, RunRow, standingsDesk } from '@shared/standings/desk-contract'
import { concerned, forwarders, isVisitedKind, keepers, readers } from '@shared/standings/vocabulary'
import { addMonths, dayOf, monthOf, type Day } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { readCountedPage } from '../paging'
import { keptInputs } from './inputs'
import { presentObjections, requireEntry } from './objections'
import { entryReplies } from './replies'
import { requireArea } from './rules'
import { mayStillObject, publishedBetween, runningMonth } from './run'
import {
  Entries,
  Objections,
  Runs,
  Versions,
  runIdOf,
  type EntryRecord,
  type ObjectionRecord,
  type RunRecord,
  type VersionRecord,
} from './standings.model'

const SHOWN = 24

type Counted = { _id: { runId: string; key: string }; count: number }
const countBy = async (of: 'outcome' | 'mending' | 'objection', runIds: readonly string[]) => {
  const field = of === 'objection' ? 'status' : of
  const pipeline = [
    { $match: { runId: { $in: [...runIds] } } },
    { $group: { _id: { runId: '$runId', key: `$${field}` }, count: { $sum: 1 } } },
  ]
  const groups =
    of === 'objection' ? await Objections.aggregate<Counted>(pipeline) : await Entries.aggregate<Counted>(pipeline)
  return (runId: string, key: string): number =>
    groups.find(({ _id }) => _id.runId === runId && _id.key === key)?.count ?? 0
}

/** Who is late with what, in words. */
function lateWords(run: RunRecord, openLate: number, latest: Day | null, today: Day): string | null {
  if (run.status === 'gathered' || run.status === 'computed') return '系统：关账后还没有算完，请看任务记录'
  if (run.status === 'published') return run.isTold ? null : '系统：公布后还没有通知完'
  if (openLate > 0) return `街道、市级裁定人：${openLate}件异议超期未裁定`
  return latest && today > latest ? '系统：已过公布日还没有公布，请看任务记录' : null
}

export async function listRuns(): Promise<OutputOf<typeof standingsDesk.runs>> {
  const area = await requireArea()
  const today = dayOf(now())
  const runs = await Runs.find({ area: area._id }).sort({ period: -1 }).limit(SHOWN).lean<RunRecord[]>()
  const ids = runs.map(({ _id }) => _id)
  const [outcomes, mending, objections] = [
    await countBy('outcome', ids),
    await countBy('mending', ids),
    await countBy('objection', ids),
  ]
  const late = await Objections.find(
    { runId: { $in: ids }, status: 'open', dueAt: { $lte: now() } },
    { runId: 1 },
  ).lean<Pick<ObjectionRecord, 'runId'>[]>()
  const versions = await Versions.find({ runId: { $in: ids } }, { runId: 1, version: 1, hash: 1 }).lean<
    Pick<VersionRecord, 'runId' | 'version' | 'hash'>[]
  >()
  const items: RunRow[] = []
  for (const run of runs) {
    const between = run.objectUntil ? await publishedBetween(run.objectUntil) : null
    const openLate = late.filter(({ runId }) => runId === run._id).length
    items.push({
      period: run.period,
      status: run.status,
      from: run.from,
      to: run.to,
      closedOn: run.closedOn,
      objectUntil: run.objectUntil,
      earliest: between?.earliest ?? null,
      latest: between?.latest ?? null,
      publishedOn: run.publishedOn,
      version: run.version,
      hash: versions.find(({ runId, version }) => runId === run._id && version === run.version)?.hash ?? null,
      rulesVersion: run.rulesVersion,
      notRanked: run.notRanked,
      red: outcomes(run._id, 'red'),
      black: outcomes(run._id, 'black'),
      check: outcomes(run._id, 'check'),
      thin: outcomes(run._id, 'thin'),
      objections: {
        open: objections(run._id, 'open'),
        late: openLate,
        upheld: objections(run._id, 'upheld'),
        kept: objections(run._id, 'kept'),
      },
      mending: { due: mending(run._id, 'due'), fixed: mending(run._id, 'fixed'), left: mending(run._id, 'left') },
      late: lateWords(run, openLate, between?.latest ?? null, today),
    })
  }
  const running = runningMonth(today)
  const before = addMonths(running.period, -1)
  // a city that has had no list before may have had no visits either
  const isLate = runs.length > 0 && !runs.some(({ period }) => period >= before)
  return { items, running: { ...running, isLate } }
}

const presentEntries = async (actor: Actor, run: RunRecord, entries: readonly EntryRecord[]): Promise<EntryRow[]> => {
  const today = dayOf(now())
  const objections = await Objections.find({ entryId: { $in: entries.map(({ _id }) => _id) } })
    .sort({ at: 1 })
    .lean<ObjectionRecord[]>()
  return entries.map((entry) => {
    const own = objections.filter(({ entryId }) => entryId === entry._id)
    const isConcerned = holdsRole(actor, concerned, entry.placePath)
    const isListed = entry.outcome === 'red' || entry.outcome === 'black'
    return {
      placeId: entry.placeId,
      name: entry.name,
      kind: entry.kind,
      subdistrict: entry.subdistrict,
      company: entry.company,
      companyId: entry.companyId,
      outcome: entry.outcome,
      rank: entry.listRank,
      score: entry.score,
      low: entry.low,
      high: entry.high,
      visits: entry.visits,
      inspectors: entry.inspectors,
      bags: entry.bags,
      lastVisit: entry.lastVisit,
      missing: entry.missing,
      mending: entry.mending ?? null,
      objection: own.at(-1)?.status ?? null,
      allowed: [
        ...(isConcerned && entry.kind !== 'company' && mayStillObject(run, today) ? (['object'] as const) : []),
        ...(isConcerned && isListed ? (['reply'] as const) : []),
        ...(entry.companyId && holdsRole(actor, forwarders, entry.placePath) ? (['forward'] as const) : []),
        ...(run.status === 'published' && holdsRole(actor, keepers, run.placePath) ? (['correct'] as const) : []),
        ...(isListed && isVisitedKind(entry.kind) && holdsRole(actor, keepers, run.placePath)
          ? (['photos'] as const)
          : []),
      ],
    }
  })
}

/** Of the actor's places; nothing for a month without a list. */
export async function listEntries(
  actor: Actor,
  { period, outcome, kind, ...input }: ParsedOf<typeof standingsDesk.entries>,
): Promise<OutputOf<typeof standingsDesk.entries>> {
  const area = await requireArea()
  const run = await Runs.findById(runIdOf(area._id, period)).lean<RunRecord>()
  const filter = {
    runId: runIdOf(area._id, period),
    placePath: { $in: scopeOf(actor, readers) },
    ...(outcome ? { outcome } : {}),
    ...(kind ? { kind } : {}),
  }
  const { rows, ...page } = await readCountedPage(Entries, { order: 1 }, filter, input, 50)
  return { items: run ? await presentEntries(actor, run, rows) : [], ...page }
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function showEntry(
  actor: Actor,
  { period, placeId }: ParsedOf<typeof standingsDesk.entry>,
): Promise<OutputOf<typeof standingsDesk.entry>> {
  const { run, entry } = await requireEntry(period, placeId)
  if (!holdsRole(actor, readers, entry.placePath)) throw new DomainError('NOT_FOUND')
  const [row] = await presentEntries(actor, run, [entry])
  if (!row) throw new Error('an entry without its row')
  const { visits, checks = [] } = await keptInputs(run)
  const leftOut = new Map(run.amendments.map(({ visit, closedInTime }) => [visit, closedInTime]))
  const history = await Entries.find({ placeId, isPublished: true })
    .sort({ period: -1 })
    .limit(12)
    .lean<EntryRecord[]>()
  const objections = await Objections.find({ entryId: entry._id }).sort({ at: 1 }).lean<ObjectionRecord[]>()
  await auditRead(actor, {
    action: 'standings.readEntry',
    subject: `standings/${period}/${placeId}`,
    placePath: entry.placePath,
  })
  return {
    ...row,
    reasons: entry.reasons,
    rankFrom: entry.rankFrom,
    rankTo: entry.rankTo,
    sample: visits
      .filter(({ place, day }) => place === placeId && day >= run.from && day <= run.to)
      .sort((a, b) => (a.day < b.day ? 1 : -1))
      .map(({ id, day, onSite, bags, bagsCorrect, due, closedInTime }) => ({
        visit: id,
        day,
        onSite,
        bags,
        bagsCorrect,
        due,
        closedInTime: leftOut.get(id) ?? closedInTime,
        isLeftOut: leftOut.get(id) === null,
      })),
    checks: checks
      .filter(({ place }) => place === placeId)
      .map(({ id, day, handled, declared, verified, penalties }) => ({
        visit: id,
        month: monthOf(day),
        handled,
        declared,
        verified,
        penalties,
        isLeftOut: leftOut.has(id),
      })),
    replies: await entryReplies(actor, entry._id),
    objections: await presentObjections(actor, objections),
    history: history.reverse().map(({ period: month, outcome, score, low, high }) => ({
      period: month,
      outcome,
      score,
      low,
      high,
    })),
  }
}
