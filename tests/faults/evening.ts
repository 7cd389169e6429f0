// An evening at the bins: phones that are off by up to two hours, and one by years, hand in what was tapped, in pieces,
// out of order, twice and on two servers at once; connections break after the request has gone, servers and the
// database are killed meanwhile. In the middle a backup is taken; half-way through the second half everything is
// killed, and the city goes on from the backup: phones offer again what had been answered, and what never was.
// Afterwards every tap is in the database once, points are right to the unit, facts equal a naive recount of what was
// tapped, and the ledger verifies; then the day is closed.
// `npm run faults -- evening [--phones=20] [--households=2000] [--taps=3000] [--kills=4] [--seeds=1] [--seed=…]`:
// so many evenings, each with a seed of its own. Prints a table; exits 1 on any deviation. It runs a mongod of its own.
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { dropoffs, type DropoffOutcome, type LogRow } from '@shared/dropoffs/contract'
import { accountFor, pendingOf } from '@shared/ledger/accounts'
import type { Entry } from '@shared/ledger/entries'
import { dayOf } from '@shared/time'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { closeDay } from '@server/dropoffs/closing'
import { DayCounts, Logs, SiteDays, type CountRecord, type SiteDayRecord } from '@server/dropoffs/dropoffs.model'
import { recountDay } from '@server/dropoffs/facts'
import { referencesOf } from '@server/dropoffs/references'
import { newId } from '@server/ids'
import { Entries } from '@server/ledger/entries.model'
import { verifyLedger } from '@server/ledger/verify'
import { RoleGrants } from '@server/people/people.model'
import { writeBackup } from '@server/platform/backup'
import { ERASURES } from '@server/platform/backup-format'
import { addErasures } from '@server/platform/erasures-file'
import type { Site } from '@server/places/places.model'
import { aBinSite } from '../support/dropoffs'
import { anEarningRule } from '../support/earning'
import {
  checkDefects,
  drawsOf,
  inParallel,
  killInstance,
  numberOf,
  restartInstance,
  roundRobin,
  runFaults,
  send,
  serversOn,
  untilDefinite,
  type Draw,
  type Ends,
  type Instance,
  type Table,
} from '../support/faults'
import { aMongod, type Mongod } from '../support/faults-mongod'
import { restoreInto } from '../support/faults-restore'
import { forgetRateLimits } from '../support/faults-world'
import { aHousehold, aPlace, aStaff, type Signed } from '../support/people'

const PHONES = numberOf('phones', 20)
const HOUSEHOLDS = numberOf('households', 2_000)
const TAPS = numberOf('taps', 3_000)
const EVENINGS = numberOf('seeds', 1)
const KILLS = numberOf('kills', 4)
const RATES = { food_correct: 2, bag_opened: 1, residual_correct: 1, recyclable_correct: 1 }
const WORTH: Readonly<Record<string, number>> = { food: 3, residual: 1, recyclable: 1, hazardous: 0 }
const STREAMS = ['food', 'food', 'residual', 'recyclable', 'hazardous'] as const
const YEARS_MS = 7 * 365 * 86_400_000
const RESULTS = ['correct', 'correct', 'correct', 'wrong', 'mixed'] as const

/** `at`: when it really was; what the phone showed then is off by its own error. `isAsked`: a person has to look. */
type Tap = { row: LogRow; householdId: string | null; by: string; at: Date; isUndone: boolean; isAsked: boolean }
type Phone = { who: Signed; rows: { id: string }[]; answers: Map<string, DropoffOutcome> }
type World = { site: Site; phones: Phone[]; taps: Tap[] }

