// Booked pickups, the operator's side: rounds, the capacity calendar, bookings, prices, contests.
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import { Fen } from '../units'
import { countedPageOf, line, listInput, queryInt, route, text } from '../contract'
import * as z from '../z'
import { AreaItem } from './area-items'
import { priceModes } from './prices'
import { ReliefRule, reliefStatuses } from './reliefs'
import { bookingReaders, cashiers, dispatchers, readers, rulers, siteAgents } from './roles'
import { Booking, BookingStatus, BookingSummary, Material, PickupKind, SlotKey, StopReason, WeighIn } from './schemas'

export const RoundWindow = z.strictObject({
  key: z.string().regex(/^[a-z0-9]{1,12}$/),
  from: Clock,
  to: Clock,
  capacity: z.int().min(0).max(2000),
})
export const Round = z.strictObject({
  id: Id,
  name: line(30, 1),
  placeId: Id,
  areaPlaceIds: z.array(Id).min(1).max(500),
  kinds: z.array(PickupKind).min(1),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  windows: z.array(RoundWindow).min(1).max(8),
  /** The hauler that drives it; left out, it stays as it is. */
  organisationId: Id.nullable().optional(),
  vehicle: line(20),
  crewIds: z.array(Id).max(8),
  validFrom: Day,
  validUntil: Day.nullable(),
  /** Only staff may book it (soft launch). */
  staffOnly: z.boolean(),
  version: z.int(),
})
export type Round = z.infer<typeof Round>

/** Monday first; null = no cap. They fall together with the windows of the day. */
export const WeekdayCaps = z.strictObject({
  placeId: Id,
  caps: z.array(z.int().min(0).max(5000).nullable()).length(7),
  version: z.int(),
})

/**
 * The most that a list may ask for a piece, a cubic metre or a floor (10,000 yuan), and pay for a kilogram (1,000
 * yuan). Our choice: far above any published price, and low enough that no booking comes near the bounds of `Fen`.
 * Nothing in a list is below zero.
 */
export const MAX_FEE_FEN = 1_000_000
export const MAX_FEN_PER_KG = 100_000
const Fee = Fen.min(0).max(MAX_FEE_FEN)

export const PriceList = z.strictObject({
  id: Id,
  placeId: Id,
  validFrom: Day,
  mode: z.enum(priceModes),
  itemFen: z.record(z.string().regex(/^[a-z0-9_]{1,40}$/), Fee),
  perCubicMetreFen: Fee,
  floorSurchargeFen: Fee,
  freePiecesPerYear: z.int().min(0).max(100),
  materials: z
    .array(z.strictObject({ code: Material, fenPerKg: Fen.min(0).max(MAX_FEN_PER_KG).nullable() }))
    .max(Material.options.length),
  compensationPoints: z.int().min(0).max(10_000),
  /** What the area changes in the list of things. */
  items: z.array(AreaItem).max(200).optional(),
  /** What stays owed after a visit in vain, in per cent of the price, for each reason; left out: the area's rule. */
  failedVisitPercent: z.record(StopReason, z.int().min(0).max(100)).optional(),
  /** What a verified status brings. */
  reliefs: z.array(ReliefRule).max(reliefStatuses.length).optional(),
  version: z.int(),
})
export type PriceList = z.infer<typeof PriceList>

export const BookingFilter = {
  placeId: Id.optional(),
  status: BookingStatus.optional(),
  kind: PickupKind.optional(),
  from: Day.optional(),
  to: Day.optional(),
  reason: StopReason.optional(),
  contested: z.enum(['true', 'false']).optional(),
  householdId: Id.optional(),
  bookedBy: Id.optional(),
  q: line(60).optional(),
}

