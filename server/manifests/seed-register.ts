// The register of the demo city: who hands over, under which contract, with which truck, to whom. All invented.
import type { ProducerKind, WasteKind } from '@shared/manifests/vocabulary'
import { addDays, instantAt, type Day } from '@shared/time'
import { codeFrom } from '@shared/manifests/codes'
import { createHash } from 'node:crypto'
import { seedId } from '../ids'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import type { ContractRecord, LicenceRecord, ProducerRecord, VehicleRecord } from './register.model'

const bytesOf = (label: string): Buffer => createHash('sha256').update(label).digest()
/** A code or a number of the demo city. */
export const seedCode = (label: string): string => codeFrom(bytesOf(`manifest code ${label}`))
export const seedProducerId = (key: string): string => seedId(`manifest producer ${key}`)

/** Collect food waste: each with a truck or two and a driver. */
export const seedHaulers = [
  { id: seedOrganisationId('food-hauler-1'), driver: seedPersonId('truck-1-ma'), plates: ['清C5K180', '清C5K181'] },
  { id: seedOrganisationId('food-hauler-2'), driver: seedPersonId('truck-2-bai'), plates: ['清C6T020'] },
] as const
export const seedDisposers = [
  { id: seedOrganisationId('disposer'), clerk: seedPersonId('scale-1-gu') },
  { id: seedOrganisationId('disposer-2'), clerk: seedPersonId('scale-2-tan') },
] as const

type Kitchen = {
  key: string
  organisation: string
  name: string
  kind: ProducerKind
  place: string
  address: string
  hauler: 0 | 1 | null
  buckets: number
  seats?: number
  meals?: number
  weekdays?: number[]
  umbrella?: string
  isUmbrella?: true
  onSite?: true
  /** The contract ends so many days from today. */
  endsIn?: number
  cook?: string
}

const DAILY = [1, 2, 3, 4, 5, 6, 7]
const WORKDAYS = [1, 2, 3, 4, 5]

export const seedKitchens: readonly Kitchen[] = [
  {
    key: 'diner',
    organisation: 'diner',
    name: '后厨',
    kind: 'restaurant',
    place: 'liuwan/1',
    address: '柳湾路 21 号',
    hauler: 0,
    buckets: 3,
    seats: 120,
    cook: 'kitchen-1-luo',
  },
  {
    key: 'restaurant-1',
    organisation: 'restaurant-1',
    name: '一店后厨',
    kind: 'restaurant',
    place: 'liuwan',
    address: '湖畔街 3 号',
    hauler: 0,
    buckets: 5,
    seats: 260,
    cook: 'field-09-hua',
  },
  {
    key: 'restaurant-2',
    organisation: 'restaurant-2',
    name: '面馆后厨',
    kind: 'restaurant',
    place: 'zhonglou',
    address: '钟楼街 40 号',
    hauler: 0,
    buckets: 2,
    seats: 60,
    endsIn: 20,
  },
  {
    key: 'hotel',
    organisation: 'hotel',
    name: '宾馆后厨',
    kind: 'hotel',
    place: 'zhonglou',
    address: '东湖路 1 号',
    hauler: 1,
    buckets: 6,
    seats: 420,
  },
  {
    key: 'school',
    organisation: 'school',
    name: '学校食堂',
    kind: 'school',
    place: 'liuwan',
    address: '柳湾小学内',
    hauler: 0,
    buckets: 4,
    meals: 1_100,
    weekdays: WORKDAYS,
    cook: 'field-10-jin',
  },
  {
    key: 'hospital',
    organisation: 'hospital',
    name: '职工食堂',
    kind: 'hospital',
    place: 'liuwan',
    address: '市二院后勤楼',
    hauler: 1,
    buckets: 7,
    meals: 1_600,
  },
  {
    key: 'street',
    organisation: 'street-liuwan',
    name: '机关食堂',
    kind: 'canteen',
    place: 'liuwan',
    address: '柳湾街道办事处院内',
    hauler: 0,
    buckets: 1,
    meals: 90,
    weekdays: WORKDAYS,
  },
  {
    key: 'mall',
    organisation: 'mall',
    name: '商场集中暂存间',
    kind: 'mall',
    place: 'zhonglou',
    address: '万汇商场负一层',
    hauler: 1,
    buckets: 8,
    isUmbrella: true,
  },
  {
    key: 'tenant-1',
    organisation: 'tenant-1',
    name: '四楼后厨',
    kind: 'restaurant',
    place: 'zhonglou',
    address: '万汇商场四楼 12 铺',
    hauler: null,
    buckets: 3,
    seats: 80,
    umbrella: 'mall',
  },
  {
    key: 'tenant-2',
    organisation: 'tenant-2',
    name: '五楼后厨',
    kind: 'restaurant',
    place: 'zhonglou',
    address: '万汇商场五楼 3 铺',
    hauler: null,
    buckets: 4,
    seats: 140,
    umbrella: 'mall',
  },
  {
    key: 'huaiyin',
    organisation: 'street-huaiyin',
    name: '镇政府食堂',
    kind: 'canteen',
    place: 'huaiyin',
    address: '槐荫镇政府院内',
    hauler: null,
    buckets: 1,
    meals: 60,
    onSite: true,
  },
  {
    key: 'tea-shop',
    organisation: 'tea-shop',
    name: '操作间',
    kind: 'restaurant',
    place: 'road/1',
    address: '柳湾路 8 号',
    hauler: null,
    buckets: 1,
    seats: 24,
  },
]

