// I14: holds the chain of seals against the entries. Entries come in the order of (recordedAt, _id); each sealed day
// must add up to what its seal says, each seal must be what its own hash says, and name the hash of the day before. A
// difference names the day.
import type { mongo } from 'mongoose'
import { canonical } from '@shared/ledger/content'
import type { Entry } from '@shared/ledger/entries'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { dayAdder, hashOfSeal, Seals, type Seal, type Summed } from './seals'

export type SealChecker = {
  /** The next entry in order. */
  add: (entry: Entry) => void
  /** After the last entry. */
  finish: () => void
}

const seals = () => Seals.collection as unknown as mongo.Collection<Seal>
/** How a finding names a seal. */
export const placeOf = (day: Day): string => `seal:${day}`

/** @param only one day alone; its seal is still held against the one before it */
export async function sealChecker(say: (where: string, text: string) => void, only?: Day): Promise<SealChecker> {
  const filter = only === undefined ? {} : { _id: { $gte: addDays(only, -1), $lte: only } }
  const chain = await seals()
    .find(filter, { sort: { _id: 1 } })
    .toArray()
  const byDay = new Map(chain.filter((seal) => only === undefined || seal._id === only).map((seal) => [seal._id, seal]))
  const lastDay = chain.at(-1)?._id ?? ''
  checkChain(chain, say, only)
  const seen = new Set<Day>()
  let current: { day: Day; endsAt: number; adder: ReturnType<typeof dayAdder> } | null = null
  const close = (): void => {
    if (!current) return
    const seal = byDay.get(current.day)
    if (seal) compare(seal, current.adder.sum(), say)
    else if (current.day <= lastDay) say(placeOf(current.day), '这一天有流水,却没有封存')
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
    if (hashOfSeal(seal) !== seal.hash) say(placeOf(seal._id), '封存记录被改动过:内容与它的校验值不符')
    const before = chain[index - 1]
    if (!before) {
      if (only === undefined && seal.previous !== '') say(placeOf(seal._id), '前面的封存记录不见了')
      return
    }
    if (before._id !== addDays(seal._id, -1)) say(placeOf(addDays(before._id, 1)), '这一天的封存记录不见了')
    else if (seal.previous !== before.hash) say(placeOf(before._id), `${seal._id} 的封存记录接的不是这一天的校验值`)
  })
}

function compare(seal: Seal, now: Summed, say: (where: string, text: string) => void): void {
  if (now.entries !== seal.entries) say(placeOf(seal._id), `封存时有 ${seal.entries} 笔流水,现在有 ${now.entries} 笔`)
  else if (now.root !== seal.root) say(placeOf(seal._id), '封存之后有流水被改动或替换')
  else if (canonical(now.totals) !== canonical(seal.totals)) say(placeOf(seal._id), '封存的合计与现在的流水不符')
}
