// 以工代罚 for whose case it is: the case, an answer, evenings and trainings to work it off, the paper when it is done.
// What the officer does stands in desk-contract.ts.
import { line, route } from '../contract'
import { Id } from '../ids'
import { bookingStates, standings } from '../shifts/vocabulary'
import { Clock, Day, Instant } from '../time'
import * as z from '../z'
import { offences, workoffStates } from './vocabulary'

export const WorkoffRecord = z.object({
  id: z.string(),
  kind: z.enum(['shift', 'training']),
  name: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  /** False while it is still to come. */
  isOver: z.boolean(),
  state: z.enum(bookingStates),
  standing: z.enum(standings),
  minutes: z.int(),
  /** Why other minutes are not counted, a sentence each. */
  said: z.array(z.string()),
})
export type WorkoffRecord = z.infer<typeof WorkoffRecord>

export const Workoff = z.object({
  id: Id,
  /** Of the decision, as it is written on it. */
  number: z.string(),
  /** The authority that made the decision. */
  agency: z.string(),
  offence: z.enum(offences),
  happenedOn: Day,
  placeName: z.string(),
  fineYuan: z.int(),
  owed: z.int(),
  minutes: z.int(),
  dueOn: Day,
  state: z.enum(workoffStates),
  /** Why it went back, was put off, withdrawn or taken back; the latest. */
  reason: z.string().nullable(),
  /** Of the certificate. */
  certificate: z.string().nullable(),
  doneOn: Day.nullable(),
})

export const MyWorkoff = Workoff.extend({
  hotline: z.string(),
  records: z.array(WorkoffRecord),
  allowed: z.array(z.enum(['accept', 'decline', 'book', 'paper'])),
})
export type MyWorkoff = z.infer<typeof MyWorkoff>

export const workoffs = {
  mine: route({
    method: 'GET',
    path: '/api/workoffs/mine',
    may: 'signedIn',
    input: z.strictObject({}),
    /** The latest 20. */
    output: z.object({ items: z.array(MyWorkoff) }),
    summary: '我的以工代罚：要做多久、做了多久、最晚哪天',
  }),
  answer: route({
    method: 'POST',
    path: '/api/workoffs/:id/answer',
    may: 'signedIn',
    input: z.strictObject({ id: Id, answer: z.enum(['accept', 'decline']) }),
    output: MyWorkoff,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'WORKOFF_OVER'],
    summary: '本人答复：参加，或改为缴纳罚款',
  }),
  offers: route({
    method: 'GET',
    path: '/api/workoffs/:id/offers',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({
      shifts: z.array(
        z.object({
          shiftId: Id,
          name: z.string(),
          address: z.string(),
          day: Day,
          from: Clock,
          to: Clock,
          free: z.int(),
        }),
      ),
      /** Signed into on the spot, with the code on the lecturer's screen. */
      trainings: z.array(
        z.object({ id: Id, title: z.string(), place: z.string(), startsAt: Instant, endsAt: Instant }),
      ),
    }),
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '可以参加的督导班次和培训',
  }),
  book: route({
    method: 'POST',
    path: '/api/workoffs/:id/shifts',
    may: 'signedIn',
    input: z.strictObject({ id: Id, shiftId: Id, bookingId: Id }),
    output: MyWorkoff,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'WORKOFF_OVER',
      'WORKOFF_NOT_HERE',
      'SHIFT_FULL',
      'SHIFT_CANCELLED',
      'SHIFT_OVER',
      'SHIFT_ALREADY_BOOKED',
      'SHIFT_TOO_MANY',
      'SLOT_OVERLAP',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '以见习身份报一班督导',
  }),
  paper: route({
    method: 'GET',
    path: '/api/workoffs/:id/paper',
    /** Whose case it is; and who reads cases. */
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'WORKOFF_NO_PAPER', 'PAPER_GLYPH_MISSING'],
    summary: '完成证明（本人，或执法人员）',
  }),
  page: route({
    method: 'GET',
    path: '/c/workoffs',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ number: line(60).optional() }),
    output: z.string(),
    summary: '完成证明核验页（不用登录，不写缘由和金额）',
  }),
} as const
