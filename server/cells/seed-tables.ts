// Tables of the demo city: ours for every kind, in force for two years; restaurants have had a second version since,
// which hotels wait for. What the city wants to reach this year and the next.
import { defaultTables } from '@shared/cells/default-tables'
import { cellKinds, type CellKind } from '@shared/cells/table-words'
import type { TableContent } from '@shared/cells/tables'
import { withEditions } from '@shared/cells/versions'
import { addDays, instantAt, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { CellTables, CellTargets, type TableDocument, type TargetDocument } from './tables.model'

const WRITER = seedPersonId('city-1-xu')
const SECOND = seedPersonId('city-4-lu')

/** The version before: no bonus for the neighbours, and fewer points to be titled. */
const earlier = (content: TableContent): TableContent => ({
  ...content,
  bonus: content.bonus.slice(0, -1),
  apartBy: 12,
})

export async function seedTables(today: Day): Promise<void> {
  const city = seedPlace('qingchuan')
  const of = (kind: CellKind, fields: Partial<TableDocument>): TableDocument => ({
    _id: seedId(`cell-table:${kind}`),
    kind,
    placeId: city.id,
    placePath: city.path,
    validFrom: `${Number(today.slice(0, 4)) - 2}-01-01`,
    sunset: null,
    content: defaultTables[kind],
    version: 1,
    state: 'published',
    updatedAt: instantAt(addDays(today, -800), '10:00'),
    updatedBy: WRITER,
    writtenBy: [WRITER],
    publishedBy: SECOND,
    ...fields,
  })
  const first = earlier(defaultTables.restaurant)
  const restaurants = [
    of('restaurant', { _id: seedId('cell-table:restaurant:first'), content: first }),
    of('restaurant', {
      validFrom: addDays(today, -400),
      sunset: addDays(today, -310),
      content: withEditions(first, defaultTables.restaurant),
      updatedAt: instantAt(addDays(today, -430), '10:00'),
    }),
  ]
  const next = of('hotel', {
    _id: seedId('cell-table:hotel:next'),
    validFrom: addDays(today, 40),
    sunset: addDays(today, 100),
    content: withEditions(defaultTables.hotel, { ...defaultTables.hotel, titledFrom: 82 }),
    state: 'proposed',
    updatedAt: instantAt(addDays(today, -3), '10:00'),
  })
  delete next.publishedBy
  const others = cellKinds.filter((kind) => kind !== 'restaurant').map((kind) => of(kind, {}))
  await CellTables.insertMany([...restaurants, ...others, next])
}

export async function seedTargets(today: Day): Promise<void> {
  const city = seedPlace('qingchuan')
  const year = Number(today.slice(0, 4))
  const target = (wanted: number, kind: TargetDocument['kind'], of: number, note: string): TargetDocument => ({
    _id: seedId(`cell-target:${of}:${kind}`),
    placeId: city.id,
    placePath: city.path,
    year: of,
    kind,
    wanted,
    note,
    version: 1,
    updatedAt: instantAt(addDays(today, -200), '10:00'),
    updatedBy: WRITER,
  })
  await CellTargets.insertMany([
    target(12, 'all', year, '年度工作计划'),
    target(4, 'restaurant', year, ''),
    target(3, 'compound', year, ''),
    target(30, 'all', year + 1, '年度工作计划'),
  ])
}
