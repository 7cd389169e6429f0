// Everything said three times: bookings, weigh-ins and payments are each sent three times in a shuffled crowd, the server is killed by
// SIGKILL in the middle of each kind and started again on the same database, and at the end everything is sent once more.
//   Per request: one answer, byte for byte (a log that was "accepted" first answers "had" afterwards; nothing else may differ).
//   Altogether: one effect each (bookings, places, settlements, points, fen) and a ledger that verifies.
// `npm run faults -- replay [--bookings=24]`. Prints a table; exits 1 on any deviation.
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
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { configurePeople } from '@server/people/settings'
import { Bookings, type BookingRecord } from '@server/pickups/bookings.model'
import type { RoundRecord } from '@server/pickups/rounds.model'
import { ServiceDays } from '@server/pickups/service-days.model'
import { StopLogs, Stops, type StopRecord } from '@server/pickups/stops.model'
import type { Place } from '@server/places/places.model'
import { openDatabase } from '@server/platform/mongod'
import { addDays, dayOf, type Day } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import { anEarningRule } from '../support/earning'
import { aHousehold, ancestorOf, aPlace, aResident, aStaff, networkOf, type Signed } from '../support/people'
import { aPriceList, aRoundFor, bookingOf, sofa } from '../support/pickups'

const numberOf = (name: string, usual: number): number => Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const BOOKINGS = numberOf('bookings', 24)
const TIMES = 3
const AT_ONCE = 12
const FEE_FEN = 3_000
const GRAMS = 10_400
const POINTS = 20 // 10.4 kg at 2 points a kilogram, rounded down

type Instance = { child: ChildProcess; port: number; agent: http.Agent }
type Asked = { name: string; who: Signed; method: 'POST'; target: string; key: string | null; body: object }
type Row = { what: string; expected: string; found: string; seconds: number; ok: boolean }
type World = { mongodbUri: string; dataDir: string; instance: Instance; day: Day; place: Place; round: RoundRecord; crew: Signed; dispatcher: Signed; rows: Row[]; first: Map<string, string> }

const secrets = { TOKEN_SECRET: randomBytes(32).toString('base64url'), FIELD_KEY: randomBytes(32).toString('base64url') }

async function startInstance(mongodbUri: string, dataDir: string): Promise<Instance> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve(__dirname, '../../server/main.ts'), '--no-jobs'], {
    env: { ...process.env, ...secrets, MONGODB_URI: mongodbUri, DATA_DIR: dataDir, PORT: '0', APP_MODE: 'demo', LOG_LEVEL: 'silent' }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr?.on('data', (part: Buffer) => said.push(part.toString()))
  if (!child.stdout) throw new Error('no output to read')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"listening"')) continue
    return { child, port: Number(new URL((JSON.parse(line) as { listening: string }).listening).port), agent: new http.Agent({ keepAlive: true, maxSockets: 64 }) }
  }
  throw new Error(`the server did not start: ${said.join('').slice(-2000)}`)
}

/** One request; rejects when the connection breaks, which says nothing about the effect. */
function send({ port, agent }: Instance, { who, method, target, key, body }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1', port, agent, localAddress: networkOf(who.personId), method, path: target,
      headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
    }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }))
    })
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

/** Again under the same key until the answer is definite, as a phone does. */
async function untilDefinite(world: World, asked: Asked): Promise<string> {
  let last = 'no connection'
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await send(world.instance, asked).catch(() => null)
    if (answer) last = `${answer.status} ${answer.text.slice(0, 200)}`
    if (answer && answer.status !== 503 && answer.status !== 429 && !answer.text.includes('IDEMPOTENCY_IN_PROGRESS')) return `${answer.status} ${withoutFirst(asked, answer.text)}`
    await wait(500)
  }
  throw new Error(`${asked.name}: no definite answer in 150 seconds, the last one: ${last}`)
}

/** The one difference that is meant: a log is "accepted" the first time and "had" from then on. */
const withoutFirst = ({ key }: Asked, text: string): string => (key === null ? text.replaceAll('"outcome":"accepted"', '"outcome":"had"') : text)

function shuffled<T>(list: readonly T[]): T[] {
  const left = [...list]
  for (let at = left.length - 1; at > 0; at -= 1) {
    const other = randomBytes(4).readUInt32BE() % (at + 1)
    const [a, b] = [left[at], left[other]]
    if (a !== undefined && b !== undefined) [left[at], left[other]] = [b, a]
  }
  return left
}

