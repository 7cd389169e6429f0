// Why a stop failed or was only partly done, in words for residents and crews, and with which of the crew's actions
// each goes.
import type { StopReason } from './schemas'

export const reasonTexts: Readonly<Record<StopReason, string>> = {
  nothing_outside: '到场没有见到物品',
  nobody_answered: '敲门、打电话都没有人应',
  gate_closed: '小区或单元门打不开',
  road_blocked: '道路堵塞，车进不去',
  too_heavy: '太重太大，现有人手搬不动',
  unsafe: '现场不安全',
  wrong_items: '物品不在收运范围',
  not_dismantled: '需要先拆开',
  more_than_booked: '比预约的多',
  vehicle_full: '车已装满',
  other: '其他原因',
}

/** All of them, in this order; clients have no schemas to ask. */
export const stopReasons = Object.keys(reasonTexts) as readonly StopReason[]

/** Of the agreed price, what stays owed after a visit in vain, by its reason; 0: nothing, and free pieces go back. */
export type FailedVisitPercents = Readonly<Record<StopReason, number>>

/** Reasons that lie with the household, which then owes its share; all others are the operator's, or nobody's. */
export const householdReasons = [
  'nothing_outside',
  'nobody_answered',
  'gate_closed',
  'wrong_items',
  'not_dismantled',
] as const satisfies readonly StopReason[]

/** Reasons that fit what the crew did; the first is offered first. */
export const reasonsFor = {
  collect_partly: ['more_than_booked', 'not_dismantled', 'too_heavy', 'wrong_items', 'vehicle_full', 'other'],
  not_presented: ['nothing_outside', 'nobody_answered', 'other'],
  no_access: ['gate_closed', 'road_blocked', 'nobody_answered', 'other'],
  refuse: ['wrong_items', 'unsafe', 'too_heavy', 'not_dismantled', 'other'],
} as const satisfies Readonly<Record<string, readonly StopReason[]>>

/**
 * Where an area has published no table of its own: its one share for the reasons of the household, nothing for all
 * others.
 */
export const usualFailedVisits = (failedVisitPercent: number): FailedVisitPercents =>
  Object.fromEntries(
    stopReasons.map((reason) => [
      reason,
      (householdReasons as readonly StopReason[]).includes(reason) ? failedVisitPercent : 0,
    ]),
  ) as FailedVisitPercents

/** The table in one published sentence, the highest share first. */
export function failedVisitText(percents: FailedVisitPercents): string {
  const byPercent = new Map<number, string[]>()
  for (const reason of stopReasons)
    if (percents[reason] > 0)
      byPercent.set(percents[reason], [...(byPercent.get(percents[reason]) ?? []), reasonTexts[reason]])
  const owed = [...byPercent]
    .sort(([a], [b]) => b - a)
    .map(([percent, texts]) => `因${texts.join('、')}，收 ${percent}%，免费件数不退回`)
  return `上门没有收成：${[...owed, owed.length > 0 ? '其他原因不收费，免费件数退回' : '都不收费，免费件数退回'].join('；')}`
}
