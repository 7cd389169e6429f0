// A household contests what was written of its bag: staff of the place who have no part in it decide. Upheld, the bags
// of that stream and window count as right; the logs stay as they were made.
import type { Actor, PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import type { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { earnedBy, standingsOf } from '@shared/dropoffs/rules'
import { deciders, resultNames } from '@shared/dropoffs/vocabulary'
import { DomainError } from '@shared/errors'
import { streamNames } from '@shared/places/vocabulary'
import { showDay } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { withEarning } from '../ledger/earning'
import { preparePending, type Purse } from '../ledger/pending'
import { currentHouseholds } from '../people/bin-codes'
import { defineReview } from '../reviews/reviews'
import { carryOut } from './doubts'
import { Days, Logs, SiteDays, type LogRecord, type SiteDayRecord } from './dropoffs.model'
import { contestEnd, contestOver, isOfOwnHousehold, presentLines } from './household'
import { dayIdOf } from './standing'

type Contested = OutputOf<typeof dropoffsHousehold.contest>

/** @throws DomainError NOT_FOUND, WRONG_STATE, DROPOFF_CONTEST_LATE */
export async function contestLog(
  actor: PersonActor,
  { id, text }: ParsedOf<typeof dropoffsHousehold.contest>,
): Promise<Contested> {
  const log = await Logs.findById(id).lean<LogRecord>()
  if (!log || !(await isOfOwnHousehold(actor, log))) throw new DomainError('NOT_FOUND')
  const siteDay = await SiteDays.findById(`${log.siteId}/${log.day}`).lean<SiteDayRecord>()
  if (!contestEnd(log, siteDay)) {
    const over = contestOver(log, siteDay)
    throw new DomainError(over && now() > over ? 'DROPOFF_CONTEST_LATE' : 'WRONG_STATE')
  }
  await transaction(async (tx) => {
    const { matched } = await tx
      .on(Logs)
      .updateOne({ _id: id, contest: { $exists: false } }, { $set: { contest: 'open', contestText: text } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await contestReview.open(tx, actor, {
      subjectId: id,
      placePath: log.placePath,
      headline: `${showDay(log.day)}的${streamNames[log.stream]}“${resultNames[log.result]}”，住户有异议`,
      due: { workingDays: 5 },
      personId: actor.personId,
      author: actor.personId,
      actedBy: [log.personId],
      householdIds: [log.householdId],
    })
    return { id }
  })
  const [line] = await presentLines([{ ...log, contest: 'open' }])
  if (!line) throw new Error('a line that was read')
  return line
}

const contestReview = defineReview<Purse, OutputOf<typeof dropoffsDesk.decideContest>>({
  name: 'dropoffContest',
  title: '投放登记异议',
  verb: '答复',
  deciders,
  tells: ['communityWorker'],
  noticeKind: 'points',
  deskLink: ({ subjectId }) => `/dropoff-doubts?open=${subjectId}`,
  askers: async (_tx, { personId }) => (personId ? [personId] : []),
  askerLink: () => '/me/dropoffs',
  tellsLate: true,
  isObjection: true,
  freshDecider: false,
  answered: (_review, outcome, reason) => ({
    title: outcome === 'upheld' ? '您的异议成立，已改为正确' : '您的异议没有成立',
    text: reason,
  }),
  apply: async (tx, { review, outcome, given: purse }) => {
    const log = await tx.on(Logs).findOne({ _id: review.subjectId })
    if (!log?.householdId) throw new DomainError('WRONG_STATE')
    await tx.on(Logs).updateOne({ _id: log._id }, { $set: { contest: outcome === 'upheld' ? 'upheld' : 'kept' } })
    if (outcome !== 'upheld') return {}
    const household = (await currentHouseholds([log.householdId])).get(log.householdId)
    const record = await tx.on(Days).findOne({ _id: dayIdOf(log.householdId, log.day) })
    if (!household || !record) throw new DomainError('WRONG_STATE')
    const standing = standingsOf(record.seen).find(({ ids: all }) => all.includes(log._id))
    const ids = new Set(standing?.ids)
    await tx.on(Logs).updateMany({ _id: { $in: [...ids] } }, { $set: { standsAs: 'correct' } })
    purse.begin()
    const logs = await tx.on(Logs).find({ _id: { $in: [...ids] } })
    const edit = { household: { ...household, _id: log.householdId }, day: log.day, purse }
    await carryOut(
      tx,
      [{ ...edit, change: (seen) => seen.map((each) => (ids.has(each.id) ? { ...each, result: 'correct' } : each)) }],
      [],
      logs,
    )
    return { details: { logs: ids.size } }
  },
  present: async (_tx, _actor, { subjectId, decision }) => ({
    id: subjectId,
    contest: decision?.outcome === 'upheld' ? ('upheld' as const) : ('kept' as const),
  }),
  backlog: async () => [],
  audit: { action: 'dropoffs.decideContest', subject: ({ subjectId }) => `dropoffs/${subjectId}` },
})

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function decideContest(
  actor: Actor,
  { id, outcome, reason }: ParsedOf<typeof dropoffsDesk.decideContest>,
): Promise<OutputOf<typeof dropoffsDesk.decideContest>> {
  const log = await Logs.findById(id).lean<LogRecord>()
  const facts = log ? [{ day: log.day, facts: earnedBy({ stream: log.stream, result: 'correct' }) }] : []
  const purse = await preparePending('dropoff', facts, now())
  return withEarning(purse, () => contestReview.decide(actor, { subjectId: id, outcome, reason, given: purse }))
}
