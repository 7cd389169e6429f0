// The pickups of the demo city: rounds and prices, thirty days that were driven, today's runs, two weeks partly booked.
// The rules decide prices, receipts and order; documents are written in bulk, entries through the ledger's own posting,
// today's runs by the planner.
import type { Post } from '@shared/ledger/entries'
import { PickupKind } from '@shared/pickups/schemas'
import { addDays, dayOf, type Day } from '@shared/time'
import sharp from 'sharp'
import type { PersonActor } from '@shared/actors'
import { asOf, now } from '../clock'
import { insertInBulk, transaction } from '../db'
import type { SeedContext } from '../feature'
import { attachFiles, uploadFile } from '../files/files'
import { seedId } from '../ids'
import { reconcileBudgetsOf } from '../ledger/earning'
import { post } from '../ledger/ledger'
import { sealDays } from '../ledger/seals'
import { fullNames } from '../people/people'
import { seedHousehold, seedHouseholds, type SeedHousehold } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import { owedPost } from '../pickups/pickups-money'
import { sourceOf } from '../pickups/prices'
import type { BookingRecord } from '../pickups/bookings'
import type { RoundRecord } from '../pickups/rounds'
import { planWholeDay } from './planning'
import { Runs } from './runs.model'
import {
  bookingOf,
  householdsFor,
  sceneOf,
  writeBookings,
  type FreeBook,
  type Scene,
  type Wish,
} from '../pickups/seed-bookings'
import { driveDay, type History } from './seed-history'
import { fateOf } from '../pickups/seed-outcomes'
import { seedRounds, seedRoundsAndPrices } from '../pickups/seed-rounds'
import { StopLogs, Stops } from './stops.model'

const DAYS_BEFORE = 30
const DAYS_AHEAD = 14

type Fate = ReturnType<typeof fateOf>
type Scripted = {
  who: readonly [place: string, index: number]
  round: string
  day: number
  kind: Wish['kind']
  fate?: Fate
  items?: Wish['items']
}

/**
 * What the demo persons find when they sign in: receipts, a reason to object to, something coming. Days count from
 * today.
 */
const CAST: readonly Scripted[] = [
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -20, kind: 'recyclable', fate: 'collected' },
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -12, kind: 'recyclable', fate: 'collected' },
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -3, kind: 'recyclable', fate: 'collected' },
  {
    who: ['liuwan/1/1', 0],
    round: 'liuwan-bulky',
    day: 2,
    kind: 'bulky',
    items: [{ code: 'sofa_3', name: '三人沙发', count: 1 }],
  },
  {
    who: ['liuwan/1/1', 1],
    round: 'liuwan-bulky',
    day: -6,
    kind: 'bulky',
    fate: 'collected',
    items: [{ code: 'wardrobe_2', name: '两门衣柜', count: 1 }],
  },
  { who: ['liuwan/1/1', 1], round: 'liuwan-recyclable', day: 0, kind: 'recyclable' },
  { who: ['zhonglou/1/1', 0], round: 'zhonglou', day: -2, kind: 'bulky', fate: 'not_presented' },
  { who: ['liuwan/1/2', 0], round: 'liuwan-bulky', day: -1, kind: 'appliance', fate: 'missed' },
  { who: ['huaiyin/2/1', 0], round: 'huaiyin', day: -8, kind: 'recyclable', fate: 'collected' },
  { who: ['huaiyin/2/1', 0], round: 'huaiyin', day: 0, kind: 'recyclable' },
]

/** Called once, after places, people and ledger. */
export async function seedPickups({ today, progress }: SeedContext): Promise<void> {
  const rounds = await seedRoundsAndPrices(today)
  const households = seedHouseholds().filter((household) => household.members.length > 0)
  const names = await fullNames([
    ...households.flatMap((household) => household.members),
    ...rounds.flatMap((round) => round.crewIds),
  ])
  const scene = await sceneOf(households, today, names)
  const free: FreeBook = new Map()
  const history = await seedPast(scene, rounds, today, free)
  const coming = seedComing(scene, rounds, households, today, free)
  const bookings = [...history.bookings, ...coming]
  await insertInBulk(Runs, history.runs)
  await insertInBulk(Stops, history.stops)
  await insertInBulk(StopLogs, history.logs)
  await writeBookings(bookings, free)
  await postAll([...history.posts, ...coming.flatMap(feeOf)], today)
  await reconcileBudgetsOf(PickupKind.options.map(sourceOf))
  const planned = await planWholeDay(today)
  progress(
    `收运线路 ${rounds.length} 条、预约 ${bookings.length} 个、班次 ${history.runs.length + planned.runs} 个、账目 ${history.posts.length} 笔以上`,
  )
}

/**
 * The ledger's own way in, day by day as it would have been recorded, so that past days can be sealed; a refusal is a
 * defect of the seed and stops it.
 */
async function postAll(posts: readonly Post[], today: Day): Promise<void> {
  const byDay = new Map<Day, Post[]>()
  for (const each of [...posts].sort((a, b) => a.at.getTime() - b.at.getTime()))
    byDay.set(dayOf(each.at), [...(byDay.get(dayOf(each.at)) ?? []), each])
  for (const [day, ofDay] of byDay) {
    const postDay = async (): Promise<void> => {
      for (const outcome of await post(ofDay))
        if (outcome.status === 'refused')
          throw new Error(`the ledger refused: ${outcome.code} ${JSON.stringify(outcome.details)}`)
    }
    await (day < today ? asOf(ofDay.at(-1)?.at ?? now(), postDay) : postDay())
  }
  await sealDays(addDays(today, -1))
}

