// The 台账 of a producer, the statistics of an area, and the papers of handovers and trips. All of it is reckoned from
// manifests and none of it is typed.
import { route } from '../contract'
import { Id } from '../ids'
import { Day, Month } from '../time'
import * as z from '../z'
import { manifestReaders } from './rules'
import { handoverStates, wasteKinds } from './vocabulary'

const Sum = z.object({
  handovers: z.int(),
  buckets: z.int(),
  grams: z.int(),
  estimatedGrams: z.int(),
  unweighed: z.int(),
})

export const BookLineView = z.object({
  id: Id,
  number: z.string(),
  day: Day,
  kind: z.enum(wasteKinds),
  buckets: z.int().nullable(),
  grams: z.int().nullable(),
  isEstimated: z.boolean(),
  hauler: z.string(),
  plate: z.string(),
  driver: z.string(),
  disposer: z.string(),
  state: z.enum(handoverStates),
  isVoid: z.boolean(),
  isPaper: z.boolean(),
})

export const BookView = z.object({
  producer: z.object({ id: Id, name: z.string() }),
  month: Month,
  days: z.array(
    z.object({
      day: Day,
      stand: z.enum(['kept', 'nothing', 'notHappened', 'missing', 'ahead', 'outside']),
      sum: Sum,
      lines: z.array(BookLineView),
    }),
  ),
  sum: Sum,
  kinds: z.array(z.object({ kind: z.enum(wasteKinds), sum: Sum })),
  haulers: z.array(z.object({ name: z.string(), sum: Sum })),
  missing: z.array(Day),
  nothing: z.array(Day),
  /** Months that have anything in them, newest first, at most 24. */
  months: z.array(Month),
})
export type BookView = z.infer<typeof BookView>

export const MonthStatistics = z.object({
  month: Month,
  days: z.array(z.object({ day: Day, grams: z.int(), estimatedGrams: z.int(), handovers: z.int() })),
  kinds: z.array(z.object({ kind: z.enum(wasteKinds), sum: Sum })),
  haulers: z.array(z.object({ name: z.string(), sum: Sum })),
  producers: z.int(),
  sum: Sum,
})
export type MonthStatistics = z.infer<typeof MonthStatistics>

/** For whom one acts; staff act for nobody. */
const asOrganisation = { organisationId: Id.optional() }
const ofBook = { producerId: Id, ...asOrganisation, from: Day, to: Day }
const bookErrors = ['NOT_FOUND', 'ORGANISATION_NOT_YOURS', 'INPUT_INVALID'] as const

export const manifestsBook = {
  month: route({
    method: 'GET',
    path: '/api/manifests/book',
    may: 'signedIn',
    input: z.strictObject({ producerId: Id, ...asOrganisation, month: Month }),
    output: BookView,
    errors: ['NOT_FOUND', 'ORGANISATION_NOT_YOURS'],
    summary: '一个单位一个月的餐厨台账（由联单自动生成）',
  }),
  paper: route({
    method: 'GET',
    path: '/api/manifests/book-paper',
    may: 'signedIn',
    /** A day, or up to 92 days. */
    input: z.strictObject(ofBook),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: [...bookErrors, 'PAPER_GLYPH_MISSING'],
    summary: '台账（PDF）',
  }),
  file: route({
    method: 'GET',
    path: '/api/manifests/book-file',
    may: 'signedIn',
    input: z.strictObject({ ...ofBook, format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: bookErrors,
    summary: '台账（Excel 或 CSV）',
  }),
  statistics: route({
    method: 'GET',
    path: '/api/manifests/statistics',
    may: manifestReaders,
    input: z.strictObject({ month: Month, placeId: Id.optional() }),
    output: MonthStatistics,
    errors: ['NOT_FOUND'],
    summary: '一个月的餐厨收运统计',
  }),
  slip: route({
    method: 'GET',
    path: '/api/manifests/handovers/:id/paper',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '餐厨交接单（PDF）',
  }),
  tripPaper: route({
    method: 'GET',
    path: '/api/manifests/trips/:id/paper',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '车次联单（PDF）',
  }),
  codePaper: route({
    method: 'GET',
    path: '/api/manifests/producers/:id/code-paper',
    may: 'signedIn',
    input: z.strictObject({ id: Id, ...asOrganisation }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'ORGANISATION_NOT_YOURS', 'PAPER_GLYPH_MISSING'],
    summary: '贴在后门的交接码（PDF）',
  }),
} as const
