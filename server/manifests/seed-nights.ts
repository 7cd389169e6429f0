// One night of the demo city: what each kitchen handed over, what each truck brought, signed so that it holds.
import { judgeTrip, sumOf } from '@shared/manifests/weights'
import { addDays, addMinutes, instantAt, weekdayOf, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedNumber, seedPlace } from '../places/seed-ids'
import { contentOf, contentWith, hashOf, saidBy, standing, tripContent } from './content'
import { freshHandover } from './finding'
import type { HandoverRecord, StoredSignature, TripRecord } from './manifests.model'
import { plannedHandover } from './plans'
import type { ProducerRecord } from './register.model'
import { haulerOf, seedCode, seedDisposers, seedHaulers, seedKitchens } from './seed-register'
import { countedStates } from './trip-state'

const OIL_EVERY = 12
type Party = { organisationId: string; personId: string | null }

const signed = (
  kind: StoredSignature['kind'],
  side: StoredSignature['side'],
  { organisationId, personId }: Party,
  at: Date,
  hash: string,
): StoredSignature => ({
  kind,
  side,
  way: personId === null ? 'code' : 'phone',
  at,
  deviceAt: at,
  receivedAt: at,
  isClockOff: false,
  organisationId,
  personId,
  deviceId: null,
  hash,
})

type Told = { producer: ProducerRecord; cook: string | null; hauler: 0 | 1; day: Day; at: Date; isOil?: boolean }

/** What the kitchen says at its door. */
function handedOver(record: HandoverRecord, { producer, cook, at }: Told, buckets: number): HandoverRecord {
  const words = saidBy(record.kind, record.day, { buckets, litres: 120, quarters: 4, grams: null, at })
  const party = { organisationId: producer.organisationId, personId: cook }
  const next = { ...record, saidByProducer: words, at, signedAt: at }
  const hash = hashOf('hand', contentWith(record, words))
  return {
    ...next,
    ...standing(next),
    state: 'handed',
    signatures: [...record.signatures, signed('hand', 'producer', party, at, hash)],
  }
}

/** What the driver writes at the truck; by the code of the kitchen where it has no cook of the demo. */
function collected(record: HandoverRecord, told: Told, grams: number | null, buckets: number): HandoverRecord {
  const { producer, hauler } = told
  const at = addMinutes(told.at, 8)
  const words = saidBy(record.kind, record.day, { buckets, litres: 120, quarters: 4, grams, at })
  const next = { ...record, saidByHauler: words, at: record.at ?? at, signedAt: record.signedAt ?? at }
  const both = { ...next, ...standing(next) }
  const { id, driver } = seedHaulers[hauler]
  const own = signed(
    'collect',
    'hauler',
    { organisationId: id, personId: driver },
    at,
    hashOf('collect', contentOf(both)),
  )
  const byCode = signed(
    'handWeighed',
    'producer',
    { organisationId: producer.organisationId, personId: null },
    at,
    hashOf('handWeighed', contentOf(both)),
  )
  const isAlone = record.signatures.length === 0
  return {
    ...both,
    isUnattended: isAlone,
    state: 'confirmed',
    signatures: [...record.signatures, own, ...(isAlone ? [byCode] : [])],
  }
}

/** A number between -3 and 3 out of a label: nights differ. */
const spread = (label: string, most: number): number => seedNumber(label, 2 * most + 1) - most

