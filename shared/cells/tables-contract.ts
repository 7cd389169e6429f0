// Indicator tables at the desk: written by one person, compared clause by clause with what holds, tried on applications
// of the past, put in force by a second person. And what an area wants to reach in a year, with how far it is.
import { line, queryInt, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { leads, readers } from './roles'
import { cellKinds } from './table-words'
import { TableContent } from './tables'
import { changeKinds } from './versions'

const Kind = z.enum(cellKinds)

export const TableRow = z.object({
  id: Id,
  kind: Kind,
  placeId: Id,
  placeName: z.string(),
  validFrom: Day,
  /** Last day on which what began under the version before may be sent in under it. */
  sunset: Day.nullable(),
  /** Counts changes while it is proposed. */
  version: z.int(),
  state: z.enum(['proposed', 'published']),
  /** Holds today. */
  isNow: z.boolean(),
  title: z.string(),
  standardEdition: z.int(),
  ruleEdition: z.int(),
  items: z.int(),
  byPlatform: z.int(),
  by: z.string(),
  at: Instant,
  publishedBy: z.string().nullable(),
  allowed: z.array(z.enum(['change', 'publish', 'withdraw'])),
})
export type TableRow = z.infer<typeof TableRow>

const Side = z.object({ clause: z.string(), text: z.string(), max: z.int() }).nullable()
export const TableDetail = TableRow.extend({
  content: TableContent,
  /** Against the version that it follows; null: it is the first. */
  since: z
    .object({
      id: Id,
      validFrom: Day,
      changes: z.array(
        z.object({
          code: z.string(),
          clause: z.string(),
          kinds: z.array(z.enum(changeKinds)),
          before: Side,
          after: Side,
        }),
      ),
      frame: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
    })
    .nullable(),
})
export type TableDetail = z.infer<typeof TableDetail>

/** One application of the past under its own table and under the one that is tried, in tenths. */
export const TriedApplication = z.object({
  id: Id,
  name: z.string(),
  before: z.int(),
  after: z.int(),
  levelBefore: z.enum(['model', 'titled', 'below']),
  levelAfter: z.enum(['model', 'titled', 'below']),
  /** Items without an answer, since they are new or asked in another way: they count nothing here. */
  toAnswer: z.int(),
})

const seen = ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'] as const

export const cellTables = {
  list: route({
    method: 'GET',
    path: '/api/cells/tables',
    may: readers,
    input: z.strictObject({ kind: Kind.optional() }),
    /** Of the actor's area and above, what holds and what waits first, at most 200. */
    output: z.object({ items: z.array(TableRow), mayPropose: z.boolean() }),
    summary: '无废细胞评价表与各版本',
  }),
  show: route({
    method: 'GET',
    path: '/api/cells/tables/:id',
    may: readers,
    input: z.strictObject({ id: Id }),
    output: TableDetail,
    errors: ['NOT_FOUND'],
    summary: '一份评价表，与上一版逐条对照',
  }),
  save: route({
    method: 'PUT',
    path: '/api/cells/tables/:id',
    may: leads,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      placeId: Id,
      kind: Kind,
      validFrom: Day,
      sunset: Day.nullable(),
      /** The editions are counted by the server. */
      content: TableContent,
    }),
    output: TableDetail,
    errors: [...seen, 'CELL_TABLE_PAST', 'INPUT_INVALID'],
    summary: '起草或修改一版评价表（未公布前不生效）',
  }),
  publish: route({
    method: 'POST',
    path: '/api/cells/tables/:id/publish',
    may: leads,
    stepUp: true,
    input: z.strictObject({ id: Id, version: z.int() }),
    output: TableDetail,
    errors: [...seen, 'CELL_TABLE_PAST', 'CELL_SAME_PERSON'],
    summary: '由第二个人公布评价表',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/cells/tables/:id/withdraw',
    may: leads,
    input: z.strictObject({ id: Id, version: z.int(), reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: [...seen],
    summary: '撤回还没有公布的评价表',
  }),
  trial: route({
    method: 'GET',
    path: '/api/cells/tables/:id/trial',
    may: readers,
    input: z.strictObject({ id: Id }),
    /** Of the last two years, newest first, at most 200; a trial changes nothing. */
    output: z.object({ applications: z.array(TriedApplication) }),
    errors: ['NOT_FOUND'],
    summary: '拿过去的申报试算一版评价表',
  }),
} as const

const Figures = { applications: z.int(), titled: z.int(), model: z.int(), underway: z.int(), ended: z.int() }
const span = { from: Day, to: Day, placeId: Id.optional() }
const year = queryInt(2020, 2100)

export const cellFigures = {
  show: route({
    method: 'GET',
    path: '/api/cells/statistics',
    may: readers,
    /** By the day an application was begun; at most five years. */
    input: z.strictObject({ ...span, kind: Kind.optional() }),
    output: z.object({
      byKind: z.array(z.object({ kind: Kind, ...Figures, meanScore: z.int().nullable() })),
      byDistrict: z.array(z.object({ placeId: Id, name: z.string(), ...Figures })),
      /** Of what was scored on site or titled: the items that lost most, at most 20. `lost` is a mean in tenths. */
      failedMost: z.array(
        z.object({
          kind: Kind,
          clause: z.string(),
          text: z.string(),
          scored: z.int(),
          failed: z.int(),
          lost: z.int(),
          max: z.int(),
        }),
      ),
    }),
    errors: ['NOT_FOUND', 'INPUT_INVALID'],
    summary: '无废细胞统计：类型、区县、失分最多的条款',
  }),
  recommend: route({
    method: 'GET',
    path: '/api/cells/recommendations',
    may: leads,
    stepUp: true,
    input: z.strictObject({ placeId: Id.optional(), format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND'],
    summary: '导出向上推荐名单（示范单位，有效期内）',
  }),
  drift: route({
    method: 'GET',
    path: '/api/cells/drift',
    may: leads,
    /** By the day of the visit; at most five years. */
    input: z.strictObject({ from: Day, to: Day }),
    output: z.object({
      /** Signed visits that are compared. */
      visits: z.int(),
      assessors: z.array(
        z.object({
          name: z.string(),
          visits: z.int(),
          /** Hundredths of a point: site minus papers, against visits of others; below 0 is stricter. */
          mean: z.int(),
          low: z.int(),
          high: z.int(),
          /** The interval does not reach 0. */
          isApart: z.boolean(),
        }),
      ),
    }),
    errors: ['INPUT_INVALID'],
    summary: '评估员的尺度比对（查看留痕）',
  }),
  targets: route({
    method: 'GET',
    path: '/api/cells/targets',
    may: readers,
    input: z.strictObject({ year }),
    output: z.object({
      items: z.array(
        z.object({
          placeId: Id,
          placeName: z.string(),
          /** Null: of all kinds together. */
          kind: Kind.nullable(),
          wanted: z.int(),
          note: z.string(),
          version: z.int(),
          /** Hold a title on the year's last day, or today where that is still to come. */
          held: z.int(),
          underway: z.int(),
        }),
      ),
      /** Places where the actor sets them. */
      places: z.array(z.object({ id: Id, name: z.string() })),
    }),
    summary: '年度目标与进度',
  }),
  setTarget: route({
    method: 'PUT',
    path: '/api/cells/targets/:year',
    may: leads,
    input: z.strictObject({
      year,
      placeId: Id,
      kind: Kind.nullable(),
      /** 0 takes the target back. */
      wanted: z.int().min(0).max(100_000),
      note: line(100),
      /** As it was seen; 0: there is none yet. */
      version: z.int(),
    }),
    output: z.object({ version: z.int() }),
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE'],
    summary: '定一个年度目标',
  }),
} as const
