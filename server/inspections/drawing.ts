// How a draw comes about: first everything that goes in is fixed, then the seed is made, then the list follows from
// both. The file with all of it is kept byte for byte with its hash; inspectors stand in it by a code.
import { createHash, randomBytes } from 'node:crypto'
import { draw, seedFile, type Digest, type DrawInput, type DrawResult } from '@shared/inspections/draw'
import type { StrataBy, TargetKind } from '@shared/inspections/vocabulary'
import { addDays, daysBetween, isWorkingDay, type Day, type WorkCalendar } from '@shared/time'
import { placesByIds, type Place } from '../places/places'
import { exclusionsOf, homesOf } from './nearness'
import { subdistrictOf, targetsBelow, type TargetRecord } from './targets'

export const MOST_PER_DAY = 6
export const DOUBLE_PERCENT = 5
/** Limits of households between size classes; ours. */
const SMALL = 300
const LARGE = 1_000

export const sha256: Digest = (text) => createHash('sha256').update(text).digest()
export const hashOf = (file: string): string => createHash('sha256').update(file).digest('hex')

export type Stratum = { key: string; name: string; targets: TargetRecord[] }

function sizeOf({ kind, households }: TargetRecord): [key: string, name: string] {
  if (kind !== 'compound' && kind !== 'community') return ['all', '全部']
  if (households < SMALL) return ['small', `${SMALL}户以下`]
  return households < LARGE ? ['middle', `${SMALL}–${LARGE - 1}户`] : ['large', `${LARGE}户及以上`]
}

/** The targets of an area by stratum, in the order of the keys. */
export async function strataOf(area: Place, kind: TargetKind, by: StrataBy): Promise<Stratum[]> {
  const targets = await targetsBelow(area._id, kind)
  const ids = targets.flatMap(({ path }) => subdistrictOf(path) ?? [])
  const names = new Map((await placesByIds(ids)).map(({ _id, name }) => [_id, name]))
  const strata = new Map<string, Stratum>()
  for (const target of targets) {
    const subdistrict = subdistrictOf(target.path)
    const [key, name] =
      by === 'size' ? sizeOf(target) : [subdistrict ?? 'all', names.get(subdistrict ?? '') ?? '不属单个镇街']
    const stratum = strata.get(key) ?? { key, name, targets: [] }
    stratum.targets.push(target)
    strata.set(key, stratum)
  }
  return [...strata.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
}

/** Working days of a period, both ends included. */
export const workingDays = (from: Day, to: Day, calendar: WorkCalendar): Day[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_unused, at) => addDays(from, at)).filter((day) =>
    isWorkingDay(day, calendar),
  )

type Wanted = {
  area: Place
  kind: TargetKind
  strata: readonly Stratum[]
  counts: readonly { stratum: string; count: number }[]
  alwaysIds: readonly string[]
  days: readonly Day[]
  personIds: readonly string[]
}

export type Drawn = {
  input: DrawInput
  result: DrawResult
  people: { code: string; personId: string }[]
  file: string
  hash: string
}

export const codeOf = (index: number): string => `I${String(index + 1).padStart(2, '0')}`

/** @param seed made anew; given only for the demo city's, which are the same on every day */
export async function drawList(wanted: Wanted, seed?: string): Promise<Drawn> {
  const { area, kind, strata, counts, alwaysIds, days, personIds } = wanted
  const people = [...personIds].sort().map((personId, index) => ({ code: codeOf(index), personId }))
  const targets = strata.flatMap((stratum) => stratum.targets)
  const fixed: Omit<DrawInput, 'seed'> = {
    format: 1,
    kind,
    area: area.name,
    days,
    mostPerDay: MOST_PER_DAY,
    doublePercent: DOUBLE_PERCENT,
    strata: strata.map(({ key, name }) => ({
      key,
      name,
      count: counts.find(({ stratum }) => stratum === key)?.count ?? 0,
    })),
    targets: strata.flatMap(({ key, targets: own }) =>
      own.map(({ id, name, path }) => ({
        id,
        name,
        stratum: key,
        subdistrict: subdistrictOf(path),
        always: alwaysIds.includes(id),
      })),
    ),
    inspectors: await Promise.all(people.map(async ({ code, personId }) => ({ code, homes: await homesOf(personId) }))),
    exclusions: await exclusionsOf(people, targets),
  }
  return drawnFrom({ ...fixed, seed: seed ?? randomBytes(32).toString('hex') }, people)
}

export function drawnFrom(input: DrawInput, people: Drawn['people']): Drawn {
  const result = draw(input, sha256)
  const file = seedFile(input, result)
  return { input, result, people, file, hash: hashOf(file) }
}
