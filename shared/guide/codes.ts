// The class codes of the terms format and what they mean in the national scheme (GB/T 19095-2019, table 1).
import type { Category, DisposalRoute, SubCategory } from './contract'

/** What decides where a thing goes: class, route and flags, as in the terms format. */
export type Verdict = { code: string; route: DisposalRoute; flags: readonly string[] }

const CATEGORY: Readonly<Record<string, Category | null>> = {
  R: 'recyclable',
  H: 'hazardous',
  F: 'food',
  O: 'residual',
  N: null,
}
const SUB: Readonly<Record<string, SubCategory>> = {
  'H.chemical': 'household_chemical',
  'F.home': 'home_food',
  'F.canteen': 'canteen_food',
  'F.market': 'market_food',
}

/** The category of a class code; null is "no household waste". */
export const categoryOf = (code: string): Category | null => CATEGORY[code.charAt(0)] ?? null

/** The sub-class of a class code; residual waste has none. */
export const subCategoryOf = (code: string): SubCategory | null =>
  SUB[code] ?? (code.length > 2 ? (code.slice(2) as SubCategory) : null)

/** The value of a flag such as `material=paper`, or null. */
export function flagValue(flags: readonly string[], name: string): string | null {
  const flag = flags.find((each) => each.startsWith(`${name}=`))
  return flag ? flag.slice(name.length + 1) : null
}

const MATERIALS = [
  'paper',
  'cardboard',
  'beverage_carton',
  'plastic_mixed',
  'plastic_pet',
  'plastic_hdpe',
  'plastic_pp',
  'aluminium',
  'steel',
  'copper',
  'glass',
  'textile',
  'weee',
  'wood_furniture',
]
const FLAGS: ReadonlySet<string> = new Set([
  'danger',
  'rots',
  'nocompost',
  'inert',
  'lowvalue',
  'listed',
  ...['S', 'M', 'L', 'XL'].map((size) => `bulky=${size}`),
  ...MATERIALS.map((material) => `material=${material}`),
])
/** Flags that the terms format does not know. */
export const unknownFlags = (flags: readonly string[]): string[] => flags.filter((flag) => !FLAGS.has(flag))

const CODE = /^(R\.(paper|plastic|metal|glass|textile)|H\.(lamp|chemical|battery)|F\.(home|canteen|market)|O|N)$/
/** Is this one of the class codes? */
export const isClassCode = (code: string): boolean => CODE.test(code)
