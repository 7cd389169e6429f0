// Booked pickups, the resident's side: free dates first, hold, price before confirming, amend, cancel, missed, contest.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Fen } from '../units'
import { line, pageInput, pageOf, route, text } from '../contract'
import * as z from '../z'
import { priceModes } from './prices'
import {
  Address,
  BookedItem,
  Booking,
  BookingSummary,
  Contact,
  DayOffer,
  Material,
  OnBehalf,
  PickupKind,
  Quote,
  SlotKey,
  StopReason,
  note100,
} from './schemas'

const bookingErrors = [
  'PICKUP_ADDRESS_BOOKED',
  'PICKUP_SAME_DAY',
  'PICKUP_SLOT_FULL',
  'PICKUP_DAY_CLOSED',
  'PICKUP_NOT_SERVED',
  'PICKUP_TOO_LATE',
  'PICKUP_TOO_FAR_AHEAD',
  'PICKUP_TOO_MANY_OPEN',
  'PICKUP_TOO_MANY_ITEMS',
  'PICKUP_ITEM_LIMIT',
  'PICKUP_ITEM_NOT_TAKEN',
  'PICKUP_PRICE_CHANGED',
  'PICKUP_NOT_YOURS',
  'HOUSEHOLD_ADDRESS_INVALID',
  'DECIDES_OWN_CASE',
] as const

