// Bookings as they are stored. A booking is never deleted; every transition adds a line to its history and counts
// `version`. Personal data (address beyond the place, contact) is sealed with the booking's id and searchable only by
// blind index. `holderKey` is whom limits are counted for, `beneficiary` who gets points; both are fixed when the
// booking is made.
import type * as z from '@shared/z'
import type {
  Booking as BookingView,
  BookedItem,
  BookingStatus,
  Contest,
  PickupKind,
  Quote,
  Receipt,
  StopReason,
  WeighIn,
} from '@shared/pickups/schemas'
import type { MoneyDue } from '@shared/pickups/money'
import { defineModel, type Document } from '../db'

export type BookingReceipt = z.infer<typeof Receipt>
export type BookingQuote = z.infer<typeof Quote>
export type BookingContest = Omit<z.infer<typeof Contest>, 'at' | 'decision'> & {
  at: Date
  by: string
  decision: { upheld: boolean; reason: string; at: Date; by: string } | null
}
export type HistoryRow = { at: Date; action: string; text: string; by: string }

/** `corrects`: the payment that this entry puts right. */
export type Payment = { id: string; fen: number; note: string; at: Date; by: string; corrects?: string }
export type PaymentCorrection = { id: string; paymentId: string; fen: number; reason: string; by: string; at: Date }

export type BookingRecord = Document & {
  /** Bucket of the compound. */
  partition: number
  version: number
  /** To be read out: shared/pickups/numbers.ts. */
  number: string
  kind: PickupKind
  status: BookingStatus
  day: string
  slot: string
  from: string
  to: string
  /** The window that its people were told last, where the office has changed it. */
  toldWindow?: { from: string; to: string }
  roundId: string
  /** Whose service days hold its seat. */
  districtId: string
  placeId: string
  placePath: string[]
  placeName: string
  householdId?: string
  siteId?: string
  cubicDecimetres?: number
  /** Who made it: a resident, or staff (then `onBehalf` says so). */
  bookedBy: string
  /**
   * `household:<id>`, `person:<id>`, `phone:<blind index>` or `site:<id>`: whose open bookings and free pieces count.
   */
  holderKey: string
  /**
   * Account owner that earns: `person:<id>` or `household:<id>`; null where nobody is known (address only by telephone,
   * site).
   */
  beneficiary: string | null
  /** JSON of building, unit, room. */
  addressSealed: string
  addressIndex: string
  floor: number
  hasLift: boolean
  standsAt: string
  /** JSON of name, phone. */
  contactSealed: string
  phoneIndex: string
  items: BookedItem[]
  note: string
  photoIds: string[]
  elder: boolean
  quote: BookingQuote
  priceListId: string | null
  owedFen: number
  paidFen: number
  /** Kept by transition(): a fee that is due and unpaid, or money to give back; absent where all is even. */
  moneyDue?: MoneyDue
  /** When its people were asked for the fee. */
  feeAskedAt?: Date[]
  /** What was collected (below zero: given back), and the corrections of it; only ever added to. */
  payments: Payment[]
  /** A payment that somebody says was written down wrongly: what it really came to, until a second person decides. */
  correction?: PaymentCorrection
  /** Free bulky pieces drawn. */
  freePieces: number
  /** Whose year they came from, `<holder>:<year>`. */
  freeKey: string | null
  /** The crew found the load mixed: weighed, and nothing earned by it. */
  mixedLoad?: boolean
  onBehalf?: { by: string; how: 'phone' | 'counter' | 'proxy'; consent: string }
  reason?: { code: StopReason; photoIds: string[]; note?: string }
  /** When the crew logged its outcome; the contest runs from here. */
  outcomeAt?: Date
  weights: WeighIn[]
  receipt?: BookingReceipt
  contest?: BookingContest
  /** Fetched although its people had cancelled: what was weighed, and whether it was credited. */
  fetched?: {
    logId: string
    stopId: string
    at: Date
    by: string
    personId: string
    weights: WeighIn[]
    mixedLoad: boolean
    crewIds: string[]
    decision: { credited: boolean; reason: string; at: Date; by: string } | null
  }
  rating?: { stars: number; text: string; at: Date }
  revisitOf?: string
  revisitId?: string
  missed?: {
    at: Date
    by: string
    note: string
    dueOn: string
    compensationEntryId: string | null
    compensationPoints: number
    escalatedAt?: Date
  }
  /** Versions before an amendment, oldest first. */
  earlier: { version: number; at: Date; day: string; slot: string; items: BookedItem[]; totalFen: number }[]
  rulesVersion: string
  history: HistoryRow[]
  createdAt: Date
  updatedAt: Date
}

