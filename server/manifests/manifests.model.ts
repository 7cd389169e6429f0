// Collections of what is handed over and driven. Invariants held by indexes: a number is one handover's; a plate is on
// one open trip; a weighing is stored once, whatever arrives again, and a device's serial is used once; one open
// correction of a thing. What stands of a handover (`buckets` … `how`) is written with every word of a side, so that
// lists and sums read it.
import type { TripFacts } from '@shared/manifests/machine'
import type { HandoverContent, SignatureKind } from '@shared/manifests/signatures'
import type {
  CaseCause,
  CaseOutcome,
  CorrectionState,
  HandoverState,
  RefusalReason,
  Side,
  SignatureWay,
  TripGap,
  TripState,
  WarningKind,
  WasteKind,
  WeightHow,
} from '@shared/manifests/vocabulary'
import type { Clock, Day } from '@shared/time'
import { defineModel, type Document } from '../db'

/** What a side has signed: `text` is what was hashed. */
export type StoredSignature = {
  kind: SignatureKind
  side: Side
  way: SignatureWay
  /** By the corrected clock. */
  at: Date
  deviceAt: Date
  receivedAt: Date
  isClockOff: boolean
  organisationId: string
  /** Null for a code or a weighbridge. */
  personId: string | null
  deviceId: string | null
  hash: string
}

export type StoredSaid = Pick<HandoverContent, 'buckets' | 'litres' | 'grams' | 'how'> & {
  quarters: number | null
  at: Date
}

export type StoredRefusal = {
  reason: RefusalReason
  text: string | null
  buckets: number | null
  photoIds: string[]
  at: Date
}

export type HandoverRecord = Document & {
  number: string
  producerId: string
  /** Of the producer, and of the mall whose contract covers it. */
  organisationIds: string[]
  haulerId: string
  placeId: string
  placePath: string[]
  kind: WasteKind
  day: Day
  state: HandoverState
  /** Window of a planned pickup. */
  from: Clock | null
  to: Clock | null
  at: Date | null
  /** When the first side signed: silence counts from then. */
  signedAt: Date | null
  buckets: number | null
  litres: number | null
  quarters: number | null
  grams: number | null
  how: WeightHow | null
  density: string | null
  saidByProducer: StoredSaid | null
  saidByHauler: StoredSaid | null
  refusal: StoredRefusal | null
  tripId: string | null
  isPaper: boolean
  isUnattended: boolean
  isLate: boolean
  photoIds: string[]
  warnings: WarningKind[]
  signatures: StoredSignature[]
  /** Rows of phones that are in it. */
  rowIds: string[]
  version: number
  createdAt: Date
}

const text = { type: String, required: true }
const optionalText = { type: String, default: null }
const number = { type: Number, required: true }
const optionalNumber = { type: Number, default: null }
const date = { type: Date, required: true }
const optionalDate = { type: Date, default: null }
const flag = { type: Boolean, required: true }
const list = { type: [String], required: true }
const objects = { type: [Object], required: true }
const optionalObject = { type: Object, default: null }

export const Handovers = defineModel<HandoverRecord>(
  'ManifestHandover',
  'manifestHandovers',
  {
    number: text,
    producerId: text,
    organisationIds: list,
    haulerId: text,
    placeId: text,
    placePath: list,
    kind: text,
    day: text,
    state: text,
    from: optionalText,
    to: optionalText,
    at: optionalDate,
    signedAt: optionalDate,
    buckets: optionalNumber,
    litres: optionalNumber,
    quarters: optionalNumber,
    grams: optionalNumber,
    how: optionalText,
    density: optionalText,
    saidByProducer: optionalObject,
    saidByHauler: optionalObject,
    refusal: optionalObject,
    tripId: optionalText,
    isPaper: flag,
    isUnattended: flag,
    isLate: flag,
    photoIds: list,
    warnings: list,
    signatures: objects,
    rowIds: list,
    version: number,
    createdAt: date,
  },
  [
    { fields: { number: 1 }, unique: true },
    { fields: { rowIds: 1 }, unique: true, where: { 'rowIds.0': { $exists: true } } },
    { fields: { organisationIds: 1, day: -1, _id: -1 } },
    { fields: { producerId: 1, day: -1, _id: -1 } },
    { fields: { haulerId: 1, day: -1, _id: -1 } },
    { fields: { tripId: 1 } },
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { placePath: 1, state: 1, day: -1, _id: -1 } },
    { fields: { state: 1, day: 1 } },
    { fields: { day: 1, state: 1 } },
    { fields: { 'signatures.personId': 1 } },
  ],
)

export type StoredWeighing = {
  id: string
  grossGrams: number
  tareGrams: number
  netGrams: number
  at: Date
  byDevice: boolean
}

export type TripCase = {
  cause: CaseCause
  openedAt: Date
  outcome: CaseOutcome | null
  reason: string | null
  decidedAt: Date | null
}

