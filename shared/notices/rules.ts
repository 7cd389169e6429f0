// What a notice may do: which kinds can be switched off, quiet hours, and how kinds are called. Pure.
import type { Clock } from '../time'

type Kind = { title: string; canSwitchOff: boolean; quiet: boolean }

/** A feature with a kind of its own adds one line. */
export const noticeKinds = {
  booking_confirmed: { title: '预约成功', canSwitchOff: true, quiet: false },
  booking_changed: { title: '预约有变化', canSwitchOff: false, quiet: false },
  booking_reminder: { title: '上门前提醒', canSwitchOff: true, quiet: true },
  crew_on_the_way: { title: '收运员出发', canSwitchOff: true, quiet: false },
  receipt: { title: '收运回执', canSwitchOff: true, quiet: true },
  booking_failed: { title: '没有收成', canSwitchOff: false, quiet: true },
  contest_decided: { title: '异议答复', canSwitchOff: false, quiet: true },
  revisit: { title: '补收安排', canSwitchOff: false, quiet: true },
  guide_answered: { title: '生词有了答案', canSwitchOff: true, quiet: true },
  household: { title: '住户与成员', canSwitchOff: false, quiet: true },
  points: { title: '积分变动', canSwitchOff: true, quiet: true },
  complaint: { title: '投诉与随手拍', canSwitchOff: false, quiet: true },
  shift: { title: '志愿督导', canSwitchOff: false, quiet: false },
  shift_reminder: { title: '督导前提醒', canSwitchOff: true, quiet: true },
  workoff: { title: '以工代罚', canSwitchOff: false, quiet: true },
  cell: { title: '无废细胞', canSwitchOff: false, quiet: true },
  manifest: { title: '餐厨交接', canSwitchOff: true, quiet: true },
  award: { title: '评优征集', canSwitchOff: true, quiet: true },
  work: { title: '工作提醒', canSwitchOff: false, quiet: true },
  security: { title: '账号安全', canSwitchOff: false, quiet: false },
} as const satisfies Record<string, Kind>
export type NoticeKind = keyof typeof noticeKinds

export const QUIET_FROM: Clock = '21:30'
export const QUIET_TO: Clock = '07:30'

/** Between 21:30 and 07:30 no message is pushed unless it can't wait; the inbox shows it at once all the same. */
export const isQuiet = (clock: Clock): boolean => clock >= QUIET_FROM || clock < QUIET_TO

/** WeChat's `thing` fields hold 20 characters. */
export const thing = (value: string): string =>
  [...value].length > 20 ? `${[...value].slice(0, 19).join('')}…` : value
