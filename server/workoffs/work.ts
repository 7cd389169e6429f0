// What waits for an officer: cases that are worked off, and cases that came back.
import { longDay } from '@shared/time'
import { workoffOfficers } from '@shared/workoffs/rules'
import { returnWhyNames } from '@shared/workoffs/vocabulary'
import { undatedWork } from '../work'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

const waiting = (kind: string, title: string, state: 'worked' | 'returned', said: (one: WorkoffCase) => string) =>
  undatedWork<WorkoffCase>({
    kind,
    title,
    may: workoffOfficers,
    model: () => WorkoffCases,
    filter: ({ places, near }) => ({
      placePath: { $in: [...places] },
      state,
      personId: { $nin: [...near.persons] },
    }),
    sort: { dueOn: 1, _id: 1 },
    items: (found) =>
      found.map((one) => ({
        id: one._id,
        text: `${one.number}，${said(one)}`,
        dueAt: null,
        link: `/workoffs?open=${one._id}`,
      })),
  })

export const workoffsWork = [
  waiting('workoffs.toIssue', '以工代罚做满，待办结', 'worked', ({ dueOn }) => `期限${longDay(dueOn)}`),
  waiting('workoffs.returned', '以工代罚退回', 'returned', ({ returnedWhy = 'late' }) => returnWhyNames[returnedWhy]),
]
