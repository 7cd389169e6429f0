// Rows of a table of holidays. Natural key: the day. Days are merged into their years, which thereby become published.
import type { Actor } from '@shared/actors'
import type { Day } from '@shared/time'
import type { Tx } from '../db'
import type { Effect, ReadRow } from '../imports/kinds'
import { readDay, type RowReader } from '../imports/row-reader'
import { festivalsIn, writeYear } from './calendar'
import { HolidayYears, type HolidayYear } from './places.model'

export type HolidayWrite = { day: Day; kind: 'holiday' | 'workday'; festival: string; source: string }

const kindNames = { holiday: '放假', workday: '上班' } as const

type Context = { filename: string; known: Record<Day, string>; seen: Map<Day, number> }

/** The days that are known already. */
export async function beginHolidays(_actor: Actor, { filename }: { filename: string }): Promise<Context> {
  const years = await HolidayYears.find({ status: 'published' }).lean<HolidayYear[]>()
  return { filename, known: Object.assign({}, ...years.map((year) => year.days)), seen: new Map() }
}

/** Decides what a row would do; nothing is written. */
export function planHoliday({ known, seen }: Context, reader: RowReader): { effect: Effect; write?: HolidayWrite } {
  reader.required('日期', 30)
  const day = reader.day('日期') ?? ''
  const kind = reader.choice('安排', kindNames)
  const [festival, source] = [reader.text('节日', 12), reader.text('来源', 120)]
  if (reader.text('安排') === '') reader.problem('安排', '必须填写')
  if (day !== '' && (day < '2020' || day > '2101')) reader.problem('日期', '应形如 2027-01-01')
  const before = day === '' ? undefined : seen.get(day)
  if (before !== undefined) reader.problem('日期', `和第${before}行重复`)
  if (day !== '') seen.set(day, before ?? reader.row)
  if (reader.problems.length > 0 || kind === undefined) return { effect: 'same' }
  // a known day is written, too: its festival is the whole range of its days in the file
  const effect = known[day] === undefined ? 'create' : known[day] === kind ? 'same' : 'change'
  return { effect, write: { day, kind, festival, source } }
}

/** What a year has by law (全国年节及纪念日放假办法): the days, or that there is one between two days. */
const FESTIVALS: readonly [name: string, from: string, to: string, days: number][] = [
  ['元旦', '01-01', '01-01', 1],
  ['春节', '01-20', '02-25', 3],
  ['清明节', '04-03', '04-07', 1],
  ['劳动节', '05-01', '05-02', 2],
  ['端午节', '05-26', '06-26', 1],
  ['中秋节', '09-07', '10-08', 1],
  ['国庆节', '10-01', '10-03', 3],
]

/**
 * A year becomes known as a whole: with half of it, the days that are missing would pass for working days. So every row
 * of a year that is not known yet waits for the others.
 */
export function checkYears({ known }: Context, rows: readonly ReadRow<HolidayWrite>[]): void {
  const read = rows.map(({ reader, write }) => ({ reader, write, day: readDay(reader.raw('日期')) }))
  const isKnown = (year: string): boolean => Object.keys(known).some((day) => day.startsWith(year))
  for (const year of new Set(read.flatMap(({ day }) => (day ? [day.slice(0, 4)] : [])))) {
    const own = read.filter(({ day }) => day?.startsWith(year))
    const off = own.flatMap(({ day, write }) => (day && write?.kind === 'holiday' ? [day.slice(5)] : []))
    const missing = FESTIVALS.filter(
      ([, from, to, days]) => off.filter((day) => day >= from && day <= to).length < days,
    ).map(([name]) => name)
    // a row whose day can't be read may be of this year
    const isSpoiled = read.some(({ day, write }) => write === undefined && (day === undefined || day.startsWith(year)))
    const why = isSpoiled ? '有问题的行改好后' : missing.length > 0 ? `还缺${missing.join('、')}；补齐后` : null
    if (why && !isKnown(year))
      for (const { reader } of own) reader.problem('日期', `${year}年还没有公布过，${why}整年一起导入`)
  }
}

/** Writes a portion, year by year. @throws DomainError CHANGED_MEANWHILE */
export async function writeHolidays(
  tx: Tx,
  actor: Actor,
  writes: readonly HolidayWrite[],
  filename: string,
): Promise<void> {
  for (const year of new Set(writes.map((write) => Number(write.day.slice(0, 4))))) {
    const own = writes.filter((write) => write.day.startsWith(`${year}-`))
    const found = await tx.on(HolidayYears).findOne({ year })
    const fresh = festivalsIn(
      new Map(own.filter((write) => write.kind === 'holiday').map((write) => [write.day, write.festival])),
    )
    const kept = (found?.festivals ?? []).filter((festival) => !fresh.some((each) => each.name === festival.name))
    await writeYear(tx, actor, {
      year,
      status: 'published',
      source: own.find((write) => write.source !== '')?.source ?? `导入文件 ${filename}`,
      days: { ...found?.days, ...Object.fromEntries(own.map((write) => [write.day, write.kind])) },
      festivals: [...kept, ...fresh].sort((a, b) => (a.from < b.from ? -1 : 1)),
      revision: found?.revision ?? 0,
    })
  }
}
