// A table of homes: each becomes a household with a card and nobody in it yet. Natural key: the place and the one
// spelling of the address, so a file can be sent again and only what is new is written. A row is one home, or a whole
// staircase with its rooms separated by 、. Nothing that is there is ever changed: members, cards and points stay.
import type { Actor } from '@shared/actors'
import { normaliseAddress, showAddress, type AddressParts } from '@shared/people/addresses'
import { actorId, audit, type AuditEntry } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { defineImport, READ_AT_ONCE, type Effect, type ImportFile, type ReadRow } from '../imports/kinds'
import { readDay, type RowReader } from '../imports/row-reader'
import { placeFinder, type PlaceFinder } from '../places/place-names'
import type { Place } from '../places/places'
import { relyOnAt } from '../places/tree'
import { addressIndexOf, newHousehold, newHouseholdCode } from './household-records'
import { registrars } from './households'
import { HouseholdCodes, Households, type Household } from './households.model'

/** Rooms of one staircase in one row. */
const MOST_ROOMS = 200

type Context = {
  places: PlaceFinder
  filename: string
  /** Homes that are registered. */
  known: Set<string>
  /** Homes of the rows before, with the row. */
  seen: Map<string, number>
}
type Homes = { place: Place; homes: readonly AddressParts[] }

async function begin(actor: Actor, { filename, valuesOf }: ImportFile): Promise<Context> {
  const places = await placeFinder(actor, registrars, ['compound', 'village'])
  const placeIds = valuesOf('小区或村').flatMap((typed) => places.meant(typed).map(({ _id }) => _id))
  const found = await Households.find({ placeId: { $in: placeIds }, status: 'active' }, { addressIndex: 1 })
    .batchSize(READ_AT_ONCE)
    .lean<Pick<Household, 'addressIndex'>[]>()
  return { places, filename, known: new Set(found.map((each) => each.addressIndex)), seen: new Map() }
}

/** What spreadsheets make of 3-2 when nobody tells them that it is no date. */
const looksLikeDate = (typed: string): boolean =>
  (/\D/.test(typed) && readDay(typed) !== undefined) ||
  /^\d{1,2}月\d{1,2}日$/.test(typed) ||
  /^(?:[A-Z][a-z]{2}-\d{1,2}|\d{1,2}-[A-Z][a-z]{2})$/.test(typed)

function cell(reader: RowReader, column: string, maxLength: number): string {
  const typed = column === '门牌' ? reader.required(column, maxLength) : reader.text(column, maxLength)
  if (looksLikeDate(typed)) reader.problem(column, '像是被表格软件改成了日期，请把这一列设为“文本”再填')
  return typed
}

function readRow(context: Context, reader: RowReader): { effect: Effect; write?: Homes } {
  const place = context.places.find(reader, '小区或村')
  const [building, unit, sub] = [cell(reader, '楼栋', 20), cell(reader, '单元', 20), cell(reader, '分户', 1)]
  const rooms = cell(reader, '门牌', 2000)
    .split(/[、，,；;]/)
    .map((room) => room.trim())
    .filter((room) => room !== '')
  if (rooms.length > MOST_ROOMS) reader.problem('门牌', `一行最多写${MOST_ROOMS}户，请分成几行`)
  if (rooms.length > 1 && sub !== '') reader.problem('分户', '合租分户要一户写一行')
  if (!place || reader.problems.length > 0) return { effect: 'same' }
  const fresh: AddressParts[] = []
  for (const room of rooms) {
    const home = readHome(reader, { building, unit, room, sub })
    if (!home) continue
    const key = addressIndexOf(place._id, home)
    const before = context.seen.get(key)
    if (before !== undefined)
      reader.problem('门牌', `${showAddress(home)} 和${before === reader.row ? '本行前面的' : `第${before}行`}重复`)
    context.seen.set(key, before ?? reader.row)
    if (!context.known.has(key)) fresh.push(home)
  }
  return fresh.length > 0 ? { effect: 'create', write: { place, homes: fresh } } : { effect: 'same' }
}

function readHome(
  reader: RowReader,
  typed: { building: string; unit: string; room: string; sub: string },
): AddressParts | null {
  const isLong = typed.room.length > 20
  if (isLong) reader.problem('门牌', `“${typed.room.slice(0, 30)}”太长，门牌最多20个字`)
  const home = isLong ? null : normaliseAddress(typed)
  if (!home && !isLong) reader.problem('门牌', `“${typed.room}”和楼栋、单元对不上，或有门牌上没有的字符`)
  return home
}

/** A row without its building, where others of the compound have one, would be a second home of the same door. */
function readAll(_context: Context, rows: readonly ReadRow<Homes>[]): void {
  const lacking = ({ write }: ReadRow<Homes>): boolean =>
    write?.place.kind === 'compound' && write.homes.some(({ building }) => building === '')
  const withBuildings = new Set(
    rows.filter(({ reader }) => reader.raw('楼栋').trim() !== '').map(({ reader }) => reader.raw('小区或村').trim()),
  )
  for (const row of rows)
    if (lacking(row) && withBuildings.has(row.reader.raw('小区或村').trim()))
      row.reader.problem('楼栋', '这个小区别的行写了楼栋，这一行没有，请补上')
}

async function applyRows(tx: Tx, actor: Actor, { filename }: Context, writes: readonly Homes[]): Promise<void> {
  const [by, at] = [actorId(actor), now()]
  const made = writes.flatMap(({ place, homes }) => homes.map((home) => newHousehold(newId(), place, home, by, at)))
  for (const place of new Map(writes.map(({ place }) => [place._id, place])).values()) await relyOnAt(tx, place)
  await tx.on(Households).insert(...made)
  await tx.on(HouseholdCodes).insert(...made.map(({ _id }) => newHouseholdCode(_id, by, at)))
  const entries = made.map((household): AuditEntry => ({
    action: 'people.createHousehold',
    subject: `households/${household._id}`,
    placePath: household.placePath,
    reason: `导入 ${filename}`,
  }))
  const [first, ...rest] = entries
  if (first) await audit(tx, actor, first, ...rest)
}

export const householdImport = defineImport<Homes, Context>({
  name: 'households',
  title: '住户',
  may: registrars,
  columns: [
    { name: '小区或村', required: true, width: 44 },
    { name: '楼栋', width: 12 },
    { name: '单元', width: 12 },
    { name: '门牌', required: true, width: 40 },
    { name: '分户', width: 10 },
  ],
  example: ['清川市/东湖区/柳湾街道/柳湾社区/荷塘里', '3栋', '2单元', '101、102、201、202', ''],
  begin,
  readRow,
  readAll,
  applyRows,
})
