// Whom a telephone number stands for, as staff may learn it: who lives, works or has asked to join a household in their
// places, and elsewhere only who has proven the number and agreed to be found. Invariant: nothing tells whether any
// other number is known. Every look is audited, with the number's blind index.
import { scopeOf, type Actor } from '@shared/actors'
import { rolesOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { auditRead } from '../audit'
import { maskName, maskPhone } from '../field-cipher'
import { Memberships } from './households.model'
import { nameOf, phoneIndexOf } from './people'
import { Persons, type Person } from './people.model'
import { tiedHere } from './person-page'

/** More people of one number are not looked through, and fewer are shown. */
const MOST = 200
const SHOWN = 10

/** Those who may be found, masked; whom the number is verified for comes first, since anybody may type any number. */
export async function findByPhone(actor: Actor, input: { phone: string }) {
  const number = phoneIndexOf(input.phone)
  const all = await Persons.find({ phoneIndex: number, erasedAt: { $exists: false } })
    .sort({ phoneVerifiedAt: -1, _id: 1 })
    .limit(MOST)
    .lean<Person[]>()
  const here = await knownHere(
    all.map(({ _id }) => _id),
    scopeOf(actor, rolesOf(people.findByPhone.may)),
  )
  // elsewhere a number that somebody only typed says nothing of whom it belongs to
  const found = all.filter(
    ({ _id, phoneVerifiedAt, consents }) =>
      here.has(_id) || (phoneVerifiedAt !== undefined && consents?.foundByPhone?.granted === true),
  )
  const shown = found.slice(0, SHOWN)
  const subjects = shown.length > 0 ? shown.map((person) => `people/${person._id}`) : ['people']
  for (const subject of subjects)
    await auditRead(actor, { action: 'people.findByPhone', subject, details: { found: shown.length, number } })
  return {
    items: shown.map((person) => ({
      id: person._id,
      name: maskName(nameOf(person)),
      phone: maskPhone(input.phone),
      verified: person.phoneVerifiedAt !== undefined,
    })),
  }
}

async function knownHere(personIds: readonly string[], places: readonly string[]): Promise<ReadonlySet<string>> {
  const lives = { personId: { $in: [...personIds] }, active: true, placePath: { $in: [...places] } }
  return new Set([...(await Memberships.distinct('personId', lives)), ...(await tiedHere(personIds, places))])
}
