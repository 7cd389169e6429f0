// Questions about drop-offs that a person decides: logs that came from outside of their shift, place or window (one
// question for those of one person, site, day and reason), and two people who saw one household's bag differently.
// Invariants: what waits is never dropped; nobody decides about their own logs, home or household.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { earnedBy, standingsOf, type Standing } from '@shared/dropoffs/rules'
import { deciders, isDevice, reviewReasonNames, type LogState, type ReviewReason } from '@shared/dropoffs/vocabulary'
import { DomainError } from '@shared/errors'
import { streamNames, type Stream } from '@shared/places/vocabulary'
import { showDay } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { withEarning } from '../ledger/earning'
import { preparePending, type Purse } from '../ledger/pending'
import { currentHouseholds } from '../people/bin-codes'
import { refuseOwnCase } from '../people/conflicts'
import { placesByIds } from '../places/places'
import { sitesByIds } from '../places/sites'
import { defineReview } from '../reviews/reviews'
import { Days, Logs, type LogRecord } from './dropoffs.model'
import {
  cellKeyOf,
  dayIdOf,
  markLate,
  moveCounts,
  restand,
  type CountMove,
  type DayEdit,
  type Stands,
} from './standing'
import { anonymousMoves, seenOf } from './taking'

type Decided = OutputOf<typeof dropoffsDesk.decideLogs>
const SYSTEM: Actor = { kind: 'system', name: 'dropoffs' }
const WORKING_DAYS = 3

type Group = Pick<LogRecord, 'siteId' | 'day' | 'personId'> & { reason: ReviewReason }
export const groupIdOf = ({ siteId, day, personId, reason }: Group): string => [siteId, day, personId, reason].join('.')
function readGroup(subject: string): Group {
  const [siteId = '', day = '', personId = '', reason = ''] = subject.split('.')
  return { siteId, day, personId, reason: reason as ReviewReason }
}

type Asked = { record: LogRecord; site: { name: string }; household: { _id: string } | null }

/** I24. Asks once for all logs of a person, site, day and reason; further ones join those that wait. */
export async function askAboutLogs(tx: Tx, fresh: readonly Asked[]): Promise<void> {
  const groups = new Map<string, Asked[]>()
  for (const log of fresh) {
    const { state, reason } = log.record
    if (state !== 'review' || !reason) continue
    const id = groupIdOf({ ...log.record, reason })
    groups.set(id, [...(groups.get(id) ?? []), log])
  }
  for (const [subjectId, logs] of groups) {
    const ids = logs.map(({ record }) => record._id)
    const waits = await tx.on(Logs).find({ ...readGroup(subjectId), state: 'review', _id: { $nin: ids } }, { limit: 1 })
    const [first] = logs
    if (waits.length > 0 || !first) continue
    const { record, site } = first
    const [place] = await placesByIds(record.placePath.slice(-1), tx)
    await logReview.open(tx, SYSTEM, {
      subjectId,
      placePath: record.placePath,
      headline: `${place?.name ?? ''}${site.name} ${showDay(record.day)}有投放登记待核：${reviewReasonNames[record.reason ?? 'window']}`,
      due: { workingDays: WORKING_DAYS },
      // nobody asked where a bin logged
      ...(isDevice(record.personId) ? {} : { personId: record.personId, author: record.personId }),
      householdIds: logs.map(({ household }) => household?._id),
    })
  }
}

/** Those whose check-in never came, or that nobody confirmed: put before a person, as if they had just arrived. */
export async function askAboutAbsent(
  tx: Tx,
  logs: readonly LogRecord[],
  reason: Extract<ReviewReason, 'shift' | 'unconfirmed'>,
): Promise<number> {
  const ids = logs.map(({ _id }) => _id)
  const still = await tx.on(Logs).find({ _id: { $in: ids }, state: 'waiting' })
  const change = { $set: { state: 'review' as const, reason } }
  await tx.on(Logs).updateMany({ _id: { $in: ids }, state: 'waiting' }, change)
  const sites = new Map(
    (
      await sitesByIds(
        still.map(({ siteId }) => siteId),
        tx,
      )
    ).map((site) => [site._id, site]),
  )
  await askAboutLogs(
    tx,
    still.map((log) => ({
      record: { ...log, ...change.$set },
      site: { name: sites.get(log.siteId)?.name ?? '' },
      household: log.householdId ? { _id: log.householdId } : null,
    })),
  )
  return still.length
}