/** Sends a shuffled crowd of requests, and counts those that were ever answered differently. */
async function crowd(world: World, asked: readonly Asked[], killAfter: number | null): Promise<string[]> {
  const queue = shuffled(asked)
  const differing = new Set<string>()
  let done = 0
  const worker = async (): Promise<void> => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const answer = await untilDefinite(world, one)
      const before = world.first.get(one.name)
      if (before === undefined) world.first.set(one.name, answer)
      else if (before !== answer) differing.add(`${one.name}\n  ${before.slice(0, 300)}\n  ${answer.slice(0, 300)}`)
      done += 1
      if (done === killAfter) await restart(world)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return [...differing]
}

/** SIGKILL, and a new process on the same database. */
async function restart(world: World): Promise<void> {
  const { child, agent } = world.instance
  const gone = new Promise((resolve) => { child.once('exit', resolve) })
  child.kill('SIGKILL')
  await gone
  agent.destroy()
  world.instance = await startInstance(world.mongodbUri, world.dataDir)
}

async function phase(world: World, what: string, asked: readonly Asked[]): Promise<void> {
  const from = performance.now()
  const sends = asked.flatMap((one) => Array.from({ length: TIMES }, () => one))
  const differing = await crowd(world, sends, Math.floor(sends.length / 2))
  for (const one of differing) console.error(one)
  const refused = asked.filter((one) => !world.first.get(one.name)?.startsWith('200')).length
  world.rows.push({
    what: `${what}:${asked.length} 个请求 × ${TIMES} 次,中途 SIGKILL;答复不一致 / 未成功`, expected: '0 / 0', found: `${differing.length} / ${refused}`,
    seconds: (performance.now() - from) / 1000, ok: differing.length + refused === 0,
  })
}

async function aWorld(mongodbUri: string, dataDir: string, instance: Instance): Promise<World> {
  const place = await aPlace({ kind: 'compound', location: { type: 'Point', coordinates: [113.85, 34.03] } })
  const district = await ancestorOf(place, 'district')
  const crew = await aStaff('crew', district._id, { name: '张强' })
  const dispatcher = await aStaff('dispatcher', district._id, { name: '周敏' })
  const round = await aRoundFor(place, { crewIds: [crew.personId], windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1000 }] })
  await aPriceList(place, { placeId: district._id, itemFen: { sofa_3: FEE_FEN }, freePiecesPerYear: 0, floorSurchargeFen: 0, materials: [{ code: 'paper', fenPerKg: null }] })
  await anEarningRule('pickup-recyclable', { paper: 2 })
  return { mongodbUri, dataDir, instance, day: addDays(dayOf(new Date()), 2), place, round, crew, dispatcher, rows: [], first: new Map() }
}

async function bookingRequests(world: World): Promise<Asked[]> {
  const asked: Asked[] = []
  for (let index = 0; index < BOOKINGS; index += 1) {
    const household = await aHousehold({ place: world.place })
    const who = await aResident({ name: `居民${index}`, household })
    const isPaper = index % 2 === 0
    const body = bookingOf(world.place, `${world.round._id}:am`, {
      day: world.day, householdId: household._id, kind: isPaper ? 'recyclable' : 'bulky', items: [isPaper ? { code: 'paper', name: '旧书报', count: 1 } : sofa], agreedFen: isPaper ? 0 : FEE_FEN,
    })
    asked.push({ name: `book ${index}`, who, method: 'POST', target: '/api/pickups', key: newId(), body })
  }
  return asked
}

async function logRequests(world: World): Promise<Asked[]> {
  const stops = await Stops.find({ day: world.day }).lean<StopRecord[]>()
  const at = (minutes: number): string => new Date(Date.now() - (60 - minutes) * 60_000).toISOString()
  return stops.map((stop, index) => ({
    name: `log ${index}`, who: world.crew, method: 'POST', target: '/api/crew/logs', key: null,
    body: {
      rows: [
        { id: newId(), stopId: stop._id, action: 'arrive', at: at(1), by: '张强' },
        { id: newId(), stopId: stop._id, action: 'collect', at: at(5), by: '张强', ...(stop.kind === 'recyclable' ? { weights: [{ material: 'paper', grams: GRAMS }] } : {}) },
      ],
    },
  }))
}

