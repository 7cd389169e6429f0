// 200 invented cities whose truth is known, each scored and listed as a real one: how many of those named are named
// wrongly, with the guards and without, by quota, with one strict inspector; and how often the 95 % intervals hold the
// truth. The cities know nothing of the method. --cities=200; --from=0: the first seed. Exit 1 when an aim is missed.
import { rankPlaces } from '@shared/standings/ranking'
import { scorePlaces, type ScoredPlace } from '@shared/standings/score'
import { defaultStandingRules as ours, type StandingRules } from '@shared/standings/standing-rules'
import { inventCity, type City, type CityPlan } from './kernels/invented-city'

const argument = (name: string): number | undefined => {
  const text = process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  return text === undefined ? undefined : Number(text)
}
const CITIES = argument('cities') ?? 200
const FROM = argument('from') ?? 0
const PLACES = 1_500
const SPAN = { from: '2026-09-01', to: '2026-11-30' }

/** Among those named: how many, and how many of them wrongly. */
type Tally = { named: number; wrong: number; bad: number; unnamed: number }
const tallies = new Map<string, Tally>()
function count(row: string, list: 'black' | 'red', named: readonly string[], { truth }: City): void {
  const isRight = (score: number): boolean => (list === 'black' ? score < 60 : score >= 85)
  const key = `${row}|${list}`
  const tally = tallies.get(key) ?? { named: 0, wrong: 0, bad: 0, unnamed: 0 }
  tally.named += named.length
  tally.wrong += named.filter((id) => !isRight(truth.get(id) ?? 0)).length
  tally.bad += [...truth.values()].filter(isRight).length
  tallies.set(key, tally)
}

/** How good those really are whom our rules name wrongly on the black list. */
const wronged: number[] = []

const BANDS = [0, 60, 68, 80, 90, 100.1]
type Coverage = { all: number; inside: number; above: number; below: number }
const coverage = BANDS.slice(1).map((): Coverage => ({ all: 0, inside: 0, above: 0, below: 0 }))
function cover(scored: readonly ScoredPlace[], { truth }: City): void {
  for (const { place, result } of scored) {
    if (!result) continue
    const real = truth.get(place.id) ?? 0
    const band = coverage[BANDS.slice(1).findIndex((most) => real < most)]
    if (!band) continue
    band.all += 1
    // as printed: a limit of 59.9 stands for anything that rounds to it
    if (real * 10 < result.low - 0.5) band.below += 1
    else if (real * 10 > result.high + 0.5) band.above += 1
    else band.inside += 1
  }
}

const scoredBy = (city: City, rules: StandingRules): ScoredPlace[] =>
  scorePlaces(
    {
      span: SPAN,
      places: city.places.map((place) => ({ ...place, kind: 'compound' as const, since: null, mergedInto: null })),
      visits: city.visits,
      cases: city.cases,
    },
    rules,
  ).places

const noGuards: StandingRules = { ...ours, sample: { ...ours.sample, visits: 1, inspectors: 1, bags: 0 } }
const oneInspector: StandingRules = { ...ours, sample: { ...ours.sample, inspectors: 1 } }
const quota = (names: number, rules: StandingRules): StandingRules => ({ ...rules, list: { by: 'quota', names } })

function countRanked(row: string, scored: readonly ScoredPlace[], rules: StandingRules, city: City): void {
  const ranked = rankPlaces(scored, rules)
  if (row === '本系统默认')
    for (const { place, outcome } of ranked)
      if (outcome === 'black' && (city.truth.get(place) ?? 0) >= 60) wronged.push(city.truth.get(place) ?? 0)
  for (const list of ['black', 'red'] as const)
    count(
      row,
      list,
      ranked.filter(({ outcome }) => outcome === list).map(({ place }) => place),
      city,
    )
}
/** A tenth of the class and a line, as most lists are made: the score alone decides. */
function countByScore(row: string, scored: readonly ScoredPlace[], city: City): void {
  const by = (test: (score: number) => boolean): string[] =>
    scored.flatMap(({ place, result }) => (result && test(result.score) ? [place.id] : []))
  count(
    row,
    'black',
    by((score) => score < 600),
    city,
  )
  count(
    row,
    'red',
    by((score) => score >= 900),
    city,
  )
}

/** A tenth of all with a score on each list, whatever they score. */
function countTenth(row: string, scored: readonly ScoredPlace[], city: City): void {
  const order = scored
    .flatMap(({ place, result }) => (result ? [{ id: place.id, score: result.score }] : []))
    .sort((a, b) => a.score - b.score)
    .map(({ id }) => id)
  const tenth = Math.floor(order.length / 10)
  count(row, 'black', order.slice(0, tenth), city)
  count(row, 'red', order.slice(-tenth), city)
}

