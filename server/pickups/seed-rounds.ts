// Rounds, prices and what a booking needs to know of the demo city. Everything is invented; ids are fixed by their
// labels.
import type { PickupKind } from '@shared/pickups/schemas'
import { addDays, type Day } from '@shared/time'
import { now } from '../clock'
import { seedId } from '../ids'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { PriceLists, type PriceListRecord } from './price-lists.model'
import { districtOf } from './rounds'
import { Rounds, type RoundRecord } from './rounds.model'

type SeedRound = {
  label: string
  place: string
  name: string
  kinds: PickupKind[]
  crew: string[]
  vehicle: string
  capacity: number
  perDay: number
}

/** `perDay`: bookings of a usual day. */
export const seedRounds: readonly SeedRound[] = [
  {
    label: 'liuwan-bulky',
    place: 'liuwan',
    name: '柳湾大件一线',
    kinds: ['bulky', 'appliance'],
    crew: ['crew-1-zhang'],
    vehicle: '清A·D1021',
    capacity: 12,
    perDay: 7,
  },
  {
    label: 'liuwan-recyclable',
    place: 'liuwan',
    name: '柳湾可回收一线',
    kinds: ['recyclable', 'hazardous'],
    crew: ['crew-4-gao'],
    vehicle: '清A·D1035',
    capacity: 16,
    perDay: 8,
  },
  {
    label: 'zhonglou',
    place: 'zhonglou',
    name: '钟楼综合一线',
    kinds: ['bulky', 'appliance', 'recyclable', 'hazardous'],
    crew: ['crew-2-liu'],
    vehicle: '清A·D1048',
    capacity: 14,
    perDay: 6,
  },
  {
    label: 'huaiyin',
    place: 'huaiyin',
    name: '槐荫综合一线',
    kinds: ['bulky', 'appliance', 'recyclable', 'hazardous'],
    crew: ['crew-3-ma'],
    vehicle: '清A·D1102',
    capacity: 10,
    perDay: 4,
  },
]

export const seedWindows = [
  { key: 'am', from: '08:00', to: '12:00' },
  { key: 'pm', from: '14:00', to: '18:00' },
] as const

function roundOf({ label, place, name, kinds, crew, vehicle, capacity }: SeedRound, today: Day): RoundRecord {
  const { id, path } = seedPlace(place)
  return {
    _id: seedId(`round:${label}`),
    name,
    placeId: id,
    placePath: path,
    districtId: districtOf(path),
    areaPlaceIds: [id],
    kinds,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: seedWindows.map((window) => ({ ...window, capacity })),
    organisationId: seedOrganisationId(place === 'huaiyin' ? 'hauler-2' : 'hauler-1'),
    vehicle,
    crewIds: crew.map(seedPersonId),
    validFrom: addDays(today, -200),
    validUntil: null,
    staffOnly: false,
    version: 1,
    updatedAt: now(),
    updatedBy: 'system:seed',
  }
}

const ITEM_FEN: Readonly<Record<string, number>> = {
  sofa_3: 5000,
  sofa_1: 3000,
  sofa_corner: 8000,
  bed_double: 6000,
  bed_single: 4000,
  mattress_double: 3000,
  mattress_single: 2000,
  wardrobe_2: 5000,
  wardrobe_4: 8000,
  bookcase: 4000,
  desk: 3000,
  dining_table: 3000,
  coffee_table: 2000,
  chair: 500,
  tv_cabinet: 3000,
  shoe_cabinet: 2000,
  fridge: 0,
  washer: 0,
  tv: 0,
  other: 3000,
}
const MATERIALS: PriceListRecord['materials'] = [
  { code: 'paper', fenPerKg: 80 },
  { code: 'cardboard', fenPerKg: 100 },
  { code: 'plastic_pet', fenPerKg: 180 },
  { code: 'plastic_mixed', fenPerKg: 40 },
  { code: 'aluminium', fenPerKg: 600 },
  { code: 'steel', fenPerKg: 120 },
  { code: 'glass', fenPerKg: null },
  { code: 'textile', fenPerKg: null },
  { code: 'beverage_carton', fenPerKg: 60 },
  { code: 'weee', fenPerKg: null },
  { code: 'hazardous', fenPerKg: null },
  { code: 'wood_furniture', fenPerKg: null },
]

const listOf = (label: string, place: string, today: Day, overrides: Partial<PriceListRecord>): PriceListRecord => {
  const { id, path } = seedPlace(place)
  return {
    _id: seedId(`prices:${label}`),
    placeId: id,
    placePath: path,
    validFrom: addDays(today, -200),
    mode: 'per_item',
    itemFen: { ...ITEM_FEN },
    perCubicMetreFen: 8000,
    floorSurchargeFen: 500,
    freePiecesPerYear: 2,
    materials: MATERIALS,
    compensationPoints: 50,
    version: 1,
    updatedAt: now(),
    updatedBy: 'system:seed',
    state: 'published',
    writtenBy: [],
    ...overrides,
  }
}

export const roundsOfCity = (today: Day): RoundRecord[] => seedRounds.map((round) => roundOf(round, today))

/** Rounds of every subdistrict, the city's prices, and the county's own: bulky things are free there. */
export async function seedRoundsAndPrices(today: Day): Promise<RoundRecord[]> {
  const rounds = roundsOfCity(today)
  await Rounds.insertMany(rounds)
  await PriceLists.insertMany([
    listOf('city', 'qingchuan', today, {
      reliefs: [
        { status: 'low_income', percentOff: 50, morePieces: 1 },
        { status: 'destitute', percentOff: 100, morePieces: 2 },
      ],
    }),
    listOf('county', 'nanyuan', today, { mode: 'free', itemFen: {}, floorSurchargeFen: 0, freePiecesPerYear: 4 }),
  ])
  return rounds
}
