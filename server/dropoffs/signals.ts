// What looks odd in the logs of a site's day, asked about when the day closes. Invariants: a person decides, and
// nothing follows from a signal by itself: no log, point or right changes; the same pattern is asked about once in 28
// days; whoever it is about does not decide it.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { SIGNAL_DAYS, signalNames, signalsOf, type Signal } from '@shared/dropoffs/signals'
import { deciders, isDevice } from '@shared/dropoffs/vocabulary'
import { DomainError } from '@shared/errors'
import { addDays, showDay, type Day } from '@shared/time'
import { transaction, type Tx } from '../db'
import { defineReview } from '../reviews/reviews'
import { Logs, Signals, type LogRecord, type SignalRecord, type SiteDayRecord } from './dropoffs.model'
import { siteTitles } from './site-titles'

const SYSTEM: Actor = { kind: 'system', name: 'dropoffs' }
const WORKING_DAYS = 10
const MOST_LOGS = 50_000

type Decided = OutputOf<typeof dropoffsDesk.decideSignal>

/** Parts of an id stand apart by dots: it names the matter in links too. */
const signalIdOf = (siteId: string, day: Day, { kind, by, householdId }: Signal): string =>
  [siteId, day, by, kind, householdId ?? '-'].join('.')

/** Looks at a day that is over. @returns how many new matters a person is asked about */
export async function askAboutSignals({ siteId, placePath, day }: SiteDayRecord): Promise<number> {
  const found = signalsOf(siteId, day, await logsFor(siteId, day))
  if (found.length === 0) return 0
  const title = (await siteTitles([siteId])).get(siteId) ?? ''
  let asked = 0
  for (const signal of found) {
    const record: SignalRecord = {
      _id: signalIdOf(siteId, day, signal),
      ...signal,
      siteId,
      placePath,
      day,
      state: 'open',
    }
    if (await transaction((tx) => ask(tx, record, title))) asked += 1
  }
  return asked
}

/** Logs of the site, and those that the same people made at other sites, by when they were made. */
async function logsFor(siteId: string, day: Day) {
  const days = { $gte: addDays(day, 1 - SIGNAL_DAYS), $lte: day }
  const counts = { day: days, state: 'counted' as const, isLook: false }
  const fields = { personId: 1, siteId: 1, householdId: 1, day: 1, at: 1, scanId: 1, result: 1 } as const
  const here = await Logs.find({ siteId, ...counts }, fields)
    .sort({ day: -1, at: -1 })
    .limit(MOST_LOGS)
    .lean<LogRecord[]>()
  const people = [...new Set(here.filter((log) => log.day === day).map(({ personId }) => personId))]
  const there = await Logs.find({ personId: { $in: people }, siteId: { $ne: siteId }, ...counts }, fields)
    .sort({ at: -1 })
    .limit(MOST_LOGS)
    .lean<LogRecord[]>()
  // a smart bin is nobody, and as fast as it likes
  const byPeople = [...here, ...there].filter(({ personId }) => !isDevice(personId))
  return byPeople.map(({ _id, personId, householdId = null, ...log }) => ({
    ...log,
    id: _id,
    by: personId,
    householdId,
  }))
}

async function ask(tx: Tx, record: SignalRecord, title: string): Promise<boolean> {
  const { _id, kind, siteId, by, householdId, otherSiteId, day } = record
  // what lasts is asked about once in its time; a day that went too fast, each time
  const since = kind === 'fast' ? day : addDays(day, 1 - SIGNAL_DAYS)
  const same = { kind, siteId, by, householdId, otherSiteId, day: { $gte: since, $lte: day } }
  if (await tx.on(Signals).findOne(same)) return false
  await tx.on(Signals).insert(record)
  await signalReview.open(tx, SYSTEM, {
    subjectId: _id,
    placePath: record.placePath,
    headline: `${title} ${showDay(day)}的登记请人看一下：${signalNames[kind]}`,
    due: { workingDays: WORKING_DAYS },
    personIds: [by],
    actedBy: [by],
    householdIds: [householdId],
  })
  return true
}

const signalReview = defineReview<null, Decided>({
  name: 'dropoffSignal',
  title: '登记异常',
  verb: '核对',
  deciders,
  tells: ['communityWorker'],
  noticeKind: 'work',
  deskLink: ({ subjectId }) => `/dropoff-doubts?open=${subjectId}`,
  askers: async () => [],
  askerLink: () => '/pages/me',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { review, outcome }) => {
    const state = outcome === 'noted' ? ('noted' as const) : ('fine' as const)
    const { matched } = await tx.on(Signals).updateOne({ _id: review.subjectId, state: 'open' }, { $set: { state } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    return {}
  },
  present: async (_tx, _actor, { subjectId, decision }) => ({
    subject: subjectId,
    outcome: decision?.outcome === 'noted' ? ('noted' as const) : ('fine' as const),
  }),
  backlog: async () => [],
  audit: { action: 'dropoffs.decideSignal', subject: ({ subjectId }) => `dropoffs/${subjectId}` },
})

/** Keeps what a person thinks of it. @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideSignal = (
  actor: Actor,
  { subject, outcome, reason }: ParsedOf<typeof dropoffsDesk.decideSignal>,
): Promise<Decided> => signalReview.decide(actor, { subjectId: subject, outcome, reason, given: null })
