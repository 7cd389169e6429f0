// Factories of places, people and households for tests: real documents through the features' own record makers, with
// overrides.
import { newId } from '@server/ids'
import { now } from '@server/clock'
import { seal } from '@server/field-cipher'
import { newHousehold, newHouseholdCode, readableCode } from '@server/people/household-records'
import { HouseholdCodes, Households, Memberships } from '@server/people/households.model'
import { nameIndexOf } from '@server/people/people'
import { Persons, RoleGrants, type Person } from '@server/people/people.model'
import { forgetActors, openSession, rightsOf } from '@server/people/sessions'
import { Places, type Place } from '@server/places/places.model'
import { nameKeyOf } from '@server/places/search-keys'
import type { PersonActor, Role } from '@shared/actors'
import { PRIVACY_VERSION } from '@shared/people/rules'
import type { PlaceKind } from '@shared/places/vocabulary'

/** Someone who is signed in. */
export type Signed = { personId: string; token: string; refreshToken: string }

const networks = new Map<string, string>()
/** Each client its own loopback address. */
export function networkOf(client: string): string {
  const known = networks.get(client)
  if (known) return known
  const number = networks.size + 2
  const address = `127.${1 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`
  networks.set(client, address)
  return address
}
export const forgetNetworks = (): void => networks.clear()

const chain: PlaceKind[] = ['city', 'district', 'subdistrict', 'community', 'compound']
let placeNumber = 0

/** A place with its ancestors: a whole new branch below a new city, or a child of `parent`. */
export async function aPlace(overrides: Partial<Place> & { parent?: Place } = {}): Promise<Place> {
  const { parent: given, ...rest } = overrides
  const kind = rest.kind ?? (given ? (chain[chain.indexOf(given.kind) + 1] ?? 'compound') : 'compound')
  const above = kind === 'village' ? 'community' : chain[chain.indexOf(kind) - 1]
  const parent = given ?? (above ? await aPlace({ kind: above }) : null)
  const id = rest._id ?? newId()
  const at = now()
  placeNumber += 1
  const place: Place = {
    _id: id,
    kind,
    name: `测试${placeNumber}`,
    parentId: parent?._id ?? null,
    path: [...(parent?.path ?? []), id],
    rural: kind === 'village',
    settingsVersion: 0,
    households: 0,
    status: 'active',
    revision: 1,
    searchKeys: [],
    nameKey: nameKeyOf(rest.name ?? `测试${placeNumber}`),
    createdAt: at,
    updatedAt: at,
    ...(parent ? {} : { profile: 'xuchang' as const }),
    ...rest,
  }
  await Places.create([place])
  return place
}

/** The place standing above: `ancestorOf(compound, 'subdistrict')`. */
export async function ancestorOf(place: Place, kind: PlaceKind): Promise<Place> {
  const found = await Places.findOne({ _id: { $in: place.path }, kind }).lean<Place>()
  if (!found) throw new Error(`no ${kind} above ${place.name}`)
  return found
}

/** A person with an open session who has accepted the privacy policy; member (owner if the first) of `household`. */
export async function aResident(
  options: { name?: string; household?: { _id: string }; person?: Partial<Person>; deviceId?: string } = {},
): Promise<Signed> {
  const id = options.person?._id ?? newId()
  await Persons.create({
    _id: id,
    nameSealed: seal(options.name ?? '测试居民', id),
    nameIndex: nameIndexOf(options.name ?? '测试居民'),
    elderMode: 'auto',
    privacyVersion: PRIVACY_VERSION,
    createdAt: now(),
    ...options.person,
  })
  if (options.household) await addMember(options.household._id, id)
  return signInAs(id, options.deviceId)
}

/** Opens a session of its own for a person. */
export async function signInAs(personId: string, deviceId?: string): Promise<Signed> {
  const tokens = await openSession(personId, 'mini', { deviceId, userAgent: 'tests' })
  return { personId, token: tokens.accessToken, refreshToken: tokens.refreshToken }
}

/** Someone with a role at a place. */
export async function aStaff(role: Role, placeId: string, options: { name?: string } = {}): Promise<Signed> {
  const staff = await aResident({ name: options.name ?? '测试工作人员' })
  await grant(staff.personId, role, placeId)
  return staff
}

export async function grant(personId: string, role: Role, placeId: string): Promise<string> {
  const place = await Places.findById(placeId).lean<Place>()
  if (!place) throw new Error('no such place')
  const id = newId()
  await RoleGrants.create({
    _id: id,
    personId,
    role,
    placeId,
    placePath: place.path,
    active: true,
    grantedBy: 'system:tests',
    grantedAt: now(),
    reason: '测试',
  })
  forgetActors()
  return id
}

let roomNumber = 100

/** A household with a code; card-only until someone is added. */
export async function aHousehold(
  options: { place?: Place; building?: string; unit?: string; room?: string; sub?: string } = {},
) {
  const place = options.place ?? (await aPlace())
  roomNumber += 1
  const parts = {
    building: options.building ?? '3',
    unit: options.unit ?? '2',
    room: options.room ?? String(roomNumber),
    sub: options.sub ?? '',
  }
  const household = newHousehold(newId(), place, parts, 'system:tests', now())
  const code = newHouseholdCode(household._id, 'system:tests', now())
  await Households.create(household)
  await HouseholdCodes.create(code)
  return { ...household, place, parts, ...readableCode(code) }
}

export async function addMember(householdId: string, personId: string): Promise<void> {
  const household = await Households.findById(householdId).lean<{ placePath: string[] }>()
  if (!household) throw new Error('no such household')
  const isFirst = !(await Memberships.exists({ householdId, active: true }))
  await Memberships.create({
    _id: newId(),
    householdId,
    personId,
    placePath: household.placePath,
    owner: isFirst,
    active: true,
    how: 'seed',
    since: now(),
  })
  await Households.updateOne({ _id: householdId }, { $inc: { memberCount: 1 } })
  forgetActors()
}

/** The actor of a signed-in person, for operations called without HTTP. */
export async function actorOf(signed: Signed): Promise<PersonActor> {
  return { kind: 'person', personId: signed.personId, sessionId: 'tests', ...(await rightsOf(signed.personId)) }
}
