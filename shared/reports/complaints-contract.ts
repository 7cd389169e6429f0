// Complaints about a service: sent with a number and a day of the answer, answered by the office of the place, taken up
// again once.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { countedPageOf, listInput, pageInput, pageOf, queryFlag, route, text } from '../contract'
import * as z from '../z'

export const ComplaintAbout = z.enum(['pickup', 'crew', 'fee', 'staff', 'app', 'other'])
export type ComplaintAbout = z.infer<typeof ComplaintAbout>
export const aboutNames: Readonly<Record<ComplaintAbout, string>> = {
  pickup: '上门收运',
  crew: '收运员态度',
  fee: '收费',
  staff: '社区、街道办事',
  app: '小程序不好用',
  other: '其他',
}

export const ComplaintStatus = z.enum(['waiting', 'answered', 'reopened', 'closed'])
export type ComplaintStatus = z.infer<typeof ComplaintStatus>
export const complaintStatusTexts: Readonly<Record<ComplaintStatus, string>> = {
  waiting: '等待答复',
  answered: '已答复',
  reopened: '不满意，重新办理',
  closed: '已办结',
}

export const ComplaintOutcome = z.enum(['upheld', 'partly', 'notUpheld'])
export const outcomeTexts: Readonly<Record<z.infer<typeof ComplaintOutcome>, string>> = {
  upheld: '情况属实',
  partly: '部分属实',
  notUpheld: '不属实',
}

const Answer = z.object({ outcome: ComplaintOutcome, text: z.string(), by: z.string(), at: Instant })
/** Whom a complaint may be handed on to; they are told, and answer through the office. */
export const handlers = ['communityWorker', 'subdistrictOfficer', 'dispatcher', 'cityOfficer'] as const
/** Among staff: what was found out, or to whom it was handed on. The person who complained never sees it. */
const Note = z.object({ id: Id, text: z.string(), to: z.enum(handlers).nullable(), by: z.string(), at: Instant })
export const Complaint = z.object({
  id: Id,
  number: z.string(),
  about: ComplaintAbout,
  placeId: Id,
  placeName: z.string(),
  bookingId: Id.nullable(),
  bookingNumber: z.string().nullable(),
  text: z.string(),
  at: Instant,
  status: ComplaintStatus,
  /** Answered at the latest by the end of this day. */
  dueOn: Day,
  late: z.boolean(),
  answers: z.array(Answer),
  again: z.string(),
  /** Empty for the person who complained. */
  notes: z.array(Note),
  allowed: z.array(z.enum(['answer', 'reopen', 'note'])),
})
export type Complaint = z.infer<typeof Complaint>

const office = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const

export const complaints = {
  file: route({
    method: 'POST',
    path: '/api/complaints',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      about: ComplaintAbout,
      placeId: Id,
      bookingId: Id.optional(),
      text: text(500).min(5, '请写清楚是什么事，至少 5 个字'),
    }),
    output: Complaint,
    errors: ['NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'],
    limit: { count: 10, seconds: 86_400 },
    summary: '投诉、提意见（有编号和答复期限）',
  }),
  mine: route({
    method: 'GET',
    path: '/api/complaints/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(Complaint),
    summary: '我的投诉',
  }),
  reopen: route({
    method: 'POST',
    path: '/api/complaints/:id/reopen',
    may: 'signedIn',
    input: z.strictObject({ id: Id, text: text(300).min(2, '请写明哪里不满意') }),
    output: Complaint,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '对答复不满意，重新办理一次',
  }),
  desk: route({
    method: 'GET',
    path: '/api/desk/complaints',
    may: [...office, 'auditor', 'dispatcher'],
    input: z.strictObject({
      ...listInput('-at', 'at'),
      open: queryFlag().optional(),
      householdId: Id.optional(),
      id: Id.optional(),
    }),
    output: countedPageOf(Complaint),
    summary: '投诉办理',
  }),
  note: route({
    method: 'POST',
    path: '/api/desk/complaints/:id/notes',
    may: [...office, 'dispatcher'],
    input: z.strictObject({
      id: Id,
      noteId: Id,
      text: text(300).min(2, '请写明'),
      to: z.enum(handlers).optional(),
    }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE'],
    summary: '内部备注，或转办给另一岗位（投诉人看不到）',
  }),
  answer: route({
    method: 'POST',
    path: '/api/desk/complaints/:id/answer',
    may: office,
    input: z.strictObject({ id: Id, outcome: ComplaintOutcome, text: text(500).min(2, '请写答复') }),
    output: Complaint,
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE', 'WRONG_STATE'],
    summary: '答复投诉',
  }),
} as const
