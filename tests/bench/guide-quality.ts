// How often the guide's first answer is right: the frozen phrases (guide-phrases.tsv, guide-phrases-blind.tsv and
// guide-blind-1000.tsv of writers who had not seen the entries, guide-phrases-rural.tsv), written before any entry was
// tuned to them; 150 natural questions; phrases by kind (guide-kinds.tsv); two grids, of what is hazardous however it
// is said and of what never is. guide-blind-second.tsv is a later list of the kinds of the thousand, not mended after.
// Prints right / wrong / none per kind of phrase and region, and every failing row with --rows (never those of the
// blind thousand and the second set: only their figures are looked at). Fails in town below 92 % right or from 3 %
// wrong, in the village from 3 % wrong. Measured with the core and index that phones get.
// Usage: tsx tests/bench/guide-quality.ts [--rows]
import type { Answer, Region } from '@shared/guide/contract'
import { answers } from '@shared/guide/answer'
import { readDetail } from '@shared/guide/pack'
import { buildIndex } from '@shared/guide/search-index'
import { shippedEdition } from '@server/guide/edition-files'
import { harmlessPhrases, judgeQuestion, phrasesByKind, poisonPhrases, rowsOf } from './guide-judge'

type Outcome = 'right' | 'wrong' | 'none'
const showRows = process.argv.includes('--rows')

/**
 * @param expected the accepted answers joined by /: a category, null (no household waste), none (no answer), * (any)
 */
function judge(first: Answer | undefined, expected: string, given: string | null, route: string): Outcome {
  if (!first) return expected === 'none' ? 'right' : 'none'
  // what is nothing to throw away may be told so
  if (expected === 'none' && first.inferred && first.route === 'not_household') return 'right'
  const named = expected === '*' || expected.split('/').includes(given ?? 'null')
  return named && (!route || route.split('/').includes(first.route)) ? 'right' : 'wrong'
}

type Tally = Record<Outcome, number>
const tallies = new Map<string, Tally>()
function count(group: string, outcome: Outcome): void {
  const tally = tallies.get(group) ?? { right: 0, wrong: 0, none: 0 }
  tallies.set(group, tally)
  tally[outcome] += 1
}

const packed = shippedEdition()
const index = buildIndex(packed.core)
const details = readDetail(packed.detail)

function urban(set: string, file: string, region: Region): void {
  for (const [phrase = '', expected = '', route = '', kind = ''] of rowsOf(file)) {
    const first = answers(index, phrase, { region, rural: false }, details, 1)[0]
    const outcome = judge(first, expected, first?.category ?? null, route)
    count(`${set}: ${region} all`, outcome)
    if (region !== 'xuchang') continue
    if (!expected.includes('/')) count(`${set}: one answer only`, outcome)
    count(`  ${set}: ${kind}`, outcome)
    if (outcome !== 'right' && showRows)
      console.log(
        [
          outcome,
          kind,
          phrase,
          `${expected} ${route}`,
          first ? `${first.category} ${first.route} ${first.name}<${first.matchedBy} ${first.basis ?? ''}` : '-',
        ].join('\t'),
      )
  }
}

function rural(region: Region, column: number): void {
  for (const row of rowsOf('guide-phrases-rural.tsv')) {
    const first = answers(index, row[0] ?? '', { region, rural: true }, details, 1)[0]
    const outcome = judge(first, row[column] ?? '', first?.local.code ?? null, '')
    count(`${region} rural`, outcome)
    if (outcome !== 'right' && showRows)
      console.log(
        [
          outcome,
          `${region} rural`,
          row[0],
          row[column],
          first ? `${first.local.code} ${first.name}<${first.matchedBy}` : '-',
        ].join('\t'),
      )
  }
}

/** Natural questions, by kind; one with several things of which some are answered counts as none. */
function questions(set: string, rows: readonly string[][], shown: boolean): void {
  for (const [phrase = '', expected = '', kind = ''] of rows) {
    const found = answers(index, phrase, { region: 'xuchang', rural: false }, details)
    const outcome = judgeQuestion(found, expected)
    for (const group of [set, `  ${set}: ${kind}`]) count(group, outcome === 'partly' ? 'none' : outcome)
    if (outcome !== 'right' && showRows && shown)
      console.log(
        [
          outcome,
          kind,
          phrase,
          expected,
          ...found
            .slice(0, 3)
            .map((each) => `${each.category ?? each.route} ${each.name}<${each.matchedBy} ${each.basis ?? ''}`),
        ].join('\t'),
      )
  }
}

/** What is hazardous however it is said, and what never is. */
function grid(name: string, phrases: readonly string[], isHazard: boolean): void {
  for (const phrase of phrases) {
    const first = answers(index, phrase, { region: 'xuchang', rural: false }, details, 1)[0]
    const outcome = !first
      ? 'none'
      : (first.category === 'hazardous' || first.route === 'return_to_shop') === isHazard
        ? 'right'
        : 'wrong'
    count(name, !isHazard && !first ? 'right' : outcome)
    if (outcome === 'wrong' && showRows)
      console.log(
        [outcome, name, phrase, `${first?.category} ${first?.name}<${first?.matchedBy} ${first?.basis ?? ''}`].join(
          '\t',
        ),
      )
  }
}

const regions = ['xuchang', 'anyang', 'yanshi'] as const
for (const [set, file] of [
  ['own', 'guide-phrases.tsv'],
  ['blind', 'guide-phrases-blind.tsv'],
] as const)
  for (const region of regions) urban(set, file, region)
regions.forEach((region, at) => rural(region, at + 1))
questions('questions', rowsOf('guide-questions.tsv'), true)
questions('kinds', phrasesByKind(), true)
questions('blind thousand', rowsOf('guide-blind-1000.tsv'), false)
questions('blind second', rowsOf('guide-blind-second.tsv'), false)
grid('grid: poisons', poisonPhrases, true)
grid('grid: harmless', harmlessPhrases, false)
const isMissed = ([group, { right, wrong, none }]: readonly [string, Tally]): boolean => {
  const total = right + wrong + none
  return (group.endsWith(' all') && right < 0.92 * total) || (/ (all|rural)$/.test(group) && wrong >= 0.03 * total)
}
if ([...tallies].some(isMissed)) process.exitCode = 1
console.log(`${index.terms.length} entries, ${index.names.length} names`)
console.table(
  Object.fromEntries(
    [...tallies].map(([group, tally]) => {
      const total = tally.right + tally.wrong + tally.none
      return [
        group,
        {
          ...tally,
          total,
          'right %': Math.round((tally.right / total) * 1000) / 10,
          'wrong %': Math.round((tally.wrong / total) * 1000) / 10,
        },
      ]
    }),
  ),
)
