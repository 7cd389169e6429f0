// Participation and correctness by week, for the first page of staff, from the daily facts of compounds.
import { readers } from '@shared/dropoffs/vocabulary'
import { overTime, type Asked, type FigureRow } from '../figures'
import { checksIn, correctIn } from './desk'
import { DayCounts, type CountRecord } from './dropoffs.model'

const factsOf = ({ places, from, to }: Asked): Promise<CountRecord[]> =>
  DayCounts.find({ placePath: { $in: [...places] }, of: 'compound', day: { $gte: from, $lte: to } })
    .lean<CountRecord[]>()
    .exec()

export const dropoffsFigures: readonly FigureRow[] = [
  {
    kind: 'dropoffs.households',
    title: '投放参与',
    unit: '户次',
    stacked: false,
    method: '每户每天投放过算一户次，按投放的那一天计；匿名的不算。',
    may: readers,
    read: async (asked) => {
      const found = await factsOf(asked)
      const { total, ...chart } = overTime(
        asked,
        'week',
        { households: '参与' },
        found.map(({ day, counts }) => ({ day, key: 'households', value: counts['households'] ?? 0 })),
      )
      const all = total('households')
      return { ...chart, said: all === 0 ? '这段日子还没有投放登记' : `共${all}户次` }
    },
  },
  {
    kind: 'dropoffs.correct',
    title: '投放分对',
    unit: '袋',
    stacked: true,
    method: '登记的每袋按结果计，组长复看过的以复看为准；两人登记不一致的算没有分对，匿名的也算。',
    may: readers,
    read: async (asked) => {
      const found = await factsOf(asked)
      const { total, ...chart } = overTime(
        asked,
        'week',
        { correct: '分对', other: '没分对' },
        found.flatMap(({ day, counts }) => [
          { day, key: 'correct', value: correctIn(counts) },
          { day, key: 'other', value: checksIn(counts) - correctIn(counts) },
        ]),
      )
      const all = total('correct') + total('other')
      const percent = all === 0 ? 0 : Math.round((total('correct') * 100) / all)
      return { ...chart, said: all === 0 ? '这段日子还没有投放登记' : `${all}袋，分对 ${percent}%` }
    },
  },
]
