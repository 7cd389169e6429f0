// Exact capacity under fire: two real server processes on one real database, 200 residents at once.
//   A  one window with 7 seats: exactly 7 confirmed, 193 refusals that name another date
//   B  a district cap of 11 over two wide windows: exactly 11 confirmed
//   C  SIGKILL of one server while holds become bookings, abandoned holds expire: 7 confirmed in the end, every
// acknowledged      booking is there, no seat is lost and none is left behind
//   D  100 rounds for the last place: one winner each
// `npm run faults -- capacity [--rounds=100] [--residents=200]`. Prints a table; exits 1 on any deviation.
import { setTimeout as wait } from 'node:timers/promises'
import { newId } from '@server/ids'
import { Bookings } from '@server/pickups/bookings.model'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { WeekdayCapsOf } from '@server/pickups/rounds.model'
import { SlotDays } from '@server/slots/days.model'
import { Places, type Place } from '@server/places/places.model'
import { addDays, dayOf, weekdayOf, type Day } from '@shared/time'
import {
  checkDefects,
  inParallel,
  killInstance,
  numberOf,
  restartInstance,
  roundRobin,
  runFaults,
  serversOnDatabase,
  untilDefinite,
  type Answer,
  type Instance,
  type Table,
} from '../support/faults'
import { aPlace, aResident, type Signed } from '../support/people'
import { aRoundFor, chair } from '../support/pickups'

const ROUNDS = numberOf('rounds', 100)
const RESIDENTS = numberOf('residents', 200)
/** Long enough for a slow machine to ask for 200 holds before the first one ends. */
const HOLD_SECONDS = 30

type World = { instances: Instance[]; place: Place; people: readonly Signed[]; table: Table }

const bookingBody = ({ place }: Pick<World, 'place'>, day: Day, slot: string, id = newId()) => ({
  id,
  kind: 'bulky',
  day,
  slot,
  address: { placeId: place._id, floor: 1, hasLift: true, standsAt: '单元门口' },
  contact: { name: '测试', phone: '13812341234' },
  items: [chair],
  agreedFen: 0,
  priceListVersion: 0,
})

/** Everybody asks at the same moment, half of them each server. */
const rush = (
  { instances, ...world }: World,
  people: readonly Signed[],
  day: Day,
  slotFor: (index: number) => string,
): Promise<Answer[]> =>
  Promise.all(
    people.map((who, index) =>
      untilDefinite(instances, index, { who, target: '/api/pickups', body: bookingBody(world, day, slotFor(index)) }),
    ),
  )

const confirmedOn = (day: Day): Promise<number> => Bookings.countDocuments({ day, status: 'confirmed' }).exec()
const seatsOn = async (day: Day): Promise<number> =>
  (await SlotDays.find({ day }).lean()).flatMap((one) => one.seats).filter((seat) => seat.until === null).length
/** A refusal that names another date. */
const isFull = ({ code, text }: Answer): boolean =>
  code === 'PICKUP_SLOT_FULL' &&
  (JSON.parse(text) as { error: { details?: { next?: { day?: Day }[] } } }).error.details?.next?.[0]?.day !== undefined
const tally = (answers: readonly Answer[]) => ({
  ok: answers.filter(({ status }) => status === 200).length,
  full: answers.filter(isFull).length,
  other: [
    ...new Set(
      answers
        .filter((answer) => answer.status !== 200 && !isFull(answer))
        .map(({ status, code }) => `${status} ${code ?? ''}`),
    ),
  ],
})

async function checkRush(
  world: World,
  what: string,
  day: Day,
  seats: number,
  slotFor: (index: number) => string,
): Promise<void> {
  const found = tally(await rush(world, world.people, day, slotFor))
  const shown = `${found.ok} / ${found.full} / ${await confirmedOn(day)} / ${await seatsOn(day)}`
  world.table.check(what, `${seats} / ${RESIDENTS - seats} / ${seats} / ${seats}`, [shown, ...found.other].join(' '))
}

