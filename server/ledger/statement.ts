// What a person sees of their accounts, in plain words. Their own account, and those of households they belong to, from
// the day they joined: a newcomer sees nothing from before. The time of day of a line is for the person whose act it
// was. A page is an exact range of the account's gapless sequence numbers, so the hundredth page costs what the first
// does.
import type { mongo } from 'mongoose'
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor, heldOf, memberOf, type Account } from '@shared/ledger/accounts'
import type { AccountSummary, StatementLine, ledger } from '@shared/ledger/contract'
import { showTrimmed } from '@shared/ledger/earning'
import type { AccountState, Effect, Entry, EntryKind, Trimmed, Why } from '@shared/ledger/entries'
import { lotExpiresOn, spendableOn } from '@shared/ledger/lots'
import { emptyState } from '@shared/ledger/rules'
import { showLine } from '@shared/ledger/words'
import { addMinutes, clockOf, dayOf, showDay, type Day } from '@shared/time'
import { showCarbon, type Unit } from '@shared/units'
import { now } from '../clock'
import { numberedPage } from '../paging'
import { memberSince } from '../people/households'
import { fullNames } from '../people/people'
import { settingsShown } from '../places/places'
import { Contests, type ContestRecord } from './contests.model'
import { balanceOf, latestSeqOf } from './ledger'
import { Entries } from './entries.model'

const allEntries = () => Entries.collection as unknown as mongo.Collection<Entry>

const LOTS_SHOWN = 3

/** `personId`: who reads it; null for a page on paper, which names no time of day. */
type View = { account: Account; since: Date | null; personId: string | null }

/**
 * From when the person may see an account; null: from the beginning. @throws DomainError NOT_FOUND for anyone else's
 */
export async function viewOf(me: PersonActor, account: Account): Promise<View & { personId: string }> {
  if (account === accountFor({ personId: me.personId })) return { account, since: null, personId: me.personId }
  const household = me.households.find((each) => accountFor(each) === account)
  const since = household ? await memberSince(me.personId, household.householdId) : null
  if (!since) throw new DomainError('NOT_FOUND')
  return { account, since, personId: me.personId }
}

/** The person's own account and those of their households. */
export async function summaries(actor: PersonActor): Promise<OutputOf<typeof ledger.summaries>> {
  const ids = [...actor.households.map((each) => accountFor(each)), accountFor({ personId: actor.personId })]
  const accounts: AccountSummary[] = []
  for (const id of ids) accounts.push(await summaryOf(await viewOf(actor, id)))
  return { accounts }
}

async function summaryOf({ account, since }: View): Promise<AccountSummary> {
  const state = (await balanceOf(account)) ?? emptyState(account, 0)
  const before = since ? await effectBefore(state, since) : null
  const today = dayOf(now())
  const carbonGrams = state.carbonGrams - (before?.carbonGrams ?? 0)
  const expiring = expiringSoon(state, today)
  return {
    account,
    name: account.startsWith('household:') ? '本户' : '本人',
    available: spendableOn(state, today),
    held: state.held,
    debt: state.debt,
    totalEarned: state.earned - (before?.earned ?? 0),
    expiringNext: expiring[0] ?? null,
    expiring,
    fen: state.fen,
    carbonGrams,
    carbonText: showCarbon(carbonGrams),
  }
}

/** The live lots that end next, soonest first. */
export const expiringSoon = (state: Pick<AccountState, 'lots'>, today: Day): { points: number; on: Day }[] =>
  Object.entries(state.lots)
    .map(([month, points]) => ({ points, on: lotExpiresOn(month) }))
    .filter((lot) => lot.on >= today)
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .slice(0, LOTS_SHOWN)

/** The account's balances just before an instant, found by halving the range of sequence numbers. */
export async function effectBefore(state: AccountState, instant: Date): Promise<Effect | null> {
  let [low, high] = [0, state.seq]
  let last: Effect | null = null
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [entry] = await entriesInRange(state._id, middle, middle)
    if (entry && entry.recordedAt < instant) {
      low = middle
      last = effectIn(entry, state._id)
    } else high = middle - 1
  }
  return last
}

