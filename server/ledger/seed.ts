// The ledger's share of the demo city: the starting carbon factors, the rules that pickups earn by, one change that is
// announced, two schools. Entries come from what pickups post.
import type { Rate } from '@shared/ledger/earning'
import { earningSources, FOOD_BAGS_A_DAY, type SourceKey } from '@shared/ledger/earning-sources'
import { addDays, addMonths, instantAt, monthOf, type Day } from '@shared/time'
import { now } from '../clock'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { EarningRules, type RuleRecord } from './earning.model'
import { loadStarterFactors } from './factors'
import { SchoolFunds, type SchoolFund } from './funds.model'

const DAYS_IN_FORCE = 200
const RATES: Readonly<Record<string, number>> = {
  paper: 8,
  cardboard: 10,
  plastic_pet: 15,
  plastic_mixed: 6,
  aluminium: 40,
  steel: 8,
  glass: 3,
  textile: 5,
  beverage_carton: 8,
  weee: 5,
  hazardous: 10,
}
const BUDGETS: readonly (readonly [SourceKey, number])[] = [
  ['pickup-recyclable', 120_000],
  ['pickup-appliance', 40_000],
  ['pickup-bulky', 30_000],
  ['pickup-hazardous', 10_000],
]

const ratesOf = (rates: Readonly<Record<string, number>>): Rate[] =>
  Object.entries(rates).map(([code, points]) => ({ code, points }))

function ruleOf(key: SourceKey, validFrom: Day, today: Day, fields: Partial<RuleRecord>): RuleRecord {
  const [author, activator] = [seedPersonId('city-1-xu'), seedPersonId('city-4-lu')]
  const version = fields.version ?? 1
  const at = instantAt(addDays(validFrom < today ? validFrom : today, -7), '10:00')
  return {
    _id: `${key}@v${version}`,
    key,
    version,
    name: earningSources[key].name,
    rates: ratesOf(RATES),
    caps: [],
    budgetPerMonth: 0,
    validFrom,
    validTo: null,
    status: 'active',
    revision: 3,
    reason: '按材料的回收难度定分，难回收的多给',
    draftedBy: author,
    proposedBy: author,
    activatedBy: activator,
    endedBy: null,
    previewId: null,
    updatedAt: at,
    history: [
      { at, action: 'draft', text: '起草', by: author },
      { at, action: 'propose', text: '提交审定', by: author },
      { at, action: 'activate', text: '审定启用', by: activator },
    ],
    ...fields,
  }
}

const SCHOOLS: readonly (readonly [place: string, name: string])[] = [
  ['liuwan', '柳湾小学'],
  ['zhonglou', '钟楼实验学校'],
]

function schoolOf(label: string, name: string): SchoolFund {
  const { id, path } = seedPlace(label)
  return { _id: seedId(`school:${label}`), name, placeId: id, placePath: path, active: true, createdAt: now() }
}

/** Called once, before pickups post the entries of the last thirty days. */
export async function seedLedger({ today, progress }: SeedContext): Promise<void> {
  const nextMonth = `${addMonths(monthOf(today), 1)}-01`
  const rules = BUDGETS.map(([key, budgetPerMonth]) =>
    ruleOf(key, addDays(today, -DAYS_IN_FORCE), today, { budgetPerMonth }),
  )
  rules.push(
    ruleOf('dropoff', addDays(today, -DAYS_IN_FORCE), today, {
      budgetPerMonth: 60_000,
      rates: ratesOf({ food_correct: 2, bag_opened: 1, residual_correct: 1, recyclable_correct: 1 }),
      caps: [
        { kind: 'householdDay', most: 8 },
        { kind: 'foodBagsPerHouseholdDay', most: FOOD_BAGS_A_DAY },
      ],
      reason: '每晚分对一次就计分，厨余每日一袋，一户一天最多8分',
    }),
    ruleOf('shift', addDays(today, -DAYS_IN_FORCE), today, {
      budgetPerMonth: 20_000,
      rates: ratesOf({ half_hour: 5, whole_shift: 5 }),
      caps: [{ kind: 'personDay', most: 40 }],
      reason: '经核实的志愿督导每满半小时 5分，守满一班再加5分，一人一天最多40分',
    }),
    ruleOf('training', addDays(today, -DAYS_IN_FORCE), today, {
      budgetPerMonth: 5_000,
      rates: ratesOf({ attended: 10, passed: 10 }),
      caps: [{ kind: 'personDay', most: 20 }],
      reason: '参加一场培训 10分，考核合格再加10分',
    }),
    ruleOf('pickup-recyclable', nextMonth, today, {
      version: 2,
      budgetPerMonth: 120_000,
      rates: ratesOf({ ...RATES, plastic_mixed: 8, glass: 5 }),
      caps: [{ kind: 'householdDay', most: 400 }],
      reason: '低值可回收物多给一些分；每天设上限，留给更多住户',
    }),
  )
  await EarningRules.insertMany(rules)
  await SchoolFunds.insertMany(SCHOOLS.map(([label, name]) => schoolOf(label, name)))
  progress(`减碳系数 ${await loadStarterFactors()}种材料，积分规则 ${rules.length}版`)
}