export type TripRecord = Document & {
  haulerId: string
  disposerId: string
  plate: string
  payloadGrams: number
  /** Of the hauler's place: whose staff decide its cases. */
  placePath: string[]
  day: Day
  state: TripState
  openedAt: Date
  openedBy: string
  weighing: StoredWeighing | null
  /** All of them, the one that counts last. */
  weighings: StoredWeighing[]
  acceptedGrams: number | null
  refusedGrams: number | null
  refusal: StoredRefusal | null
  refusedBefore: { disposerId: string; at: Date; reason: RefusalReason; text: string | null; photoIds: string[] }[]
  handovers: number
  sumGrams: number
  estimatedGrams: number
  unweighed: number
  gap: TripGap | null
  case: TripCase | null
  hasCase: TripFacts['hasCase']
  weighedAt: Date | null
  receivedAt: Date | null
  closedAt: Date | null
  signatures: StoredSignature[]
  photoIds: string[]
  version: number
}

export const Trips = defineModel<TripRecord>(
  'ManifestTrip',
  'manifestTrips',
  {
    haulerId: text,
    disposerId: text,
    plate: text,
    payloadGrams: number,
    placePath: list,
    day: text,
    state: text,
    openedAt: date,
    openedBy: text,
    weighing: optionalObject,
    weighings: objects,
    acceptedGrams: optionalNumber,
    refusedGrams: optionalNumber,
    refusal: optionalObject,
    refusedBefore: objects,
    handovers: number,
    sumGrams: number,
    estimatedGrams: number,
    unweighed: number,
    gap: optionalText,
    case: optionalObject,
    hasCase: flag,
    weighedAt: optionalDate,
    receivedAt: optionalDate,
    closedAt: optionalDate,
    signatures: objects,
    photoIds: list,
    version: number,
  },
  [
    { fields: { plate: 1 }, unique: true, where: { state: { $in: ['open', 'weighed'] } } },
    { fields: { haulerId: 1, day: -1, _id: -1 } },
    { fields: { disposerId: 1, day: -1, _id: -1 } },
    { fields: { haulerId: 1, weighedAt: -1 } },
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { placePath: 1, state: 1, day: -1, _id: -1 } },
    { fields: { state: 1, openedAt: 1 } },
    { fields: { day: 1, state: 1 } },
    { fields: { hasCase: 1 }, where: { hasCase: true } },
    { fields: { 'signatures.personId': 1 } },
    { fields: { openedBy: 1 } },
    { fields: { 'weighings.id': 1 }, unique: true, where: { 'weighings.0': { $exists: true } } },
  ],
)

/** A weighing as a weighbridge reported it: never changed. `_id` is the device's own. */
export type DeviceWeighing = Document & {
  deviceId: string
  serial: number
  tripId: string
  netGrams: number
  content: string
  receivedAt: Date
}

export const DeviceWeighings = defineModel<DeviceWeighing>(
  'ManifestDeviceWeighing',
  'manifestDeviceWeighings',
  { deviceId: text, serial: number, tripId: text, netGrams: number, content: text, receivedAt: date },
  [{ fields: { deviceId: 1, serial: -1 }, unique: true }],
)

export type CorrectionValues = {
  buckets?: number
  grams?: number
  how?: WeightHow
  acceptedGrams?: number
  refusedGrams?: number
}

export type CorrectionRecord = Document & {
  of: 'handover' | 'trip'
  ofId: string
  ofName: string
  side: Side
  organisationId: string
  /** Everybody whose correction this is: of both sides, and of the mall. */
  organisationIds: string[]
  otherOrganisationIds: string[]
  placePath: string[]
  askedBy: string
  askedAt: Date
  dueOn: Day
  reason: string
  change: CorrectionValues
  before: CorrectionValues
  /** Of the thing, when it was asked. */
  version: number
  state: CorrectionState
  answer: string | null
  answeredBy: string | null
  answeredAt: Date | null
  /** Goes up to staff, since the other side has not answered. */
  isWithStaff: boolean
}

export const Corrections = defineModel<CorrectionRecord>(
  'ManifestCorrection',
  'manifestCorrections',
  {
    of: text,
    ofId: text,
    ofName: text,
    side: text,
    organisationId: text,
    organisationIds: list,
    otherOrganisationIds: list,
    placePath: list,
    askedBy: text,
    askedAt: date,
    dueOn: text,
    reason: text,
    change: { type: Object, required: true },
    before: { type: Object, required: true },
    version: number,
    state: text,
    answer: optionalText,
    answeredBy: optionalText,
    answeredAt: optionalDate,
    isWithStaff: flag,
  },
  [
    { fields: { ofId: 1 }, unique: true, where: { state: 'open' } },
    { fields: { ofId: 1, askedAt: -1 } },
    { fields: { organisationIds: 1, askedAt: -1, _id: -1 } },
    { fields: { placePath: 1, askedAt: -1, _id: -1 } },
    { fields: { state: 1, dueOn: 1 } },
    { fields: { askedBy: 1 } },
  ],
)

/** A number that lies on a phone. `_id` is the number. */
export type NumberRecord = Document & {
  organisationId: string
  personId: string
  deviceId: string
  issuedAt: Date
  usedBy: string | null
}

export const Numbers = defineModel<NumberRecord>(
  'ManifestNumber',
  'manifestNumbers',
  { organisationId: text, personId: text, deviceId: text, issuedAt: date, usedBy: optionalText },
  [{ fields: { organisationId: 1, deviceId: 1, usedBy: 1 } }],
)
