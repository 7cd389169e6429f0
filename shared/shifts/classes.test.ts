// A school class at the bins, as tables: who may do what when, what counts, what a class may be called.
import { decide } from '../machine'
import { classFacts, classMachine, classMinutes, isClassName, type ClassAction, type ClassRelation } from './classes'

const at = (day: string, clock: string): Date => new Date(`2026-12-${day}T${clock}:00+08:00`)
const shift = { startsAt: at('04', '19:00'), endsAt: at('04', '21:00'), maxMinutes: 120 }
const none = { byTeacher: null, byLead: null }

test.each([
  ['cancel', 'teacher', at('04', '06:59'), 'cancelled'],
  ['cancel', 'teacher', at('04', '07:01'), 'SHIFT_TOO_LATE_TO_CANCEL'],
  ['cancel', 'lead', at('04', '06:59'), 'NOT_ALLOWED'],
  ['count', 'teacher', at('04', '18:59'), 'CLASS_NOT_YET'],
  ['count', 'teacher', at('04', '19:00'), 'booked'],
  ['count', 'lead', at('04', '21:30'), 'booked'],
  ['count', 'lead', new Date('2027-01-04T21:00:00+08:00'), 'SHIFT_OVER'],
  ['count', 'system', at('04', '21:30'), 'NOT_ALLOWED'],
  ['callOff', 'system', at('03', '12:00'), 'calledOff'],
] as [ClassAction, ClassRelation, Date, string][])('%s by the %s', (action, by, now, answer) => {
  const decision = decide(classMachine, 'booked', action, [by], classFacts(shift, none, now))
  expect(decision.ok ? decision.to : decision.code).toBe(answer)
})

test.each([
  [null, null, false],
  [30, null, false],
  [null, 30, false],
  [30, 29, false],
  [30, 30, true],
  [0, 0, true],
])('the teacher says %p and the lead %p: settled %s', (byTeacher, byLead, isSettled) => {
  const facts = classFacts(shift, { byTeacher, byLead }, at('04', '22:00'))
  expect(decide(classMachine, 'booked', 'settle', ['system'], facts).ok).toBe(isSettled)
})

test.each(['confirmed', 'cancelled', 'calledOff'] as const)('a class that is %s is not counted again', (state) => {
  const facts = classFacts(shift, none, at('04', '20:00'))
  expect(decide(classMachine, state, 'count', ['teacher'], facts)).toEqual({ ok: false, code: 'WRONG_STATE' })
})

test.each([
  [30, 120, 120],
  [30, 90, 90],
  [0, 120, 0],
])('%i pupils, at most %i minutes: %i each', (pupils, maxMinutes, minutes) => {
  expect(classMinutes({ ...shift, maxMinutes }, pupils)).toBe(minutes)
})

test.each([
  ['四年级2班', true],
  ['环保社团', true],
  ['王小明', false],
])('%s is a class: %s', (name, isOne) => expect(isClassName(name)).toBe(isOne))
