// A guardian's consent for someone of 14 to 17 years. Every act stays as it was written: a later one stands beside it
// and is told to the young person. Staff write one down only for those who belong to their places.
import { holdsRole, type Actor, type PersonActor, type Role } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { people } from '@shared/people/contract'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { requirePlace } from '../places/places'
import { refuseOwnCase } from './conflicts'
import { guardianState } from './consents'
import { Memberships } from './households.model'
import { requirePerson } from './people'
import { Persons, type GuardianConsent, type Person } from './people.model'
import { tellGuardian } from './tellings'

const recorders: readonly Role[] = ['communityWorker', 'teacher']

/** Adds one beside those that are there. @param name of the guardian @returns how many there are now */
export async function addGuardianConsent(
  tx: Tx,
  personId: string,
  { name, ...given }: Omit<GuardianConsent, 'nameSealed' | 'at'> & { name: string },
): Promise<number> {
  const consent: GuardianConsent = { ...given, nameSealed: seal(name, personId), at: now() }
  const after = await tx
    .on(Persons)
    .findOneAndUpdate({ _id: personId, erasedAt: { $exists: false } }, { $push: { guardianConsents: consent } })
  if (!after) throw new DomainError('NOT_FOUND')
  return after.guardianConsents?.length ?? 1
}

/**
 * Written down by the community or a teacher for someone in their places: whose household lies there, else for whom one
 * was written down there before, else who is taken on at `placeId`.
 * @throws DomainError NOT_FOUND, INPUT_INVALID, DECIDES_OWN_CASE
 */
export async function recordGuardianConsent(
  actor: PersonActor,
  { id, guardianName, how, placeId }: ParsedOf<typeof people.recordGuardianConsent>,
) {
  const person = await requirePerson(id)
  if (guardianState(person) === 'notNeeded') throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const placePath = await placeOf(tx, actor, person, placeId)
    await refuseOwnCase(tx, actor, { personIds: [person._id] })
    const version = await addGuardianConsent(tx, person._id, {
      name: guardianName,
      how,
      recordedBy: actor.personId,
      placePath,
    })
    await tellGuardian(tx, `${person._id}/${version}`, person._id)
    await audit(tx, actor, {
      action: 'people.recordGuardianConsent',
      subject: `people/${person._id}`,
      placePath,
      details: { how, version },
    })
    return {}
  })
}

async function placeOf(tx: Tx, actor: Actor, person: Person, placeId: string | undefined): Promise<string[]> {
  const memberships = await tx.on(Memberships).find({ personId: person._id, active: true })
  const latest = person.guardianConsents?.at(-1)?.placePath
  const known = memberships.length > 0 ? memberships.map((membership) => membership.placePath) : latest ? [latest] : []
  if (known.length === 0 && placeId === undefined) throw invalid('placeId', '请选择孩子所在的小区或学校')
  const paths = known.length > 0 ? known : [(await requirePlace(placeId ?? '', tx)).path]
  const mine = paths.find((path) => holdsRole(actor, recorders, path))
  if (!mine) throw new DomainError('NOT_FOUND')
  return mine
}

/** Every consent of a person, the first one first, for their copy. */
export const guardiansOf = (person: Person) =>
  (person.guardianConsents ?? []).map(({ nameSealed, how, at }) => ({ name: unseal(nameSealed, person._id), how, at }))
