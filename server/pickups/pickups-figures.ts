// What became of the pickups of an area, and how much was carried away: two charts for staff, read from the bookings of
// the days asked for. A hauler sees the rounds it drives; a property manager the bookings of its sites, and of the
// weights the sum of its compound, which the roll of honour tells everybody.
import type { Actor, Role } from '@shared/actors'
import { readers } from '@shared/pickups/roles'
import { dayOf } from '@shared/time'
import { withCommas } from '@shared/units'
import { now } from '../clock'
import { comparedWith, lately, overTime, type Asked, type Counted, type FigureRow } from '../figures'
import type { Tile } from '@shared/work/figures'
import { affiliationsAt } from '../organisations/affiliations'
import { Bookings } from './bookings.model'
import { Rounds } from './rounds.model'

/** The rounds that the haulers of whoever asks drive. */
async function roundsOf(actor: Actor): Promise<string[]> {
  if (actor.kind !== 'person') return []
  const belongings = await affiliationsAt(actor.personId, dayOf(now()))
  const ids = belongings.map(({ organisationId }) => organisationId)
  return Rounds.distinct('_id', { organisationId: { $in: ids } } as object).exec()
}

type Part = Readonly<Record<string, unknown>>

/** The bookings of the days that each of the roles may be told of. */
async function bookingsFor(asked: Asked, parts: readonly (readonly [readonly Role[], Part])[]): Promise<Part> {
  const where: Part[] = parts.flatMap(([roles, part]) => {
    const places = asked.placesOf(roles)
    return places.length > 0 ? [{ placePath: { $in: places }, ...part }] : []
  })
  const own = asked.placesOf(['hauler'])
  if (own.length > 0) where.push({ placePath: { $in: own }, roundId: { $in: await roundsOf(asked.actor) } })
  return { $or: where.map((part) => ({ ...part, day: { $gte: asked.from, $lte: asked.to } })) }
}

const fates = { kept: '收走', failed: '到场没收成', missed: '报漏收', waiting: '还没到时候' } as const

/** By the day for which it is booked. Missed: reported so, and no crew has logged it since. */
const FATE = {
  $switch: {
    branches: [
      { case: { $gt: ['$missed', null] }, then: 'missed' },
      { case: { $in: ['$status', ['collected', 'partly_collected']] }, then: 'kept' },
      {
        case: { $eq: ['$status', 'settled'] },
        then: { $cond: [{ $gt: [{ $size: '$weights' }, 0] }, 'kept', 'failed'] },
      },
      { case: { $in: ['$status', ['not_presented', 'no_access', 'refused', 'revisit_due']] }, then: 'failed' },
    ],
    default: 'waiting',
  },
}
const NEVER_HAPPENED = ['held', 'lapsed', 'cancelled', 'cancelled_by_operator']

async function kept(asked: Asked): Promise<Counted[]> {
  const seen = await bookingsFor(asked, [
    [readers, {}],
    [['propertyManager'], { siteId: { $exists: true } }],
  ])
  const rows = await Bookings.aggregate<{ _id: { day: string; key: string }; value: number }>([
    { $match: { $and: [seen, { status: { $nin: NEVER_HAPPENED } }] } },
    { $group: { _id: { day: '$day', key: FATE }, value: { $sum: 1 } } },
  ])
  return rows.map(({ _id, value }) => ({ ..._id, value }))
}

const streams = {
  paper: '纸类',
  plastic: '塑料',
  other: '金属、玻璃、织物',
  weee: '废旧家电',
  furniture: '家具',
  rest: '有害和其他',
} as const
const STREAM = {
  $switch: {
    branches: [
      { case: { $in: ['$weights.material', ['paper', 'cardboard', 'beverage_carton']] }, then: 'paper' },
      {
        case: { $in: ['$weights.material', ['plastic_mixed', 'plastic_pet', 'plastic_hdpe', 'plastic_pp']] },
        then: 'plastic',
      },
      { case: { $in: ['$weights.material', ['aluminium', 'steel', 'copper', 'glass', 'textile']] }, then: 'other' },
      { case: { $eq: ['$weights.material', 'weee'] }, then: 'weee' },
      { case: { $in: ['$weights.material', ['wood_furniture', 'wood_furniture_reused']] }, then: 'furniture' },
    ],
    default: 'rest',
  },
}
const weighers = [...readers, 'inspector', 'propertyManager', 'enforcementOfficer'] as const

