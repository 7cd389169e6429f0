// I14: every past day is sealed once: how many entries it has, a hash over all of them in order, what they moved, and
// the seal of the day before. Whoever changes, adds or removes an entry of a sealed day would have to forge its seal
// and every later one. The seals' totals are also what the public account of the points is summed from, so that it
// needs no pass over all entries.
import { createHash, type Hash } from 'node:crypto'
import type { mongo } from 'mongoose'
import { isStored, memberOf } from '@shared/ledger/accounts'
import { canonical } from '@shared/canonical'
import type { Entry, EntryKind } from '@shared/ledger/entries'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import type { Unit } from '@shared/units'
import { now } from '../clock'
import { defineModel, isDuplicateKey, type Document } from '../db'
import { requireOver } from '../job-slots'
import { defineJob } from '../jobs'
import type { JobRun } from '../long-work'
import { Entries } from './entries.model'
import { sha256 } from './ledger'

/** A kind, or of a reversal what it reversed. */
export type TotalKind = EntryKind | `reverse:${EntryKind}`
/** What entries of one kind moved into and out of members' accounts (what is held and owed counted with its member). */
export type KindTotals = { entries: number; in: Record<Unit, number>; out: Record<Unit, number> }
export type DayTotals = Partial<Record<TotalKind, KindTotals>>

/**
 * `_id` is the Shanghai day on which the entries were recorded; `previous` the hash of the day before, '' for the
 * first.
 */
export type Seal = Document & {
  previous: string
  entries: number
  root: string
  totals: DayTotals
  hash: string
  sealedAt: Date
}

const required = true
export const Seals = defineModel<Seal>('LedgerSeal', 'ledgerSeals', {
  previous: { type: String },
  entries: { type: Number, required },
  root: { type: String, required },
  totals: { type: Object, required },
  hash: { type: String, required },
  sealedAt: { type: Date, required },
})

const entries = () => Entries.collection as unknown as mongo.Collection<Entry>
const seals = () => Seals.collection as unknown as mongo.Collection<Seal>

export type Summed = Pick<Seal, 'entries' | 'root' | 'totals'>
type Summable = Pick<Entry, '_id' | 'hash' | 'kind' | 'reversedKind' | 'postings'>

/** Adds up the entries of one day, in the order of (recordedAt, _id). */
export function dayAdder(): { add: (entry: Summable) => void; sum: () => Summed } {
  const root: Hash = createHash('sha256')
  const totals: DayTotals = {}
  let count = 0
  return {
    add: (entry) => {
      count += 1
      root.update(`${entry._id}\n${entry.hash}\n`)
      addTo(totals, entry)
    },
    sum: () => ({ entries: count, root: root.digest('base64url'), totals }),
  }
}

function addTo(totals: DayTotals, entry: Summable): void {
  const kind: TotalKind = entry.kind === 'reverse' ? `reverse:${entry.reversedKind ?? 'reverse'}` : entry.kind
  const total = (totals[kind] ??= {
    entries: 0,
    in: { points: 0, fen: 0, carbonGrams: 0 },
    out: { points: 0, fen: 0, carbonGrams: 0 },
  })
  total.entries += 1
  for (const { account, unit, amount } of entry.postings) {
    if (!isStored(memberOf(account))) continue
    if (amount > 0) total.in[unit] += amount
    else total.out[unit] -= amount
  }
}

/** I14: covers the day, the seal before it and all that was added up. */
export const hashOfSeal = (seal: Pick<Seal, '_id' | 'previous' | 'entries' | 'root' | 'totals'>): string =>
  sha256(JSON.stringify([seal._id, seal.previous, seal.entries, seal.root, canonical(seal.totals)]))

/** Entries recorded on days, in the order in which seals add them up. */
export const inSealOrder = (filter: mongo.Filter<Entry>, options: mongo.FindOptions = {}): mongo.FindCursor<Entry> =>
  entries().find(filter, options).sort({ recordedAt: 1, _id: 1 })

const recordedOn = (day: Day): mongo.Filter<Entry> => ({
  recordedAt: { $gte: instantAt(day, '00:00'), $lt: instantAt(addDays(day, 1), '00:00') },
})

/** The day of the earliest entry; null while there is none. */
export async function firstRecordedOn(): Promise<Day | null> {
  const first = await inSealOrder({}, { limit: 1, projection: { recordedAt: 1 } }).next()
  return first && dayOf(first.recordedAt)
}

async function sumDay(day: Day): Promise<Summed> {
  const adder = dayAdder()
  const fields = { _id: 1, hash: 1, kind: 1, reversedKind: 1, postings: 1, recordedAt: 1 }
  for await (const entry of inSealOrder(recordedOn(day), { projection: fields, batchSize: 1_000 })) adder.add(entry)
  return adder.sum()
}

/**
 * Seals every day not sealed yet, in order, up to one; returns how many. Any number of instances may do it at once.
 * @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE for a day that is not over: what is recorded on it later could
 * never be sealed
 */
export async function sealDays(through: Day, progress?: JobRun['progress']): Promise<number> {
  requireOver('day', through)
  let last = await seals().findOne({}, { sort: { _id: -1 } })
  const first = last ? addDays(last._id, 1) : await firstRecordedOn()
  if (first === null) return 0
  let count = 0
  for (let day = first; day <= through; day = addDays(day, 1)) {
    const summed = { _id: day, previous: last?.hash ?? '', ...(await sumDay(day)) }
    const seal: Seal = { ...summed, hash: hashOfSeal(summed), sealedAt: now() }
    try {
      await seals().insertOne(seal)
      count += 1
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    last = seal
    await progress?.(count, count)
  }
  return count
}

/** Two hours after midnight: a transaction that began before it has long ended, whatever an instance's clock says. */
export const ledgerSeal = defineJob({
  name: 'ledger.sealDays',
  title: '账本封存',
  formerly: ['ledgerSeal'],
  every: 'day',
  at: '02:00',
  lookBack: 1,
  run: async (slot, run) => ({ days: await sealDays(addDays(slot, -1), run.progress) }),
})

/**
 * What was moved on each day from `from` on: sealed days from their seals, the days since by adding up their entries.
 */
export async function totalsByDay(from: Day): Promise<{ day: Day; totals: DayTotals; sealed: boolean }[]> {
  const sealed = await seals()
    .find({ _id: { $gte: from } }, { sort: { _id: 1 } })
    .toArray()
  const days = sealed.map((seal) => ({ day: seal._id, totals: seal.totals, sealed: true }))
  const last = days.at(-1)?.day ?? (await seals().findOne({}, { sort: { _id: -1 } }))?._id
  const next = last === undefined ? await firstRecordedOn() : addDays(last, 1)
  if (next === null) return days
  for (let day = next < from ? from : next; day <= dayOf(now()); day = addDays(day, 1))
    days.push({ day, totals: (await sumDay(day)).totals, sealed: false })
  return days
}
