// The people and households of the demo city, with fixed ids: other seeds find them here without asking the database.
// Everybody is invented; telephone numbers are consecutive and belong to nobody we mean.
import type { PersonActor, Role } from '@shared/actors'
import type { AddressParts } from '@shared/people/addresses'
import { seedId } from '../ids'
import { seedNumber, seedPlace, seedPlaces, type SeedPlace } from '../places/seed-ids'

export type SeedPerson = {
  /** What to sign in with in the demo; the id is `seedId('person:' + key)`. */
  key: string
  name: string
  /** One line for the list of demo persons. */
  about: string
  birthYear?: number
  elder?: boolean
  /** Label of the place and number of the household there. */
  household?: [place: string, index: number]
  grants?: [Role, string][]
  /** Signs in to the console with the printed demo password. */
  loginName?: string
}

/** Inspectors of several organisations (organisations/seed.ts), beside the one of 东湖区. */
const inspectors = [
  ['inspect-1-ding', '丁望', '柳湾街道'],
  ['inspect-2-meng', '孟晓岚', '柳湾街道'],
  ['inspect-3-zou', '邹立新', '钟楼街道'],
  ['inspect-4-tian', '田秀云', '钟楼街道'],
  ['inspect-5-ren', '任槐生', '槐荫镇'],
  ['inspect-6-shen', '沈一鸣', '市分类办'],
  ['inspect-7-yao', '姚红梅', '市分类办'],
  ['inspect-8-fan', '范明', '求实评估'],
] as const

/** Those of no subdistrict assess cells as well. */
const isCityBody = (of: string): boolean => of === '市分类办' || of === '求实评估'

