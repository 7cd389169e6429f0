// Recurring pickups become the plan of a day: one handover a kitchen and day, for the hauler whose contract holds then.
// Invariant: its id is made of kitchen and day, so that the same day again makes nothing.
import { createHash } from 'node:crypto'
import { ulidFrom } from '@shared/ids'
import { instantAt, weekdayOf, type Day } from '@shared/time'
import { transaction } from '../db'
import { contractOn, contractsOf } from './kitchens'
import { freeNumber, freshHandover } from './finding'
import { onceMore } from './handing'
import { Handovers, type HandoverRecord } from './manifests.model'
import { Producers, type ProducerRecord } from './register.model'

/** The same for the same kitchen and day. */
export const plannedId = (producerId: string, day: Day): string =>
  ulidFrom(instantAt(day, '00:00').getTime(), createHash('sha256').update(`manifest ${producerId} ${day}`).digest())

/** What is to be collected on a day; null without a contract. */
export function plannedHandover(producer: ProducerRecord, haulerId: string, day: Day, number: string): HandoverRecord {
  return freshHandover({
    id: plannedId(producer._id, day),
    producer,
    haulerId,
    kind: 'foodWaste',
    day,
    number,
    over: { from: producer.pickup?.from ?? null, to: producer.pickup?.to ?? null },
  })
}

/** Asked twice at once, one of them makes it; the other finds it on its second run. */
const planOne = (producer: ProducerRecord, haulerId: string, day: Day): Promise<number> =>
  onceMore(() =>
    transaction(async (tx) => {
      if ((await tx.on(Handovers).count({ _id: plannedId(producer._id, day) })) > 0) return 0
      await tx.on(Handovers).insert(plannedHandover(producer, haulerId, day, await freeNumber(tx)))
      return 1
    }),
  )

/** Returns how many were made; the same day again makes none. */
export async function planPickups(day: Day): Promise<number> {
  const producers = await Producers.find({
    standing: 'active',
    'pickup.weekdays': weekdayOf(day),
    kinds: 'foodWaste',
  } as object).lean<ProducerRecord[]>()
  const ids = producers.map(({ _id }) => plannedId(_id, day))
  const had = new Set(
    (await Handovers.find({ _id: { $in: ids } }, { _id: 1 }).lean<{ _id: string }[]>()).map((h) => h._id),
  )
  const contracts = await contractsOf(producers)
  let made = 0
  for (const producer of producers) {
    const contract = contractOn(contracts.get(producer._id) ?? [], day, 'foodWaste')
    if (!contract || had.has(plannedId(producer._id, day))) continue
    made += await planOne(producer, contract.haulerId, day)
  }
  return made
}
