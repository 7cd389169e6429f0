// A school class at the bins: a teacher takes it along, nobody's name is written down but the teacher's. How many came
// is said by the teacher and by the lead, each for themselves, and counts once both say the same. Pure.
// Figures are defaults of this product.
import type { ErrorCode } from '../errors'
import type { Role } from '../actors'
import type { Transition } from '../machine'
import { addMinutes } from '../time'
import { countedMinutes } from './hours'
import { CANCEL_HOURS, LATE_DAYS, type Times } from './rules'

export const classStates = ['booked', 'confirmed', 'cancelled', 'calledOff'] as const
export type ClassState = (typeof classStates)[number]
export const classStateNames: Readonly<Record<ClassState, string>> = {
  booked: '已预约',
  confirmed: '已核实',
  cancelled: '已取消',
  calledOff: '班次已取消',
}

export const teachers = ['teacher'] as const satisfies readonly Role[]
/** Pupils of one class; a shift takes one class. */
export const MOST_PUPILS = 50
/** Classes that one teacher may have ahead. */
export const MOST_CLASSES = 10

export type ClassAction = 'cancel' | 'callOff' | 'count' | 'settle'
/** `teacher`: who takes the class along; `lead`: of the shift, or the office; never the teacher themselves. */
export type ClassRelation = 'teacher' | 'lead' | 'system'
export type ClassFacts = {
  isTooLate: boolean
  hasBegun: boolean
  isLongAgo: boolean
  /** Both have said a number, and the same one. */
  agree: boolean
}

const mayCancel = ({ isTooLate }: ClassFacts): ErrorCode | null => (isTooLate ? 'SHIFT_TOO_LATE_TO_CANCEL' : null)
function mayCount({ hasBegun, isLongAgo }: ClassFacts): ErrorCode | null {
  if (!hasBegun) return 'CLASS_NOT_YET'
  return isLongAgo ? 'SHIFT_OVER' : null
}

export const classMachine: readonly Transition<ClassState, ClassAction, ClassRelation, ClassFacts>[] = [
  { from: ['booked'], action: 'cancel', by: ['teacher'], when: mayCancel, to: 'cancelled' },
  { from: ['booked'], action: 'callOff', by: ['system'], to: 'calledOff' },
  // said again until both say the same
  { from: ['booked'], action: 'count', by: ['teacher', 'lead'], when: mayCount, to: 'booked' },
  {
    from: ['booked'],
    action: 'settle',
    by: ['system'],
    when: ({ agree }) => (agree ? null : 'WRONG_STATE'),
    to: 'confirmed',
  },
]

export const classFacts = (
  { startsAt, endsAt }: Times,
  said: { byTeacher: number | null; byLead: number | null },
  now: Date,
): ClassFacts => ({
  isTooLate: now > addMinutes(startsAt, -CANCEL_HOURS * 60),
  hasBegun: now >= startsAt,
  isLongAgo: now > addMinutes(endsAt, LATE_DAYS * 24 * 60),
  agree: said.byTeacher !== null && said.byTeacher === said.byLead,
})

/** Minutes of each pupil: the shift's, by the function that counts everybody's. Nobody came: none. */
export const classMinutes = (shift: Times & { maxMinutes: number }, pupils: number): number =>
  pupils === 0 ? 0 : countedMinutes(shift, { in: shift.startsAt, out: shift.endsAt }).minutes

/** "四年级2班": a class, a group or a club, so that nobody types a child's name. */
export const isClassName = (typed: string): boolean => /(年级|班|社团|小组|社)/.test(typed)
/** Two letters that begin the numbers of its papers: 班级. */
export const CLASS_PAPER_KIND = 'BJ'