async function aWorld(evening: number): Promise<World> {
  const place = await aPlace({ kind: 'compound' })
  const site = await aBinSite(place, { windows: [] })
  await anEarningRule('dropoff', RATES, { budgetPerMonth: 100_000_000 })
  const homes = await inParallel(Array.from({ length: HOUSEHOLDS }), 8, () => aHousehold({ place }))
  const people = await inParallel(Array.from({ length: PHONES }), 4, () => aStaff('keeper', place._id))
  await RoleGrants.updateMany({}, { $set: { grantedAt: new Date(Date.now() - 86_400_000) } })
  const draw = drawsOf(`evening/${evening}`)
  const phones = people.map((who) => ({ who, rows: [], answers: new Map() }) as Phone)
  const taps: Tap[] = []
  const begun = Date.now()
  const offsets = phones.map(() => (draw.below(240) - 120) * 60_000)
  const runs = phones.map(() => newId())
  for (let each = 0; each < TAPS; each += 1) {
    const phone = draw.below(PHONES)
    // the first one shows another year and has never asked the server for the time
    const isAsked = phone === 0
    const offsetMs = isAsked ? null : (offsets[phone] ?? 0)
    const at = new Date(begun - draw.below(20 * 60_000))
    const home = draw.below(20) === 0 ? null : homes[draw.below(homes.length)]
    const ref = home && referencesOf(site._id, dayOf(at))(home._id)
    const clock = {
      at: new Date(at.getTime() - (offsetMs ?? YEARS_MS)).toISOString(),
      run: runs[phone] ?? '',
      tick: at.getTime() - begun + 3_600_000,
      offsetMs,
    }
    const row: LogRow = {
      kind: 'log',
      format: 1,
      id: newId(),
      siteId: site._id,
      scanId: newId(),
      of: ref ? { kind: 'ref', ref } : { kind: 'anonymous' },
      stream: draw.pick(STREAMS),
      result: draw.pick(RESULTS),
      clock,
    }
    const isUndone = draw.below(25) === 0
    taps.push({ row, householdId: home?._id ?? null, by: roundRobin(people, phone).personId, at, isUndone, isAsked })
    phones[phone]?.rows.push(row)
    if (isUndone)
      phones[phone]?.rows.push({
        kind: 'undo',
        format: 1,
        id: newId(),
        logId: row.id,
        clock: { ...clock, tick: clock.tick + 4_000 },
      } as { id: string })
  }
  return { site, phones, taps }
}

/** One phone hands in what it has until then, again and again, until every row is answered. */
async function handIn(instances: Instance[], phone: Phone, draw: Draw, share = 1): Promise<void> {
  const held = phone.rows.slice(0, Math.ceil(phone.rows.length * share))
  for (;;) {
    const left = draw.shuffled(held.filter(({ id }) => !phone.answers.has(id)))
    if (left.length === 0) return
    // some that were answered go along once more
    const again = draw.shuffled(phone.rows.filter(({ id }) => phone.answers.has(id))).slice(0, 5)
    const rows = [...left.slice(0, 10 + draw.below(60)), ...again]
    const asked = { who: phone.who, target: dropoffs.sync.path, body: { rows }, key: null }
    // an answer that never arrived: the request went, the phone knows nothing
    if (draw.below(4) === 0) void send(roundRobin(instances, draw.below(2)), asked).catch(() => undefined)
    const answer = await untilDefinite(instances, draw.below(2), asked)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
    const { results } = JSON.parse(answer.text) as { results: DropoffOutcome[] }
    for (const result of results) if (!phone.answers.has(result.id)) phone.answers.set(result.id, result)
  }
}

