// Rows of a table of holidays. Natural key: the day. Days are merged into their years, which thereby become published.
import type { Actor } from '@shared/actors'
import { Day } from '@shared/time'
import type { Tx } from '../db'
import type { Effect } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
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
  const day = reader.required('日期', 10)
  const kind = reader.choice('安排', kindNames)
  const [festival, source] = [reader.text('节日', 12), reader.text('来源', 120)]
  if (reader.text('安排') === '') reader.problem('安排', '必须填写')
  if (day !== '' && (!Day.safeParse(day).success || day < '2020' || day > '2101'))
    reader.problem('日期', '应形如 2027-01-01')
  const before = seen.get(day)
  if (before !== undefined) reader.problem('日期', `和第 ${before} 行重复`)
  seen.set(day, before ?? reader.row)
  if (reader.problems.length > 0 || kind === undefined) return { effect: 'same' }
  // a known day is written, too: its festival is the whole range of its days in the file
  const effect = known[day] === undefined ? 'create' : known[day] === kind ? 'same' : 'change'
  return { effect, write: { day, kind, festival, source } }
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
