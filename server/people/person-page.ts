// A person without a household as staff meet them: who asked to join one, or works here. Only what ties them to the
// asker's places is shown; somebody with no tie there is as unknown as a wrong id. Every look is audited.
import { holdsRole, scopeOf, staffRoles, type Actor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { maskAddress, showAddress } from '@shared/people/addresses'
import { roomSearchers, type households } from '@shared/people/household-contract'
import { auditRead } from '../audit'
import { maskName } from '../field-cipher'
import { labelOf, unsealAddress } from './household-records'
import { registrars } from './households'
import {
  JoinRequests,
  Households,
  Memberships,
  type Household,
  type JoinRequest,
  type Membership,
} from './households.model'
import { fullNames, placeNames, requirePerson } from './people'
import { RoleGrants, type RoleGrant } from './people.model'

const MOST = 50

/** Those of these persons who have asked to join a household here, or work here. */
export async function tiedHere(personIds: readonly string[], places: readonly string[]): Promise<string[]> {
  const here = { personId: { $in: [...personIds] }, placePath: { $in: [...places] } }
  const [asked, works] = await Promise.all([
    JoinRequests.distinct('personId', here),
    RoleGrants.distinct('personId', { ...here, active: true }),
  ])
  return [...new Set([...asked, ...works])]
}

/** @throws DomainError NOT_FOUND for who has nothing to do with the asker's places */
export async function showPerson(actor: Actor, { id }: { id: string }): Promise<OutputOf<typeof households.person>> {
  const places = scopeOf(actor, roomSearchers)
  const person = await requirePerson(id)
  const here = { personId: id, placePath: { $in: [...places] } }
  const memberships = await Memberships.find({ ...here, active: true })
    .limit(MOST)
    .lean<Membership[]>()
  const requests = await JoinRequests.find(here).sort({ _id: -1 }).limit(MOST).lean<JoinRequest[]>()
  const grants = await RoleGrants.find({ ...here, active: true })
    .limit(MOST)
    .lean<RoleGrant[]>()
  if (person.erasedAt || memberships.length + requests.length + grants.length === 0) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'people.readPerson', subject: `people/${id}` })
  const name = (await fullNames([id])).get(id) ?? ''
  const homes = await Households.find({ _id: { $in: memberships.map(({ householdId }) => householdId) } }).lean<
    Household[]
  >()
  const names = await placeNames([...homes, ...requests, ...grants].map(({ placeId }) => placeId))
  const nameOf = (placeId: string): string => names.get(placeId) ?? ''
  // staff sign with their names
  const isStaff = grants.some(({ role }) => (staffRoles as readonly string[]).includes(role))
  return {
    id,
    name: isStaff ? name : maskName(name),
    verified: person.phoneVerifiedAt !== undefined,
    since: person.createdAt.toISOString(),
    households: homes.map((home) => ({
      id: home._id,
      label: labelOf(home, nameOf(home.placeId), holdsRole(actor, registrars, home.placePath)),
    })),
    requests: requests.map((request) => ({
      id: request._id,
      label: `${nameOf(request.placeId)} ${(holdsRole(actor, registrars, request.placePath) ? showAddress : maskAddress)(unsealAddress(request))}`,
      status: request.status,
      at: request.createdAt.toISOString(),
    })),
    roles: grants.map(({ role, placeId, expiresAt }) => ({
      role,
      placeName: nameOf(placeId),
      until: expiresAt?.toISOString() ?? null,
    })),
  }
}
