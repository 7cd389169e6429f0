// Rows of a table of holidays. Natural key: the day. Days are merged into their years, which thereby become published.
import type { Actor } from '@shared/actors'
import { Day } from '@shared/time'
import type { Tx } from '../db'
import type { Sheet } from '../sheets'
import { festivalsIn, writeYear } from './calendar'
import { HolidayYears, type HolidayYear } from './places.model'
import { rowReader, type PlannedRow } from './row-reader'

export type HolidayWrite = { day: Day; kind: 'holiday' | 'workday'; festival: string; source: string }
export type PlannedHoliday = PlannedRow<HolidayWrite>

const kindNames = { holiday: '放假', workday: '上班' } as const

/** Decides what each row would do; nothing is written. */
export async function planHolidays(sheet: Sheet): Promise<PlannedHoliday[]> {
  const years = await HolidayYears.find({ status: 'published' }).lean<HolidayYear[]>()
  const known: Record<Day, string> = Object.assign({}, ...years.map((year) => year.days))
  const seen = new Map<Day, number>()
  return sheet.rows
    .map((row) => {
      const reader = rowReader(sheet.header, row)
      const day = reader.required('日期', 10)
      const kind = reader.choice('安排', kindNames)
      const [festival, source] = [reader.text('节日', 12), reader.text('来源', 120)]
      if (reader.text('安排') === '') reader.problem('安排', '必须填写')
      if (day !== '' && (!Day.safeParse(day).success || day < '2020' || day > '2101'))
        reader.problem('日期', '应形如 2027-01-01')
      const before = seen.get(day)
      if (before !== undefined) reader.problem('日期', `和第 ${before} 行重复`)
      seen.set(day, before ?? row.row)
      if (reader.problems.length > 0 || kind === undefined)
        return { row, problems: reader.problems, effect: 'same' as const }
      const effect =
        known[day] === undefined ? ('create' as const) : known[day] === kind ? ('same' as const) : ('change' as const)
      return { row, problems: reader.problems, effect, write: { day, kind, festival, source } }
    })
    .sort((a, b) => ((a.write?.day ?? '') < (b.write?.day ?? '') ? -1 : 1))
}

/** Writes a portion, year by year. @throws DomainError CHANGED_MEANWHILE */
export async function writeHolidays(
  tx: Tx,
  actor: Actor,
  portion: readonly PlannedHoliday[],
  filename: string,
): Promise<void> {
  const writes = portion.flatMap((planned) => (planned.write ? [planned.write] : []))
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
