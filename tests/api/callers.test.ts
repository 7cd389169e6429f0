// Who may call what, from the contracts: every role against every route that does not name it, and a link and a device
// against every route that names neither, not even where anyone may. Then links and devices by themselves: expiry,
// revocation, rotation, keys that are wrong, and how often they may be tried.
import { roles, type Role } from '@shared/actors'
import { access } from '@shared/access/contract'
import type { Route } from '@shared/contract'
import { operations } from '@shared/operations/contract'
import { issueLink } from '@server/access/links'
import { Devices, Links } from '@server/access/access.model'
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { Sites, type Place } from '@server/places/places.model'
import { placesDesk } from '@shared/places/desk-contract'
import {
  actorOf,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  useApp,
  type Client,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { grant } from '../support/people'
import { site } from '../support/places'
import { databaseHash, errorOf, forgetLimits, send, unlimited } from '../support/requests'
import { sampleInput } from '../support/samples'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000 })
jest.setTimeout(180_000)

const routes = features.flatMap((feature) => feature.routes.map(({ name, route }) => [name, route] as [string, Route]))
const names = (route: Route, caller: string): boolean =>
  typeof route.may !== 'string' && (route.may as readonly string[]).includes(caller)

let place: Place
let city: Place
let officer: Signed, elsewhere: Signed
let siteId: string
let link: { id: string; token: string }
let device: { id: string; key: string; serial: number }
const byRole = new Map<Role, Client>()

const aLink = async (days = 7, subject = `tests/${newId()}`) => {
  const actor = await actorOf(officer)
  const id = newId()
  const party = { kind: 'organisation' as const, id: newId() }
  return transaction((tx) => issueLink(tx, actor, { id, subject, acts: [], party, placePath: place.path, days }))
}
const aDevice = (id = newId()) => app.as(officer).call(access.registerDevice, { id, name: '3号点智能桶', siteId })

beforeAll(async () => {
  place = await aPlace()
  city = await ancestorOf(place, 'city')
  officer = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  elsewhere = await aStaff('subdistrictOfficer', (await aPlace())._id)
  siteId = (await app.as(officer).call(placesDesk.createSite, site(place._id))).site.id
  link = await aLink()
  device = await aDevice()
  for (const role of roles) {
    const who = await aResident({ name: role })
    await grant(who.personId, role, city._id)
    byRole.set(role, app.as(who))
  }
})
afterEach(() => setClock())

describe('from the contracts', () => {
  let untouched: string
  beforeAll(async () => {
    untouched = await databaseHash()
  })

  test.each(routes)('%s is refused to every role it does not name, and to links and devices', async (_name, route) => {
    const input = sampleInput(route)
    const callers: [string, Client][] = [
      ...(typeof route.may === 'string' ? [] : byRole),
      ['link', app.withKey('Link', link.token)],
      ['device', app.withKey('Device', device.key)],
    ]
    const letIn: unknown[] = []
    for (const [caller, client] of callers) {
      if (names(route, caller)) continue
      const answer = await unlimited(() => send(client, route, input))
      if (answer.status !== 403 || errorOf(answer).code !== 'NOT_ALLOWED') letIn.push([caller, answer.status])
    }
    expect(letIn).toEqual([])
  })

  test('and none of that has written anything', async () => {
    expect(await databaseHash()).toBe(untouched)
    expect(routes.filter(([, route]) => names(route, 'device')).length).toBeGreaterThan(0)
  })
})

describe('links', () => {
  const about = (token: string) => app.withKey('Link', token).raw('GET', '/api/access/links')
  const answerTo = async (token: string) => {
    const answer = await unlimited(() => about(token))
    const { code, text } = errorOf(answer)
    return [answer.status, code, text]
  }

  test('one that is unknown, forged, expired or revoked is answered alike', async () => {
    const [expired, revoked, one, other] = [await aLink(1), await aLink(), await aLink(), await aLink()]
    await app.as(officer).call(access.revokeLink, { id: revoked.id, reason: '发错了' })
    const mac = (token: string): string => token.split('.')[1] ?? ''
    const unknown = `${newId()}.${mac(one.token)}`
    const swapped = `${one.id}.${mac(other.token)}`
    setClock(new Date(expired.expiresAt.getTime() + 1))
    const answers = []
    for (const token of [expired.token, revoked.token, unknown, swapped, 'x', `${one.id}.`, '....'])
      answers.push(await answerTo(token))
    expect(new Set(answers.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([401, 'LINK_INVALID', '这个链接不存在、已过期或已停用，请联系发给您的单位重新发一个'])]),
    )
    // a good one is known, though it may not do this
    expect((await answerTo(one.token)).slice(0, 2)).toEqual([403, 'NOT_ALLOWED'])
  })

  test('only a hash of it is kept; the same id gives the same one, for something else it is refused', async () => {
    const actor = await actorOf(officer)
    const asked = {
      id: newId(),
      subject: 'tests/01',
      acts: [] as const,
      party: { kind: 'household' as const, id: newId() },
      placePath: place.path,
      days: 3,
    }
    const first = await transaction((tx) => issueLink(tx, actor, asked))
    expect((await transaction((tx) => issueLink(tx, actor, asked))).token).toBe(first.token)
    await expect(transaction((tx) => issueLink(tx, actor, { ...asked, subject: 'tests/02' }))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(JSON.stringify(await Links.findById(asked.id).lean())).not.toContain(first.token.slice(27))
    await app.as(officer).call(access.revokeLink, { id: asked.id, reason: '不用了' })
    expect((await answerTo(first.token)).slice(0, 2)).toEqual([401, 'LINK_INVALID'])
    await expect(transaction((tx) => issueLink(tx, actor, asked))).rejects.toMatchObject({ code: 'LINK_INVALID' })
  })

  test('staff of the area see and revoke theirs', async () => {
    const { id } = await aLink()
    const seen = async (who: Signed) =>
      (await app.as(who).call(access.links, { limit: 100 })).items.map((row) => row.id)
    expect(await seen(officer)).toContain(id)
    expect(await seen(elsewhere)).toEqual([])
    await expectError(app.as(elsewhere).call(access.revokeLink, { id, reason: '不归我管' }), 'NOT_FOUND')
    const row = await app.as(officer).call(access.revokeLink, { id, reason: '发错了' })
    expect(row).toMatchObject({ status: 'revoked', mayKeep: true })
    await expectError(app.as(officer).call(access.revokeLink, { id, reason: '再停' }), 'WRONG_STATE')
    expect(await AuditRows.countDocuments({ subject: `links/${id}` })).toBe(2)
  })

  test('may be used sixty times in ten minutes; wrong ones may be tried twenty times from one address', async () => {
    await forgetLimits()
    const { token } = await aLink()
    const statuses: number[] = []
    for (let count = 0; count < 61; count += 1) statuses.push((await about(token)).status)
    expect([statuses.indexOf(429), statuses.lastIndexOf(403)]).toEqual([60, 59])
    const wrong: number[] = []
    const client = app.anonymous('127.0.9.9')
    for (let count = 0; count < 21; count += 1)
      wrong.push((await client.raw('GET', '/api/about', { headers: { authorization: `Link ${newId()}.x` } })).status)
    expect([wrong.indexOf(429), wrong.lastIndexOf(401)]).toEqual([20, 19])
    await forgetLimits()
  })
})

