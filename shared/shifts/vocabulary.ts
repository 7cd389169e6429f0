// The words of shifts: as whom people supervise, what becomes of a booking, how somebody said that they were there.

/**
 * The source names four kinds of supervisors; guides are paid and come on top of them. A trainee (见习) learns beside
 * them on a place of their own: they fill no minimum, and their minutes are kept apart from everybody else's.
 */
export const supervisorKinds = ['volunteer', 'partyMember', 'resident', 'property', 'guide', 'trainee'] as const
export type SupervisorKind = (typeof supervisorKinds)[number]
export const supervisorNames: Readonly<Record<SupervisorKind, string>> = {
  volunteer: '志愿者',
  partyMember: '党员干部',
  resident: '热心居民',
  property: '物业管理人员',
  guide: '引导员',
  trainee: '见习',
}

/**
 * `waiting`: in the line; `offered`: a freed place is kept until it is answered; `lapsed`: the line or the offer ended;
 * `handedOver`: somebody else came instead; `calledOff`: the shift itself was cancelled.
 */
export const bookingStates = ['booked', 'waiting', 'offered', 'cancelled', 'lapsed', 'handedOver', 'calledOff'] as const
export type BookingState = (typeof bookingStates)[number]
export const bookingStateNames: Readonly<Record<BookingState, string>> = {
  booked: '已报名',
  waiting: '候补中',
  offered: '轮到您了',
  cancelled: '已取消',
  lapsed: '候补已结束',
  handedOver: '已换班',
  calledOff: '班次已取消',
}
/** A person has at most one of these in a shift. */
export const liveStates = ['booked', 'waiting', 'offered'] as const satisfies readonly BookingState[]

/** How somebody checked in or out: the lead's code, scanned or typed, the code at the site, a tap alone. */
export const markWays = ['code', 'typed', 'site', 'tap'] as const
export type MarkWay = (typeof markWays)[number]
export const markWayNames: Readonly<Record<MarkWay, string>> = {
  code: '扫组长的码',
  typed: '输入组长的数字码',
  site: '扫点位的码',
  tap: '自己点的',
}

/** 自记: nobody else has confirmed it yet. 已核: the lead's code or a second person stands behind it. */
export const standings = ['none', 'self', 'verified'] as const
export type Standing = (typeof standings)[number]
export const standingNames: Readonly<Record<Standing, string>> = { none: '未签到', self: '自记', verified: '已核' }

/** Why minutes are not counted; each has its sentence in rules.ts. */
export const uncountedWhys = ['early', 'late', 'leftEarly', 'after', 'cap', 'overlap', 'absent'] as const
export type UncountedWhy = (typeof uncountedWhys)[number]

export const shiftStatuses = ['planned', 'cancelled'] as const
export type ShiftStatus = (typeof shiftStatuses)[number]

/** Parts of a day in which people are free. */
export const dayParts = ['morning', 'daytime', 'evening'] as const
export type DayPart = (typeof dayParts)[number]
export const dayPartNames: Readonly<Record<DayPart, string>> = { morning: '早上', daytime: '白天', evening: '晚上' }
