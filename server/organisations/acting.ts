// For which organisation somebody acts: people without any role of staff (a cook, a driver, who sits at a weighbridge)
// act for the organisation that they belong to today. Every act records both, the organisation and the person.
import type { Actor, PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { organisations } from '@shared/organisations/contract'
import type { AffiliationRole, OrganisationKind } from '@shared/organisations/vocabulary'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { placesByIds } from '../places/places'
import { affiliationsAt, type Belonging } from './affiliations'
import { Organisations, type Organisation } from './organisations.model'

/** Who does an organisation's own business. An adviser or an assessor is with it, and is not it. */
export const actingRoles = [
  'head',
  'contact',
  'employee',
  'teacher',
  'subdistrictOfficer',
] as const satisfies readonly AffiliationRole[]

/** An organisation and who acts for it. */
export type Acting = {
  organisationId: string
  personId: string
  role: AffiliationRole
  name: string
  kinds: readonly OrganisationKind[]
  placeId: string
  placePath: string[]
}

/** Where a person may act today, in these roles. */
async function belongingsOf(
  personId: string,
  roles: readonly AffiliationRole[] = actingRoles,
  tx?: Tx,
): Promise<Belonging[]> {
  const found = await affiliationsAt(personId, dayOf(now()), tx)
  return found.filter(({ role }) => roles.includes(role))
}

async function activeOnes(ids: readonly string[], tx?: Tx): Promise<Organisation[]> {
  const filter = { _id: { $in: [...new Set(ids)] }, standing: 'active' as const }
  const found = tx ? await tx.on(Organisations).find(filter) : await Organisations.find(filter).lean<Organisation[]>()
  return found.sort((one, other) => one.name.localeCompare(other.name) || (one._id < other._id ? -1 : 1))
}

/**
 * The organisation that the actor acts for: active, and the actor belongs to it today in one of these roles.
 * @throws DomainError ORGANISATION_NOT_YOURS, also where there is none of this id @public for manifests and cells
 */
export async function actingFor(
  actor: Actor,
  organisationId: string,
  roles?: readonly AffiliationRole[],
  tx?: Tx,
): Promise<Acting> {
  const belongings = actor.kind === 'person' ? await belongingsOf(actor.personId, roles, tx) : []
  const belonging = belongings.find((each) => each.organisationId === organisationId)
  const [found] = belonging ? await activeOnes([organisationId], tx) : []
  if (!belonging || !found) throw new DomainError('ORGANISATION_NOT_YOURS')
  const { name, kinds, placeId, placePath } = found
  return { organisationId, personId: belonging.personId, role: belonging.role, name, kinds, placeId, placePath }
}

/** The ids of the active organisations that a person may act for today. @public for lists of one's own */
export async function actsFor(personId: string, roles?: readonly AffiliationRole[], tx?: Tx): Promise<string[]> {
  const belongings = await belongingsOf(personId, roles, tx)
  const active = await activeOnes(
    belongings.map(({ organisationId }) => organisationId),
    tx,
  )
  return active.map(({ _id }) => _id)
}

/** Active ones by name; who belongs to none is answered an empty list. */
export async function listMine({ personId }: PersonActor): Promise<OutputOf<typeof organisations.mine>> {
  const belongings = new Map((await belongingsOf(personId)).map((each) => [each.organisationId, each]))
  const found = await activeOnes([...belongings.keys()])
  const places = await placesByIds(found.map(({ placeId }) => placeId))
  const nameOf = new Map(places.map((place) => [place._id, place.name]))
  return {
    items: found.flatMap(({ _id, name, kinds, placeId }) => {
      const belonging = belongings.get(_id)
      if (!belonging) return []
      const { role, from, until } = belonging
      return [{ id: _id, name, kinds, placeName: nameOf.get(placeId) ?? '', role, from, until }]
    }),
  }
}