async function weights(asked: Asked): Promise<Counted[]> {
  const seen = await bookingsFor(asked, [[weighers, {}]])
  const rows = await Bookings.aggregate<{ _id: { day: string; key: string }; grams: number }>([
    { $match: { $and: [seen, { mixedLoad: { $ne: true } }] } },
    { $unwind: '$weights' },
    { $group: { _id: { day: '$day', key: STREAM }, grams: { $sum: '$weights.grams' } } },
  ])
  return rows.map(({ _id, grams }) => ({ ..._id, value: grams / 1000 }))
}

const DECIDED = ['kept', 'failed', 'missed'] as const

/** How many doors today and how far along; and how often a booking ends with the thing on the truck. */
async function todaysDoors(asked: Asked): Promise<Tile[]> {
  const counted = await kept(asked)
  const today = counted.filter(({ day }) => day === asked.to)
  const sum = (keys: readonly string[]): number =>
    today.reduce((total, { key, value }) => (keys.includes(key) ? total + value : total), 0)
  const [all, over, collected] = [sum(Object.keys(fates)), sum(DECIDED), sum(['kept'])]
  const [ended, good] = [lately(asked.to, counted, DECIDED), lately(asked.to, counted, ['kept'])]
  const rate = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10
  const change = Math.round((rate(good.now, ended.now) - rate(good.before, ended.before)) * 10) / 10
  return [
    {
      kind: 'pickups.today',
      title: '今天上门',
      value: String(all),
      unit: '户',
      note: all === 0 ? '今天没有预约' : `收了${collected}户，没收成 ${over - collected}户`,
      share: all === 0 ? null : over / all,
      trend: [],
    },
    ...(ended.now === 0
      ? []
      : [
          {
            kind: 'pickups.rate',
            title: '上门收成率，近30天',
            value: String(rate(good.now, ended.now)),
            unit: '%',
            note:
              ended.before * 5 < ended.now
                ? `${ended.now}户次里收走 ${good.now}户次`
                : change === 0
                  ? '和前30天一样'
                  : `比前30天${change > 0 ? '高' : '低'} ${Math.abs(change)}个百分点`,
            share: null,
            trend: ended.weeks.flatMap((whole, at) => (whole === 0 ? [] : [rate(good.weeks[at] ?? 0, whole)])),
          },
        ]),
  ]
}

async function carriedAway(asked: Asked): Promise<Tile[]> {
  const { now: kilograms, before, weeks } = lately(asked.to, await weights(asked), Object.keys(streams))
  if (kilograms === 0) return []
  return [
    {
      kind: 'pickups.weights',
      title: '收走的重量，近30天',
      value: withCommas(Math.round(kilograms)),
      unit: '千克',
      note: comparedWith(kilograms, before),
      share: null,
      trend: weeks,
    },
  ]
}

export const pickupsFigures: readonly FigureRow[] = [
  {
    kind: 'pickups.kept',
    title: '预约办成了多少',
    unit: '户次',
    stacked: true,
    method: '按预约的那一天计；取消的不算。报漏收：居民报了没人来、之后也没有收运记录的，已安排补收的也算在内。',
    may: [...readers, 'propertyManager', 'hauler'],
    today: { first: true, read: todaysDoors },
    read: async (asked) => {
      const { total, ...chart } = overTime(asked, 'day', fates, await kept(asked))
      const all = chart.series.reduce((sum, each) => sum + each.total, 0)
      const parts = [`收走 ${total('kept')}`, `没收成 ${total('failed')}`, `报漏收 ${total('missed')}`]
      return { ...chart, said: all === 0 ? '这段日子没有预约' : `预约${all}户次：${parts.join('，')}` }
    },
  },
  {
    kind: 'pickups.weights',
    title: '收走了多重',
    unit: '千克',
    stacked: true,
    method: '上门过秤的重量，按预约的那一天计，更正过的用更正后的数；混装的不算。',
    may: [...weighers, 'hauler'],
    today: { first: false, read: carriedAway },
    read: async (asked) => {
      const { total: _total, ...chart } = overTime(asked, 'week', streams, await weights(asked))
      const all = chart.series.reduce((sum, each) => sum + each.total, 0)
      return { ...chart, said: all === 0 ? '这段日子没有过秤' : `一共${Math.round(all * 10) / 10}千克` }
    },
  },
]
