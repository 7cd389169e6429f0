// What can't be spent twice, raced: two real server processes on one real database.
//   A  100 redemptions of the last item at once: one gets it, 99 hear that it is gone
//   B  50 scans of that one's code at once: one capture, 49 hear that it was used
//   C  a hold at the instant at which it ends, raced by captures, cancellations and the lapse job: one of them resolves
// it 100 rounds each; at the end stock, points and ledger. `npm run faults -- ledger-races [--rounds=100]
// [--residents=100] [--scans=50] [--seed=…]`. Prints a table; exits 1 on any deviation.
import { setTimeout as wait } from 'node:timers/promises'
import { Entries } from '@server/ledger/entries.model'
import { lapseOverdue } from '@server/rewards/rewards-jobs'
import { Redemptions } from '@server/rewards/rewards.model'
import {
  checkDefects,
  drawsOf,
  inParallel,
  numberOf,
  roundRobin,
  runFaults,
  serversOnDatabase,
  unsettled,
  untilDefinite,
  type Answer,
  type Asked,
  type Instance,
  type Table,
} from '../support/faults'
import {
  aRewardsWorld,
  booksOf,
  cancelling,
  deliver,
  forgetRateLimits,
  PRICE,
  redeeming,
  redemptionOf,
  scanning,
  type RewardsWorld,
} from '../support/faults-world'

const ROUNDS = numberOf('rounds', 100)
const RESIDENTS = numberOf('residents', 100)
const SCANS = numberOf('scans', 50)
/** Of each kind in C. */
const ENDERS = numberOf('enders', 4)
/** Rounds of C beside each other, each with a good and residents of its own. */
const LANES = Math.min(RESIDENTS, numberOf('lanes', 4))
const GIVEN = PRICE * 2 * ROUNDS
/** How far around its end a hold is raced: some ask before, some after. */
const SPREAD_MS = 200
/** From setting the end to the first request. */
const LEAD_MS = 400

type Race = RewardsWorld & { instances: Instance[] }

/** All at the same moment, half of them each server. */
const atOnce = (race: Race, asked: readonly Asked[]): Promise<Answer[]> =>
  Promise.all(asked.map((one, index) => untilDefinite(race.instances, index, one)))

const tally = (answers: readonly Answer[]): string => {
  const counts = new Map<string, number>()
  for (const { status, code } of answers)
    counts.set(code ?? String(status), (counts.get(code ?? String(status)) ?? 0) + 1)
  return [...counts]
    .sort()
    .map(([code, count]) => `${code} ${count}`)
    .join('、')
}

/** One winner each; what differs is kept in words. */
type Sum = { rounds: number; strange: string[] }
const shown = ({ rounds, strange }: Sum): string => [rounds, ...strange.slice(0, 5)].join(';')

async function lastItem(race: Race, sum: Sum): Promise<string> {
  await deliver(race, 1)
  const orders = drawsOf(`last/${sum.rounds + sum.strange.length}`)
    .shuffled(race.residents)
    .map((who) => redeeming(race, who))
  const answers = await atOnce(race, orders)
  const winner = orders[answers.findIndex((answer) => answer.status === 200)]
  const said = tally(answers)
  const stored = await Redemptions.countDocuments({ _id: { $in: orders.map((order) => order.id) } })
  if (said === `200 1${RESIDENTS > 1 ? `、REWARD_SOLD_OUT ${RESIDENTS - 1}` : ''}` && stored === 1) sum.rounds += 1
  else sum.strange.push(`${said},存 ${stored}`)
  return winner?.id ?? ''
}

async function oneCode(race: Race, redemptionId: string, sum: Sum): Promise<void> {
  const redemption = await redemptionOf(redemptionId)
  const answers = await atOnce(
    race,
    Array.from({ length: SCANS }, (_unused, index) => scanning(race, roundRobin(race.merchants, index), redemption)),
  )
  const said = tally(answers)
  const captures = await Entries.countDocuments({ ends: redemption.holdEntryId, kind: 'capture' })
  if (said === `200 1、REWARD_CODE_USED ${SCANS - 1}` && captures === 1) sum.rounds += 1
  else sum.strange.push(`${said},收 ${captures}`)
}

type Winners = { captured: number; cancelled: number; lapsed: number }

/**
 * Everybody is given an offset around the instant at which the hold ends; captures before it, the job after it,
 * cancellations anywhere.
 */
