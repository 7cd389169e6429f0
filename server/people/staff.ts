// Console accounts, kept by administrators: making one together with its first role, resetting, disabling, listing.
// Invariants: a password that someone else has set must be changed at the next sign-in; a reset or a disabled account
// ends all sessions.
import { scopeOf, staffRoles, type Actor, type PersonActor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { pageOfSorted, readCountedPage, type CountedPage, type PageInput } from '../paging'
import { ownWordsOf, requireGoodPassword } from './passwords'
import { goesToThemselves } from './conflicts'
import { fullNames, nameIndexOf, newPerson } from './people'
import { Persons, RoleGrants, StaffLogins, type RoleGrant, type StaffLogin } from './people.model'
import { insertGrant, prepareGrant, requireAdministrator } from './roles'
import { endSessionsIn } from './sessions'
import { hashPassword } from './staff-sign-in'
import { newId } from '../ids'

type CreateInput = {
  id: string
  displayName: string
  loginName: string
  password: string
  role: Role
  placeId: string
  until?: string | undefined
}

export const newStaffLogin = (
  personId: string,
  loginName: string,
  passwordHash: string,
  mustChange: boolean,
): StaffLogin => ({
  _id: personId,
  loginName,
  passwordHash,
  mustChange,
  totpEnrolled: false,
  totpLastStep: 0,
  createdAt: now(),
})

/** @throws DomainError LOGIN_NAME_TAKEN, PASSWORD_TOO_COMMON, NOT_FOUND, ROLE_NOT_GRANTABLE */
export async function createStaff(actor: PersonActor, input: CreateInput) {
  const grant = await prepareGrant(actor, {
    id: newId(),
    personId: input.id,
    role: input.role,
    placeId: input.placeId,
    until: input.until,
    reason: '新建账号',
  })
  await requireGoodPassword(input.password, [input.loginName, input.displayName])
  const login: StaffLogin = {
    ...newStaffLogin(input.id, input.loginName, await hashPassword(input.password), true),
    passwordSetBy: actorId(actor),
    passwordSetAt: now(),
  }
  try {
    return await transaction(async (tx) => {
      await tx.on(Persons).insert(newPerson(input.displayName, input.id))
      await tx.on(StaffLogins).insert(login)
      await insertGrant(tx, actor, grant)
      await audit(tx, actor, {
        action: 'people.createStaff',
        subject: `people/${input.id}`,
        placePath: grant.placePath,
        details: { role: input.role },
      })
      return { personId: input.id }
    })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const same = await StaffLogins.exists({ _id: input.id, loginName: input.loginName })
    if (same) return { personId: input.id }
    throw new DomainError('LOGIN_NAME_TAKEN')
  }
}

/** An account in whose places the actor is administrator. @throws DomainError NOT_FOUND */
async function requireStaff(actor: Actor, personId: string): Promise<StaffLogin> {
  const login = await StaffLogins.findById(personId).lean<StaffLogin>()
  const scope = scopeOf(actor, ['administrator'])
  const outside = await RoleGrants.exists({ personId, active: true, placePath: { $nin: scope } })
  const inside = await RoleGrants.exists({ personId, placePath: { $in: scope } })
  if (!login || outside || !inside) throw new DomainError('NOT_FOUND')
  return login
}

/** @throws DomainError NOT_FOUND, PASSWORD_TOO_COMMON, DECIDES_OWN_CASE */
export async function resetPassword(
  actor: Actor,
  input: { personId: string; password: string; resetTotp?: boolean | undefined },
) {
  const login = await requireStaff(actor, input.personId)
  await requireGoodPassword(input.password, await ownWordsOf(login))
  const passwordHash = await hashPassword(input.password)
  return transaction(async (tx) => {
    // one's own is changed by who knows it
    if (await goesToThemselves(actorId(actor), { actedBy: [login._id] }, tx)) throw new DomainError('DECIDES_OWN_CASE')
    await tx.on(StaffLogins).updateOne(
      { _id: login._id },
      {
        $set: {
          passwordHash,
          mustChange: true,
          passwordSetBy: actorId(actor),
          passwordSetAt: now(),
          ...(input.resetTotp ? { totpEnrolled: false } : {}),
        },
        ...(input.resetTotp ? { $unset: { totpSealed: 1 } } : {}),
      },
    )
    await endSessionsIn(tx, { personId: login._id, kind: 'console' }, 'passwordChanged')
    await audit(tx, actor, {
      action: 'people.resetPassword',
      subject: `people/${login._id}`,
      details: { resetTotp: input.resetTotp ?? false },
    })
    return {}
  })
}

/** @throws DomainError NOT_FOUND, LAST_ADMINISTRATOR */
export async function setDisabled(actor: Actor, input: { personId: string; disabled: boolean; reason: string }) {
  const login = await requireStaff(actor, input.personId)
  return transaction(async (tx) => {
    await tx
      .on(StaffLogins)
      .updateOne({ _id: login._id }, input.disabled ? { $set: { disabledAt: now() } } : { $unset: { disabledAt: 1 } })
    await tx
      .on(Persons)
      .updateOne({ _id: login._id }, input.disabled ? { $set: { disabledAt: now() } } : { $unset: { disabledAt: 1 } })
    if (input.disabled) {
      await endSessionsIn(tx, { personId: login._id }, 'disabled')
      await requireAdministrator(tx)
    }
    await audit(tx, actor, {
      action: input.disabled ? 'people.disableStaff' : 'people.enableStaff',
      subject: `people/${login._id}`,
      reason: input.reason,
    })
    return {}
  })
}

/**
 * Full names of those among some persons who hold or held a role of the console: at work they sign with their names.
 */
export async function staffNames(ids: readonly string[]): Promise<Map<string, string>> {
  return fullNames(
    await RoleGrants.distinct('personId', { personId: { $in: [...new Set(ids)] }, role: { $in: staffRoles } }),
  )
}

/** Ids of staff of this whole name, also of those whose roles have ended. */
export async function staffCalled(name: string): Promise<string[]> {
  const found = await Persons.find({ nameIndex: nameIndexOf(name) }, { _id: 1 }).lean<{ _id: string }[]>()
  return RoleGrants.distinct('personId', { personId: { $in: found.map(({ _id }) => _id) }, role: { $in: staffRoles } })
}

/** Accounts with a role in the actor's scope. */
/** More accounts than that come in the order in which they were made. */
const MOST_SORTED = 1_000
const byName = new Intl.Collator('zh-CN')

type AccountsInput = PageInput & { sort?: 'name' | '-name' | 'id' | '-id' | undefined }

/** By name, unless asked otherwise; names are sealed, so they are opened first. */
async function accountsOf(
  ids: readonly string[],
  { sort = 'name', ...page }: AccountsInput,
): Promise<CountedPage<StaffLogin>> {
  const filter = { _id: { $in: [...ids] } }
  if (sort === 'id' || sort === '-id' || ids.length > MOST_SORTED)
    return readCountedPage(StaffLogins, { _id: 1 }, filter, { ...page, sort: sort === '-id' ? '-id' : 'id' })
  const logins = await StaffLogins.find(filter).lean<StaffLogin[]>()
  const names = await fullNames(logins.map(({ _id }) => _id))
  const sign = sort === 'name' ? 1 : -1
  const sorted = logins.sort(
    (a, b) => sign * (byName.compare(names.get(a._id) ?? '', names.get(b._id) ?? '') || (a._id < b._id ? -1 : 1)),
  )
  return pageOfSorted(`staff by ${sort}`, sorted, page)
}

export async function listStaff(actor: PersonActor, input: AccountsInput) {
  const scope = scopeOf(actor, ['administrator', 'auditor'])
  const inScope = await RoleGrants.distinct('personId', { active: true, placePath: { $in: scope } })
  const { rows, ...page } = await accountsOf(inScope, input)
  const ids = rows.map((login) => login._id)
  const names = await fullNames(ids)
  const grants = await RoleGrants.find({ personId: { $in: ids }, active: true }).lean<RoleGrant[]>()
  return {
    items: rows.map((login) => ({
      personId: login._id,
      displayName: names.get(login._id) ?? '',
      loginName: login.loginName,
      disabled: login.disabledAt !== undefined,
      mustChange: login.mustChange,
      hasTotp: login.totpEnrolled,
      lastSignInAt: login.lastSignInAt?.toISOString() ?? null,
      roles: [...new Set(grants.filter((grant) => grant.personId === login._id).map((grant) => grant.role))],
    })),
    ...page,
  }
}