async function paymentRequests(world: World): Promise<Asked[]> {
  const owing = await Bookings.find({ day: world.day, owedFen: { $gt: 0 } }).lean<BookingRecord[]>()
  return owing.map((booking, index) => ({
    name: `pay ${index}`, who: world.dispatcher, method: 'POST', target: `/api/desk/bookings/${booking._id}/payment`, key: newId(),
    body: { paymentId: newId(), fen: FEE_FEN, note: '现金' },
  }))
}

/** One effect each: what the database holds against what was asked. */
async function checkEffects(world: World): Promise<void> {
  const from = performance.now()
  const bookings = await Bookings.find({ day: world.day }).lean<BookingRecord[]>()
  const places = (await ServiceDays.find({ day: world.day }).lean()).flatMap((one) => one.places).filter((one) => one.until === null).length
  const paper = Math.ceil(BOOKINGS / 2)
  const sofas = BOOKINGS - paper
  const show = (name: string, expected: number | string, found: number | string): void =>
    void world.rows.push({ what: name, expected: String(expected), found: String(found), seconds: (performance.now() - from) / 1000, ok: String(expected) === String(found) })
  show('预约 / 占用 / 站点', `${BOOKINGS} / ${BOOKINGS} / ${BOOKINGS}`, `${bookings.length} / ${places} / ${await Stops.countDocuments({ day: world.day })}`)
  show('收运记录(每站两条)', BOOKINGS * 2, await StopLogs.countDocuments({ day: world.day, outcome: 'accepted' }))
  show('已收走', BOOKINGS, bookings.filter(({ status }) => status === 'collected').length)
  let points = 0
  let fen = 0
  for (const { beneficiary, householdId } of bookings) {
    points += (await balanceOf(beneficiary ?? ''))?.points ?? 0
    fen += (await balanceOf(`household:${householdId}`))?.fen ?? 0
  }
  show('积分合计', paper * POINTS, points)
  show('已登记收款(分)', sofas * FEE_FEN, bookings.reduce((sum, { paidFen }) => sum + paidFen, 0))
  show('住户尚欠(分)', 0, fen)
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  show('账本核对:流水 / 差异', `${sofas * 2 + paper} / 0`, `${verified.entries} / ${verified.differences}`)
}

async function runAll(world: World): Promise<void> {
  const books = await bookingRequests(world)
  await phase(world, '预约', books)
  const plan: Asked = { name: 'plan', who: world.dispatcher, method: 'POST', target: '/api/desk/board/plan', key: newId(), body: { placeId: world.round.placeId, day: world.day } }
  await phase(world, '排班次', [plan])
  const logs = await logRequests(world)
  await phase(world, '称重', logs)
  const payments = await paymentRequests(world)
  await phase(world, '收款入账', payments)
  const from = performance.now()
  await restart(world)
  const differing = await crowd(world, [...books, plan, ...logs, ...payments], null)
  for (const one of differing) console.error(one)
  world.rows.push({ what: '重启后全部再发一次:答复不一致', expected: '0', found: String(differing.length), seconds: (performance.now() - from) / 1000, ok: differing.length === 0 })
  await checkEffects(world)
}

async function main(): Promise<boolean> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-faults-'))
  const database = await openDatabase({ uri: process.env['MONGODB_URI'], dataDir, cacheDir: cacheDir(), log: (line) => console.error(line) })
  const mongodbUri = database.uri.replace(/\/[^/?]*(\?|$)/, `/faults_replay_${process.pid}$1`)
  let world: World | null = null
  try {
    useFieldKey(secrets.FIELD_KEY)
    configurePeople({ mode: 'demo', tokenSecret: secrets.TOKEN_SECRET })
    const instance = await startInstance(mongodbUri, dataDir)
    await connectDatabase(mongodbUri)
    world = await aWorld(mongodbUri, dataDir, instance)
    await runAll(world)
    for (const { what, expected, found, seconds, ok } of world.rows) console.log(`${ok ? '通过' : '不符'}  ${what}\n      应为 ${expected}  实为 ${found}  用时 ${seconds.toFixed(1)} 秒`)
    return world.rows.every((row) => row.ok)
  } finally {
    world?.instance.agent.destroy()
    world?.instance.child.kill('SIGKILL')
    await disconnectDatabase()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

main().then((ok) => process.exit(ok ? 0 : 1), (error: unknown) => {
  console.error(error)
  process.exit(1)
})
