// What other features cite of an organisation's manifests: handovers and weights of a span of days, how much of it is
// closed, and whether a contract held. Read by one index; nothing is stored for it.
import type { HandoverState, WasteKind } from '@shared/manifests/vocabulary'
import { addDays, daysBetween, type Day } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import type { Tx } from '../db'
import { contractsOf } from './kitchens'
import { Handovers, type HandoverRecord } from './manifests.model'
import { NothingDays, Producers, type ContractRecord, type NothingRecord, type ProducerRecord } from './register.model'
import { holdsOn } from '@shared/manifests/rules'

export type ManifestFigures = {
  /** Sites of the organisation; 0 where it hands over nothing. */
  producers: number
  handovers: number
  weighedGrams: number
  estimatedGrams: number
  /** Days with a handover, or on which the kitchen said that there was nothing. */
  daysCovered: number
  /** Days of the span in which it was registered. */
  days: number
  kinds: WasteKind[]
  /** Of the handovers, 0 to 1; null without any. Only closed ones are evidence. */
  shareClosed: number | null
  closed: number
  unanswered: number
  /** Days of the span on which every site had a contract or a machine of its own. */
  contractDays: number
  /** To cite: the newest first, at most a hundred. */
  ids: string[]
}

const happened: readonly HandoverState[] = ['handed', 'collected', 'confirmed', 'unanswered', 'closed']
const MOST_CITED = 100

/**
 * Of an organisation's own sites, both days in the span. Umbrella contracts count for its tenants. `tx` null reads
 * outside of a transaction. @public for cells
 */
export async function manifestFigures(
  tx: Tx | null,
  organisationId: string,
  fromDay: Day,
  toDay: Day,
): Promise<ManifestFigures> {
  const own = { organisationId }
  const producers = tx ? await tx.on(Producers).find(own) : await Producers.find(own).lean<ProducerRecord[]>()
  const ids = producers.map(({ _id }) => _id)
  const span = { producerId: { $in: ids }, day: { $gte: fromDay, $lte: toDay } }
  const filter = { ...span, state: { $in: [...happened] } } as QueryFilter<HandoverRecord>
  const handovers = () =>
    tx
      ? tx.on(Handovers).find(filter, { sort: { day: -1 } })
      : Handovers.find(filter).sort({ day: -1, _id: -1 }).lean<HandoverRecord[]>().exec()
  const saidNothing = () => (tx ? tx.on(NothingDays).find(span) : NothingDays.find(span).lean<NothingRecord[]>().exec())
  const agreed = () => contractsOf(producers, tx ?? undefined)
  // one session carries out one command at a time
  const [found, nothing, contracts] = tx
    ? [await handovers(), await saidNothing(), await agreed()]
    : await Promise.all([handovers(), saidNothing(), agreed()])
  const closed = found.filter(({ state }) => state === 'closed')
  const gramsOf = (how: 'scale' | 'estimate'): number =>
    found.reduce((sum, each) => sum + (each.how === how ? (each.grams ?? 0) : 0), 0)
  return {
    producers: producers.length,
    handovers: found.length,
    weighedGrams: gramsOf('scale'),
    estimatedGrams: gramsOf('estimate'),
    daysCovered: new Set([...found, ...nothing].map(({ day }) => day)).size,
    days: Math.max(0, daysBetween(fromDay, toDay) + 1),
    kinds: [...new Set(found.map(({ kind }) => kind))].sort(),
    shareClosed: found.length === 0 ? null : closed.length / found.length,
    closed: closed.length,
    unanswered: found.filter(({ state }) => state === 'unanswered').length,
    contractDays: contractDays(producers, contracts, fromDay, toDay),
    ids: closed.slice(0, MOST_CITED).map(({ _id }) => _id),
  }
}

function contractDays(
  producers: readonly ProducerRecord[],
  contracts: ReadonlyMap<string, ContractRecord[]>,
  fromDay: Day,
  toDay: Day,
): number {
  if (producers.length === 0) return 0
  const isCovered = (producer: ProducerRecord, day: Day): boolean =>
    (producer.onSite !== null && producer.onSite.since <= day) ||
    (contracts.get(producer._id) ?? []).some((contract) => holdsOn(contract, day))
  let days = 0
  for (let day = fromDay; day <= toDay; day = addDays(day, 1))
    if (producers.every((producer) => isCovered(producer, day))) days += 1
  return days
}
