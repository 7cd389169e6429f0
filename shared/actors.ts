// Who acts, and where. A role is granted for a place and holds for everything below it. A link and a device act without
// an account, each within one scope.
import type { LinkAct, PartyKind } from './access/vocabulary'

export const roles = [
  'volunteer',
  'leadVolunteer',
  'guideWorker',
  'keeper',
  'roadChief',
  'villageCollector',
  'crew',
  'dispatcher',
  'hauler',
  'disposer',
  'merchant',
  'applicant',
  'teacher',
  'lecturer',
  'propertyManager',
  'ownersCommittee',
  'communityWorker',
  'inspector',
  'subdistrictOfficer',
  'enforcementOfficer',
  'assessor',
  'cityOfficer',
  'auditor',
  'administrator',
] as const
export type Role = (typeof roles)[number]

/**
 * Everyone signed in is a resident; the other roles are granted. `placePath` runs from the city down to the granted
 * place.
 */
export type Grant = { role: Role; placeId: string; placePath: readonly string[] }

export type Membership = { householdId: string; placePath: readonly string[]; owner: boolean }

/**
 * `system` acts for jobs and seeds; `anonymous` has not signed in. A `link` was sent to a company or a household and
 * opens one subject; a `device` stands at one site.
 */
export type Actor =
  | { kind: 'person'; personId: string; sessionId: string; grants: readonly Grant[]; households: readonly Membership[] }
  | {
      kind: 'link'
      linkId: string
      /** "reviews/…" */
      subject: string
      acts: readonly LinkAct[]
      party: { kind: PartyKind; id: string }
      placePath: readonly string[]
    }
  | { kind: 'device'; deviceId: string; siteId: string; placePath: readonly string[] }
  | { kind: 'system'; name: string }
  | { kind: 'anonymous' }

export type PersonActor = Extract<Actor, { kind: 'person' }>
export type LinkActor = Extract<Actor, { kind: 'link' }>
export type DeviceActor = Extract<Actor, { kind: 'device' }>

/** Roles that sign in to the console. City roles need TOTP. */
export const staffRoles = [
  'dispatcher',
  'hauler',
  'propertyManager',
  'communityWorker',
  'inspector',
  'subdistrictOfficer',
  'enforcementOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
export const cityRoles = ['cityOfficer', 'auditor', 'administrator'] as const satisfies readonly Role[]

/** True when one of the roles is granted at a place of `placePath` (the thing's place or any place above it). */
export function holdsRole(actor: Actor, wanted: readonly Role[], placePath: readonly string[]): boolean {
  return (
    actor.kind === 'person' &&
    actor.grants.some((grant) => wanted.includes(grant.role) && placePath.includes(grant.placeId))
  )
}

/** The places at which the actor holds one of the roles: what a list is scoped to (`placePath: { $in: … }`). */
export function scopeOf(actor: Actor, wanted: readonly Role[]): string[] {
  return actor.kind === 'person'
    ? actor.grants.filter((grant) => wanted.includes(grant.role)).map((grant) => grant.placeId)
    : []
}

export const isMember = (actor: Actor, householdId: string): boolean =>
  actor.kind === 'person' && actor.households.some((household) => household.householdId === householdId)
