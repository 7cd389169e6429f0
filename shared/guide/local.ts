// What an answer is called where the person lives: the region's own scheme, in town or in the village. Names come from
// the region profiles; which of a village's categories holds is derived from the national class and the entry's flags.
import { profiles, type Scheme } from '../places/profiles'
import type { Local, Region } from './contract'
import { categoryOf, type Verdict } from './codes'

const URBAN_CODE = { recyclable: 'kehuishou', hazardous: 'youhai', food: 'chuyu', residual: 'qita' } as const

/** For things that are no household waste: where they go instead. */
const OTHER_WAYS: Readonly<Record<string, string>> = {
  builders_waste: '装修垃圾（另运）',
  garden_waste: '园林垃圾（另运）',
  bulky: '大件垃圾（预约上门）',
  return_to_shop: '退回销售点或专业机构',
  hazardous_point: '不属于生活垃圾（交专门单位）',
  reuse: '先转送或再用',
  textile_box: '旧衣回收箱',
  door_recycling: '上门回收',
}

const nameIn = (scheme: Scheme, key: string): string =>
  scheme.categories.find((category) => category.key === key)?.name ?? ''

/** 许昌's government writes 餐厨(厨余)垃圾; the bins say 厨余垃圾 in all three. */
function urban(verdict: Verdict, region: Region): Local {
  const category = categoryOf(verdict.code)
  if (category === null) return otherWay(verdict)
  const text =
    region === 'xuchang' && category === 'food' ? '餐厨（厨余）垃圾' : nameIn(profiles[region].urban, category)
  return { code: URBAN_CODE[category], text }
}

const otherWay = (verdict: Verdict): Local => ({
  code: verdict.route === 'not_household' ? 'feishenghuo' : verdict.route,
  text: OTHER_WAYS[verdict.route] ?? '不属于生活垃圾',
})

/** Which of the village's questions a thing answers with yes. */
function traits({ code, route, flags }: Verdict): {
  rots: boolean
  compostable: boolean
  saleable: boolean
  inert: boolean
} {
  const isFood = categoryOf(code) === 'food'
  // leaves, straw and dung: no household waste in town, but in a village they rot with the rest and are what compost is
  // made of
  const grows = route === 'garden_waste' || (categoryOf(code) === null && flags.includes('rots'))
  return {
    rots: isFood || grows || flags.includes('rots'),
    compostable: (isFood || grows) && !flags.includes('nocompost'),
    saleable: categoryOf(code) === 'recyclable' && !flags.includes('lowvalue'),
    inert: flags.includes('inert') || route === 'builders_waste',
  }
}

function ruralCode(verdict: Verdict, region: Region): string {
  const { rots, compostable, saleable, inert } = traits(verdict)
  const category = categoryOf(verdict.code)
  if (category === 'hazardous') return 'youhai'
  if (region === 'yanshi') {
    if (rots) return compostable ? 'huilan-keduifei' : 'huilan-bukeduifei'
    return saleable ? 'buhuilan-haomai' : 'buhuilan-buhaomai'
  }
  if (rots) return region === 'xuchang' ? 'kelan' : 'yifulan'
  if (category === 'recyclable') return 'kehuishou'
  if (region === 'xuchang') return 'qita'
  return inert ? 'feiyifulan' : 'qitabukehuishou'
}

/** 偃师 sorts twice: what the household calls it, and what the collector makes of it. */
function ruralText(code: string, region: Region): string {
  const scheme = profiles[region].rural
  const [household = '', collector] = code.split('-')
  return collector
    ? `${nameIn(scheme, household)}（保洁员再分：${nameIn(scheme, collector)}）`
    : nameIn(scheme, household)
}

/**
 * The local name of a class. @param rural the village's scheme instead of the town's
 * @returns a code that is stable for a region, and the words on the bin
 */
export function localOf(verdict: Verdict, region: Region, rural: boolean): Local {
  if (!rural) return urban(verdict, region)
  // in a village leaves rot with the rest, and rubble has its own pit or bin; only what is really no household waste
  // goes elsewhere
  if (
    categoryOf(verdict.code) === null &&
    !['builders_waste', 'garden_waste'].includes(verdict.route) &&
    !verdict.flags.includes('rots')
  )
    return otherWay(verdict)
  const code = ruralCode(verdict, region)
  // 许昌's villages have a place of their own for ashes and rubble, which is no bin of the scheme
  const isApart = region === 'xuchang' && code === 'qita' && traits(verdict).inert
  return { code, text: isApart ? `${ruralText(code, region)}（灰土砖石放村里指定的地方）` : ruralText(code, region) }
}
