// What is said differently in a village. Entries are written for a town, with its four bins and its collection points;
// in a village there is no 厨余桶, leaves rot with the rest, ashes and rubble have a place of their own, and empty
// pesticide bottles go back to the shop (《农药包装废弃物回收处理管理办法》, 2020). Relies on local.ts for the bin's name.
import { categoryOf, type Verdict } from './codes'
import type { Local } from './contract'

const binOf = (local: Local): string => local.text.replace(/\(.*$/, '')

/** Ways that in a village are none of their own. */
const grows = ({ route, flags, code }: Verdict): boolean =>
  route === 'garden_waste' || (categoryOf(code) === null && flags.includes('rots'))
const isInert = ({ route, flags }: Verdict): boolean => route === 'builders_waste' || flags.includes('inert')

const INERT = '灰土、砖石单独装，放村里指定的地方，不和别的垃圾混'

/** What to do first, in a village. @param text the entry's own sentence */
export function ruralPreparation(text: string, verdict: Verdict, local: Local): string {
  if (grows(verdict)) return `去掉绳子和塑料，能还田、沤肥的就近用，其余投“${binOf(local)}”`
  if (isInert(verdict) && categoryOf(verdict.code) !== 'recyclable') return INERT
  return inVillageWords(text, local)
}

/** Why, in a village. */
export function ruralReason(text: string, verdict: Verdict, local: Local): string {
  if (grows(verdict)) return '会烂，可以沤肥还田'
  if (verdict.route === 'builders_waste') return '不会烂也烧不掉，混进来没法处理'
  return inVillageWords(text, local)
}

/** Bins that a village has not, by the one that it has. */
export const inVillageWords = (text: string, local: Local): string =>
  text
    .replace(/家庭厨余|厨余垃圾桶|厨余桶|厨余垃圾|厨余/g, `“${binOf(local)}”`)
    .replace(/进四个桶|进生活垃圾桶/g, '混进别的垃圾')

/** In a field's amount, or of a field's poison: the seller takes it back. */
const OF_FIELDS = /农田|种地|田间|成箱/
export const isOfFields = (condition: string): boolean => OF_FIELDS.test(condition)
const FIELD_POISON = /农药|除草|草甘膦|百草枯|敌敌畏|乐果|敌百虫|草铵膦|吡虫啉|阿维菌素|多菌灵|拌种/
/** Did what was in it belong to the field? @param basis on what an inference rests */
export const heldFieldPoison = (basis: string): boolean => FIELD_POISON.test(basis)
export const BACK_TO_SELLER = '不要洗、不要再用，盖紧，退回卖农药的店'
