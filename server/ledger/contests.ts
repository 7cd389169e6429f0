// Contests about entries: opened in one tap by whoever may see the line, or written down at the desk by a worker, who
// is named; answered within the area's working days. A weight is corrected in its pickup.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { accountFor, type Account } from '@shared/ledger/accounts'
import { ledgerReaders } from '@shared/ledger/contract'
import { pointDesks, type ledgerDesk } from '@shared/ledger/desk-contract'
import {
  contestDeciders,
  type ContestView,
  type DeskContest,
  type ledgerContests,
} from '@shared/ledger/contests-contract'
import type { Entry } from '@shared/ledger/entries'
import { showLine } from '@shared/ledger/words'
import { addWorkingDays, dayOf, showDay } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { decidable } from '../reviews/reviews-lists'
import { defineReview, type Opening } from '../reviews/reviews'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { forgetAnswersLater } from '../http/idempotency'
import { notify } from '../notices/notices'
import { readCountedPage, readPage } from '../paging'
import { isStillIn } from '../people/belonging'
import { currentHousehold, memberSince, requireHousehold } from '../people/households'
import { fullNames, placeNames } from '../people/people'
import { settingsOf, workCalendar } from '../places/places'
import { applyOutcome, membersFor, recordIn, statusTextOf, toldOf, type Outcome } from './contest-outcomes'
import { Contests, type ContestRecord } from './contests.model'
import { deskEntry } from './desk'
import { authorsOf } from './earning-rules'
import { entryOf, moveOnMerge } from './ledger'
import { amountsFor, contestUntilOf, isContestable, reversedAmong, viewOf } from './statement'

async function presentAll(records: readonly ContestRecord[]): Promise<ContestView[]> {
  const workers = records.flatMap((record) => record.enteredBy ?? [])
  const names = workers.length > 0 ? await fullNames(workers) : new Map<string, string>()
  return records.map((record) => ({
    id: record._id,
    entryId: record.entryId,
    account: record.account,
    subject: record.subject,
    line: record.line,
    points: record.points,
    reason: record.reason,
    at: record.at.toISOString(),
    dueOn: record.dueOn,
    status: record.status,
    statusText: statusTextOf(record),
    decision: record.decision
      ? {
          outcome: record.decision.outcome,
          reason: record.decision.reason,
          at: record.decision.at.toISOString(),
          addedPoints: record.decision.points ?? null,
        }
      : null,
    enteredBy: record.enteredBy ? (names.get(record.enteredBy) ?? '') : null,
  }))
}

/**
 * Opens a contest about a line of the person's own or their household's account.
 * @throws DomainError NOT_FOUND, LEDGER_NOT_CONTESTABLE, LEDGER_ALREADY_REVERSED, LEDGER_CONTEST_CLOSED,
 * LEDGER_ALREADY_CONTESTED
 */
export async function openContest(
  actor: PersonActor,
  input: ParsedOf<typeof ledgerContests.contest>,
): Promise<ContestView> {
  const view = await viewOf(actor, await currentAccount(input.account))
  const entry = await entryOf(input.entryId)
  if (!entry || !(await isSeen(entry, view.account, view.since))) throw new DomainError('NOT_FOUND')
  return register(actor, entry, {
    id: input.id,
    account: view.account,
    reason: input.reason ?? '',
    personId: actor.personId,
  })
}

/** Whether an entry is a line of an account that may be seen from an instant on (null: from the beginning). */
async function isSeen(entry: Entry, account: string, since: Date | null): Promise<boolean> {
  if (since !== null && entryFromOf(entry) < since) return false
  for (const effect of entry.effects) if ((await currentAccount(effect.account)) === account) return true
  return false
}

/** The points of a household that was merged are those of the one that goes on, and so is the right to contest them. */
async function currentAccount(account: Account): Promise<Account> {
  const householdId = /^household:(.+)$/.exec(account)?.[1]
  const household = householdId ? await currentHousehold(householdId) : null
  return household ? accountFor({ householdId: household._id }) : account
}

const entryFromOf = ({ at, recordedAt }: Entry): Date => (at < recordedAt ? at : recordedAt)

/**
 * Written down by a worker for a household of their area; who wrote it can't decide it.
 * @throws DomainError NOT_FOUND outside the area, and as `openContest`
 */
export async function contestAtDesk(
  actor: PersonActor,
  input: ParsedOf<typeof ledgerDesk.contestAtDesk>,
): Promise<ContestView> {
  const household = await requireHousehold((await currentHousehold(input.householdId))?._id ?? input.householdId)
  const account = accountFor({ householdId: household._id })
  const entry = await entryOf(input.entryId)
  if (!holdsRole(actor, pointDesks, household.placePath) || !entry || !(await isSeen(entry, account, null)))
    throw new DomainError('NOT_FOUND')
  return register(actor, entry, {
    id: input.id,
    account,
    reason: input.reason ?? '',
    enteredBy: actor.personId,
    how: input.how,
  })
}

