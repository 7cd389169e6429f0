// What may look odd in the logs of a site, as signals with their evidence for a person: nothing follows from one by
// itself. Pure and total. The bounds are this product's defaults: no source gives any.
import type { Id } from '../ids'
import type { Day } from '../time'
import type { Result } from './vocabulary'

export const signalKinds = ['fast', 'alwaysSame', 'allRight', 'pairElsewhere'] as const
export type SignalKind = (typeof signalKinds)[number]
export const signalNames: Readonly<Record<SignalKind, string>> = {
  fast: '登记太快',
  alwaysSame: '总由同一人登记',
  allRight: '正确率明显偏高',
  pairElsewhere: '两个投放点都是这两方',
}

/** All but `fast`, which is of one day, look back over so many days, the closed one included. */
export const SIGNAL_DAYS = 28
const signalBounds = {
  /** More households than so many within a minute, by one person. */
  fast: { scans: 12, seconds: 60 },
  /** A household's scans, all by one person, where others made at least `othersPercent` of the site's. */
  alwaysSame: { scans: 10, othersPercent: 30 },
  /** So many bags each, and the person's share of right ones at least so many points above that of the others. */
  allRight: { bags: 100, points: 25 },
  /** Days on which one person logged one household, at each of two sites. */
  pairElsewhere: { days: 3 },
} as const

/** A log that counts and is no second look. */
export type SignalLog = {
  id: Id
  by: Id
  siteId: Id
  householdId: Id | null
  day: Day
  at: Date
  scanId: Id
  result: Result
}

/** `figures`: what `showSignal` says. `logIds`: the evidence, at most 50, the latest. */
export type Signal = {
  kind: SignalKind
  by: Id
  householdId: Id | null
  otherSiteId: Id | null
  figures: Readonly<Record<string, number>>
  logIds: readonly Id[]
}

const MOST_EVIDENCE = 50
const idsOf = (logs: readonly SignalLog[]): Id[] => logs.slice(-MOST_EVIDENCE).map(({ id }) => id)
const scansIn = (logs: readonly SignalLog[]): number => new Set(logs.map(({ scanId }) => scanId)).size
const daysIn = (logs: readonly SignalLog[]): number => new Set(logs.map(({ day }) => day)).size

function groups<T>(all: readonly T[], keyOf: (each: T) => string | null): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const each of all) {
    const key = keyOf(each)
    if (key === null) continue
    const group = found.get(key)
    if (group) group.push(each)
    else found.set(key, [each])
  }
  return found
}

/** The minute with most households, where that is more than one person can do. */
function fastIn(by: Id, logs: readonly SignalLog[]): Signal[] {
  const { scans: most, seconds } = signalBounds.fast
  let [from, best] = [0, [] as readonly SignalLog[]]
  logs.forEach((last, to) => {
    while (last.at.getTime() - (logs[from] as SignalLog).at.getTime() >= seconds * 1000) from += 1
    const minute = logs.slice(from, to + 1)
    if (scansIn(minute) > scansIn(best)) best = minute
  })
  const scans = scansIn(best)
  if (scans <= most) return []
  return [{ kind: 'fast', by, householdId: null, otherSiteId: null, figures: { scans, most }, logIds: idsOf(best) }]
}

function alwaysSameIn(householdId: Id, logs: readonly SignalLog[], all: readonly SignalLog[]): Signal[] {
  const { scans: least, othersPercent } = signalBounds.alwaysSame
  const by = (logs[0] as SignalLog).by
  const scans = scansIn(logs)
  if (scans < least || logs.some((log) => log.by !== by)) return []
  const others = scansIn(all.filter((log) => log.by !== by))
  const total = scansIn(all)
  if (others * 100 < total * othersPercent) return []
  const figures = { scans, others, total }
  return [{ kind: 'alwaysSame', by, householdId, otherSiteId: null, figures, logIds: idsOf(logs) }]
}

const percentRight = (logs: readonly SignalLog[]): number =>
  (logs.filter(({ result }) => result === 'correct').length * 100) / logs.length

function allRightIn(by: Id, logs: readonly SignalLog[], all: readonly SignalLog[]): Signal[] {
  const { bags: least, points } = signalBounds.allRight
  const others = all.filter((log) => log.by !== by)
  if (logs.length < least || others.length < least) return []
  const [percent, othersPercent] = [percentRight(logs), percentRight(others)]
  if (percent - othersPercent < points) return []
  const figures = { bags: logs.length, percent: Math.round(percent), othersPercent: Math.round(othersPercent) }
  return [{ kind: 'allRight', by, householdId: null, otherSiteId: null, figures, logIds: idsOf(logs) }]
}

function pairElsewhereIn(siteId: Id, logs: readonly SignalLog[]): Signal[] {
  const { days: least } = signalBounds.pairElsewhere
  const here = logs.filter((log) => log.siteId === siteId)
  const { by, householdId } = logs[0] as SignalLog
  if (daysIn(here) < least) return []
  return [...groups(logs, (log) => (log.siteId === siteId ? null : log.siteId))].flatMap(([otherSiteId, there]) => {
    if (daysIn(there) < least) return []
    const figures = { days: daysIn(here), daysThere: daysIn(there) }
    return { kind: 'pairElsewhere' as const, by, householdId, otherSiteId, figures, logIds: idsOf([...here, ...there]) }
  })
}

/**
 * Signals of a site at the closing of a day.
 * @param logs of the site, and of those who log there also at other sites, of the last `SIGNAL_DAYS` days until `day`
 */
export function signalsOf(siteId: Id, day: Day, logs: readonly SignalLog[]): Signal[] {
  const inOrder = [...logs].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const here = inOrder.filter((log) => log.siteId === siteId)
  const today = here.filter((log) => log.day === day)
  // only who and whose bags came on this day: the rest was asked about on a day of its own
  const people = new Set(today.map(({ by }) => by))
  const homes = new Set(today.map(({ householdId }) => householdId))
  const ofPeople = [...groups(here, ({ by }) => by)].filter(([by]) => people.has(by))
  return [
    ...[...groups(today, ({ by }) => by)].flatMap(([by, its]) => fastIn(by, its)),
    ...[...groups(here, ({ householdId }) => householdId)]
      .filter(([householdId]) => homes.has(householdId))
      .flatMap(([householdId, its]) => alwaysSameIn(householdId, its, here)),
    ...ofPeople.flatMap(([by, its]) => allRightIn(by, its, here)),
    ...[...groups(inOrder, ({ by, householdId }) => householdId && `${by}/${householdId}`)]
      .filter(([, [first]]) => first && people.has(first.by) && homes.has(first.householdId))
      .flatMap(([, its]) => pairElsewhereIn(siteId, its)),
  ]
}

/** The evidence in one sentence, with the bound that it passed. */
export function showSignal({ kind, figures }: Pick<Signal, 'kind' | 'figures'>): string {
  const of = (name: string): string => String(figures[name] ?? 0)
  switch (kind) {
    case 'fast':
      return `一分钟里登记了${of('scans')}户，超过${of('most')}户就请人看一下`
    case 'alwaysSame':
      return `近${SIGNAL_DAYS}天来投放${of('scans')}次，都由同一人登记；这个投放点共${of('total')}次，其他人登记了${of('others')}次`
    case 'allRight':
      return `近${SIGNAL_DAYS}天登记${of('bags')}袋，正确${of('percent')}%；这个投放点其他人登记的正确${of('othersPercent')}%`
    case 'pairElsewhere':
      return `近${SIGNAL_DAYS}天，在两个投放点都由这一人登记这一户：这里${of('days')}天，另一处${of('daysThere')}天`
  }
}
