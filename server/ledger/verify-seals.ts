// I14: holds the chain of seals against the entries. Entries come in the order of (recordedAt, _id); each sealed day
// must add up to what its seal says, each seal must be what its own hash says, and name the hash of the day before. No
// day may be sealed before it is over, and none may stay unsealed once its sealing is due. A difference names the day.
import type { mongo } from 'mongoose'
import { canonical } from '@shared/canonical'
import type { Entry } from '@shared/ledger/entries'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { latestSlot } from '../job-slots'
import { dayAdder, firstRecordedOn, hashOfSeal, ledgerSeal, Seals, type Seal, type Summed } from './seals'

export type SealChecker = {
  /** The next entry in order. */
  add: (entry: Entry) => void
  /** After the last entry. */
  finish: () => void
}

const seals = () => Seals.collection as unknown as mongo.Collection<Seal>
/** How a finding names a seal. */
export const placeOf = (day: Day): string => `seal:${day}`

type SealOptions = {
  /** One day alone; its seal is still held against the one before it. */
  only?: Day | undefined
  /** The present instant: with it, a day sealed before its time and a sealing that stands still are differences. */
  asOf?: Date | undefined
}

export async function sealChecker(
  say: (where: string, text: string) => void,
  { only, asOf }: SealOptions,
): Promise<SealChecker> {
  const filter = only === undefined ? {} : { _id: { $gte: addDays(only, -1), $lte: only } }
  const chain = await seals()
    .find(filter, { sort: { _id: 1 } })
    .toArray()
  const byDay = new Map(chain.filter((seal) => only === undefined || seal._id === only).map((seal) => [seal._id, seal]))
  const lastDay = chain.at(-1)?._id ?? ''
  checkChain(chain, say, only)
  if (asOf && only === undefined) await checkReach(chain.at(-1), asOf, say)
  const seen = new Set<Day>()
  let current: { day: Day; endsAt: number; adder: ReturnType<typeof dayAdder> } | null = null
  const close = (): void => {
    if (!current) return
    const seal = byDay.get(current.day)
    if (seal) compare(seal, current.adder.sum(), say)
    else if (current.day <= lastDay) say(placeOf(current.day), '这一天有流水，却没有封存')
  }
  return {
    add: (entry) => {
      if (!current || entry.recordedAt.getTime() >= current.endsAt) {
        close()
        const day = dayOf(entry.recordedAt)
        seen.add(day)
        current = { day, endsAt: instantAt(addDays(day, 1), '00:00').getTime(), adder: dayAdder() }
      }
      current.adder.add(entry)
    },
    finish: () => {
      close()
      for (const seal of byDay.values()) if (!seen.has(seal._id)) compare(seal, dayAdder().sum(), say)
    },
  }
}

function checkChain(chain: readonly Seal[], say: (where: string, text: string) => void, only?: Day): void {
  chain.forEach((seal, index) => {
    if (only !== undefined && seal._id !== only) return
    if (seal.sealedAt < instantAt(addDays(seal._id, 1), '00:00')) say(placeOf(seal._id), '这一天还没有过完就封存了')
    if (hashOfSeal(seal) !== seal.hash) say(placeOf(seal._id), '封存记录被改动过：内容与它的校验值不符')
    const before = chain[index - 1]
    if (!before) {
      if (only === undefined && seal.previous !== '') say(placeOf(seal._id), '前面的封存记录不见了')
      return
    }
    if (before._id !== addDays(seal._id, -1)) say(placeOf(addDays(before._id, 1)), '这一天的封存记录不见了')
    else if (seal.previous !== before.hash) say(placeOf(before._id), `${seal._id} 的封存记录接的不是这一天的校验值`)
  })
}

/**
 * A seal of a day to come leaves what is recorded until then unsealed. Sealing stands still when a day whose sealing
 * was due is not sealed: nothing recorded since then is protected.
 */
async function checkReach(
  last: Seal | undefined,
  asOf: Date,
  say: (where: string, text: string) => void,
): Promise<void> {
  const today = dayOf(asOf)
  if (last && last._id >= today) {
    const count = await seals().countDocuments({ _id: { $gte: today } })
    say(placeOf(today), `封存到了将来：从今天起有${count}天已被封存，今天起的流水都不会再封存`)
  }
  const first = last ? addDays(last._id, 1) : await firstRecordedOn()
  const due = addDays(latestSlot(ledgerSeal, asOf), -1)
  if (first !== null && first <= due) say(placeOf(first), `封存停住了：从这一天到 ${due} 都应已封存，却没有封存`)
}

function compare(seal: Seal, summed: Summed, say: (where: string, text: string) => void): void {
  if (summed.entries !== seal.entries)
    say(placeOf(seal._id), `封存时有${seal.entries}笔流水，现在有${summed.entries}笔`)
  else if (summed.root !== seal.root) say(placeOf(seal._id), '封存之后有流水被改动或替换')
  else if (canonical(summed.totals) !== canonical(seal.totals)) say(placeOf(seal._id), '封存的合计与现在的流水不符')
}
