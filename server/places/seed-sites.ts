// Sites of the demo city: two drop-off sites a compound, one a village, and bulky, hazardous, recycling, re-use and
// textile sites. Names of people are invented; about one site in twelve has no keeper yet, so that the board of gaps
// has something to show.
import type { Window } from '@shared/places/rules'
import type { SiteKind, SiteRoute, Stream } from '@shared/places/vocabulary'
import { seal } from '../field-cipher'
import { seedId } from '../ids'
import type { Duty, Site } from './places.model'
import { seedNumber, seedPlaces, type SeedPlace } from './seed-ids'
import { nameKeyOf } from './search-keys'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const daily = (...hours: [string, string][]): Window[] => hours.map(([from, to]) => ({ weekdays: EVERY_DAY, from, to }))
const FOUR: Stream[] = ['recyclable', 'food', 'hazardous', 'residual']
const SURNAMES = [...'赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜']
const GIVEN = [
  '秀兰',
  '建国',
  '桂英',
  '志强',
  '玉梅',
  '海涛',
  '春燕',
  '国庆',
  '晓敏',
  '文斌',
  '丽华',
  '长顺',
  '爱民',
  '雪琴',
  '永安',
  '淑芬',
]

/** An invented person's name out of a label. */
export const seedName = (label: string): string =>
  `${SURNAMES[seedNumber(`s:${label}`, SURNAMES.length)]}${GIVEN[seedNumber(`g:${label}`, GIVEN.length)]}`

type Plan = {
  key: string
  kind: SiteKind
  name: string
  takes: SiteRoute[]
  streams?: Stream[]
  windows: Window[]
  address: string
  note?: string
}

/** The one of villages whose farms bring back packaging and film. */
const FARM_COMMUNITY = 'huaiyin/2'
const FARM_SHOP: Plan = {
  key: 'farm',
  kind: 'recycling_station',
  name: '槐庄供销社回收点',
  takes: ['return_to_shop'],
  windows: daily(['08:00', '18:00']),
  address: '村委会斜对面',
  note: '收农药瓶、农药袋和农膜，按市里的办法给奖励或退押金',
}

/** Sites planned at one place, by the place's kind. */
function plansFor(place: SeedPlace, index: number): Plan[] {
  switch (place.kind) {
    case 'compound':
      return compoundPlans(index)
    case 'village':
      return [
        {
          key: 'drop',
          kind: 'drop_off',
          name: '村头投放点',
          takes: ['bin', 'builders_waste'],
          streams: FOUR,
          windows: [],
          address: '村口文化墙旁',
          note: '会烂的放绿桶；灰土放旁边的惰性垃圾池',
        },
      ]
    case 'community':
      return [
        {
          key: 'bulky',
          kind: 'bulky',
          name: `${place.name}大件暂存点`,
          takes: ['bulky'],
          windows: daily(['08:00', '18:00']),
          address: `${place.name}服务中心后院`,
          note: '请先预约；不收装修垃圾',
        },
        {
          key: 'hazard',
          kind: 'hazardous',
          name: `${place.name}有害垃圾收集点`,
          takes: ['hazardous_point'],
          windows: [
            { weekdays: [6, 7], from: '09:00', to: '11:00' },
            { weekdays: [3], from: '15:00', to: '17:00' },
          ],
          address: `${place.name}服务中心门厅`,
        },
        ...(place.label === FARM_COMMUNITY ? [FARM_SHOP] : []),
      ]
    case 'subdistrict':
      return [
        {
          key: 'station1',
          kind: 'recycling_station',
          name: `${place.name}第一交投站`,
          takes: ['door_recycling', 'parcel_box', 'return_to_shop'],
          windows: daily(['08:30', '12:00'], ['14:00', '17:30']),
          address: '农贸市场东门',
        },
        {
          key: 'station2',
          kind: 'recycling_station',
          name: `${place.name}第二交投站`,
          takes: ['door_recycling', 'garden_waste'],
          windows: [{ weekdays: [1, 2, 3, 4, 5, 6], from: '08:30', to: '17:30' }],
          address: '环卫所院内',
        },
        {
          key: 'reuse',
          kind: 'reuse_shop',
          name: `${place.name}换客小店`,
          takes: ['reuse', 'textile_box'],
          windows: [{ weekdays: [2, 3, 4, 5, 6, 7], from: '09:00', to: '17:00' }],
          address: '便民服务中心一楼',
        },
      ]
    default:
      return []
  }
}

