// A city whose truth is known: places with a quality, inspectors who are milder or stricter, visits on better and worse
// days, bags and findings drawn from them. Knows nothing of how scores are made: only what a visit reports is handed
// on. Shares come from the logistic curve and normal effects, so that the spread near 0 and 1 shrinks as it does in the
// field. All figures are guesses of ours; they vary from city to city.
import type { CountedCase, CountedVisit } from '@shared/inspections/visits'

export type City = {
  places: { id: string; households: number }[]
  visits: CountedVisit[]
  cases: CountedCase[]
  /** What the score of each place would be on the average of endlessly many quarters, 0 to 100. */
  truth: Map<string, number>
}

/** Who visits. drawn: never whoever made the last two visits there. fixed: each place has one inspector for all. */
export type CityPlan = { seed: number; assignment: 'drawn' | 'fixed'; isOneStrict: boolean; isExcellent: boolean }

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const expit = (value: number): number => 1 / (1 + Math.exp(-value))
const normalFrom = (random: () => number) => (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Mean of the logistic curve under a normal effect, by the midpoint rule over ±4 of its deviations. */
function meanShare(centre: number, deviation: number): number {
  let [sum, weights] = [0, 0]
  for (let at = -3.9; at < 4; at += 0.2) {
    const weight = Math.exp((-at * at) / 2)
    sum += weight * expit(centre + deviation * at)
    weights += weight
  }
  return sum / weights
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count += 1
  return count
}
const hitsOf = (size: number, share: number, random: () => number): number => {
  let hits = 0
  for (let at = 0; at < size; at += 1) if (random() < share) hits += 1
  return hits
}

/** How much the bags, and their own luck, share in an effect that the site feels whole. */
const [BAGS_FEEL_VISIT, BAGS_FEEL_INSPECTOR, BAGS_OWN] = [0.5, 0.3, 0.35]
const CLOSING_SPREAD = 1.2
const BAGS = 35
/** How much stricter one inspector is than the others, on the logistic scale: about 17 points of 100. */
const STRICT = -1

type Traits = { level: number; spread: number; inspectorSpread: number; visitSpread: number; inspectors: number[] }

/** One city and one quarter of it. */
export function inventCity(plan: CityPlan, size: number): City {
  const random = randomFrom(plan.seed)
  const normal = normalFrom(random)
  const inspectorSpread = 0.1 + 0.2 * random()
  const traits: Traits = {
    level: (plan.isExcellent ? 2.3 : 1.05) + 0.15 * normal(),
    spread: 0.35 + 0.15 * random(),
    inspectorSpread,
    visitSpread: 0.3 + 0.25 * random(),
    inspectors: Array.from({ length: 20 + Math.floor(40 * random()) }, () => inspectorSpread * normal()),
  }
  if (plan.isOneStrict) traits.inspectors[0] = STRICT
  const city: City = { places: [], visits: [], cases: [], truth: new Map() }
  for (let at = 0; at < size; at += 1) addPlace(city, traits, plan, `p${String(at).padStart(5, '0')}`, random, normal)
  return city
}

/** Who comes, one after the other: as drawn, nobody who made one of the two visits before. */
function visitors(count: number, all: number, plan: CityPlan, random: () => number): number[] {
  const own = Math.floor(random() * all)
  const order: number[] = []
  while (order.length < count) {
    const who = plan.assignment === 'fixed' ? own : Math.floor(random() * all)
    if (plan.assignment === 'fixed' || !order.slice(-2).includes(who)) order.push(who)
  }
  return order
}

function addPlace(
  city: City,
  { level, spread, inspectorSpread, visitSpread, inspectors }: Traits,
  plan: CityPlan,
  id: string,
  random: () => number,
  normal: () => number,
): void {
  const quality = level + spread * normal()
  const bagQuality = 0.4 + 0.7 * quality + 0.3 * normal()
  const diligence = 0.3 + 0.6 * quality + 0.5 * normal()
  // one place in ten is seen less often than the guards ask for
  const count = random() < 0.1 ? 1 + Math.floor(2 * random()) : 3 + Math.floor(4 * random())
  const seen = meanShare(quality, Math.hypot(visitSpread, inspectorSpread))
  const found = 0.3 + 4 * (1 - seen)
  const complaints = 0.3 + (1 - seen)
  const closing = meanShare(diligence, CLOSING_SPREAD)
  const nothingDue = Math.exp(-(count * found + complaints))
  const bagDeviation = Math.hypot(BAGS_FEEL_VISIT * visitSpread, BAGS_FEEL_INSPECTOR * inspectorSpread, BAGS_OWN)
  city.places.push({ id, households: Math.round(60 * Math.exp(3.4 * random())) })
  city.truth.set(
    id,
    60 * seen + 25 * meanShare(bagQuality, bagDeviation) + 15 * (closing * (1 - nothingDue) + nothingDue),
  )
  visitors(count, inspectors.length, plan, random).forEach((who, at) => {
    const inspector = inspectors[who] ?? 0
    const visit = visitSpread * normal()
    const due = poisson(found, random)
    const bag = expit(bagQuality + BAGS_FEEL_VISIT * visit + BAGS_FEEL_INSPECTOR * inspector + BAGS_OWN * normal())
    city.visits.push({
      id: `${id}-${at}`,
      place: id,
      day: `2026-${String(9 + (at % 3)).padStart(2, '0')}-${String(1 + at + Math.floor(20 * random())).padStart(2, '0')}`,
      inspector: `i${String(who).padStart(3, '0')}`,
      onSite: Math.round(100 * expit(quality + inspector + visit)),
      bags: BAGS,
      bagsCorrect: hitsOf(BAGS, bag, random),
      due,
      closedInTime: hitsOf(due, expit(diligence + CLOSING_SPREAD * normal()), random),
    })
  })
  for (let at = poisson(complaints, random); at > 0; at -= 1)
    city.cases.push({
      id: `${id}-c${at}`,
      place: id,
      day: '2026-10-05',
      closedInTime: random() < expit(diligence + CLOSING_SPREAD * normal()),
    })
}
