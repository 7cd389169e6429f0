// Contests about entries: opened in one tap by whoever may see the line, or written down at the desk by a worker, who
// is named; answered within the area's working days by a person who neither posted the entry, nor made its rule, nor
// wrote the contest down. Kept, reversed, or the difference paid, with a reason; the person is told, and the worker,
// who tells those without a phone. A weight is corrected in its pickup.
import { holdsRole, isMember, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor } from '@shared/ledger/accounts'
import { ledgerReaders } from '@shared/ledger/contract'
import { pointDesks, type ledgerDesk } from '@shared/ledger/desk-contract'
import {
  contestDeciders,
  type ContestView,
  type DeskContest,
  type ledgerContests,
} from '@shared/ledger/contests-contract'
import { differenceOf, differenceRefusal } from '@shared/ledger/differences'
import type { Entry } from '@shared/ledger/entries'
import { showLine } from '@shared/ledger/words'
import { addWorkingDays, dayOf, showDay } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { forgetAnswersLater } from '../http/idempotency'
import { notify } from '../notices/notices'
import { newestFirst } from '../paging'
import { householdById, memberSince, requireHousehold } from '../people/households'
import { fullNames, placeNames } from '../people/people'
import { staffAt } from '../people/roles'
import { settingsOf, workCalendar } from '../places/places'
import { membersFor, statusTextOf, tellAnswer } from './contests-telling'
import { Contests, type ContestRecord } from './contests.model'
import { deskEntry } from './desk'
import { authorsOf } from './earning-rules'
import { Entries } from './entries.model'
import { entryOf, moveOnMerge, postMany, reverse } from './ledger'
import { amountsFor, asPerson, contestUntilOf, isContestable, reversedAmong, viewOf } from './statement'

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
export async function openContest(actor: Actor, input: ParsedOf<typeof ledgerContests.contest>): Promise<ContestView> {
  const me = asPerson(actor)
  const view = await viewOf(me, input.account)
  const entry = await entryOf(input.entryId)
  if (!entry || !isSeen(entry, view.account, view.since)) throw new DomainError('NOT_FOUND')
  return register(actor, entry, {
    id: input.id,
    account: view.account,
    reason: input.reason ?? '',
    personId: me.personId,
  })
}

/** Whether an entry is a line of an account that may be seen from an instant on (null: from the beginning). */
const isSeen = (entry: Entry, account: string, since: Date | null): boolean =>
  entry.effects.some((effect) => effect.account === account) && (since === null || entryFromOf(entry) >= since)

const entryFromOf = ({ at, recordedAt }: Entry): Date => (at < recordedAt ? at : recordedAt)

/**
 * Written down by a worker for a household of their area; who wrote it can't decide it.
 * @throws DomainError NOT_FOUND outside the area, and as `openContest`
 */
export async function contestAtDesk(
  actor: Actor,
  input: ParsedOf<typeof ledgerDesk.contestAtDesk>,
): Promise<ContestView> {
  const household = await requireHousehold(input.householdId)
  const account = accountFor({ householdId: household._id })
  const entry = await entryOf(input.entryId)
  if (!holdsRole(actor, pointDesks, household.placePath) || !entry || !isSeen(entry, account, null))
    throw new DomainError('NOT_FOUND')
  return register(actor, entry, {
    id: input.id,
    account,
    reason: input.reason ?? '',
    enteredBy: asPerson(actor).personId,
    how: input.how,
  })
}

type Opening = Pick<ContestRecord, 'account' | 'reason' | 'personId' | 'enteredBy' | 'how'> & { id: string }

async function register(actor: Actor, entry: Entry, opening: Opening): Promise<ContestView> {
  if (!isContestable(entry)) throw new DomainError('LEDGER_NOT_CONTESTABLE')
  const { settings } = await settingsOf(entry.placePath)
  if (now() > contestUntilOf(entry, settings.points.contestDays)) throw new DomainError('LEDGER_CONTEST_CLOSED')
  if ((await reversedAmong([entry])).size > 0) throw new DomainError('LEDGER_ALREADY_REVERSED')
  const dueOn = addWorkingDays(dayOf(now()), settings.points.contestWorkingDays, await workCalendar())
  const officers = (await staffAt(entry.placePath, 'subdistrictOfficer')).filter(
    (personId) => personId !== opening.enteredBy,
  )
  const tellThese = officers.length > 0 ? officers : await staffAt(entry.placePath, 'cityOfficer')
  const record = newContest(entry, opening, dueOn)
  try {
    return await transaction(async (tx) => {
      await tx.on(Contests).insert(record)
      for (const personId of tellThese) {
        await notify(tx, personId, `ledgerContests/${record._id}/open`, {
          kind: 'contest_decided',
          title: '有一条积分异议待答复',
          text: `${record.line},${showDay(dueOn)}前答复`,
          link: `/ledger/contests/${record._id}`,
        })
      }
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
      text: `${record.line},${showDay(record.dueOn)}前答复`,
      link: '/me/contests',
    })
  }
}

function oneOf<T>(views: readonly T[]): T {
  const [view] = views
  if (view === undefined) throw new Error('a contest without a view')
  return view
}

