// What is true of taking back packaging of pesticides and film (《农药包装废弃物回收处理管理办法》, 2020: who sells takes
// back; a city may pay a reward or give back a deposit): what one return may hold and when it may be entered. Money is
// only recorded, it changes hands at the shop. Limits are defaults of this product. Pure; days come in as arguments.
import type { Role } from '../actors'
import type { ErrorCode } from '../errors'
import { addDays, type Day } from '../time'
import { isWeighed, type FarmThing } from './vocabulary'

/** Who keeps the book of a shop: the shop, the collector of the village, or the village and the subdistrict for it. */
export const farmRecorders = [
  'merchant',
  'villageCollector',
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const farmReaders = [...farmRecorders, 'auditor'] as const satisfies readonly Role[]

/** A paper book is entered until so many days after. */
export const ENTRY_DAYS = 31
const MOST_PIECES = 10_000
const MOST_GRAMS = 20_000_000

type Returned = { thing: FarmThing; amount: number; day: Day }

/** Why a return can't be entered, or null. */
export function farmRefusal({ thing, amount, day }: Returned, today: Day): ErrorCode | null {
  if (day > today || day < addDays(today, -ENTRY_DAYS)) return 'FARM_DAY_WRONG'
  return amount > (isWeighed(thing) ? MOST_GRAMS : MOST_PIECES) ? 'FARM_TOO_MUCH' : null
}

/** Whether an entry can still be taken back. */
export const mayWithdraw = (day: Day, today: Day): boolean => day >= addDays(today, -ENTRY_DAYS)
