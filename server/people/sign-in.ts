// Signing in: through WeChat, or in the demo as a named person. A code that was sent to us once is never sent to WeChat
// again. Invariants: the client never says who it is; session_key and openid stay on the server; one openid is one
// person.
import { DomainError } from '@shared/errors'
import { PRIVACY_VERSION } from '@shared/people/rules'
import type { Role } from '@shared/actors'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { blindIndex, seal, unseal } from '../field-cipher'
import { newId } from '../ids'
import type { WeChat } from '../platform/wechat'
import { recordConsent } from './consents'
import { Persons, RoleGrants, StaffLogins, UsedCodes, type Person, type StaffLogin } from './people.model'
import { openSession, type Device, type SessionTokens } from './sessions'
import { isDemo, peopleSettings } from './settings'

/** The provider; where there is none (a demo without a mini-program) nobody signs in through WeChat. */
export function weChat(): WeChat {
  const { wechat } = peopleSettings()
  if (!wechat) throw new DomainError('WECHAT_UNREACHABLE')
  return wechat
}

/** Takes a WeChat code for this one use. @throws DomainError WECHAT_CODE_USED */
export async function useCodeOnce(code: string): Promise<void> {
  try {
    await UsedCodes.collection.insertOne({ _id: blindIndex(`code|${code}`), at: now() } as never)
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('WECHAT_CODE_USED') : error
  }
}

/** Signs in by wx.login's code; the first time makes the person. */
export async function signInWithWeChat(
  input: { code: string; deviceId?: string | undefined; privacyVersion?: string | undefined },
  device: Device,
): Promise<SessionTokens> {
  const provider = weChat()
  await useCodeOnce(input.code)
  const { openid } = await provider.signIn(input.code)
  const { person, isNew } = await findOrMake(openid)
  if (person.disabledAt) throw new DomainError('SESSION_ENDED')
  if (input.privacyVersion === PRIVACY_VERSION && person.privacyVersion !== PRIVACY_VERSION) {
    await transaction((tx) =>
      recordConsent(tx, person._id, { purpose: 'privacyPolicy', granted: true, version: PRIVACY_VERSION }),
    )
  }
  return openSession(person._id, 'mini', device, isNew)
}

async function findOrMake(openid: string): Promise<{ person: Person; isNew: boolean }> {
  const openidIndex = blindIndex(`openid|${openid}`)
  const known = await Persons.findOne({ openidIndex }).lean<Person>()
  if (known) return { person: known, isNew: false }
  const id = newId()
  const person: Person = { _id: id, openidIndex, openidSealed: seal(openid, id), elderMode: 'auto', createdAt: now() }
  try {
    await transaction((tx) => tx.on(Persons).insert(person))
    return { person, isNew: true }
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const other = await Persons.findOne({ openidIndex }).lean<Person>()
    if (!other) throw error
    return { person: other, isNew: false }
  }
}

/** The people of the demo, in the order of the seed. @throws DomainError NOT_FOUND outside the demo */
export async function listDemoPersons() {
  if (!isDemo()) throw new DomainError('NOT_FOUND')
  const persons = await Persons.find({ demoKey: { $exists: true } })
    .sort({ demoKey: 1 })
    .limit(100)
    .lean<Person[]>()
  const ids = persons.map((person) => person._id)
  const grants = await RoleGrants.find({ personId: { $in: ids }, active: true }).lean<
    { personId: string; role: Role }[]
  >()
  const logins = new Map(
    (await StaffLogins.find({ _id: { $in: ids } }, { loginName: 1 }).lean<StaffLogin[]>()).map((login) => [
      login._id,
      login.loginName,
    ]),
  )
  return {
    items: persons.map((person) => ({
      key: person.demoKey ?? '',
      personId: person._id,
      displayName: person.nameSealed ? unseal(person.nameSealed, person._id) : '',
      description: person.demoDescription ?? '',
      roles: [...new Set(grants.filter((grant) => grant.personId === person._id).map((grant) => grant.role))],
      loginName: logins.get(person._id) ?? null,
    })),
  }
}

/** @throws DomainError NOT_FOUND for an unknown key and always outside the demo */
export async function signInAsDemoPerson(input: { person: string }, device: Device): Promise<SessionTokens> {
  if (!isDemo()) throw new DomainError('NOT_FOUND')
  const person = await Persons.findOne({ demoKey: input.person, erasedAt: { $exists: false } }).lean<Person>()
  if (!person) throw new DomainError('NOT_FOUND')
  return openSession(person._id, 'demo', device)
}
