// What stands of households' days after logs came, were taken back or decided, and everything that follows from it, in
// one transaction: the day's document, points pending (once a stream and time, by the cause of the entry), and the
// counts of site and compound. Invariants: what is written is a function of the logs alone, so any order gives the
// same; two processes meet at the household's day and the later runs again.
import {
  earnedBy,
  countsMoved,
  countsOf,
  foodBeyond,
  standingsOf,
  windowsOverlap,
  type Counts,
  type Seen,
  type Standing,
} from '@shared/dropoffs/rules'
import { canonical } from '@shared/canonical'
import type { Post } from '@shared/ledger/entries'
import type { EarningRule } from '@shared/ledger/earning'
import type { Day } from '@shared/time'
import { isDuplicateKey, type Tx } from '../db'
import { tryAgain, write } from '../batches'
import { postMany, reverse } from '../ledger/ledger'
import { accrualOf, pointsOf, type Purse } from '../ledger/pending'
import type { BinHousehold } from '../people/bin-codes'
import { DayCounts, Days, SiteDays, type Cell, type DayRecord } from './dropoffs.model'

export const dayIdOf = (householdId: string, day: Day): string => `${householdId}/${day}`
export const cellKeyOf = ({ window, stream }: Pick<Standing, 'window' | 'stream'>): string => `${window} ${stream}`

/** "<partition>:<cause>" */
const causeOf = (entryId: string): string => entryId.slice(entryId.indexOf(':') + 1)

/** What changes in one household's day. */
export type DayEdit = {
  household: BinHousehold
  day: Day
  change: (seen: readonly Seen[]) => Seen[]
  purse: Purse
}

/** By what counts of a site or compound move. */
export type CountMove = {
  id: string
  of: 'site' | 'compound'
  placePath: readonly string[]
  day: Day
  by: Counts
  at: Date | null
}

export type Stands = { record: DayRecord; standings: readonly Standing[]; before: readonly Standing[] }

const emptyDay = ({ _id, placeId, placePath, partition }: BinHousehold, day: Day): DayRecord => ({
  _id: dayIdOf(_id, day),
  householdId: _id,
  day,
  placeId,
  placePath: [...placePath],
  partition,
  seen: [],
  cells: {},
  closings: [],
  closingRound: 0,
  pendingAt: [],
  isDisputed: false,
})

type SitePaths = (siteId: string) => readonly string[]
type By = { by: string; at: Date; pathOf: SitePaths }

/** @returns what stands of each day afterwards, by its id, and how counts move, which `moveCounts` writes */
export async function restand(
  tx: Tx,
  edits: readonly DayEdit[],
  given: By,
): Promise<{ days: Map<string, Stands>; moves: CountMove[] }> {
  const groups = new Map<string, DayEdit[]>()
  for (const edit of edits) {
    const id = dayIdOf(edit.household._id, edit.day)
    groups.set(id, [...(groups.get(id) ?? []), edit])
  }
  if (groups.size === 0) return { days: new Map(), moves: [] }
  const found = new Map((await tx.on(Days).find({ _id: { $in: [...groups.keys()] } })).map((day) => [day._id, day]))
  const days = new Map<string, Stands>()
  const moves: CountMove[] = []
  const posts: Post[] = []
  for (const [id, [first, ...more]] of groups) {
    if (!first) continue
    const old = found.get(id) ?? emptyDay(first.household, first.day)
    const seen = more.reduce((all, { change }) => change(all), first.change(old.seen))
    const before = standingsOf(old.seen)
    const standings = standingsOf(seen)
    const record = { ...old, seen, cells: { ...old.cells } }
    const purse = purseOf([first, ...more])
    posts.push(...(await settleCells(tx, record, { before, after: standings }, purse, given)))
    record.pendingAt = pendingSites(record)
    record.isDisputed = standings.some(({ result }) => result === null)
    days.set(id, { record, standings, before })
    moves.push(...movesOf(record, before, standings, given))
  }
  if (posts.length > 0) await postMany(tx, posts)
  await writeDays(
    tx,
    [...days.values()].map(({ record }) => record),
  )
  return { days, moves }
}