const logReview = defineReview<Purse, Decided>({
  name: 'dropoffLogs',
  title: '投放登记',
  verb: '核对',
  deciders,
  tells: ['communityWorker'],
  noticeKind: 'work',
  deskLink: ({ subjectId }) => `/dropoff-doubts?open=${subjectId}`,
  askers: async (_tx, { personId }) => (personId ? [personId] : []),
  askerLink: () => '/pages/me',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: ({ headline }, outcome, reason) => ({
    title: outcome === 'count' ? '您待核的投放登记已计入' : '您待核的投放登记没有计入',
    text: `${headline}。${reason}`,
  }),
  apply: async (tx, { actor, review, outcome, given: purse }) => {
    const logs = await tx.on(Logs).find({ ...readGroup(review.subjectId), state: 'review' })
    await refuseOwnCase(tx, actor, { householdIds: logs.map(({ householdId }) => householdId) })
    const state: LogState = outcome === 'count' ? 'counted' : 'setAside'
    await tx.on(Logs).updateMany({ _id: { $in: logs.map(({ _id }) => _id) }, state: 'review' }, { $set: { state } })
    if (state === 'counted') await countDecided(tx, logs, purse)
    return { details: { logs: logs.length } }
  },
  present: async (_tx, _actor, { subjectId, decision }) => ({
    subject: subjectId,
    state: decision?.outcome === 'count' ? 'counted' : 'setAside',
  }),
  backlog: async () => [],
  audit: { action: 'dropoffs.decideLogs', subject: ({ subjectId }) => `dropoffs/${subjectId}` },
})

/** Logs that a person lets count: under the household that goes on now. */
export async function countDecided(tx: Tx, logs: readonly LogRecord[], purse: Purse): Promise<void> {
  purse.begin()
  const households = await currentHouseholds(logs.flatMap(({ householdId }) => householdId ?? []))
  const edits: DayEdit[] = []
  const moves: CountMove[] = []
  for (const log of logs) {
    const household = households.get(log.householdId ?? '')
    if (household)
      edits.push({ household, day: log.day, purse, change: (seen) => [...seen, seenOf({ ...log, state: 'counted' })] })
    else moves.push(...anonymousMoves(log, 1))
  }
  await carryOut(tx, edits, moves, logs)
}

