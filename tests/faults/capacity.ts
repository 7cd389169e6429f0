// Exact capacity under fire: two real server processes on one real database, 200 residents at once.
//   A  one window with 7 places: exactly 7 confirmed, 193 refusals that name another date
//   B  a district cap of 11 over two wide windows: exactly 11 confirmed
//   C  SIGKILL of one server while holds become bookings, abandoned holds expire: 7 confirmed in the end, every acknowledged
//      booking is there, no place is lost and none is left behind
//   D  100 rounds for the last place: one winner each
// `npm run faults -- capacity [--rounds=100] [--residents=200]`. Prints a table; exits 1 on any deviation.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { useFieldKey } from '@server/field-cipher'
import { newId } from '@server/ids'
import { configurePeople } from '@server/people/settings'
import { Bookings } from '@server/pickups/bookings.model'
import { reconcile } from '@server/pickups/capacity-jobs'
import { WeekdayCapsOf } from '@server/pickups/rounds.model'
import { ServiceDays } from '@server/pickups/service-days.model'
import { Places, type Place } from '@server/places/places.model'
import { openDatabase } from '@server/platform/mongod'
import { addDays, dayOf, weekdayOf, type Day } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import { aPlace, aResident, networkOf, type Signed } from '../support/people'
import { aRoundFor, chair } from '../support/pickups'

const numberOf = (name: string, usual: number): number => Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const ROUNDS = numberOf('rounds', 100)
const RESIDENTS = numberOf('residents', 200)
/** Long enough for a slow machine to ask for 200 holds before the first one ends. */
const HOLD_SECONDS = 30

type Instance = { child: ChildProcess; port: number; agent: http.Agent }
type Answer = { status: number; code: string | null; nextDay: Day | null }
type Row = { what: string; expected: string; found: string; seconds: number; ok: boolean }
type World = { instances: Instance[]; place: Place; people: Signed[]; rows: Row[] }

const secrets = { TOKEN_SECRET: randomBytes(32).toString('base64url'), FIELD_KEY: randomBytes(32).toString('base64url') }

async function startInstance(mongodbUri: string, dataDir: string): Promise<Instance> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve(__dirname, '../../server/main.ts'), '--no-jobs'], {
    env: { ...process.env, ...secrets, MONGODB_URI: mongodbUri, DATA_DIR: dataDir, PORT: '0', APP_MODE: 'demo', LOG_LEVEL: 'silent' }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr?.on('data', (part: Buffer) => said.push(part.toString()))
  const started = (async () => {
    if (!child.stdout) throw new Error('no output to read')
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{"listening"')) return Number(new URL((JSON.parse(line) as { listening: string }).listening).port)
    }
    throw new Error(`a server did not start: ${said.join('').slice(-2000)}`)
  })()
  return { child, port: await started, agent: new http.Agent({ keepAlive: true, maxSockets: 512 }) }
}

/** One request under a key; rejects when the connection breaks, which says nothing about the effect. */
function send({ port, agent }: Instance, who: Signed, key: string, target: string, body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1', port, agent, localAddress: networkOf(who.personId), method: 'POST', path: target,
      headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json', 'idempotency-key': key },
    }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}') as { error?: { code: string; details?: { next?: { day: Day }[] } } }
        resolve({ status: response.statusCode ?? 0, code: answer.error?.code ?? null, nextDay: answer.error?.details?.next?.[0]?.day ?? null })
      })
    })
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

/** Sends again under the same key, to any instance that lives, until the answer is definite. */
async function untilDefinite(world: World, first: number, who: Signed, target: string, body: object): Promise<Answer> {
  const key = newId()
  for (let attempt = 0; attempt < 80; attempt += 1) {
    const alive = world.instances.filter(({ child }) => child.exitCode === null && child.signalCode === null)
    const instance = attempt === 0 ? world.instances[first % world.instances.length] : alive[attempt % alive.length]
    if (!instance) throw new Error('no server lives')
    const answer = await send(instance, who, key, target, body).catch(() => null)
    if (answer && answer.status !== 503 && answer.code !== 'IDEMPOTENCY_IN_PROGRESS') return answer
    await wait(500)
  }
  throw new Error('no definite answer in 40 seconds')
}

const bookingBody = ({ place }: World, day: Day, slot: string, id = newId()) => ({
  id, kind: 'bulky', day, slot, address: { placeId: place._id, floor: 1, hasLift: true, standsAt: '单元门口' }, contact: { name: '测试', phone: '13812341234' },
  items: [chair], agreedFen: 0, priceListVersion: 0,
})