const feeOf = (booking: BookingRecord): Post[] => {
  const owed = owedPost(booking, {
    cause: `pickup:${booking._id}:fee`,
    fen: booking.quote.totalFen,
    template: 'pickup.fee',
    by: booking.bookedBy,
  })
  return owed ? [{ ...owed, at: booking.createdAt }] : []
}

const areaOf = (round: RoundRecord, households: readonly SeedHousehold[]): SeedHousehold[] =>
  households.filter((household) => household.place.path.includes(round.placeId) && household.demoKey === undefined)

function castFor(round: RoundRecord, day: Day, today: Day): { wish: Wish; fate: Fate | undefined }[] {
  return CAST.filter((one) => seedId(`round:${one.round}`) === round._id && addDays(today, one.day) === day).map(
    (one) => ({
      wish: {
        label: `cast:${one.who.join(':')}:${one.day}`,
        round,
        day,
        household: seedHousehold(...one.who),
        kind: one.kind,
        windowKey: 'am',
        ...(one.items ? { items: one.items } : {}),
      },
      fate: one.fate,
    }),
  )
}

/** Thirty days, one after the other, so that free pieces of the year are drawn in order. */
async function seedPast(scene: Scene, rounds: readonly RoundRecord[], today: Day, free: FreeBook): Promise<History> {
  const households = seedHouseholds().filter((household) => household.members.length > 0)
  const history: History = { bookings: [], runs: [], stops: [], logs: [], posts: [] }
  const photos: { id: string; ownerId: string; bookingId: string }[] = []
  for (let back = DAYS_BEFORE; back >= 1; back -= 1) {
    const day = addDays(today, -back)
    for (const [index, round] of rounds.entries()) {
      const fates = new Map<string, Fate>()
      const wishes: { wish: Wish; fate: Fate | undefined }[] = householdsFor(
        `${round._id}:${back}`,
        areaOf(round, households),
        countOf(index, back),
        new Set(),
      ).map((household, number) => ({
        wish: { label: `past:${round._id}:${back}:${number}`, round, day, household },
        fate: undefined,
      }))
      const bookings = [...wishes, ...castFor(round, day, today)].map(({ wish, fate: scripted }) => {
        const booking = bookingOf(scene, wish, free)
        const fate = scripted ?? fateOf(wish.label)
        fates.set(booking._id, fate === 'missed' && back > 3 ? 'collected' : fate)
        if (fate.startsWith('cancelled')) giveBack(free, booking)
        return booking
      })
      const photoOf = (bookingId: string): string => {
        const id = seedId(`photo:${bookingId}`)
        photos.push({ id, ownerId: round.crewIds[0] ?? '', bookingId })
        return id
      }
      const driven = await driveDay(scene, round, day, bookings, fates, today, photoOf)
      for (const key of ['bookings', 'runs', 'stops', 'logs', 'posts'] as const)
        (history[key] as unknown[]).push(...driven[key])
    }
  }
  await seedPhotos(photos)
  return history
}

/** A little more or less than the round's usual day. */
const countOf = (index: number, offset: number): number =>
  (seedRounds[index]?.perDay ?? 5) - 1 + seedNumber(`count:${index}:${offset}`, 3)

function giveBack(free: FreeBook, booking: BookingRecord): void {
  if (booking.freeKey)
    free.set(
      booking.freeKey,
      (free.get(booking.freeKey) ?? []).filter((row) => row.id !== booking._id),
    )
}

/** Today full, then fewer the further ahead; nobody has two open bookings. */
function seedComing(
  scene: Scene,
  rounds: readonly RoundRecord[],
  households: readonly SeedHousehold[],
  today: Day,
  free: FreeBook,
): BookingRecord[] {
  const busy = new Set<string>()
  const bookings: BookingRecord[] = []
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = addDays(today, ahead)
    for (const [index, round] of rounds.entries()) {
      const count = Math.max(1, Math.round(countOf(index, -ahead) * (1 - ahead / 20)))
      const wishes: Wish[] = householdsFor(`coming:${round._id}:${ahead}`, areaOf(round, households), count, busy).map(
        (household, number) => ({ label: `coming:${round._id}:${ahead}:${number}`, round, day, household }),
      )
      for (const wish of [...wishes, ...castFor(round, day, today).map(({ wish: scripted }) => scripted)]) {
        busy.add(wish.household.id)
        bookings.push(bookingOf(scene, wish, free))
      }
    }
  }
  return bookings
}

/** Evidence of failed stops: a drawn picture, uploaded by the crew through the same door as any photo. */
async function seedPhotos(photos: readonly { id: string; ownerId: string; bookingId: string }[]): Promise<void> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="#cfd8dc"/><rect y="260" width="480" height="100" fill="#90a4ae"/><rect x="180" y="90" width="120" height="170" fill="#6d4c41"/><circle cx="282" cy="178" r="6" fill="#ffd54f"/></svg>`
  const bytes = await sharp(Buffer.from(drawing)).jpeg({ quality: 70 }).toBuffer()
  const uploadOne = async ({ id, ownerId, bookingId }: (typeof photos)[number]): Promise<void> => {
    const actor: PersonActor = { kind: 'person', personId: ownerId, sessionId: 'seed', grants: [], households: [] }
    await uploadFile(actor, { id, purpose: 'stop' }, { bytes, filename: 'stop.jpg' })
    await transaction((tx) => attachFiles(tx, ownerId, [id], `pickups/${bookingId}`))
  }
  for (let from = 0; from < photos.length; from += 8) await Promise.all(photos.slice(from, from + 8).map(uploadOne))
}
