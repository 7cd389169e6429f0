// Acting for someone (代办): a family member or a grid worker books or redeems for a household. Consent is recorded with
// how it was given, by whom it was written down and until when; it can be revoked at any time by the household, the
// proxy or the community.
import { holdsRole, isMember, type Actor, type PersonActor, type Role } from '@shared/actors'
import { DomainError, invalid } from '@shared/errors'
import { MAX_PROXY_DAYS } from '@shared/people/rules'
import { addDays, dayOf, showDay, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { maskName } from '../field-cipher'
import { refuseOwnCase } from './conflicts'
import { labelOf } from './household-records'
import { Households, Memberships, Proxies, type Household, type Proxy } from './households.model'
import { nameOf, personNames, placeNames, requirePerson, requireProvenNumbers } from './people'
import { tellMembers } from './tellings'

const recorders: readonly Role[] = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator']

const holding = () => ({ active: true, until: { $gte: dayOf(now()) } })

/** True while a recorded consent lets the person act for the household. */
export const actsForHousehold = async (personId: string, householdId: string, tx?: Tx): Promise<boolean> => {
  const filter = { householdId, personId, ...holding() }
  return (tx ? await tx.on(Proxies).findOne(filter) : await Proxies.exists(filter)) !== null
}

/**
 * In what capacity the actor may book, redeem and read for a household: as member, by recorded consent, or not at all.
 */
export async function mayActFor(actor: Actor, householdId: string): Promise<'member' | 'proxy' | null> {
  if (actor.kind !== 'person') return null
  if (isMember(actor, householdId)) return 'member'
  return (await actsForHousehold(actor.personId, householdId)) ? 'proxy' : null
}

/** Households a person may act for now. */
export async function proxiedHouseholds(personId: string): Promise<(Proxy & { label: string })[]> {
  const proxies = await Proxies.find({ personId, ...holding() })
    .sort({ _id: 1 })
    .limit(100)
    .lean<Proxy[]>()
  const found = await Households.find({ _id: { $in: proxies.map((proxy) => proxy.householdId) } }).lean<Household[]>()
  const names = await placeNames(found.map((household) => household.placeId))
  const labels = new Map(
    found.map((household) => [household._id, labelOf(household, names.get(household.placeId) ?? '')]),
  )
  return proxies.map((proxy) => ({ ...proxy, label: labels.get(proxy.householdId) ?? '' }))
}

const present = (proxy: Proxy, label: string, names: Map<string, string>) => ({
  id: proxy._id,
  householdId: proxy.householdId,
  label,
  personId: proxy.personId,
  name: names.get(proxy.personId) ?? '',
  how: proxy.how,
  until: proxy.until,
  recordedAt: proxy.recordedAt.toISOString(),
  recordedBy: names.get(proxy.recordedBy) ?? '',
})

export async function proxiesOfHousehold(household: Household, label: string) {
  const proxies = await Proxies.find({ householdId: household._id, ...holding() })
    .limit(50)
    .lean<Proxy[]>()
  const names = await personNames(proxies.flatMap((proxy) => [proxy.personId, proxy.recordedBy]))
  return proxies.map((proxy) => present(proxy, label, names))
}

export async function listProxied(actor: PersonActor) {
  const proxies = await proxiedHouseholds(actor.personId)
  const names = await personNames(proxies.flatMap((proxy) => [proxy.personId, proxy.recordedBy]))
  return { items: proxies.map((proxy) => present(proxy, proxy.label, names)) }
}

/** A consent is written down for a year at most. @throws DomainError INPUT_INVALID */
export function requireProxyDay(until: Day): void {
  const today = dayOf(now())
  const text =
    until < today ? '截止日期已过' : until > addDays(today, MAX_PROXY_DAYS) ? '最长一年，到期可以再登记' : null
  if (text) throw invalid('until', text)
}

/**
 * Writes down a consent given at the desk, by telephone or on paper; the members are told.
 * @throws DomainError NOT_FOUND, INPUT_INVALID, PHONE_NOT_VERIFIED, DECIDES_OWN_CASE
 */
export async function recordProxy(
  actor: PersonActor,
  input: { householdId: string; id: string; personId: string; how: Proxy['how']; until: string; note: string },
) {
  const household = await Households.findOne({ _id: input.householdId, status: 'active' }).lean<Household>()
  if (!household || !holdsRole(actor, recorders, household.placePath)) throw new DomainError('NOT_FOUND')
  requireProxyDay(input.until)
  const person = await requirePerson(input.personId)
  await requireProvenNumbers([person._id])
  const proxy: Proxy = {
    _id: input.id,
    householdId: household._id,
    placePath: household.placePath,
    personId: input.personId,
    how: input.how,
    recordedBy: actor.personId,
    recordedAt: now(),
    until: input.until,
    note: input.note,
    active: true,
  }
  try {
    return await transaction(async (tx) => {
      await refuseOwnCase(tx, actor, { personIds: [input.personId], householdIds: [household._id] })
      await tx
        .on(Proxies)
        .updateMany(
          { householdId: household._id, personId: input.personId, active: true },
          { $set: { active: false, revokedAt: now(), revokedBy: proxy.recordedBy } },
        )
      await tx.on(Proxies).insert(proxy)
      const members = await tx.on(Memberships).find({ householdId: household._id, active: true })
      await tellMembers(
        tx,
        `${proxy._id}/proxy`,
        household._id,
        members.map(({ personId }) => personId),
        {
          title: '社区给您家登记了代办人',
          text: `${maskName(nameOf(person))}可以替您家预约和兑换，到${showDay(input.until)}为止。不同意的话，您可以在家庭里随时取消。`,
        },
      )
      await audit(tx, actor, {
        action: 'people.recordProxy',
        subject: `households/${household._id}`,
        placePath: household.placePath,
        reason: input.note,
        details: { personId: input.personId, how: input.how, until: input.until },
      })
      return { id: proxy._id }
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  }
}

/** By a member, the proxy, or the community. @throws DomainError NOT_FOUND */
export async function revokeProxy(actor: PersonActor, input: { id: string }) {
  const proxy = await Proxies.findById(input.id).lean<Proxy>()
  const may =
    proxy &&
    (proxy.personId === actor.personId ||
      isMember(actor, proxy.householdId) ||
      holdsRole(actor, recorders, proxy.placePath))
  if (!may) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    await tx
      .on(Proxies)
      .updateOne(
        { _id: proxy._id, active: true },
        { $set: { active: false, revokedAt: now(), revokedBy: actor.personId } },
      )
    await audit(tx, actor, {
      action: 'people.revokeProxy',
      subject: `households/${proxy.householdId}`,
      placePath: proxy.placePath,
      details: { personId: proxy.personId },
    })
    return { id: proxy._id }
  })
}
