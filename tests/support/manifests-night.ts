// A night of kitchens, trucks and weighbridges as it really was, the rows that lie on the trucks' phones, and what
// deviates from it in the database: for the faults of manifests.
import type { Row } from '@shared/manifests/contract'
import { nightOf } from '@shared/manifests/rules'
import { estimateGrams, gapLimit } from '@shared/manifests/weights'
import { newId } from '@server/ids'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from '@server/manifests/manifests.model'
import { drawsOf, inParallel } from './faults'
import { aContract, aLicence, anActing, anOrganisation, aProducer, aVehicle, belongs, type Acting } from './manifests'
import { aPlace, aResident } from './people'

const TRUCKS = 3
const LITRES = 120

/** What really happened at one kitchen. `grams`: what the driver's word comes to. */
export type Stop = {
  who: Acting
  producerId: string
  code: string
  truck: number
  buckets: number
  said: number | null
  isRefused: boolean
  isByCode: boolean
  grams: number
  isWeighed: boolean
}
export type Truck = {
  driver: Acting
  plate: string
  tripId: string
  disposer: Acting
  offsetMs: number
  isOff: boolean
}
export type World = { stops: Stop[]; trucks: Truck[]; begun: Date }

export const keyed = ({ organisationId, deviceId }: Acting) => ({ organisationId, deviceId })

export async function aWorld(night: number, kitchens: number): Promise<World> {
  const draw = drawsOf(`manifests/${night}`)
  const place = await aPlace()
  const haulerId = await anOrganisation(place, ['hauler'])
  await aLicence(haulerId)
  const disposers = [await anActing(place, ['disposer']), await anActing(place, ['disposer'])]
  const trucks = await inParallel(Array.from({ length: TRUCKS }), 1, async (_unused, index): Promise<Truck> => {
    const who = await aResident()
    await belongs(who, haulerId, 'employee')
    return {
      driver: { organisationId: haulerId, who, deviceId: `truck-phone-${newId()}` },
      plate: await aVehicle(haulerId, 20_000_000),
      tripId: newId(),
      disposer: disposers[index % 2] as Acting,
      offsetMs: (draw.below(240) - 120) * 60_000,
      isOff: index === 1,
    }
  })
  const stops = await inParallel(Array.from({ length: kitchens }), 1, async (_unused, index): Promise<Stop> => {
    const who = await anActing(place, ['restaurant'])
    const producer = await aProducer(who.organisationId, place)
    await aContract(producer._id, haulerId, place.path)
    const buckets = 1 + draw.below(6)
    const isRefused = draw.below(12) === 0
    const isByCode = !isRefused && draw.below(4) === 0
    const isWeighed = draw.below(10) !== 0
    const estimate = estimateGrams({ buckets, litres: LITRES, quarters: 4 }, 'foodWaste', nightOf(new Date()))
    const weighed = buckets * 90_000 + draw.below(12_000)
    return {
      who,
      producerId: producer._id,
      code: producer.code,
      truck: index % TRUCKS,
      buckets,
      // by code nobody was there; one in ten has counted another number
      said: isByCode ? null : draw.below(10) === 0 ? buckets + 1 : buckets,
      isRefused,
      isByCode,
      isWeighed,
      grams: isRefused ? 0 : isWeighed ? weighed : estimate,
    }
  })
  return { stops, trucks, begun: new Date() }
}

/** The rows that lie on a truck's phone, by its own clock. */
export function rowsOf({ stops, trucks, begun }: World, truck: number): Row[] {
  const own = trucks[truck] as Truck
  const shown = (minutes: number): string => new Date(begun.getTime() - minutes * 60_000 + own.offsetMs).toISOString()
  const day = nightOf(new Date(begun.getTime() - 20 * 60_000))
  const base = { format: 1 as const }
  const trip: Row = {
    ...base,
    row: 'trip',
    id: newId(),
    at: shown(30),
    tripId: own.tripId,
    plate: own.plate,
    disposerId: own.disposer.organisationId,
    day,
  }
  const deliver: Row = { ...base, row: 'deliver', id: newId(), at: shown(1), tripId: own.tripId }
  const visits = stops
    .filter((stop) => stop.truck === truck)
    .map((stop): Row => {
      const about = {
        ...base,
        id: newId(),
        at: shown(20),
        handoverId: newId(),
        producerId: stop.producerId,
        kind: 'foodWaste' as const,
        day,
        tripId: own.tripId,
      }
      if (stop.isRefused) return { ...about, row: 'refuse', reason: 'closed', text: null, photoIds: [] }
      return {
        ...about,
        row: 'collect',
        number: null,
        buckets: stop.buckets,
        litres: LITRES,
        quarters: 4,
        grams: stop.isWeighed ? stop.grams : null,
        code: stop.isByCode ? stop.code : null,
        left: null,
        photoIds: [],
      }
    })
  return [trip, ...visits, deliver]
}

/** The sum that the truck really brought; one of the three shows a fifth more. */
export const netOf = ({ stops }: World, truck: number, isOff: boolean): number => {
  const sum = stops.filter((stop) => stop.truck === truck).reduce((all, { grams }) => all + grams, 0)
  return isOff ? Math.round(sum * 1.2) : sum
}

export type Found = { once: number; weights: number; sums: number; cases: number; weighings: number; closed: number }

/** What deviates from what happened, worked out one by one and by nothing of the product's own. */
export async function deviations({ stops, trucks }: World): Promise<Found> {
  const handovers = await Handovers.find({ producerId: { $in: stops.map(({ producerId }) => producerId) } }).lean<
    HandoverRecord[]
  >()
  const of = ({ producerId }: Stop): HandoverRecord[] => handovers.filter((each) => each.producerId === producerId)
  const live = (stop: Stop): HandoverRecord[] => of(stop).filter(({ saidByHauler }) => saidByHauler !== null)
  const trips = await Trips.find({ _id: { $in: trucks.map(({ tripId }) => tripId) } }).lean<TripRecord[]>()
  const sumOf = (tripId: string): number =>
    stops
      .filter(({ truck, isRefused }) => trucks[truck]?.tripId === tripId && !isRefused)
      .reduce((all, { grams }) => all + grams, 0)
  const isGap = ({ _id, weighing }: TripRecord): boolean =>
    Math.abs(sumOf(_id) - (weighing?.netGrams ?? 0)) > gapLimit(weighing?.netGrams ?? 0)
  return {
    once: stops.filter((stop) => live(stop).length !== 1).length,
    weights: stops.filter((stop) => live(stop)[0]?.grams !== stop.grams).length,
    sums: trips.filter((trip) => trip.sumGrams !== sumOf(trip._id)).length + (trucks.length - trips.length),
    cases: trips.filter((trip) => (trip.case !== null) !== isGap(trip)).length,
    weighings: trips.filter(({ weighings }) => weighings.length !== 1).length,
    closed: handovers.filter(({ state, tripId }) => {
      const trip = trips.find(({ _id }) => _id === tripId)
      return (state === 'closed') !== (trip?.state === 'closed') && state !== 'refused' && state !== 'handed'
    }).length,
  }
}
