// Contests about entries: opened in one tap by whoever may see the line, answered within the area's working days by a person who neither
// posted the entry nor made the rule it followed. Kept or reversed, with a reason; the person is told. A weight is corrected in its pickup.
import { holdsRole, isMember, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { ledgerReaders } from '@shared/ledger/contract'
import { contestDeciders, type ContestView, type DeskContest, type earning } from '@shared/ledger/earning-contract'
import type { Entry } from '@shared/ledger/entries'
import { showLine } from '@shared/ledger/words'
import { addWorkingDays, dayOf, showDay } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import type { Job } from '../jobs'
import { notify } from '../notices/notices'
import { newestFirst } from '../paging'
import { fullNames, placeNames } from '../people/people'
import { staffAt } from '../people/roles'
import { settingsOf, workCalendar } from '../places/places'
import { Contests, type ContestRecord } from './contests.model'
import { deskEntry } from './desk'
import { authorsOf } from './earning-rules'
import { entryOf, reverse } from './ledger'
import { amountsFor, asPerson, contestUntilOf, isContestable, reversedAmong, viewOf } from './statement'

const statusTexts: Readonly<Record<ContestRecord['status'], string>> = { open: '待答复', kept: '不成立,维持原记录', reversed: '成立,已冲正' }

const present = (record: ContestRecord): ContestView => ({
  id: record._id, entryId: record.entryId, account: record.account, subject: record.subject, line: record.line, points: record.points, reason: record.reason,
  at: record.at.toISOString(), dueOn: record.dueOn, status: record.status, statusText: statusTexts[record.status],
  decision: record.decision ? { outcome: record.decision.outcome, reason: record.decision.reason, at: record.decision.at.toISOString() } : null,
})

/**
 * Opens a contest about a line of the person's own or their household's account.
 * @throws DomainError NOT_FOUND, LEDGER_NOT_CONTESTABLE, LEDGER_ALREADY_REVERSED, LEDGER_CONTEST_CLOSED, LEDGER_ALREADY_CONTESTED
 */
export async function openContest(actor: Actor, input: ParsedOf<typeof earning.contest>): Promise<ContestView> {
  const me = asPerson(actor)
  const view = await viewOf(me, input.account)
  const entry = await entryOf(input.entryId)
  const isSeen = entry?.effects.some((effect) => effect.account === view.account) === true && (!view.since || (entry.recordedAt >= view.since && entry.at >= view.since))
  if (!entry || !isSeen) throw new DomainError('NOT_FOUND')
  if (!isContestable(entry)) throw new DomainError('LEDGER_NOT_CONTESTABLE')
  if (now() > contestUntilOf(entry)) throw new DomainError('LEDGER_CONTEST_CLOSED')
  if ((await reversedAmong([entry])).size > 0) throw new DomainError('LEDGER_ALREADY_REVERSED')
  const { settings } = await settingsOf(entry.placePath)
  const dueOn = addWorkingDays(dayOf(now()), settings.points.contestWorkingDays, await workCalendar())
  const officers = await staffAt(entry.placePath, 'subdistrictOfficer')
  const tellThese = officers.length > 0 ? officers : await staffAt(entry.placePath, 'cityOfficer')
  try {
    return await transaction(async (tx) => {
      const record = newContest(entry, { id: input.id, account: view.account, reason: input.reason ?? '', personId: me.personId, dueOn })
      await tx.on(Contests).insert(record)
      for (const personId of tellThese) {
        await notify(tx, personId, `ledgerContests/${input.id}/open`, { kind: 'contest_decided', title: '有一条积分异议待答复', text: `${record.line},${showDay(dueOn)}前答复`, link: `/ledger/contests/${input.id}` })
      }
      return present(record)
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('LEDGER_ALREADY_CONTESTED') : error
  }
}

type Opening = { id: string; account: string; reason: string; personId: string; dueOn: string }

function newContest(entry: Entry, { id, account, reason, personId, dueOn }: Opening): ContestRecord {
  const amounts = amountsFor(entry, account)
  return {
    _id: id, entryId: entry._id, account, subject: entry.subject, line: showLine({ ...entry, ...amounts }, false), points: amounts.points, reason, personId,
    placePath: entry.placePath, ruleVersion: entry.ruleVersion ?? null, at: now(), dueOn, status: 'open', decision: null,
  }
}

/** What the person has contested, newest first. */
export async function myContests(actor: Actor, input: ParsedOf<typeof earning.myContests>): Promise<OutputOf<typeof earning.myContests>> {
  const { rows, next } = await newestFirst(Contests, 'at', { personId: asPerson(actor).personId }, input)
  return { items: rows.map(present), next }
}

/** Contests of the actor's area, newest first. */
export async function listContests(actor: Actor, input: ParsedOf<typeof earning.deskContests>): Promise<OutputOf<typeof earning.deskContests>> {
  const filter = { placePath: { $in: scopeOf(actor, ledgerReaders) }, ...(input.status ? { status: input.status } : {}) }
  const { rows, next } = await newestFirst(Contests, 'at', filter, input, 50)
  return { items: await presentForDesk(actor, rows), next }
}

async function presentForDesk(actor: Actor, records: readonly ContestRecord[]): Promise<DeskContest[]> {
  const places = await placeNames(records.flatMap((record) => record.placePath.at(-1) ?? []))
  const names = await fullNames(records.flatMap((record) => record.decision?.by ?? []))
  const today = dayOf(now())
  return records.map((record) => ({
    ...present(record), placeName: places.get(record.placePath.at(-1) ?? '') ?? '', late: record.status === 'open' && record.dueOn < today, ruleVersion: record.ruleVersion,
    decidedBy: record.decision ? (names.get(record.decision.by) ?? record.decision.by) : null,
    allowed: record.status === 'open' && holdsRole(actor, contestDeciders, record.placePath) ? ['decide' as const] : [],
  }))
}

async function oneForDesk(actor: Actor, record: ContestRecord): Promise<DeskContest> {
  const [view] = await presentForDesk(actor, [record])
  if (!view) throw new Error('a contest without a view')
  return view
}

/** @throws DomainError NOT_FOUND outside the actor's area */
async function requireContest(actor: Actor, id: string, tx?: Tx): Promise<ContestRecord> {
  const record = tx ? await tx.on(Contests).findOne({ _id: id }) : await Contests.findById(id).lean<ContestRecord>()
  if (!record || !holdsRole(actor, ledgerReaders, record.placePath)) throw new DomainError('NOT_FOUND')
  return record
}

/** @throws DomainError NOT_FOUND */
export async function showContest(actor: Actor, { id }: { id: string }): Promise<OutputOf<typeof earning.deskContest>> {
  const record = await requireContest(actor, id)
  await auditRead(actor, { action: 'ledger.readContest', subject: `ledgerContests/${id}`, placePath: record.placePath })
  return { contest: await oneForDesk(actor, record), entry: await deskEntry(actor, { id: record.entryId }) }
}

/**
 * Keeps or reverses the entry. Not by whoever posted it or stood behind its rule, nor for one's own household.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, LEDGER_CONTEST_OWN, LEDGER_ALREADY_REVERSED, LEDGER_NOT_REVERSIBLE
 */
export async function decideContest(actor: Actor, { id, outcome, reason }: ParsedOf<typeof earning.decideLedgerContest>): Promise<DeskContest> {
  const seen = await requireContest(actor, id)
  if (!holdsRole(actor, contestDeciders, seen.placePath)) throw new DomainError('NOT_FOUND')
  const by = actorId(actor)
  if (seen.personId === by || seen.account === `person:${by}` || isMember(actor, seen.account.replace(/^household:/, ''))) throw new DomainError('NOT_ALLOWED')
  const entry = await entryOf(seen.entryId)
  if (entry?.by === by || (seen.ruleVersion !== null && (await authorsOf(seen.ruleVersion)).includes(by))) throw new DomainError('LEDGER_CONTEST_OWN')
  return transaction(async (tx) => {
    const decision = { outcome, reason, at: now(), by }
    const after = await tx.on(Contests).findOneAndUpdate({ _id: id, status: 'open' }, { $set: { status: outcome, decision } })
    if (!after) throw new DomainError('WRONG_STATE')
    if (outcome === 'reversed') await reverse(tx, seen.entryId, { cause: `ledgerContests/${id}/reversed`, reason: `异议成立:${reason}`.slice(0, 200), by })
    await notify(tx, seen.personId, `ledgerContests/${id}/decided`, {
      kind: 'contest_decided', title: outcome === 'reversed' ? '异议成立,已冲正' : '异议未成立', text: `${seen.line}。答复:${reason}`, link: '/me/contests',
    })
    await audit(tx, actor, { action: 'ledger.decideContest', subject: `ledgerContests/${id}`, placePath: seen.placePath, reason, details: { outcome, entryId: seen.entryId } })
    return oneForDesk(actor, after)
  })
}

/** Every hour: contests whose day of answer has passed go up to the city, once each; the person is told that it is late. */
export const ledgerLateContests: Job = {
  name: 'ledgerLateContests', title: '超期未答复的积分异议上报', every: 'hour', lookBack: 1,
  run: async (slot) => {
    const late = await Contests.find({ status: 'open', dueOn: { $lt: slot.slice(0, 10) }, escalatedAt: { $exists: false } }).sort({ dueOn: 1 }).limit(500).lean<ContestRecord[]>()
    for (const contest of late) await escalate(contest)
    return { late: late.length }
  },
}

async function escalate({ _id, placePath, line, dueOn, personId }: ContestRecord): Promise<void> {
  const officers = [...new Set([...(await staffAt(placePath, 'subdistrictOfficer')), ...(await staffAt(placePath, 'cityOfficer'))])]
  await transaction(async (tx) => {
    const { matched } = await tx.on(Contests).updateOne({ _id, status: 'open', escalatedAt: { $exists: false } }, { $set: { escalatedAt: now() } })
    if (matched === 0) return
    for (const officer of officers) {
      await notify(tx, officer, `ledgerContests/${_id}/late`, { kind: 'contest_decided', title: '积分异议答复超期', text: `${line},应在${showDay(dueOn)}前答复,已超期,请督促`, link: `/ledger/contests/${_id}` })
    }
    await notify(tx, personId, `ledgerContests/${_id}/sorry`, { kind: 'contest_decided', title: '对不起,答复迟了', text: '您的积分异议还没有答复,已经催办并上报,答复后马上告诉您。', link: '/me/contests' })
  })
}

/** A person's copy of what they contested. */
export async function exportContests(personId: string): Promise<unknown> {
  return (await Contests.find({ personId }).sort({ at: -1 }).limit(1_000).lean<ContestRecord[]>()).map(present)
}

/** What was typed goes; that there was a contest and how it was decided stays. */
export async function eraseContests(tx: Tx, personId: string): Promise<void> {
  await tx.on(Contests).updateMany({ personId }, { $set: { reason: '' } })
}
