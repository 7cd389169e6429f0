// The shapes of booked pickups that several contracts share: items, weights, prices, bookings, stops.
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import { CarbonGrams, Fen, Grams, Points } from '../units'
import { line, text } from '../contract'
import { AnyPhone } from '../phones'
import * as z from '../z'

export const PickupKind = z.enum(['bulky', 'appliance', 'recyclable', 'hazardous'])
export type PickupKind = z.infer<typeof PickupKind>

/** Codes of `carbon-factors`: what is weighed, priced and credited. */
export const Material = z.enum([
  'paper',
  'cardboard',
  'beverage_carton',
  'plastic_mixed',
  'plastic_pet',
  'plastic_hdpe',
  'plastic_pp',
  'aluminium',
  'steel',
  'copper',
  'glass',
  'textile',
  'weee',
  'wood_furniture_reused',
  'wood_furniture',
  'hazardous',
  'residual',
])
export type Material = z.infer<typeof Material>

/** One kind of thing in a booking. `code` is of the catalogue, or 'other' with a name typed by the resident. */
export const BookedItem = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[a-z0-9_]+$/),
  name: line(30, 1),
  count: z.int().min(1).max(20),
  /** Can be taken apart before collection. */
  dismantled: z.boolean().optional(),
  /** Its own photo, one of the booking's. */
  photoId: Id.optional(),
})
export type BookedItem = z.infer<typeof BookedItem>

/** Where a pickup takes place. Floor 0 = ground floor or downstairs. */
export const Address = z.strictObject({
  placeId: Id,
  building: line(20).optional(),
  unit: line(20).optional(),
  room: line(20).optional(),
  floor: z.int().min(-5).max(120),
  hasLift: z.boolean(),
  /** Where the things will stand: "门口", "一楼大厅外" … */
  standsAt: line(40, 1),
})
export type Address = z.infer<typeof Address>

export const BookingStatus = z.enum([
  'held',
  'confirmed',
  'assigned',
  'en_route',
  'arrived',
  'collected',
  'partly_collected',
  'not_presented',
  'no_access',
  'refused',
  'settled',
  'cancelled',
  'cancelled_by_operator',
  'lapsed',
  'missed',
  'revisit_due',
])
export type BookingStatus = z.infer<typeof BookingStatus>

export const BookingAction = z.enum([
  'amend',
  'cancel',
  'cancelByOperator',
  'moveByOperator',
  'reportMissed',
  'scheduleRevisit',
  'contest',
  'decideContest',
  'rate',
  'recordPayment',
  'creditFetched',
  'correctContact',
])
export type BookingAction = z.infer<typeof BookingAction>

export const StopStatus = z.enum([
  'planned',
  'en_route',
  'arrived',
  'collected',
  'partly_collected',
  'not_presented',
  'no_access',
  'refused',
  'withdrawn',
])
export type StopStatus = z.infer<typeof StopStatus>

/**
 * Why a stop failed or was only partly done; every failure needs one and a photo, since a decision against the resident
 * rests on it.
 */
export const StopReason = z.enum([
  'nothing_outside',
  'nobody_answered',
  'gate_closed',
  'road_blocked',
  'too_heavy',
  'unsafe',
  'wrong_items',
  'not_dismantled',
  'more_than_booked',
  'vehicle_full',
  'other',
])
export type StopReason = z.infer<typeof StopReason>

export const WeighIn = z.strictObject({
  material: Material,
  grams: Grams.min(1),
  pieces: z.int().min(1).max(999).optional(),
})
export type WeighIn = z.infer<typeof WeighIn>

/** What the resident sees before confirming: every line in words, the total owed, and the points to expect. */
export const Quote = z.object({
  lines: z.array(z.object({ text: z.string(), fen: Fen })),
  totalFen: Fen,
  /** Bulky pieces of this booking that are free of charge, and how many remain this year afterwards. */
  freePieces: z.int(),
  freePiecesLeft: z.int(),
  points: z.object({ text: z.string() }).nullable(),
  priceListVersion: z.int(),
})
export type Quote = z.infer<typeof Quote>

/** A window of a service day: its round and its key. */
export const SlotKey = z.string().regex(/^[0-9A-Z]{26}:[a-z0-9]{1,12}$/)

export const WindowOffer = z.object({
  slot: SlotKey,
  from: Clock,
  to: Clock,
  left: z.int(),
  roundName: z.string(),
})
export const DayOffer = z.object({
  day: Day,
  /** "明天", "11月24日 周二" in words. */
  label: z.string(),
  windows: z.array(WindowOffer),
  /** A festival or an unannounced calendar, said on the date screen. */
  note: z.string().nullable(),
})
export type DayOffer = z.infer<typeof DayOffer>

export const HistoryLine = z.object({ at: Instant, action: z.string(), text: z.string(), by: z.string() })

