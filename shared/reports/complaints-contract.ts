// Complaints about a service: sent with a number and a day of the answer, answered by the office of the place, taken up
// again once. The desk's list holds them together with reports from the spot (reports-contract.ts), in one shape.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { countedPageOf, listInput, pageInput, pageOf, queryFlag, route, text } from '../contract'
import * as z from '../z'
import { ReportCategory } from './categories'
import { AnyOutcome, ComplaintOutcome } from './outcomes'

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

export const caseKinds = ['complaint', 'report'] as const
export const CaseKind = z.enum(caseKinds)
export type CaseKind = z.infer<typeof CaseKind>
export const caseKindNames: Readonly<Record<CaseKind, string>> = { complaint: '投诉', report: '随手拍' }

/** The last two are of reports alone: merged into one that was there first, and taken back by who reported it. */
export const ComplaintStatus = z.enum(['waiting', 'answered', 'reopened', 'closed', 'merged', 'withdrawn'])
export type ComplaintStatus = z.infer<typeof ComplaintStatus>
export const complaintStatusTexts: Readonly<Record<ComplaintStatus, string>> = {
  waiting: '等待答复',
  answered: '已答复',
  reopened: '不满意，重新办理',
  closed: '已办结',
  merged: '已并案',
  withdrawn: '已撤回',
}

/** The same states of a report, as who reported it reads them. */
export const reportStatusTexts: Readonly<Record<ComplaintStatus, string>> = {
  waiting: '等待处理',
  answered: '已处理，请您看看',
  reopened: '您退回了，再处理',
  closed: '已办结',
  merged: '和别人报的并成一件',
  withdrawn: '您撤回了',
}

const Answer = z.object({
  outcome: AnyOutcome,
  text: z.string(),
  by: z.string(),
  at: Instant,
  photoIds: z.array(Id),
})
/** Whom a complaint may be handed on to; they are told, and answer through the office. */
export const handlers = ['communityWorker', 'subdistrictOfficer', 'dispatcher', 'cityOfficer'] as const
/** Among staff: what was found out, or to whom it was handed on. The person who complained never sees it. */
const Note = z.object({ id: Id, text: z.string(), to: z.enum(handlers).nullable(), by: z.string(), at: Instant })
export const Complaint = z.object({
  id: Id,
  number: z.string(),
  kind: CaseKind,
  /** Of a complaint. */
  about: ComplaintAbout.nullable(),
  /** Of a report. */
  category: ReportCategory.nullable(),
  placeId: Id,
  placeName: z.string(),
  /** Where at the place, in words: its site, and what was written; '' for none. */
  spot: z.string(),
  plate: z.string(),
  /** WGS-84; for staff and for who reported it. */
  position: z.object({ lng: z.number(), lat: z.number() }).nullable(),
  /** When it was seen, by the phone's clock. */
  seenAt: Instant.nullable(),
  photoIds: z.array(Id),
  isAnonymous: z.boolean(),
  /** "王**"; null for a complaint, for one without a name, and for others than staff. */
  reporter: z.string().nullable(),
  /** The report that was there first. */
  mergedInto: z.object({ id: Id, number: z.string() }).nullable(),
  /** How many others have reported the same. */
  others: z.int(),
  bookingId: Id.nullable(),
  bookingNumber: z.string().nullable(),
  text: z.string(),
  at: Instant,
  status: ComplaintStatus,
  /** Answered at the latest by the end of this day. */
  dueOn: Day,
  dueAt: Instant,
  late: z.boolean(),
  answers: z.array(Answer),
  again: z.string(),
  /** Empty for the person who complained. */
  notes: z.array(Note),
  allowed: z.array(z.enum(['answer', 'reopen', 'note', 'handle', 'merge', 'confirm', 'withdraw'])),
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
      text: text(500).min(5, '请写清楚是什么事，至少5个字'),
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
      kind: CaseKind.optional(),
      category: ReportCategory.optional(),
      householdId: Id.optional(),
      id: Id.optional(),
    }),
    output: countedPageOf(Complaint),
    summary: '投诉与随手拍办理',
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