function newContest(entry: Entry, { id, ...opening }: Opening, dueOn: string): ContestRecord {
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
  actor: Actor,
  input: ParsedOf<typeof ledgerContests.myContests>,
): Promise<OutputOf<typeof ledgerContests.myContests>> {
  const me = asPerson(actor)
  const atDesk: object[] = []
  for (const { householdId } of me.households) {
    const since = await memberSince(me.personId, householdId)
    if (since)
      atDesk.push({ account: accountFor({ householdId }), personId: { $exists: false }, entryFrom: { $gte: since } })
  }
  const { rows, next } = await newestFirst(
    Contests,
    'at',
    { $or: [{ personId: me.personId }, ...atDesk] } as never,
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
  const { rows, next } = await newestFirst(Contests, 'at', filter, input, 50)
  return { items: await presentForDesk(actor, rows), next }
}

async function presentForDesk(actor: Actor, records: readonly ContestRecord[]): Promise<DeskContest[]> {
  const places = await placeNames(records.flatMap((record) => record.placePath.at(-1) ?? []))
  const names = await fullNames(records.flatMap((record) => record.decision?.by ?? []))
  const today = dayOf(now())
  const views = await presentAll(records)
  const mayDecide = (record: ContestRecord): boolean =>
    record.status === 'open' &&
    record.enteredBy !== actorId(actor) &&
    holdsRole(actor, contestDeciders, record.placePath)
  return records.map((record, index) => ({
    ...oneOf(views.slice(index, index + 1)),
    placeName: places.get(record.placePath.at(-1) ?? '') ?? '',
    late: record.status === 'open' && record.dueOn < today,
    ruleVersion: record.ruleVersion,
    decidedBy: record.decision ? (names.get(record.decision.by) ?? record.decision.by) : null,
    allowed: mayDecide(record) ? ['decide' as const] : [],
  }))
}

const oneForDesk = async (actor: Actor, record: ContestRecord): Promise<DeskContest> =>
  oneOf(await presentForDesk(actor, [record]))

/** @throws DomainError NOT_FOUND outside the actor's area */
async function requireContest(actor: Actor, id: string, tx?: Tx): Promise<ContestRecord> {
  const record = tx ? await tx.on(Contests).findOne({ _id: id }) : await Contests.findById(id).lean<ContestRecord>()
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
 * Keeps the entry, reverses it, or pays the difference in points beside it. Not by whoever posted it, stood behind its
 * rule or wrote the contest down, nor for one's own household.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, INPUT_INVALID, LEDGER_CONTEST_OWN, LEDGER_ALREADY_REVERSED,
 * LEDGER_NOT_REVERSIBLE, LEDGER_NO_DIFFERENCE
 */
export async function decideContest(
  actor: Actor,
  { id, outcome, points, reason }: ParsedOf<typeof ledgerContests.decideLedgerContest>,
): Promise<DeskContest> {
  const seen = await requireContest(actor, id)
  if (!holdsRole(actor, contestDeciders, seen.placePath)) throw new DomainError('NOT_FOUND')
  const by = actorId(actor)
  if (
    seen.personId === by ||
    seen.account === `person:${by}` ||
    isMember(actor, seen.account.replace(/^household:/, ''))
  )
    throw new DomainError('NOT_ALLOWED')
  const entry = await entryOf(seen.entryId)
  if (
    seen.enteredBy === by ||
    entry?.by === by ||
    (seen.ruleVersion !== null && (await authorsOf(seen.ruleVersion)).includes(by))
  )
    throw new DomainError('LEDGER_CONTEST_OWN')
  if ((outcome === 'added') !== (points !== undefined))
    throw new DomainError('INPUT_INVALID', {
      fields: [{ path: 'points', text: outcome === 'added' ? '请写明补多少分' : '只有补差要写补多少分' }],
    })
  return transaction(async (tx) => {
    const decision = { outcome, reason, at: now(), by, ...(points === undefined ? {} : { points }) }
    const after = await tx
      .on(Contests)
      .findOneAndUpdate({ _id: id, status: 'open' }, { $set: { status: outcome, decision } })
    if (!after) throw new DomainError('WRONG_STATE')
    if (outcome === 'reversed')
      await reverse(tx, seen.entryId, {
        cause: `ledgerContests/${id}/reversed`,
        reason: `异议成立:${reason}`.slice(0, 200),
        by,
      })
    if (points !== undefined) await payDifference(tx, after, entry, { points, reason, by })
    await followMerger(tx, after)
    await tellAnswer(tx, after, reason)
    const details = { outcome, entryId: seen.entryId, ...(points === undefined ? {} : { points }) }
    await audit(tx, actor, {
      action: 'ledger.decideContest',
      subject: `ledgerContests/${id}`,
      placePath: seen.placePath,
      reason,
      details,
    })
    return oneForDesk(actor, after)
  })
}

/** Beside the entry, which stays; not to one that was taken back, since what was right has been posted anew then. */
async function payDifference(
  tx: Tx,
  { _id, account }: ContestRecord,
  entry: Entry | null,
  wish: { points: number; reason: string; by: string },
): Promise<void> {
  if (!entry) throw new DomainError('NOT_FOUND')
  const refusal = differenceRefusal(entry, wish.points)
  if (refusal) throw new DomainError(refusal)
  // a reversal at this very moment writes the same account, so one of the two runs again and sees the other
  if (await tx.on(Entries).findOne({ partition: entry.partition, reverses: entry._id }))
    throw new DomainError('LEDGER_ALREADY_REVERSED')
  await postMany(tx, [differenceOf(entry, { contestId: _id, account, at: now(), ...wish })])
}

/** What a decision moves on the account of a household that was merged meanwhile goes on to the one that stays. */
async function followMerger(tx: Tx, { account, status }: ContestRecord): Promise<void> {
  if (status === 'kept' || !account.startsWith('household:')) return
  const from = await householdById(account.slice('household:'.length), tx)
  if (from?.mergedInto) await moveOnMerge(tx, from._id, from.mergedInto)
}

/** A person's copy of what they contested. */
export async function exportContests(personId: string): Promise<unknown> {
  return presentAll(await Contests.find({ personId }).sort({ at: -1 }).limit(1_000).lean<ContestRecord[]>())
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
