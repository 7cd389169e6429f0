// Roles: who may do what, for a place and everything below it. Granted by an administrator, or by a subdistrict officer
// for the people who work in the subdistrict; never above one's own place. Every grant and revocation is audited and
// holds within 5 seconds.
import { scopeOf, type Actor, type PersonActor, type Role } from '@shared/actors'
import { DomainError, invalid } from '@shared/errors'
import { fitsPlace, mayGrant } from '@shared/people/rules'
import { dayOf, instantAt } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage, type ListInput } from '../paging'
import { requirePlace } from '../places/places'
import { goesToThemselves } from './conflicts'
import { fullNames, placeNames, requirePerson, requireProvenNumbers } from './people'
import { RoleGrants, StaffLogins, type RoleGrant } from './people.model'
import { forgetActors } from './sessions'
import { peopleSettings } from './settings'
import { tellRole } from './tellings'

const holding = () => ({ active: true, $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: now() } }] })

/** Persons who hold a role at one of the places of a path, e.g. the community workers in charge of a compound. */
export async function staffAt(placePath: readonly string[], role: Role): Promise<string[]> {
  const grants = await RoleGrants.find({ placeId: { $in: [...placePath] }, role, ...holding() }, { personId: 1 }).lean<
    RoleGrant[]
  >()
  return [...new Set(grants.map((grant) => grant.personId))]
}

/** Whether a person holds a role at a place of the path, where no actor is at hand. */
export const personHoldsRole = async (
  personId: string,
  roles: readonly Role[],
  placePath: readonly string[],
): Promise<boolean> =>
  (await RoleGrants.exists({ personId, role: { $in: [...roles] }, placeId: { $in: [...placePath] }, ...holding() })) !==
  null

/** Persons with a role at or below a place, with where they hold it. */
export async function staffBelow(
  placeId: string,
  role: Role,
): Promise<{ personId: string; placeId: string; placePath: string[] }[]> {
  const grants = await RoleGrants.find({ placePath: placeId, role, ...holding() })
    .limit(1000)
    .lean<RoleGrant[]>()
  return grants.map((grant) => ({ personId: grant.personId, placeId: grant.placeId, placePath: grant.placePath }))
}

export type HeldRole = { role: Role; placeId: string; from: Date; until: Date | null }

/** Roles that persons hold or held, with from when until when: for what was done at an instant. @returns by person */
export async function rolesOver(
  personIds: readonly string[],
  roles: readonly Role[],
): Promise<Map<string, HeldRole[]>> {
  const held = new Map<string, HeldRole[]>(personIds.map((id) => [id, []]))
  const filter = { personId: { $in: [...held.keys()] }, role: { $in: [...roles] } }
  for (const grant of await RoleGrants.find(filter).lean<RoleGrant[]>()) {
    const ends = [grant.expiresAt, grant.revokedAt].flatMap((end) => (end ? [end.getTime()] : []))
    const until = ends.length > 0 ? new Date(Math.min(...ends)) : null
    held.get(grant.personId)?.push({ role: grant.role, placeId: grant.placeId, from: grant.grantedAt, until })
  }
  return held
}

type GrantInput = {
  id: string
  personId: string
  role: Role
  placeId: string
  until?: string | undefined
  reason: string
}

/**
 * Nobody gives a role to themselves or to who lives with them. @throws DomainError NOT_FOUND, ROLE_NOT_GRANTABLE,
 * ROLE_ALREADY_GRANTED, PHONE_NOT_VERIFIED, DECIDES_OWN_CASE
 */
export async function grantRole(actor: PersonActor, input: GrantInput) {
  const grant = await prepareGrant(actor, input)
  await requirePerson(input.personId)
  await requireProvenNumbers([input.personId])
  try {
    const answer = await transaction(async (tx) => {
      if (await goesToThemselves(actor.personId, { personIds: [input.personId] }, tx))
        throw new DomainError('DECIDES_OWN_CASE')
      return insertGrant(tx, actor, grant)
    })
    forgetActors()
    return answer
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('ROLE_ALREADY_GRANTED') : error
  }
}

/**
 * Checks rank, place and end; used where a login is made together with its role. @throws DomainError NOT_FOUND,
 * ROLE_NOT_GRANTABLE
 */
export async function prepareGrant(actor: PersonActor, input: GrantInput): Promise<RoleGrant> {
  if (input.until && input.until < dayOf(now())) throw invalid('until', '截止日期已过')
  const place = await requirePlace(input.placeId)
  if (!actor.grants.some((grant) => place.path.includes(grant.placeId))) throw new DomainError('NOT_FOUND')
  if (!mayGrant(actor.grants, input.role, place.path) || !fitsPlace(input.role, place.kind))
    throw new DomainError('ROLE_NOT_GRANTABLE')
  return {
    _id: input.id,
    personId: input.personId,
    role: input.role,
    placeId: place._id,
    placePath: place.path,
    active: true,
    grantedBy: actor.personId,
    grantedAt: now(),
    reason: input.reason,
    ...(input.until ? { expiresAt: instantAt(input.until, '24:00') } : {}),
  }
}