/** Everybody asks at the same moment, half of them each server. */
const rush = (world: World, people: readonly Signed[], day: Day, slotFor: (index: number) => string): Promise<Answer[]> =>
  Promise.all(people.map((who, index) => untilDefinite(world, index, who, '/api/pickups', bookingBody(world, day, slotFor(index)))))

const confirmedOn = (day: Day): Promise<number> => Bookings.countDocuments({ day, status: 'confirmed' }).exec()
const placesOn = async (day: Day): Promise<number> => (await ServiceDays.find({ day }).lean()).flatMap((one) => one.places).filter((place) => place.until === null).length
const tally = (answers: readonly Answer[]) => ({
  ok: answers.filter((answer) => answer.status === 200).length,
  full: answers.filter((answer) => answer.code === 'PICKUP_SLOT_FULL' && answer.nextDay !== null).length,
  other: [...new Set(answers.filter((answer) => answer.status !== 200 && (answer.code !== 'PICKUP_SLOT_FULL' || answer.nextDay === null)).map((answer) => `${answer.status} ${answer.code ?? ''}`))],
})

async function checkRush(world: World, what: string, day: Day, places: number, slotFor: (index: number) => string): Promise<void> {
  const from = performance.now()
  const found = tally(await rush(world, world.people, day, slotFor))
  const [bookings, taken] = [await confirmedOn(day), await placesOn(day)]
  const expected = `${places} / ${RESIDENTS - places} / ${places} / ${places}`
  const shown = `${found.ok} / ${found.full} / ${bookings} / ${taken}`
  console.error(`${what}: ${shown}`)
  world.rows.push({ what, expected, found: [shown, ...found.other].join(' '), seconds: (performance.now() - from) / 1000, ok: shown === expected })
}

/** The first server is killed in the middle; a third of those who hold a place never come back. */
async function checkKill(world: World, mongodbUri: string, dataDir: string, day: Day, slot: string): Promise<void> {
  const from = performance.now()
  const held = await Promise.all(world.people.map(async (who, index) => {
    const id = newId()
    const { status } = await untilDefinite(world, index, who, '/api/pickups/holds', { id, kind: 'bulky', placeId: world.place._id, day, slot })
    return { who, id, held: status === 200 }
  }))
  const holders = held.filter((one) => one.held)
  const [victim] = world.instances
  const confirming = Promise.all(holders.slice(0, 5).map(async ({ who, id }) => ({ id, answer: await untilDefinite(world, 0, who, '/api/pickups', bookingBody(world, day, slot, id)) })))
  await wait(8)
  victim?.child.kill('SIGKILL')
  const acknowledged = (await confirming).filter(({ answer }) => answer.status === 200).map(({ id }) => id)
  await wait((HOLD_SECONDS + 1) * 1000)
  world.instances[0] = await startInstance(mongodbUri, dataDir)
  const second = tally(await rush(world, world.people.filter((who) => !holders.some((one) => one.who === who)), day, () => slot))
  const there = await Bookings.countDocuments({ _id: { $in: acknowledged }, status: 'confirmed' })
  console.error(`C: ${holders.length} 占住,${acknowledged.length} 已答复`)
  const shown = `${holders.length} / ${there === acknowledged.length ? '0' : acknowledged.length - there} / ${acknowledged.length + second.ok} / ${await confirmedOn(day)} / ${await placesOn(day)}`
  world.rows.push({
    what: 'C SIGKILL,占位过期:占住/已答复却丢失/答复成功/预约/占用', expected: '7 / 0 / 7 / 7 / 7', found: [shown, ...second.other].join(' '),
    seconds: (performance.now() - from) / 1000, ok: shown === '7 / 0 / 7 / 7 / 7',
  })
}

async function checkLastPlaces(world: World, slots: readonly { day: Day; slot: string }[]): Promise<void> {
  const from = performance.now()
  const winners: number[] = []
  const strange = new Set<string>()
  for (const { day, slot } of slots) {
    const found = tally(await rush(world, world.people, day, () => slot))
    winners.push(found.ok)
    if (found.ok + found.full !== RESIDENTS) found.other.forEach((one) => strange.add(one))
    if (winners.length % 10 === 0) console.error(`D: ${winners.length} 轮`)
    if ((await Bookings.countDocuments({ day, slot, status: 'confirmed' })) !== 1) strange.add(`${day} ${slot}`)
  }
  const single = winners.filter((count) => count === 1).length
  world.rows.push({
    what: `D 最后一个名额,${slots.length} 轮 × ${RESIDENTS} 人 × 2 实例:各一人约到`, expected: String(slots.length), found: [single, ...strange].join(' '),
    seconds: (performance.now() - from) / 1000, ok: single === slots.length && strange.size === 0,
  })
}

