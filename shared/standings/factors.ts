// How much visits to one place differ, measured over the whole city each quarter. Three visits cannot tell their own
// spread, so each place is judged with the city's: from all pairs of visits to one place, and once more among places
// that score alike, of which the larger counts (bad places swing more, exactly at the black line).
import { hundredthsOf, sumOf, type Sample, type VisitDay } from './samples'

/** For shares up to so much there is a factor of their own. */
const BANDS = [0.7, 0.8, 0.9, 1] as const
/** No city's visits agree better than this: three that gave the same are luck, not certainty. Our choice. */
const LEAST_PHI = 0.01
/** A factor of the city, and those of the four bands; null: too few places to tell. */
export type Banded = { city: number; bands: readonly (number | null)[] }

/** Rounded to four digits, so that whoever has the printed page can compute every limit again. */
export type CityFactors = {
  /** φ: variance between visits of one inspector to one place, as a part of A(1 − A). */
  phi: Banded
  /** ψ: what a different inspector adds to it. */
  psi: number
  /** ρ: how much bags of one visit are alike. */
  rho: Banded
  /** ρ_C: how much findings of one visit are closed alike. */
  rhoC: number
  /** r: how far what is seen on site and in the bags goes together on one visit. */
  r: number
  /** From how many places each was measured. */
  places: { phi: number; psi: number; rho: number; rhoC: number; r: number }
}

