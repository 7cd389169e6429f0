// The ledger as staff and auditors read it: accounts of their area, entries with postings, export. Reading leaves a
// trace. System accounts (issuers, nature …) belong to no area: the city's roles read them, day by day.
import { cityRoles, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { isStored, memberOf, type Account } from '@shared/ledger/accounts'
import { ledgerReaders, type EntryView, type ledger } from '@shared/ledger/contract'
import type { AccountState, Entry } from '@shared/ledger/entries'
import { lotExpiresOn, spendableOn } from '@shared/ledger/lots'
import { kindNames, showLine, showWhy } from '@shared/ledger/words'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { numberedPage, readCountedPage, totalOf, type CountedPage, type PageInput } from '../paging'
import { sheetContentType, writeSheet } from '../sheets'
import { Accounts } from './accounts.model'
import { Entries } from './entries.model'
import { balanceOf, entryOf } from './ledger'
import { nameWith, ownersOf, writersOf } from './owners'
import { addedTo, amountsFor, effectIn, entriesInRange, reversedAmong } from './statement'

const PAGE = 50
const MAX_EXPORT = 20_000

const isCityWide = (actor: Actor): boolean => scopeOf(actor, cityRoles).length > 0
const seesClock = (actor: Actor, entry: Entry): boolean =>
  entry.details?.['earnerId'] === undefined || scopeOf(actor, ['auditor']).length > 0

/** Accounts of the actor's area by their name; `starts` narrows ("household:01J"). */
export async function deskAccounts(
  actor: Actor,
  input: ParsedOf<typeof ledger.deskAccounts>,
): Promise<OutputOf<typeof ledger.deskAccounts>> {
  const filter = {
    placePath: { $in: scopeOf(actor, ledgerReaders) },
    ...(input.starts ? { _id: { $gte: input.starts, $lt: `${input.starts}\uffff` } } : {}),
  }
  const { rows, ...page } = await readCountedPage(Accounts, { _id: 1 }, filter as never, input)
  const today = dayOf(now())
  const owners = await ownersOf(rows.map((state) => state._id))
  const items = rows.map((state) => ({
    account: state._id,
    name: nameWith(owners, state._id),
    available: spendableOn(state, today),
    held: state.held,
    debt: state.debt,
    totalEarned: state.earned,
    fen: state.fen,
    carbonGrams: state.carbonGrams,
    entries: state.seq,
  }))
  return { items, ...page }
}

/** @throws DomainError NOT_FOUND outside the actor's area */
async function requireReadable(actor: Actor, account: Account): Promise<AccountState | null> {
  if (!isStored(account)) {
    if (!isCityWide(actor)) throw new DomainError('NOT_FOUND')
    return null
  }
  const state = await balanceOf(account)
  const scope = scopeOf(actor, ledgerReaders)
  if (!state || !state.placePath.some((place) => scope.includes(place))) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'ledger.readAccount', subject: `ledger/${account}`, placePath: state.placePath })
  return state
}

/** Entries of one account, the newest first: a member's by sequence number, a system account's by day. */
export async function deskEntries(
  actor: Actor,
  input: ParsedOf<typeof ledger.deskEntries>,
): Promise<OutputOf<typeof ledger.deskEntries>> {
  const account = memberOf(input.account)
  const state = await requireReadable(actor, account)
  const { rows, ...page } =
    state && !input.day ? await pageBySeq(state, input) : await pageByDay(account, input.day ?? dayOf(now()), input)
  const reversed = await reversedAmong(rows)
  return { items: await viewsOf(actor, rows, reversed), ...page }
}

async function pageBySeq(state: AccountState, { cursor, limit = PAGE }: PageInput): Promise<CountedPage<Entry>> {
  const { from, to, next } = numberedPage(state._id, state.seq, { cursor, limit })
  const total = cursor === undefined ? totalOf(state.seq) : null
  return { rows: await entriesInRange(state._id, from, to), next, total }
}

function pageByDay(account: Account, day: Day, input: PageInput): Promise<CountedPage<Entry>> {
  const filter = {
    ...(isStored(account) ? { 'effects.account': account } : { 'postings.account': account }),
    recordedAt: { $gte: instantAt(day, '00:00'), $lt: instantAt(addDays(day, 1), '00:00') },
  }
  return readCountedPage(Entries, { recordedAt: -1 }, filter as never, input, PAGE)
}

/**
 * Through its own place or an account it moved: a gift to a school elsewhere is read by staff of the giver's area, too.
 */