/** Entries of an account by sequence number, the newest first. */
export async function entriesInRange(account: Account, from: number, to: number): Promise<Entry[]> {
  if (to < from) return []
  // one more than there can be: a batch that is just full leaves the cursor open, and the end of it is asked for in
  // another round trip
  const found = await allEntries()
    .find({ effects: { $elemMatch: { account, seq: { $gte: from, $lte: to } } } }, { batchSize: to - from + 2 })
    .toArray()
  return found.sort((a, b) => (effectIn(b, account)?.seq ?? 0) - (effectIn(a, account)?.seq ?? 0))
}

export const effectIn = (entry: Entry, account: Account): Effect | null =>
  entry.effects.find((each) => each.account === account) ?? null

/** @throws DomainError NOT_FOUND for an account that is neither the person's nor their household's */
export async function statement(
  actor: PersonActor,
  input: ParsedOf<typeof ledger.statement>,
): Promise<OutputOf<typeof ledger.statement>> {
  const first = actor.households[0]
  const view = await viewOf(
    actor,
    input.account ?? (first ? accountFor(first) : accountFor({ personId: actor.personId })),
  )
  const latest = await latestSeqOf(view.account)
  const { from, to, next } = numberedPage(view.account, latest, input)
  const page = await entriesInRange(view.account, from, to)
  const visible = page.filter((entry) => !view.since || (entry.recordedAt >= view.since && entry.at >= view.since))
  const { since } = view
  const reachedStart = since !== null && page.some((entry) => entry.recordedAt < since)
  return { account: view.account, items: await linesOf(visible, view), next: reachedStart ? null : next }
}

/** Entries as lines of one account's statement. */
export async function linesOf(entries: readonly Entry[], view: View): Promise<StatementLine[]> {
  const [reversed, contests, until] = await Promise.all([
    reversedAmong(entries),
    contestsAmong(entries),
    contestEnds(entries),
  ])
  const workers = [...contests.values()].flatMap((contest) => contest.enteredBy ?? [])
  const names = workers.length > 0 ? await fullNames(workers) : new Map<string, string>()
  return entries.map((entry) =>
    lineOf(entry, view, {
      reversed: reversed.has(entry._id),
      contest: contests.get(entry._id) ?? null,
      until: until.get(entry._id) ?? null,
      names,
    }),
  )
}

/** Ids of entries that have been reversed since. */
export async function reversedAmong(entries: readonly Entry[]): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map()
  const partitions = [...new Set(entries.map((entry) => entry.partition))]
  const found = await allEntries()
    .find(
      { partition: { $in: partitions }, reverses: { $in: entries.map((entry) => entry._id) } },
      { projection: { reverses: 1 } },
    )
    .toArray()
  return new Map(found.map((entry) => [entry.reverses ?? '', entry._id]))
}

async function contestsAmong(entries: readonly Entry[]): Promise<Map<string, ContestRecord>> {
  if (entries.length === 0) return new Map()
  const contested = Contests.collection as unknown as mongo.Collection<ContestRecord>
  const found = await contested.find({ entryId: { $in: entries.map((entry) => entry._id) } }).toArray()
  return new Map(found.map((contest) => [contest.entryId, contest]))
}

/**
 * What an entry moved for one member: available points (so that the lines add up to the balance: a hold takes, its
 * capture no more), where a debt repaid or made counts as the member's.
 */
export function amountsFor(entry: Entry, account: Account): Record<Unit, number> {
  const total = (unit: Unit): number =>
    entry.postings
      .filter((each) => each.unit === unit && each.account !== heldOf(account) && memberOf(each.account) === account)
      .reduce((sum, each) => sum + each.amount, 0)
  return { points: total('points'), fen: total('fen'), carbonGrams: total('carbonGrams') }
}

/** Kinds whose lines a person may contest. */
const CONTESTABLE: readonly EntryKind[] = ['earn', 'owe', 'compensate', 'capture']
export const isContestable = (entry: Pick<Entry, 'kind'>): boolean => CONTESTABLE.includes(entry.kind)
/**
 * Until when an entry can be contested, counted from when it was written. @param days of its area (settings,
 * points.contestDays)
 */
