// The words of supervised drop-offs: results at the bin, what becomes of a log, and why a person has to look at one.
// Pure constants with their Chinese names, used by the phone, the console and the server alike.
import type { Role } from '../actors'

/** What the volunteer saw. `mixed`: other waste among it. `unopened`: food waste still in its plastic bag. */
export const results = ['correct', 'wrong', 'mixed', 'unopened'] as const
export type Result = (typeof results)[number]
export const resultNames: Readonly<Record<Result, string>> = {
  correct: '正确',
  wrong: '分错',
  mixed: '混杂',
  unopened: '未破袋',
}

/**
 * What became of a log. `waiting`: for the check-in that it belongs to, or until somebody has confirmed it. `setAside`:
 * a person decided that it does not count. Nothing is ever deleted.
 */
export const logStates = ['counted', 'waiting', 'review', 'setAside', 'undone'] as const
export type LogState = (typeof logStates)[number]
export const logStateNames: Readonly<Record<LogState, string>> = {
  counted: '已记',
  waiting: '等签到',
  review: '待核',
  setAside: '未记',
  undone: '已撤销',
}

/**
 * Why a log waits for a person instead of counting at once; the sentence is what the volunteer reads. `look`: set aside
 * at once, since the log that it was about stands as it is.
 */
export const reviewReasons = {
  clock: '手机时间对不上，由社区核对后再记',
  late: '这是很久以前的登记，由社区核对后再记',
  window: '不在这个投放点的投放时段，由社区核对后再记',
  site: '不是您值守的投放点，由社区核对后再记',
  stream: '这个投放点不收这一类垃圾，由社区核对后再记',
  shift: '没有找到您这一班的签到，由社区核对后再记',
  unconfirmed: '您的签到还没有组长核实，由社区核对后再记',
  role: '您的督导身份已到期或有变动，由社区核对后再记',
  elsewhere: '这个码不是本小区住户的，由社区核对后再记',
  code: '这个码没有查到，或不是当天的，由社区核对后再记',
  revoked: '这个码已停用，由社区核对后再记',
  look: '复看要由当值的组长在当晚做，这一条已留存，原来的登记不变',
} as const
export type ReviewReason = keyof typeof reviewReasons
/** The same for whoever decides. */
export const reviewReasonNames: Readonly<Record<ReviewReason, string>> = {
  clock: '手机时间对不上',
  late: '很久以前的登记',
  window: '不在投放时段',
  site: '不是其值守的投放点',
  stream: '投放点不收这一类',
  shift: '没有签到',
  unconfirmed: '签到没有核实（自记）',
  role: '督导身份已到期',
  elsewhere: '不是本小区住户的码',
  code: '查不到或不是当天的码',
  revoked: '已停用的码',
  look: '不作数的复看',
}

/** What a log says that waits for its check-in, or for the lead to confirm one without a code. */
export const WAITING_TEXT = '您的签到传上来、核实以后自动计入'
/** Whether it was a smart bin that logged, and nobody. */
export const isDevice = (loggedBy: string): boolean => loggedBy.startsWith('device:')
/** Who stands at the bins and logs. */
export const loggers = [
  'volunteer',
  'leadVolunteer',
  'guideWorker',
  'keeper',
  'villageCollector',
] as const satisfies readonly Role[]
/** Who decides what waits, in their area; and who may look. */
export const deciders = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const readers = [...deciders, 'propertyManager', 'auditor'] as const satisfies readonly Role[]
/** They are at their bins or on their round without a shift. */
export const withoutShift = ['keeper', 'villageCollector'] as const satisfies readonly Role[]
/** Whose second look stands; they also stand at the bins where no shift was made. */
export const leads = ['leadVolunteer'] as const satisfies readonly Role[]
