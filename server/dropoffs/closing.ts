// Closing a site's day: what was pending becomes the household's by one entry a household, dated on that day. A day
// closes once everybody who logged has said, after its end, that nothing is left on the phone, else after 72 hours;
// what comes later is closed by itself and the household is told. Invariant: the household's day says what is closed,
// so a job that runs twice, or beside a phone that sends, books nothing twice.
import { CLOSE_AFTER_HOURS, GRACE_MINUTES } from '@shared/dropoffs/rules'
import { isDevice } from '@shared/dropoffs/vocabulary'
import type { Post } from '@shared/ledger/entries'
import { addMinutes, showDay } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob, type Job } from '../jobs'
import { grantedOf, rulesOn } from '../ledger/earning'
import { postMany } from '../ledger/ledger'
import { closingOf } from '../ledger/pending'
import { notify } from '../notices/notices'
import { currentHouseholds } from '../people/bin-codes'
import { membersOf } from '../people/households'
import { siteTitles } from './site-titles'
import { phonesOut } from '../shifts/presence'
import { Days, Logs, Phones, SiteDays, type DayRecord, type PhoneRecord, type SiteDayRecord } from './dropoffs.model'
import { askAboutSignals } from './signals'
import { freeWaiting } from './waiting'

const BATCH = 100
const MOST_DAYS = 500

/**
 * Whether every phone that was there has said, since the evening ended, that it holds nothing. Smart bins say nothing
 * of the kind and are not waited for: what one sends later is closed by itself.
 */
async function isHandedIn({ _id, siteId, day, endsAt }: SiteDayRecord): Promise<boolean> {
  const phones = await Phones.find({ siteDayId: _id }).lean<PhoneRecord[]>()
  const isDone = ({ left, isOut, at }: PhoneRecord): boolean => left === 0 && (isOut || at >= endsAt)
  const done = new Set(phones.filter(isDone).map(({ personId }) => personId))
  const loggedBy = (await Logs.distinct('personId', { siteId, day })) as string[]
  const people = loggedBy.filter((id) => !isDevice(id))
  const out = await phonesOut(day, siteId)
  return phones.every(isDone) && [...people, ...out.map(({ personId }) => personId)].every((id) => done.has(id))
}

/** Closes one site's day. @returns households that were booked for */
export async function closeDay(siteDay: SiteDayRecord): Promise<number> {
  const { _id, siteId, day } = siteDay
  const rule = (await rulesOn(['dropoff'], day)).get('dropoff')
  const title = (await siteTitles([siteId])).get(siteId) ?? ''
  let booked = 0
  for (let last = ''; ;) {
    const found = await Days.find({ pendingAt: siteId, day, _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean<DayRecord[]>()
    last = found.at(-1)?._id ?? ''
    if (found.length === 0 || !rule) break
    const ids = found.map((record) => record._id)
    booked += await transaction((tx) => closeHouseholds(tx, ids, siteDay, title, rule))
  }
  await askAboutSignals(siteDay)
  await SiteDays.updateOne({ _id }, { $set: { status: 'closed', isLate: false, closedAt: siteDay.closedAt ?? now() } })
  return booked
}

type Rule = NonNullable<ReturnType<Awaited<ReturnType<typeof rulesOn>>['get']>>

/** I23: the household's day says which cells are closed. */
async function closeHouseholds(
  tx: Tx,
  ids: string[],
  siteDay: SiteDayRecord,
  site: string,
  rule: Rule,
): Promise<number> {
  const records = await tx.on(Days).find({ _id: { $in: ids }, pendingAt: siteDay.siteId })
  const current = await currentHouseholds(records.map(({ householdId }) => householdId))
  let booked = 0
  for (const record of records) {
    const household = current.get(record.householdId)
    const open = Object.entries(record.cells).filter(
      ([, { siteId, points, isClosed }]) => siteId === siteDay.siteId && points > 0 && !isClosed,
    )
    if (!household || open.length === 0) continue
    const points = open.reduce((sum, [, cell]) => sum + cell.points, 0)
    const round = record.closingRound + 1
    const of = {
      cause: `dropoffs/${record._id}/closed/${round}`,
      householdId: household._id,
      partition: record.partition,
      placePath: household.placePath,
      subject: `dropoffs/${record._id}`,
    }
    const why: Post['why'] = { template: 'dropoff.closed', params: { site, times: open.length, rule: rule.version } }
    const post = closingOf(of, rule, { pendingOf: record.householdId, points, day: record.day, why })
    const [posted] = await postMany(tx, [post])
    const granted = grantedOf(posted ?? null, points).points
    const cells = { ...record.cells }
    for (const [key, cell] of open) cells[key] = { ...cell, isClosed: true }
    await tx.on(Days).updateOne(
      { _id: record._id },
      {
        $set: {
          cells,
          closingRound: round,
          pendingAt: record.pendingAt.filter((siteId) => siteId !== siteDay.siteId),
          closings: [
            ...record.closings,
            {
              siteId: siteDay.siteId,
              entryId: posted?.entry._id ?? '',
              points: granted,
              cells: open.map(([key]) => key),
            },
          ],
        },
      },
    )
    if (siteDay.status === 'closed') await tellLate(tx, record, household._id, granted, round)
    booked += 1
  }
  return booked
}

async function tellLate(
  tx: Tx,
  { _id, day }: DayRecord,
  householdId: string,
  points: number,
  round: number,
): Promise<void> {
  for (const { personId } of await membersOf(householdId, tx))
    await notify(tx, personId, `dropoffs/${_id}/late/${round}`, {
      kind: 'points',
      title: '补记了投放积分',
      text: `${showDay(day)}的投放登记后来才传上来，补记${points}分。`,
      link: '/me/dropoffs',
    })
}

/** Every hour: days whose evening is over and handed in or 72 hours old, and those that rows have come for since. */
export const closeDropoffDays = defineJob({
  name: 'dropoffs.closeDays',
  title: '投放积分日结',
  every: 'hour',
  lookBack: 1,
  run: async (_slot, { progress }) => {
    const at = now()
    const due = await SiteDays.find({ status: 'open', endsAt: { $lt: addMinutes(at, -GRACE_MINUTES) } })
      .sort({ endsAt: 1 })
      .limit(MOST_DAYS)
      .lean<SiteDayRecord[]>()
    const late = await SiteDays.find({ isLate: true }).limit(MOST_DAYS).lean<SiteDayRecord[]>()
    const total = { days: 0, households: 0, waiting: 0 }
    for (const siteDay of [...due, ...late]) {
      const isOld = siteDay.endsAt <= addMinutes(at, -CLOSE_AFTER_HOURS * 60)
      if (siteDay.status === 'open' && !isOld && !(await isHandedIn(siteDay))) {
        total.waiting += 1
        continue
      }
      total.households += await closeDay(siteDay)
      total.days += 1
      await progress(total.days, due.length + late.length)
    }
    return total
  },
})

/** Logs that waited for a check-in count once it is there, whichever phone was faster. */
export const freeDropoffs = defineJob({
  name: 'dropoffs.freeWaiting',
  title: '等签到的投放登记计入',
  every: 'hour',
  lookBack: 1,
  run: () => freeWaiting(),
})

export const dropoffJobs: readonly Job[] = [freeDropoffs, closeDropoffDays]
