// The catalogue in a few groups, so that a thing is found by looking. Pure; by the codes of the catalogue.
import type { PickupKind } from '@shared/pickups/schemas'

export type Group = 'common' | 'seat' | 'bed' | 'cabinet' | 'table' | 'electric' | 'rest'

const names: readonly { key: Group; name: string }[] = [
  { key: 'common', name: '常收的' },
  { key: 'seat', name: '沙发椅子' },
  { key: 'bed', name: '床和床垫' },
  { key: 'cabinet', name: '柜子' },
  { key: 'table', name: '桌子' },
  { key: 'electric', name: '家电' },
  { key: 'rest', name: '其他' },
]
/** What most people have fetched, in this order; by the codes of the catalogue. */
const COMMON: readonly string[] = [
  'sofa_3',
  'mattress_double',
  'chair',
  'wardrobe_2',
  'bed_double',
  'sofa_1',
  'desk',
  'bookcase',
  'dining_table',
  'sofa_corner',
  'bicycle',
  'toilet',
  'fridge',
  'washer',
  'tv',
  'aircon_wall',
  'microwave',
  'fan',
  'cardboard',
  'paper',
  'plastic_pet',
  'textile',
]

/** The common ones first, the others in the order of the catalogue. */
export function commonFirst<T extends { code: string }>(entries: readonly T[]): T[] {
  const rank = ({ code }: T): number => (COMMON.includes(code) ? COMMON.indexOf(code) : COMMON.length)
  return [...entries].sort((a, b) => rank(a) - rank(b))
}

const patterns: readonly [Group, RegExp][] = [
  ['bed', /^(bed|mattress|tatami)/],
  ['seat', /^(sofa|chair|office_chair|recliner|massage_chair)/],
  ['cabinet', /^(wardrobe|bookcase|sideboard|shoe_cabinet|tv_cabinet|chest|nightstand|dresser)/],
  ['table', /(table|desk)/],
]

export function groupOf({ code, kind }: { code: string; kind: PickupKind }): Group {
  if (kind === 'appliance') return 'electric'
  return patterns.find(([, pattern]) => pattern.test(code))?.[0] ?? 'rest'
}

/** Those that hold something, 常收的 first; only it where nothing would be gained by more. */
export function groupsOf(
  entries: readonly { code: string; kind: PickupKind }[],
): readonly { key: Group; name: string }[] {
  const held = new Set(entries.map(groupOf))
  return held.size > 1 ? names.filter(({ key }) => key === 'common' || held.has(key)) : names.slice(0, 1)
}