/** What counts where too few places can tell: our defaults, replaced as soon as the city has measured its own. */
export type FactorRules = {
  atLeastPlaces: number
  phi: number
  psi: number
  rho: number
  rhoC: number
  r: number
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
const clipped = (value: number): number => Math.min(1, Math.max(0, value))
const bandOf = (share: number): number => BANDS.findIndex((most) => share <= most)
/** The factor for places of such a share: the larger of the city's and the band's. */
export const factorAt = ({ city, bands }: Banded, share: number): number => Math.max(city, bands[bandOf(share)] ?? 0)

/** A sum over a sum, and over how many places. */
class Ratio {
  private above = 0
  private below = 0
  places = 0
  add(above: number, below: number): void {
    this.above += above
    this.below += below
    this.places += 1
  }
  get value(): number {
    return this.below > 0 ? this.above / this.below : 0
  }
}

/** By name, those of bands with their upper end in hundredths ("phi70"): all that it takes to compute a limit again. */
export const printedFactors = ({ phi, psi, rho, rhoC, r }: CityFactors): Record<string, number> => ({
  phi: phi.city,
  psi,
  rho: rho.city,
  rhoC,
  r,
  ...bandsNamed('phi', phi),
  ...bandsNamed('rho', rho),
})
const bandsNamed = (name: string, { bands }: Banded): Record<string, number> =>
  Object.fromEntries(
    BANDS.flatMap((most, at) => (bands[at] === null ? [] : [[`${name}${Math.round(most * 100)}`, bands[at] ?? 0]])),
  )

/** The other way round; also of the rules' own defaults. Bands that were not printed count as unknown. */
export function factorsOf(printed: Readonly<Record<string, number>>): CityFactors {
  const of = (name: string): number => printed[name] ?? 0
  const banded = (name: string): Banded => ({
    city: of(name),
    bands: BANDS.map((most) => printed[`${name}${Math.round(most * 100)}`] ?? null),
  })
  return {
    phi: banded('phi'),
    psi: of('psi'),
    rho: banded('rho'),
    rhoC: of('rhoC'),
    r: of('r'),
    places: { phi: 0, psi: 0, rho: 0, rhoC: 0, r: 0 },
  }
}

type Pair = readonly [VisitDay, VisitDay]
const pairsOf = (days: readonly VisitDay[]): Pair[] =>
  days.flatMap((day, at) => days.slice(at + 1).map((later) => [day, later] as const))
/** One and the same inspector both times; two different ones; null where two came at once and one of them twice. */
function sameInspector([one, other]: Pair): boolean | null {
  if (!one.inspectors.some((who) => other.inspectors.includes(who))) return false
  return one.inspectors.length === 1 && other.inspectors.length === 1 ? true : null
}

/** Half the squared differences on site, over A(1 − A), of pairs by one inspector or by two. */
function onSiteRatio(sample: Sample, isSame: boolean): { above: number; below: number } | null {
  const { days } = sample
  const pairs = pairsOf(days).filter((pair) => sameInspector(pair) === isSame)
  if (pairs.length === 0) return null
  const mean = sumOf(days, hundredthsOf) / days.length / 100
  const weight = 1 / (days.length - 1)
  const above = sumOf(pairs, ([one, other]) => ((hundredthsOf(one) - hundredthsOf(other)) / 100) ** 2 / 2)
  return { above: weight * above, below: weight * pairs.length * mean * (1 - mean) }
}

type Counts = { size: number; hits: number }
/** What is left of half the squared differences after what chance alone makes of samples so small. */
function alikeness(clusters: readonly Counts[]): { above: number; below: number } | null {
  const seen = clusters.filter(({ size }) => size > 0)
  if (seen.length < 2) return null
  const share = sumOf(seen, ({ hits }) => hits) / sumOf(seen, ({ size }) => size)
  const spread = share * (1 - share)
  let [above, below] = [0, 0]
  seen.forEach((one, at) =>
    seen.slice(at + 1).forEach((other) => {
      const chance = (1 / one.size + 1 / other.size) / 2
      // two clusters of one each say nothing about how alike those of one cluster are
      if (chance === 1) return
      above += (one.hits / one.size - other.hits / other.size) ** 2 / 2 - spread * chance
      below += spread * (1 - chance)
    }),
  )
  return { above: above / (seen.length - 1), below: below / (seen.length - 1) }
}
const bagsOf = ({ days }: Sample): Counts[] => days.map(({ bags, bagsCorrect }) => ({ size: bags, hits: bagsCorrect }))
const closingOf = ({ days }: Sample): Counts[] =>
  days.map(({ due, closedInTime }) => ({ size: due, hits: closedInTime }))

function shareCorrect(sample: Sample): number {
  const bags = sumOf(sample.days, (day) => day.bags)
  return bags > 0 ? sumOf(sample.days, (day) => day.bagsCorrect) / bags : 1
}

/** One ratio over the city and one a band. */
function banded(
  samples: readonly Sample[],
  read: (sample: Sample) => { above: number; below: number } | null,
  shareOf: (sample: Sample) => number,
): { city: Ratio; bands: Ratio[] } {
  const all = { city: new Ratio(), bands: BANDS.map(() => new Ratio()) }
  for (const sample of samples) {
    const got = read(sample)
    if (!got) continue
    all.city.add(got.above, got.below)
    all.bands[bandOf(shareOf(sample))]?.add(got.above, got.below)
  }
  return all
}

/** Correlation on site and in the bags, over the visits of all places, each against its own place's means. */
function together(samples: readonly Sample[]): { r: number; places: number } {
  let [xx, yy, xy, places] = [0, 0, 0, 0]
  for (const { days } of samples) {
    const seen = days.filter(({ bags }) => bags > 0)
    if (seen.length < 2) continue
    const mean = sumOf(seen, hundredthsOf) / seen.length / 100
    const correct = sumOf(seen, (day) => day.bagsCorrect) / sumOf(seen, (day) => day.bags)
    for (const day of seen) {
      const x = hundredthsOf(day) / 100 - mean
      const y = day.bagsCorrect / day.bags - correct
      xx += x * x
      yy += y * y
      xy += x * y
    }
    places += 1
  }
  return { r: xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0, places }
}

const share = ({ value, places }: Ratio, { atLeastPlaces }: FactorRules): number | null =>
  places >= atLeastPlaces ? clipped(value) : null

/**
 * Between visits: φ from pairs by one inspector, φ + ψ from pairs by two. A draw that hardly ever sends the same one
 * again measures only the sum; then ψ is the default, and φ the rest.
 */
function betweenVisits(samples: readonly Sample[], rules: FactorRules): { phi: Banded; psi: number; places: number[] } {
  const meanOf = ({ days }: Sample): number => (days.length > 0 ? sumOf(days, hundredthsOf) / days.length / 100 : 1)
  const same = banded(samples, (sample) => onSiteRatio(sample, true), meanOf)
  const two = banded(samples, (sample) => onSiteRatio(sample, false), meanOf)
  const sum = share(two.city, rules)
  const alone = share(same.city, rules) ?? (sum === null ? Math.max(clipped(same.city.value), rules.phi) : null)
  const psi = rounded(alone === null || sum === null ? Math.min(rules.psi, sum ?? 1) : Math.max(0, sum - alone))
  const least = (phi: number): number => Math.max(LEAST_PHI, rounded(phi))
  const bands = BANDS.map((_most, at): number | null => {
    const [one, both] = [same.bands[at], two.bands[at]].map((ratio) => (ratio ? share(ratio, rules) : null))
    if (one !== null && one !== undefined) return least(one)
    return both === null || both === undefined ? null : least(both - psi)
  })
  return {
    phi: { city: least(alone ?? (sum ?? rules.phi) - psi), bands },
    psi,
    places: [same.city.places, two.city.places],
  }
}

/**
 * The city's factors of a quarter. Where fewer places than `atLeastPlaces` can tell, the default counts instead unless
 * what was measured is larger: a small city must not look surer than it is. Negative ones count as 0.
 * @param samples in the order of their ids, so that sums are the same on every machine
 */
export function cityFactors(samples: readonly Sample[], rules: FactorRules): CityFactors {
  const settled = (measured: number, places: number, fallback: number): number =>
    rounded(places >= rules.atLeastPlaces ? clipped(measured) : Math.max(clipped(measured), fallback))
  const visits = betweenVisits(samples, rules)
  const bags = banded(samples, (sample) => alikeness(bagsOf(sample)), shareCorrect)
  const closing = banded(
    samples,
    (sample) => alikeness(closingOf(sample)),
    () => 1,
  )
  const { r, places } = together(samples)
  return {
    phi: visits.phi,
    psi: visits.psi,
    rho: {
      city: settled(bags.city.value, bags.city.places, rules.rho),
      bands: bags.bands.map((ratio) => {
        const value = share(ratio, rules)
        return value === null ? null : rounded(value)
      }),
    },
    rhoC: settled(closing.city.value, closing.city.places, rules.rhoC),
    r: settled(r, places, rules.r),
    places: {
      phi: visits.places[0] ?? 0,
      psi: visits.places[1] ?? 0,
      rho: bags.city.places,
      rhoC: closing.city.places,
      r: places,
    },
  }
}
