// Handovers as the lines of a logbook, with the names that a paper shows. Drivers are named as everywhere: masked.
import type { BookLine } from '@shared/manifests/book'
import type { HandoverState } from '@shared/manifests/vocabulary'
import { dayOf, monthOf, type Day, type Month } from '@shared/time'
import { organisationNames } from '../organisations/names'
import { personNames } from '../people/people'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from './manifests.model'
import { Contracts, NothingDays, Producers, type ContractRecord, type ProducerRecord } from './register.model'

export type KeptLine = BookLine & { id: string }

/** What has not come about yet, and what was taken back or never was, stands in no logbook. */
const listed: readonly HandoverState[] = [
  'handed',
  'collected',
  'confirmed',
  'unanswered',
  'notHappened',
  'refused',
  'closed',
]
const isVoid = (state: HandoverState): boolean => state === 'notHappened' || state === 'refused'
/** What took place: counted and weighed. */
export const tookPlace: readonly HandoverState[] = listed.filter((state) => !isVoid(state))

type Found = Pick<
  HandoverRecord,
  | '_id'
  | 'number'
  | 'haulerId'
  | 'kind'
  | 'day'
  | 'state'
  | 'buckets'
  | 'grams'
  | 'how'
  | 'tripId'
  | 'isPaper'
  | 'signatures'
>
const fields = {
  number: 1,
  haulerId: 1,
  kind: 1,
  day: 1,
  state: 1,
  buckets: 1,
  grams: 1,
  how: 1,
  tripId: 1,
  isPaper: 1,
  'signatures.side': 1,
  'signatures.personId': 1,
} as const

const driverOf = ({ signatures }: Found): string | null =>
  signatures.findLast(({ side, personId }) => side === 'hauler' && personId !== null)?.personId ?? null

async function linesOf(found: readonly Found[]): Promise<KeptLine[]> {
  const tripIds = [...new Set(found.flatMap(({ tripId }) => tripId ?? []))]
  const trips = new Map(
    (
      await Trips.find({ _id: { $in: tripIds } }, { plate: 1, disposerId: 1 }).lean<
        Pick<TripRecord, '_id' | 'plate' | 'disposerId'>[]
      >()
    ).map((trip) => [trip._id, trip]),
  )
  const organisations = await organisationNames([
    ...found.map(({ haulerId }) => haulerId),
    ...[...trips.values()].map(({ disposerId }) => disposerId),
  ])
  const drivers = await personNames(found.flatMap((each) => driverOf(each) ?? []))
  return found.map((each) => {
    const trip = trips.get(each.tripId ?? '')
    return {
      id: each._id,
      number: each.number,
      day: each.day,
      kind: each.kind,
      buckets: each.buckets,
      grams: each.grams,
      isEstimated: each.how === 'estimate',
      hauler: organisations.get(each.haulerId) ?? '',
      plate: trip?.plate ?? '',
      driver: drivers.get(driverOf(each) ?? '') ?? '',
      disposer: organisations.get(trip?.disposerId ?? '') ?? '',
      state: each.state,
      isVoid: isVoid(each.state),
      isPaper: each.isPaper,
    }
  })
}

export type Kept = { lines: KeptLine[]; nothingDays: Day[]; kept: { from: Day; until: Day | null }[] }

/**
 * Of one producer: its handovers, days without anything, and while which contract a logbook is kept; before it was
 * registered here none was.
 */
export async function keptBook(producer: ProducerRecord, from: Day, to: Day): Promise<Kept> {
  const found = await Handovers.find(
    { producerId: producer._id, day: { $gte: from, $lte: to }, state: { $in: listed } },
    fields,
  ).lean<Found[]>()
  const nothing = await NothingDays.find({ producerId: producer._id, day: { $gte: from, $lte: to } }).lean<
    { day: Day }[]
  >()
  const under = [producer._id, ...(producer.umbrellaId ? [producer.umbrellaId] : [])]
  const contracts = await Contracts.find({ producerId: { $in: under } }).lean<ContractRecord[]>()
  const registered = dayOf(producer.createdAt)
  return {
    lines: await linesOf(found),
    nothingDays: nothing.map(({ day }) => day),
    kept: contracts
      .filter(({ producerId, isUmbrella }) => producerId === producer._id || isUmbrella)
      .map((contract) => ({
        from: contract.from > registered ? contract.from : registered,
        until: contract.to,
      })),
  }
}

const MOST_MONTHS = 24

/** Months with a handover of a producer, newest first. */
export async function monthsWith(producerId: string): Promise<Month[]> {
  const days = await Handovers.distinct('day', { producerId, state: { $in: listed } })
  return [...new Set(days.map((day: string) => monthOf(day)))].sort().reverse().slice(0, MOST_MONTHS)
}

export const producerRecord = (id: string): Promise<ProducerRecord | null> =>
  Producers.findById(id).lean<ProducerRecord>().exec()
export const producerRecords = (ids: readonly string[]): Promise<ProducerRecord[]> =>
  Producers.find({ _id: { $in: [...ids] } })
    .lean<ProducerRecord[]>()
    .exec()