/** What must come of the taps, worked out one by one and by nothing of the product's own. */
function naive(taps: readonly Tap[]): { points: Map<string, number>; counts: Record<string, number> } {
  const counts: Record<string, number> = {}
  const add = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1)
  const bags = new Map<string, Tap[]>()
  for (const tap of taps.filter(({ isUndone, isAsked }) => !isUndone && !isAsked)) {
    if (tap.householdId === null) {
      add('anonymous')
      add(`${tap.row.stream}/${tap.row.result}`)
      continue
    }
    const key = `${tap.householdId} ${dayOf(tap.at)} ${tap.row.stream}`
    bags.set(key, [...(bags.get(key) ?? []), tap])
  }
  const points = new Map<string, number>()
  const present = new Set<string>()
  for (const [key, its] of bags) {
    const [householdId = '', day = '', stream = ''] = key.split(' ')
    its.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.row.id < b.row.id ? -1 : 1))
    const first = its[0] as Tap
    const others = its.filter(({ by }) => by !== first.by)
    const differs = others.some(({ row }) => row.result !== first.row.result)
    for (const tap of its) {
      if (tap.by !== first.by) add('doubles')
      else add(tap === first && differs ? 'disputed' : `${stream}/${tap.row.result}`)
    }
    present.add(`${householdId} ${day}`)
    if (!differs && first.row.result === 'correct')
      points.set(householdId, (points.get(householdId) ?? 0) + (WORTH[stream] ?? 0))
  }
  counts['households'] = present.size
  return { points, counts }
}

const held = async (
  accountOf: (householdId: string) => string,
  ids: readonly string[],
): Promise<Map<string, number>> => {
  const sums = new Map<string, number>()
  for (const id of ids) {
    const account = accountOf(id)
    const found = await Entries.find({ 'postings.account': account }).lean<Entry[]>()
    const sum = found
      .flatMap(({ postings }) => postings)
      .reduce((total, each) => (each.account === account ? total + each.amount : total), 0)
    if (sum !== 0) sums.set(id, sum)
  }
  return sums
}

const differing = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => (a.get(key) ?? 0) !== (b.get(key) ?? 0)).length

async function factsOf(siteId: string): Promise<Map<string, number>> {
  const sums = new Map<string, number>()
  for (const { counts } of await DayCounts.find({ _id: { $regex: `^${siteId}/` } }).lean<CountRecord[]>())
    for (const [name, count] of Object.entries(counts)) if (count !== 0) sums.set(name, (sums.get(name) ?? 0) + count)
  return sums
}

async function check(world: World, table: Table): Promise<void> {
  const { site, taps, phones } = world
  const ids = new Set(taps.map(({ row }) => row.id))
  const stored = await Logs.find({ siteId: site._id }, { _id: 1, state: 1 }).lean<{ _id: string; state: string }[]>()
  table.check('每一次点按在库里正好一条', `${ids.size} 条`, `${stored.filter(({ _id }) => ids.has(_id)).length} 条`)
  table.check('多出来的', 0, stored.filter(({ _id }) => !ids.has(_id)).length)
  const undone = taps.filter(({ isUndone }) => isUndone).length
  table.check('撤销的留着', undone, stored.filter(({ state }) => state === 'undone').length)
  const asked = taps.filter(({ isUndone, isAsked }) => isAsked && !isUndone).length
  table.check('时间差了几年、交给人看的', asked, stored.filter(({ state }) => state === 'review').length)
  const refused = phones.flatMap(({ answers }) => [...answers.values()]).filter(({ outcome }) => outcome === 'refused')
  table.check('被拒的', 0, refused.length)
  const expected = naive(taps)
  const homes = [...new Set(taps.flatMap(({ householdId }) => householdId ?? []))]
  const member = (householdId: string): string => accountFor({ householdId })
  table.check('待入账积分不符的住户', 0, differing(expected.points, await held((id) => pendingOf(member(id)), homes)))
  table.check(
    '投放点数字与逐条重算不符的项',
    0,
    differing(new Map(Object.entries(expected.counts)), await factsOf(site._id)),
  )
  const days = [...new Set(taps.map(({ at }) => dayOf(at)))]
  let rebuilt = 0
  for (const day of days) rebuilt += await recountDay(day)
  table.check('由登记重建后有变化的', 0, rebuilt)
  table.check('账本核对的差异', 0, (await verifyLedger({ scope: { kind: 'all' } })).differences)
  for (const siteDay of await SiteDays.find({ siteId: site._id }).lean<SiteDayRecord[]>()) await closeDay(siteDay)
  table.check('日结后可用积分不符的住户', 0, differing(expected.points, await held(member, homes)))
  table.check('日结后还待入账的住户', 0, (await held((id) => pendingOf(member(id)), homes)).size)
  table.check('日结后账本核对的差异', 0, (await verifyLedger({ scope: { kind: 'all' } })).differences)
}

