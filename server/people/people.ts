// Persons as others meet them: a living person, names, the phone. Households, sessions, roles and rights are in sibling
// files. Invariants: names and phones leave masked unless it is the person's own or a recorded reason stands behind it.
import type { Actor, Role } from '@shared/actors'
import { scopeOf } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { auditRead } from '../audit'
import { now } from '../clock'
import { blindIndex, maskName, seal, unseal } from '../field-cipher'
import { newId } from '../ids'
import { placesByIds } from '../places/places'
import { JoinRequests, Memberships } from './households.model'
import { Persons, RoleGrants, type Person } from './people.model'

export const UNNAMED = '微信用户'
export const ERASED = '已注销'

export const phoneIndexOf = (phone: string): string => blindIndex(`phone|${phone}`)
/** Whole names only, without blanks: who may look for people finds them by it. */
export const nameIndexOf = (name: string): string => blindIndex(`name|${name.replace(/\s/g, '')}`)
export const nameOf = (person: Pick<Person, '_id' | 'nameSealed'>): string =>
  person.nameSealed ? unseal(person.nameSealed, person._id) : UNNAMED

/** A living person. @throws DomainError NOT_FOUND */
export async function requirePerson(id: string): Promise<Person> {
  const person = await Persons.findOne({ _id: id, erasedAt: { $exists: false } }).lean<Person>()
  if (!person) throw new DomainError('NOT_FOUND')
  return person
}

/** Whose number it has been proven to be; null for nobody's. Only for what becomes that person's own record. */
export async function personOfNumber(phone: string): Promise<string | null> {
  const person = await Persons.findOne({
    phoneIndex: phoneIndexOf(phone),
    phoneVerifiedAt: { $exists: true },
    erasedAt: { $exists: false },
  }).lean<Person>()
  return person?._id ?? null
}

/**
 * For whoever gets something to do for others: a role, a household, a till. Accounts without a number are made by
 * staff; one that was only typed may be anybody's. @throws DomainError PHONE_NOT_VERIFIED
 */
export async function requireProvenNumbers(personIds: readonly string[]): Promise<void> {
  const typed = await Persons.exists({
    _id: { $in: [...personIds] },
    phoneIndex: { $exists: true },
    phoneVerifiedAt: { $exists: false },
  })
  if (typed) throw new DomainError('PHONE_NOT_VERIFIED')
}

const callers: readonly Role[] = ['communityWorker', 'subdistrictOfficer', 'dispatcher', 'cityOfficer']

/**
 * The full number for staff in whose place the person lives, works or asks to be let into a household. Audited.
 * @throws DomainError NOT_FOUND outside the scope
 */
export async function showPhone(actor: Actor, input: { id: string; reason: string }) {
  const person = await requirePerson(input.id)
  const scope = scopeOf(actor, callers)
  const inScope =
    (await Memberships.exists({ personId: person._id, active: true, placePath: { $in: scope } })) ??
    (await RoleGrants.exists({ personId: person._id, active: true, placePath: { $in: scope } })) ??
    (await JoinRequests.exists({ personId: person._id, status: 'waiting', placePath: { $in: scope } }))
  if (!inScope) throw new DomainError('NOT_FOUND')
  return { phone: await phoneOfPerson(actor, person._id, input.reason), verified: person.phoneVerifiedAt !== undefined }
}

/**
 * The full phone number of a person, null when none is known. The caller has decided that the actor may see it (a crew
 * on the way to a stop); the read is audited unless it is one's own.
 */
export async function phoneOfPerson(actor: Actor, personId: string, reason = '联系'): Promise<string | null> {
  const person = await Persons.findById(personId, { phoneSealed: 1 }).lean<Person>()
  if (actor.kind !== 'person' || actor.personId !== personId)
    await auditRead(actor, { action: 'people.readPhone', subject: `people/${personId}`, reason })
  return person?.phoneSealed ? unseal(person.phoneSealed, personId) : null
}

/** Masked names by id ("王**"), "已注销" for erased persons. */
export async function personNames(ids: readonly string[]): Promise<Map<string, string>> {
  return new Map(
    [...(await fullNames(ids))].map(([id, name]) => [id, name === ERASED || name === UNNAMED ? name : maskName(name)]),
  )
}

/** Names as they are, for the person's own household and for staff at work (who sign with their names). */
export async function fullNames(ids: readonly string[]): Promise<Map<string, string>> {
  const persons = await Persons.find({ _id: { $in: [...new Set(ids)] } }, { nameSealed: 1, erasedAt: 1 }).lean<
    Person[]
  >()
  return new Map(persons.map((person) => [person._id, person.erasedAt ? ERASED : nameOf(person)]))
}

/** A person made by staff, e.g. for a console login: without WeChat. */
export const newPerson = (displayName: string, id = newId()): Person => ({
  _id: id,
  nameSealed: seal(displayName, id),
  nameIndex: nameIndexOf(displayName),
  elderMode: 'auto',
  createdAt: now(),
})

/** Names of places by id. */
export async function placeNames(ids: readonly string[]): Promise<Map<string, string>> {
  return new Map((await placesByIds(ids)).map((place) => [place._id, place.name]))
}
