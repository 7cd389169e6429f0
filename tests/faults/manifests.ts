// A night of kitchens, trucks and weighbridges: kitchens press their key, three trucks without a network hand in what
// they wrote in pieces, out of order, twice, by clocks that are off by up to two hours, on two servers that are killed
// meanwhile; trucks are weighed and reported again, one load does not fit its weight, some kitchens are refused, one
// weight is corrected. Afterwards every handover is there once with the weight that was told, sums are exact to the
// gram, the case is on the one trip that does not fit, and no kitchen's weight has changed for it. Mistakes planted
// into what is stored are noticed by the same check. `npm run faults -- manifests [--kitchens=40] [--kills=4]
// [--seeds=1] [--seed=…]`: so many nights, each with a seed of its own. Prints a table; exits 1 on any deviation.
import { setTimeout as wait } from 'node:timers/promises'
import { manifests, type Row, type RowAnswer } from '@shared/manifests/contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { newId } from '@server/ids'
import { hashToConfirm } from '@server/manifests/content'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from '@server/manifests/manifests.model'
import {
  checkDefects,
  drawsOf,
  inParallel,
  numberOf,
  restartInstance,
  runFaults,
  send,
  serversOnDatabase,
  untilDefinite,
  type Asked,
  type Draw,
  type Instance,
  type Table,
} from '../support/faults'
import { forgetRateLimits } from '../support/faults-world'
import type { Acting } from '../support/manifests'
import {
  aWorld,
  deviations,
  keyed,
  netOf,
  rowsOf,
  type Found,
  type Stop,
  type Truck,
  type World,
} from '../support/manifests-night'

const KITCHENS = numberOf('kitchens', 40)
const NIGHTS = numberOf('seeds', 1)
const KILLS = numberOf('kills', 4)

const post = (route: { path: string }, who: Acting, input: Record<string, unknown>, key: string | null): Asked => ({
  who: who.who,
  target: route.path.replace(/:(\w+)/g, (_all, name: string) => String(input[name])),
  body: Object.fromEntries(Object.entries(input).filter(([name]) => !route.path.includes(`:${name}`))),
  key,
})

/** Sends until the answer is definite, and now and then once more beside it. */
async function ask(instances: Instance[], draw: Draw, asked: Asked) {
  if (draw.below(3) === 0) void send(instances[draw.below(2)] as Instance, asked).catch(() => undefined)
  return untilDefinite(instances, draw.below(2), asked)
}

async function pressKey(instances: Instance[], draw: Draw, stop: Stop): Promise<void> {
  if (stop.said === null) return
  const at = new Date(Date.now() - 15 * 60_000).toISOString()
  const input = {
    producerId: stop.producerId,
    ...keyed(stop.who),
    handoverId: newId(),
    kind: 'foodWaste',
    buckets: stop.said,
    at,
    sentAt: new Date().toISOString(),
  }
  await wait(draw.below(1_500))
  const answer = await ask(instances, draw, post(manifests.hand, stop.who, input, newId()))
  // the driver may have refused it before: then there is nothing to join, and the key stays a handover of its own
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
}

async function handIn(instances: Instance[], draw: Draw, truck: Truck, rows: readonly Row[]): Promise<RowAnswer[]> {
  const answers = new Map<string, RowAnswer>()
  for (;;) {
    const left = draw.shuffled(rows.filter(({ id }) => !answers.has(id)))
    if (left.length === 0) return [...answers.values()]
    const again = draw.shuffled(rows.filter(({ id }) => answers.has(id))).slice(0, 3)
    const sentAt = new Date(Date.now() + truck.offsetMs).toISOString()
    const body = { ...keyed(truck.driver), sentAt, rows: [...left.slice(0, 3 + draw.below(8)), ...again] }
    const answer = await ask(instances, draw, { who: truck.driver.who, target: manifests.sync.path, body, key: null })
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
    for (const result of (JSON.parse(answer.text) as { results: RowAnswer[] }).results)
      if (result.outcome !== 'waits') answers.set(result.id, result)
  }
}

