// Households as staff look for them from any page: by the number of the card, by the room, by the whole telephone
// number or the whole name of a member. Rooms stay hidden from who may not see them.
import { holdsRole, type Actor } from '@shared/actors'
import { normaliseAddress, type AddressParts } from '@shared/people/addresses'
import { roomSearchers } from '@shared/people/household-contract'
import { DomainError } from '@shared/errors'
import type { Found } from '@shared/search/contract'
import { compoundsNamed } from '../places/tree'
import type { SearchRow } from '../search'
import { addressIndexOf, labelOf } from './household-records'
import { householdOfCard, registrars } from './households'
import { Households, Memberships, type Household, type Membership } from './households.model'
import { nameIndexOf, personNames, phoneIndexOf, placeNames } from './people'
import { Persons, type Person } from './people.model'
import { tiedHere } from './person-page'

/** More people of one name than this are told apart by their room. */
const MOST_PERSONS = 200
/** A room without its compound is looked for in so many compounds. */
const MOST_PLACES = 500

type Asked = Parameters<SearchRow['find']>[0]

export const peopleSearch: readonly SearchRow[] = [
  { kind: 'people.card', title: '户码', may: roomSearchers, find: byCard },
  { kind: 'people.room', title: '门牌', may: roomSearchers, find: byRoom },
  { kind: 'people.phone', title: '手机号', may: roomSearchers, find: byPhone },
  { kind: 'people.name', title: '姓名', may: roomSearchers, find: byName },
]

async function byCard({ actor, places, typed }: Asked): Promise<Found[]> {
  const found = await householdOfCard(typed).catch((error: unknown) => {
    if (error instanceof DomainError) return null
    throw error
  })
  if (!found || !isWithin(places, found.household.placePath)) return []
  return shown(actor, [found.household], found.isInUse ? '户卡（在用）' : '户卡（已停用，请用新发的一张）')
}

/** "锦绣花园 5栋2单元202", "锦绣花园5-2-202" or, where the compounds are few, "5-2-202". */
async function byRoom({ actor, places, typed, limit }: Asked): Promise<Found[]> {
  const indexes: string[] = []
  for (const { name, parts } of readRoom(typed.trim()))
    for (const { _id } of await compoundsNamed(places, name, MOST_PLACES)) indexes.push(addressIndexOf(_id, parts))
  if (indexes.length === 0) return []
  const found = await Households.find({ addressIndex: { $in: indexes }, status: 'active' })
    .limit(limit)
    .lean<Household[]>()
  return shown(actor, found, '门牌')
}

/** The compound ends at a blank or at the first figure, whichever leaves a room. */
function readRoom(typed: string): { name: string; parts: AddressParts }[] {
  const [, before = '', after = ''] = /^(\S+)\s+(.+)$/.exec(typed) ?? []
  const [, letters = '', rest = ''] = /^([^\d一二三四五六七八九十A-Za-z]*)(.+)$/u.exec(typed) ?? []
  return [
    [before, after],
    [letters, rest],
  ].flatMap(([name = '', room = '']) => {
    const parts = normaliseAddress({ building: room, unit: '', room: '' })
    return parts && parts.building !== '' && parts.room.length > 1 ? [{ name, parts }] : []
  })
}

/** A mobile number, or a landline with or without its hyphen. */
async function byPhone(asked: Asked): Promise<Found[]> {
  const digits = asked.typed.normalize('NFKC').replace(/[\s-]/g, '')
  return /^\d{10,12}$/.test(digits) ? ofPersons({ phoneIndex: phoneIndexOf(digits) }, asked, '手机号') : []
}

async function byName(asked: Asked): Promise<Found[]> {
  const name = asked.typed.trim()
  return /^[\p{Script=Han}·]{2,20}$/u.test(name) ? ofPersons({ nameIndex: nameIndexOf(name) }, asked, '成员') : []
}

/** The households in these places that someone is a member of now; who has none but is known here stands alone. */
async function ofPersons(
  whom: { phoneIndex: string } | { nameIndex: string },
  { actor, places, limit }: Asked,
  note: string,
): Promise<Found[]> {
  const all = await Persons.find({ ...whom, erasedAt: { $exists: false } }, { _id: 1, phoneVerifiedAt: 1 })
    .limit(MOST_PERSONS)
    .lean<Pick<Person, '_id' | 'phoneVerifiedAt'>[]>()
  // anybody may type any number: whoever has verified it is meant
  const proven = 'phoneIndex' in whom ? all.filter(({ phoneVerifiedAt }) => phoneVerifiedAt) : []
  const persons = proven.length > 0 ? proven : all
  const how = 'phoneIndex' in whom && proven.length === 0 ? `${note}（未验证）` : note
  if (persons.length === 0) return []
  const memberships = await Memberships.find({
    personId: { $in: persons.map(({ _id }) => _id) },
    active: true,
    placePath: { $in: [...places] },
  })
    .limit(limit)
    .lean<Membership[]>()
  const found = await Households.find({
    _id: { $in: memberships.map(({ householdId }) => householdId) },
    status: 'active',
  }).lean<Household[]>()
  const alone = persons.map(({ _id }) => _id).filter((id) => !memberships.some(({ personId }) => personId === id))
  const tied = alone.length > 0 ? await tiedHere(alone, places) : []
  return [...(await shown(actor, found, how)), ...(await shownAlone(tied.slice(0, limit), how))]
}

/** Persons without a household here, who open their own page. */
async function shownAlone(ids: readonly string[], note: string): Promise<Found[]> {
  const names = await personNames(ids)
  return ids.map((id) => ({
    id,
    text: names.get(id) ?? '',
    note: `按${note === '成员' ? '姓名' : note}找到 · 没有住户`,
    link: `/person?open=${id}`,
  }))
}

const isWithin = (places: readonly string[], path: readonly string[]): boolean =>
  path.some((placeId) => places.includes(placeId))

async function shown(actor: Actor, found: readonly Household[], note: string): Promise<Found[]> {
  const names = await placeNames(found.map(({ placeId }) => placeId))
  return found.map((household) => ({
    id: household._id,
    text: labelOf(household, names.get(household.placeId) ?? '', holdsRole(actor, registrars, household.placePath)),
    note: `按${note}找到 · ${household.memberCount === 0 ? '只有户卡' : `${household.memberCount}人`}`,
    link: `/household?open=${household._id}`,
  }))
}
