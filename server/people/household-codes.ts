// The household's card and its bag labels: showing and re-issuing its code. An old code answers "已停用" for ever.
// Invariants: one good code a household (unique index); codes are read only by members and by who keeps the
// cards, audited.
import { holdsRole, isMember, type Actor, type PersonActor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { cardKeepers } from '@shared/people/household-contract'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { labelOf, newBagLabel, newHouseholdCode, readableCode } from './household-records'
import { householdByCode, registrars, membersOf, requireHousehold, type Household } from './households'
import { BagLabels, HouseholdCodes, Households, type HouseholdCode } from './households.model'
import { placeNames } from './people'
import { refuseClaims } from './join-requests'
import { refuseOwnCase } from './conflicts'
import { tellMembers } from './tellings'

/** @throws DomainError NOT_FOUND for whom the household is none of their business */
export async function showCode(actor: Actor, input: { id: string }) {
  const household = await requireHousehold(input.id)
  if (!isMember(actor, household._id)) {
    if (!holdsRole(actor, cardKeepers, household.placePath)) throw new DomainError('NOT_FOUND')
    await auditRead(actor, {
      action: 'people.readCode',
      subject: `households/${household._id}`,
      placePath: household.placePath,
    })
  }
  const code = await HouseholdCodes.findOne({ householdId: household._id, active: true }).lean<HouseholdCode>()
  if (!code) throw new DomainError('NOT_FOUND')
  return { ...readableCode(code), issuedAt: code.issuedAt.toISOString() }
}

/** By the owner or by who keeps the register; the old code ends at once. @throws DomainError NOT_FOUND */
export async function reissueCode(
  actor: PersonActor,
  input: { id: string; reason: string; which?: 'card' | 'bag' | undefined },
) {
  const household = await requireHousehold(input.id)
  const owns = actor.households.some((each) => each.householdId === household._id && each.owner)
  if (!owns && !holdsRole(actor, registrars, household.placePath)) throw new DomainError('NOT_FOUND')
  if (input.which === 'bag') return reissueLabel(actor, household, input.reason)
  const fresh = newHouseholdCode(household._id, actorId(actor), now())
  return transaction(async (tx) => {
    if (!owns) await refuseOwnCase(tx, actor, { householdIds: [household._id] })
    await tx
      .on(Households)
      .updateOne({ _id: household._id, status: 'active' }, { $set: { codeIssuedAt: fresh.issuedAt } })
    await tx
      .on(HouseholdCodes)
      .updateMany({ householdId: household._id, active: true }, { $set: { active: false, revokedAt: now() } })
    await tx.on(HouseholdCodes).insert(fresh)
    await refuseClaims(tx, household._id, '这张户卡已停用，请用新的户卡')
    const others = (await membersOf(household._id, tx)).map(({ personId }) => personId)
    await tellMembers(tx, `${fresh._id}/code`, household._id, others, {
      title: '您家的户卡换了新码',
      text: `原来的户卡从现在起不能再用，请在“住户码”里查看新码。原因：${input.reason}。`,
    })
    await audit(tx, actor, {
      action: 'people.reissueCode',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      reason: input.reason,
    })
    return { issuedAt: fresh.issuedAt.toISOString() }
  })
}

/** New labels for bags; the old ones end at once. Printed with the next sheet. */
async function reissueLabel(actor: Actor, household: Household, reason: string) {
  const fresh = newBagLabel(household._id, actorId(actor), now())
  return transaction(async (tx) => {
    // touches the household, so that two at once meet
    await tx
      .on(Households)
      .updateOne({ _id: household._id, status: 'active' }, { $set: { codeIssuedAt: household.codeIssuedAt ?? now() } })
    await tx
      .on(BagLabels)
      .updateMany({ householdId: household._id, active: true }, { $set: { active: false, revokedAt: now() } })
    await tx.on(BagLabels).insert(fresh)
    await audit(tx, actor, {
      action: 'people.reissueLabel',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      reason,
    })
    return { issuedAt: fresh.issuedAt.toISOString() }
  })
}

const desks: readonly Role[] = [...registrars, 'propertyManager', 'dispatcher']

/**
 * At the desk: whose card is this. Outside the scope it is as unknown as a wrong code. @throws DomainError
 * HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED
 */
export async function lookUpCode(actor: Actor, input: { code: string }) {
  const household = await householdByCode(input.code)
  if (!holdsRole(actor, desks, household.placePath)) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  await auditRead(actor, {
    action: 'people.lookUpCode',
    subject: `households/${household._id}`,
    placePath: household.placePath,
  })
  const names = await placeNames([household.placeId])
  return {
    householdId: household._id,
    placeId: household.placeId,
    cardOnly: household.memberCount === 0,
    label: labelOf(household, names.get(household.placeId) ?? '', holdsRole(actor, registrars, household.placePath)),
  }
}
