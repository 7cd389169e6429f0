// A restaurant, its hauler and a disposer, each with a person of its own, ready to hand over: for tests of manifests.
import type { AffiliationRole, OrganisationKind } from '@shared/organisations/vocabulary'
import { addDays, dayOf } from '@shared/time'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { newKitchenCode } from '@server/manifests/producers'
import { Contracts, Licences, Producers, Vehicles, type ProducerRecord } from '@server/manifests/register.model'
import { Affiliations, Organisations } from '@server/organisations/organisations.model'
import { namedBy } from '@server/places/search-keys'
import type { Place } from '@server/places/places.model'
import { aPlace, aResident, type Signed } from './people'

let count = 0

export async function anOrganisation(place: Place, kinds: OrganisationKind[]): Promise<string> {
  count += 1
  const id = newId()
  await Organisations.create([
    {
      _id: id,
      ...namedBy(`清川联单单位${count}${id.slice(-6)}`),
      kinds,
      placeId: place._id,
      placePath: place.path,
      standing: 'active',
      revision: 0,
      createdAt: now(),
    },
  ])
  return id
}

/** Writes down that somebody belongs to an organisation since a year ago. */
export async function belongs(
  who: Pick<Signed, 'personId'>,
  organisationId: string,
  role: AffiliationRole = 'contact',
): Promise<void> {
  const from = addDays(dayOf(now()), -365)
  const span = { id: newId(), role, from, until: null, addedBy: 'system:test', addedAt: now() }
  await Affiliations.create([
    { _id: `${organisationId}:${who.personId}`, organisationId, personId: who.personId, spans: [span] },
  ])
}

/** An organisation with somebody who acts for it, on a phone of their own. */
export type Acting = { organisationId: string; who: Signed; deviceId: string }
export async function anActing(place: Place, kinds: OrganisationKind[]): Promise<Acting> {
  const organisationId = await anOrganisation(place, kinds)
  const who = await aResident()
  await belongs(who, organisationId)
  return { organisationId, who, deviceId: `phone-${newId()}` }
}

export async function aProducer(
  organisationId: string,
  place: Place,
  over: Partial<ProducerRecord> = {},
): Promise<ProducerRecord> {
  const producer: ProducerRecord = {
    _id: newId(),
    organisationId,
    name: '后厨',
    kind: 'restaurant',
    placeId: place._id,
    placePath: place.path,
    address: '柳湾路 8 号',
    seats: 120,
    mealsADay: null,
    kinds: ['foodWaste', 'usedOil'],
    bucketLitres: 120,
    usualBuckets: 3,
    umbrellaId: null,
    umbrellaOrganisationId: null,
    onSite: null,
    pickup: null,
    code: newKitchenCode(),
    standing: 'active',
    touches: 0,
    lastHandedOn: null,
    revision: 0,
    searchText: '后厨',
    createdAt: now(),
    ...over,
  }
  await Producers.create([producer])
  return producer
}

/** A contract of a year on both sides of today. */
export async function aContract(producerId: string, haulerId: string, placePath: readonly string[], over = {}) {
  const today = dayOf(now())
  const contract = {
    _id: newId(),
    number: `协${count}`,
    producerId,
    isUmbrella: false,
    haulerId,
    placePath: [...placePath],
    kinds: ['foodWaste' as const, 'usedOil' as const],
    from: addDays(today, -365),
    to: addDays(today, 365),
    rateCardId: null,
    endedBecause: null,
    createdAt: now(),
    ...over,
  }
  await Contracts.create([contract])
  return contract
}

export async function aLicence(organisationId: string, over = {}) {
  const today = dayOf(now())
  const licence = {
    _id: newId(),
    organisationId,
    number: `餐收${newId().slice(-8)}`,
    kinds: ['foodWaste' as const, 'usedOil' as const],
    from: addDays(today, -365),
    to: addDays(today, 365),
    enteredBy: 'system:test',
    enteredAt: now(),
    revokedOn: null,
    reason: null,
    ...over,
  }
  await Licences.create([licence])
  return licence
}

export async function aVehicle(haulerId: string, payloadGrams = 5_000_000): Promise<string> {
  count += 1
  const plate = `清C${String(10_000 + count)}`
  await Vehicles.create([{ _id: newId(), haulerId, plate, payloadGrams, standing: 'active' }])
  return plate
}

export type Chain = {
  place: Place
  kitchen: Acting
  hauler: Acting
  disposer: Acting
  producer: ProducerRecord
  plate: string
}

/** Everything that one handover and its trip need. */
export async function aChain(place?: Place): Promise<Chain> {
  const at = place ?? (await aPlace())
  const [kitchen, hauler, disposer] = [
    await anActing(at, ['restaurant']),
    await anActing(at, ['hauler']),
    await anActing(at, ['disposer']),
  ]
  const producer = await aProducer(kitchen.organisationId, at)
  await aContract(producer._id, hauler.organisationId, at.path)
  await aLicence(hauler.organisationId)
  return { place: at, kitchen, hauler, disposer, producer, plate: await aVehicle(hauler.organisationId) }
}