/** `isSpared`: the database is left alone, since a backup of it is being taken. */
type Evening = { name: string; world: World; mongod: Mongod; dataDir: string; ends: Ends; isSpared?: boolean }

/** Phones hand in their first share of what they hold, while servers and the database are killed. */
async function handingIn(
  { name, world, mongod, isSpared }: Evening,
  instances: Instance[],
  share: (phone: number) => number,
) {
  let isOver = false
  const striking = (async (): Promise<void> => {
    const draw = drawsOf(`${name}/kills`)
    for (let kill = 0; kill < KILLS && !isOver; kill += 1) {
      await wait(300 + draw.below(1_500))
      if (isOver) return
      await (!isSpared && draw.below(3) === 0 ? mongod.kill() : restartInstance(instances, draw.below(2)))
    }
  })()
  try {
    await Promise.all(
      world.phones.map((phone, index) => handIn(instances, phone, drawsOf(`${name}/${index}`), share(index))),
    )
  } finally {
    isOver = true
    await striking
  }
}

/** Everything is killed, and new servers run on what the backup has. */
async function putBack({ mongod, dataDir, ends }: Evening, old: Instance[], folder: string, database: string) {
  await inParallel(old, 2, killInstance)
  await disconnectDatabase()
  const erasures = path.join(dataDir, 'elsewhere')
  await addErasures(erasures, [])
  const restored = restoreInto(mongod.uri(database), folder, dataDir, path.join(erasures, ERASURES))
  if (restored.code !== 0) throw new Error(restored.text)
  const fresh = await serversOn(mongod.uri(database), dataDir, 2, ends)
  await connectDatabase(mongod.uri(database))
  return fresh
}

async function anEvening(table: Table, number: number, mongod: Mongod, dataDir: string, ends: Ends): Promise<void> {
  const [before, after] = [`faults_evening_${number}`, `faults_evening_${number}_back`]
  const old = await serversOn(mongod.uri(before), dataDir, 2, ends)
  await connectDatabase(mongod.uri(before))
  const evening: Evening = { name: `evening/${number}`, world: await aWorld(number), mongod, dataDir, ends }
  const { phones, site } = evening.world
  await handingIn(evening, old, () => 0.4)
  const client = mongoose.connection.getClient()
  const root = path.join(dataDir, before)
  const more = handingIn({ ...evening, name: `${evening.name}/more`, isSpared: true }, old, (phone) =>
    phone % 2 === 0 ? 0.8 : 0.4,
  )
  const { folder } = await writeBackup({ client, database: mongoose.connection.name, root, say: () => undefined })
  await more
  const answered = await Logs.countDocuments({ siteId: site._id })
  const fresh = await putBack(evening, old, folder, after)
  table.check('备份之后才收到的', '有', answered > (await Logs.countDocuments({ siteId: site._id })) ? '有' : '没有')
  // the database has another epoch: what was answered is offered again
  for (const phone of phones) phone.answers.clear()
  await handingIn({ ...evening, name: `${evening.name}/back` }, fresh, () => 1)
  await check(evening.world, table)
  await inParallel(fresh, 2, killInstance)
  for (const name of [before, after]) await mongoose.connection.useDb(name).dropDatabase()
  await disconnectDatabase()
}

runFaults('桶边的一个晚上', async (table, dataDir, ends) => {
  const mongod = await aMongod(dataDir)
  ends.push(() => mongod.stop(), disconnectDatabase)
  const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 500)
  ends.push(async () => clearInterval(limits))
  for (let number = 0; number < EVENINGS; number += 1) await anEvening(table, number, mongod, dataDir, ends)
  checkDefects(table)
})
