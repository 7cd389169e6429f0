// The places of the demo city 清川市, all invented, with fixed ids: other seeds find them here without asking the
// database. Two areas (a district and a county), two urban subdistricts and one town whose villages are rural; profile
// 许昌 from the city down.
import { createHash } from 'node:crypto'
import type { PlaceKind } from '@shared/places/vocabulary'
import { seedId } from '../ids'

export type SeedPlace = {
  kind: PlaceKind
  /** What its id is made of: `seedId('place:' + label)`. */
  label: string
  id: string
  name: string
  code?: string
  parentId: string | null
  path: string[]
  rural: boolean
  /** How many households the people's seed makes there; 0 above compounds and villages. */
  households: number
  /** WGS-84 `[lng, lat]`. */
  at: [number, number]
}

/** A fixed number from 0 to `below` - 1 out of a label. */
export function seedNumber(label: string, below: number): number {
  return createHash('sha256').update(label).digest().readUInt32BE(0) % below
}

const FRONT = [
  '锦绣',
  '和悦',
  '翠屏',
  '云栖',
  '望湖',
  '沁园',
  '书香',
  '福泽',
  '明珠',
  '金桂',
  '紫薇',
  '阳光',
  '安泰',
  '康宁',
  '怡景',
  '晨曦',
  '听松',
  '枫林',
]
const BACK = ['花园', '家园', '雅苑', '新村']
const VILLAGES = [
  '上槐庄',
  '下槐庄',
  '柿树岗',
  '白草坡',
  '石桥头',
  '小南洼',
  '马鞍岭',
  '东河湾',
  '西河湾',
  '老君沟',
  '杏花峪',
  '枣林寨',
  '黄土坡',
  '清泉沟',
  '磨盘营',
  '双井',
]

type Below = { label: string; name: string; code: string; compounds?: number; villages?: number }
type Sub = {
  label: string
  parent: string
  name: string
  code: string
  rural: boolean
  at: [number, number]
  communities: Below[]
}

const SUBDISTRICTS: readonly Sub[] = [
  {
    label: 'liuwan',
    parent: 'donghu',
    name: '柳湾街道',
    code: '419902001',
    rural: false,
    at: [114.212, 33.938],
    communities: ['柳湾', '荷塘', '锦绣', '春晓', '北苑'].map((name, index) => ({
      label: `liuwan/${index + 1}`,
      name: `${name}社区`,
      code: `41990200100${index + 1}`,
      compounds: 6,
    })),
  },
  {
    label: 'zhonglou',
    parent: 'donghu',
    name: '钟楼街道',
    code: '419902002',
    rural: false,
    at: [114.182, 33.921],
    communities: ['钟楼', '文庙', '铁塔', '西关'].map((name, index) => ({
      label: `zhonglou/${index + 1}`,
      name: `${name}社区`,
      code: `41990200200${index + 1}`,
      compounds: 5,
    })),
  },
  {
    label: 'huaiyin',
    parent: 'nanyuan',
    name: '槐荫镇',
    code: '419921101',
    rural: true,
    at: [114.301, 33.842],
    communities: [
      { label: 'huaiyin/1', name: '镇南社区', code: '419921101001', compounds: 4 },
      ...['槐庄', '石桥', '河湾', '清泉'].map((name, index) => ({
        label: `huaiyin/${index + 2}`,
        name: `${name}村委会`,
        code: `41992110120${index + 1}`,
        villages: 4,
      })),
    ],
  },
]

/** Behind all others, so that what other seeds draw by number stays as it is. */
const ROADS = [
  ['liuwan', '柳湾路'],
  ['liuwan', '湖畔街'],
  ['zhonglou', '钟楼街'],
] as const

const nearby = (label: string, [lng, lat]: [number, number], spread: number): [number, number] => {
  const shift = (axis: string): number => ((seedNumber(`${axis}:${label}`, 2001) - 1000) / 1000) * spread
  return [Math.round((lng + shift('x')) * 1e6) / 1e6, Math.round((lat + shift('y')) * 1e6) / 1e6]
}

