// Bookings of the demo city: which household books what on which day. The price, the document and what depends on it
// come from the same functions that serve residents; only their seats and the writing are done in bulk.
import { partitionOf } from '@shared/partition'
import { catalogueItem } from '@shared/pickups/catalogue'
import { moneyDueOf } from '@shared/pickups/money'
import { quoteFor } from '@shared/pickups/prices'
import { isOpen, seatFreedIn } from '@shared/pickups/machine'
import type { BookedItem, BookingStatus, PickupKind } from '@shared/pickups/schemas'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { now } from '../clock'
import { insertInBulk } from '../db'
import { seedId } from '../ids'
import type { SeedHousehold } from '../people/seed-ids'
import { placesByIds, type Place } from '../places/places'
import { seedNumber } from '../places/seed-ids'
import { writeSeats } from '../slots/bulk'
import { atPrice, draftBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { FreePieceYears } from './free-pieces.model'
import { numberSeeds } from './numbers'
import type { RoundRecord } from './rounds.model'
import { seedWindows } from './seed-rounds'
import { pickupPool } from './service-days'
import { contextAt, pricesAt, type Context, type PricesHere } from './terms'

const THINGS: Readonly<Record<PickupKind, readonly (readonly [code: string, count: number][])[]>> = {
  bulky: [
    [['sofa_3', 1]],
    [
      ['mattress_double', 1],
      ['bed_double', 1],
    ],
    [['wardrobe_2', 1]],
    [
      ['desk', 1],
      ['chair', 4],
    ],
    [['bookcase', 1]],
    [
      ['dining_table', 1],
      ['chair', 6],
    ],
    [['coffee_table', 1]],
    [['mattress_single', 2]],
  ],
  appliance: [
    [['fridge', 1]],
    [['washer', 1]],
    [['tv', 1]],
    [
      ['microwave', 1],
      ['rice_cooker', 2],
    ],
    [['aircon_wall', 1]],
  ],
  recyclable: [
    [
      ['paper', 1],
      ['cardboard', 2],
    ],
    [['cardboard', 3]],
    [
      ['pet', 1],
      ['paper', 1],
    ],
    [['textile', 2]],
    [
      ['aluminium', 1],
      ['pet', 1],
    ],
    [
      ['steel', 1],
      ['paper', 2],
    ],
    [
      ['glass', 1],
      ['cardboard', 1],
    ],
  ],
  hazardous: [[['battery', 5]], [['medicine', 3]], [['lamp', 4]], [['paint', 2]]],
}
const STANDS = ['单元门口右侧', '一楼大厅外', '楼下花坛旁', '家门口', '车棚东头', '大门内侧']
const NOTES = ['', '', '', '上门前请先打电话', '家里有老人，请敲门', '沙发已经拆成两半', '电梯在维修，走楼梯']

export type Scene = {
  places: ReadonlyMap<string, Place>
  contexts: ReadonlyMap<string, Context>
  prices: ReadonlyMap<string, PricesHere>
  names: ReadonlyMap<string, string>
}

/** Rules and prices of every place with households, read once. */
export async function sceneOf(
  households: readonly SeedHousehold[],
  today: Day,
  names: ReadonlyMap<string, string>,
): Promise<Scene> {
  const ids = [...new Set(households.map((household) => household.place.id))]
  const places = new Map((await placesByIds(ids)).map((place) => [place._id, place]))
  const contexts = new Map<string, Context>()
  const prices = new Map<string, PricesHere>()
  for (const place of places.values()) {
    const context = await contextAt(place.path)
    contexts.set(place._id, context)
    prices.set(place._id, await pricesAt(place.path, today, context.settings))
  }
  return { places, contexts, prices, names }
}

const pick = <T>(label: string, list: readonly T[]): T => {
  const found = list[seedNumber(label, list.length)]
  if (found === undefined) throw new Error(`nothing to pick for ${label}`)
  return found
}

/** A thing of every kind the round takes; recyclables are asked for most. */
function kindOf(label: string, round: RoundRecord): PickupKind {
  const weighted: PickupKind[] = ['recyclable', 'recyclable', 'bulky', 'bulky', 'appliance', 'hazardous']
  return pick(
    `kind:${label}`,
    weighted.filter((kind) => round.kinds.includes(kind)),
  )
}

function itemsOf(label: string, kind: PickupKind): BookedItem[] {
  return pick(`items:${label}`, THINGS[kind]).map(([code, count]) => ({
    code,
    name: catalogueItem(code)?.name ?? code,
    count,
  }))
}

export type Wish = {
  label: string
  round: RoundRecord
  day: Day
  household: SeedHousehold
  windowKey?: 'am' | 'pm'
  kind?: PickupKind
  items?: BookedItem[]
}

export const idOf = ({ label }: Pick<Wish, 'label'>): string => seedId(`booking:${label}`)

/** How many free pieces a household has used: drawn as bookings are made, so that the year's documents agree. */
export type FreeBook = Map<string, { id: string; pieces: number }[]>

/** A confirmed booking as the person would have made it some days before. */
export function bookingOf(scene: Scene, wish: Wish, free: FreeBook): BookingRecord {
  const { label, round, day, household } = wish
  const place = scene.places.get(household.place.id)
  const context = scene.contexts.get(household.place.id)
  const prices = scene.prices.get(household.place.id)
  const personId = household.members[0]
  if (!place || !context || !prices || !personId) throw new Error(`no scene for ${label}`)
  const id = idOf(wish)
  const kind = wish.kind ?? kindOf(label, round)
  const items = wish.items ?? itemsOf(label, kind)
  const window = seedWindows.find((each) => each.key === wish.windowKey) ?? pick(`window:${label}`, seedWindows)
  const floor = floorOf(household)
  const freeKey = kind === 'bulky' ? `household:${household.id}:${day.slice(0, 4)}` : null
  const used = (freeKey ? free.get(freeKey) : undefined) ?? []
  const quote = quoteFor(
    {
      kind,
      items,
      floor,
      hasLift: false,
      surchargeAboveFloor: context.settings.booking.surchargeAboveFloor,
      freePiecesLeft: freeKey
        ? Math.max(0, prices.freePiecesPerYear - used.reduce((sum, row) => sum + row.pieces, 0))
        : 0,
    },
    prices,
  )
  if (freeKey && quote.freePieces > 0) free.set(freeKey, [...used, { id, pieces: quote.freePieces }])
  const address = addressOf(label, household, floor)
  const contact = contactOf(scene, personId)
  const slot = `${round._id}:${window.key}`
  const draft = draftBooking(
    { kind: 'person', personId, sessionId: 'seed', grants: [], households: [] },
    {
      id,
      kind,
      day,
      slot,
      address,
      contact,
      items,
      note: pick(`note:${label}`, NOTES),
    },
    {
      located: {
        place,
        roundId: round._id,
        districtId: round.districtId,
        from: window.from,
        to: window.to,
        staffOnly: false,
      },
      context,
      prices,
      freeKey,
      elder: false,
      // given when all are written
      number: '',
      party: {
        relations: ['self'],
        holderKey: `household:${household.id}`,
        limit: 1,
        householdId: household.id,
        beneficiary: `person:${personId}`,
        staff: false,
        partition: partitionOf(place._id),
      },
    },
  )
  const madeAt = bookedAt(label, day)
  return {
    ...atPrice(draft, quote),
    createdAt: madeAt,
    updatedAt: madeAt,
    history: draft.history.map((row) => ({ ...row, at: madeAt })),
  }
}

const addressOf = (label: string, { place, parts }: SeedHousehold, floor: number) => ({
  placeId: place.id,
  building: parts.building,
  unit: parts.unit,
  room: parts.room,
  floor,
  hasLift: false,
  standsAt: pick(`stands:${label}`, STANDS),
})

const contactOf = (scene: Scene, personId: string) => ({
  name: scene.names.get(personId) ?? '住户',
  phone: `1990010${String(seedNumber(`phone:${personId}`, 10_000)).padStart(4, '0')}`,
})

/** Some days before; what lies ahead was booked in the last days, never in days to come. */
function bookedAt(label: string, day: Day): Date {
  const today = dayOf(now())
  const hour = String(8 + seedNumber(`hour:${label}`, 7)).padStart(2, '0')
  const minute = String(seedNumber(`minute:${label}`, 60)).padStart(2, '0')
  return instantAt(addDays(day < today ? day : today, -1 - seedNumber(`ahead:${label}`, 5)), `${hour}:${minute}`)
}

/** "301" is on the third floor; village houses stand on the ground. */
const floorOf = ({ parts, place }: SeedHousehold): number =>
  place.kind === 'village' ? 0 : Number(parts.room.slice(0, -2)) || 1

/** Different households of a round's area for one day, members with an account of their own. */
export function householdsFor(
  label: string,
  candidates: readonly SeedHousehold[],
  count: number,
  taken: ReadonlySet<string>,
): SeedHousehold[] {
  const found: SeedHousehold[] = []
  const seen = new Set<string>(taken)
  for (let attempt = 0; found.length < count && attempt < count * 20; attempt += 1) {
    const household = candidates[seedNumber(`pick:${label}:${attempt}`, candidates.length)]
    if (!household || seen.has(household.id)) continue
    seen.add(household.id)
    found.push(household)
  }
  return found
}

/** Writes bookings with the free pieces they draw and their seats; those of past days are over. */
export async function writeBookings(bookings: readonly BookingRecord[], free: FreeBook, today: Day): Promise<void> {
  await numberSeeds(bookings)
  await insertInBulk(Bookings, bookings.map(withMoneyDue))
  await insertInBulk(
    FreePieceYears,
    [...free].map(([_id, used]) => ({ _id, used })),
  )
  await writeSeatsOf(bookings, today)
}

/** As transition() keeps it. */
function withMoneyDue(booking: BookingRecord): BookingRecord {
  const moneyDue = moneyDueOf(booking)
  return moneyDue ? { ...booking, moneyDue } : booking
}

/** What became of bookings that were written before. */
export async function rewriteBookings(bookings: readonly BookingRecord[]): Promise<void> {
  await Bookings.collection.bulkWrite(
    bookings.map(withMoneyDue).map(({ _id, ...fields }) => ({
      replaceOne: { filter: { _id: _id as never }, replacement: fields as never },
    })),
    { ordered: false },
  )
}

/** Every booking that is not called off has its seat; every open one counts at its holder. */
async function writeSeatsOf(bookings: readonly BookingRecord[], today: Day): Promise<void> {
  const seated = bookings.filter(({ status }) => !(seatFreedIn as readonly BookingStatus[]).includes(status))
  await writeSeats(
    pickupPool,
    seated.map(({ _id, districtId, day, slot, holderKey, status, createdAt }) => ({
      id: _id,
      poolId: districtId,
      day,
      slot,
      key: holderKey,
      at: createdAt,
      isOpen: isOpen(status) && day >= today,
    })),
  )
}