export const contestUntilOf = (entry: Pick<Entry, 'recordedAt'>, days: number): Date =>
  addMinutes(entry.recordedAt, days * 24 * 60)

/** The same for the entries of a page that can be contested, by id. */
async function contestEnds(entries: readonly Entry[]): Promise<Map<string, Date>> {
  const ends = new Map<string, Date>()
  for (const entry of entries.filter(isContestable))
    ends.set(entry._id, contestUntilOf(entry, (await settingsShown(entry.placePath)).points.contestDays))
  return ends
}

/** What stands beside a contested line; a worker who wrote the contest down is named, in the answer too. */
function contestOf(contest: ContestRecord, names: ReadonlyMap<string, string>): StatementLine['contest'] {
  const worker = contest.enteredBy ? (names.get(contest.enteredBy) ?? '工作人员') : null
  const answer = `${contest.decision ? `：${contest.decision.reason}` : ''}${worker ? `（${worker}代为登记）` : ''}`
  const settled = {
    kept: '异议未成立',
    reversed: '异议成立，已冲正',
    added: `异议成立，已补${contest.decision?.points ?? 0}分`,
  }
  const text =
    contest.status === 'open'
      ? `${worker ? `${worker}已代提异议` : '已提异议'}，${showDay(contest.dueOn)}前答复`
      : `${settled[contest.status]}${answer}`
  return { id: contest._id, status: contest.status, text }
}

/** The receiver of a gift reads that something came, not whom it was given to. */
const whyFor = (entry: Entry, points: number): Why =>
  entry.kind === 'gift' && points > 0 ? { template: 'ledger.received', params: {} } : entry.why

/** The line whose difference an entry pays. */
export const addedTo = ({ details }: Entry): string | null =>
  typeof details?.['adds'] === 'string' ? details['adds'] : null

type Beside = {
  reversed: boolean
  contest: ContestRecord | null
  until: Date | null
  names: ReadonlyMap<string, string>
}

function lineOf(
  entry: Entry,
  { account, personId }: View,
  { reversed: isReversed, contest, until, names }: Beside,
): StatementLine {
  const effect = effectIn(entry, account)
  const amounts = amountsFor(entry, account)
  const earner = entry.details?.['earnerId']
  const withClock = personId !== null && (earner === undefined || earner === personId)
  const trimmed = entry.details?.['trimmed'] as Trimmed | undefined
  const contestUntil = !isReversed && !contest && until !== null && now() <= until ? until : null
  return {
    entryId: entry._id,
    seq: effect?.seq ?? 0,
    kind: entry.kind,
    day: dayOf(entry.at),
    clock: withClock ? clockOf(entry.at) : null,
    text: showLine(
      { at: entry.at, kind: entry.kind, why: whyFor(entry, amounts.points), details: entry.details, ...amounts },
      withClock,
    ),
    ...amounts,
    pointsAfter: effect?.points ?? 0,
    subject: entry.subject,
    reversed: isReversed,
    reverses: entry.reverses ?? null,
    adds: addedTo(entry),
    contestUntil: contestUntil?.toISOString() ?? null,
    trimmed: trimmed ? { asked: trimmed.asked, granted: trimmed.granted, text: showTrimmed(trimmed) } : null,
    contest: contest && contestOf(contest, names),
    allowed: contestUntil ? ['contest'] : [],
  }
}

/** A person's copy of their own account, every line. */
export async function exportOf(personId: string): Promise<Record<string, unknown>> {
  const account = accountFor({ personId })
  const state = await balanceOf(account)
  const lines: string[] = []
  for (let to = state?.seq ?? 0; to > 0; to -= 500) {
    for (const entry of await entriesInRange(account, Math.max(1, to - 499), to))
      lines.push(showLine({ ...entry, ...amountsFor(entry, account) }, true))
  }
  return {
    account,
    points: state?.points ?? 0,
    held: state?.held ?? 0,
    debt: state?.debt ?? 0,
    fen: state?.fen ?? 0,
    carbonGrams: state?.carbonGrams ?? 0,
    lines,
  }
}
