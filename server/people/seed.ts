// Writes the people of the demo city: named persons of every role, console logins, and every household with its code.
// Inserts in batches of sealed documents past Mongoose's checks, since no rule is decided here. Passwords come from
// demo.ts.
import { PRIVACY_VERSION } from '@shared/people/rules'
import { addDays, instantAt } from '@shared/time'
import type { Document } from '../db'
import { seal } from '../field-cipher'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedNumber, seedPlace } from '../places/seed-ids'
import { newHousehold, newHouseholdCode } from './household-records'
import { HouseholdCodes, Households, Memberships, Proxies, type Membership, type Proxy } from './households.model'
import { nameIndexOf, phoneIndexOf } from './people'
import { Persons, RoleGrants, StaffLogins, type Person, type RoleGrant } from './people.model'
import { seedAsking } from './seed-asking'
import { seedHousehold, seedHouseholds, seedPersonId, seedPersons, type SeedHousehold } from './seed-ids'
import { newStaffLogin } from './staff'
import { NO_PASSWORD } from './staff-sign-in'

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'
const GIVEN = [
  '建国',
  '秀英',
  '桂芳',
  '志强',
  '丽华',
  '海燕',
  '国庆',
  '春梅',
  '小军',
  '玉兰',
  '晓东',
  '雪梅',
  '文静',
  '天明',
  '佳怡',
  '子涵',
  '一诺',
  '浩然',
  '梓萱',
  '永福',
  '德全',
  '凤霞',
  '红霞',
  '立新',
]
const BATCH = 1000

/** Called once on an empty database. */
export async function seedPeople({ today, progress }: SeedContext): Promise<void> {
  const households = seedHouseholds()
  const start = instantAt(addDays(today, -200), '09:00')
  let number = 0
  const nextPhone = (): string => `1990000${String(number++).padStart(4, '0')}`
  const persons = [
    ...seedPersons.map((person) => demoPerson(person, nextPhone(), start)),
    ...households.flatMap((household) => neighbours(household, nextPhone, start)),
  ]
  const counts = new Map<string, number>()
  const memberships = households.flatMap((household) => membershipsOf(household, today))
  for (const { personId } of memberships) counts.set(personId, (counts.get(personId) ?? 0) + 1)
  await insert(
    Persons.collection,
    persons.map((person) => ({
      ...person,
      ...(counts.has(person._id) ? { householdCount: counts.get(person._id) } : {}),
    })),
  )
  await insert(Memberships.collection, memberships)
  await insert(
    Households.collection,
    households.map((household) => ({
      ...newHousehold(
        household.id,
        { _id: household.place.id, path: household.place.path },
        household.parts,
        'system:seed',
        start,
      ),
      memberCount: household.members.length,
    })),
  )
  await insert(
    HouseholdCodes.collection,
    households.map((household) => newHouseholdCode(household.id, 'system:seed', start)),
  )
  await seedRoles(start)
  await insert(Proxies.collection, [proxyOfWang(today, start)])
  await seedAsking()
  progress(
    `人员 ${persons.length}位、住户 ${households.length}户（${households.filter((household) => household.members.length > 0).length}户有成员）`,
  )
}

async function insert(
  collection: { insertMany: (documents: never[], options: { ordered: boolean }) => Promise<unknown> },
  documents: Document[],
): Promise<void> {
  for (let from = 0; from < documents.length; from += BATCH)
    await collection.insertMany(documents.slice(from, from + BATCH) as never[], { ordered: false })
}

function demoPerson(
  { key, name, about, birthYear, elder }: (typeof seedPersons)[number],
  phone: string,
  at: Date,
): Person {
  return {
    ...personOf(seedPersonId(key), name, phone, at),
    elderMode: elder ? 'on' : 'auto',
    demoKey: key,
    demoDescription: about,
    ...(birthYear ? { birthYear } : {}),
  }
}

function personOf(id: string, name: string, phone: string, at: Date): Person {
  return {
    _id: id,
    nameSealed: seal(name, id),
    nameIndex: nameIndexOf(name),
    phoneSealed: seal(phone, id),
    phoneIndex: phoneIndexOf(phone),
    phoneVerifiedAt: at,
    elderMode: 'auto',
    privacyVersion: PRIVACY_VERSION,
    consents: { privacyPolicy: { granted: true, version: PRIVACY_VERSION, at } },
    createdAt: at,
  }
}

function neighbours(household: SeedHousehold, nextPhone: () => string, at: Date): Person[] {
  if (household.demoKey) return []
  return household.members.map((id) => {
    const name =
      SURNAMES.charAt(seedNumber(`surname:${id}`, SURNAMES.length)) +
      (GIVEN[seedNumber(`given:${id}`, GIVEN.length)] ?? '')
    return personOf(id, name, nextPhone(), at)
  })
}

function membershipsOf(household: SeedHousehold, today: string): Membership[] {
  return household.members.map((personId, index) => ({
    _id: seedId(`membership:${household.id}:${index}`),
    householdId: household.id,
    personId,
    placePath: household.place.path,
    owner: index === 0,
    active: true,
    how: 'seed',
    since: instantAt(addDays(today, -(household.demoKey ? 190 : 30 + seedNumber(`since:${personId}`, 160))), '10:00'),
  }))
}

async function seedRoles(at: Date): Promise<void> {
  const grants: RoleGrant[] = seedPersons.flatMap(({ key, grants: given = [] }) =>
    given.map(([role, label]) => {
      const place = seedPlace(label)
      return {
        _id: seedId(`grant:${key}:${role}:${label}`),
        personId: seedPersonId(key),
        role,
        placeId: place.id,
        placePath: place.path,
        active: true,
        grantedBy: 'system:seed',
        // long enough ago that what they did lately was done in their role
        grantedAt: new Date(at.getTime() - 200 * 24 * 3_600_000),
        reason: '演示',
      }
    }),
  )
  await insert(RoleGrants.collection, grants)
  await insert(
    StaffLogins.collection,
    seedPersons.flatMap(({ key, loginName }) =>
      loginName ? [newStaffLogin(seedPersonId(key), loginName, NO_PASSWORD, false)] : [],
    ),
  )
}

/** 李明 acts for his mother, written down at the community desk. */
function proxyOfWang(today: string, at: Date): Proxy {
  const household = seedHousehold('liuwan/1/1', 0)
  return {
    _id: seedId('proxy:wang-li'),
    householdId: household.id,
    placePath: household.place.path,
    personId: seedPersonId('resident-2-li'),
    how: 'inPerson',
    recordedBy: seedPersonId('community-1-wu'),
    recordedAt: at,
    until: addDays(today, 365),
    note: '本人到社区当面同意',
    active: true,
  }
}
