// Loads that crews found mixed in an area, and what the inspections drawn by them came to: a chart for those who look
// into them.
import { loadReaders } from '@shared/runs/roles'
import { addDays, dayOf, instantAt } from '@shared/time'
import { overTime, type FigureRow } from '../figures'
import { LoadChecks } from './load-checks.model'

const states = { open: '等待核查', done: '已核查' } as const

export const runsFigures: readonly FigureRow[] = [
  {
    kind: 'runs.mixed',
    title: '混装核查',
    unit: '车次',
    stacked: true,
    method: '按收运员登记混装的那一天计；收回的登记不算。',
    may: [...loadReaders, 'enforcementOfficer'],
    today: {
      first: true,
      read: async ({ places, to }) => {
        const within = { placePath: { $in: [...places] } }
        const [month, open] = await Promise.all([
          LoadChecks.countDocuments({
            ...within,
            at: { $gte: instantAt(addDays(to, -29), '00:00') },
            status: { $ne: 'withdrawn' },
          }),
          LoadChecks.countDocuments({ ...within, status: 'open' }),
        ])
        const note = open === 0 ? '没有等着核查的' : `${open} 车次等着核查`
        return [
          {
            kind: 'runs.mixed',
            title: '混装，近30天',
            value: String(month),
            unit: '车次',
            note,
            share: null,
            trend: [],
          },
        ]
      },
    },
    read: async (asked) => {
      const found = await LoadChecks.find({
        placePath: { $in: [...asked.places] },
        at: { $gte: instantAt(asked.from, '00:00'), $lt: instantAt(addDays(asked.to, 1), '00:00') },
        status: { $ne: 'withdrawn' },
      })
        .select({ at: 1, status: 1 })
        .lean()
      const { total, ...chart } = overTime(
        asked,
        'week',
        states,
        found.map(({ at, status }) => ({ day: dayOf(at), key: status, value: 1 })),
      )
      const all = total('open') + total('done')
      return { ...chart, said: all === 0 ? '这段日子没有混装' : `混装 ${all} 车次，等待核查 ${total('open')}` }
    },
  },
]