/** A compound whose holds last seconds, so that they really run out on the database's clock, and many people. */
async function aWorld(instances: Instance[]): Promise<World> {
  const place = await aPlace()
  const booking = { openBookingsPerHousehold: 1000, holdMinutes: HOLD_SECONDS / 60, lookAheadDays: 60 }
  await Places.updateOne({ _id: place._id }, { $set: { settings: { booking }, settingsVersion: 1 } })
  const people: Signed[] = []
  for (let index = 0; index < RESIDENTS; index += 1) people.push(await aResident({ name: `居民${index}` }))
  return { instances, place, people, rows: [] }
}

const windowsOf = (count: number, capacity: number) =>
  Array.from({ length: count }, (_unused, index) => ({ key: `w${index}`, from: `${String(8 + index).padStart(2, '0')}:00`, to: `${String(9 + index).padStart(2, '0')}:00`, capacity }))

async function runAll(world: World, mongodbUri: string, dataDir: string): Promise<void> {
  const first = addDays(dayOf(new Date()), 3)
  const seven = await aRoundFor(world.place, { windows: windowsOf(1, 7), name: '七户线' })
  await checkRush(world, 'A 7 个名额:答复成功/约满并给出别的日期/预约/占用', first, 7, () => `${seven._id}:w0`)

  const capped = addDays(first, 1)
  const caps = Array.from({ length: 7 }, (_unused, index) => (index + 1 === weekdayOf(capped) ? 11 : null))
  await WeekdayCapsOf.create([{ _id: seven.districtId, caps, version: 1 }])
  const wide = await aRoundFor(world.place, { windows: windowsOf(2, 100), name: '宽线', validFrom: capped, validUntil: capped })
  await checkRush(world, 'B 全区上限 11,两个时段', capped, 11, (index) => `${wide._id}:w${index % 2}`)
  await WeekdayCapsOf.deleteMany({})

  await checkKill(world, mongodbUri, dataDir, addDays(first, 2), `${seven._id}:w0`)

  const last = await aRoundFor(world.place, { windows: windowsOf(8, 1), name: '一户线' })
  const slots = Array.from({ length: ROUNDS }, (_unused, index) => ({ day: addDays(first, 5 + Math.floor(index / 8)), slot: `${last._id}:w${index % 8}` }))
  await checkLastPlaces(world, slots)

  const from = performance.now()
  await wait((HOLD_SECONDS + 1) * 1000)
  const { orphans, missing, holders } = await reconcile(dayOf(new Date()))
  world.rows.push({ what: '核对:无主占用/丢失占用/多计', expected: '0 / 0 / 0', found: `${orphans} / ${missing} / ${holders}`, seconds: (performance.now() - from) / 1000, ok: orphans + missing + holders === 0 })
}

async function main(): Promise<boolean> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-faults-'))
  const database = await openDatabase({ uri: process.env['MONGODB_URI'], dataDir, cacheDir: cacheDir(), log: (line) => console.error(line) })
  const mongodbUri = database.uri.replace(/\/[^/?]*(\?|$)/, `/faults_capacity_${process.pid}$1`)
  const instances: Instance[] = []
  const endServers = (): void => instances.forEach(({ child }) => child.kill('SIGKILL'))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => { endServers(); void database.stop().finally(() => process.exit(1)) })
  }
  try {
    useFieldKey(secrets.FIELD_KEY)
    configurePeople({ mode: 'demo', tokenSecret: secrets.TOKEN_SECRET })
    instances.push(await startInstance(mongodbUri, dataDir), await startInstance(mongodbUri, dataDir))
    await connectDatabase(mongodbUri)
    const world = await aWorld(instances)
    await runAll(world, mongodbUri, dataDir)
    for (const { what, expected, found, seconds, ok } of world.rows) console.log(`${ok ? '通过' : '不符'}  ${what}\n      应为 ${expected}  实为 ${found}  用时 ${seconds.toFixed(1)} 秒`)
    return world.rows.every((row) => row.ok)
  } finally {
    for (const { agent } of instances) agent.destroy()
    endServers()
    await disconnectDatabase()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

main().then((ok) => process.exit(ok ? 0 : 1), (error: unknown) => {
  console.error(error)
  process.exit(1)
})
