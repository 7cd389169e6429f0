// What the lists read of reports: those about the upkeep of a place that fell due, and whether they were dealt with in
// time. Invariant: a month that is over reads the same whenever it is read, but for what was found afterwards to be
// a duplicate, taken back or out of scope.
import type { CountedCase } from '@shared/inspections/visits'
import { environmentCategories } from '@shared/reports/categories'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { now } from '../clock'
import { Complaints, type ComplaintRecord } from './complaints.model'

const kept = { answers: 1, dues: 1, placePath: 1 } as const

/**
 * Each round is a case of its own on the day it fell due: a report that was sent back and mended late doesn't change
 * the month in which its first answer came in time.
 * @param from @param to days in Shanghai, both included
 * @returns ordered by id; `place` is the nearest of `placeIds`
 * @public
 */
export async function countedCases({
  placeIds,
  from,
  to,
}: {
  placeIds: readonly string[]
  from: Day
  to: Day
}): Promise<CountedCase[]> {
  const [begins, ends] = [instantAt(from, '00:00'), instantAt(addDays(to, 1), '00:00')]
  const rows = await Complaints.find(
    {
      placePath: { $in: [...placeIds] },
      dues: { $elemMatch: { $gte: begins, $lt: ends } },
      kind: 'report',
      category: { $in: environmentCategories },
      status: { $nin: ['merged', 'withdrawn'] },
    },
    kept,
  ).lean<Pick<ComplaintRecord, '_id' | keyof typeof kept>[]>()
  const wanted = new Set(placeIds)
  return rows
    .filter(({ answers }) => answers.at(-1)?.outcome !== 'outOfScope')
    .flatMap(({ _id, dues, answers, placePath }) =>
      dues.flatMap((due, round): CountedCase[] => {
        const place = placePath.findLast((id) => wanted.has(id))
        const answeredAt = answers[round]?.at
        const hasFallenDue = answeredAt !== undefined || due <= now()
        if (!place || due < begins || due >= ends || !hasFallenDue) return []
        return [
          {
            id: `${_id}/${round + 1}`,
            place,
            day: dayOf(due),
            closedInTime: answeredAt !== undefined && answeredAt <= due,
          },
        ]
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
