// What the outcome of a contest does: the entry kept, reversed, or the difference paid beside it; and the words in
// which it is told to the household, and to the worker who wrote the contest down.
import { DomainError } from '@shared/errors'
import { differenceOf, differenceRefusal } from '@shared/ledger/differences'
import type { Entry } from '@shared/ledger/entries'
import { now } from '../clock'
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { isStillIn } from '../people/belonging'
import { membersOf } from '../people/households'
import { Contests, type ContestRecord } from './contests.model'
import { Entries } from './entries.model'
import { entryOf, postMany, reverse } from './ledger'

const statusTexts: Readonly<Record<ContestRecord['status'], string>> = {
  open: '待答复',
  kept: '不成立，维持原记录',
  reversed: '成立，已冲正',
  added: '成立，已补',
}
export const statusTextOf = ({ status, decision }: ContestRecord): string =>
  status === 'added' ? `${statusTexts.added}${decision?.points ?? 0}分` : statusTexts[status]

/** Members of the household whose account it is, as far as they may see the entry. */
export const membersFor = async ({ account, entryFrom }: ContestRecord, tx: Tx): Promise<string[]> =>
  account.startsWith('household:')
    ? (await membersOf(account.slice('household:'.length), tx))
        .filter((member) => member.since <= entryFrom)
        .map((member) => member.personId)
    : []

/** Whose contest it is while they belong to the account; else, and of one written down at the desk, the members. */
export async function toldOf(tx: Tx, record: ContestRecord): Promise<string[]> {
  const { personId, account } = record
  if (personId === undefined) return membersFor(record, tx)
  const householdId = account.startsWith('household:') ? account.slice('household:'.length) : null
  return householdId === null || (await isStillIn(personId, householdId, tx)) ? [personId] : membersFor(record, tx)
}

/** @throws DomainError NOT_FOUND */
export async function recordIn(tx: Tx, id: string): Promise<ContestRecord> {
  const record = await tx.on(Contests).findOne({ _id: id })
  if (!record) throw new DomainError('NOT_FOUND')
  return record
}

export type Outcome = 'kept' | 'reversed' | 'added'
type Decided = { id: string; outcome: Outcome; reason: string; by: string; points?: number | undefined }

/**
 * Joins the decision's transaction. @throws DomainError LEDGER_ALREADY_REVERSED, LEDGER_NOT_REVERSIBLE,
 * LEDGER_NO_DIFFERENCE
 */
export async function applyOutcome(tx: Tx, { id, outcome, reason, by, points }: Decided): Promise<ContestRecord> {
  const decision = { outcome, reason, at: now(), by, ...(points === undefined ? {} : { points }) }
  const record = await tx
    .on(Contests)
    .findOneAndUpdate({ _id: id, status: 'open' }, { $set: { status: outcome, decision } })
  if (!record) throw new DomainError('WRONG_STATE')
  if (outcome === 'reversed')
    await reverse(tx, record.entryId, {
      cause: `ledgerContests/${id}/reversed`,
      reason: `异议成立：${reason}`.slice(0, 200),
      by,
    })
  if (points !== undefined) await payDifference(tx, record, await entryOf(record.entryId), { points, reason, by })
  await tellAnswer(tx, record, reason)
  return record
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

/** To whom it belongs, and to the worker who wrote it down: those without a phone hear it from them. */
async function tellAnswer(tx: Tx, record: ContestRecord, reason: string): Promise<void> {
  const title = record.status === 'kept' ? '异议未成立' : `异议${statusTextOf(record)}`
  const text = `${record.line}。答复：${reason}`
  for (const personId of await toldOf(tx, record))
    await notify(tx, personId, `ledgerContests/${record._id}/decided`, {
      kind: 'contest_decided',
      title,
      text,
      link: '/me/contests',
    })
  if (!record.enteredBy) return
  await notify(tx, record.enteredBy, `ledgerContests/${record._id}/answer`, {
    kind: 'contest_decided',
    title: `您代登记的${title}`,
    text: `${text} 请转告住户，积分明细可在窗口打印。`,
    link: `/contests?open=${record._id}`,
  })
}