export const ReceiptLine = z.object({
  material: Material,
  materialName: z.string(),
  grams: Grams,
  points: Points,
  fen: Fen,
  carbonGrams: CarbonGrams,
  factorVersion: z.string().nullable(),
})

export const Receipt = z.object({
  at: Instant,
  lines: z.array(ReceiptLine),
  totalGrams: Grams,
  points: Points,
  fen: Fen,
  carbonGrams: CarbonGrams,
  /** "估算 · 方法 · 基准 · 不确定度" in one line. */
  carbonNote: z.string(),
  entryId: z.string(),
  contestUntil: Instant,
  /** Where a limit or the month's budget gave less than the rule. */
  pointsNote: z.string().optional(),
})

export const Contest = z.object({
  id: Id,
  about: z.enum(['weight', 'reason', 'price']),
  text: z.string(),
  at: Instant,
  dueOn: Day,
  decision: z.object({ upheld: z.boolean(), reason: z.string(), at: Instant, by: z.string() }).nullable(),
})

/** A booking as its people see it. Address and contact are masked by role. */
export const Booking = z.object({
  id: Id,
  /** To be read out: QC261202-0043. */
  number: z.string(),
  version: z.int(),
  kind: PickupKind,
  status: BookingStatus,
  statusText: z.string(),
  day: Day,
  slot: SlotKey,
  from: Clock,
  to: Clock,
  /** Narrows through the day from the position in the run. */
  arrival: z.object({ from: Clock, to: Clock, stopsBefore: z.int() }).nullable(),
  placeId: Id,
  placeName: z.string(),
  addressText: z.string(),
  standsAt: z.string(),
  floor: z.int(),
  hasLift: z.boolean(),
  /** In parts, as an amendment sends it again; null for those who see it masked. */
  address: z.object({ building: z.string(), unit: z.string(), room: z.string() }).nullable(),
  contactName: z.string(),
  contactPhone: z.string(),
  items: z.array(BookedItem),
  note: z.string(),
  photoIds: z.array(Id),
  quote: Quote,
  owedFen: Fen,
  paidFen: Fen,
  onBehalf: z.object({ by: z.string(), how: z.string() }).nullable(),
  /** Of a compound's bulky site: its pile as measured; null for others. */
  site: z.object({ cubicDecimetres: z.int().nullable() }).nullable().optional(),
  /** The crew carries the things out of the home. */
  carryHelp: z.boolean().optional(),
  crewNames: z.array(z.string()),
  reason: z.object({ code: StopReason, text: z.string(), photoIds: z.array(Id) }).nullable(),
  receipt: Receipt.nullable(),
  contest: Contest.nullable(),
  /** Fetched although it had been cancelled: whether the weights are credited, a person decides. */
  fetched: z
    .object({
      at: Instant,
      weights: z.array(WeighIn),
      decision: z.object({ credited: z.boolean(), reason: z.string(), at: Instant }).nullable(),
    })
    .nullable()
    .optional(),
  rating: z.int().nullable(),
  revisitOf: Id.nullable(),
  revisitId: Id.nullable(),
  /**
   * What is still owed and until when: a miss put right, an objection answered. `late`: the day has passed, staff were
   * told.
   */
  promise: z.object({ what: z.enum(['revisit', 'answer']), until: Instant, late: z.boolean() }).nullable(),
  /**
   * Latest instants for the usual questions: until when it can be changed for free, from and until when a miss can be
   * reported.
   */
  cancelFreeUntil: Instant,
  /** What a cancellation after that keeps of the price. */
  lateCancelPercent: z.int(),
  missedFrom: Instant,
  missedUntil: Instant,
  history: z.array(HistoryLine),
  allowed: z.array(BookingAction),
})
export type Booking = z.infer<typeof Booking>

export const BookingSummary = z.object({
  id: Id,
  number: z.string(),
  kind: PickupKind,
  status: BookingStatus,
  statusText: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  placeName: z.string(),
  /** The household it is for; null: by address alone. */
  householdId: Id.nullable(),
  itemsText: z.string(),
  allowed: z.array(BookingAction),
})
export type BookingSummary = z.infer<typeof BookingSummary>

/** Contact for the crew; stored sealed, shown to staff masked, to the crew of the day in full. */
export const Contact = z.strictObject({
  name: line(20, 1),
  /** Left out: the number of the account that books. */
  phone: AnyPhone.optional(),
  /** Booked at the counter or by a relative's telephone for somebody who has none: changes are told at the door. */
  noPhone: z.literal(true).optional(),
})

/** Who a booking is for, when staff or a helper makes it. */
export const OnBehalf = z.strictObject({
  how: z.enum(['phone', 'counter', 'proxy']),
  householdId: Id.optional(),
  consent: line(60, 1),
})

export const note100 = text(100)
