// Manifests of the demo city: three months of nights in which trucks collected kitchens and were weighed, every state
// of a handover and of a trip in the last days, and what is planned for tonight. The same on every day of the year;
// written in bulk, since no rule is decided here, with signatures that hold.
import { sumOf } from '@shared/manifests/weights'
import { addDays, instantAt, weekdayOf, type Day } from '@shared/time'
import { insertInBulk } from '../db'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { organisationNames } from '../organisations/names'
import { seedPersonId } from '../people/seed-ids'
import { organisationsOf } from './kitchens'
import {
  Corrections,
  Handovers,
  Trips,
  type CorrectionRecord,
  type HandoverRecord,
  type TripRecord,
} from './manifests.model'
import { plannedHandover, plannedId } from './plans'
import { Contracts, Licences, NothingDays, Producers, Vehicles, type ProducerRecord } from './register.model'
import { night, tripOfNight } from './seed-nights'
import { seedRates } from './seed-rates'
import { seedSocial } from './seed-social'
import {
  haulerOf,
  seedCode,
  seedContracts,
  seedHaulers,
  seedKitchens,
  seedLicences,
  seedProducerId,
  seedProducers,
  seedVehicles,
} from './seed-register'
import { shownHandover, shownTrip } from './seed-shown'

const DAYS = 92

const correctionOf = (
  record: HandoverRecord,
  over: Partial<CorrectionRecord> & { _id: string; askedAt: Date; dueOn: Day },
): CorrectionRecord => ({
  of: 'handover',
  ofId: record._id,
  ofName: record.number,
  side: 'producer',
  organisationId: record.organisationIds[0] ?? '',
  organisationIds: [...record.organisationIds, record.haulerId],
  otherOrganisationIds: [record.haulerId],
  placePath: record.placePath,
  askedBy: seedPersonId('kitchen-1-luo'),
  reason: '少点了一桶，实际交了四桶',
  change: { buckets: (record.buckets ?? 0) + 1 },
  before: { buckets: record.buckets ?? 0, grams: record.grams ?? 0 },
  version: record.version,
  state: 'open',
  answer: null,
  answeredBy: null,
  answeredAt: null,
  isWithStaff: false,
  ...over,
})

/** Called once, after organisations and people. */
export async function seedManifests({ today, progress }: SeedContext): Promise<void> {
  await seedRates(today)
  await seedSocial(today)
  const names = await organisationNames(seedProducers(today, new Map()).flatMap(organisationsOf))
  const producers = seedProducers(today, names)
  const byKey = new Map(seedKitchens.flatMap(({ key }, at) => (producers[at] ? [[key, producers[at]] as const] : [])))
  const handovers: HandoverRecord[] = []
  const trips: TripRecord[] = []
  for (let back = DAYS; back >= 1; back -= 1) {
    const day = addDays(today, -back)
    const all = night(byKey, today, back)
    for (const hauler of [0, 1] as const) {
      const own = all.filter(({ haulerId }) => haulerId === seedHaulers[hauler].id)
      if (own.length === 0) continue
      const tripId = seedId(`manifest trip ${hauler} ${day}`)
      const lying = own.map((record) => shownHandover({ ...record, tripId }, back))
      const onBoard = lying.filter((record) => record.tripId === tripId)
      const { grams } = sumOf(onBoard)
      const trip = tripOfNight(hauler, day, onBoard, shownTrip(back, hauler, grams, day))
      trips.push(trip)
      const isClosed = trip.state === 'closed'
      handovers.push(
        ...lying.map((record) =>
          record.state === 'confirmed' && isClosed ? { ...record, state: 'closed' as const } : record,
        ),
      )
    }
  }
  const corrections = seedCorrections(handovers, today)
  const tonight = seedTonight(byKey, today)
  await insertInBulk(Producers, producers)
  await insertInBulk(Contracts, seedContracts(today))
  await insertInBulk(Licences, seedLicences(today))
  await insertInBulk(Vehicles, seedVehicles())
  await insertInBulk(Handovers, [...handovers, ...tonight])
  await insertInBulk(Trips, trips)
  await insertInBulk(Corrections, corrections)
  await insertInBulk(NothingDays, [
    {
      _id: `${seedProducerId('diner')}:${addDays(today, -7)}`,
      producerId: seedProducerId('diner'),
      day: addDays(today, -7),
      personId: seedPersonId('kitchen-1-luo'),
      at: instantAt(addDays(today, -7), '20:30'),
    },
  ])
  progress(`餐厨产生点 ${producers.length}个、交接 ${handovers.length + tonight.length}次、车次 ${trips.length}个`)
}

function seedCorrections(handovers: readonly HandoverRecord[], today: Day): CorrectionRecord[] {
  const of = (back: number): HandoverRecord | undefined =>
    handovers.find(({ _id }) => _id === plannedId(seedProducerId('diner'), addDays(today, -back)))
  const [open, accepted] = [of(4), of(15)]
  return [
    ...(open
      ? [
          correctionOf(open, {
            _id: seedId('manifest correction open'),
            askedAt: instantAt(addDays(today, -1), '09:20'),
            dueOn: addDays(today, 6),
          }),
        ]
      : []),
    ...(accepted
      ? [
          correctionOf(accepted, {
            _id: seedId('manifest correction accepted'),
            askedAt: instantAt(addDays(today, -14), '09:20'),
            dueOn: addDays(today, -7),
            state: 'accepted',
            answer: '核对过，是四桶',
            answeredBy: seedHaulers[0].driver,
            answeredAt: instantAt(addDays(today, -13), '15:00'),
          }),
        ]
      : []),
  ]
}

/** What is planned for tonight. */
function seedTonight(producers: ReadonlyMap<string, ProducerRecord>, today: Day): HandoverRecord[] {
  return seedKitchens.flatMap((kitchen) => {
    const hauler = haulerOf(kitchen)
    const producer = producers.get(kitchen.key)
    if (hauler === null || !producer?.pickup?.weekdays.includes(weekdayOf(today))) return []
    return [plannedHandover(producer, seedHaulers[hauler].id, today, seedCode(`${kitchen.key} tonight`))]
  })
}
