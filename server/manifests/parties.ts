// I41. Who acts in manifests, for which organisation, on which side, and when by which clock. Every signature keeps
// both the organisation and the person. Nobody stands on both sides.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { eventTime, isClockOff, LATE_HOURS, selfDealing, type Party } from '@shared/manifests/rules'
import type { SignatureKind } from '@shared/manifests/signatures'
import type { Side, SignatureWay } from '@shared/manifests/vocabulary'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { now } from '../clock'
import type { Tx } from '../db'
import { actingFor, actsFor, type Acting } from '../organisations/acting'
import { organisationsByIds } from '../organisations/names'
import { accountsOfOnePerson } from '../people/conflicts'
import { lastOf } from './content'
import type { HandoverRecord, StoredSignature } from './manifests.model'

/** @throws DomainError ORGANISATION_NOT_YOURS */
export const actAs = (actor: Actor, organisationId: string, tx?: Tx): Promise<Acting> =>
  actingFor(actor, organisationId, undefined, tx)

/** @throws DomainError ORGANISATION_NOT_YOURS, MANIFEST_NOT_A_HAULER */
export async function actAsHauler(actor: Actor, organisationId: string, tx?: Tx): Promise<Acting> {
  const acting = await actAs(actor, organisationId, tx)
  if (!acting.kinds.includes('hauler')) throw new DomainError('MANIFEST_NOT_A_HAULER')
  return acting
}

/** @throws DomainError MANIFEST_NOT_A_HAULER, MANIFEST_NOT_A_DISPOSER for an organisation of another kind */
export async function requireKind(organisationId: string, kind: OrganisationKind & ('hauler' | 'disposer')) {
  const [found] = await organisationsByIds([organisationId])
  if (!found?.kinds.includes(kind))
    throw new DomainError(kind === 'hauler' ? 'MANIFEST_NOT_A_HAULER' : 'MANIFEST_NOT_A_DISPOSER')
  return found
}

export const partyOf = ({ organisationId, personId }: Acting, deviceId: string | null): Party => ({
  organisationId,
  personId,
  deviceId,
})

/** The side that an organisation is on; null for neither. */
export function sideOf(
  record: Pick<HandoverRecord, 'organisationIds' | 'haulerId'>,
  organisationId: string,
): 'producer' | 'hauler' | null {
  if (record.haulerId === organisationId) return 'hauler'
  return record.organisationIds.includes(organisationId) ? 'producer' : null
}

/** When something happened, and what the phone's clock says of that. */
export type Clocked = { at: Date; deviceAt: Date; receivedAt: Date; isClockOff: boolean; isLate: boolean }

/** How far back a phone without a network may reach: older rows are a wrong clock. */
const MOST_BACK_DAYS = 31

/** @throws DomainError MANIFEST_TIME_WRONG for the future, or more than a month ago */
export function readClock(at: string, sentAt: string, receivedAt = now()): Clocked {
  const deviceAt = new Date(at)
  const happened = eventTime(deviceAt, new Date(sentAt), receivedAt)
  if (!happened || receivedAt.getTime() - happened.getTime() > MOST_BACK_DAYS * 86_400_000)
    throw new DomainError('MANIFEST_TIME_WRONG')
  return {
    at: happened,
    deviceAt,
    receivedAt,
    isClockOff: isClockOff(new Date(sentAt), receivedAt),
    isLate: receivedAt.getTime() - happened.getTime() > LATE_HOURS * 3_600_000,
  }
}

/** Of the person, a code or a weighbridge, for the hash of what is signed. */
export const signature = (
  kind: SignatureKind,
  side: Side,
  party: Party,
  clock: Clocked,
  hash: string,
  way: SignatureWay = 'phone',
): StoredSignature => ({
  kind,
  side,
  way,
  at: clock.at,
  deviceAt: clock.deviceAt,
  receivedAt: clock.receivedAt,
  isClockOff: clock.isClockOff,
  organisationId: party.organisationId,
  personId: way === 'phone' ? party.personId : null,
  deviceId: way === 'phone' ? party.deviceId : null,
  hash,
})

const partyIn = (signed: StoredSignature | null): Party | null =>
  // a code or a weighbridge is nobody's phone
  signed?.personId
    ? { organisationId: signed.organisationId, personId: signed.personId, deviceId: signed.deviceId }
    : null

/** Whoever signed for the other side is another person: two accounts with one verified phone are one. */
async function refuseBothSides(tx: Tx, own: Party, others: readonly StoredSignature[], isTrip: boolean): Promise<void> {
  const parties = others.flatMap((each) => partyIn(each) ?? [])
  if (parties.length === 0) return
  const accounts = await accountsOfOnePerson(tx, own.personId)
  for (const each of parties) {
    const other = accounts.has(each.personId) ? { ...each, personId: own.personId } : each
    const refusal = selfDealing(own, other, isTrip)
    if (refusal) throw new DomainError(refusal)
  }
}

/**
 * One organisation, person or phone never stands on both sides of a handover. @throws DomainError MANIFEST_OWN_WASTE,
 * MANIFEST_SAME_SIDE, MANIFEST_SAME_DEVICE
 */
export async function refuseSelfDealing(
  tx: Tx,
  record: HandoverRecord,
  side: 'producer' | 'hauler',
  own: Party,
): Promise<void> {
  if (record.organisationIds.includes(record.haulerId)) throw new DomainError('MANIFEST_OWN_WASTE')
  const others = record.signatures.filter((each) => each.side !== side)
  await refuseBothSides(tx, own, others, false)
}

/** The same of a trip. @throws DomainError MANIFEST_OWN_TRIP, MANIFEST_SAME_SIDE, MANIFEST_SAME_DEVICE */
export async function refuseOwnTrip(
  tx: Tx,
  trip: { haulerId: string; disposerId: string; signatures: readonly StoredSignature[] },
  side: 'hauler' | 'disposer',
  own: Party,
  more: readonly StoredSignature[] = [],
): Promise<void> {
  if (trip.haulerId === trip.disposerId) throw new DomainError('MANIFEST_OWN_TRIP')
  const others = [...trip.signatures, ...more].filter((each) => each.side !== side)
  await refuseBothSides(tx, own, others, true)
}

/** Whether somebody, by any of their accounts, acts for one of these organisations today. */
export async function belongsToAny(tx: Tx, personId: string, organisationIds: readonly string[]): Promise<boolean> {
  for (const account of await accountsOfOnePerson(tx, personId)) {
    const own = await actsFor(account, undefined, tx)
    if (own.some((id) => organisationIds.includes(id))) return true
  }
  return false
}

export const hasSigned = (record: Pick<HandoverRecord, 'signatures'>, side: Side): boolean =>
  lastOf(record.signatures, side) !== null