export async function insertGrant(tx: Tx, actor: Actor, grant: RoleGrant): Promise<{ id: string }> {
  await tx
    .on(RoleGrants)
    .updateMany(
      { personId: grant.personId, role: grant.role, placeId: grant.placeId, active: true, expiresAt: { $lte: now() } },
      { $set: { active: false } },
    )
  if (
    await tx
      .on(RoleGrants)
      .findOne({ personId: grant.personId, role: grant.role, placeId: grant.placeId, active: true })
  )
    throw new DomainError('ROLE_ALREADY_GRANTED')
  await tx.on(RoleGrants).insert(grant)
  await tellRole(
    tx,
    grant._id,
    grant.personId,
    true,
    grant.role,
    (await placeNames([grant.placeId])).get(grant.placeId) ?? '',
    grant.reason,
  )
  await audit(tx, actor, {
    action: 'people.grantRole',
    subject: `people/${grant.personId}`,
    placePath: grant.placePath,
    reason: grant.reason,
    details: { role: grant.role, placeId: grant.placeId, until: grant.expiresAt?.toISOString() ?? null },
  })
  return { id: grant._id }
}

/** @throws DomainError NOT_FOUND, ROLE_NOT_GRANTABLE, LAST_ADMINISTRATOR */
export async function revokeRole(actor: PersonActor, input: { id: string; reason: string }) {
  const grant = await RoleGrants.findById(input.id).lean<RoleGrant>()
  if (!grant || !actor.grants.some((own) => grant.placePath.includes(own.placeId))) throw new DomainError('NOT_FOUND')
  if (!mayGrant(actor.grants, grant.role, grant.placePath)) throw new DomainError('ROLE_NOT_GRANTABLE')
  const answer = await transaction(async (tx) => {
    const ended = await tx
      .on(RoleGrants)
      .updateOne(
        { _id: grant._id, active: true },
        { $set: { active: false, revokedAt: now(), revokedBy: actor.personId, revokedReason: input.reason } },
      )
    if (ended.matched === 0) throw new DomainError('NOT_FOUND')
    if (grant.role === 'administrator') await requireAdministrator(tx)
    for (const follow of peopleSettings().onRoleEnded) await follow(tx, grant.personId, grant.role)
    await tellRole(
      tx,
      grant._id,
      grant.personId,
      false,
      grant.role,
      (await placeNames([grant.placeId])).get(grant.placeId) ?? '',
      input.reason,
    )
    await audit(tx, actor, {
      action: 'people.revokeRole',
      subject: `people/${grant.personId}`,
      placePath: grant.placePath,
      reason: input.reason,
      details: { role: grant.role, placeId: grant.placeId },
    })
    return { id: grant._id }
  })
  forgetActors()
  return answer
}

/**
 * After a change: somebody must still be able to grant. Touches every administrator's grant, so that two can't leave at
 * once. @throws DomainError LAST_ADMINISTRATOR
 */
export async function requireAdministrator(tx: Tx): Promise<void> {
  const left = await tx.on(RoleGrants).find({ role: 'administrator', active: true })
  const disabled = new Set(
    (
      await tx
        .on(StaffLogins)
        .find({ _id: { $in: left.map((grant) => grant.personId) }, disabledAt: { $exists: true } })
    ).map((login) => login._id),
  )
  const able = left.filter((grant) => !disabled.has(grant.personId) && (!grant.expiresAt || grant.expiresAt > now()))
  if (able.length === 0) throw new DomainError('LAST_ADMINISTRATOR')
  await tx.on(RoleGrants).updateMany({ _id: { $in: able.map((grant) => grant._id) } }, { $inc: { checks: 1 } })
}

type GrantsInput = ListInput<RoleGrant> & {
  role?: Role | undefined
  placeId?: string | undefined
  personId?: string | undefined
}

/** Grants in the actor's scope, newest first. */
export async function listGrants(actor: PersonActor, input: GrantsInput) {
  const scope = scopeOf(actor, ['administrator', 'subdistrictOfficer', 'cityOfficer', 'auditor'])
  const filter = {
    active: true,
    $and: [{ placePath: { $in: scope } }, ...(input.placeId ? [{ placePath: input.placeId }] : [])],
    ...(input.role ? { role: input.role } : {}),
    ...(input.personId ? { personId: input.personId } : {}),
  }
  const { rows, ...page } = await readCountedPage(RoleGrants, { _id: -1 }, filter, input)
  const names = await fullNames(rows.flatMap((grant) => [grant.personId, grant.grantedBy]))
  const places = await placeNames(rows.map((grant) => grant.placeId))
  return {
    items: rows.map((grant) => ({
      id: grant._id,
      personId: grant.personId,
      name: names.get(grant.personId) ?? '',
      role: grant.role,
      placeId: grant.placeId,
      placeName: places.get(grant.placeId) ?? '',
      grantedAt: grant.grantedAt.toISOString(),
      grantedBy: names.get(grant.grantedBy) ?? '系统',
      expiresAt: grant.expiresAt?.toISOString() ?? null,
      reason: grant.reason,
      allowed: mayGrant(actor.grants, grant.role, grant.placePath) ? ['revoke' as const] : [],
    })),
    ...page,
  }
}
