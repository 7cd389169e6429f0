// The metered fee: rate cards as one person writes and a second one publishes them, and the bill of a month. A bill is
// recorded here and collected elsewhere.
import { line, route } from '../contract'
import type { Role } from '../actors'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Fen } from '../units'
import * as z from '../z'
import { cardProblem } from './bills'
import { manifestReaders } from './rules'
import { wasteKinds } from './vocabulary'

/** Write rates and put them in force. */
export const rateKeepers = ['cityOfficer'] as const satisfies readonly Role[]

const Kind = z.enum(wasteKinds)
const TierGrams = z.int().min(1).max(1_000_000_000)
/** At most 10,000 yuan a tonne. */
const FenPerTonne = z.int().min(0).max(1_000_000)

export const RateCardContent = z
  .strictObject({
    /** A month in which anything was handed over costs so much beside. */
    baseFen: z.int().min(0).max(10_000_000),
    kinds: z
      .array(
        z.strictObject({
          kind: Kind,
          tiers: z
            .array(z.strictObject({ upToGrams: TierGrams.nullable(), fenPerTonne: FenPerTonne }))
            .min(1)
            .max(6),
        }),
      )
      .max(6),
  })
  .refine((card) => cardProblem(card) === null, '费率档次写得不对：上限要从小到大，最后一档不写上限')
export type RateCardContent = z.infer<typeof RateCardContent>

export const RateCardRecord = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  validFrom: Day,
  version: z.int(),
  state: z.enum(['proposed', 'published']),
  /** Holds today where its place has none nearer. */
  isNow: z.boolean(),
  content: RateCardContent,
  /** The rule it follows: which notice of which office, in words. */
  source: z.string(),
  by: z.string(),
  at: Instant,
  publishedBy: z.string().nullable(),
  allowed: z.array(z.enum(['change', 'publish', 'withdraw'])),
})
export type RateCardRecord = z.infer<typeof RateCardRecord>

export const BillView = z.object({
  producer: z.object({ id: Id, name: z.string() }),
  month: Month,
  /** The month is over and nothing in it is open any more. */
  isFinal: z.boolean(),
  /** Handovers of the month that are not closed yet. */
  open: z.int(),
  card: z.object({ id: Id, placeName: z.string(), validFrom: Day, version: z.int(), source: z.string() }).nullable(),
  lines: z.array(
    z.object({
      kind: Kind,
      grams: z.int(),
      estimatedGrams: z.int(),
      fenPerTonne: z.int(),
      span: z.string(),
      fen: Fen,
    }),
  ),
  handovers: z.int(),
  baseFen: Fen,
  fen: Fen,
  grams: z.int(),
  estimatedGrams: z.int(),
  unpriced: z.array(Kind),
})
export type BillView = z.infer<typeof BillView>

export const BillRow = z.object({
  producer: z.object({ id: Id, name: z.string() }),
  handovers: z.int(),
  grams: z.int(),
  estimatedGrams: z.int(),
  fen: Fen,
  hasCard: z.boolean(),
  open: z.int(),
})
export type BillRow = z.infer<typeof BillRow>

/** For whom one acts; staff act for nobody. */
const asOrganisation = { organisationId: Id.optional() }

export const manifestsBills = {
  cards: route({
    method: 'GET',
    path: '/api/manifests/rate-cards',
    may: manifestReaders,
    input: z.strictObject({}),
    /** Of the actor's area and above, newest first, at most 100. */
    output: z.object({ items: z.array(RateCardRecord), mayPropose: z.boolean() }),
    summary: '餐厨计量收费费率与各版本',
  }),
  saveCard: route({
    method: 'PUT',
    path: '/api/manifests/rate-cards/:id',
    may: rateKeepers,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      placeId: Id,
      validFrom: Day,
      content: RateCardContent,
      source: line(100, 2),
    }),
    output: RateCardRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INPUT_INVALID'],
    summary: '起草或修改一版费率（未公布前不生效）',
  }),
  publishCard: route({
    method: 'POST',
    path: '/api/manifests/rate-cards/:id/publish',
    may: rateKeepers,
    stepUp: true,
    input: z.strictObject({ id: Id, version: z.int() }),
    output: RateCardRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INPUT_INVALID', 'DECIDES_OWN_CASE'],
    summary: '由第二个人公布费率',
  }),
  withdrawCard: route({
    method: 'POST',
    path: '/api/manifests/rate-cards/:id/withdraw',
    may: rateKeepers,
    input: z.strictObject({ id: Id, version: z.int(), reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '撤回还没有公布的费率',
  }),
  bills: route({
    method: 'GET',
    path: '/api/manifests/bills',
    may: manifestReaders,
    input: z.strictObject({ month: Month, placeId: Id.optional() }),
    /** Heaviest first, at most 2,000. */
    output: z.object({ items: z.array(BillRow), fen: Fen, grams: z.int(), estimatedGrams: z.int() }),
    errors: ['NOT_FOUND'],
    summary: '一个月的餐厨账单（只记账，不收款）',
  }),
  exportBills: route({
    method: 'GET',
    path: '/api/manifests/bills-export',
    may: manifestReaders,
    stepUp: true,
    input: z.strictObject({ month: Month, placeId: Id.optional(), format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND'],
    summary: '导出一个月的餐厨账单',
  }),
  bill: route({
    method: 'GET',
    path: '/api/manifests/bills/:producerId',
    may: 'signedIn',
    input: z.strictObject({ producerId: Id, ...asOrganisation, month: Month }),
    output: BillView,
    errors: ['NOT_FOUND', 'ORGANISATION_NOT_YOURS'],
    summary: '一个单位一个月的账单',
  }),
  billPaper: route({
    method: 'GET',
    path: '/api/manifests/bills/:producerId/paper',
    may: 'signedIn',
    input: z.strictObject({ producerId: Id, ...asOrganisation, month: Month }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'ORGANISATION_NOT_YOURS', 'PAPER_GLYPH_MISSING'],
    summary: '账单（PDF）',
  }),
} as const
