// Things that the truck and the station keep apart from the rest, with what is in them, what to do, and where that is
// written; `source` null: no rule that we know of says it, it is this system's default and shown as such. Pure.
import type { BookedItem } from './schemas'

export type Separate = { what: string; how: string; source: string | null }

const COLD: Separate = {
  what: '含制冷剂、发泡剂',
  how: '整机直立运，不放气、不拆解，单独交有资质的拆解单位',
  source: '《消耗臭氧层物质管理条例》《废弃电器电子产品回收处理管理条例》',
}
const SCREEN: Separate = {
  what: '屏幕含铅或含汞',
  how: '整机运，不压不砸屏幕，单独交有资质的拆解单位',
  source: '《废弃电器电子产品回收处理管理条例》',
}
const MERCURY: Separate = {
  what: '含汞',
  how: '套好不打碎，单独放；碎了先通风，不用手碰',
  source: '《国家危险废物名录》（含汞废物 HW29）',
}
const LEAD: Separate = {
  what: '含铅和酸液',
  how: '直立放，不倾倒不拆开，单独放在防漏的箱里',
  source: '《国家危险废物名录》（含铅废物 HW31）',
}
const LITHIUM: Separate = {
  what: '有锂电池，挤压会起火',
  how: '不压不砸；能取下的电池电极贴胶带，单独放，离开纸和布',
  source: null,
}
const MEDICINE: Separate = {
  what: '过期药物',
  how: '连包装单独装袋',
  source: '《国家危险废物名录》（废药物、药品 HW03）',
}
const PESTICIDE: Separate = {
  what: '农药',
  how: '不打开，直立单独放',
  source: '《国家危险废物名录》（农药废物 HW04）',
}
const PAINT: Separate = {
  what: '油漆、溶剂，易燃',
  how: '盖紧直立单独放，远离火',
  source: '《国家危险废物名录》（染料、涂料废物 HW12）',
}
const FILM: Separate = {
  what: '含银的感光材料',
  how: '单独装袋',
  source: '《国家危险废物名录》（感光材料废物 HW16）',
}
const SOFT: Separate = {
  what: '弹簧、海绵、布混在一起',
  how: '保持干燥，和木家具分开堆，交大件拆解点',
  source: null,
}

/** By the codes of catalogue.ts. */
const byCode: Readonly<Record<string, Separate>> = {
  fridge: COLD,
  freezer: COLD,
  aircon_wall: COLD,
  aircon_stand: COLD,
  tv: SCREEN,
  monitor: SCREEN,
  lamp: MERCURY,
  thermometer: MERCURY,
  car_battery: LEAD,
  battery: LITHIUM,
  ebike: LITHIUM,
  laptop: LITHIUM,
  phone: LITHIUM,
  vacuum: LITHIUM,
  medicine: MEDICINE,
  pesticide: PESTICIDE,
  paint: PAINT,
  film: FILM,
  mattress_double: SOFT,
  mattress_single: SOFT,
  mattress_foam: SOFT,
  mattress_palm: SOFT,
  sofa_3: SOFT,
  sofa_1: SOFT,
  sofa_corner: SOFT,
  sofa_bed: SOFT,
}

export const separateOf = (code: string): Separate | null => byCode[code] ?? null

export const sourceText = ({ source }: Separate): string => (source ? `依据${source}` : '系统默认')

export type SeparateLine = Separate & { names: string; count: number }

/** What is to be kept apart among these things, alike ones together, in the order they come. */
export function separateIn(items: readonly Pick<BookedItem, 'code' | 'name' | 'count'>[]): SeparateLine[] {
  const lines = new Map<Separate, { names: Set<string>; count: number }>()
  for (const { code, name, count } of items) {
    const separate = separateOf(code)
    if (!separate) continue
    const line = lines.get(separate) ?? { names: new Set(), count: 0 }
    line.names.add(name)
    lines.set(separate, { names: line.names, count: line.count + count })
  }
  return [...lines].map(([separate, { names, count }]) => ({ ...separate, names: [...names].join('、'), count }))
}
