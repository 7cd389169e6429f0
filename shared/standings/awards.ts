// 评优: programmes as data. Which there are is named by the city's plans (绿色单位, 绿色小区, 好家庭, 积极个人, 头雁, 示范小区,
// 达标街道); targets, caps and amounts are the area's own. An award is given by two people, after a call that everybody
// could read for a week.
import { addDays, type Day } from '../time'

export const awardKinds = ['unit', 'compound', 'model', 'street', 'family', 'person', 'leader'] as const
export type AwardKind = (typeof awardKinds)[number]
export const awardKindNames: Readonly<Record<AwardKind, string>> = {
  unit: '绿色单位',
  compound: '绿色小区',
  model: '示范小区',
  street: '达标街道',
  family: '好家庭',
  person: '积极个人',
  leader: '头雁',
}
/** Who is nominated: an organisation or a place of the records, or somebody by name. */
export const nomineeKinds = ['organisation', 'place', 'person'] as const
export type NomineeKind = (typeof nomineeKinds)[number]
export const nomineeKindOf: Readonly<Record<AwardKind, NomineeKind>> = {
  unit: 'organisation',
  compound: 'place',
  model: 'place',
  street: 'place',
  family: 'person',
  person: 'person',
  leader: 'person',
}
export const nomineeStatuses = ['nominated', 'awarded', 'refused'] as const
export type NomineeStatus = (typeof nomineeStatuses)[number]
export const nomineeStatusNames: Readonly<Record<NomineeStatus, string>> = {
  nominated: '待评审',
  awarded: '已评上',
  refused: '未评上',
}

/** The call hangs so long before anybody decides. */
export const CALL_DAYS = 7

/** Nominations end so early at the soonest. */
export const earliestEnd = (callOn: Day): Day => addDays(callOn, CALL_DAYS)

/** So many of a programme's awards may go to one employer or one subdistrict: a share of the target, and always one. */
export const mostOfGroup = (target: number, percent: number): number =>
  Math.max(1, Math.floor((target * percent) / 100))
