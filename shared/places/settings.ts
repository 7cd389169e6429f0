// The rules an area may set for itself, as data. A profile gives every value; a place overrides single ones for all
// below it, and the nearest ancestor wins, value by value. The schema is strict: an unknown rule is refused, never
// silently kept.
import { Clock } from '../time'
import * as z from '../z'

/**
 * What an area may switch off as a whole (国办函〔2026〕12号: nothing is compulsory). A feature brings its switch with the
 * code that reads it. The guide and the complaints entry are always there: the same rule asks for the latter.
 */
export const featureSwitches = [
  'bulkyPickups',
  'recyclablePickups',
  'hazardousPickups',
  'points',
  'rewards',
  'neighbourGifts',
] as const
export type FeatureSwitch = (typeof featureSwitches)[number]

export const featureSwitchNames: Readonly<Record<FeatureSwitch, string>> = {
  bulkyPickups: '大件预约',
  recyclablePickups: '可回收物上门',
  hazardousPickups: '有害垃圾上门',
  points: '积分',
  rewards: '积分兑换',
  neighbourGifts: '邻里转赠积分',
}

const minutes = (min: number, max: number) => z.number().int().min(min).max(max)

/** Rules of bookings; figures and their ceilings as published in the product's rule book. */
export const bookingFields = {
  /** Days ahead that can be booked. */
  lookAheadDays: z.number().int().min(1).max(90),
  /** Until this clock time today, tomorrow can be booked. */
  cutoffClock: Clock,
  /** Free of charge until this clock time on the evening before. */
  freeCancelUntilClock: Clock,
  itemsPerBooking: z.number().int().min(1).max(20),
  openBookingsPerHousehold: z.number().int().min(1).max(10),
  holdMinutes: minutes(5, 60),
  holdMinutesElder: minutes(5, 60),
  /** A hold that is extended while the person is active ends here at the latest. */
  holdMinutesMax: minutes(15, 60),
  /** A missed pickup can be reported within so many working days … */
  missedWithinWorkingDays: z.number().int().min(1).max(5),
  /** … and never after so many calendar days, holidays included. */
  missedWithinCalendarDays: z.number().int().min(1).max(15),
  /** Reporting opens so long after the window's end when nothing was logged. */
  missedOpensAfterMinutes: minutes(0, 600),
  contestDays: z.number().int().min(1).max(30),
  /**
   * A cancellation after the free time and before the window keeps this share of the price; free pieces are used up.
   */
  lateCancelPercent: z.number().int().min(0).max(100),
  /**
   * A crew that came in vain for a reason of the household's keeps this share of the price, and free pieces are used
   * up; for a reason of the operator's nothing is owed.
   */
  failedVisitPercent: z.number().int().min(0).max(100),
  /** A missed pickup is put right within so many working days. */
  revisitWithinWorkingDays: z.number().int().min(1).max(5),
  /** An objection to a pickup is answered within so many working days. */
  contestAnswerWorkingDays: z.number().int().min(1).max(15),
  /** So many cancellations within 24 hours, and the next hold has to wait. */
  cancellationsPerDay: z.number().int().min(1).max(20),
  /** Recyclables are fetched the same half-day when asked before this clock time, else the next half-day. */
  promiseCutoffClock: Clock,
  /** The area's longest promise for recyclables in hours; null: the half-day rule alone. */
  promiseHours: z.nullable(z.number().int().min(2).max(168)),
  /** Bulky pieces a household may have removed free of charge in a calendar year. */
  freeBulkyPiecesPerYear: z.number().int().min(0).max(100),
  /** Without a lift a surcharge is due above this floor. */
  surchargeAboveFloor: z.number().int().min(1).max(60),
  /** A fee that is unpaid is asked for again at most once in so many days. */
  feeReminderDays: z.number().int().min(1).max(90),
  /** Where several bookings may be open: whether two of them may be for the same day. */
  sameDay: z.enum(['allowed', 'refused']),
  /** `staff`: only staff may book yet (soft launch of an area). */
  openTo: z.enum(['everyone', 'staff']),
}

const switchFields = Object.fromEntries(featureSwitches.map((name) => [name, z.boolean()])) as Record<
  FeatureSwitch,
  ReturnType<typeof z.boolean>
>

const contactFields = {
  /** Shown where a resident needs a person: "社区服务热线". */
  hotline: z
    .string()
    .trim()
    .max(30)
    .regex(/^[0-9\-, ]*$/, '电话只能有数字和横线'),
  officeHours: z.string().trim().max(60),
}

/** Rules of points that are not a rule of earning. */
const pointsFields = {
  /** Contests about entries are answered within so many working days. */
  contestWorkingDays: z.number().int().min(1).max(30),
  /** A line of the statement can be contested so many days after it was written. */
  contestDays: z.number().int().min(1).max(30),
  /** Each account of points, a household's or a person's own, may give away so many in a calendar month. */
  giftPointsPerMonth: z.number().int().min(0).max(100_000),
  /** What was redeemed is kept so many days for fetching, unless the good says otherwise. */
  holdDays: z.number().int().min(1).max(30),
}

/** What the office of the area promises. */
const officeFields = {
  /** A complaint is answered within so many working days, and again when it was taken up once more. */
  complaintWorkingDays: z.number().int().min(1).max(30),
  /** A load confirmed as mixed is looked into within so many working days. */
  loadCheckWorkingDays: z.number().int().min(1).max(15),
  /** A status that entitles to help or a lower price is verified within so many working days. */
  statusWorkingDays: z.number().int().min(1).max(30),
}

const partial = <T extends Record<string, z.ZodType>>(fields: T) => z.strictObject(fields).partial()

/** Every rule with its value, as it holds at a place. */
export const AreaSettings = z.strictObject({
  booking: z.strictObject(bookingFields),
  switches: z.strictObject(switchFields),
  contact: z.strictObject(contactFields),
  points: z.strictObject(pointsFields),
  office: z.strictObject(officeFields),
})
export type AreaSettings = z.infer<typeof AreaSettings>
/** The groups of rules; each is overridden value by value. */
export const settingsSections = [
  'booking',
  'switches',
  'contact',
  'points',
  'office',
] as const satisfies readonly (keyof AreaSettings)[]
export type BookingRules = AreaSettings['booking']

/** What one place overrides; what is absent is inherited. */
export const AreaOverrides = z
  .strictObject({
    booking: partial(bookingFields),
    switches: partial(switchFields),
    contact: partial(contactFields),
    points: partial(pointsFields),
    office: partial(officeFields),
  })
  .partial()
export type AreaOverrides = z.infer<typeof AreaOverrides>