async function atTheBridge(instances: Instance[], draw: Draw, world: World, index: number): Promise<string[]> {
  const { disposer, tripId, isOff } = world.trucks[index] as Truck
  const clock = () => ({ at: new Date().toISOString(), sentAt: new Date().toISOString() })
  const net = netOf(world, index, isOff)
  const weighing = {
    id: tripId,
    weighingId: newId(),
    ...keyed(disposer),
    grossGrams: 8_000_000 + net,
    tareGrams: 8_000_000,
  }
  const codes: string[] = []
  const first = { ...weighing, ...clock() }
  const answers = await Promise.all(
    [0, 1].map(() => ask(instances, draw, post(manifestTrips.weigh, disposer, first, newId()))),
  )
  for (const answer of answers) if (answer.status !== 200) codes.push(answer.code ?? '')
  const second = { ...weighing, weighingId: newId(), grossGrams: 8_000_000 + net + 50_000, ...clock() }
  const again = await ask(instances, draw, post(manifestTrips.weigh, disposer, second, newId()))
  codes.push(again.code ?? 'weighed twice')
  const taken = { id: tripId, ...keyed(disposer), acceptedGrams: net, refusedGrams: 0, ...clock() }
  const received = await ask(instances, draw, post(manifestTrips.receive, disposer, taken, newId()))
  if (received.status !== 200) codes.push(received.code ?? '')
  return codes
}

/** Kitchens confirm what the driver wrote, where they have counted another number or have not spoken. */
async function confirmAll(instances: Instance[], draw: Draw, { stops }: World): Promise<void> {
  for (const record of await Handovers.find({ state: { $in: ['collected', 'unanswered'] } }).lean<HandoverRecord[]>()) {
    const stop = stops.find(({ producerId }) => producerId === record.producerId)
    if (!stop) throw new Error('a handover of no kitchen')
    const clock = { at: new Date().toISOString(), sentAt: new Date().toISOString() }
    const input = { id: record._id, ...keyed(stop.who), hash: hashToConfirm('producer', record), ...clock }
    const answer = await ask(instances, draw, post(manifests.confirm, stop.who, input, newId()))
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
  }
}

/** One weight was typed wrong by the driver: the kitchen asks, the driver agrees, each sent twice. */
async function correctOne(instances: Instance[], draw: Draw, { stops, trucks }: World): Promise<Stop> {
  const stop =
    stops.find(({ isRefused, isByCode, truck }) => !isRefused && isByCode && truck === 0) ??
    stops.find(({ isRefused, truck }) => !isRefused && truck === 0)
  const record = stop && (await Handovers.findOne({ producerId: stop.producerId }).lean<HandoverRecord>())
  if (!stop || !record) throw new Error('no kitchen to correct')
  const id = newId()
  const grams = stop.grams + 1_000
  const asked = {
    id,
    organisationId: stop.who.organisationId,
    of: 'handover',
    ofId: record._id,
    version: record.version,
    change: { grams },
    reason: '秤上少看了一公斤',
  }
  const answer = { id, organisationId: (trucks[0] as Truck).driver.organisationId, accept: true, answer: '' }
  for (const [route, who, input] of [
    [manifests.askCorrection, stop.who, asked],
    [manifests.answerCorrection, (trucks[0] as Truck).driver, answer],
  ] as const) {
    const key = newId()
    const answers = await Promise.all([0, 1].map(() => ask(instances, draw, post(route, who, input, key))))
    if (answers.some(({ status }) => status !== 200))
      throw new Error(
        answers
          .map(({ text }) => text)
          .join('\n')
          .slice(0, 400),
      )
  }
  stop.grams = grams
  return stop
}

async function check(world: World, table: Table): Promise<void> {
  const found = await deviations(world)
  table.check('不是正好一次交接的厨房', 0, found.once)
  table.check('重量和当时说的不一样的厨房', 0, found.weights)
  table.check('合计与逐次相加不符的车次', 0, found.sums)
  table.check('核查开错的车次', 0, found.cases)
  table.check('过磅不是正好一次的车次', 0, found.weighings)
  table.check('没有随车次办结的交接', 0, found.closed)
  table.check(
    '有核查的车次',
    1,
    await Trips.countDocuments({ hasCase: true, _id: { $in: world.trucks.map(({ tripId }) => tripId) } }),
  )
}

