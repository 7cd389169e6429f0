// Households as other features meet them: looked up by id, card or address, with their members and labels.
// The register that staff and members see is in register.ts, coming and going of members in members.ts.
import type { Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { readCode, readLabel } from '@shared/people/rules'
import { type Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { addressIndexOf, labelOf, requireAddress } from './household-records'
import {
  BagLabels,
  type BagLabel,
  HouseholdCodes,
  Households,
  Memberships,
  type Household,
  type HouseholdCode,
  type Membership,
} from './households.model'
import { placeNames } from './people'

export type { Household } from './households.model'

/** Who keeps the register of households of a place. */
export const registrars: readonly Role[] = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator']

/** A household by id, merged ones too (`mergedInto` names the one that goes on); null when there is none. */
export async function householdById(id: string, tx?: Tx): Promise<Household | null> {
  return tx ? tx.on(Households).findOne({ _id: id }) : Households.findById(id).lean<Household>()
}

/** An active household. @throws DomainError NOT_FOUND */
export async function requireHousehold(id: string, tx?: Tx): Promise<Household> {
  const household = await householdById(id, tx)
  if (!household || household.status !== 'active') throw new DomainError('NOT_FOUND')
  return household
}

/** "荷塘里 3栋2单元***" by id; with the room where the reader may see it. */
export async function householdLabels(ids: readonly string[], withRoom = false): Promise<Map<string, string>> {
  const found = await Households.find({ _id: { $in: [...new Set(ids)] } }).lean<Household[]>()
  const names = await placeNames(found.map((household) => household.placeId))
  return new Map(
    found.map((household) => [household._id, labelOf(household, names.get(household.placeId) ?? '', withRoom)]),
  )
}

/** Persons who are members now, the owner first: whom to notify. */
export async function membersOf(
  householdId: string,
  tx?: Tx,
): Promise<{ personId: string; owner: boolean; since: Date }[]> {
  const filter = { householdId, active: true }
  const members = tx ? await tx.on(Memberships).find(filter) : await Memberships.find(filter).lean<Membership[]>()
  return members
    .sort((a, b) => Number(b.owner) - Number(a.owner) || a.since.getTime() - b.since.getTime())
    .map(({ personId, owner, since }) => ({ personId, owner, since }))
}

/**
 * Members of all households at or below a place, a batch at a time in the order of their ids: whom to tell of what
 * concerns everybody. @param after the last id of the batch before, '' at first
 */
export function membersBelow(
  placeId: string,
  after: string,
  limit: number,
): Promise<Pick<Membership, '_id' | 'personId'>[]> {
  return Memberships.find({ placePath: placeId, active: true, _id: { $gt: after } }, { personId: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Pick<Membership, '_id' | 'personId'>[]>()
    .exec()
}

/** The places where people live, by person; for what is near somebody's home. */
export async function homesOf(personIds: readonly string[]): Promise<Map<string, string[][]>> {
  const homes = new Map<string, string[][]>()
  for (const { personId, placePath } of await Memberships.find({
    personId: { $in: [...personIds] },
    active: true,
  }).lean<Membership[]>())
    homes.set(personId, [...(homes.get(personId) ?? []), placePath])
  return homes
}

/** Since when a person belongs to a household (nothing from before is shown), or null. */
export async function memberSince(personId: string, householdId: string): Promise<Date | null> {
  return (await Memberships.findOne({ householdId, personId, active: true }).lean<Membership>())?.since ?? null
}

/**
 * The household a card's code stands for. @throws DomainError HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED,
 * HOUSEHOLD_CODE_IS_LABEL
 */
export async function householdByCode(input: string): Promise<Household> {
  const code = await readCard(input)
  if (!code.active) throw new DomainError('HOUSEHOLD_CODE_REVOKED')
  return requireHousehold(code.householdId)
}

/** For staff who are asked whether a card is still good. @throws DomainError HOUSEHOLD_CODE_UNKNOWN, NOT_FOUND, … */
export async function householdOfCard(input: string): Promise<{ household: Household; isInUse: boolean }> {
  const code = await readCard(input)
  return { household: await requireHousehold(code.householdId), isInUse: code.active }
}

async function readCard(input: string): Promise<HouseholdCode> {
  refuseLabel(input)
  const read = readCode(input)
  if (!read) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  const index = blindIndex(`code|${read.code}`)
  const code = await HouseholdCodes.findOne(
    read.kind === 'token' ? { tokenIndex: index } : { typedIndex: index },
  ).lean<HouseholdCode>()
  if (!code) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  return code
}

/** Wherever a code is taken for more than a drop-off. @throws DomainError HOUSEHOLD_CODE_IS_LABEL */
export function refuseLabel(input: string): void {
  if (readLabel(input)) throw new DomainError('HOUSEHOLD_CODE_IS_LABEL')
}

/**
 * The household of a bag label: only to log a drop-off. Labels of a duplicate lead to the household it was merged
 * into.
 * @public for the log of drop-offs
 * @throws DomainError HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED
 */
export async function householdByLabel(input: string): Promise<Household> {
  const read = readLabel(input)
  if (!read) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  const index = blindIndex(`label|${read.code}`)
  const label = await BagLabels.findOne(
    read.kind === 'token' ? { tokenIndex: index } : { typedIndex: index },
  ).lean<BagLabel>()
  if (!label) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  if (!label.active) throw new DomainError('HOUSEHOLD_CODE_REVOKED')
  const household = await currentHousehold(label.householdId)
  if (household?.status !== 'active') throw new DomainError('HOUSEHOLD_CODE_REVOKED')
  return household
}

/** The household that goes on under an id: itself, or the one that it was merged into. */
export async function currentHousehold(id: string): Promise<Household | null> {
  let household = await householdById(id)
  for (let merges = 0; household?.mergedInto && merges < 5; merges += 1)
    household = await householdById(household.mergedInto)
  return household
}

/** The active household at an address, or null. */
export async function householdAt(
  placeId: string,
  typed: { building: string; unit: string; room: string; sub?: string | undefined },
  tx?: Tx,
): Promise<Household | null> {
  const filter = { addressIndex: addressIndexOf(placeId, requireAddress(typed)), status: 'active' as const }
  return tx ? tx.on(Households).findOne(filter) : Households.findOne(filter).lean<Household>()
}

/** Households of a person, as shown on the first screen. */
export async function membershipSummaries(personId: string) {
  const memberships = await Memberships.find({ personId, active: true }).sort({ since: 1 }).lean<Membership[]>()
  const found = await Households.find({ _id: { $in: memberships.map((membership) => membership.householdId) } }).lean<
    Household[]
  >()
  const names = await placeNames(found.map((household) => household.placeId))
  return memberships.flatMap((membership) => {
    const household = found.find((each) => each._id === membership.householdId)
    const placeName = names.get(household?.placeId ?? '') ?? ''
    return household
      ? [
          {
            id: household._id,
            placeId: household.placeId,
            placeName,
            placePath: household.placePath,
            label: labelOf(household, placeName),
            owner: membership.owner,
            memberCount: household.memberCount,
            since: membership.since.toISOString(),
          },
        ]
      : []
  })
}
