// What 国办发〔2017〕26号 lists as hazardous *and its packaging* (drugs, disinfectants, paint and solvents; photographic
// paper too), and what many cities take back washed. Entries of it carry the flag `listed` and are written as they are
// sorted where washed packaging is taken; one switch for a region decides which of the two holds there. What held
// pesticide, paint or acid is hazardous everywhere (hazard.ts) and carries no flag.
import type { Verdict } from './codes'
import type { Region } from './contract'

export type ListedPackaging = 'hazardous' | 'washed'

/** The switch. A city that collects all of it as hazardous changes its line. */
const LISTED_PACKAGING: Readonly<Record<Region, ListedPackaging>> = {
  xuchang: 'washed',
  anyang: 'washed',
  yanshi: 'washed',
}

const AS_LISTED: Verdict = { code: 'H.chemical', route: 'hazardous_point', flags: ['danger'] }
export const LISTED_WORDS = {
  preparation: '不要冲洗，原样盖紧，投有害垃圾',
  reason: '沾过药品、消毒剂或显影药剂，这里按有害垃圾收',
  source: '《生活垃圾分类制度实施方案》（国办发〔2017〕26号）',
} as const

/** True where an entry of listed packaging is hazardous. @param own what holds instead of the region's switch */
export const isListedHazard = (
  { flags }: Pick<Verdict, 'flags'>,
  region: Region,
  own: ListedPackaging | undefined,
): boolean => flags.includes('listed') && (own ?? LISTED_PACKAGING[region]) === 'hazardous'

export const asListed = (verdict: Verdict): Verdict => ({ ...AS_LISTED, flags: [...AS_LISTED.flags, ...verdict.flags] })
