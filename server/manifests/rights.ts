// A person's rights in manifests, who may see a picture, and what follows when an organisation is merged or wants to
// end. A manifest is a record between organisations: a person's signature stays on it, under a name that leads to
// nobody.
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import { manifestReaders } from '@shared/manifests/rules'
import { dayOf } from '@shared/time'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { actsFor } from '../organisations/acting'
import {
  Corrections,
  Handovers,
  Numbers,
  Trips,
  type CorrectionRecord,
  type HandoverRecord,
  type StoredSignature,
  type TripRecord,
} from './manifests.model'
import { SocialReports } from './social.model'
import { Contracts, Licences, NothingDays, Producers, Scales, Vehicles, type NothingRecord } from './register.model'

const signedBy = (personId: string): object => ({ 'signatures.personId': personId })

export async function exportManifests(personId: string): Promise<unknown> {
  const handovers = await Handovers.find(signedBy(personId)).sort({ day: 1 }).lean<HandoverRecord[]>()
  const trips = await Trips.find(signedBy(personId)).sort({ day: 1 }).lean<TripRecord[]>()
  const nothing = await NothingDays.find({ personId }).sort({ day: 1 }).lean<NothingRecord[]>()
  const asked = await Corrections.find({ askedBy: personId }).sort({ askedAt: 1 }).lean<CorrectionRecord[]>()
  const own = ({ signatures }: { signatures: StoredSignature[] }) =>
    signatures.filter((each) => each.personId === personId).map(({ at, side, way }) => ({ at, side, way }))
  return {
    handovers: handovers.map((each) => ({ number: each.number, day: each.day, kind: each.kind, signed: own(each) })),
    trips: trips.map((each) => ({ plate: each.plate, day: each.day, signed: own(each) })),
    nothing: nothing.map(({ day, at }) => ({ day, at })),
    corrections: asked.map(({ ofName, askedAt, reason, state }) => ({ ofName, askedAt, reason, state })),
  }
}

export async function eraseManifests(tx: Tx, personId: string): Promise<void> {
  const nobody = `erased:${newId()}`
  const without = (signatures: readonly StoredSignature[]): StoredSignature[] =>
    signatures.map((each) => (each.personId === personId ? { ...each, personId: nobody, deviceId: null } : each))
  for (const { _id, signatures } of await tx.on(Handovers).find(signedBy(personId) as QueryFilter<HandoverRecord>))
    await tx.on(Handovers).updateOne({ _id }, {
      $set: { signatures: without(signatures) },
    } as UpdateQuery<HandoverRecord>)
  for (const { _id, signatures } of await tx.on(Trips).find(signedBy(personId) as QueryFilter<TripRecord>))
    await tx.on(Trips).updateOne({ _id }, { $set: { signatures: without(signatures) } } as UpdateQuery<TripRecord>)
  await tx.on(Trips).updateMany({ openedBy: personId }, { $set: { openedBy: nobody } })
  await tx.on(Corrections).updateMany({ askedBy: personId }, { $set: { askedBy: nobody } })
  await tx.on(Corrections).updateMany({ answeredBy: personId }, { $set: { answeredBy: nobody } })
  await tx.on(NothingDays).updateMany({ personId }, { $set: { personId: nobody } })
  await tx.on(SocialReports).updateMany({ by: personId }, { $set: { by: nobody } })
  await tx.on(Licences).updateMany({ enteredBy: personId }, { $set: { enteredBy: nobody } })
  await tx.on(Numbers).deleteMany({ personId, usedBy: null })
  await tx.on(Numbers).updateMany({ personId }, { $set: { personId: nobody } })
}

/** Pictures of a handover or trip: both sides, and staff who read it. */
export async function mayReadPicture(actor: Actor, subjectId: string): Promise<boolean> {
  const handover = await Handovers.findById(subjectId).lean<HandoverRecord>()
  const trip = handover ? null : await Trips.findById(subjectId).lean<TripRecord>()
  const record = handover ?? trip
  if (!record || actor.kind !== 'person') return false
  if (holdsRole(actor, manifestReaders, record.placePath)) return true
  const parties = handover
    ? [...handover.organisationIds, handover.haulerId]
    : [record.haulerId, ...(trip ? [trip.disposerId] : [])]
  const own = await actsFor(actor.personId)
  return own.some((id) => parties.includes(id))
}

/** What still needs the organisation: kitchens, contracts that run, what is not closed. */
export async function usesOfOrganisation(tx: Tx, organisationId: string): Promise<number> {
  const today = dayOf(now())
  const open = ['planned', 'handed', 'collected', 'confirmed', 'unanswered'] as const
  return (
    (await tx.on(Producers).count({ organisationId, standing: 'active' })) +
    (await tx.on(Contracts).count({ haulerId: organisationId, to: { $gte: today } })) +
    (await tx.on(Handovers).count({ haulerId: organisationId, state: { $in: [...open] } })) +
    (await tx.on(Trips).count({
      $or: [{ haulerId: organisationId }, { disposerId: organisationId }],
      state: { $nin: ['closed', 'cancelled'] },
    }))
  )
}

/**
 * What names one organisation names the other. What was signed was signed for the one that is gone: those signatures
 * stay as they are, and no longer hold for what names the other.
 */
export async function moveManifests(tx: Tx, fromId: string, intoId: string): Promise<number> {
  let moved = 0
  moved += await tx.on(Producers).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId } })
  const umbrella = { $set: { umbrellaOrganisationId: intoId } }
  moved += await tx.on(Producers).updateMany({ umbrellaOrganisationId: fromId }, umbrella)
  moved += await tx.on(Contracts).updateMany({ haulerId: fromId }, { $set: { haulerId: intoId } })
  moved += await tx.on(Licences).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId } })
  moved += await tx.on(Vehicles).updateMany({ haulerId: fromId }, { $set: { haulerId: intoId } })
  moved += await tx.on(Scales).updateMany({ disposerId: fromId }, { $set: { disposerId: intoId } })
  moved += await tx.on(Handovers).updateMany({ haulerId: fromId }, { $set: { haulerId: intoId } })
  moved += await tx.on(Handovers).updateMany({ organisationIds: fromId }, {
    $set: { 'organisationIds.$': intoId },
  } as UpdateQuery<HandoverRecord>)
  moved += await tx.on(Trips).updateMany({ haulerId: fromId }, { $set: { haulerId: intoId } })
  moved += await tx.on(Trips).updateMany({ disposerId: fromId }, { $set: { disposerId: intoId } })
  moved += await tx.on(Numbers).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId } })
  // a month and class that both have handed in stays as the one that goes on has it
  for (const { _id, month, class: of, ...report } of await tx.on(SocialReports).find({ organisationId: fromId })) {
    const id = `${intoId}:${month}:${of}`
    if ((await tx.on(SocialReports).count({ _id: id })) > 0) continue
    await tx.on(SocialReports).deleteOne({ _id })
    await tx.on(SocialReports).insert({ ...report, _id: id, month, class: of, organisationId: intoId })
    moved += 1
  }
  for (const field of ['organisationIds', 'otherOrganisationIds'] as const)
    await tx.on(Corrections).updateMany(
      { [field]: fromId } as QueryFilter<CorrectionRecord>,
      {
        $set: { [`${field}.$`]: intoId },
      } as UpdateQuery<CorrectionRecord>,
    )
  moved += await tx.on(Corrections).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId } })
  return moved
}