/** The kitchen whose hauler collects it: its own contract's, or its umbrella's. */
export function haulerOf({ hauler, umbrella }: Kitchen): 0 | 1 | null {
  if (hauler !== null || umbrella === undefined) return hauler
  const above = seedKitchens.find(({ key }) => key === umbrella)
  return above ? above.hauler : null
}

const BOTH: WasteKind[] = ['foodWaste', 'usedOil']

export function seedProducers(today: Day, organisations: ReadonlyMap<string, string>): ProducerRecord[] {
  return seedKitchens.map((kitchen): ProducerRecord => {
    const { id: placeId, path } = seedPlace(kitchen.place)
    const organisationId = seedOrganisationId(kitchen.organisation)
    const umbrella = seedKitchens.find(({ key }) => key === kitchen.umbrella)
    return {
      _id: seedProducerId(kitchen.key),
      organisationId,
      name: kitchen.name,
      kind: kitchen.kind,
      placeId,
      placePath: path,
      address: kitchen.address,
      seats: kitchen.seats ?? null,
      mealsADay: kitchen.meals ?? null,
      kinds: BOTH,
      bucketLitres: 120,
      usualBuckets: kitchen.buckets,
      umbrellaId: umbrella ? seedProducerId(umbrella.key) : null,
      umbrellaOrganisationId: umbrella ? seedOrganisationId(umbrella.organisation) : null,
      onSite: kitchen.onSite
        ? { machine: '就地生化处理机 50 型', gramsADay: 50_000, since: addDays(today, -200) }
        : null,
      pickup: haulerOf(kitchen) === null ? null : { weekdays: kitchen.weekdays ?? DAILY, from: '21:00', to: '23:30' },
      code: seedCode(kitchen.key),
      standing: 'active',
      touches: 0,
      lastHandedOn: haulerOf(kitchen) === null ? null : addDays(today, -1),
      revision: 0,
      searchText: `${organisations.get(organisationId) ?? ''} ${kitchen.name} ${kitchen.address}`,
      createdAt: instantAt(addDays(today, -120), '10:00'),
    }
  })
}

export const seedContracts = (today: Day): ContractRecord[] =>
  seedKitchens.flatMap((kitchen, index) => {
    if (kitchen.hauler === null) return []
    const { path } = seedPlace(kitchen.place)
    return [
      {
        _id: seedId(`manifest contract ${kitchen.key}`),
        number: `清餐协字第 ${String(index + 1).padStart(3, '0')} 号`,
        producerId: seedProducerId(kitchen.key),
        isUmbrella: kitchen.isUmbrella ?? false,
        haulerId: seedHaulers[kitchen.hauler].id,
        placePath: path,
        kinds: BOTH,
        from: addDays(today, -345),
        to: addDays(today, kitchen.endsIn ?? 385),
        rateCardId: null,
        endedBecause: null,
        createdAt: instantAt(addDays(today, -345), '10:00'),
      },
    ]
  })

export const seedLicences = (today: Day): LicenceRecord[] =>
  seedHaulers.map(({ id }, index) => ({
    _id: seedId(`manifest licence ${index}`),
    organisationId: id,
    number: `清餐收许字第 0${index + 1} 号`,
    kinds: BOTH,
    from: addDays(today, -700),
    to: addDays(today, index === 0 ? 395 : 25),
    enteredBy: seedPersonId('city-1-xu'),
    enteredAt: instantAt(addDays(today, -400), '10:00'),
    revokedOn: null,
    reason: null,
  }))

export const seedVehicles = (): VehicleRecord[] =>
  seedHaulers.flatMap(({ id, plates }) =>
    plates.map((plate) => ({
      _id: seedId(`manifest vehicle ${plate}`),
      haulerId: id,
      plate,
      payloadGrams: 6_000_000,
      standing: 'active' as const,
    })),
  )
