// The words of 以工代罚: what somebody did, and what becomes of the case.

/** What an individual is fined for when putting out waste. Which of these a city fines is its own rule. */
export const offences = ['unsorted', 'wrongPlace', 'wrongTime', 'other'] as const
export type Offence = (typeof offences)[number]
export const offenceNames: Readonly<Record<Offence, string>> = {
  unsorted: '没有分类投放',
  wrongPlace: '没有投放到指定地点',
  wrongTime: '没有在规定时间投放',
  other: '其他投放行为',
}

/**
 * `referred`: the person is asked; `worked`: all minutes are there, the officer has to say so; `returned`: back to the
 * officer, who goes on with the fine (`settled`) or gives more time.
 */
export const workoffStates = [
  'referred',
  'working',
  'worked',
  'done',
  'returned',
  'settled',
  'withdrawn',
  'revoked',
] as const
export type WorkoffState = (typeof workoffStates)[number]
export const workoffStateNames: Readonly<Record<WorkoffState, string>> = {
  referred: '等本人答复',
  working: '正在参加',
  worked: '做满了，待办结',
  done: '已完成',
  returned: '退回执法',
  settled: '按罚款办结',
  withdrawn: '已撤回',
  revoked: '证明已撤销',
}

/** Why a case went back to the officer. */
export const returnWhys = ['declined', 'late', 'erased'] as const
export type ReturnWhy = (typeof returnWhys)[number]
export const returnWhyNames: Readonly<Record<ReturnWhy, string>> = {
  declined: '本人选择缴纳罚款',
  late: '到期没有做满',
  erased: '本人已注销账号',
}
