// Gives bookings their numbers. An instance takes a block of a city's day at a time, outside of any transaction, so
// that bookings made at the same moment don't wait for one counter; what it has not used when it ends stays a gap. Two
// bookings never get one number: the unique index of bookings is the last line of defence.
import { bookingNumber, numberHead } from '@shared/pickups/numbers'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { defineModel, type Document } from '../db'
import { requirePlace } from '../places/places'
import { initialsOf } from '../places/search-keys'
import type { BookingRecord } from './bookings.model'

/** Per city and day: the last number that was handed to an instance. */
type NumberBlocks = Document & { last: number; at: Date }
const Numbers = defineModel<NumberBlocks>(
  'BookingNumbers',
  'bookingNumbers',
  { last: { type: Number, required: true }, at: { type: Date, required: true } },
  [{ fields: { at: 1 }, expireAfterSeconds: 40 * 24 * 3600 }],
)

const BLOCK = 20
type Block = { next: number; last: number; taking: Promise<void> | null }
const blocks = new Map<string, Block>()
const letters = new Map<string, string>()

/** A fresh number for a booking of a city that is made now. @param path from the city down */
export async function nextNumber(path: readonly string[]): Promise<string> {
  const head = await headOf(path, now())
  const block = blocks.get(head) ?? { next: 1, last: 0, taking: null }
  blocks.set(head, block)
  while (block.next > block.last) {
    block.taking ??= takeBlock(head, block).finally(() => {
      block.taking = null
    })
    await block.taking
  }
  block.next += 1
  return bookingNumber(head, block.next - 1)
}

/** Never below what this instance has given: a database that was put back knows less than it. */
async function takeBlock(head: string, block: Block): Promise<void> {
  const last = await moveOn(head, BLOCK, block.last)
  for (const other of blocks.keys()) if (other.slice(2) < head.slice(2)) blocks.delete(other)
  Object.assign(block, { next: last - BLOCK + 1, last })
}

/** Hands out `count` numbers; answers the last one. */
async function moveOn(head: string, count: number, given: number): Promise<number> {
  const taken = await Numbers.findOneAndUpdate(
    { _id: head },
    [{ $set: { last: { $add: [{ $max: [{ $ifNull: ['$last', 0] }, given] }, count] }, at: now() } }],
    { upsert: true, returnDocument: 'after', updatePipeline: true },
  ).lean<NumberBlocks>()
  return taken?.last ?? count
}

/** Numbers the bookings of a demo city in the order in which they were made. */
export async function numberSeeds(bookings: readonly BookingRecord[]): Promise<void> {
  const heads = new Map<string, BookingRecord[]>()
  for (const booking of bookings) {
    const head = await headOf(booking.placePath, booking.createdAt)
    heads.set(head, [...(heads.get(head) ?? []), booking])
  }
  for (const [head, made] of heads) {
    made.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    const last = await moveOn(head, made.length, 0)
    for (const [index, booking] of made.entries()) booking.number = bookingNumber(head, last - made.length + 1 + index)
  }
}

/** "QC261202"; "YY" where the city's name gives no two letters. */
async function headOf([cityId = '']: readonly string[], at: Date): Promise<string> {
  const known = letters.get(cityId) ?? initialsOf((await requirePlace(cityId)).name) ?? 'YY'
  letters.set(cityId, known)
  return numberHead(known, dayOf(at))
}