type Registered = Pick<ContestRecord, 'account' | 'reason' | 'personId' | 'enteredBy' | 'how'> & { id: string }

async function register(actor: Actor, entry: Entry, opening: Registered): Promise<ContestView> {
  if (!isContestable(entry)) throw new DomainError('LEDGER_NOT_CONTESTABLE')
  const { settings } = await settingsOf(entry.placePath)
  if (now() > contestUntilOf(entry, settings.points.contestDays)) throw new DomainError('LEDGER_CONTEST_CLOSED')
  if ((await reversedAmong([entry])).size > 0) throw new DomainError('LEDGER_ALREADY_REVERSED')
  const dueOn = addWorkingDays(dayOf(now()), settings.points.contestWorkingDays, await workCalendar())
  const record = newContest(entry, opening, dueOn)
  try {
    return await transaction(async (tx) => {
      await tx.on(Contests).insert(record)
      await contestReview.open(tx, actor, await openingOf(record, entry))
      if (opening.enteredBy) await recordWorker(tx, actor, record)
      return oneOf(await presentAll([record]))
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('LEDGER_ALREADY_CONTESTED') : error
  }
}

/** A contest entered for others leaves a trace, and who belongs to the household reads that it was entered. */
async function recordWorker(tx: Tx, actor: Actor, record: ContestRecord): Promise<void> {
  await audit(tx, actor, {
    action: 'ledger.contestAtDesk',
    subject: `ledgerContests/${record._id}`,
    placePath: record.placePath,
    details: { account: record.account, entryId: record.entryId, how: record.how },
  })
  for (const personId of await membersFor(record, tx)) {
    await notify(tx, personId, `ledgerContests/${record._id}/entered`, {
      kind: 'contest_decided',
      title: '社区已代您家提出积分异议',
      text: `${record.line}，${showDay(record.dueOn)}前答复`,
      link: '/me/contests',
    })
  }
}

/** The accounts that are a person's to read now. */
const accountsOf = (me: PersonActor): string[] => [
  accountFor({ personId: me.personId }),
  ...me.households.map((each) => accountFor(each)),
]

function oneOf<T>(views: readonly T[]): T {
  const [view] = views
  if (view === undefined) throw new Error('a contest without a view')
  return view
}

function newContest(entry: Entry, { id, ...opening }: Registered, dueOn: string): ContestRecord {
  const amounts = amountsFor(entry, opening.account)
  return {
    _id: id,
    entryId: entry._id,
    ...opening,
    subject: entry.subject,
    line: showLine({ ...entry, ...amounts }, false),
    entryFrom: entryFromOf(entry),
    points: amounts.points,
    placePath: entry.placePath,
    ruleVersion: entry.ruleVersion ?? null,
    at: now(),
    dueOn,
    status: 'open',
    decision: null,
  }
}

/**
 * What the person has contested and what the desk wrote down for their household, as far back as they belong to it;
 * newest first.
 */
export async function myContests(
  actor: PersonActor,
  input: ParsedOf<typeof ledgerContests.myContests>,
): Promise<OutputOf<typeof ledgerContests.myContests>> {
  const atDesk: object[] = []
  for (const { householdId } of actor.households) {
    const since = await memberSince(actor.personId, householdId)
    if (since)
      atDesk.push({ account: accountFor({ householdId }), personId: { $exists: false }, entryFrom: { $gte: since } })
  }
  const { rows, next } = await readPage(
    Contests,
    { at: -1 },
    { $or: [{ personId: actor.personId, account: { $in: accountsOf(actor) } }, ...atDesk] } as never,
    input,
  )
  return { items: await presentAll(rows), next }
}

/** Contests of the actor's area, newest first. */
export async function listContests(
  actor: Actor,
  input: ParsedOf<typeof ledgerContests.deskContests>,
): Promise<OutputOf<typeof ledgerContests.deskContests>> {
  const filter = {
    placePath: { $in: scopeOf(actor, ledgerReaders) },
    ...(input.status ? { status: input.status } : {}),
  }
  const { rows, ...page } = await readCountedPage(Contests, { at: -1 }, filter, input)
  return { items: await presentForDesk(actor, rows), ...page }
}

async function presentForDesk(actor: Actor, records: readonly ContestRecord[], tx?: Tx): Promise<DeskContest[]> {
  const places = await placeNames(records.flatMap((record) => record.placePath.at(-1) ?? []))
  const names = await fullNames(records.flatMap((record) => record.decision?.by ?? []))
  const today = dayOf(now())
  const views = await presentAll(records)
  const open = records.filter(({ status }) => status === 'open')
  const mine = await decidable(
    actor,
    'ledgerContest',
    open.map(({ _id }) => _id),
    tx,
  )
  return records.map((record, index) => ({
    ...oneOf(views.slice(index, index + 1)),
    placeName: places.get(record.placePath.at(-1) ?? '') ?? '',
    late: record.status === 'open' && record.dueOn < today,
    ruleVersion: record.ruleVersion,
    decidedBy: record.decision ? (names.get(record.decision.by) ?? record.decision.by) : null,
    allowed: mine.has(record._id) ? ['decide' as const] : [],
  }))
}

const oneForDesk = async (actor: Actor, record: ContestRecord, tx?: Tx): Promise<DeskContest> =>
  oneOf(await presentForDesk(actor, [record], tx))

/** @throws DomainError NOT_FOUND outside the actor's area */
async function requireContest(actor: Actor, id: string): Promise<ContestRecord> {
  const record = await Contests.findById(id).lean<ContestRecord>()
  if (!record || !holdsRole(actor, ledgerReaders, record.placePath)) throw new DomainError('NOT_FOUND')
  return record
}

/** @throws DomainError NOT_FOUND */
export async function showContest(
  actor: Actor,
  { id }: { id: string },
): Promise<OutputOf<typeof ledgerContests.deskContest>> {
  const record = await requireContest(actor, id)
  await auditRead(actor, { action: 'ledger.readContest', subject: `ledgerContests/${id}`, placePath: record.placePath })
  return { contest: await oneForDesk(actor, record), entry: await deskEntry(actor, { id: record.entryId }) }
}

/**
 * Keeps the entry, reverses it, or pays the difference in points beside it.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE, INPUT_INVALID, LEDGER_ALREADY_REVERSED,
 * LEDGER_NOT_REVERSIBLE, LEDGER_NO_DIFFERENCE
 */
export async function decideContest(
  actor: Actor,
  { id, outcome, points, reason }: ParsedOf<typeof ledgerContests.decideLedgerContest>,
): Promise<DeskContest> {
  if ((outcome === 'added') !== (points !== undefined))
    throw invalid('points', outcome === 'added' ? '请写明补多少分' : '只有补差要写补多少分')
  return contestReview.decide(actor, { subjectId: id, outcome, reason, given: { points } })
}

/** Who posted the entry, stood behind its rule or wrote the contest down does not decide it. */
async function openingOf(record: ContestRecord, entry: Entry | null): Promise<Opening> {
  const authors = record.ruleVersion === null ? [] : await authorsOf(record.ruleVersion)
  const [kind, ownerId] = record.account.split(':')
  return {
    subjectId: record._id,
    placePath: record.placePath,
    headline: record.line,
    due: { on: record.dueOn },
    personId: record.personId,
    author: record.personId ?? record.enteredBy,
    actedBy: [record.enteredBy, entry?.by, ...authors],
    personIds: kind === 'person' ? [ownerId] : [],
    householdIds: kind === 'household' ? [ownerId] : [],
    at: record.at,
  }
}

const contestReview = defineReview<{ points: number | undefined }, DeskContest>({
  name: 'ledgerContest',
  title: '积分异议',
  verb: '答复',
  deciders: contestDeciders,
  tells: ['subdistrictOfficer'],
  noticeKind: 'contest_decided',
  deskLink: ({ subjectId }) => `/contests?open=${subjectId}`,
  askers: async (tx, { subjectId }) => toldOf(tx, await recordIn(tx, subjectId)),
  askerLink: () => '/me/contests',
  tellsLate: true,
  // a line may be contested because it is not theirs: taking it back is an answer, too
  isObjection: false,
  freshDecider: true,
  answered: () => null,
  apply: async (tx, { actor, outcome, reason, review, given }) => {
    const decided = { id: review.subjectId, outcome: outcome as Outcome, reason, by: actorId(actor), ...given }
    const { entryId } = await applyOutcome(tx, decided)
    return { details: { entryId, ...(given.points === undefined ? {} : { points: given.points }) } }
  },
  present: async (tx, actor, { subjectId }) => oneForDesk(actor, await recordIn(tx, subjectId), tx),
  followMerger: moveOnMerge,
  backlog: async (id) => {
    const open = await Contests.find({ status: 'open', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<ContestRecord[]>()
    return Promise.all(open.map(async (record) => openingOf(record, await entryOf(record.entryId))))
  },
  audit: { action: 'ledger.decideContest', subject: ({ subjectId }) => `ledgerContests/${subjectId}` },
})

/** A person's copy of what they contested. */
export async function exportContests(personId: string): Promise<unknown> {
  const records = await Contests.find({ personId }).sort({ at: -1 }).limit(1_000).lean<ContestRecord[]>()
  const readable: ContestRecord[] = []
  for (const record of records) {
    const householdId = record.account.startsWith('household:') ? record.account.slice('household:'.length) : null
    if (householdId === null || (await isStillIn(personId, householdId))) readable.push(record)
  }
  return presentAll(readable)
}

/** What was typed goes; that there was a contest and how it was decided stays. */
export async function eraseContests(tx: Tx, personId: string): Promise<void> {
  await forgetAnswersLater(
    tx,
    'ledger',
    (await tx.on(Contests).find({ personId })).map((contest) => contest._id),
  )
  await tx.on(Contests).updateMany({ personId }, { $set: { reason: '' } })
}
