// The rules of the lists as data: a version of them is proposed, tried on past months and put in force by a second
// person, per area. All figures are ours (本系统默认) unless said: the cities that print such lists publish neither their
// method nor their thresholds. A formula that an area has not set is null, and what it is for is not ranked.
import * as z from '../z'

const points = z.int().min(0).max(100)
const share = z.number().min(0).max(1)
const places = z.int().min(1).max(50)

/** Points for what inspectors see, for bags found correct, and for findings and cases closed in time; 100 in all. */
export const Weights = z
  .strictObject({ onSite: points, bags: points, closing: points })
  .refine(({ onSite, bags, closing }) => onSite + bags + closing === 100, '三项分值合计应为 100')
export type Weights = z.infer<typeof Weights>

/** A share of the class, or a number of names a list; the latter names places whether or not the figures can tell. */
export const ListSize = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('share'), percent: z.int().min(1).max(20) }),
  z.strictObject({ by: z.literal('quota'), names: places }),
])
export type ListSize = z.infer<typeof ListSize>

/** What a place must have before it gets a score. */
export const SampleRules = z.strictObject({
  visits: z.int().min(2).max(20),
  inspectors: z.int().min(1).max(10),
  bags: z.int().min(0).max(1_000),
  /** A month with fewer days that are neither holidays nor their make-up days is not ranked. */
  ordinaryDays: z.int().min(0).max(28),
  /** The last visit may be so old. */
  staleDays: z.int().min(30).max(366),
  /** Nothing is said of fewer households. */
  households: z.int().min(10).max(100),
})
export type SampleRules = z.infer<typeof SampleRules>

export const StandingRules = z.strictObject({
  version: z.int().min(1),
  /** By what is ranked; null: not set by the area, so not ranked. */
  weights: z.strictObject({ compound: Weights, community: Weights, street: Weights.nullable() }),
  /** A company: mean score of its compounds by households, and findings closed promptly. */
  company: z
    .strictObject({ mean: points, prompt: points })
    .refine(({ mean, prompt }) => mean + prompt === 100, '两项分值合计应为 100')
    .nullable(),
  /** Closed within so many days counts as prompt. */
  promptDays: z.int().min(1).max(30),
  /** A company with fewer compounds that have a score is not ranked: its mean would tell what theirs is. */
  companyCompounds: places.min(2),
  /**
   * 分类企业 (偃师 D-7; the source names no criteria): the rate of recycling that is asked for, how far what was declared
   * may be from what was verified for the red list, and from where on it means the black one; all in percent.
   */
  enterprise: z
    .strictObject({ target: points, redWithin: points, blackBeyond: points })
    .refine(({ redWithin, blackBeyond }) => redWithin < blackBeyond, '红榜的相差应小于黑榜的相差')
    .nullable(),
  sample: SampleRules,
  /** Where classes of size begin, in households. */
  sizes: z.array(z.int().min(10).max(100_000)).max(5).readonly(),
  list: ListSize,
  /** Red: score and the interval's lower end at least so high. */
  red: z.strictObject({ score: points, low: points }),
  /** Black: the whole interval below. */
  black: z.strictObject({ below: points }),
  /** 待加查: the score below, but the interval reaches the black line. */
  extra: z.strictObject({ below: points }),
  /** Whether rank 1 of a black list is the worst or the mildest. */
  firstOnBlack: z.enum(['worst', 'mildest']),
  /** The most names on the list of those that rose. */
  risen: places,
  factors: z.strictObject({
    atLeastPlaces: z.int().min(5).max(1_000),
    phi: share,
    psi: share,
    rho: share,
    rhoC: share,
    r: share,
  }),
})
export type StandingRules = z.infer<typeof StandingRules>

/** What an area may set for the kinds that are not ranked without it; ours (本系统默认). */
export const offeredFormulas = {
  street: { onSite: 75, bags: 0, closing: 25 },
  company: { mean: 60, prompt: 40 },
  enterprise: { target: 35, redWithin: 5, blackBeyond: 20 },
} as const

/** Our defaults, each marked so wherever they are shown. */
export const defaultStandingRules: StandingRules = {
  version: 1,
  weights: {
    compound: { onSite: 60, bags: 25, closing: 15 },
    community: { onSite: 60, bags: 25, closing: 15 },
    street: null,
  },
  company: null,
  promptDays: 2,
  companyCompounds: 3,
  enterprise: null,
  sample: { visits: 3, inspectors: 2, bags: 100, ordinaryDays: 15, staleDays: 90, households: 10 },
  sizes: [300, 1_000],
  list: { by: 'share', percent: 10 },
  red: { score: 90, low: 80 },
  black: { below: 60 },
  extra: { below: 65 },
  firstOnBlack: 'worst',
  risen: 5,
  factors: { atLeastPlaces: 30, phi: 0.07, psi: 0.01, rho: 0.05, rhoC: 0.5, r: 0.4 },
}
