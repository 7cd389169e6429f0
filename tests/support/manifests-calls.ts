// Calls of manifests as a kitchen, a truck and a disposer make them, for tests.
import { now } from '@server/clock'
import { Files } from '@server/files/files.model'
import { newId } from '@server/ids'
import type { InputOf } from '@shared/contract'
import { manifests, type Handover, type Row } from '@shared/manifests/contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import type { TestApp } from './app'
import { aContract, aProducer, aVehicle, type Acting, type Chain } from './manifests'

export type Collect = Extract<Row, { row: 'collect' }>

/** @param chainOf asked with every call, since it is made in `beforeAll` */
export function manifestCalls(app: TestApp, chainOf: () => Chain) {
  const chain = {
    get kitchen() {
      return chainOf().kitchen
    },
    get hauler() {
      return chainOf().hauler
    },
    get disposer() {
      return chainOf().disposer
    },
    get producer() {
      return chainOf().producer
    },
    get place() {
      return chainOf().place
    },
  }
  const at = () => ({ at: now().toISOString(), sentAt: now().toISOString() })
  const as = ({ organisationId, deviceId }: Acting) => ({ organisationId, deviceId })

  const hand = (
    over: Partial<InputOf<typeof manifests.hand>> = {},
    who = chain.kitchen,
    producerId = chain.producer._id,
  ) =>
    app.as(who.who).call(manifests.hand, {
      producerId,
      ...as(who),
      handoverId: newId(),
      kind: 'foodWaste',
      buckets: 3,
      ...at(),
      ...over,
    })
  const collectRow = (over: Partial<Collect> = {}): Row => ({
    format: 1,
    row: 'collect',
    id: newId(),
    at: now().toISOString(),
    handoverId: newId(),
    producerId: chain.producer._id,
    kind: 'foodWaste',
    day: '2026-11-23',
    tripId: null,
    number: null,
    buckets: 3,
    litres: 120,
    quarters: 4,
    grams: null,
    code: null,
    left: null,
    photoIds: [],
    ...over,
  })
  const send = async (rows: Row[], who = chain.hauler) =>
    (await app.as(who.who).call(manifests.sync, { ...as(who), sentAt: now().toISOString(), rows })).results
  const confirm = (handover: Pick<Handover, 'id' | 'hash'>, who: Acting, hash = handover.hash) =>
    app.as(who.who).call(manifests.confirm, { id: handover.id, ...as(who), hash, ...at() })
  const seen = (id: string, who: Acting) =>
    app.as(who.who).call(manifests.handover, { id, organisationId: who.organisationId })
  const trip = (id: string, who: Acting) =>
    app.as(who.who).call(manifestTrips.get, { id, organisationId: who.organisationId })
  async function photoOf({ who }: Acting): Promise<string> {
    const _id = newId()
    await Files.collection.insertOne({
      _id,
      ownerId: who.personId,
      purpose: 'manifest',
      subject: null,
      width: 1,
      height: 1,
      bytes: 1,
      originalHash: _id,
      createdAt: now(),
    } as never)
    return _id
  }
  /** Another kitchen of the same chain: what one test hands over is none of the next one's. */
  async function another(over: Parameters<typeof aProducer>[2] = {}): Promise<string> {
    const producer = await aProducer(chain.kitchen.organisationId, chain.place, {
      name: `后厨${newId().slice(-6)}`,
      ...over,
    })
    await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
    return producer._id
  }

  /** A trip of a truck of its own with one handover a weight, each confirmed by code. */
  async function loaded(weights: readonly number[], how: 'scale' | 'estimate' = 'scale', who = chain.hauler) {
    const plate = await aVehicle(who.organisationId)
    const id = newId()
    const rows: Row[] = [
      {
        format: 1,
        row: 'trip',
        id: newId(),
        at: now().toISOString(),
        tripId: id,
        plate,
        disposerId: chain.disposer.organisationId,
        day: '2026-11-23',
      },
    ]
    for (const grams of weights) {
      const producer = await aProducer(chain.kitchen.organisationId, chain.place, { name: `店${newId().slice(-8)}` })
      await aContract(producer._id, who.organisationId, chain.place.path)
      rows.push(
        collectRow({
          producerId: producer._id,
          tripId: id,
          code: producer.code,
          ...(how === 'scale' ? { grams } : { buckets: Math.round(grams / 96_000), litres: 120, quarters: 4 }),
        }),
      )
    }
    // the trip is opened by the last row that arrives
    expect((await send([...rows].reverse(), who)).map(({ outcome }) => outcome)).toEqual(rows.map(() => 'accepted'))
    return { id, plate, handovers: rows.length - 1 }
  }
  const weigh = (id: string, netGrams: number, over: object = {}) =>
    app.as(chain.disposer.who).call(manifestTrips.weigh, {
      id,
      weighingId: newId(),
      ...as(chain.disposer),
      grossGrams: 6_000_000 + netGrams,
      tareGrams: 6_000_000,
      ...at(),
      ...over,
    })
  const receive = (id: string, acceptedGrams: number, refusedGrams = 0, over: object = {}) =>
    app.as(chain.disposer.who).call(manifestTrips.receive, {
      id,
      ...as(chain.disposer),
      acceptedGrams,
      refusedGrams,
      ...at(),
      ...over,
    })
  const sign = (id: string) => app.as(chain.hauler.who).call(manifestTrips.sign, { id, ...as(chain.hauler), ...at() })

  return { at, as, hand, collectRow, send, confirm, seen, trip, photoOf, another, loaded, weigh, receive, sign }
}