const pendingSites = ({ cells }: DayRecord): string[] => [
  ...new Set(Object.values(cells).flatMap(({ siteId, points, isClosed }) => (points > 0 && !isClosed ? [siteId] : []))),
]

/** What a household's day earns is drawn from the batch's one purse; bags of sites without points draw on none. */
function purseOf(edits: readonly [DayEdit, ...DayEdit[]]): Purse {
  const [first] = edits
  return (edits.find(({ purse, day }) => purse.ruleOn(day) !== null) ?? first).purse
}

/** Takes back what no longer stands and gives what does; changes the record. */
async function settleCells(
  tx: Tx,
  record: DayRecord,
  { before, after }: { before: readonly Standing[]; after: readonly Standing[] },
  purse: Pick<Purse, 'ruleOn' | 'take'>,
  given: By,
): Promise<Post[]> {
  const rule = purse.ruleOn(record.day)
  const [was, is] = [before, after].map((all) => earningsOf(all, rule)) as [Earnings, Earnings]
  const posts: Post[] = []
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const { standing, facts, isBeyond } = is.get(key) ?? NOTHING
    const cell = record.cells[key]
    // what is right as it was keeps its entry, whatever the rule has become since
    if (canonical(facts) === canonical(was.get(key)?.facts ?? [])) {
      if (isBeyond !== (cell?.isBeyond ?? false)) record.cells[key] = cellBeyond(cell, standing, isBeyond)
      continue
    }
    const asked = pointsOf(rule, facts)
    if (cell?.isClosed) await reopen(tx, record, key, given)
    if (cell?.entryId)
      await reverse(tx, cell.entryId, { cause: `${causeOf(cell.entryId)}/back`, reason: '登记有更正', by: given.by })
    const points = rule && standing ? purse.take(Math.min(asked, windowLeft(record, rule, standing, after))) : 0
    const round = (cell?.round ?? 0) + 1
    const siteId = standing?.first.siteId ?? cell?.siteId ?? ''
    const next: Cell = { siteId, asked, points, entryId: null, round, isClosed: false, isBeyond }
    if (rule && points > 0) {
      const cause = `dropoffs/${record._id}/${key.slice(11).replace(' ', '/')}/${round}`
      posts.push(
        accrualOf(
          { ...record, cause, subject: `dropoffs/${record._id}` },
          rule,
          points,
          record.day,
          given.by,
          given.at,
        ),
      )
      next.entryId = `${record.partition}:${cause}`
    }
    record.cells[key] = next
  }
  return posts
}

type Earnings = ReadonlyMap<string, { standing: Standing; facts: ReturnType<typeof earnedBy>; isBeyond: boolean }>

const NOTHING = { standing: undefined, facts: [], isBeyond: false }

/** What each standing of a day earns, by its cell. */
function earningsOf(standings: readonly Standing[], rule: EarningRule | null): Earnings {
  const bags = rule?.caps.find(({ kind }) => kind === 'foodBagsPerHouseholdDay')
  const beyond = foodBeyond(standings, bags?.most ?? null)
  return new Map(
    standings.map((standing) => {
      const isBeyond = beyond.has(standing)
      return [cellKeyOf(standing), { standing, facts: isBeyond ? [] : earnedBy(standing), isBeyond }]
    }),
  )
}

/** A cell whose points stay as they are, and which has come to be one bag too many of its day, or is no longer. */
const cellBeyond = (cell: Cell | undefined, standing: Standing | undefined, isBeyond: boolean): Cell => ({
  ...(cell ?? {
    siteId: standing?.first.siteId ?? '',
    asked: 0,
    points: 0,
    entryId: null,
    round: 0,
    isClosed: false,
  }),
  isBeyond,
})

