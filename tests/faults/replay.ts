// Everything said three times: bookings, weigh-ins and payments are each sent three times in a shuffled crowd, the
// server is killed by SIGKILL in the middle of each kind and started again on the same database, and at the end
// everything is sent once more.   Per request: one answer, byte for byte (a log that was "accepted" first answers "had"
// afterwards; nothing else may differ).   Altogether: one effect each (bookings, places, settlements, points, fen) and
// a ledger that verifies. `npm run faults -- replay [--bookings=24]`. Prints a table; exits 1 on any deviation.
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings, type BookingRecord } from '@server/pickups/bookings.model'
import type { RoundRecord } from '@server/pickups/rounds.model'
import { SlotDays } from '@server/slots/days.model'
import { StopLogs, Stops, type StopRecord } from '@server/runs/stops.model'
import type { Place } from '@server/places/places.model'
import { addDays, dayOf, type Day } from '@shared/time'
import { anEarningRule } from '../support/earning'
import {
  checkDefects,
  drawsOf,
  inParallel,
  numberOf,
  restartInstance,
  runFaults,
  serversOnDatabase,
  untilDefinite,
  type Asked as Sent,
  type Instance,
  type Table,
} from '../support/faults'
import { aHousehold, ancestorOf, aPlace, aResident, aStaff, type Signed } from '../support/people'
import { aPriceList, aRoundFor, bookingOf, sofa } from '../support/pickups'

const BOOKINGS = numberOf('bookings', 24)
const TIMES = 3
const AT_ONCE = 12
const FEE_FEN = 3_000
const GRAMS = 10_400
const POINTS = 20 // 10.4 kg at 2 points a kilogram, rounded down

type Asked = Sent & { name: string; key: string | null }
type World = {
  instances: Instance[]
  table: Table
  day: Day
  place: Place
  round: RoundRecord
  crew: Signed
  dispatcher: Signed
  first: Map<string, string>
}

/** The one difference that is meant: a log is "accepted" the first time and "had" from then on. */
const withoutFirst = ({ key }: Asked, text: string): string =>
  key === null ? text.replaceAll('"outcome":"accepted"', '"outcome":"had"') : text

/** Sends a shuffled crowd of requests, and counts those that were ever answered differently. */
async function crowd(
  { instances, first }: World,
  what: string,
  asked: readonly Asked[],
  killAfter: number | null,
): Promise<number> {
  const differing = new Set<string>()
  let done = 0
  await inParallel(drawsOf(what).shuffled(asked), AT_ONCE, async (one) => {
    const { status, text } = await untilDefinite(instances, 0, one)
    const answer = `${status} ${withoutFirst(one, text)}`
    const before = first.get(one.name)
    if (before === undefined) first.set(one.name, answer)
    else if (before !== answer) differing.add(`${one.name}\n  ${before.slice(0, 300)}\n  ${answer.slice(0, 300)}`)
    done += 1
    if (done === killAfter) await restartInstance(instances, 0)
  })
  for (const one of differing) console.error(one)
  return differing.size
}

async function phase(world: World, what: string, asked: readonly Asked[]): Promise<void> {
  const sends = asked.flatMap((one) => Array.from({ length: TIMES }, () => one))
  const differing = await crowd(world, what, sends, Math.floor(sends.length / 2))
  const refused = asked.filter((one) => !world.first.get(one.name)?.startsWith('200')).length
  world.table.check(
    `${what}:${asked.length} 个请求 × ${TIMES} 次,中途 SIGKILL;答复不一致 / 未成功`,
    '0 / 0',
    `${differing} / ${refused}`,
  )
}

async function aWorld(instances: Instance[], table: Table): Promise<World> {
  const place = await aPlace({ kind: 'compound', location: { type: 'Point', coordinates: [113.85, 34.03] } })
  const district = await ancestorOf(place, 'district')
  const crew = await aStaff('crew', district._id, { name: '张强' })
  const dispatcher = await aStaff('dispatcher', district._id, { name: '周敏' })
  const round = await aRoundFor(place, {
    crewIds: [crew.personId],
    windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 1000 }],
  })
  await aPriceList(place, {
    placeId: district._id,
    itemFen: { sofa_3: FEE_FEN },
    freePiecesPerYear: 0,
    floorSurchargeFen: 0,
    materials: [{ code: 'paper', fenPerKg: null }],
  })
  await anEarningRule('pickup-recyclable', { paper: 2 })
  return { instances, table, day: addDays(dayOf(new Date()), 2), place, round, crew, dispatcher, first: new Map() }
}

