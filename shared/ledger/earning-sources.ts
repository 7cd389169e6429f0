// Where points can come from: one row a source, with what is counted and by which codes. A rule of a source sets the
// points; a feature that brings facts only names its source. Each source has one line of rule versions, "<source>@v1",
// "@v2" …
import { materialNames } from './materials'

/** `perKg`: grams of a material, rounded down per weigh-in and material; `perAct`: something done, counted. */
export const earningBases = ['perKg', 'perAct'] as const
export type EarningBasis = (typeof earningBases)[number]

/**
 * Limits a rule may set on what one member gets: points, but for `gramsPerHouseholdDay` and `foodBagsPerHouseholdDay`,
 * which counts bags and is applied where bags are told apart, in drop-offs.
 */
export const capKinds = [
  'personDay',
  'householdDay',
  'householdMonth',
  'window',
  'gramsPerHouseholdDay',
  'foodBagsPerHouseholdDay',
] as const
export type CapKind = (typeof capKinds)[number]

/** "{most}" is the figure. */
export const capTexts: Readonly<Record<CapKind, { name: string; text: string }>> = {
  personDay: { name: '每人每天积分', text: '每人每天最多{most}分' },
  householdDay: { name: '每户每天积分', text: '每户每天最多{most}分' },
  householdMonth: { name: '每户每月积分', text: '每户每月最多{most}分' },
  window: { name: '每个时段积分', text: '每户每个时段最多{most}分' },
  gramsPerHouseholdDay: { name: '每户每天计分重量（克）', text: '每户每天最多{most}计分' },
  foodBagsPerHouseholdDay: {
    name: '每日一袋（每户每天计分的厨余袋数）',
    text: '每日一袋：每户每天最多{most}袋厨余计分',
  },
}

/** 每日一袋. 绍兴's text names the bag a day and no figure for points: the number of bags that earn is our default. */
export const FOOD_BAGS_A_DAY = 1

export const sourceKeys = [
  'pickup-recyclable',
  'pickup-appliance',
  'pickup-bulky',
  'pickup-hazardous',
  'dropoff',
  'plastics',
  'shift',
  'quiz',
  'training',
  'tourist-return',
] as const
export type SourceKey = (typeof sourceKeys)[number]

export type EarningSource = {
  name: string
  basis: EarningBasis
  /** Codes that may carry points, with their names. */
  rates: Readonly<Record<string, string>>
  caps: readonly CapKind[]
}

const weighed = (name: string): EarningSource => ({
  name,
  basis: 'perKg',
  rates: materialNames,
  caps: ['personDay', 'householdDay', 'householdMonth', 'gramsPerHouseholdDay'],
})
const done = (
  name: string,
  rates: Readonly<Record<string, string>>,
  caps: readonly CapKind[] = ['personDay', 'householdDay', 'householdMonth'],
): EarningSource => ({ name, basis: 'perAct', rates, caps })

export const earningSources: Readonly<Record<SourceKey, EarningSource>> = {
  'pickup-recyclable': weighed('可回收物上门'),
  'pickup-appliance': weighed('废旧家电上门'),
  'pickup-bulky': weighed('大件上门'),
  'pickup-hazardous': weighed('有害垃圾上门'),
  dropoff: done(
    '分类投放',
    {
      food_correct: '厨余分对',
      residual_correct: '其他垃圾分对',
      recyclable_correct: '可回收物分对',
      bag_opened: '破袋投放',
    },
    ['personDay', 'householdDay', 'householdMonth', 'window', 'foodBagsPerHouseholdDay'],
  ),
  plastics: {
    ...weighed('低值塑料到点交投'),
    rates: Object.fromEntries(
      Object.entries(materialNames).filter(([code]) => code.startsWith('plastic_') || code === 'beverage_carton'),
    ),
  },
  shift: done('志愿督导', { half_hour: '督导满半小时', whole_shift: '完整值守一班' }, [
    'personDay',
    'householdMonth',
    'window',
  ]),
  quiz: done('分类问答', { passed: '通过一次问答' }, ['personDay', 'householdMonth']),
  training: done('培训讲座', { attended: '参加一场', passed: '考核合格' }, ['personDay', 'householdMonth']),
  'tourist-return': done('景区归还', { bottle: '归还一件瓶罐', cup: '归还一只可循环杯', bag: '带走一袋垃圾' }, [
    'personDay',
  ]),
}
