// One's own record: nickname, elder mode, year of birth and phone. Relies on households, proxies, consents and WeChat.
// Invariants: a verified phone comes only from WeChat's code; changing it needs a sign-in of the last 10 minutes.
import type { PersonActor } from '@shared/actors'
import { DomainError, invalid } from '@shared/errors'
import { ageGroup, PRIVACY_VERSION } from '@shared/people/rules'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { maskPhone, seal, unseal } from '../field-cipher'
import { guardianState, requirePrivacyConsent } from './consents'
import { membershipSummaries } from './households'
import { JoinRequests } from './households.model'
import { nameIndexOf, nameOf, phoneIndexOf, placeNames, requirePerson } from './people'
import { Persons, RoleGrants, Sessions, StaffLogins, type Person, type RoleGrant } from './people.model'
import { mayActFor, proxiedHouseholds } from './proxies'
import { peopleSettings } from './settings'
import { useCodeOnce, weChat } from './sign-in'

const FRESH_MS = 10 * 60_000

/** My own record with households, roles and consents. */
export async function showMe(actor: PersonActor) {
  const person = await requirePerson(actor.personId)
  const at = now()
  const grants = await RoleGrants.find({
    personId: person._id,
    active: true,
    $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: at } }],
  }).lean<RoleGrant[]>()
  const names = await placeNames(grants.map((grant) => grant.placeId))
  const proxied = await proxiedHouseholds(person._id)
  return {
    id: person._id,
    displayName: nameOf(person),
    phone: person.phoneSealed ? maskPhone(unseal(person.phoneSealed, person._id)) : null,
    phoneVerified: person.phoneVerifiedAt !== undefined,
    elderMode: person.elderMode,
    guardianConsent: guardianState(person),
    households: await membershipSummaries(person._id),
    roles: [...new Set(grants.map((grant) => grant.role))],
    grants: grants.map((grant) => ({
      id: grant._id,
      role: grant.role,
      placeId: grant.placeId,
      placeName: names.get(grant.placeId) ?? '',
      placePath: grant.placePath,
      expiresAt: grant.expiresAt?.toISOString() ?? null,
    })),
    proxied: proxied.map(({ householdId, label, until }) => ({ householdId, label, until })),
    homeNames: homeNamesOf(person),
    privacy: { version: PRIVACY_VERSION, accepted: person.privacyVersion ?? null },
    consents: Object.entries(person.consents ?? {}).map(([purpose, { granted, version, at: when }]) => ({
      purpose: purpose as keyof NonNullable<Person['consents']>,
      granted,
      version,
      at: when.toISOString(),
    })),
    waitingRequests: await JoinRequests.countDocuments({ personId: person._id, status: 'waiting' }),
    unread: await peopleSettings().unreadOf(person._id),
    hasStaffLogin: (await StaffLogins.exists({ _id: person._id })) !== null,
    createdAt: person.createdAt.toISOString(),
  }
}

/**
 * Changes nickname, elder mode or year of birth, or names a household that is one's own or acted for.
 * @throws DomainError PERSON_TOO_YOUNG, INPUT_INVALID, CONSENT_MISSING, NOT_FOUND; nothing is written then
 */
export async function updateMe(
  actor: PersonActor,
  input: {
    displayName?: string | undefined
    elderMode?: Person['elderMode'] | undefined
    birthYear?: number | undefined
    home?: { householdId: string; name: string } | undefined
  },
) {
  const { personId } = actor
  const person = await requirePerson(personId)
  if (input.displayName !== undefined || input.birthYear !== undefined) requirePrivacyConsent(person)
  if (input.birthYear !== undefined) requireGoodBirthYear(input.birthYear)
  if (input.home && !(await mayActFor(actor, input.home.householdId))) throw new DomainError('NOT_FOUND')
  await transaction(async (tx) => {
    // names of homes are sealed together: read here, two that are given at once both stay
    const stored = input.home && (await tx.on(Persons).findOne({ _id: personId, erasedAt: { $exists: false } }))
    return tx.on(Persons).updateOne(
      { _id: personId, erasedAt: { $exists: false } },
      {
        $set: {
          ...(input.displayName === undefined
            ? {}
            : { nameSealed: seal(input.displayName, personId), nameIndex: nameIndexOf(input.displayName) }),
          ...(input.elderMode === undefined ? {} : { elderMode: input.elderMode }),
          ...(input.birthYear === undefined ? {} : { birthYear: input.birthYear }),
          ...(input.home ? { homeNamesSealed: namedHome(stored ?? person, input.home) } : {}),
        },
      },
    )
  })
  return showMe(actor)
}

export const homeNamesOf = (person: Pick<Person, '_id' | 'homeNamesSealed'>): Record<string, string> =>
  person.homeNamesSealed ? (JSON.parse(unseal(person.homeNamesSealed, person._id)) as Record<string, string>) : {}

function namedHome(person: Person, { householdId, name }: { householdId: string; name: string }): string {
  const names = Object.entries({ ...homeNamesOf(person), [householdId]: name }).filter(([, each]) => each !== '')
  return seal(JSON.stringify(Object.fromEntries(names)), person._id)
}

/** A mistyped digit must cost nobody their account: a refused year changes nothing. */
function requireGoodBirthYear(birthYear: number): void {
  const today = dayOf(now())
  if (birthYear > Number(today.slice(0, 4))) throw invalid('birthYear', '出生年份还没到，请核对')
  if (ageGroup(birthYear, today) === 'child') throw new DomainError('PERSON_TOO_YOUNG')
}

/**
 * A number typed by hand, kept as unverified. One that somebody else has verified is taken like any other, so that
 * nobody learns here whose number is known; it opens nothing. @throws DomainError CONSENT_MISSING,
 * FRESH_SIGN_IN_REQUIRED
 */
export async function typePhone(actor: PersonActor, input: { phone: string }) {
  await requireMayChangePhone(actor)
  await storePhone(actor, input.phone, false)
  return showMe(actor)
}

/** The number that WeChat has verified. @throws DomainError CONSENT_MISSING, FRESH_SIGN_IN_REQUIRED, WECHAT_* */
export async function bindPhone(actor: PersonActor, input: { code: string }) {
  await requireMayChangePhone(actor)
  await useCodeOnce(input.code)
  await storePhone(actor, await weChat().phoneOf(input.code), true)
  return showMe(actor)
}

async function requireMayChangePhone(actor: PersonActor): Promise<Person> {
  const person = await requirePerson(actor.personId)
  requirePrivacyConsent(person)
  if (!person.phoneVerifiedAt) return person
  const fresh = await Sessions.exists({
    _id: actor.sessionId,
    createdAt: { $gt: new Date(now().getTime() - FRESH_MS) },
  })
  if (!fresh) throw new DomainError('FRESH_SIGN_IN_REQUIRED')
  return person
}

async function storePhone(actor: PersonActor, phone: string, verified: boolean): Promise<void> {
  const { _id: id } = await requireMayChangePhone(actor)
  const fields = { phoneSealed: seal(phone, id), phoneIndex: phoneIndexOf(phone) }
  await transaction((tx) =>
    tx
      .on(Persons)
      .updateOne(
        { _id: id, erasedAt: { $exists: false } },
        verified ? { $set: { ...fields, phoneVerifiedAt: now() } } : { $set: fields, $unset: { phoneVerifiedAt: 1 } },
      ),
  )
}