async function oneEnd(race: Race, round: number, sum: Sum, winners: Winners): Promise<void> {
  const draw = drawsOf(`end/${round}`)
  const first = roundRobin(race.residents, draw.below(race.residents.length))
  await deliver(race, 1)
  const order = redeeming(race, first)
  const placed = await untilDefinite(race.instances, round, order)
  if (placed.status !== 200) return void sum.strange.push(`兑换 ${placed.code}`)
  const endsAt = Date.now() + LEAD_MS + SPREAD_MS
  await Redemptions.updateOne({ _id: order.id }, { $set: { lapsesAt: new Date(endsAt) } })
  const redemption = await redemptionOf(order.id)
  const after = (offset: number): Promise<void> => wait(Math.max(0, endsAt + offset - Date.now()))
  const offsets = (from: number, to: number): number[] =>
    Array.from({ length: ENDERS }, () => from + draw.below(to - from))
  const asked = async (offset: number, index: number, one: Asked): Promise<Answer> => {
    await after(offset)
    return untilDefinite(race.instances, index, one)
  }
  // what is asked a little before the end meets the job on the way
  const captures = offsets(-60, 10).map((offset, index) =>
    asked(offset, index, scanning(race, roundRobin(race.merchants, index), redemption)),
  )
  const cancels = offsets(-40, 40).map((offset, index) => asked(offset, index + 1, cancelling(first, order.id)))
  const lapses = offsets(0, 30).map(async (offset) => {
    await after(offset)
    return lapseOverdue()
  })
  const [captured, cancelled, lapsed] = [
    await Promise.all(captures),
    await Promise.all(cancels),
    await Promise.all(lapses),
  ]
  const ok = (answers: readonly Answer[]): number => answers.filter((answer) => answer.status === 200).length
  const { status } = await redemptionOf(order.id)
  const ends = await Entries.countDocuments({ ends: redemption.holdEntryId })
  // the job ends what is overdue in any lane: how often it did is added up and held against the books
  const won = { captured: ok(captured), cancelled: ok(cancelled), lapsed: status === 'lapsed' ? 1 : 0 }
  const fair = won.captured + won.cancelled + won.lapsed === 1 && ends === 1 && won[status as keyof Winners] === 1
  winners.captured += won.captured
  winners.cancelled += won.cancelled
  winners.lapsed += lapsed.reduce((total, each) => total + each, 0)
  if (fair) sum.rounds += 1
  else sum.strange.push(`${status} ${JSON.stringify(won)} 结束 ${ends};${tally([...captured, ...cancelled])}`)
}

async function raceAll(race: Race, table: Table): Promise<void> {
  const newSum = (): Sum => ({ rounds: 0, strange: [] })
  const [last, code, end] = [newSum(), newSum(), newSum()]
  const from = performance.now()
  for (let round = 0; round < ROUNDS; round += 1) {
    await forgetRateLimits()
    const started = performance.now()
    const winner = await lastItem(race, last)
    const won = performance.now()
    await oneCode(race, winner, code)
    if (round % 10 === 0)
      console.error(
        `第 ${round + 1} 轮:A ${Math.round(won - started)} 毫秒,B ${Math.round(performance.now() - won)} 毫秒`,
      )
  }
  table.check(`A 最后一件,${RESIDENTS} 人同时兑换:只有一人换到的轮数`, ROUNDS, shown(last), from)
  table.check(`B 一个码同时扫 ${SCANS} 次:只收一次的轮数`, ROUNDS, shown(code), from)
  const winners: Winners = { captured: 0, cancelled: 0, lapsed: 0 }
  await inParallel(race.shelves, LANES, async (shelf, lane) => {
    const beside = { ...race, shelf, residents: race.residents.filter((_who, index) => index % LANES === lane) }
    for (let round = lane; round < ROUNDS; round += LANES) {
      await forgetRateLimits()
      await oneEnd(beside, round, end, winners)
    }
  })
  table.check(`C 核销、取消、到期各 ${ENDERS} 次同时结束一次预留:只有一个结果的轮数`, ROUNDS, shown(end))
  console.error([...unsettled].map(([code, count]) => `${code} ${count}`).join('、'))
  console.error(`C 的结果:核销 ${winners.captured}、取消 ${winners.cancelled}、到期 ${winners.lapsed}`)
  await checkBooks(race, table, winners)
}

async function checkBooks(race: Race, table: Table, winners: Winners): Promise<void> {
  const books = await booksOf(race)
  const captured = ROUNDS + winners.captured
  table.check(
    '兑换:待领 / 已领 / 已退',
    `0 / ${captured} / ${winners.cancelled + winners.lapsed}`,
    `${books.held} / ${books.captured} / ${books.back}`,
  )
  table.check('库存:在架 / 留住', `${2 * ROUNDS - captured} / 0`, `${books.stock.left} / ${books.stock.held}`)
  table.check(
    '积分:可用 / 预留 / 欠',
    `${RESIDENTS * GIVEN - captured * PRICE} / 0 / 0`,
    `${books.points.available} / ${books.points.held} / ${books.points.debt}`,
  )
  table.check('预留的结束 / 结束两次的', `${2 * ROUNDS} / 0`, `${books.ends} / ${books.endedTwice}`)
  table.check('账本核对:差异', 0, books.differences)
  checkDefects(table)
}

runFaults('ledger-races', async (table, dataDir, ends) => {
  const instances = await serversOnDatabase('races', dataDir, 2, ends)
  await raceAll(
    {
      ...(await aRewardsWorld({ residents: RESIDENTS, merchants: 4, stock: 0, given: GIVEN, shelves: LANES })),
      instances,
    },
    table,
  )
})
