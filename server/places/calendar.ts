// The working calendar as staff keep it: one row a year, `published` once the State Council has announced it, `unknown`
// before. Seeded from the package chinese-days where that knows the year; what staff wrote is never overwritten by it.
// Festivals with their own collection calendar (春节, 国庆) are named ranges with a text for the date screen.
import { getDayDetail } from 'chinese-days'
import { cityRoles, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { places } from '@shared/places/contract'
import type { placesDesk } from '@shared/places/desk-contract'
import type { HolidayYearShown } from '@shared/places/desk-rows'
import { UNKNOWN_YEAR_TEXT, festivalOn } from '@shared/places/rules'
import { addDays, dayOf, daysBetween, isCalendarKnown, isWorkingDay, tooFarAhead, type Day } from '@shared/time'
import type * as z from '@shared/z'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { forgetCalendar, workCalendar } from './places'
import { HolidayYears, type Festival, type HolidayYear } from './places.model'

const MAX_DAYS = 92
const LAST_UNKNOWN = '0000-00-00'

/** Days from `from` to `to` with what they are, at most 92. @throws DomainError INPUT_INVALID */
export async function showCalendar({
  from,
  to,
}: ParsedOf<typeof places.calendar>): Promise<OutputOf<typeof places.calendar>> {
  const count = daysBetween(from, to) + 1
  if (count < 1 || count > MAX_DAYS) throw invalid('to', `一次最多看${MAX_DAYS}天，且结束日期不能早于开始日期`)
  const calendar = await workCalendar()
  const years = await HolidayYears.find({ year: { $gte: Number(from.slice(0, 4)), $lte: Number(to.slice(0, 4)) } })
    .sort({ year: 1 })
    .lean<HolidayYear[]>()
  const festivals = years.flatMap((year) => year.festivals)
  const days = Array.from({ length: count }, (_unused, index) => {
    const day = addDays(from, index)
    const known = isCalendarKnown(day, calendar)
    return {
      day,
      working: isWorkingDay(day, calendar),
      kind: calendar.days[day] ?? ('ordinary' as const),
      known,
      note: festivalOn(day, festivals)?.text ?? (known ? null : UNKNOWN_YEAR_TEXT),
    }
  })
  return {
    knownUntil: calendar.knownUntil === LAST_UNKNOWN ? null : calendar.knownUntil,
    sources: years.map(({ year, status, source }) => ({ year, status, source })),
    days,
    festivals,
  }
}

const present = (actor: Actor, year: HolidayYear): z.infer<typeof HolidayYearShown> => ({
  year: year.year,
  status: year.status,
  source: year.source,
  revision: year.revision,
  updatedAt: year.updatedAt.toISOString(),
  updatedBy: year.updatedBy,
  days: Object.entries(year.days)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, kind]) => ({ day, kind })),
  festivals: year.festivals,
  mayEdit: mayEditCalendar(actor),
})

/** The calendar is the installation's, not a place's. */
export const mayEditCalendar = (actor: Actor): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'person' &&
    actor.grants.some((grant) => grant.role !== 'auditor' && (cityRoles as readonly string[]).includes(grant.role)))

export async function listHolidayYears(actor: Actor): Promise<OutputOf<typeof placesDesk.holidayYears>> {
  const years = await HolidayYears.find({}).sort({ year: -1 }).limit(100).lean<HolidayYear[]>()
  return { items: years.map((year) => present(actor, year)) }
}