export const pickupsDesk = {
  rounds: route({
    method: 'GET',
    path: '/api/desk/rounds',
    may: readers,
    input: z.strictObject({ ...listInput('id', '-id', 'name', '-name'), placeId: Id.optional() }),
    output: countedPageOf(
      Round.extend({
        areaNames: z.array(z.string()),
        /** The first twenty places of its area, as far as they have a position. */
        areas: z.array(z.object({ id: Id, name: z.string(), lng: z.number(), lat: z.number() })),
        organisationName: z.string().nullable(),
        active: z.boolean(),
      }),
    ),
    summary: '收运线路',
  }),
  saveRound: route({
    method: 'PUT',
    path: '/api/desk/rounds/:id',
    may: dispatchers,
    input: Round,
    output: Round,
    errors: ['CHANGED_MEANWHILE', 'NOT_FOUND', 'ORGANISATION_ENDED'],
    summary: '新建或修改收运线路',
  }),
  calendar: route({
    method: 'GET',
    path: '/api/desk/calendar',
    may: readers,
    input: z.strictObject({ placeId: Id, from: Day, days: queryInt(1, 62) }),
    output: z.object({
      days: z.array(
        z.object({
          day: Day,
          label: z.string(),
          workingDay: z.boolean(),
          note: z.string().nullable(),
          closed: z.boolean(),
          cap: z.int().nullable(),
          taken: z.int(),
          held: z.int(),
          version: z.int(),
          windows: z.array(
            z.object({
              slot: SlotKey,
              roundName: z.string(),
              from: Clock,
              to: Clock,
              capacity: z.int(),
              taken: z.int(),
              held: z.int(),
            }),
          ),
        }),
      ),
    }),
    summary: '运力日历',
  }),
  setDay: route({
    method: 'PUT',
    path: '/api/desk/days/:day',
    may: dispatchers,
    input: z.strictObject({
      day: Day,
      placeId: Id,
      version: z.int(),
      closed: z.boolean(),
      cap: z.int().min(0).max(5000).nullable(),
      windows: z.array(z.strictObject({ slot: SlotKey, capacity: z.int().min(0).max(2000) })).max(200),
      reason: line(60, 2),
      /** Bookings of a day that closes: moved to the nearest free day, or cancelled; all are told. */
      booked: z.enum(['move', 'cancel']).optional(),
    }),
    output: z.object({ day: Day, version: z.int() }),
    errors: ['CHANGED_MEANWHILE', 'PICKUP_CAPACITY_BELOW_BOOKED', 'PICKUP_DAY_HAS_BOOKINGS'],
    summary: '调整某天的运力、停收或加开',
  }),
  weekdayCaps: route({
    method: 'GET',
    path: '/api/desk/caps/:placeId',
    may: readers,
    input: z.strictObject({ placeId: Id }),
    output: WeekdayCaps,
    summary: '每个星期几的全区总量上限',
  }),
  saveWeekdayCaps: route({
    method: 'PUT',
    path: '/api/desk/caps/:placeId',
    may: dispatchers,
    input: WeekdayCaps,
    output: WeekdayCaps,
    errors: ['CHANGED_MEANWHILE'],
    summary: '设定每个星期几的全区总量上限',
  }),
  bookings: route({
    method: 'GET',
    path: '/api/desk/bookings',
    may: bookingReaders,
    input: z.strictObject({ ...listInput('-day', 'day'), ...BookingFilter }),
    output: countedPageOf(BookingSummary),
    summary: '预约查询',
  }),
  showBooking: route({
    method: 'GET',
    path: '/api/desk/bookings/:id',
    may: bookingReaders,
    input: z.strictObject({ id: Id }),
    output: Booking,
    errors: ['NOT_FOUND'],
    summary: '预约详情（查看留痕）',
  }),
  exportBookings: route({
    method: 'GET',
    path: '/api/desk/bookings-export',
    may: readers,
    stepUp: true,
    input: z.strictObject({ ...BookingFilter, format: z.enum(['csv', 'xlsx']) }),
    output: z.string(),
    answer: 'file',
    summary: '导出预约（已脱敏）',
  }),
  cancelByOperator: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/cancel',
    may: dispatchers,
    input: z.strictObject({ id: Id, reason: line(60, 2) }),
    output: Booking,
    errors: ['WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '运营方取消（全额退回）',
  }),
  reschedule: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/reschedule',
    may: siteAgents,
    input: z.strictObject({
      id: Id,
      version: z.int().min(1),
      day: Day,
      slot: SlotKey,
      /** As PICKUP_PRICE_CHANGED has told it; without them the price has to stay as it is. */
      agreedFen: Fen.optional(),
      priceListVersion: z.int().optional(),
    }),
    output: Booking,
    errors: [
      'CHANGED_MEANWHILE',
      'DECIDES_OWN_CASE',
      'WRONG_STATE',
      'PICKUP_NOTHING_CHANGED',
      'PICKUP_TOO_LATE',
      'PICKUP_SLOT_FULL',
      'PICKUP_DAY_CLOSED',
      'PICKUP_PRICE_CHANGED',
    ],
    summary: '代住户改期（只换日子，其余不变）',
  }),
  correctVolume: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/volume',
    may: siteAgents,
    input: z.strictObject({
      id: Id,
      version: z.int().min(1),
      cubicDecimetres: z.int().min(1).max(100_000),
      /** As PICKUP_PRICE_CHANGED has told it; without them the price has to stay as it is. */
      agreedFen: Fen.optional(),
      priceListVersion: z.int().optional(),
    }),
    output: Booking,
    errors: ['CHANGED_MEANWHILE', 'WRONG_STATE', 'PICKUP_NOTHING_CHANGED', 'PICKUP_TOO_LATE', 'PICKUP_PRICE_CHANGED'],
    summary: '更正暂存点一堆的体积（不用取消）',
  }),
  scheduleRevisit: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/revisit',
    may: dispatchers,
    input: z.strictObject({ id: Id, revisitId: Id, day: Day, slot: SlotKey }),
    output: Booking,
    errors: ['WRONG_STATE', 'PICKUP_SLOT_FULL', 'CHANGED_MEANWHILE', 'DECIDES_OWN_CASE'],
    summary: '安排补收',
  }),
  decideContest: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/contest',
    may: rulers,
    stepUp: true,
    input: z.strictObject({
      id: Id,
      upheld: z.boolean(),
      reason: text(200, 2),
      weights: z.array(WeighIn).max(20).optional(),
      /** Upheld about a price: what is rightly owed, at most what is owed now; nothing where it is left out. */
      owedFen: Fen.min(0).optional(),
    }),
    output: Booking,
    errors: ['WRONG_STATE', 'INPUT_INVALID', 'DECIDES_OWN_CASE', 'REVIEW_WORSE', 'PICKUP_WEIGHT_UNLIKELY'],
    summary: '裁定异议（改正用冲正）',
  }),
  creditFetched: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/fetched',
    may: rulers,
    stepUp: true,
    input: z.strictObject({ id: Id, credited: z.boolean(), reason: text(200, 2) }),
    output: Booking,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '取消后已被收走的：补记重量或不补记',
  }),
  recordPayment: route({
    method: 'POST',
    path: '/api/desk/bookings/:id/payment',
    may: cashiers,
    input: z.strictObject({ id: Id, paymentId: Id, fen: Fen, note: line(60, 1) }),
    output: Booking,
    errors: ['WRONG_STATE', 'DECIDES_OWN_CASE', 'INPUT_INVALID', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '登记运营方已收款或已退款',
  }),
  prices: route({
    method: 'GET',
    path: '/api/desk/prices',
    may: readers,
    input: z.strictObject({ placeId: Id }),
    /** With who wrote it and when; `by` is empty for what the installation brought along. */
    output: z.object({
      items: z.array(
        PriceList.extend({
          state: z.enum(['proposed', 'published']),
          by: z.string(),
          at: Instant,
          publishedBy: z.string().nullable(),
          /** Whether the asker may be its second person. */
          mayPublish: z.boolean(),
        }),
      ),
    }),
    summary: '价目（按生效日期，含待发布的）',
  }),
  savePrices: route({
    method: 'PUT',
    path: '/api/desk/prices/:id',
    may: rulers,
    stepUp: true,
    input: PriceList,
    output: PriceList,
    errors: ['CHANGED_MEANWHILE', 'WRONG_STATE', 'PICKUP_PRICE_PAST', 'INPUT_INVALID'],
    summary: '提出新价目（不改过去，由另一位同事发布）',
  }),
  publishPrices: route({
    method: 'POST',
    path: '/api/desk/prices/:id/publish',
    may: rulers,
    stepUp: true,
    /** The version that was looked at. */
    input: z.strictObject({ id: Id, version: z.int() }),
    output: PriceList,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'WRONG_STATE', 'PICKUP_PRICE_PAST', 'PICKUP_SECOND_PERSON'],
    summary: '第二人发布提出的价目',
  }),
  withdrawPrices: route({
    method: 'POST',
    path: '/api/desk/prices/:id/withdraw',
    may: rulers,
    input: z.strictObject({ id: Id, version: z.int(), reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '撤回或退回还没发布的价目',
  }),
  failures: route({
    method: 'GET',
    path: '/api/desk/failures',
    may: readers,
    input: z.strictObject({ placeId: Id, from: Day, to: Day }),
    output: z.object({
      rows: z.array(z.object({ reason: StopReason, text: z.string(), count: z.int() })),
      stops: z.int(),
    }),
    summary: '未收成的原因统计',
  }),
} as const
