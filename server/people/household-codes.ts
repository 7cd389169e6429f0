// The household's card and its bag labels: showing, re-issuing and printing its code. An old code answers "已停用" for
// ever. Invariants: one good code a household (unique index); codes are read only by members and by who keeps the
// register, audited.
import { holdsRole, isMember, type Actor, type PersonActor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { normaliseAddress } from '@shared/people/rules'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { readCountedPage } from '../paging'
import { requirePlace } from '../places/places'
import { buildingIndexOf, labelOf, newBagLabel, newHouseholdCode, readableCode } from './household-records'
import { householdByCode, registrars, membersOf, requireHousehold, type Household } from './households'
import { BagLabels, HouseholdCodes, Households, type BagLabel, type HouseholdCode } from './households.model'
import { placeNames } from './people'
import { refuseClaims } from './join-requests'
import { refuseOwnCase } from './conflicts'
import { tellMembers } from './tellings'

/** @throws DomainError NOT_FOUND for whom the household is none of their business */
export async function showCode(actor: Actor, input: { id: string }) {
  const household = await requireHousehold(input.id)
  if (!isMember(actor, household._id)) {
    if (!holdsRole(actor, registrars, household.placePath)) throw new DomainError('NOT_FOUND')
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
    await refuseClaims(tx, household._id, '这张户卡已停用,请用新的户卡')
    const others = (await membersOf(household._id, tx)).map(({ personId }) => personId)
    await tellMembers(tx, `${fresh._id}/code`, household._id, others, {
      title: '您家的户卡换了新码',
      text: `原来的户卡从现在起不能再用,请在“住户码”里查看新码。原因:${input.reason}。`,
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

/** Codes of a compound or one of its buildings, for printing. Audited. @throws DomainError NOT_FOUND */
export async function printSheet(
  actor: Actor,
  input: { placeId: string; building?: string | undefined; cursor?: string | undefined; limit?: number | undefined },
) {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, registrars, place.path)) throw new DomainError('NOT_FOUND')
  const parts = input.building ? normaliseAddress({ building: input.building, unit: '', room: '1' }) : null
  const filter = {
    placePath: place._id,
    status: 'active' as const,
    ...(parts ? { buildingIndex: buildingIndexOf(place._id, parts.building) } : {}),
  }
  const { rows, ...page } = await readCountedPage(Households, { _id: 1 }, filter, input, 60)
  const codes = new Map(
    (
      await HouseholdCodes.find({ householdId: { $in: rows.map((household) => household._id) }, active: true }).lean<
        HouseholdCode[]
      >()
    ).map((code) => [code.householdId, code]),
  )
  const labels = await labelsOf(actor, [...codes.keys()])
  await auditRead(actor, {
    action: 'people.printSheet',
    subject: `places/${place._id}`,
    placePath: place.path,
    details: { count: rows.length },
  })
  return {
    items: rows.flatMap((household) => {
      const [code, bag] = [codes.get(household._id), labels.get(household._id)]
      return code && bag
        ? [
            {
              householdId: household._id,
              label: labelOf(household, place.name, true),
              ...readableCode(code),
              bag: readableCode(bag),
            },
          ]
        : []
    }),
    ...page,
  }
}

/** The labels in force of some households; made for those that have none yet. */
async function labelsOf(actor: Actor, householdIds: string[]): Promise<Map<string, BagLabel>> {
  const read = async () => {
    const found = await BagLabels.find({ householdId: { $in: householdIds }, active: true }).lean<BagLabel[]>()
    return new Map(found.map((label) => [label.householdId, label]))
  }
  const known = await read()
  const fresh = householdIds.filter((id) => !known.has(id)).map((id) => newBagLabel(id, actorId(actor), now()))
  if (fresh.length === 0) return known
  // two sheets at once: whoever comes second meets the unique index and reads what the first has made
  await BagLabels.insertMany(fresh, { ordered: false }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
  return read()
}
