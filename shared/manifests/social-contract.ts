// Statistics of waste by its classes, as a city reports them month by month. What manifests know is counted from them;
// the rest is what companies that collect, recycle or dispose of it hand in.
// Source of the classes: 偃师方案 2022 A-27 (社会源固体废物分类统计与上报) and its main text, which adds 城市生活垃圾, 农村生活垃圾
// and 市政污泥; low-value recyclables with their subsidy stand apart (C-13).
import { line, route } from '../contract'
import { Id } from '../ids'
import { Instant, Month } from '../time'
import { Fen } from '../units'
import * as z from '../z'
import { manifestKeepers, manifestReaders } from './rules'

export const socialClasses = [
  'urban',
  'rural',
  'kitchen',
  'construction',
  'market',
  'garden',
  'laboratory',
  'garage',
  'sludge',
  'lowValue',
] as const
export type SocialClass = (typeof socialClasses)[number]
export const socialClassNames: Readonly<Record<SocialClass, string>> = {
  urban: '城市生活垃圾',
  rural: '农村生活垃圾',
  kitchen: '厨余垃圾',
  construction: '建筑垃圾',
  market: '农贸市场废物',
  garden: '园林垃圾',
  laboratory: '实验室废物',
  garage: '汽修业废物',
  sludge: '市政污泥',
  lowValue: '低值可回收物',
}
/** What manifests count by themselves. */
export const countedClasses: readonly SocialClass[] = ['kitchen', 'market']

/** At most a million tonnes a month. */
const SocialGrams = z.int().min(0).max(1_000_000_000_000)

export const SocialRow = z.object({
  organisationId: Id,
  organisation: z.string(),
  class: z.enum(socialClasses),
  grams: z.int(),
  /** From manifests; false for what the company handed in. */
  isCounted: z.boolean(),
  /** Of low-value recyclables alone. */
  subsidyFen: Fen.nullable(),
  /** What it rests on, in words. */
  note: z.string(),
  by: z.string().nullable(),
  at: Instant.nullable(),
  /** Counts changes of what was handed in. */
  version: z.int(),
  mayChange: z.boolean(),
})
export type SocialRow = z.infer<typeof SocialRow>

export const SocialMonth = z.object({
  month: Month,
  /** Every class in its order, also those of which nothing is known. */
  classes: z.array(
    z.object({
      class: z.enum(socialClasses),
      countedGrams: z.int(),
      reportedGrams: z.int(),
      subsidyFen: Fen,
      companies: z.int(),
    }),
  ),
  rows: z.array(SocialRow),
})
export type SocialMonth = z.infer<typeof SocialMonth>

const asked = { month: Month, placeId: Id.optional() }

export const manifestsSocial = {
  month: route({
    method: 'GET',
    path: '/api/manifests/social-waste',
    may: manifestReaders,
    input: z.strictObject(asked),
    output: SocialMonth,
    errors: ['NOT_FOUND'],
    summary: '社会源固体废物分类统计：一个月各类、各单位的数量',
  }),
  /** The same again changes nothing; `version` is what was seen, 0 for the first. */
  save: route({
    method: 'PUT',
    path: '/api/manifests/social-waste',
    may: manifestKeepers,
    input: z.strictObject({
      organisationId: Id,
      month: Month,
      class: z.enum(socialClasses),
      grams: SocialGrams,
      subsidyFen: Fen.nullable(),
      note: line(60, 2),
      version: z.int().min(0),
    }),
    output: SocialRow,
    errors: ['NOT_FOUND', 'INPUT_INVALID', 'CHANGED_MEANWHILE', 'MANIFEST_COUNTED'],
    summary: '登记一家单位上报的数量',
  }),
  file: route({
    method: 'GET',
    path: '/api/manifests/social-waste-file',
    may: manifestReaders,
    input: z.strictObject({ ...asked, format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND'],
    summary: '分类统计的上报表（Excel 或 CSV）',
  }),
} as const
