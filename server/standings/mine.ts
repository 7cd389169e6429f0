// A resident's own compound: what the last list came to, why, and what can still be done. Only for who lives there:
// the public is not told how places stand that are on no list. Never a preview, and never who is looked at more
// often.
import type { PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { standings } from '@shared/standings/contract'
import { wayOut } from '@shared/standings/leagues'
import { isVisitedKind } from '@shared/standings/vocabulary'
import { missingWords, wayOutWords } from '@shared/standings/words'
import { dueWords } from '@shared/standings/due'
import { dayOf, monthDay } from '@shared/time'
import { now } from '../clock'
import { installedCity, placesByIds, type Place } from '../places/places'
import { soFar } from './changeable'
import { listPlaces } from './inputs'
import { HISTORY, mendingOfEntry, nextList } from './published'
import { presentReply, repliesOf } from './replies'
import { rulesFor } from './rules'
import { runningMonth } from './run'
import { Entries, Runs, type EntryRecord, type RunRecord } from './standings.model'

type Mine = OutputOf<typeof standings.mine>

/** The place of a household that is ranked: its compound, or the community of its village. */
async function ownPlace(actor: PersonActor, placeId: string | undefined): Promise<Place | null> {
  const paths = actor.households.map(({ placePath }) => placePath)
  const found = await placesByIds(paths.flat())
  const own = paths.flatMap((path) => {
    const compound = found.find(({ _id, kind }) => kind === 'compound' && path.includes(_id))
    const place = compound ?? found.find(({ _id, kind }) => kind === 'community' && path.includes(_id))
    return place ? [place] : []
  })
  if (placeId === undefined) return own[0] ?? null
  const named = own.find(({ _id, path }) => _id === placeId || path.includes(placeId))
  if (!named) throw new DomainError('NOT_FOUND')
  return named
}

/** @throws DomainError NOT_FOUND for a place where the person does not live */
export async function showMine(actor: PersonActor, { placeId }: { placeId?: string | undefined }): Promise<Mine> {
  const area = await installedCity()
  const place = await ownPlace(actor, placeId)
  const rules = await rulesFor(area?._id ?? '', runningMonth(dayOf(now())).period)
  const lines = { black: rules.black.below, red: rules.red.score, redLow: rules.red.low }
  const next = area ? await nextList(area._id) : null
  if (!area || !place) return { place: null, last: null, company: null, lines, todo: [], history: [], next }
  const history = await Entries.find({ placeId: place._id, isPublished: true })
    .sort({ period: -1 })
    .limit(HISTORY)
    .lean<EntryRecord[]>()
  const listed = (await listPlaces(area)).find(({ id }) => id === place._id)
  return {
    place: { id: place._id, name: place.name },
    last: history[0] ? await lastOf(history[0]) : null,
    company: listed?.company ?? null,
    lines,
    todo: listed ? await todoOf(listed, history[0]?.outcome === 'black') : [],
    history: history.reverse().map(({ period, score, bags, bagsCorrect }) => ({
      period,
      score,
      rightOfHundred: bags > 0 ? Math.round((bagsCorrect * 100) / bags) : null,
    })),
    next,
  }
}

async function lastOf(entry: EntryRecord): Promise<NonNullable<Mine['last']>> {
  const run = await Runs.findById(entry.runId).lean<RunRecord>()
  const replies = (await repliesOf(entry.runId)).get(entry._id) ?? []
  return {
    period: entry.period,
    version: run?.version ?? 1,
    publishedOn: run?.publishedOn ?? '',
    from: run?.from ?? '',
    to: run?.to ?? '',
    colour: entry.outcome === 'red' || entry.outcome === 'black' ? entry.outcome : null,
    rank: entry.listRank,
    score: entry.score,
    low: entry.low,
    high: entry.high,
    visits: entry.visits,
    bags: entry.bags,
    bagsCorrect: entry.bagsCorrect,
    lastVisit: entry.lastVisit,
    missing: entry.missing,
    reasons: entry.reasons,
    replies: replies.map(presentReply),
    mending: mendingOfEntry(entry),
  }
}

/** What can still change the next list: on the black list the way out, findings, then what the sample lacks. */
async function todoOf(place: Awaited<ReturnType<typeof listPlaces>>[number], isBlack: boolean): Promise<Mine['todo']> {
  const { rows, rules } = await soFar([place], dayOf(now()))
  const [row] = rows
  if (!row) return []
  const { result, missing, sample } = row.scored
  const findings = row.findings.map(({ text, dueAt, isLate }) => ({
    title: text,
    note: isLate ? '已经过了整改期限，改好了还能让复查合格' : `${dueWords(dueAt)}改好，就算按时整改`,
  }))
  const lacks = missingWords(missing)
  const weights = isVisitedKind(place.kind) ? rules.weights[place.kind] : null
  return [
    ...(isBlack && result && weights
      ? [{ title: '要离开名单，还差什么', note: wayOutWords(wayOut(result, weights, rules), rules) }]
      : []),
    ...findings.slice(0, 10),
    ...(lacks
      ? [
          {
            title: `还缺${lacks}`,
            note: sample.lastVisit ? `最近一次检查${monthDay(sample.lastVisit)}` : '够了才排名',
          },
        ]
      : []),
  ]
}