/** What a cap for one window leaves beside the other streams of it, and of windows elsewhere at the same time. */
function windowLeft(record: DayRecord, rule: EarningRule, of: Standing, all: readonly Standing[]): number {
  const cap = rule.caps.find(({ kind }) => kind === 'window')
  if (!cap) return Number.MAX_SAFE_INTEGER
  const others = all.filter((each) => each !== of && windowsOverlap(each.first, of.first))
  return Math.max(0, cap.most - others.reduce((sum, each) => sum + (record.cells[cellKeyOf(each)]?.points ?? 0), 0))
}

/** The closing that booked a cell is taken back whole; what is still right is closed anew. */
async function reopen(tx: Tx, record: DayRecord, key: string, { by }: By): Promise<void> {
  const closing = record.closings.find(({ cells }) => cells.includes(key))
  if (!closing) return
  await reverse(tx, closing.entryId, { cause: `${causeOf(closing.entryId)}/back`, reason: '登记有更正', by })
  record.closings = record.closings.filter((each) => each !== closing)
  for (const each of closing.cells) {
    const cell = record.cells[each]
    if (cell) record.cells[each] = { ...cell, isClosed: false }
  }
}

function movesOf(
  { placeId, placePath, day }: DayRecord,
  before: readonly Standing[],
  after: readonly Standing[],
  { pathOf }: By,
): CountMove[] {
  const [from, to] = [countsOf(before), countsOf(after)]
  const at = after.reduce<Date | null>((last, { first }) => (last && last > first.at ? last : first.at), null)
  const sites = [...new Set([...Object.keys(from.sites), ...Object.keys(to.sites)])].map((id) => ({
    id,
    of: 'site' as const,
    placePath: pathOf(id),
    by: countsMoved(from.sites[id] ?? {}, to.sites[id] ?? {}),
  }))
  const compound = { id: placeId, of: 'compound' as const, placePath, by: countsMoved(from.compound, to.compound) }
  return [...sites, compound].filter(({ by }) => Object.keys(by).length > 0).map((move) => ({ ...move, day, at }))
}

async function writeDays(tx: Tx, records: readonly DayRecord[]): Promise<void> {
  const updates = records.map((record) => ({ q: { _id: record._id }, u: record, upsert: true }))
  try {
    if (updates.length > 0) await write({ update: Days.collection.collectionName, updates }, tx.session)
  } catch (error) {
    throw isDuplicateKey(error) ? tryAgain() : error
  }
}

/** A day of a site that was closed gets another closing for what came since. */
export async function markLate(tx: Tx, days: readonly Stands[]): Promise<void> {
  const ids = days.flatMap(({ record }) => record.pendingAt.map((siteId) => `${siteId}/${record.day}`))
  if (ids.length > 0)
    await tx.on(SiteDays).updateMany({ _id: { $in: ids }, status: 'closed', isLate: false }, { $set: { isLate: true } })
}

/** Adds up and writes how counts move, one write a site and day. */
export async function moveCounts(tx: Tx, moves: readonly CountMove[]): Promise<void> {
  const sums = new Map<string, { move: CountMove; inc: Record<string, number>; at: Date | null }>()
  for (const move of moves) {
    const id = `${move.id}/${move.day}`
    const sum = sums.get(id) ?? { move, inc: {}, at: null }
    for (const [name, by] of Object.entries(move.by)) sum.inc[`counts.${name}`] = (sum.inc[`counts.${name}`] ?? 0) + by
    if (move.at && (!sum.at || move.at > sum.at)) sum.at = move.at
    sums.set(id, sum)
  }
  const updates = [...sums].map(([_id, { move, inc, at }]) => ({
    q: { _id },
    u: {
      ...(Object.keys(inc).length > 0 ? { $inc: inc } : {}),
      ...(at ? { $max: { lastAt: at } } : {}),
      $setOnInsert: { of: move.of, placePath: [...move.placePath], day: move.day, ...(at ? {} : { lastAt: null }) },
    },
    upsert: true,
  }))
  try {
    if (updates.length > 0) await write({ update: DayCounts.collection.collectionName, updates }, tx.session)
  } catch (error) {
    throw isDuplicateKey(error) ? tryAgain() : error
  }
}