/** The first server is killed in the middle; a third of those who hold a seat never come back. */
async function checkKill(world: World, day: Day, slot: string): Promise<void> {
  const { instances, people, place, table } = world
  const held = await Promise.all(
    people.map(async (who, index) => {
      const id = newId()
      const { status } = await untilDefinite(instances, index, {
        who,
        target: '/api/pickups/holds',
        body: { id, kind: 'bulky', placeId: place._id, day, slot },
      })
      return { who, id, held: status === 200 }
    }),
  )
  const holders = held.filter((one) => one.held)
  const confirming = Promise.all(
    holders.slice(0, 5).map(async ({ who, id }) => ({
      id,
      answer: await untilDefinite(instances, 0, {
        who,
        target: '/api/pickups',
        body: bookingBody(world, day, slot, id),
      }),
    })),
  )
  await wait(8)
  await killInstance(roundRobin(instances, 0))
  const acknowledged = (await confirming).filter(({ answer }) => answer.status === 200).map(({ id }) => id)
  await wait((HOLD_SECONDS + 1) * 1000)
  await restartInstance(instances, 0)
  const second = tally(
    await rush(
      world,
      people.filter((who) => !holders.some((one) => one.who === who)),
      day,
      () => slot,
    ),
  )
  const there = await Bookings.countDocuments({ _id: { $in: acknowledged }, status: 'confirmed' })
  console.error(`C: ${holders.length} 占住,${acknowledged.length} 已答复`)
  const shown = `${holders.length} / ${acknowledged.length - there} / ${acknowledged.length + second.ok} / ${await confirmedOn(day)} / ${await seatsOn(day)}`
  table.check(
    'C SIGKILL,占位过期:占住/已答复却丢失/答复成功/预约/占用',
    '7 / 0 / 7 / 7 / 7',
    [shown, ...second.other].join(' '),
  )
}

async function checkLastPlaces(world: World, slots: readonly { day: Day; slot: string }[]): Promise<void> {
  let single = 0
  const strange = new Set<string>()
  for (const [round, { day, slot }] of slots.entries()) {
    const found = tally(await rush(world, world.people, day, () => slot))
    if (found.ok === 1) single += 1
    found.other.forEach((one) => strange.add(one))
    if ((await Bookings.countDocuments({ day, slot, status: 'confirmed' })) !== 1) strange.add(`${day} ${slot}`)
    if ((round + 1) % 10 === 0) console.error(`D: ${round + 1} 轮`)
  }
  world.table.check(
    `D 最后一个名额,${slots.length} 轮 × ${RESIDENTS} 人 × 2 实例:各一人约到`,
    slots.length,
    [single, ...[...strange].slice(0, 8)].join(' '),
  )
}

/** A compound whose holds last seconds, so that they really run out on the database's clock, and many people. */
async function aWorld(instances: Instance[], table: Table): Promise<World> {
  const place = await aPlace()
  const booking = { openBookingsPerHousehold: 1000, holdMinutes: HOLD_SECONDS / 60, lookAheadDays: 60 }
  await Places.updateOne({ _id: place._id }, { $set: { settings: { booking }, settingsVersion: 1 } })
  const people = await inParallel(Array.from({ length: RESIDENTS }), 8, (_unused, index) =>
    aResident({ name: `居民${index}` }),
  )
  return { instances, place, people, table }
}

const windowsOf = (count: number, capacity: number) =>
  Array.from({ length: count }, (_unused, index) => ({
    key: `w${index}`,
    from: `${String(8 + index).padStart(2, '0')}:00`,
    to: `${String(9 + index).padStart(2, '0')}:00`,
    capacity,
  }))

async function runAll(world: World): Promise<void> {
  const first = addDays(dayOf(new Date()), 3)
  const seven = await aRoundFor(world.place, { windows: windowsOf(1, 7), name: '七户线' })
  await checkRush(world, 'A 7 个名额:答复成功/约满并给出别的日期/预约/占用', first, 7, () => `${seven._id}:w0`)

  const capped = addDays(first, 1)
  const caps = Array.from({ length: 7 }, (_unused, index) => (index + 1 === weekdayOf(capped) ? 11 : null))
  await WeekdayCapsOf.create([{ _id: seven.districtId, caps, version: 1 }])
  const wide = await aRoundFor(world.place, {
    windows: windowsOf(2, 100),
    name: '宽线',
    validFrom: capped,
    validUntil: capped,
  })
  await checkRush(world, 'B 全区上限 11,两个时段', capped, 11, (index) => `${wide._id}:w${index % 2}`)
  await WeekdayCapsOf.deleteMany({})

  await checkKill(world, addDays(first, 2), `${seven._id}:w0`)

  const last = await aRoundFor(world.place, { windows: windowsOf(8, 1), name: '一户线' })
  const slots = Array.from({ length: ROUNDS }, (_unused, index) => ({
    day: addDays(first, 5 + Math.floor(index / 8)),
    slot: `${last._id}:w${index % 8}`,
  }))
  await checkLastPlaces(world, slots)

  await wait((HOLD_SECONDS + 1) * 1000)
  const { orphans, missing, holders } = await reconcilePool(pickupPool, dayOf(new Date()))
  world.table.check('核对:无主占用/丢失占用/多计', '0 / 0 / 0', `${orphans} / ${missing} / ${holders}`)
  checkDefects(world.table)
}

runFaults('capacity', async (table, dataDir, ends) =>
  runAll(await aWorld(await serversOnDatabase('capacity', dataDir, 2, ends), table)),
)
