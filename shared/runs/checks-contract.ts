// What is looked at after a pickup: loads that were confirmed as mixed and draw an inspection, and the weight chain of
// a run (door, truck, station) with its gap.
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Grams } from '../units'
import { countedPageOf, listInput, route, text } from '../contract'
import * as z from '../z'
import { loadInspectors, loadReaders, loggers } from './roles'

/** Where the mixing came from: loaded together by the crew, put out mixed by the household, or the log was wrong. */
export const Finding = z.enum(['crew', 'household', 'mistaken'])
export type Finding = z.infer<typeof Finding>
export const findingTexts: Readonly<Record<Finding, string>> = {
  crew: '收运时混装',
  household: '住户没有分好',
  mistaken: '登记有误，没有混装',
}

export const LoadCheck = z.object({
  id: Id,
  day: Day,
  status: z.enum(['open', 'done', 'withdrawn']),
  runId: Id,
  bookingId: Id,
  placeId: Id,
  placeName: z.string(),
  addressText: z.string(),
  totalGrams: Grams,
  reportedBy: z.string(),
  reportedAt: Instant,
  /** The inspection is due at the end of this day. */
  dueOn: Day,
  late: z.boolean(),
  finding: Finding.nullable(),
  note: z.string(),
  closedBy: z.string(),
  closedAt: Instant.nullable(),
})
export type LoadCheck = z.infer<typeof LoadCheck>

/** Where after the doors it is weighed. */
export const WeighedAt = z.enum(['truck', 'station'])
export type WeighedAt = z.infer<typeof WeighedAt>

/** Net weights along the way; null where nobody weighed. Gaps are per thousand of the weight before, with sign. */
export const WeightChain = z.object({
  doorGrams: Grams,
  truckGrams: Grams.nullable(),
  stationGrams: Grams.nullable(),
  truckGapPermille: z.int().nullable(),
  stationGapPermille: z.int().nullable(),
})
export type WeightChain = z.infer<typeof WeightChain>

export const runsChecks = {
  loadChecks: route({
    method: 'GET',
    path: '/api/desk/load-checks',
    may: loadReaders,
    input: z.strictObject({ ...listInput('-at', 'at'), status: z.enum(['open', 'done', 'withdrawn']).optional() }),
    output: countedPageOf(LoadCheck),
    summary: '混装核查',
  }),
  closeLoadCheck: route({
    method: 'POST',
    path: '/api/desk/load-checks/:id/close',
    may: loadInspectors,
    input: z.strictObject({ id: Id, finding: Finding, note: text(200).min(1, '请写明现场看到的情况') }),
    output: LoadCheck,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '登记混装核查的结果',
  }),
  logWeighing: route({
    method: 'POST',
    path: '/api/crew/runs/:id/weighings',
    may: loggers,
    /**
     * `weighedAt`: the device's own clock, where it was logged without a network; the latest weighing counts, in
     * whatever order they arrive.
     */
    input: z.strictObject({
      id: Id,
      at: WeighedAt,
      grams: Grams.min(1).max(60_000_000),
      weighedAt: Instant.optional(),
    }),
    output: z.object({ id: Id, chain: WeightChain }),
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '登记车上或中转站的净重（没有网络时先记在手机里）',
  }),
  weightGaps: route({
    method: 'GET',
    path: '/api/pickups/weight-gaps',
    may: 'anyone',
    input: z.strictObject({ placeId: Id, month: Month }),
    output: z.object({ month: Month, runs: z.int(), weighed: z.int(), chain: WeightChain }),
    errors: ['NOT_FOUND'],
    summary: '上门、车上、中转站重量的差距（公开）',
  }),
} as const
