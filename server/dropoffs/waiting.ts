// Logs whose check-in had not arrived when they did, or that nobody had confirmed: they count once it is there and
// vouched for, and go to a person when that does not happen within a day. The order in which two phones find a
// network must not matter.
import { earnedBy, GRACE_MINUTES, WAIT_HOURS, wasPresent } from '@shared/dropoffs/rules'
import { addMinutes } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { withEarning } from '../ledger/earning'
import { preparePending } from '../ledger/pending'
import { timesAt } from '../shifts/presence'
import { askAboutAbsent, countDecided } from './doubts'
import { Logs, type LogRecord } from './dropoffs.model'

const MOST = 2_000
const BATCH = 100

/** @returns how many count now, and how many a person is asked about */
export async function freeWaiting(): Promise<{ counted: number; asked: number }> {
  const waiting = await Logs.find({ state: 'waiting' }).sort({ receivedAt: 1, _id: 1 }).limit(MOST).lean<LogRecord[]>()
  const total = { counted: 0, asked: 0 }
  const people = [...new Set(waiting.map(({ personId }) => personId))]
  for (const personId of people) {
    const mine = waiting.filter((log) => log.personId === personId)
    const { ready, absent, unconfirmed } = await sorted(personId, mine)
    for (let from = 0; from < ready.length; from += BATCH) total.counted += await free(ready.slice(from, from + BATCH))
    if (absent.length > 0) total.asked += await transaction((tx) => askAboutAbsent(tx, absent, 'shift'))
    if (unconfirmed.length > 0) total.asked += await transaction((tx) => askAboutAbsent(tx, unconfirmed, 'unconfirmed'))
  }
  return total
}

async function sorted(personId: string, logs: readonly LogRecord[]) {
  const times = logs.map(({ at }) => at.getTime())
  const { shifts, there, unconfirmed } = await timesAt(
    [personId],
    logs.map(({ siteId }) => siteId),
    {
      from: addMinutes(new Date(Math.min(...times)), -GRACE_MINUTES),
      to: addMinutes(new Date(Math.max(...times)), GRACE_MINUTES),
    },
  )
  const presence = new Map(
    logs.map((log) => [log._id, wasPresent(log.at, log.siteId, shifts, there.get(personId) ?? [])]),
  )
  const ready = logs.filter(({ _id }) => presence.get(_id) === true)
  const since = addMinutes(now(), -WAIT_HOURS * 60)
  // nobody can check in any more for a shift that was called off meanwhile
  const isOver = ({ _id, receivedAt }: LogRecord): boolean => presence.get(_id) === null || receivedAt <= since
  const tooLong = logs.filter((log) => !ready.includes(log) && isOver(log))
  const byOwnWord = tooLong.filter(
    ({ at, siteId }) => wasPresent(at, siteId, [], unconfirmed.get(personId) ?? []) === true,
  )
  return { ready, absent: tooLong.filter((log) => !byOwnWord.includes(log)), unconfirmed: byOwnWord }
}

async function free(logs: readonly LogRecord[]): Promise<number> {
  const facts = logs.map(({ day, stream }) => ({ day, facts: earnedBy({ stream, result: 'correct' }) }))
  const purse = await preparePending('dropoff', facts, now())
  return withEarning(purse, () =>
    transaction(async (tx) => {
      const ids = logs.map(({ _id }) => _id)
      const still = await tx.on(Logs).find({ _id: { $in: ids }, state: 'waiting' })
      await tx.on(Logs).updateMany({ _id: { $in: ids }, state: 'waiting' }, { $set: { state: 'counted' } })
      await countDecided(tx, still, purse)
      return still.length
    }),
  )
}