async function mayReadEntry(actor: Actor, entry: Entry): Promise<boolean> {
  const scope = scopeOf(actor, ledgerReaders)
  if (isCityWide(actor) || entry.placePath.some((place) => scope.includes(place))) return true
  return (
    (await Accounts.exists({
      _id: { $in: entry.effects.map((effect) => effect.account) },
      placePath: { $in: scope },
    })) !== null
  )
}

/** @throws DomainError NOT_FOUND */
export async function deskEntry(actor: Actor, { id }: ParsedOf<typeof ledger.deskEntry>): Promise<EntryView> {
  const entry = await entryOf(id)
  if (!entry || !(await mayReadEntry(actor, entry))) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'ledger.readEntry', subject: `ledger/${id}`, placePath: entry.placePath })
  const [view] = await viewsOf(actor, [entry], await reversedAmong([entry]))
  if (!view) throw new DomainError('NOT_FOUND')
  return view
}

async function viewsOf(
  actor: Actor,
  entries: readonly Entry[],
  reversed: ReadonlyMap<string, string>,
): Promise<EntryView[]> {
  const owners = await ownersOf(
    entries.flatMap((entry) => [...entry.postings, ...entry.effects].map(({ account }) => account)),
  )
  const writer = await writersOf(entries.map(({ by }) => by))
  return entries.map((entry) => viewOf(actor, entry, reversed, (account) => nameWith(owners, account), writer))
}

function viewOf(
  actor: Actor,
  entry: Entry,
  reversed: ReadonlyMap<string, string>,
  nameOf: (account: Account) => string,
  writer: (id: string) => string,
): EntryView {
  const withClock = seesClock(actor, entry)
  return {
    id: entry._id,
    kind: entry.kind,
    kindName: kindNames[entry.kind],
    day: dayOf(entry.at),
    at: withClock ? entry.at.toISOString() : null,
    recordedAt: withClock ? entry.recordedAt.toISOString() : null,
    by: entry.by,
    byName: writer(entry.by),
    subject: entry.subject,
    text: showWhy(entry.why, entry.kind),
    ruleVersion: entry.ruleVersion ?? null,
    factorVersion: entry.factorVersion ?? null,
    reverses: entry.reverses ?? null,
    reversedBy: reversed.get(entry._id) ?? null,
    adds: addedTo(entry),
    postings: entry.postings.map((each) => ({ ...each, accountName: nameOf(each.account) })),
    effects: entry.effects.map(({ earned: _earned, used: _used, lots, ...effect }) => ({
      ...effect,
      accountName: nameOf(effect.account),
      lots: Object.entries(lots).map(([month, change]) => ({ expiresOn: lotExpiresOn(month), change })),
    })),
    hash: entry.hash,
  }
}

/**
 * One account's entries as CSV, safe to open in a spreadsheet. @throws DomainError NOT_FOUND, INPUT_INVALID past 20,000
 * rows
 */
export async function deskExport(actor: Actor, input: ParsedOf<typeof ledger.deskExport>): Promise<FileAnswer> {
  const account = memberOf(input.account)
  const state = await requireReadable(actor, account)
  const rows: (string | number)[][] = []
  let cursor: string | undefined
  do {
    const part = { cursor, limit: 1_000 }
    const { rows: found, next } =
      state && !input.day ? await pageBySeq(state, part) : await pageByDay(account, input.day ?? dayOf(now()), part)
    rows.push(...found.map((entry) => exportRow(actor, entry, account)))
    if (rows.length > MAX_EXPORT) throw invalid('day', '超过两万行，请选择一天导出')
    cursor = next ?? undefined
  } while (cursor)
  const columns = [
    '流水编号',
    '序号',
    '日期',
    '类型',
    '说明',
    '积分',
    '金额（分）',
    '减碳（克）',
    '变动后积分',
    '事项',
    '经办',
    '规则版本',
    '系数版本',
  ].map((name) => ({ name }))
  return {
    contentType: sheetContentType.csv,
    filename: `流水-${account.replace(/:/g, '-')}.csv`,
    body: await writeSheet('csv', columns, rows),
  }
}

function exportRow(actor: Actor, entry: Entry, account: Account): (string | number)[] {
  const amounts = amountsFor(entry, account)
  const effect = effectIn(entry, account)
  return [
    entry._id,
    effect?.seq ?? '',
    dayOf(entry.at),
    kindNames[entry.kind],
    showLine({ ...entry, ...amounts }, seesClock(actor, entry)),
    amounts.points,
    amounts.fen,
    amounts.carbonGrams,
    effect?.points ?? '',
    entry.subject,
    entry.by,
    entry.ruleVersion ?? '',
    entry.factorVersion ?? '',
  ]
}
