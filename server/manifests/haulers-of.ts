// Who hauls for whom, for features that keep haulers and judges apart.
import type { Day } from '@shared/time'
import { Contracts, Producers, type ContractRecord, type ProducerRecord } from './register.model'

/** Organisations that had a contract with kitchens of these since a day, through an umbrella too. */
export async function haulersOf(organisationIds: readonly string[], since: Day): Promise<string[]> {
  const producers = await Producers.find({ organisationId: { $in: [...organisationIds] } }, { umbrellaId: 1 }).lean<
    Pick<ProducerRecord, '_id' | 'umbrellaId'>[]
  >()
  const ids = producers.flatMap(({ _id, umbrellaId }) => [_id, ...(umbrellaId ? [umbrellaId] : [])])
  const contracts = await Contracts.find({ producerId: { $in: ids }, to: { $gte: since } }, { haulerId: 1 }).lean<
    Pick<ContractRecord, 'haulerId'>[]
  >()
  return [...new Set(contracts.map(({ haulerId }) => haulerId))]
}
