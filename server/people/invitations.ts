// Invitations into a household, as a member or to act for it.
// Invariants: an invitation is good once, while its maker is still a member; its code is stored nowhere.
import { isMember, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { codeFrom, INVITATION_HOURS, isCode } from '@shared/people/rules'
import { addDays, dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { newId } from '../ids'
import { guardianState, requireMayJoin, requirePrivacyConsent } from './consents'
import { addGuardianConsent } from './guardians'
import { membersOf, refuseLabel, requireHousehold, type Household } from './households'
import { Invitations, Proxies, type Invitation } from './households.model'
import { addMember } from './members'
import { nameOf, requirePerson } from './people'
import { type Person } from './people.model'
import { requireProxyDay } from './proxies'
import { forgetActors } from './sessions'
import { macOf } from './settings'
import { tellJoined } from './tellings'

/**
 * Makes an invitation; the client's id makes the call repeatable. The code is derived from it and stored nowhere.
 * @throws DomainError NOT_FOUND
 */
export async function invite(
  actor: PersonActor,
  input: {
    householdId: string
    id: string
    kind: Invitation['kind']
    asGuardian?: boolean | undefined
    proxyUntil?: string | undefined
  },
) {
  if (!isMember(actor, input.householdId)) throw new DomainError('NOT_FOUND')
  const person = await requirePerson(actor.personId)
  if (input.asGuardian && guardianState(person) !== 'notNeeded') throw new DomainError('GUARDIAN_CONSENT_MISSING')
  if (input.proxyUntil) requireProxyDay(input.proxyUntil)
  const at = now()
  const code = codeFrom(macOf('invitation', input.id, actor.personId), 10)
  const invitation: Invitation = {
    _id: input.id,
    householdId: input.householdId,
    kind: input.kind,
    codeIndex: blindIndex(`invitation|${code}`),
    invitedBy: actor.personId,
    asGuardian: input.asGuardian ?? false,
    createdAt: at,
    expiresAt: new Date(at.getTime() + INVITATION_HOURS * 3600_000),
    ...(input.kind === 'proxy' ? { proxyUntil: input.proxyUntil ?? addDays(dayOf(at), 365) } : {}),
  }
  try {
    await transaction((tx) => tx.on(Invitations).insert(invitation))
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const kept = await Invitations.findOne({
    _id: input.id,
    invitedBy: actor.personId,
    householdId: input.householdId,
  }).lean<Invitation>()
  if (!kept) throw new DomainError('NOT_FOUND')
  return { id: kept._id, code, expiresAt: kept.expiresAt.toISOString() }
}

/**
 * Accepts an invitation as member or as proxy. @throws DomainError INVITATION_UNKNOWN, INVITATION_EXPIRED, HOUSEHOLD_*,
 * CONSENT_MISSING, GUARDIAN_CONSENT_MISSING
 */
export async function acceptInvitation(actor: PersonActor, input: { code: string }) {
  const person = await requirePerson(actor.personId)
  requirePrivacyConsent(person)
  refuseLabel(input.code)
  const code = input.code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const invitation = isCode(code, 10)
    ? await Invitations.findOne({ codeIndex: blindIndex(`invitation|${code}`) }).lean<Invitation>()
    : null
  if (!invitation) throw new DomainError('INVITATION_UNKNOWN')
  if (!invitation.asGuardian || invitation.kind === 'proxy') requireMayJoin(person)
  const household = await requireHousehold(invitation.householdId)
  const inviter = await requirePerson(invitation.invitedBy)
  const answer = await transaction(async (tx) => {
    const taken = await tx
      .on(Invitations)
      .updateOne(
        { _id: invitation._id, acceptedBy: { $exists: false }, expiresAt: { $gt: now() } },
        { $set: { acceptedBy: person._id, acceptedAt: now() } },
      )
    const stillMember = (await membersOf(household._id, tx)).some((member) => member.personId === invitation.invitedBy)
    if (taken.matched === 0 || !stillMember) throw new DomainError('INVITATION_EXPIRED')
    const others = (await membersOf(household._id, tx)).map((member) => member.personId)
    if (invitation.kind === 'member') await tellJoined(tx, invitation._id, household._id, others, nameOf(person))
    if (invitation.kind === 'proxy') await becomeProxy(tx, household, person._id, invitation)
    else await joinInvited(tx, household, person, inviter, invitation.asGuardian)
    await audit(tx, actor, {
      action: 'people.acceptInvitation',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      details: { kind: invitation.kind, invitedBy: invitation.invitedBy },
    })
    return { householdId: household._id, kind: invitation.kind }
  })
  forgetActors()
  return answer
}

async function joinInvited(
  tx: Tx,
  household: Household,
  person: Person,
  inviter: Person,
  asGuardian: boolean,
): Promise<void> {
  await addMember(tx, household, person._id, 'invitation')
  if (!asGuardian || guardianState(person) !== 'missing') return
  await addGuardianConsent(tx, person._id, {
    name: nameOf(inviter),
    how: 'inApp',
    recordedBy: inviter._id,
    placePath: household.placePath,
  })
}

async function becomeProxy(tx: Tx, household: Household, personId: string, invitation: Invitation): Promise<void> {
  await tx
    .on(Proxies)
    .updateMany(
      { householdId: household._id, personId, active: true },
      { $set: { active: false, revokedAt: now(), revokedBy: personId } },
    )
  await tx.on(Proxies).insert({
    _id: newId(),
    householdId: household._id,
    placePath: household.placePath,
    personId,
    how: 'inApp',
    recordedBy: invitation.invitedBy,
    recordedAt: now(),
    until: invitation.proxyUntil ?? dayOf(now()),
    note: '',
    active: true,
  })
}
