// The class codes of the terms format and what they mean in the national scheme (GB/T 19095-2019, table 1).
import type { Category, DisposalRoute, SubCategory } from './contract'

export type ClassCode =
  | 'R.paper' | 'R.plastic' | 'R.metal' | 'R.glass' | 'R.textile' | 'H.lamp' | 'H.chemical' | 'H.battery' | 'F.home' | 'F.canteen' | 'F.market' | 'O' | 'N'

/** What decides where a thing goes: class, route and flags, as in the terms format. */
export type Verdict = { code: string; route: DisposalRoute; flags: readonly string[] }

const CATEGORY: Readonly<Record<string, Category | null>> = { R: 'recyclable', H: 'hazardous', F: 'food', O: 'residual', N: null }
const SUB: Readonly<Record<string, SubCategory>> = {
  'H.chemical': 'household_chemical', 'F.home': 'home_food', 'F.canteen': 'canteen_food', 'F.market': 'market_food',
}

/** The category of a class code; null is "no household waste". */
export const categoryOf = (code: string): Category | null => CATEGORY[code.charAt(0)] ?? null

/** The sub-class of a class code; residual waste has none. */
export const subCategoryOf = (code: string): SubCategory | null => SUB[code] ?? (code.length > 2 ? (code.slice(2) as SubCategory) : null)

/** The value of a flag such as `material=paper`, or null. */
export function flagValue(flags: readonly string[], name: string): string | null {
  const flag = flags.find((each) => each.startsWith(`${name}=`))
  return flag ? flag.slice(name.length + 1) : null
}
