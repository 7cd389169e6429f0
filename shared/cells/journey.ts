// The way of an application as people read it: what has been, what is now, what comes, and the one sentence of what is
// next. Steps are called as the area calls them (申报·评估·验收, 认定, 评估推荐). Pure.
import type { Milestone } from './application'
import type { StepWords } from './tables'
import type { CellState } from './vocabulary'
import { longDay, showDay, type Day } from '../time'

type Key = Milestone['key']
const order: readonly Key[] = ['apply', 'review', 'site', 'rectify', 'notice', 'title', 'check', 'renew']

const at: Readonly<Record<CellState, Key>> = {
  draft: 'apply',
  selfAssessed: 'apply',
  submitted: 'review',
  returned: 'review',
  preliminaryOk: 'site',
  siteScheduled: 'site',
  siteScored: 'site',
  feedback: 'rectify',
  rectifying: 'rectify',
  accepted: 'notice',
  publicNotice: 'notice',
  underObjection: 'notice',
  titled: 'check',
  lightCheck: 'check',
  reReview: 'renew',
  renewed: 'check',
  suspended: 'check',
  revoked: 'check',
  expired: 'renew',
  declined: 'review',
  withdrawn: 'apply',
}

const failed: readonly CellState[] = ['suspended', 'revoked', 'expired', 'declined', 'withdrawn']

const until = (day: Day | null): string => (day ? `${showDay(day)}前` : '')

/** A year off: its year is said. */
const nextCheck = (due: Day | null): string => (due ? `，下次年度检查在${longDay(due)}前` : '')

/** What is next and by when, for whoever applied. */
export const nextOf: Readonly<Record<CellState, (due: Day | null) => string>> = {
  draft: () => '接着填，填好一条存一条，什么时候填都行',
  selfAssessed: () => '请负责人签承诺书，然后提交',
  submitted: (due) => `正在审核资料，${until(due)}有答复`,
  returned: (due) => `有几条要补充，请${until(due)}补好再提交`,
  preliminaryOk: (due) => `资料通过，${until(due)}约好现场评估的日子`,
  siteScheduled: (due) => (due ? `评估员${showDay(due)}到现场` : '评估员将到现场'),
  siteScored: () => '现场已打分，当天开反馈会',
  feedback: (due) => `已反馈，有整改的请按期整改${due ? `（${until(due)}）` : ''}`,
  rectifying: (due) => `请${until(due)}完成整改并拍照回报`,
  accepted: (due) => `已验收，${until(due)}开始公示`,
  publicNotice: (due) => (due ? `公示到${showDay(due)}，期满没有异议就命名` : '公示中'),
  underObjection: (due) => `有人提出异议，正在核实${due ? `，${until(due)}有结果` : ''}`,
  titled: (due) => `已命名${nextCheck(due)}`,
  lightCheck: (due) => `正在年度检查，${until(due)}有结果`,
  reReview: (due) => `快到期了，正在复评${due ? `，有效期到${longDay(due)}` : ''}`,
  renewed: (due) => `已续期${nextCheck(due)}`,
  suspended: () => '称号已暂停，请联系主管部门',
  revoked: () => '称号已撤销',
  expired: () => '称号已到期，可以重新申报',
  declined: () => '这次没有通过，改进以后可以重新申报',
  withdrawn: () => '已撤回，可以重新申报',
}

export type Reached = Readonly<Partial<Record<Key, Day | null>>>

/** The steps with their days. `reached`: on which day each was over; `failedAt`: where a declined one stopped. */
export function wayOf(
  state: CellState,
  steps: StepWords,
  { reached, dueOn, failedAt = null }: { reached: Reached; dueOn: Day | null; failedAt?: Key | null },
): Milestone[] {
  const names: Readonly<Record<Key, string>> = {
    apply: steps.apply,
    review: '资料审核',
    site: `现场${steps.assess}`,
    rectify: `整改${steps.accept}`,
    notice: '公示',
    title: steps.title,
    check: '年度检查',
    renew: '复评续期',
  }
  const here = failedAt ?? at[state]
  const isHeld = order.indexOf(here) > order.indexOf('title')
  return order.map((key) => {
    const isPast = order.indexOf(key) < order.indexOf(here)
    const isNow = key === here
    const day = reached[key] ?? null
    return {
      key,
      name: names[key],
      state: isPast ? 'done' : isNow ? (failed.includes(state) ? 'failed' : 'now') : 'next',
      day: isNow ? (dueOn ?? day) : day,
      text: isNow ? nextOf[state](dueOn) : isPast && day ? `${showDay(day)}完成` : isHeld || isPast ? '' : '还没到',
    }
  })
}
