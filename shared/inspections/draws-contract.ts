// 双随机 as the office arranges it: strata, a draw with its recorded seed, the calendar of what was drawn, and the seed
// file that anybody can run again. The list is public only when the last visit is over; its hash is at once.
import { countedPageOf, line, listInput, queryInt, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { leads, planReaders } from './roles'
import { strataBy, targetKinds, visitKinds, visitStates } from './vocabulary'

const Kind = z.enum(targetKinds)

export const DrawRow = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  targetKind: Kind,
  by: z.enum(strataBy),
  from: Day,
  to: Day,
  drawnAt: Instant,
  drawnBy: z.string(),
  visits: z.int(),
  doubles: z.int(),
  /** Drawn, but no inspector could go. */
  unassigned: z.int(),
  finished: z.int(),
  /** Of the seed file: SHA-256, in hex. */
  hash: z.string(),
  status: z.enum(['valid', 'void']),
  voidReason: z.string().nullable(),
  allowed: z.array(z.enum(['void'])),
})
export type DrawRow = z.infer<typeof DrawRow>

export const DrawnVisit = z.object({
  id: Id,
  day: Day,
  position: z.int().nullable(),
  kind: z.enum(visitKinds),
  targetKind: Kind,
  targetId: Id,
  targetName: z.string(),
  stratum: z.string().nullable(),
  inspector: z.string(),
  isDouble: z.boolean(),
  state: z.enum(visitStates),
})
export type DrawnVisit = z.infer<typeof DrawnVisit>

export const inspectionsDraws = {
  list: route({
    method: 'GET',
    path: '/api/inspections/draws',
    may: planReaders,
    input: z.strictObject({ ...listInput('-from', 'from'), targetKind: Kind.optional() }),
    output: countedPageOf(DrawRow),
    summary: '双随机抽签记录',
  }),
  show: route({
    method: 'GET',
    path: '/api/inspections/draws/:id',
    may: planReaders,
    input: z.strictObject({ id: Id }),
    output: DrawRow.extend({
      seed: z.string(),
      strata: z.array(z.object({ key: z.string(), name: z.string(), places: z.int(), drawn: z.int() })),
      items: z.array(DrawnVisit),
      left: z.array(z.object({ targetId: Id, targetName: z.string(), stratum: z.string() })),
      /** Who could be drawn, and how many targets were closed to them and why. */
      inspectors: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          visits: z.int(),
          closed: z.object({ subdistrict: z.int(), lastVisits: z.int(), declared: z.int(), near: z.int() }),
        }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '一次抽签的全部内容',
  }),
  /** Before a draw: which strata there are, and who could go. */
  strata: route({
    method: 'GET',
    path: '/api/inspections/strata',
    may: leads,
    input: z.strictObject({ placeId: Id, targetKind: Kind, by: z.enum(strataBy) }),
    output: z.object({
      strata: z.array(z.object({ key: z.string(), name: z.string(), places: z.int() })),
      inspectors: z.array(z.object({ id: Id, name: z.string(), organisation: z.string(), homes: z.array(z.string()) })),
    }),
    errors: ['NOT_FOUND'],
    summary: '抽签前看各层有多少对象、有哪些检查员',
  }),
  draw: route({
    method: 'POST',
    path: '/api/inspections/draws',
    may: leads,
    input: z.strictObject({
      id: Id,
      placeId: Id,
      targetKind: Kind,
      by: z.enum(strataBy),
      from: Day,
      to: Day,
      /** Of each stratum; those that are not named: 0. */
      counts: z
        .array(z.strictObject({ stratum: line(60, 1), count: z.int().min(0).max(500) }))
        .min(1)
        .max(200),
      /** Inspectors who are away. */
      awayIds: z.array(Id).max(100),
      /** 待加查 and the like: drawn in any case, by a rule that was known before. */
      alwaysIds: z.array(Id).max(200),
    }),
    output: DrawRow,
    errors: ['NOT_FOUND', 'INSPECTION_DRAW_EXISTS', 'INSPECTION_DRAW_EMPTY', 'INSPECTION_NO_FORM', 'INPUT_INVALID'],
    summary: '抽签：对象、检查员、日期和路线顺序由记录的种子决定',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/inspections/draws/:id/void',
    may: leads,
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: DrawRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'INSPECTION_DRAW_BEGUN'],
    summary: '作废一次还没有开始检查的抽签（留有记录）',
  }),
  file: route({
    method: 'GET',
    path: '/api/inspections/draws/:id/file',
    may: planReaders,
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/json'],
    errors: ['NOT_FOUND'],
    summary: '下载抽签种子文件（npm run -s draw 可重算）',
  }),
  published: route({
    method: 'GET',
    path: '/api/inspections/published-draws',
    may: 'anyone',
    input: z.strictObject({ limit: queryInt(1, 100).optional() }),
    /** The newest first. */
    output: z.object({
      items: z.array(
        z.object({
          id: Id,
          placeName: z.string(),
          targetKind: Kind,
          from: Day,
          to: Day,
          visits: z.int(),
          hash: z.string(),
          status: z.enum(['valid', 'void']),
          /** When the list may be read. */
          openOn: Day,
          isOpen: z.boolean(),
        }),
      ),
    }),
    limit: { count: 60, seconds: 60 },
    summary: '已做的抽签与校验码（公开）',
  }),
  publishedFile: route({
    method: 'GET',
    path: '/api/inspections/published-draws/:id/file',
    may: 'anyone',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/json'],
    errors: ['NOT_FOUND', 'INSPECTION_DRAW_NOT_YET'],
    limit: { count: 30, seconds: 60 },
    summary: '检查结束后公开的抽签种子文件',
  }),
  calendar: route({
    method: 'GET',
    path: '/api/inspections/calendar',
    may: planReaders,
    /** At most 31 days and 400 visits. */
    input: z.strictObject({ from: Day, to: Day, placeId: Id.optional() }),
    output: z.object({
      items: z.array(DrawnVisit),
      more: z.boolean(),
      byDay: z.array(z.object({ day: Day, visits: z.int(), finished: z.int() })),
    }),
    errors: ['NOT_FOUND', 'INPUT_INVALID'],
    summary: '检查日历（按日）',
  }),
} as const