let made: SeedPlace[] | null = null

/** All places of the demo city, parents before children. 54 compounds, 16 villages, about 6,500 households. */
export function seedPlaces(): readonly SeedPlace[] {
  return (made ??= makePlaces())
}

/** @throws Error for a label the demo city doesn't have */
export function seedPlace(label: string): SeedPlace {
  const found = seedPlaces().find((place) => place.label === label)
  if (!found) throw new Error(`no such demo place: ${label}`)
  return found
}

function makePlaces(): SeedPlace[] {
  const all = new Map<string, SeedPlace>()
  const add = (
    parent: string | null,
    place: Omit<SeedPlace, 'id' | 'parentId' | 'path' | 'households'> & { households?: number },
  ): void => {
    const id = seedId(`place:${place.label}`)
    const above = parent === null ? null : all.get(parent)
    all.set(place.label, {
      households: 0,
      ...place,
      id,
      parentId: above?.id ?? null,
      path: [...(above?.path ?? []), id],
    })
  }
  add(null, { kind: 'city', label: 'qingchuan', name: '清川市', code: '419900', rural: false, at: [114.2, 33.93] })
  add('qingchuan', {
    kind: 'district',
    label: 'donghu',
    name: '东湖区',
    code: '419902',
    rural: false,
    at: [114.2, 33.93],
  })
  add('qingchuan', {
    kind: 'district',
    label: 'nanyuan',
    name: '南塬县',
    code: '419921',
    rural: false,
    at: [114.3, 33.84],
  })
  let compounds = 0
  let villages = 0
  for (const { communities, parent, ...subdistrict } of SUBDISTRICTS) {
    add(parent, { kind: 'subdistrict', ...subdistrict })
    for (const { compounds: urban = 0, villages: rural = 0, ...community } of communities) {
      const at = nearby(community.label, subdistrict.at, rural > 0 ? 0.03 : 0.012)
      add(subdistrict.label, { kind: 'community', ...community, rural: rural > 0, at })
      for (let number = 1; number <= urban; number += 1) {
        const label = `${community.label}/${number}`
        const name = `${FRONT[compounds % FRONT.length]}${BACK[Math.floor(compounds / FRONT.length)]}`
        add(community.label, {
          kind: 'compound',
          label,
          name,
          rural: false,
          at: nearby(label, at, 0.004),
          households: 85 + seedNumber(label, 60),
        })
        compounds += 1
      }
      for (let number = 1; number <= rural; number += 1) {
        const label = `${community.label}/${number}`
        add(community.label, {
          kind: 'village',
          label,
          name: `${VILLAGES[villages]}`,
          rural: true,
          at: nearby(label, at, 0.01),
          households: 32 + seedNumber(label, 28),
        })
        villages += 1
      }
    }
  }
  for (const [number, [above, name]] of ROADS.entries()) {
    const { at, rural } = all.get(above) ?? { at: [114.2, 33.93] as [number, number], rural: false }
    add(above, { kind: 'road', label: `road/${number + 1}`, name, rural, at })
  }
  return [...all.values()]
}

/** The river of the demo city, invented like all of it; WGS-84. */
export const seedRiver: readonly (readonly [number, number])[] = [
  [114.12, 33.958],
  [114.15, 33.949],
  [114.172, 33.938],
  [114.192, 33.932],
  [114.204, 33.922],
  [114.222, 33.915],
  [114.246, 33.899],
  [114.268, 33.874],
  [114.292, 33.857],
  [114.32, 33.85],
  [114.36, 33.846],
]

/** The property companies that manage compounds, by number; the feature that keeps organisations writes them. */
export const seedCompanyIds: readonly string[] = Array.from({ length: 8 }, (_unused, index) =>
  seedId(`company:${index + 1}`),
)