export async function carryOut(
  tx: Tx,
  edits: DayEdit[],
  moves: CountMove[],
  logs: readonly LogRecord[],
): Promise<void> {
  const paths = new Map(logs.map((log) => [log.siteId, log.placePath]))
  const given = { by: 'system:dropoffs', at: now(), pathOf: (id: string) => paths.get(id) ?? [] }
  const { days, moves: more } = await restand(tx, edits, given)
  await moveCounts(tx, [...moves, ...more])
  await markLate(tx, [...days.values()])
  await askAboutDoubles(tx, [...days.values()])
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function decideLogs(
  actor: Actor,
  { subject, outcome, reason }: ParsedOf<typeof dropoffsDesk.decideLogs>,
): Promise<Decided> {
  const logs = await Logs.find({ ...readGroup(subject), state: 'review' }).lean<LogRecord[]>()
  const purse = await purseFor(outcome === 'count' ? logs : [])
  return withEarning(purse, () => logReview.decide(actor, { subjectId: subject, outcome, reason, given: purse }))
}

const purseFor = (logs: readonly { day: string; stream: Stream }[]): Promise<Purse> =>
  preparePending(
    'dropoff',
    logs.map(({ day, stream }) => ({ day, facts: earnedBy({ stream, result: 'correct' }) })),
    now(),
  )

export const bagIdOf = (
  householdId: string,
  { window, stream }: Pick<Standing, 'window' | 'stream'>,
  day: string,
): string => [householdId, day, window.slice(11), stream].join('.')
function readBag(subject: string): { householdId: string; day: string; window: string; stream: Stream } {
  const [householdId = '', day = '', clock = '', stream = ''] = subject.split('.')
  return { householdId, day, window: `${day}T${clock}`, stream: stream as Stream }
}

/** Opens the question where two have come to differ, and lets it fall where they no longer do. */
export async function askAboutDoubles(tx: Tx, days: readonly Stands[]): Promise<void> {
  for (const { record, standings, before } of days) {
    const was = new Set(before.filter(({ result }) => result === null).map(cellKeyOf))
    const is = standings.filter(({ result }) => result === null)
    for (const standing of is.filter((each) => !was.has(cellKeyOf(each)))) await askAboutBag(tx, record, standing)
    for (const standing of before.filter((each) => was.has(cellKeyOf(each))))
      if (!is.some((each) => cellKeyOf(each) === cellKeyOf(standing)))
        await bagReview.withdraw(tx, SYSTEM, bagIdOf(record.householdId, standing, record.day), '两条登记已经一致')
  }
}

async function askAboutBag(tx: Tx, record: Stands['record'], standing: Standing): Promise<void> {
  const [site] = await sitesByIds([standing.first.siteId], tx)
  await bagReview.open(tx, SYSTEM, {
    subjectId: bagIdOf(record.householdId, standing, record.day),
    placePath: record.placePath,
    headline: `${site?.name ?? ''} ${showDay(record.day)}有一袋${streamNames[standing.stream]}两人登记不一致，疑似重复`,
    due: { workingDays: WORKING_DAYS },
    actedBy: [standing.first.by, ...standing.doubles.map(({ by }) => by)],
    householdIds: [record.householdId],
  })
}

const bagReview = defineReview<Purse, Decided>({
  name: 'dropoffBag',
  title: '疑似重复投放',
  verb: '核对',
  deciders,
  tells: ['communityWorker'],
  noticeKind: 'work',
  deskLink: ({ subjectId }) => `/dropoff-doubts?open=${subjectId}`,
  askers: async () => [],
  askerLink: () => '/pages/me',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { review, outcome, given: purse }) => {
    const { householdId, day, window, stream } = readBag(review.subjectId)
    const record = await tx.on(Days).findOne({ _id: dayIdOf(householdId, day) })
    const household = (await currentHouseholds([householdId])).get(householdId)
    const bag = record && standingsOf(record.seen).find((each) => cellKeyOf(each) === cellKeyOf({ window, stream }))
    if (!bag || !household) throw new DomainError('WRONG_STATE')
    const logs = record.seen.filter(({ id, isLook }) => bag.ids.includes(id) && !isLook)
    const others = bag.doubles
    const ofFirst = logs.filter(({ id }) => !others.some((other) => other.id === id))
    const gone = new Set((outcome === 'first' ? others : outcome === 'other' ? ofFirst : []).map(({ id }) => id))
    const apart = new Set((outcome === 'both' ? others : []).map(({ id }) => id))
    purse.begin()
    await tx.on(Logs).updateMany({ _id: { $in: [...gone] } }, { $set: { state: 'setAside' } })
    await tx.on(Logs).updateMany({ _id: { $in: [...apart] } }, { $set: { isSeparate: true } })
    const change: DayEdit['change'] = (seen) =>
      seen.filter(({ id }) => !gone.has(id)).map((each) => (apart.has(each.id) ? { ...each, isSeparate: true } : each))
    const kept = await tx.on(Logs).find({ _id: { $in: logs.map(({ id }) => id) } })
    const paths = new Map(kept.map((log) => [log.siteId, log.placePath]))
    const given = { by: 'system:dropoffs', at: now(), pathOf: (id: string) => paths.get(id) ?? [] }
    const { days, moves } = await restand(tx, [{ household, day, purse, change }], given)
    await moveCounts(tx, moves)
    await markLate(tx, [...days.values()])
    return { details: { setAside: gone.size, separate: apart.size } }
  },
  present: async (_tx, _actor, { subjectId }) => ({ subject: subjectId, state: 'counted' }),
  backlog: async () => [],
  audit: { action: 'dropoffs.decideBag', subject: ({ subjectId }) => `dropoffs/${subjectId}` },
})

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function decideBag(
  actor: Actor,
  { subject, outcome, reason }: ParsedOf<typeof dropoffsDesk.decideBag>,
): Promise<Decided> {
  const purse = await purseFor([readBag(subject)])
  return withEarning(purse, () => bagReview.decide(actor, { subjectId: subject, outcome, reason, given: purse }))
}
