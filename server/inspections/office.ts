// What staff are told of inspections without asking: findings to mend and to check, lines that two phones filled in
// differently, forms that wait for a second person; and how many drawn visits and closed findings there were by week.
import type { Actor } from '@shared/actors'
import { MAX_COUNTED } from '@shared/contract'
import { findingStateNames, visitKindNames } from '@shared/inspections/vocabulary'
import { formKeepers, leads, menders, planReaders, readers } from '@shared/inspections/roles'
import { dayOf, instantAt, showDay, type Day } from '@shared/time'
import { actorId } from '../audit'
import { now } from '../clock'
import { overTime, type FigureRow } from '../figures'
import { countsByDue, countsOf, firstByDue, undatedWork, type Item, type WorkRow } from '../work'
import {
  Findings,
  Forms,
  Visits,
  type FindingDocument,
  type FormDocument,
  type VisitDocument,
} from './inspections.model'

const findingItem = ({ _id, targetName, spot, text, dueAt }: FindingDocument): Item => ({
  id: _id,
  text: `${targetName} ${spot}：${text}`,
  dueAt,
  link: `/findings?open=${_id}`,
})

const ownVisits = (actor: Actor, limit: number): Promise<VisitDocument[]> =>
  Visits.find(ownFilter(actor)).sort({ day: 1, _id: 1 }).limit(limit).lean<VisitDocument[]>().exec()

const visitItem = ({ _id, targetName, kind, day }: VisitDocument): Item => ({
  id: _id,
  text: `${targetName}，${visitKindNames[kind]}`,
  dueAt: instantAt(day, '24:00'),
  link: `/inspections?open=${_id}`,
})

const openFilter = (places: readonly string[]) => ({ placePath: { $in: [...places] }, state: 'open' as const })

const ownFilter = (actor: Actor) => ({
  inspectorId: actorId(actor),
  day: { $lte: dayOf(now()) },
  state: { $in: ['assigned' as const, 'begun' as const] },
})

export const inspectionsWork: readonly WorkRow[] = [
  {
    kind: 'inspections.visit',
    title: '派给我的检查',
    may: ['inspector'],
    count: async ({ actor }) => countsOf((await ownVisits(actor, MAX_COUNTED)).map(visitItem)),
    next: async ({ actor }, limit) => (await ownVisits(actor, limit)).map(visitItem),
  },
  {
    kind: 'inspections.mend',
    title: '检查发现的问题待整改',
    may: menders,
    count: ({ places }) => countsByDue(Findings, openFilter(places), 'dueAt'),
    next: async ({ places }, limit) =>
      (await firstByDue(Findings, openFilter(places), 'dueAt', limit)).map(findingItem),
  },
  undatedWork<FindingDocument>({
    kind: 'inspections.check',
    title: '报告已整改，待核',
    may: leads,
    model: () => Findings,
    // nobody checks what they have reported mended themselves
    filter: ({ places, near }) => ({
      placePath: { $in: [...places] },
      state: 'fixed',
      'steps.by': { $nin: [...near.actors] },
    }),
    sort: { dueAt: 1 },
    items: (found) => found.map((finding) => ({ ...findingItem(finding), dueAt: null })),
  }),
  undatedWork<VisitDocument>({
    kind: 'inspections.disputed',
    title: '两台手机填写不一致',
    may: leads,
    model: () => Visits,
    filter: ({ places, near }) => ({
      placePath: { $in: [...places] },
      state: 'disputed',
      inspectorId: { $nin: [...near.actors] },
    }),
    sort: { day: -1 },
    items: (found) =>
      found.map(({ _id, targetName, day }) => ({
        id: _id,
        text: `${targetName} ${showDay(day)}，请选定一份`,
        dueAt: null,
        link: `/inspections?open=${_id}`,
      })),
  }),
  undatedWork<FormDocument>({
    kind: 'inspections.forms',
    title: '检查表待第二人公布',
    may: formKeepers,
    model: () => Forms,
    filter: ({ places, near }) => ({
      placePath: { $in: [...places] },
      state: 'proposed',
      writtenBy: { $nin: [...near.actors] },
    }),
    sort: { validFrom: 1 },
    items: (found) =>
      found.map(({ _id, content, validFrom }) => ({
        id: _id,
        text: `${content.title}，${showDay(validFrom)}起`,
        dueAt: null,
        link: `/inspection-forms?open=${_id}`,
      })),
  }),
]

const shownStates = { closed: findingStateNames.closed, fixed: findingStateNames.fixed, open: findingStateNames.open }

export const inspectionsFigures: readonly FigureRow[] = [
  {
    kind: 'inspections.findings',
    title: '检查发现的问题',
    unit: '个',
    stacked: true,
    method: '按发现的那一周计数，按现在的状态分开；已撤销、重复和不属本对象的不在内。',
    may: readers,
    read: async (asked) => {
      const rows = await Findings.aggregate<{ _id: { day: Day; key: string }; value: number }>([
        {
          $match: {
            placePath: { $in: [...asked.places] },
            day: { $gte: asked.from, $lte: asked.to },
            state: { $in: Object.keys(shownStates) },
          },
        },
        { $group: { _id: { day: '$day', key: '$state' }, value: { $sum: 1 } } },
      ])
      if (rows.length === 0) return null
      const counted = rows.map(({ _id, value }) => ({ ..._id, value }))
      const { total, ...chart } = overTime(asked, 'week', shownStates, counted)
      const all = Object.keys(shownStates).reduce((sum, key) => sum + total(key), 0)
      return { ...chart, said: `这段时间检查发现${all}个问题，其中${total('closed')}个已整改。` }
    },
  },
  {
    kind: 'inspections.visits',
    title: '完成的双随机检查',
    unit: '次',
    stacked: false,
    method: '随机抽中并已签字完成的检查，按周计数；投诉核查、复查和路长巡查不在内。',
    may: planReaders,
    read: async (asked) => {
      const rows = await Visits.aggregate<{ _id: Day; value: number }>([
        {
          $match: {
            placePath: { $in: [...asked.places] },
            day: { $gte: asked.from, $lte: asked.to },
            kind: 'drawn',
            state: 'finished',
          },
        },
        { $group: { _id: '$day', value: { $sum: 1 } } },
      ])
      if (rows.length === 0) return null
      const counted = rows.map(({ _id, value }) => ({ day: _id, key: 'drawn', value }))
      const { total, ...chart } = overTime(asked, 'week', { drawn: '双随机检查' }, counted)
      return { ...chart, said: `这段时间完成双随机检查${total('drawn')}次。` }
    },
  },
]
