// Forms as they are written and put in force by two people, and how strict inspectors are compared with each other.
import { line, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { FormContent } from './forms'
import { formKeepers, leads, planReaders, readers } from './roles'
import { targetKinds } from './vocabulary'

const Kind = z.enum(targetKinds)

export const FormRecord = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  kind: Kind,
  validFrom: Day,
  version: z.int(),
  state: z.enum(['proposed', 'published']),
  /** Holds today. */
  isNow: z.boolean(),
  content: FormContent,
  by: z.string(),
  at: Instant,
  publishedBy: z.string().nullable(),
  allowed: z.array(z.enum(['change', 'publish', 'withdraw'])),
})
export type FormRecord = z.infer<typeof FormRecord>

export const Drift = z.object({
  inspector: z.string(),
  visits: z.int(),
  /** Hundredths of a point: mean of their score minus that of the same place and period; below 0 is stricter. */
  mean: z.int(),
  low: z.int(),
  high: z.int(),
  /** The interval does not reach 0. */
  isApart: z.boolean(),
})
export type Drift = z.infer<typeof Drift>

const driftInput = { from: Day, to: Day, targetKind: Kind }

export const inspectionsForms = {
  list: route({
    method: 'GET',
    path: '/api/inspections/forms',
    may: [...readers],
    input: z.strictObject({ kind: Kind.optional() }),
    /** Of the actor's area and above, newest first, at most 100. */
    output: z.object({ items: z.array(FormRecord), mayPropose: z.boolean() }),
    summary: '检查表与各版本',
  }),
  save: route({
    method: 'PUT',
    path: '/api/inspections/forms/:id',
    may: formKeepers,
    input: z.strictObject({ id: Id, version: z.int(), placeId: Id, kind: Kind, validFrom: Day, content: FormContent }),
    output: FormRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_FORM_PAST', 'INPUT_INVALID'],
    summary: '起草或修改一版检查表（未公布前不生效）',
  }),
  publish: route({
    method: 'POST',
    path: '/api/inspections/forms/:id/publish',
    may: formKeepers,
    stepUp: true,
    input: z.strictObject({ id: Id, version: z.int() }),
    output: FormRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INSPECTION_FORM_PAST', 'INSPECTION_SAME_PERSON'],
    summary: '由第二个人公布检查表',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/inspections/forms/:id/withdraw',
    may: formKeepers,
    input: z.strictObject({ id: Id, version: z.int(), reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '撤回还没有公布的检查表',
  }),
  drift: route({
    method: 'GET',
    path: '/api/inspections/drift',
    may: planReaders,
    /** At most a year. */
    input: z.strictObject(driftInput),
    output: z.object({
      inspectors: z.array(Drift),
      /** Mean residual by place in the day's route, hundredths of a point. */
      byPosition: z.array(z.object({ position: z.int(), visits: z.int(), mean: z.int() })),
      /** Visits whose printed score lies just at or above a line against just below it. */
      bunching: z.array(z.object({ line: z.int(), below: z.int(), above: z.int(), isOdd: z.boolean() })),
      /** How many visits have each score, in steps of five: 0–4, 5–9, … 100. */
      histogram: z.array(z.object({ from: z.int(), visits: z.int() })),
      /** Of visits that two inspectors made of one place on one day: mean of the absolute difference, hundredths. */
      doubles: z.object({ pairs: z.int(), mean: z.int().nullable() }),
    }),
    errors: ['INPUT_INVALID'],
    summary: '尺度比对：检查员宽严、路线先后与分数线聚集',
  }),
  exportDrift: route({
    method: 'GET',
    path: '/api/inspections/drift-export',
    may: leads,
    stepUp: true,
    input: z.strictObject({ ...driftInput, format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['INPUT_INVALID'],
    summary: '导出尺度比对表',
  }),
} as const