export function night(producers: ReadonlyMap<string, ProducerRecord>, today: Day, back: number): HandoverRecord[] {
  const day = addDays(today, -back)
  return seedKitchens.flatMap((kitchen, index) => {
    const hauler = haulerOf(kitchen)
    const producer = producers.get(kitchen.key)
    if (hauler === null || !producer?.pickup?.weekdays.includes(weekdayOf(day))) return []
    const at = addMinutes(instantAt(day, '21:10'), index * 9)
    const label = `${kitchen.key} ${back}`
    const told = { producer, cook: kitchen.cook ? seedPersonId(kitchen.cook) : null, hauler, day, at }
    const planned = plannedHandover(producer, seedHaulers[hauler].id, day, seedCode(label))
    const buckets = Math.max(1, kitchen.buckets + spread(label, 1))
    const grams = seedNumber(`how ${label}`, 9) === 0 ? null : buckets * 96_000 + spread(`g ${label}`, 9) * 1_000
    const handed = told.cook ? handedOver(planned, told, buckets) : planned
    const records = [collected(handed, told, grams, buckets)]
    if ((back + index) % OIL_EVERY === 0) {
      const fresh = freshHandover({
        id: seedId(`manifest oil ${label}`),
        producer,
        haulerId: seedHaulers[hauler].id,
        kind: 'usedOil',
        day,
        number: seedCode(`oil ${label}`),
      })
      records.push(collected(fresh, { ...told, isOil: true }, 20_000 + seedNumber(`oil ${label}`, 30) * 1_000, 1))
    }
    return records
  })
}

/** The trip of a hauler's night with what lies on it, brought to a disposer and weighed. */
export function tripOfNight(
  hauler: 0 | 1,
  day: Day,
  lying: readonly HandoverRecord[],
  over: Partial<TripRecord>,
): TripRecord {
  const { id, driver, plates } = seedHaulers[hauler]
  const disposer = seedDisposers[seedNumber(`disposer ${hauler} ${day}`, 4) === 0 ? 1 : 0]
  const counted = sumOf(lying.filter(({ state }) => countedStates.includes(state) || state === 'confirmed'))
  const openedAt = instantAt(day, '20:40')
  const weighedAt = addMinutes(openedAt, 230)
  const netGrams = Math.max(
    0,
    Math.round((counted.grams * (1_000 + spread(`net ${hauler} ${day}`, 22))) / 1_000_000) * 1_000,
  )
  const weighing = {
    id: seedId(`manifest weighing ${hauler} ${day}`),
    grossGrams: 7_400_000 + netGrams,
    tareGrams: 7_400_000,
    netGrams,
    at: weighedAt,
    byDevice: false,
  }
  const trip: TripRecord = {
    _id: seedId(`manifest trip ${hauler} ${day}`),
    haulerId: id,
    disposerId: disposer.id,
    plate: plates[0],
    payloadGrams: 6_000_000,
    placePath: seedPlace('qingchuan').path,
    day,
    state: 'closed',
    openedAt,
    openedBy: driver,
    weighing,
    weighings: [weighing],
    acceptedGrams: netGrams,
    refusedGrams: 0,
    refusal: null,
    refusedBefore: [],
    handovers: counted.handovers,
    sumGrams: counted.grams,
    estimatedGrams: counted.estimated,
    unweighed: counted.unweighed,
    gap: null,
    case: null,
    hasCase: false,
    weighedAt,
    receivedAt: addMinutes(weighedAt, 6),
    closedAt: addMinutes(weighedAt, 6),
    signatures: [],
    photoIds: [],
    version: 0,
    ...over,
  }
  const gap = trip.weighing
    ? judgeTrip({ grams: trip.sumGrams, estimated: trip.estimatedGrams }, trip.weighing.netGrams)
    : null
  const content = tripContent(trip)
  const driverSigned = signed(
    'deliver',
    'hauler',
    { organisationId: id, personId: driver },
    addMinutes(weighedAt, -5),
    hashOf('deliver', content),
  )
  const clerk = { organisationId: trip.disposerId, personId: disposer.clerk }
  const received = signed('receive', 'disposer', clerk, addMinutes(weighedAt, 6), hashOf('receive', content))
  const isTaken = ['received', 'partlyRefused', 'closed'].includes(trip.state)
  return { ...trip, gap, signatures: over.signatures ?? [driverSigned, ...(isTaken ? [received] : [])] }
}