describe('devices', () => {
  const who = (key: string) => app.withKey('Device', key).call(access.device, {})

  test('a key works for its site; only a hash of it is kept', async () => {
    const made = await aDevice()
    expect(await who(made.key)).toEqual({ id: made.id, name: '3号点智能桶', siteId, siteName: '9号投放点' })
    expect(JSON.stringify(await Devices.findById(made.id).lean())).not.toContain(made.key.slice(27))
    expect((await app.as(officer).call(access.devices, { siteId })).items.map(({ id }) => id)).toContain(made.id)
    expect((await app.as(elsewhere).call(access.devices, {})).items).toEqual([])
  })

  test('registering again is answered the same; another site, a foreign one or a withdrawn one is refused', async () => {
    const made = await aDevice()
    expect((await aDevice(made.id)).key).toBe(made.key)
    await expectError(
      app.as(officer).call(access.registerDevice, { id: made.id, name: '别的名字', siteId }),
      'IDEMPOTENCY_KEY_REUSED',
    )
    await expectError(
      app.as(elsewhere).call(access.registerDevice, { id: newId(), name: '智能桶', siteId }),
      'NOT_FOUND',
    )
    const other = await app.as(officer).call(placesDesk.createSite, site(place._id, { name: '已撤的点' }))
    await Sites.updateOne({ _id: other.site.id }, { $set: { status: 'archived' } })
    await expectError(
      app.as(officer).call(access.registerDevice, { id: newId(), name: '智能桶', siteId: other.site.id }),
      'NOT_FOUND',
    )
  })

  test('a rotated key ends at once; the same rotation again gives the same key, an older one is refused', async () => {
    const made = await aDevice()
    const rotate = (serial: number) =>
      app.as(officer).call(access.rotateDeviceKey, { id: made.id, serial, reason: '例行更换' })
    const [next, again] = await Promise.all([rotate(1), rotate(1)])
    expect(again.key).toBe(next.key)
    expect([next.serial, next.key === made.key]).toEqual([2, false])
    await expectError(who(made.key), 'DEVICE_KEY_INVALID')
    expect((await who(next.key)).id).toBe(made.id)
    await expectError(aDevice(made.id), 'WRONG_STATE')
    const third = await rotate(2)
    await expectError(rotate(1), 'CHANGED_MEANWHILE')
    await expectError(who(next.key), 'DEVICE_KEY_INVALID')
    expect((await who(third.key)).id).toBe(made.id)
    expect(await AuditRows.countDocuments({ subject: `devices/${made.id}`, action: 'access.rotateDeviceKey' })).toBe(2)
  })

  test('a revoked one is refused for good', async () => {
    const made = await aDevice()
    await expectError(app.as(elsewhere).call(access.revokeDevice, { id: made.id, reason: '不归我管' }), 'NOT_FOUND')
    const revoked = await app.as(officer).call(access.revokeDevice, { id: made.id, reason: '丢了' })
    expect(revoked.status).toBe('revoked')
    await expectError(who(made.key), 'DEVICE_KEY_INVALID')
    await expectError(
      app.as(officer).call(access.rotateDeviceKey, { id: made.id, serial: 1, reason: '再用' }),
      'WRONG_STATE',
    )
    await expectError(app.as(officer).call(access.revokeDevice, { id: made.id, reason: '再停' }), 'WRONG_STATE')
  })

  test('a key is no link and no person’s token, and the other way round', async () => {
    await expectError(app.withKey('Link', device.key).call(access.device, {}), 'LINK_INVALID')
    await expectError(app.withKey('Device', link.token).call(access.device, {}), 'DEVICE_KEY_INVALID')
    await expectError(app.as(device.key).call(access.device, {}), 'SESSION_ENDED')
    await expectError(app.as(officer).call(access.device, {}), 'NOT_ALLOWED')
    await expectError(app.withKey('Device', officer.token).call(access.device, {}), 'DEVICE_KEY_INVALID')
    // nor does either open what anyone may
    await expectError(app.withKey('Device', device.key).call(operations.about, {}), 'NOT_ALLOWED')
  })
})
