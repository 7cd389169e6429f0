// How strict inspectors are compared with each other: each drawn visit's score minus the mean of what others gave the
// same place in the period. A mean with its interval by inspector, the same by place in the day's route, scores that
// crowd just above a line, and pairs that saw one place on one day. It is for their lead: a hint to talk, no verdict.

export type ScoredVisit = { target: string; inspector: string; day: string; position: number | null; score: number }

export type Residual = ScoredVisit & { residual: number }
export type Strictness = {
  inspector: string
  visits: number
  mean: number
  low: number
  high: number
  isApart: boolean
}

/** 97.5 % points of Student's t for 1, 2, … 30 degrees of freedom; beyond, the normal's. */
const T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]
const NORMAL = 1.96
/** Further than this no residual can lie: hundredths of a point. */
const WIDEST = 10_000
/** Lines at which scores matter to a place, and how near counts as beside them. */
export const LINES = [60, 80, 90] as const
const BESIDE = 3
/** Fewer visits at a line say nothing. */
const LEAST_AT_LINE = 10

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const meanOf = (values: readonly number[]): number => sum(values) / values.length
const hundredths = (value: number): number => Math.round(value * 100)

/** Visits of places that others saw too. */
export function residualsOf(visits: readonly ScoredVisit[]): Residual[] {
  const byTarget = new Map<string, ScoredVisit[]>()
  for (const visit of visits) byTarget.set(visit.target, [...(byTarget.get(visit.target) ?? []), visit])
  return visits.flatMap((visit) => {
    const others = (byTarget.get(visit.target) ?? []).filter(({ inspector }) => inspector !== visit.inspector)
    return others.length === 0 ? [] : [{ ...visit, residual: visit.score - meanOf(others.map(({ score }) => score)) }]
  })
}

/** Of one inspector's residuals, in hundredths of a point. */
export function strictnessOf(inspector: string, residuals: readonly number[]): Strictness {
  const visits = residuals.length
  const mean = meanOf(residuals)
  const spread = visits < 2 ? 0 : Math.sqrt(sum(residuals.map((one) => (one - mean) ** 2)) / (visits - 1))
  const half = visits < 2 ? Infinity : ((T[visits - 2] ?? NORMAL) * spread) / Math.sqrt(visits)
  const within = (value: number): number => Math.max(-WIDEST, Math.min(WIDEST, hundredths(value)))
  const [low, high] = half === Infinity ? [-WIDEST, WIDEST] : [within(mean - half), within(mean + half)]
  return { inspector, visits, mean: within(mean), low, high, isApart: low > 0 || high < 0 }
}

const grouped = <K>(residuals: readonly Residual[], keyOf: (one: Residual) => K): Map<K, number[]> => {
  const groups = new Map<K, number[]>()
  for (const one of residuals) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one.residual])
  return groups
}

/** The strictest first. */
export const strictnessByInspector = (residuals: readonly Residual[]): Strictness[] =>
  [...grouped(residuals, ({ inspector }) => inspector)]
    .map(([inspector, own]) => strictnessOf(inspector, own))
    .sort((one, other) => one.mean - other.mean || (one.inspector < other.inspector ? -1 : 1))

export const byPosition = (residuals: readonly Residual[]): { position: number; visits: number; mean: number }[] =>
  [...grouped(residuals, ({ position }) => position)]
    .flatMap(([position, own]) =>
      position === null ? [] : [{ position, visits: own.length, mean: hundredths(meanOf(own)) }],
    )
    .sort((one, other) => one.position - other.position)

/** More just above a line than just below it, by more than chance explains (sign test, 5 %). */
export const bunchingAt = (
  scores: readonly number[],
): { line: number; below: number; above: number; isOdd: boolean }[] =>
  LINES.map((line) => {
    const below = scores.filter((score) => score >= line - BESIDE && score < line).length
    const above = scores.filter((score) => score >= line && score < line + BESIDE).length
    const total = below + above
    const isOdd = total >= LEAST_AT_LINE && above > below && (above - below) ** 2 > 3.84 * total
    return { line, below, above, isOdd }
  })

export const histogramOf = (scores: readonly number[]): { from: number; visits: number }[] =>
  Array.from({ length: 21 }, (_unused, at) => ({
    from: at * 5,
    visits: scores.filter((score) => Math.floor(score / 5) === at).length,
  }))

/** Pairs that saw one place on one day: how far apart, hundredths of a point. */
export function doublesOf(visits: readonly ScoredVisit[]): { pairs: number; mean: number | null } {
  const seen = new Map<string, ScoredVisit>()
  const apart: number[] = []
  for (const visit of visits) {
    const key = `${visit.target} ${visit.day}`
    const other = seen.get(key)
    if (other && other.inspector !== visit.inspector) apart.push(Math.abs(other.score - visit.score))
    else seen.set(key, visit)
  }
  return { pairs: apart.length, mean: apart.length === 0 ? null : hundredths(meanOf(apart)) }
}