/** Mistakes put behind the product's back into what is stored: the check must see each of them. */
async function plant(world: World, table: Table): Promise<void> {
  const [stop] = world.stops.filter(({ isRefused }) => !isRefused)
  const record =
    stop &&
    (await Handovers.findOne({
      producerId: stop.producerId,
      saidByHauler: { $ne: null },
    } as object).lean<HandoverRecord>())
  const trip = await Trips.findById(world.trucks[0]?.tripId).lean<TripRecord>()
  if (!record || !trip) throw new Error('nothing to plant a mistake into')
  const noticed = async (
    name: keyof Found,
    put: () => Promise<unknown>,
    back: () => Promise<unknown>,
  ): Promise<void> => {
    await put()
    table.check(`埋下的错被发现：${name}`, '发现', (await deviations(world))[name] > 0 ? '发现' : '没发现')
    await back()
  }
  const twin = { ...record, _id: newId(), number: 'PLANTED1', rowIds: [newId()] }
  await noticed(
    'once',
    () => Handovers.create([twin]),
    () => Handovers.deleteOne({ _id: twin._id }),
  )
  const grams = (record.grams ?? 0) + 1
  await noticed(
    'weights',
    () => Handovers.updateOne({ _id: record._id }, { $set: { grams } }),
    () => Handovers.updateOne({ _id: record._id }, { $set: { grams: record.grams } }),
  )
  await noticed(
    'sums',
    () => Trips.updateOne({ _id: trip._id }, { $inc: { sumGrams: 1 } }),
    () => Trips.updateOne({ _id: trip._id }, { $inc: { sumGrams: -1 } }),
  )
  await noticed(
    'weighings',
    () => Trips.updateOne({ _id: trip._id }, { $set: { weighings: [] } }),
    () => Trips.updateOne({ _id: trip._id }, { $set: { weighings: trip.weighings } }),
  )
}

async function aNight(table: Table, number: number, instances: Instance[]): Promise<void> {
  const world = await aWorld(number, KITCHENS)
  const name = `manifests/${number}`
  let isOver = false
  const striking = (async (): Promise<void> => {
    const draw = drawsOf(`${name}/kills`)
    for (let kill = 0; kill < KILLS && !isOver; kill += 1) {
      await wait(300 + draw.below(1_500))
      if (!isOver) await restartInstance(instances, draw.below(2))
    }
  })()
  const refused: RowAnswer[] = []
  try {
    // a kitchen that is refused has pressed its key before the truck came; the others at any time
    await inParallel(
      world.stops.filter(({ isRefused }) => isRefused),
      4,
      (stop, at) => pressKey(instances, drawsOf(`${name}/early/${at}`), stop),
    )
    const keys = inParallel(
      world.stops.filter(({ isRefused }) => !isRefused),
      6,
      (stop, at) => pressKey(instances, drawsOf(`${name}/key/${at}`), stop),
    )
    const answers = await Promise.all(
      world.trucks.map((truck, index) =>
        handIn(instances, drawsOf(`${name}/truck/${index}`), truck, rowsOf(world, index)),
      ),
    )
    refused.push(...answers.flat().filter(({ outcome }) => outcome === 'refused'))
    await keys
    const codes = await Promise.all(
      world.trucks.map((_truck, index) => atTheBridge(instances, drawsOf(`${name}/bridge/${index}`), world, index)),
    )
    table.check('第二次过磅的答复', 'MANIFEST_WEIGHED_ALREADY', [...new Set(codes.flat())].join())
  } finally {
    isOver = true
    await striking
  }
  table.check('被拒的记录', 0, refused.length)
  for (const { code, text } of refused) console.error(`${code} ${text}`)
  await confirmAll(instances, drawsOf(`${name}/confirm`), world)
  await correctOne(instances, drawsOf(`${name}/correct`), world)
  await check(world, table)
  await plant(world, table)
}

runFaults('餐厨收运的一个晚上', async (table, dataDir, ends) => {
  const instances = await serversOnDatabase('manifests', dataDir, 2, ends)
  const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 500)
  ends.push(async () => clearInterval(limits))
  for (let number = 0; number < NIGHTS; number += 1) await aNight(table, number, instances)
  checkDefects(table)
})