export const pickups = {
  freeDates: route({
    method: 'GET',
    path: '/api/pickups/dates',
    may: 'anyone',
    input: z.strictObject({
      kind: PickupKind,
      placeId: Id,
      from: Day.optional(),
      days: z.coerce.number().int().min(1).max(60).optional(),
    }),
    output: z.object({
      /** The next three days with a free window, shown before any question. */
      next: z.array(DayOffer),
      all: z.array(DayOffer),
      note: z.string().nullable(),
      served: z.boolean(),
      /** Whom to call where nothing is offered. */
      phone: z.string().nullable(),
    }),
    errors: ['NOT_FOUND'],
    summary: '可预约的日期和时段',
  }),
  catalogue: route({
    method: 'GET',
    path: '/api/pickups/catalogue',
    may: 'anyone',
    input: z.strictObject({ placeId: Id.optional(), day: Day.optional() }),
    output: z.object({
      items: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          kind: PickupKind,
          size: z.enum(['S', 'M', 'L', 'XL']),
          maxCount: z.int(),
          priceFen: Fen.nullable(),
          canDismantle: z.boolean(),
          hint: z.string().nullable(),
          aliases: z.array(z.string()),
        }),
      ),
      materials: z.array(
        z.object({
          code: Material,
          name: z.string(),
          fenPerKg: Fen.nullable(),
          pointsPerKg: z.int().nullable(),
          accepted: z.boolean(),
        }),
      ),
      rules: z.object({
        itemsPerBooking: z.int(),
        openBookings: z.int(),
        freePiecesPerYear: z.int(),
        priceMode: z.enum(priceModes),
        text: z.array(z.string()),
        /** What stays owed when the crew came in vain, by reason. */
        failedVisits: z.array(z.object({ reason: StopReason, text: z.string(), percent: z.int() })),
      }),
      priceListVersion: z.int(),
    }),
    summary: '可预约的物品、回收价和规则',
  }),
  advise: route({
    method: 'GET',
    path: '/api/pickups/advice',
    may: 'anyone',
    input: z.strictObject({ item: line(30, 1), placeId: Id.optional() }),
    output: z.object({
      item: z.object({ code: z.string(), name: z.string(), kind: PickupKind }).nullable(),
      /** Re-use, door recycling, free point, paid bulky: in this order, each with its reason. */
      ways: z.array(
        z.object({
          way: z.enum(['reuse', 'door_recycling', 'free_point', 'paid_bulky']),
          title: z.string(),
          why: z.string(),
          siteId: Id.nullable(),
          kind: PickupKind.nullable(),
        }),
      ),
    }),
    summary: '这件东西怎样处理最好',
  }),
  freePieces: route({
    method: 'GET',
    path: '/api/pickups/free-pieces',
    may: 'signedIn',
    input: z.strictObject({ placeId: Id, householdId: Id.optional() }),
    output: z.object({
      /** Nothing is charged there, so nothing is counted. */
      free: z.boolean(),
      perYear: z.int(),
      /** Of this calendar year, for the household; without one what a household has in a year. */
      left: z.int(),
    }),
    errors: ['NOT_FOUND', 'PICKUP_NOT_YOURS'],
    summary: '今年还有几件大件不收费',
  }),
  quote: route({
    method: 'POST',
    path: '/api/pickups/quote',
    may: 'anyone',
    keyed: false,
    input: z.strictObject({
      kind: PickupKind,
      /** With its door, free pieces are those of that door, and one that can't be read is said. */
      address: Address.omit({ standsAt: true }),
      items: z.array(BookedItem).min(1).max(20),
      day: Day.optional(),
      /** For whom, when not for oneself; and the booking that is being amended, whose free pieces don't count twice. */
      householdId: Id.optional(),
      siteId: Id.optional(),
      cubicDecimetres: z.int().min(1).max(100_000).optional(),
      bookingId: Id.optional(),
    }),
    output: Quote,
    errors: bookingErrors,
    // what a door costs tells whether somebody is registered there
    limit: { count: 120, seconds: 600 },
    summary: '确认前的费用与积分',
  }),
  hold: route({
    method: 'POST',
    path: '/api/pickups/holds',
    may: 'signedIn',
    input: z.strictObject({
      /** The id of the booking to be: the same id again extends the hold. */
      id: Id,
      kind: PickupKind,
      placeId: Id,
      day: Day,
      slot: SlotKey,
      elder: z.boolean().optional(),
      householdId: Id.optional(),
    }),
    output: z.object({ id: Id, day: Day, slot: SlotKey, expiresAt: Instant }),
    errors: bookingErrors,
    limit: { count: 60, seconds: 600 },
    summary: '先占住一个时段（15分钟，长者 30分钟）',
  }),
  extendHold: route({
    method: 'PUT',
    path: '/api/pickups/holds/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id, expiresAt: Instant, held: z.boolean() }),
    errors: ['PICKUP_SLOT_FULL'],
    summary: '还在填写：延长占位（最多60分钟）',
  }),
  releaseHold: route({
    method: 'DELETE',
    path: '/api/pickups/holds/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id }),
    summary: '放弃占位',
  }),
  book: route({
    method: 'POST',
    path: '/api/pickups',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      kind: PickupKind,
      day: Day,
      slot: SlotKey,
      address: Address,
      contact: Contact,
      items: z.array(BookedItem).min(1).max(20),
      note: note100.optional(),
      photoIds: z.array(Id).max(6).optional(),
      /** The household it is for; without one the pickup goes by address alone. */
      householdId: Id.optional(),
      /** A property company or community books for its compound's bulky site. */
      siteId: Id.optional(),
      cubicDecimetres: z.int().min(1).max(100_000).optional(),
      onBehalf: OnBehalf.optional(),
      /** What the person saw: refused when the price has changed since. */
      agreedFen: Fen,
      priceListVersion: z.int(),
    }),
    output: Booking,
    errors: [...bookingErrors, 'CONSENT_MISSING', 'CHANGED_MEANWHILE'],
    summary: '确认预约',
  }),
  mine: route({
    method: 'GET',
    path: '/api/pickups/mine',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, open: z.enum(['true', 'false']).optional() }),
    output: pageOf(BookingSummary),
    summary: '我的预约',
  }),
  show: route({
    method: 'GET',
    path: '/api/pickups/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Booking,
    errors: ['NOT_FOUND'],
    summary: '一次预约的全部情况',
  }),
  amend: route({
    method: 'PUT',
    path: '/api/pickups/:id',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      version: z.int().min(1),
      day: Day,
      slot: SlotKey,
      address: Address,
      items: z.array(BookedItem).min(1).max(20),
      note: note100.optional(),
      photoIds: z.array(Id).max(6).optional(),
      /** Of a site's pile, measured anew; left out, it stays as it is. */
      cubicDecimetres: z.int().min(1).max(100_000).optional(),
      agreedFen: Fen,
      priceListVersion: z.int(),
    }),
    output: Booking,
    errors: [
      ...bookingErrors,
      'CONSENT_MISSING',
      'PICKUP_NOTHING_CHANGED',
      'PICKUP_REVISIT_SAME_ITEMS',
      'CHANGED_MEANWHILE',
      'WRONG_STATE',
    ],
    summary: '修改预约（只补差价）',
  }),
  correctContact: route({
    method: 'PUT',
    path: '/api/pickups/:id/contact',
    may: 'signedIn',
    /** A number that is left out stays as it is. */
    input: z.strictObject({ id: Id, version: z.int().min(1), contact: Contact }),
    output: Booking,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'PICKUP_NOTHING_CHANGED', 'DECIDES_OWN_CASE'],
    summary: '更正联系人和电话（不用取消）',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/pickups/:id/cancel',
    may: 'signedIn',
    input: z.strictObject({ id: Id, reason: line(60).optional() }),
    output: Booking,
    errors: ['WRONG_STATE', 'PICKUP_TOO_LATE'],
    summary: '取消预约',
  }),
  reportMissed: route({
    method: 'POST',
    path: '/api/pickups/:id/missed',
    may: 'signedIn',
    input: z.strictObject({ id: Id, note: note100.optional() }),
    output: Booking,
    errors: [
      'PICKUP_MISSED_TOO_EARLY',
      'PICKUP_MISSED_TOO_LATE',
      'PICKUP_CREW_REPORTED',
      'WRONG_STATE',
      'CHANGED_MEANWHILE',
    ],
    summary: '没有人来：要求补收',
  }),
  contest: route({
    method: 'POST',
    path: '/api/pickups/:id/contest',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      contestId: Id,
      about: z.enum(['weight', 'reason', 'price']),
      text: text(300).min(1, '请写明哪里不对'),
    }),
    output: Booking,
    errors: ['PICKUP_CONTEST_CLOSED', 'PICKUP_ALREADY_CONTESTED', 'WRONG_STATE'],
    summary: '对重量、原因或费用提出异议',
  }),
  rate: route({
    method: 'POST',
    path: '/api/pickups/:id/rating',
    may: 'signedIn',
    input: z.strictObject({ id: Id, stars: z.int().min(1).max(5), text: text(200).optional() }),
    output: Booking,
    errors: ['WRONG_STATE'],
    summary: '评价这次服务',
  }),
} as const
