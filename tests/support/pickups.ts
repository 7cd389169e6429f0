// Factories of booked pickups: rounds, price lists and the input of a booking, with overrides.
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { PriceLists, type PriceListRecord } from '@server/pickups/price-lists.model'
import { districtOf } from '@server/pickups/rounds'
import { Rounds, type RoundRecord } from '@server/pickups/rounds.model'
import type { Place } from '@server/places/places.model'
import type { InputOf } from '@shared/contract'
import type { pickups } from '@shared/pickups/contract'
import { aHousehold, aPlace, aResident } from './app'

/** A round over a place's whole district, every day, mornings and afternoons. */
export async function aRoundFor(
  place: Pick<Place, 'path'>,
  overrides: Partial<RoundRecord> = {},
): Promise<RoundRecord> {
  const districtId = districtOf(place.path)
  const round: RoundRecord = {
    _id: newId(),
    name: '一号线',
    placeId: districtId,
    placePath: place.path.slice(0, place.path.indexOf(districtId) + 1),
    districtId,
    areaPlaceIds: [districtId],
    kinds: ['bulky', 'appliance', 'recyclable', 'hazardous'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity: 7 },
      { key: 'pm', from: '14:00', to: '18:00', capacity: 7 },
    ],
    vehicle: '',
    crewIds: [],
    validFrom: '2026-01-01',
    validUntil: null,
    staffOnly: false,
    version: 1,
    updatedAt: now(),
    updatedBy: 'system:tests',
    ...overrides,
  }
  await Rounds.create([round])
  return round
}

/**
 * 三人沙发 30 元, 冰箱 40 元, everything else 20 元; 5 元 a piece above the third floor; two free pieces; 50 points for a miss.
 */
export async function aPriceList(
  place: Pick<Place, 'path'>,
  overrides: Partial<PriceListRecord> = {},
): Promise<PriceListRecord> {
  const placeId = overrides.placeId ?? place.path[0] ?? ''
  const list: PriceListRecord = {
    _id: newId(),
    placeId,
    placePath: place.path.slice(0, place.path.indexOf(placeId) + 1),
    validFrom: '2026-01-01',
    mode: 'per_item',
    itemFen: { sofa_3: 3000, fridge: 4000, other: 2000 },
    perCubicMetreFen: 8000,
    floorSurchargeFen: 500,
    freePiecesPerYear: 2,
    materials: [
      { code: 'cardboard', fenPerKg: 100 },
      { code: 'paper', fenPerKg: 80 },
    ],
    compensationPoints: 50,
    version: 1,
    updatedAt: now(),
    updatedBy: 'system:tests',
    state: 'published',
    writtenBy: [],
    ...overrides,
  }
  await PriceLists.create([list])
  return list
}

/** A compound with a round of two half-days, prices, and a household with one member. */
export async function aCity(overrides: { capacity?: number } = {}) {
  const place = await aPlace()
  const capacity = overrides.capacity ?? 7
  const round = await aRoundFor(place, {
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity },
      { key: 'pm', from: '14:00', to: '18:00', capacity },
    ],
  })
  await aPriceList(place)
  const household = await aHousehold({ place })
  const wang = await aResident({ household })
  return { place, round, household, wang, am: `${round._id}:am`, pm: `${round._id}:pm` }
}

export const sofa = { code: 'sofa_3', name: '三人沙发', count: 1 }
export const chair = { code: 'chair', name: '椅子', count: 1 }

/** A booking of one sofa, free of charge as long as the household has free pieces. */
export function bookingOf(
  place: Pick<Place, '_id'>,
  slot: string,
  overrides: Partial<InputOf<typeof pickups.book>> = {},
): InputOf<typeof pickups.book> {
  return {
    id: newId(),
    kind: 'bulky',
    day: '2026-11-24',
    slot,
    address: {
      placeId: place._id,
      building: '3',
      unit: '2',
      room: '501',
      floor: 3,
      hasLift: false,
      standsAt: '单元门口',
    },
    contact: { name: '王小明', phone: '13812341234' },
    items: [sofa],
    agreedFen: 0,
    priceListVersion: 1,
    ...overrides,
  }
}
