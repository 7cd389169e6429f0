// A school class at a shift: booked by a teacher for their school, counted afterwards by the teacher and by the lead,
// with a paper for the class. No pupil is named anywhere.
import { line, route } from '../contract'
import { Id } from '../ids'
import { Clock, Day } from '../time'
import * as z from '../z'
import { classStates, isClassName, MOST_PUPILS, teachers } from './classes'

export const ClassVisit = z.object({
  id: Id,
  shiftId: Id,
  /** Of the site. */
  name: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  school: z.string(),
  className: z.string(),
  /** The adult who answers for the class. */
  teacher: z.string(),
  pupils: z.int(),
  /** How many came, as each has said. */
  byTeacher: z.int().nullable(),
  byLead: z.int().nullable(),
  state: z.enum(classStates),
  /** Of each pupil, once both have said the same. */
  minutes: z.int(),
  certificate: z.string().nullable(),
  allowed: z.array(z.enum(['cancel', 'count', 'paper'])),
})
export type ClassVisit = z.infer<typeof ClassVisit>

const Pupils = z.int().min(1).max(MOST_PUPILS)

export const shiftsClasses = {
  mine: route({
    method: 'GET',
    path: '/api/shifts/classes',
    may: teachers,
    input: z.strictObject({}),
    output: z.object({
      /** The latest 50. */
      items: z.array(ClassVisit),
      schools: z.array(z.object({ id: Id, name: z.string() })),
      /** Shifts of the next two weeks that no class comes to yet. */
      offers: z.array(z.object({ shiftId: Id, name: z.string(), day: Day, from: Clock, to: Clock })),
    }),
    summary: '我带的班级，和还可以预约的班次',
  }),
  book: route({
    method: 'POST',
    path: '/api/shifts/:id/class',
    may: teachers,
    input: z.strictObject({
      id: Id,
      classId: Id,
      organisationId: Id,
      className: line(20, 2).refine(isClassName, '请写班级，例如“四年级2班”，不要写学生姓名'),
      pupils: Pupils,
    }),
    output: ClassVisit,
    errors: [
      'NOT_FOUND',
      'ORGANISATION_NOT_YOURS',
      'CLASS_TAKEN',
      'CLASS_TOO_MANY',
      'SHIFT_CANCELLED',
      'SHIFT_OVER',
      'IDEMPOTENCY_KEY_REUSED',
      'INPUT_INVALID',
    ],
    summary: '学校给一个班预约一班督导',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/shifts/classes/:id/cancel',
    may: teachers,
    input: z.strictObject({ id: Id }),
    output: ClassVisit,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'SHIFT_TOO_LATE_TO_CANCEL'],
    summary: '取消班级预约',
  }),
  count: route({
    method: 'POST',
    path: '/api/shifts/classes/:id/count',
    may: 'signedIn',
    input: z.strictObject({ id: Id, pupils: z.int().min(0).max(MOST_PUPILS) }),
    output: ClassVisit,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'CLASS_NOT_YET', 'SHIFT_OVER', 'DECIDES_OWN_CASE'],
    summary: '来了多少学生：带队老师和组长各报一次，一致才算',
  }),
  ofShift: route({
    method: 'GET',
    path: '/api/shifts/:id/class',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({ item: ClassVisit.nullable() }),
    errors: ['NOT_FOUND'],
    summary: '这一班来的班级（组长和工作人员）',
  }),
  paper: route({
    method: 'GET',
    path: '/api/shifts/classes/:id/paper',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'CLASS_NO_PAPER', 'PAPER_GLYPH_MISSING'],
    summary: '班级实践证明（不写学生姓名）',
  }),
  page: route({
    method: 'GET',
    path: '/c/classes',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ number: line(60).optional() }),
    output: z.string(),
    summary: '班级实践证明核验页（不用登录）',
  }),
} as const
