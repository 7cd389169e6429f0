// What cells read of manifests, record by record: handovers that happened at an organisation's own kitchens, days on
// which they said that there was nothing, and days with a contract. What is only planned or was taken back is nowhere.
import { holdsOn } from '@shared/manifests/rules'
import type { HandoverState, WasteKind, WeightHow } from '@shared/manifests/vocabulary'
import { addDays, daysBetween, weekdayOf, type Day } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { contractsOf } from './kitchens'
import { Handovers, type HandoverRecord } from './manifests.model'
import { NothingDays, Producers, type NothingRecord, type ProducerRecord } from './register.model'

export type CountedHandover = {
  id: string
  day: Day
  kind: WasteKind
  /** Both sides stand by it. */
  isAgreed: boolean
  grams: number | null
  how: WeightHow | null
}
export type CountedKitchens = {
  /** By day, then id. */
  handovers: CountedHandover[]
  nothing: { id: string; day: Day }[]
  contracts: { id: string; from: Day; to: Day }[]
  /** Days on which each kitchen had a contract or a machine of its own. */
  contractDays: number
  /** Days on which something was to be handed over: a kitchen's pickup days, every day where it has none. */
  expectedDays: number
}

const happened: readonly HandoverState[] = ['handed', 'collected', 'confirmed', 'unanswered', 'closed']
const agreed: readonly HandoverState[] = ['confirmed', 'closed']
const kept = { day: 1, kind: 1, state: 1, grams: 1, how: 1 } as const

/** Null: the organisation has no kitchen in the register. */
export async function countedHandovers(organisationId: string, from: Day, to: Day): Promise<CountedKitchens | null> {
  const producers = await Producers.find({ organisationId, standing: 'active' }).lean<ProducerRecord[]>()
  if (producers.length === 0) return null
  const span = { producerId: { $in: producers.map(({ _id }) => _id) }, day: { $gte: from, $lte: to } }
  const filter = { ...span, state: { $in: [...happened] } } as QueryFilter<HandoverRecord>
  const found = await Handovers.find(filter, kept)
    .sort({ day: 1, _id: 1 })
    .lean<Pick<HandoverRecord, '_id' | keyof typeof kept>[]>()
  const nothing = await NothingDays.find(span, { day: 1 })
    .sort({ day: 1, _id: 1 })
    .lean<Pick<NothingRecord, '_id' | 'day'>[]>()
  const contracts = await contractsOf(producers)
  const hasContract = ({ _id, onSite }: ProducerRecord, day: Day): boolean =>
    (onSite !== null && onSite.since <= day) || (contracts.get(_id) ?? []).some((contract) => holdsOn(contract, day))
  const isExpected = ({ pickup }: ProducerRecord, day: Day): boolean =>
    pickup === null || pickup.weekdays.includes(weekdayOf(day))
  const days = Array.from({ length: spanDays(from, to) }, (_none, at) => addDays(from, at))
  return {
    handovers: found.map(({ _id, day, kind, state, grams, how }) => ({
      id: _id,
      day,
      kind,
      isAgreed: agreed.includes(state),
      grams,
      how,
    })),
    nothing: nothing.map(({ _id, day }) => ({ id: _id, day })),
    contracts: [...new Map([...contracts.values()].flat().map((one) => [one._id, one])).values()]
      .filter((one) => one.from <= to && one.to >= from)
      .map((one) => ({ id: one._id, from: one.from, to: one.to })),
    contractDays: days.filter((day) => producers.every((producer) => hasContract(producer, day))).length,
    expectedDays: days.filter((day) => producers.some((producer) => isExpected(producer, day))).length,
  }
}

const spanDays = (from: Day, to: Day): number => (to < from ? 0 : daysBetween(from, to) + 1)
