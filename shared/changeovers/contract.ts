// 楼层撤桶: a compound's change-over from bins on every floor to one site. Staff make, change and call off; anybody reads
// what is ahead for a compound.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day } from '../time'
import * as z from '../z'
import { changeoverKeepers, changeoverReaders } from './rules'

const Status = z.enum(['planned', 'calledOff'])
const facts = {
  day: Day,
  /** As people write them: "3栋", "东楼". None: the whole compound. */
  buildings: z.array(line(20, 1)).max(100),
  siteId: Id,
  /** For the notice: who to ask, what becomes of the old bins. */
  note: line(200),
}

const Shown = z.object({
  id: Id,
  day: Day,
  /** "3", "东楼" */
  buildings: z.array(z.string()),
  siteId: Id,
  siteName: z.string(),
  /** Of the site, as they are now. */
  hoursText: z.string(),
  note: z.string(),
  status: Status,
})

export const Changeover = Shown.extend({
  placeId: Id,
  placeName: z.string(),
  reason: z.string().nullable(),
  version: z.int(),
  allowed: z.array(z.enum(['change', 'callOff'])),
})
export type Changeover = z.infer<typeof Changeover>

const mistakes = [
  'NOT_FOUND',
  'CHANGEOVER_SITE_WRONG',
  'CHANGEOVER_DAY_WRONG',
  'CHANGEOVER_BUILDING_WRONG',
  'PLACE_ARCHIVED',
  'INPUT_INVALID',
] as const

export const changeovers = {
  at: route({
    method: 'GET',
    path: '/api/changeovers/at',
    may: 'anyone',
    input: z.strictObject({ placeId: Id }),
    /** From two weeks before to two weeks after; the next first. */
    output: z.object({ items: z.array(Shown) }),
    summary: '一个小区眼前的楼层撤桶：日期、楼栋、新投放点和时间',
  }),
  list: route({
    method: 'GET',
    path: '/api/changeovers',
    may: changeoverReaders,
    input: z.strictObject({ ...listInput('-day', 'day'), open: Id.optional() }),
    output: countedPageOf(Changeover),
    summary: '本片区的楼层撤桶',
  }),
  create: route({
    method: 'POST',
    path: '/api/changeovers',
    may: changeoverKeepers,
    input: z.strictObject({ id: Id, placeId: Id, ...facts }),
    output: Changeover,
    errors: [...mistakes, 'CHANGEOVER_PLACE_WRONG', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '安排一次楼层撤桶（通知相关住户）',
  }),
  change: route({
    method: 'PUT',
    path: '/api/changeovers/:id',
    may: changeoverKeepers,
    input: z.strictObject({ id: Id, version: z.int(), ...facts }),
    output: Changeover,
    errors: [...mistakes, 'NOT_ALLOWED', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '修改还没到日子的楼层撤桶（再通知住户）',
  }),
  callOff: route({
    method: 'POST',
    path: '/api/changeovers/:id/call-off',
    may: changeoverKeepers,
    input: z.strictObject({ id: Id, version: z.int(), reason: line(100, 2) }),
    output: Changeover,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '取消楼层撤桶（通知住户）',
  }),
  paper: route({
    method: 'GET',
    path: '/api/changeovers/:id/paper',
    may: changeoverReaders,
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'WRONG_STATE', 'PAPER_GLYPH_MISSING'],
    summary: '撤桶通知（PDF，每栋一页）',
  }),
} as const