/** @throws DomainError NOT_ALLOWED, HOLIDAY_YEAR_WRONG, CHANGED_MEANWHILE */
export async function setHolidayYear(
  actor: Actor,
  input: ParsedOf<typeof placesDesk.setHolidayYear>,
): Promise<z.infer<typeof HolidayYearShown>> {
  if (!mayEditCalendar(actor)) throw new DomainError('NOT_ALLOWED')
  const far = tooFarAhead(`${input.year}-01-01`, dayOf(now()))
  if (far) throw invalid('year', far)
  const inYear = (day: Day): boolean => day.startsWith(`${input.year}-`)
  const wrong = [
    ...input.days.map((each) => each.day),
    ...input.festivals.flatMap((each) => [each.from, each.to]),
  ].filter((day) => !inYear(day))
  if (wrong.length > 0) throw new DomainError('HOLIDAY_YEAR_WRONG', { days: wrong.slice(0, 20) })
  if (input.festivals.some((festival) => festival.from > festival.to))
    throw invalid('festivals', '节日的结束日期不能早于开始日期')
  const answer = await transaction(async (tx) => {
    const year = await writeYear(tx, actor, {
      ...input,
      days: Object.fromEntries(input.days.map(({ day, kind }) => [day, kind])),
    })
    await audit(tx, actor, {
      action: 'places.setHolidayYear',
      subject: `holidayYears/${input.year}`,
      details: { status: input.status, source: input.source, days: input.days.length },
    })
    return present(actor, year)
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
  forgetCalendar()
  return answer
}

type YearInput = Pick<HolidayYear, 'year' | 'status' | 'source' | 'days' | 'festivals' | 'revision'>

/** Revision 0 stands for "there is none yet". @throws DomainError CHANGED_MEANWHILE */
export async function writeYear(
  tx: Tx,
  actor: Actor,
  { year, status, source, days, festivals, revision }: YearInput,
): Promise<HolidayYear> {
  const fields = { status, source, days, festivals, updatedAt: now(), updatedBy: actorId(actor) }
  const _id = String(year)
  if (revision === 0) {
    if ((await tx.on(HolidayYears).count({ _id })) > 0) throw new DomainError('CHANGED_MEANWHILE')
    const fresh: HolidayYear = { _id, year, revision: 1, ...fields }
    await tx.on(HolidayYears).insert(fresh)
    return fresh
  }
  const changed = await tx.on(HolidayYears).findOneAndUpdate({ _id, revision }, { $set: fields, $inc: { revision: 1 } })
  if (!changed) throw new DomainError('CHANGED_MEANWHILE')
  return changed
}

/** Writes the rows of the given years that are missing, and fills unknown ones that the package has learned since. */
export async function ensureHolidayYears(years: readonly number[]): Promise<number> {
  let written = 0
  for (const year of years) {
    const known = knownYear(year)
    const found = await HolidayYears.findOne({ year }).lean<HolidayYear>()
    const isOurs = found === null || (found.status === 'unknown' && found.updatedBy === 'system:calendar')
    if (!isOurs || (found !== null && known === null)) continue
    const fresh: YearInput = known ?? {
      year,
      status: 'unknown',
      source: '国务院办公厅尚未公布，按周一至周五为工作日暂算',
      days: {},
      festivals: [],
      revision: 0,
    }
    await transaction((tx) =>
      writeYear(tx, { kind: 'system', name: 'calendar' }, { ...fresh, revision: found?.revision ?? 0 }),
    )
    written += 1
  }
  forgetCalendar()
  return written
}

/** The year as the package chinese-days knows it; null when it doesn't (no announced New Year's Day). */
function knownYear(year: number): YearInput | null {
  const days: HolidayYear['days'] = {}
  const named = new Map<string, string>()
  for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
    const detail = getDayDetail(day)
    // Announced days are named "Spring Festival,春节,4"; ordinary ones by their weekday.
    const [, name] = detail.name.split(',')
    if (!name) continue
    days[day] = detail.work ? 'workday' : 'holiday'
    if (!detail.work) named.set(day, name)
  }
  if (days[`${year}-01-01`] === undefined) return null
  return {
    year,
    status: 'published',
    source: `国务院办公厅 ${year}年节假日安排（chinese-days 1.5.7）`,
    days,
    festivals: festivalsIn(named),
    revision: 0,
  }
}

/** 春节 and 国庆 as ranges; days are given with their holiday's name. A 中秋 inside 国庆 belongs to it. */
export function festivalsIn(named: ReadonlyMap<Day, string>): Festival[] {
  const off = [...named.keys()].sort()
  return (['春节', '国庆'] as const).flatMap((name) => {
    const own = off.filter((day) => named.get(day)?.startsWith(name))
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined) return []
    return [
      {
        name,
        from: first,
        to: last,
        text: `${name}假期（${shortDay(first)}—${shortDay(last)}）收运时段减少，节前会加开，请尽早预约`,
      },
    ]
  })
}

const shortDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
