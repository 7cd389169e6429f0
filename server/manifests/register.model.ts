// Collections of the register: kitchens, contracts, licences, vehicles, weighbridges, and days on which a kitchen had
// nothing. Invariants held by indexes: one active kitchen of a name in an organisation, one kitchen a code, one licence
// a number, one active vehicle a plate.
import type { ProducerKind, WasteKind } from '@shared/manifests/vocabulary'
import type { Clock, Day } from '@shared/time'
import { defineModel, type Document } from '../db'

export type ProducerRecord = Document & {
  organisationId: string
  name: string
  kind: ProducerKind
  placeId: string
  placePath: string[]
  address: string
  seats: number | null
  mealsADay: number | null
  kinds: WasteKind[]
  bucketLitres: number
  usualBuckets: number
  /** The producer whose umbrella contract covers it. */
  umbrellaId: string | null
  /** Of the umbrella: who signed for it sees its tenants. */
  umbrellaOrganisationId: string | null
  onSite: { machine: string; gramsADay: number; since: Day } | null
  pickup: { weekdays: number[]; from: Clock; to: Clock } | null
  code: string
  standing: 'active' | 'ended'
  /** Moved with contracts and handovers, so that what is in use is not ended at the same moment. */
  touches: number
  lastHandedOn: Day | null
  revision: number
  /** Organisation, kitchen and address, as a search box finds them. */
  searchText: string
  createdAt: Date
}

const text = { type: String, required: true }
const optionalText = { type: String, default: null }
const number = { type: Number, required: true }
const optionalNumber = { type: Number, default: null }
const date = { type: Date, required: true }
const flag = { type: Boolean, required: true }
const list = { type: [String], required: true }
const optionalObject = { type: Object, default: null }

export const Producers = defineModel<ProducerRecord>(
  'ManifestProducer',
  'manifestProducers',
  {
    organisationId: text,
    name: text,
    kind: text,
    placeId: text,
    placePath: list,
    address: text,
    seats: optionalNumber,
    mealsADay: optionalNumber,
    kinds: list,
    bucketLitres: number,
    usualBuckets: number,
    umbrellaId: optionalText,
    umbrellaOrganisationId: optionalText,
    onSite: optionalObject,
    pickup: optionalObject,
    code: text,
    standing: text,
    touches: number,
    lastHandedOn: optionalText,
    revision: number,
    searchText: text,
    createdAt: date,
  },
  [
    { fields: { organisationId: 1, name: 1 }, unique: true, where: { standing: 'active' } },
    { fields: { organisationId: 1 } },
    { fields: { code: 1 }, unique: true },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, standing: 1 } },
    { fields: { umbrellaOrganisationId: 1 } },
    { fields: { umbrellaId: 1 } },
    { fields: { standing: 1, 'pickup.weekdays': 1 } },
  ],
)

export type ContractRecord = Document & {
  number: string
  producerId: string
  isUmbrella: boolean
  haulerId: string
  placePath: string[]
  kinds: WasteKind[]
  from: Day
  to: Day
  rateCardId: string | null
  endedBecause: string | null
  createdAt: Date
}

export const Contracts = defineModel<ContractRecord>(
  'ManifestContract',
  'manifestContracts',
  {
    number: text,
    producerId: text,
    isUmbrella: flag,
    haulerId: text,
    placePath: list,
    kinds: list,
    from: text,
    to: text,
    rateCardId: optionalText,
    endedBecause: optionalText,
    createdAt: date,
  },
  [
    { fields: { producerId: 1, to: -1 } },
    { fields: { haulerId: 1, to: 1, _id: 1 } },
    { fields: { placePath: 1, to: 1, _id: 1 } },
    { fields: { to: 1, _id: 1 } },
  ],
)

export type LicenceRecord = Document & {
  organisationId: string
  number: string
  kinds: WasteKind[]
  from: Day
  to: Day
  enteredBy: string
  enteredAt: Date
  revokedOn: Day | null
  reason: string | null
}

export const Licences = defineModel<LicenceRecord>(
  'ManifestLicence',
  'manifestLicences',
  {
    organisationId: text,
    number: text,
    kinds: list,
    from: text,
    to: text,
    enteredBy: text,
    enteredAt: date,
    revokedOn: optionalText,
    reason: optionalText,
  },
  [
    { fields: { number: 1 }, unique: true },
    { fields: { organisationId: 1, to: 1, _id: 1 } },
    { fields: { to: 1, _id: 1 } },
  ],
)

export type VehicleRecord = Document & {
  haulerId: string
  plate: string
  payloadGrams: number
  standing: 'active' | 'ended'
}

export const Vehicles = defineModel<VehicleRecord>(
  'ManifestVehicle',
  'manifestVehicles',
  { haulerId: text, plate: text, payloadGrams: number, standing: text },
  [
    { fields: { plate: 1 }, unique: true, where: { standing: 'active' } },
    { fields: { plate: 1, _id: 1 } },
    { fields: { haulerId: 1, plate: 1, _id: 1 } },
  ],
)

/** A device that weighs for a disposer. `_id` is the device's. */
export type ScaleRecord = Document & { name: string; disposerId: string }

export const Scales = defineModel<ScaleRecord>('ManifestScale', 'manifestScales', { name: text, disposerId: text }, [
  { fields: { disposerId: 1 } },
])

/** 今日无产生. `_id` = "<producer>:<day>". */
export type NothingRecord = Document & { producerId: string; day: Day; personId: string; at: Date }

export const NothingDays = defineModel<NothingRecord>(
  'ManifestNothingDay',
  'manifestNothingDays',
  { producerId: text, day: text, personId: text, at: date },
  [{ fields: { producerId: 1, day: -1 } }, { fields: { personId: 1 } }],
)