export const seedPersons: readonly SeedPerson[] = [
  {
    key: 'resident-1-wang',
    name: '王桂兰',
    about: '居民，72岁，用长者模式，儿子李明代办',
    birthYear: 1954,
    elder: true,
    household: ['liuwan/1/1', 0],
  },
  {
    key: 'resident-2-li',
    name: '李明',
    about: '居民，户主，为母亲王桂兰代办',
    birthYear: 1981,
    household: ['liuwan/1/1', 1],
  },
  { key: 'resident-3-chen', name: '陈雨', about: '居民，合租房 A 间', birthYear: 1999, household: ['zhonglou/1/1', 0] },
  { key: 'resident-4-zhao', name: '赵大勇', about: '居民，住在村里', birthYear: 1968, household: ['huaiyin/2/1', 0] },
  { key: 'resident-5-new', name: '林小满', about: '刚注册，还没有加入住户', birthYear: 1996 },
  { key: 'crew-1-zhang', name: '张强', about: '收运员，柳湾街道', grants: [['crew', 'liuwan']] },
  { key: 'crew-2-liu', name: '刘洋', about: '收运员，钟楼街道', grants: [['crew', 'zhonglou']] },
  { key: 'crew-3-ma', name: '马春生', about: '收运员，槐荫镇', grants: [['crew', 'huaiyin']] },
  { key: 'crew-4-gao', name: '高建国', about: '收运员，柳湾街道第二组', grants: [['crew', 'liuwan']] },
  {
    key: 'dispatch-1-zhou',
    name: '周敏',
    about: '调度员，东湖区',
    grants: [['dispatcher', 'donghu']],
    loginName: 'dispatcher',
  },
  {
    key: 'dispatch-2-qiu',
    name: '邱林',
    about: '调度员，南塬县',
    grants: [['dispatcher', 'nanyuan']],
    loginName: 'dispatcher2',
  },
  {
    key: 'community-1-wu',
    name: '吴静',
    about: '社区工作者，柳湾社区',
    grants: [['communityWorker', 'liuwan/1']],
    loginName: 'community',
  },
  {
    key: 'community-2-zheng',
    name: '郑秀英',
    about: '社区工作者，钟楼社区',
    grants: [['communityWorker', 'zhonglou/1']],
    loginName: 'community2',
  },
  {
    key: 'community-3-he',
    name: '何守田',
    about: '村委会工作人员，槐庄村',
    grants: [['communityWorker', 'huaiyin/2']],
    loginName: 'community3',
  },
  {
    key: 'property-1-qian',
    name: '钱锋',
    about: '物业经理',
    grants: [['propertyManager', 'liuwan/1/1']],
    loginName: 'property',
  },
  {
    key: 'subdistrict-1-feng',
    name: '冯晓东',
    about: '街道工作人员，柳湾街道',
    grants: [['subdistrictOfficer', 'liuwan']],
    loginName: 'subdistrict',
  },
  { key: 'city-1-xu', name: '徐岩', about: '市级工作人员', grants: [['cityOfficer', 'qingchuan']], loginName: 'city' },
  {
    key: 'city-2-han',
    name: '韩梅',
    about: '审计员，只看不改',
    grants: [['auditor', 'qingchuan']],
    loginName: 'auditor',
  },
  {
    key: 'city-3-tang',
    name: '唐志远',
    about: '系统管理员',
    grants: [['administrator', 'qingchuan']],
    loginName: 'admin',
  },
  {
    key: 'city-4-lu',
    name: '卢敏',
    about: '市级工作人员，复核',
    grants: [['cityOfficer', 'qingchuan']],
    loginName: 'city2',
  },
  {
    key: 'field-01-sun',
    name: '孙丽',
    about: '志愿者，柳湾社区',
    household: ['liuwan/1/2', 0],
    grants: [['volunteer', 'liuwan/1']],
  },
  {
    key: 'field-02-zhu',
    name: '朱国庆',
    about: '志愿者组长，柳湾社区',
    household: ['liuwan/1/2', 1],
    grants: [
      ['volunteer', 'liuwan/1'],
      ['leadVolunteer', 'liuwan/1'],
    ],
  },
  { key: 'field-03-qin', name: '秦芳', about: '引导员，柳湾街道', grants: [['guideWorker', 'liuwan']] },
  {
    key: 'field-04-xu',
    name: '许长顺',
    about: '桶长',
    household: ['liuwan/1/1', 2],
    grants: [['keeper', 'liuwan/1/1']],
  },
  {
    key: 'field-05-lv',
    name: '吕保田',
    about: '村收集员',
    household: ['huaiyin/2/1', 1],
    grants: [['villageCollector', 'huaiyin/2']],
  },
  { key: 'field-06-shi', name: '施海', about: '清运公司', grants: [['hauler', 'donghu']], loginName: 'hauler' },
  { key: 'field-07-cao', name: '曹磊', about: '处置单位', grants: [['disposer', 'qingchuan']] },
  { key: 'field-08-yan', name: '严小店', about: '兑换点店主，柳湾便民店', grants: [['merchant', 'liuwan/1']] },
  { key: 'field-09-hua', name: '华蓉', about: '申报单位经办人', grants: [['applicant', 'donghu']] },
  { key: 'field-10-jin', name: '金老师', about: '学校老师', grants: [['teacher', 'liuwan']] },
  { key: 'field-11-wei', name: '魏宣讲', about: '讲师', grants: [['lecturer', 'qingchuan']] },
  {
    key: 'field-12-tao',
    name: '陶业',
    about: '业委会',
    household: ['liuwan/1/1', 3],
    grants: [['ownersCommittee', 'liuwan/1/1']],
  },
  {
    key: 'field-13-jiang',
    name: '姜巡',
    about: '巡查员，东湖区',
    grants: [['inspector', 'donghu']],
    loginName: 'inspector',
  },
  {
    key: 'field-14-qi',
    name: '戚正',
    about: '执法人员，东湖区',
    grants: [['enforcementOfficer', 'donghu']],
    loginName: 'enforcement',
  },
  { key: 'field-15-xie', name: '谢评', about: '评估员', grants: [['assessor', 'qingchuan']] },
  { key: 'field-16-pan', name: '潘掌柜', about: '兑换点店主，钟楼小超市', grants: [['merchant', 'zhonglou/1']] },
  { key: 'field-17-lu', name: '路平', about: '路长，柳湾路', grants: [['roadChief', 'road/1']] },
  ...inspectors.map(([key, name, of]): SeedPerson => ({
    key,
    name,
    about: `检查员，${of}，全市`,
    grants: isCityBody(of)
      ? [
          ['inspector', 'qingchuan'],
          ['assessor', 'qingchuan'],
        ]
      : [['inspector', 'qingchuan']],
  })),
  // act for an organisation and hold no role
  { key: 'kitchen-1-luo', name: '罗桂生', about: '饭店店主，自己掌勺，老街坊饭店', birthYear: 1969 },
  { key: 'truck-1-ma', name: '马小军', about: '餐厨收运司机，洁源餐厨收运', birthYear: 1985 },
  { key: 'truck-2-bai', name: '白长顺', about: '餐厨收运司机，青禾环保收运', birthYear: 1978 },
  { key: 'scale-1-gu', name: '顾晓晨', about: '地磅员，绿源有机质处理', birthYear: 1992 },
  { key: 'scale-2-tan', name: '谭秋水', about: '地磅员，沃土生物质', birthYear: 1990 },
]

