// What people complain about and report in an area, and how far it is dealt with: charts for those who read it.
import { aboutNames, complaints, type ComplaintAbout } from '@shared/reports/complaints-contract'
import { categoryNames, reportCategories, type ReportCategory } from '@shared/reports/categories'
import { reports } from '@shared/reports/reports-contract'
import { addDays, instantAt } from '@shared/time'
import { now } from '../clock'
import type { FigureRow } from '../figures'
import { Complaints } from './complaints.model'

type Row = { _id: ComplaintAbout; waiting: number; upheld: number; other: number }

type CategoryCount = {
  _id: { category: ReportCategory; state: 'waiting' | 'overdue' | 'inTime' | 'late' }
  count: number
}

const OPEN = { $in: ['$status', ['waiting', 'reopened']] }
const UPHELD = { $in: [{ $last: '$answers.outcome' }, ['upheld', 'partly']] }
/** Each answer came before the due of its round. */
const ALL_IN_TIME = {
  $allElementsTrue: {
    $map: {
      input: { $zip: { inputs: ['$answers.at', '$dues'] } },
      in: { $lte: [{ $arrayElemAt: ['$$this', 0] }, { $arrayElemAt: ['$$this', 1] }] },
    },
  },
}

export const reportsFigures: readonly FigureRow[] = [
  {
    kind: 'reports.about',
    title: '投诉说的是什么',
    unit: '件',
    stacked: true,
    method: '按投诉的那一天计；答复以最近一次为准。',
    may: complaints.desk.may,
    today: {
      first: true,
      read: async ({ places, to }) => {
        const within = { placePath: { $in: [...places] }, kind: 'complaint' as const }
        const [month, waiting] = await Promise.all([
          Complaints.countDocuments({ ...within, at: { $gte: instantAt(addDays(to, -29), '00:00') } }),
          Complaints.countDocuments({ ...within, status: { $in: ['waiting', 'reopened'] } }),
        ])
        const note = waiting === 0 ? '都答复了' : `${waiting}件还没答复`
        return [
          {
            kind: 'reports.about',
            title: '投诉，近30天',
            value: String(month),
            unit: '件',
            note,
            share: null,
            trend: [],
          },
        ]
      },
    },
    read: async ({ places, from, to }) => {
      const found = await Complaints.aggregate<Row>([
        {
          $match: {
            placePath: { $in: [...places] },
            kind: 'complaint',
            at: { $gte: instantAt(from, '00:00'), $lt: instantAt(addDays(to, 1), '00:00') },
          },
        },
        {
          $group: {
            _id: '$about',
            waiting: { $sum: { $cond: [OPEN, 1, 0] } },
            upheld: { $sum: { $cond: [{ $and: [{ $not: [OPEN] }, UPHELD] }, 1, 0] } },
            other: { $sum: { $cond: [{ $or: [OPEN, UPHELD] }, 0, 1] } },
          },
        },
      ])
      const rows = (Object.keys(aboutNames) as ComplaintAbout[]).map((about) => {
        const row = found.find(({ _id }) => _id === about)
        return { label: aboutNames[about], values: [row?.waiting ?? 0, row?.upheld ?? 0, row?.other ?? 0] }
      })
      const totals = [0, 1, 2].map((at) => rows.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
      const [waiting = 0, upheld = 0, other = 0] = totals
      const all = waiting + upheld + other
      return {
        rows,
        series: ['等待答复', '属实或部分属实', '不属实'].map((name, at) => ({ name, total: totals[at] ?? 0 })),
        said: all === 0 ? '这段日子没有投诉' : `投诉 ${all}件，等待答复 ${waiting}件`,
      }
    },
  },
  {
    kind: 'reports.categories',
    title: '随手拍报了什么',
    unit: '件',
    stacked: true,
    method: '按报的那一天计；并到别人那件的、撤回的不算；按时看每一次处理是不是在期限内。',
    may: reports.handle.may,
    read: async ({ places, from, to }) => {
      const found = await Complaints.aggregate<CategoryCount>([
        {
          $match: {
            placePath: { $in: [...places] },
            kind: 'report',
            status: { $nin: ['merged', 'withdrawn'] },
            at: { $gte: instantAt(from, '00:00'), $lt: instantAt(addDays(to, 1), '00:00') },
          },
        },
        {
          $project: {
            category: 1,
            state: {
              $cond: [
                OPEN,
                { $cond: [{ $lte: [{ $last: '$dues' }, now()] }, 'overdue', 'waiting'] },
                { $cond: [ALL_IN_TIME, 'inTime', 'late'] },
              ],
            },
          },
        },
        { $group: { _id: { category: '$category', state: '$state' }, count: { $sum: 1 } } },
      ])
      const counted = (category: ReportCategory, state: CategoryCount['_id']['state']): number =>
        found.find(({ _id }) => _id.category === category && _id.state === state)?.count ?? 0
      const states = ['waiting', 'overdue', 'inTime', 'late'] as const
      const rows = reportCategories.map((category) => ({
        label: categoryNames[category],
        values: states.map((state) => counted(category, state)),
      }))
      const totals = states.map((_state, at) => rows.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
      const [waiting = 0, overdue = 0, inTime = 0, late = 0] = totals
      const all = waiting + overdue + inTime + late
      return {
        rows,
        series: ['等待处理', '超期还没处理', '按时处理', '超期才处理'].map((name, at) => ({
          name,
          total: totals[at] ?? 0,
        })),
        said: all === 0 ? '这段日子没有人报' : `随手拍 ${all}件，超期还没处理 ${overdue}件，超期才处理 ${late}件`,
      }
    },
  },
]