function runCity(seed: number): void {
  const plan: CityPlan = { seed, assignment: 'drawn', isOneStrict: false, isExcellent: seed % 10 === 9 }
  const city = inventCity(plan, PLACES)
  const scored = scoredBy(city, ours)
  cover(scored, city)
  const bare = scoredBy(city, noGuards)
  countRanked('名额:每级每榜 5 名,不看样本', bare, quota(5, noGuards), city)
  countTenth('名额:好差各 10%', scored, city)
  countRanked('名额:每级每榜 5 名', scored, quota(5, ours), city)
  countByScore('只看分数线(< 60,≥ 90),不看样本', bare, city)
  countByScore('只看分数线(< 60,≥ 90)', scored, city)
  countRanked('看区间,不看样本', bare, noGuards, city)
  countRanked('本系统默认', scored, ours, city)

  const fixed = inventCity({ ...plan, assignment: 'fixed', isOneStrict: true }, PLACES)
  const fixedScored = scoredBy(fixed, oneInspector)
  countByScore('一名检查员特别严、各查各的,只看分数线', fixedScored, fixed)
  countRanked('一名检查员特别严、各查各的,允许只有一名检查员', fixedScored, oneInspector, fixed)
  const drawn = inventCity({ ...plan, isOneStrict: true }, PLACES)
  countRanked('一名检查员特别严、随机抽派,本系统默认', scoredBy(drawn, ours), ours, drawn)
}

const percent = (part: number, all: number): string => (all === 0 ? '—' : `${((100 * part) / all).toFixed(1)}%`)

function printLists(cities: number): void {
  console.log(`\n${cities} 个虚构的市,每市 ${PLACES} 个小区,每市平均:\n`)
  console.log('| 办法 | 黑榜上榜 | 其中上错(真值 ≥ 60) | 真值 < 60 的小区中上榜 | 红榜上榜 | 其中上错(真值 < 85) |')
  console.log('| --- | --- | --- | --- | --- | --- |')
  for (const row of new Set([...tallies.keys()].map((key) => key.split('|')[0] ?? ''))) {
    const black = tallies.get(`${row}|black`)
    const red = tallies.get(`${row}|red`)
    if (!black || !red) continue
    const mean = (value: number): string => (value / cities).toFixed(1)
    const cells = [
      mean(black.named),
      `${mean(black.wrong)}(${percent(black.wrong, black.named)})`,
      percent(black.named - black.wrong, black.bad),
      mean(red.named),
      `${mean(red.wrong)}(${percent(red.wrong, red.named)})`,
    ]
    console.log(`| ${row} | ${cells.join(' | ')} |`)
  }
}

/** Whether all aims hold. */
function printCoverage(): boolean {
  console.log('\n| 真值 | 小区 | 区间含真值 | 区间整个偏低(U < 真值) | 区间整个偏高(L > 真值) |')
  console.log('| --- | --- | --- | --- | --- |')
  const line = (name: string, { all, inside, above, below }: Coverage): void =>
    console.log(`| ${name} | ${all} | ${percent(inside, all)} | ${percent(above, all)} | ${percent(below, all)} |`)
  coverage.forEach((band, at) => line(`${BANDS[at]}–${Math.floor(BANDS[at + 1] ?? 100)}`, band))
  const total = coverage.reduce((sum, { all, inside, above, below }) => ({
    all: sum.all + all,
    inside: sum.inside + inside,
    above: sum.above + above,
    below: sum.below + below,
  }))
  line('全部', total)
  const overall = total.inside / total.all
  const near = coverage[1] ?? total
  const isHeld = overall >= 0.92 && overall <= 0.97 && near.above / near.all <= 0.04
  console.log(
    `\n目标:全部 92–97%${overall >= 0.92 && overall <= 0.97 ? ',达到' : ',未达到'};真值 60–68 时 U < 真值不超过 4%${near.above / near.all <= 0.04 ? ',达到' : ',未达到'}`,
  )
  return isHeld
}

function printWronged(): void {
  const sorted = [...wronged].sort((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1)
  console.log(`\n本系统默认上错黑榜的 ${sorted.length} 个:真值中位 ${at(0.5)},九成不到 ${at(0.9)},最高 ${at(1)}`)
}

const startedAt = performance.now()
for (let seed = FROM; seed < FROM + CITIES; seed += 1) runCity(seed)
printLists(CITIES)
printWronged()
const isHeld = printCoverage()
console.log(`用时 ${((performance.now() - startedAt) / 1000).toFixed(0)} 秒`)
process.exit(isHeld ? 0 : 1)