async function bookingRequests(world: World): Promise<Asked[]> {
  const asked: Asked[] = []
  for (let index = 0; index < BOOKINGS; index += 1) {
    const household = await aHousehold({ place: world.place })
    const who = await aResident({ name: `居民${index}`, household })
    const isPaper = index % 2 === 0
    const body = bookingOf(world.place, `${world.round._id}:am`, {
      day: world.day,
      householdId: household._id,
      kind: isPaper ? 'recyclable' : 'bulky',
      items: [isPaper ? { code: 'paper', name: '旧书报', count: 1 } : sofa],
      agreedFen: isPaper ? 0 : FEE_FEN,
    })
    asked.push({ name: `book ${index}`, who, target: '/api/pickups', key: newId(), body })
  }
  return asked
}

async function logRequests(world: World): Promise<Asked[]> {
  const stops = await Stops.find({ day: world.day }).lean<StopRecord[]>()
  const at = (minutes: number): string => new Date(Date.now() - (60 - minutes) * 60_000).toISOString()
  return stops.map((stop, index) => ({
    name: `log ${index}`,
    who: world.crew,
    target: '/api/crew/logs',
    key: null,
    body: {
      rows: [
        { id: newId(), stopId: stop._id, action: 'arrive', at: at(1), by: '张强' },
        {
          id: newId(),
          stopId: stop._id,
          action: 'collect',
          at: at(5),
          by: '张强',
          ...(stop.kind === 'recyclable' ? { weights: [{ material: 'paper', grams: GRAMS }] } : {}),
        },
      ],
    },
  }))
}

async function paymentRequests(world: World): Promise<Asked[]> {
  const owing = await Bookings.find({ day: world.day, owedFen: { $gt: 0 } }).lean<BookingRecord[]>()
  return owing.map((booking, index) => ({
    name: `pay ${index}`,
    who: world.dispatcher,
    target: `/api/desk/bookings/${booking._id}/payment`,
    key: newId(),
    body: { paymentId: newId(), fen: FEE_FEN, note: '现金' },
  }))
}

/** One effect each: what the database holds against what was asked. */
async function checkEffects(world: World): Promise<void> {
  const bookings = await Bookings.find({ day: world.day }).lean<BookingRecord[]>()
  const places = (await SlotDays.find({ day: world.day }).lean())
    .flatMap((one) => one.seats)
    .filter((one) => one.until === null).length
  const paper = Math.ceil(BOOKINGS / 2)
  const sofas = BOOKINGS - paper
  const show = world.table.check
  show(
    '预约 / 占用 / 站点',
    `${BOOKINGS} / ${BOOKINGS} / ${BOOKINGS}`,
    `${bookings.length} / ${places} / ${await Stops.countDocuments({ day: world.day })}`,
  )
  show('收运记录(每站两条)', BOOKINGS * 2, await StopLogs.countDocuments({ day: world.day, outcome: 'accepted' }))
  show('已收走', BOOKINGS, bookings.filter(({ status }) => status === 'collected').length)
  let points = 0
  let fen = 0
  for (const { beneficiary, householdId } of bookings) {
    points += (await balanceOf(beneficiary ?? ''))?.points ?? 0
    fen += (await balanceOf(`household:${householdId}`))?.fen ?? 0
  }
  show('积分合计', paper * POINTS, points)
  show(
    '已登记收款(分)',
    sofas * FEE_FEN,
    bookings.reduce((sum, { paidFen }) => sum + paidFen, 0),
  )
  show('住户尚欠(分)', 0, fen)
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  show('账本核对:流水 / 差异', `${sofas * 2 + paper} / 0`, `${verified.entries} / ${verified.differences}`)
}

async function runAll(world: World): Promise<void> {
  const books = await bookingRequests(world)
  await phase(world, '预约', books)
  const plan: Asked = {
    name: 'plan',
    who: world.dispatcher,
    target: '/api/desk/board/plan',
    key: newId(),
    body: { placeId: world.round.placeId, day: world.day },
  }
  await phase(world, '排班次', [plan])
  const logs = await logRequests(world)
  await phase(world, '称重', logs)
  const payments = await paymentRequests(world)
  await phase(world, '收款入账', payments)
  await restartInstance(world.instances, 0)
  world.table.check(
    '重启后全部再发一次:答复不一致',
    0,
    await crowd(world, '再发', [...books, plan, ...logs, ...payments], null),
  )
  await checkEffects(world)
  checkDefects(world.table)
}

runFaults('replay', async (table, dataDir, ends) =>
  runAll(await aWorld(await serversOnDatabase('replay', dataDir, 1, ends), table)),
)