export const seedPersonId = (key: string): string => seedId(`person:${key}`)

/** A person of the demo city with their home and what they were granted, to act by the operations. */
export function seedActor(key: string): PersonActor {
  const { grants = [], household } = seedPersons.find((person) => person.key === key) ?? {}
  return {
    ...actingAs(seedPersonId(key)),
    households: household
      ? [{ householdId: seedHousehold(...household).id, placePath: seedPlace(household[0]).path, owner: true }]
      : [],
    grants: grants.map(([role, label]: [Role, string]) => ({
      role,
      placeId: seedPlace(label).id,
      placePath: seedPlace(label).path,
    })),
  }
}

/** Anybody of the demo city, without a grant. */
export const actingAs = (personId: string): PersonActor => ({
  kind: 'person',
  personId,
  sessionId: 'seed',
  grants: [],
  households: [],
})

export type SeedHousehold = {
  id: string
  place: SeedPlace
  index: number
  parts: AddressParts
  /** Ids of its members, the owner first; empty for card-only households. */
  members: string[]
  /** Key of a demo person who lives there. */
  demoKey?: string
}

let made: SeedHousehold[] | null = null

/** About 6,500 households of all compounds and villages, some 40 % of them with members. */
export function seedHouseholds(): readonly SeedHousehold[] {
  return (made ??= seedPlaces().flatMap((place) =>
    Array.from({ length: place.households }, (_unused, index) => makeHousehold(place, index)),
  ))
}

/** A household of the demo by its place's label and number. @throws Error where there is none */
export function seedHousehold(label: string, index: number): SeedHousehold {
  const found = seedHouseholds().find((household) => household.place.label === label && household.index === index)
  if (!found) throw new Error(`no such demo household: ${label} ${index}`)
  return found
}

function makeHousehold(place: SeedPlace, index: number): SeedHousehold {
  const label = `household:${place.label}:${index}`
  const demo = seedPersons.find((person) => person.household?.[0] === place.label && person.household[1] === index)
  const count = demo
    ? 1
    : seedNumber(`members:${label}`, 100) >= 40
      ? 0
      : 1 + (seedNumber(`second:${label}`, 3) === 0 ? 1 : 0)
  const members = demo
    ? [seedPersonId(demo.key)]
    : Array.from({ length: count }, (_unused, number) => seedId(`person:${label}:${number}`))
  return {
    id: seedId(label),
    place,
    index,
    parts: partsOf(place, index, label),
    members,
    ...(demo ? { demoKey: demo.key } : {}),
  }
}

/**
 * Six floors with two doors a stair, two stairs a building; villages count their doors. The first flat of 钟楼 is shared
 * (A).
 */
function partsOf(place: SeedPlace, index: number, label: string): AddressParts {
  if (place.kind === 'village') return { building: '', unit: '', room: String(index + 1), sub: '' }
  const [building, stair, floor, door] = [
    Math.floor(index / 24) + 1,
    Math.floor((index % 24) / 12) + 1,
    Math.floor((index % 12) / 2) + 1,
    (index % 2) + 1,
  ]
  return {
    building: String(building),
    unit: String(stair),
    room: `${floor}0${door}`,
    sub: label === `household:${seedPlace('zhonglou/1/1').label}:0` ? 'A' : '',
  }
}
