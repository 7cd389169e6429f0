// Shifts as the office arranges them: the calendar of an area with its gaps, a shift changed or cancelled, the code
// that hangs at a site.
import { queryFlag, route } from '../contract'
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import * as z from '../z'
import { Reason } from './contract'
import { shiftKeepers, shiftReaders } from './rules'
import { shiftStatuses } from './vocabulary'

export const DeskShift = z.object({
  id: Id,
  siteId: Id,
  name: z.string(),
  placeNames: z.array(z.string()),
  day: Day,
  from: Clock,
  to: Clock,
  minimum: z.int(),
  maximum: z.int(),
  maxMinutes: z.int(),
  booked: z.int(),
  waiting: z.int(),
  missing: z.int(),
  below: z.int(),
  /** 见习, beside those who are booked. */
  trainees: z.int(),
  /** Checked in, and of those confirmed by somebody else. */
  present: z.int(),
  verified: z.int(),
  leadId: Id.nullable(),
  lead: z.string().nullable(),
  status: z.enum(shiftStatuses),
  reason: z.string().nullable(),
  version: z.int(),
  isOver: z.boolean(),
  /** When volunteers near by were last called, and how many it reached. */
  called: z.object({ at: Instant, reached: z.int() }).nullable(),
  allowed: z.array(z.enum(['change', 'cancel', 'call'])),
})
export type DeskShift = z.infer<typeof DeskShift>

export const shiftsDesk = {
  list: route({
    method: 'GET',
    path: '/api/shifts/desk',
    may: shiftReaders,
    /** At most 400 shifts: days × sites of the area. */
    input: z.strictObject({
      from: Day,
      to: Day,
      placeId: Id.optional(),
      siteId: Id.optional(),
      /** Only those with gaps. */
      gaps: queryFlag().optional(),
      open: Id.optional(),
    }),
    output: z.object({
      items: z.array(DeskShift),
      /** There are more than are shown: name a place or fewer days. */
      more: z.boolean(),
      byDay: z.array(z.object({ day: Day, shifts: z.int(), booked: z.int(), missing: z.int(), below: z.int() })),
    }),
    errors: ['NOT_FOUND'],
    summary: '本片区的班次与缺口（按点位和日期）',
  }),
  change: route({
    method: 'PUT',
    path: '/api/shifts/desk/:id',
    may: shiftKeepers,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      minimum: z.int().min(1).max(50),
      maximum: z.int().min(1).max(50),
      maxMinutes: z.int().min(30).max(240),
      leadId: Id.nullable(),
    }),
    output: DeskShift,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'SHIFT_BELOW_BOOKED', 'SHIFT_CANCELLED', 'SHIFT_OVER', 'INPUT_INVALID'],
    summary: '修改一班（改过的不再由点位时段重新生成）',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/shifts/desk/cancel',
    may: shiftKeepers,
    input: z.strictObject({ ids: z.array(Id).min(1).max(50), reason: Reason }),
    output: z.object({ cancelled: z.int(), told: z.int() }),
    errors: ['NOT_FOUND', 'SHIFT_OVER'],
    summary: '取消班次（天气等），告诉每一个报名和候补的人',
  }),
  call: route({
    method: 'POST',
    path: '/api/shifts/desk/:id/call',
    may: shiftKeepers,
    input: z.strictObject({ id: Id }),
    output: z.object({ reached: z.int() }),
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'SHIFT_CANCELLED', 'SHIFT_OVER', 'SHIFT_FULL', 'SHIFT_CALLED_LATELY'],
    summary: '缺人时叫人：通知附近这个时段有空的志愿者，回答通知了几人',
  }),
  leads: route({
    method: 'GET',
    path: '/api/shifts/desk/:id/leads',
    may: shiftKeepers,
    input: z.strictObject({ id: Id }),
    output: z.object({ items: z.array(z.object({ personId: Id, name: z.string(), isBooked: z.boolean() })) }),
    errors: ['NOT_FOUND'],
    summary: '可以当一班组长的人',
  }),
  siteCode: route({
    method: 'GET',
    path: '/api/shifts/desk/site-code',
    may: shiftKeepers,
    input: z.strictObject({ siteId: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND'],
    summary: '点位上张贴的签到码',
  }),
  exportPeople: route({
    method: 'GET',
    path: '/api/shifts/desk/export',
    may: shiftKeepers,
    stepUp: true,
    input: z.strictObject({ from: Day, to: Day, placeId: Id.optional(), format: z.enum(['csv', 'xlsx']) }),
    output: z.any(),
    answer: 'file',
    errors: ['NOT_FOUND', 'INPUT_INVALID'],
    summary: '导出到岗与时长',
  }),
} as const
