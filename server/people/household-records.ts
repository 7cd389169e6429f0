// Makes the documents of a household and its code, with everything readable sealed. Used by operations, seed and test
// factories. Invariants: a code's token has 128 random bits and says nothing about the address; typed codes carry a
// check character.
import { randomBytes } from 'node:crypto'
import { partitionOf } from '@shared/partition'
import { maskAddress, normaliseAddress, showAddress, type AddressParts } from '@shared/people/addresses'
import { labelCodeFrom, labelTokenFrom, typedCodeFrom } from '@shared/people/rules'
import { DomainError } from '@shared/errors'
import { blindIndex, seal, unseal } from '../field-cipher'
import { newId, newSecret } from '../ids'
import type { BagLabel, Household, HouseholdCode } from './households.model'

export const addressIndexOf = (placeId: string, { building, unit, room, sub }: AddressParts): string =>
  blindIndex(['address', placeId, building, unit, room, sub].join('|'))
export const buildingIndexOf = (placeId: string, building: string): string =>
  blindIndex(['building', placeId, building].join('|'))
export const roomIndexOf = (placeId: string, room: string): string => blindIndex(['room', placeId, room].join('|'))

/** @throws DomainError HOUSEHOLD_ADDRESS_INVALID */
export function requireAddress(typed: {
  building: string
  unit: string
  room: string
  sub?: string | undefined
}): AddressParts {
  const parts = normaliseAddress(typed)
  if (!parts) throw new DomainError('HOUSEHOLD_ADDRESS_INVALID')
  return parts
}

export const sealAddress = (parts: AddressParts, recordId: string): string => seal(JSON.stringify(parts), recordId)
export const unsealAddress = (record: { _id: string; addressSealed: string }): AddressParts =>
  JSON.parse(unseal(record.addressSealed, record._id)) as AddressParts

/** "荷塘里 3栋2单元***" or, for members and staff in charge, with the room. */
export function labelOf(record: { _id: string; addressSealed: string }, placeName: string, withRoom = false): string {
  const parts = unsealAddress(record)
  return `${placeName} ${withRoom ? showAddress(parts) : maskAddress(parts)}`
}

export function newHousehold(
  id: string,
  place: { _id: string; path: readonly string[] },
  parts: AddressParts,
  by: string,
  at: Date,
): Household {
  return {
    _id: id,
    placeId: place._id,
    placePath: [...place.path],
    partition: partitionOf(place._id),
    addressIndex: addressIndexOf(place._id, parts),
    buildingIndex: buildingIndexOf(place._id, parts.building),
    roomIndex: roomIndexOf(place._id, parts.room),
    addressSealed: sealAddress(parts, id),
    memberCount: 0,
    status: 'active',
    codeIssuedAt: at,
    createdAt: at,
    createdBy: by,
  }
}

/** A fresh code of a household. Made before the transaction, which may run more than once. */
export function newHouseholdCode(householdId: string, by: string, at: Date): HouseholdCode {
  const id = newId()
  const token = newSecret(16)
  const typed = typedCodeFrom(randomBytes(7))
  return {
    _id: id,
    householdId,
    tokenIndex: blindIndex(`code|${token}`),
    typedIndex: blindIndex(`code|${typed}`),
    tokenSealed: seal(token, id),
    typedSealed: seal(typed, id),
    active: true,
    issuedAt: at,
    issuedBy: by,
  }
}

/** A fresh bag label of a household. */
export function newBagLabel(householdId: string, by: string, at: Date): BagLabel {
  const id = newId()
  const token = labelTokenFrom(newSecret(16))
  const typed = labelCodeFrom(randomBytes(7))
  return {
    _id: id,
    householdId,
    tokenIndex: blindIndex(`label|${token}`),
    typedIndex: blindIndex(`label|${typed}`),
    tokenSealed: seal(token, id),
    typedSealed: seal(typed, id),
    active: true,
    issuedAt: at,
    issuedBy: by,
  }
}

export const readableCode = (code: HouseholdCode): { token: string; typed: string } => ({
  token: unseal(code.tokenSealed, code._id),
  typed: unseal(code.typedSealed, code._id),
})
