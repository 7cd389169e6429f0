// Trainings: sessions that are arranged and held, signing in by the code on the lecturer's screen, results, and how
// long a qualification lasts. Staff's routes are the console's; signing in and one's own list are the phone's.
import { countedPageOf, line, listInput, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { trainingKeepers, trainingLecturers, trainingReaders } from './rules'
import { trainingKinds, trainingResults } from './vocabulary'

const Kind = z.enum(trainingKinds)
const Result = z.enum(trainingResults)
const Reason = line(100, 2)
const runners = [...trainingKeepers, ...trainingLecturers] as const

export const TrainingSession = z.object({
  id: Id,
  title: z.string(),
  kind: Kind,
  placeId: Id,
  placeName: z.string(),
  /** Where in the place: "社区活动室二楼". */
  room: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  capacity: z.int(),
  signedIn: z.int(),
  /** With a test: being there is not enough. */
  isTested: z.boolean(),
  /** Null: it does not end. */
  validMonths: z.int().nullable(),
  lecturers: z.array(z.object({ id: Id, name: z.string() })),
  status: z.enum(['planned', 'cancelled']),
  version: z.int(),
  allowed: z.array(z.enum(['change', 'cancel', 'showCode', 'enter'])),
})
export type TrainingSession = z.infer<typeof TrainingSession>

export const Attendance = z.object({
  personId: Id,
  name: z.string(),
  at: Instant,
  /** By the code, or entered by staff from a paper list. */
  how: z.enum(['code', 'paper']),
  result: Result,
  recordedBy: z.string().nullable(),
  validUntil: Day.nullable(),
})

export const OwnTraining = z.object({
  sessionId: Id,
  title: z.string(),
  kind: Kind,
  on: Day,
  result: Result,
  qualifies: z.boolean(),
  validUntil: Day.nullable(),
})

const fields = {
  title: line(40, 2),
  kind: Kind,
  placeId: Id,
  room: line(60),
  startsAt: Instant,
  endsAt: Instant,
  capacity: z.int().min(1).max(2_000),
  isTested: z.boolean(),
  validMonths: z.int().min(1).max(60).nullable(),
  lecturerIds: z.array(Id).max(10),
}

export const trainings = {
  sessions: route({
    method: 'GET',
    path: '/api/trainings',
    may: [...trainingReaders, ...trainingLecturers],
    input: z.strictObject({ ...listInput('-startsAt', 'startsAt'), kind: Kind.optional() }),
    output: countedPageOf(TrainingSession),
    summary: '培训场次（本片区的，或自己主讲的）',
  }),
  create: route({
    method: 'POST',
    path: '/api/trainings',
    may: trainingKeepers,
    input: z.strictObject({ id: Id, ...fields }),
    output: TrainingSession,
    errors: ['NOT_FOUND', 'TRAINING_TIMES_WRONG', 'INPUT_INVALID'],
    summary: '安排一场培训',
  }),
  change: route({
    method: 'PUT',
    path: '/api/trainings/:id',
    may: trainingKeepers,
    input: z.strictObject({ id: Id, version: z.int(), ...fields }),
    output: TrainingSession,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'TRAINING_TIMES_WRONG', 'WRONG_STATE', 'INPUT_INVALID'],
    summary: '修改还没有人签到的培训',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/trainings/:id/cancel',
    may: trainingKeepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: TrainingSession,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '取消还没有人签到的培训',
  }),
  code: route({
    method: 'GET',
    path: '/api/trainings/:id/code',
    may: runners,
    input: z.strictObject({ id: Id }),
    output: z.object({ qr: z.string(), until: Instant, refreshSeconds: z.int() }),
    errors: ['NOT_FOUND', 'TRAINING_NOT_YET', 'TRAINING_OVER', 'WRONG_STATE'],
    summary: '签到码（每半分钟换一次）',
  }),
  signIn: route({
    method: 'POST',
    path: '/api/trainings/sign-in',
    may: 'signedIn',
    limit: { count: 20, seconds: 600 },
    input: z.strictObject({ qr: line(160) }),
    output: OwnTraining,
    errors: ['TRAINING_CODE_WRONG', 'TRAINING_NOT_YET', 'TRAINING_OVER', 'TRAINING_FULL', 'DECIDES_OWN_CASE'],
    summary: '扫码签到',
  }),
  mine: route({
    method: 'GET',
    path: '/api/trainings/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(OwnTraining),
    summary: '我的培训',
  }),
  attendance: route({
    method: 'GET',
    path: '/api/trainings/:id/attendance',
    may: [...trainingReaders, ...trainingLecturers],
    input: z.strictObject({ id: Id, ...listInput('-at', 'at') }),
    output: countedPageOf(Attendance),
    errors: ['NOT_FOUND'],
    summary: '到场与结果（查看留痕）',
  }),
  enter: route({
    method: 'POST',
    path: '/api/trainings/:id/attendance',
    may: runners,
    input: z.strictObject({ id: Id, personId: Id }),
    output: z.object({ personId: Id }),
    errors: ['NOT_FOUND', 'TRAINING_NOT_YET', 'TRAINING_OVER', 'TRAINING_FULL', 'DECIDES_OWN_CASE', 'WRONG_STATE'],
    summary: '按纸质签到表补录一人',
  }),
  record: route({
    method: 'POST',
    path: '/api/trainings/:id/results',
    may: runners,
    input: z.strictObject({ id: Id, personId: Id, result: Result }),
    output: z.object({ personId: Id, result: Result, validUntil: Day.nullable() }),
    errors: ['NOT_FOUND', 'TRAINING_NOT_YET', 'TRAINING_OVER', 'DECIDES_OWN_CASE'],
    summary: '登记一人的结果',
  }),
} as const
