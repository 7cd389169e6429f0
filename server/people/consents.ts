// What a person has agreed to: the privacy policy by version, and each purpose on its own. Acts are only ever added;
// the current state stands with the person. Withdrawing is the same call as granting and holds at once.
import type { PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import type { ConsentPurpose } from '@shared/people/contract'
import { ageGroup, PRIVACY_VERSION } from '@shared/people/rules'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { newId } from '../ids'
import { readPage } from '../paging'
import { ConsentActs, Persons, type Person } from './people.model'

type Given = { purpose: ConsentPurpose; granted: boolean; version: string }

/** Adds the act and moves the current state, in a transaction. */
export async function recordConsent(tx: Tx, personId: string, { purpose, granted, version }: Given): Promise<void> {
  const at = now()
  await tx.on(ConsentActs).insert({ _id: newId(), personId, purpose, granted, version, at })
  const state = { [`consents.${purpose}`]: { granted, version, at } }
  const policy =
    purpose !== 'privacyPolicy'
      ? {}
      : granted
        ? { $set: { ...state, privacyVersion: version } }
        : { $set: state, $unset: { privacyVersion: 1 } }
  await tx.on(Persons).updateOne({ _id: personId, erasedAt: { $exists: false } }, { $set: state, ...policy } as never)
}

/**
 * Grants or withdraws one purpose for the person who asks. Only what is shown now can be agreed to; what is withdrawn
 * is what was agreed to, whichever version a client names. @throws DomainError CONSENT_VERSION_UNKNOWN
 */
export async function setConsent({ personId }: PersonActor, input: Given): Promise<void> {
  if (input.granted && input.version !== PRIVACY_VERSION)
    throw new DomainError('CONSENT_VERSION_UNKNOWN', { version: PRIVACY_VERSION })
  await transaction(async (tx) => {
    const person = await tx.on(Persons).findOne({ _id: personId })
    const version = input.granted ? input.version : (person?.consents?.[input.purpose]?.version ?? PRIVACY_VERSION)
    await recordConsent(tx, personId, { ...input, version })
  })
}

/** Every act of mine, newest first. */
export async function listConsents(
  actor: PersonActor,
  input: { cursor?: string | undefined; limit?: number | undefined },
) {
  const { personId } = actor
  const { rows, next } = await readPage(ConsentActs, { _id: -1 }, { personId }, input, 50)
  return {
    items: rows.map(({ purpose, granted, version, at }) => ({ purpose, granted, version, at: at.toISOString() })),
    next,
  }
}

/** Before the first personal field is taken. @throws DomainError CONSENT_MISSING */
export function requirePrivacyConsent(person: Pick<Person, 'privacyVersion'>): void {
  if (person.privacyVersion !== PRIVACY_VERSION) throw new DomainError('CONSENT_MISSING', { version: PRIVACY_VERSION })
}

export type GuardianState = 'notNeeded' | 'missing' | 'given'

export function guardianState(person: Pick<Person, 'birthYear' | 'guardianConsents'>): GuardianState {
  if (person.birthYear === undefined || ageGroup(person.birthYear, dayOf(now())) === 'adult') return 'notNeeded'
  return person.guardianConsents?.length ? 'given' : 'missing'
}

/** Before someone joins a household. @throws DomainError CONSENT_MISSING, GUARDIAN_CONSENT_MISSING */
export function requireMayJoin(person: Person): void {
  requirePrivacyConsent(person)
  if (guardianState(person) === 'missing') throw new DomainError('GUARDIAN_CONSENT_MISSING')
}