export type BookingAnswer = z.infer<typeof BookingView>

const required = <T>(type: T) => ({ type, required: true as const })

export const Bookings = defineModel<BookingRecord>(
  'Booking',
  'bookings',
  {
    partition: required(Number),
    version: required(Number),
    number: required(String),
    kind: required(String),
    status: required(String),
    day: required(String),
    slot: required(String),
    from: required(String),
    to: required(String),
    toldWindow: Object,
    roundId: required(String),
    districtId: required(String),
    placeId: required(String),
    placePath: required([String]),
    placeName: required(String),
    householdId: String,
    siteId: String,
    cubicDecimetres: Number,
    bookedBy: required(String),
    holderKey: required(String),
    beneficiary: { type: String, default: null },
    addressSealed: required(String),
    addressIndex: required(String),
    floor: required(Number),
    hasLift: required(Boolean),
    standsAt: required(String),
    contactSealed: required(String),
    phoneIndex: required(String),
    items: required([Object]),
    note: { type: String, default: '' },
    photoIds: required([String]),
    elder: required(Boolean),
    quote: required(Object),
    priceListId: { type: String, default: null },
    owedFen: required(Number),
    paidFen: required(Number),
    moneyDue: String,
    feeAskedAt: { type: [Date], default: undefined },
    payments: required([Object]),
    correction: Object,
    freePieces: required(Number),
    freeKey: { type: String, default: null },
    mixedLoad: Boolean,
    onBehalf: Object,
    reason: Object,
    outcomeAt: Date,
    weights: required([Object]),
    receipt: Object,
    contest: Object,
    fetched: Object,
    rating: Object,
    revisitOf: String,
    revisitId: String,
    missed: Object,
    earlier: required([Object]),
    rulesVersion: required(String),
    history: required([Object]),
    createdAt: required(Date),
    updatedAt: required(Date),
  },
  [
    { fields: { number: 1 }, unique: true },
    { fields: { bookedBy: 1, _id: -1 } },
    { fields: { bookedBy: 1, day: -1, _id: -1 } },
    { fields: { addressIndex: 1, day: -1 } },
    { fields: { householdId: 1, _id: -1 }, where: { householdId: { $exists: true } } },
    { fields: { householdId: 1, day: -1, _id: -1 }, where: { householdId: { $exists: true } } },
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, day: -1, _id: -1 } },
    { fields: { status: 1, day: 1 } },
    { fields: { districtId: 1, day: 1, status: 1 } },
    { fields: { holderKey: 1, _id: -1 } },
    { fields: { phoneIndex: 1, _id: -1 } },
    { fields: { placePath: 1, moneyDue: 1, day: 1, _id: 1 }, where: { moneyDue: { $exists: true } } },
    { fields: { placePath: 1, _id: 1 }, where: { 'correction.at': { $exists: true } } },
    // one payment is recorded for one booking
    { fields: { 'payments.id': 1 }, unique: true, where: { 'payments.id': { $exists: true } } },
    { fields: { revisitOf: 1 }, where: { revisitOf: { $exists: true } } },
    { fields: { status: 1, 'missed.dueOn': 1 }, where: { missed: { $exists: true } } },
    { fields: { 'fetched.decision': 1 }, where: { fetched: { $exists: true } } },
    { fields: { 'contest.decision': 1, 'contest.dueOn': 1 }, where: { contest: { $exists: true } } },
  ],
)