function compoundPlans(index: number): Plan[] {
  const evening: [string, string] = index % 3 === 0 ? ['18:30', '20:30'] : ['19:00', '21:00']
  return [
    {
      key: 'drop1',
      kind: 'drop_off',
      name: '1号投放点',
      takes: ['bin'],
      streams: FOUR,
      windows: daily(['07:00', '09:00'], evening),
      address: '南门内东侧',
    },
    {
      key: 'drop2',
      kind: 'drop_off',
      name: '2号误时投放点',
      takes: ['bin'],
      streams: ['food', 'residual'],
      windows: daily(['06:00', '22:00']),
      address: '北门岗亭旁',
      note: '错过时间的可以投这里',
    },
    ...(index === 0
      ? [
          {
            key: 'bulky',
            kind: 'bulky' as const,
            name: '大件暂存处',
            takes: ['bulky' as const],
            windows: daily(['07:00', '19:00']),
            address: '北门停车棚旁',
            note: '物业约车来收，请不要放装修垃圾',
          },
        ]
      : []),
    ...(index % 3 === 0
      ? [
          {
            key: 'textile',
            kind: 'textile_box' as const,
            name: '旧衣回收箱',
            takes: ['textile_box' as const],
            windows: [],
            address: '东门快递柜旁',
          },
        ]
      : []),
  ]
}

/** Every site of the demo city, sealed with the field key. */
export function seedSites(at: Date): Site[] {
  const places = seedPlaces()
  const byId = new Map(places.map((place) => [place.id, place]))
  let compounds = 0
  return places.flatMap((place) => {
    const plans = plansFor(place, compounds)
    if (place.kind === 'compound') compounds += 1
    return plans.map((plan, index) => siteOf(place, byId, plan, index, at))
  })
}

function siteOf(place: SeedPlace, byId: ReadonlyMap<string, SeedPlace>, plan: Plan, index: number, at: Date): Site {
  const label = `site:${place.label}:${plan.key}`
  const id = seedId(label)
  const shift = (axis: string): number => ((seedNumber(`${axis}:${label}`, 2001) - 1000) / 1000) * 0.0008
  const coordinates: [number, number] = [
    Math.round((place.at[0] + shift('x')) * 1e6) / 1e6,
    Math.round((place.at[1] + shift('y')) * 1e6) / 1e6,
  ]
  const hasKeeper = seedNumber(`keeper:${label}`, 12) !== 0
  return {
    _id: id,
    kind: plan.kind,
    name: plan.name,
    nameKey: nameKeyOf(plan.name),
    placeId: place.id,
    placePath: place.path,
    takes: plan.takes,
    streams: plan.streams ?? [],
    windows: plan.windows,
    address: plan.address,
    location: { type: 'Point', coordinates },
    datum: 'wgs84',
    ...(hasKeeper ? { keeperSealed: seal(seedName(label), id) } : {}),
    duties: index === 0 ? dutiesOf(place, byId, id) : [],
    status: 'open',
    note: plan.note ?? '',
    revision: 0,
    createdAt: at,
    updatedAt: at,
  }
}

/** Who answers for it on each level: compound or village, community, area. */
function dutiesOf(place: SeedPlace, byId: ReadonlyMap<string, SeedPlace>, siteId: string): Duty[] {
  const levels = { compound: 'compound', village: 'compound', community: 'community', subdistrict: 'area' } as const
  return [...place.path].reverse().flatMap((id) => {
    const above = byId.get(id)
    const level = above && above.kind in levels ? levels[above.kind as keyof typeof levels] : undefined
    return above && level
      ? [{ level, title: `${above.name}负责人`, nameSealed: seal(seedName(`duty:${above.label}`), siteId) }]
      : []
  })
}
