// Keys of those who act without an account, for tests that are generated from the contracts.
import type { Route } from '@shared/contract'
import { Devices } from '@server/access/access.model'
import { deviceKey, hashOf } from '@server/access/keys'
import { issueLink } from '@server/access/links'
import { now } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import type { Client, TestApp } from './app'

/** A link to something that is nowhere. */
async function aLinkToken(placePath: readonly string[]): Promise<string> {
  const party = { kind: 'organisation' as const, id: newId() }
  const asked = { id: newId(), subject: `tests/${newId()}`, acts: [], party, placePath, days: 7 }
  return (await transaction((tx) => issueLink(tx, { kind: 'system', name: 'tests' }, asked))).token
}

/** A device at a site that is nowhere. */
async function aDeviceKey(placePath: readonly string[]): Promise<string> {
  const _id = newId()
  const key = deviceKey(_id, 1)
  await Devices.create({
    _id,
    name: '智能桶',
    siteId: newId(),
    placePath: [...placePath],
    serial: 1,
    keyHash: hashOf(key),
    status: 'active',
    lastTime: 0,
    createdAt: now(),
  })
  return key
}

export type Keys = { link: string; device: string }
export const someKeys = async (placePath: readonly string[]): Promise<Keys> => ({
  link: await aLinkToken(placePath),
  device: await aDeviceKey(placePath),
})

/** The client that a route lets in: by a key where it names one, else the person. */
export function admitted(app: TestApp, route: Route, keys: Keys, person: Client): Client {
  if (typeof route.may === 'string') return person
  if (route.may.includes('link')) return app.withKey('Link', keys.link)
  return route.may.includes('device') ? app.withKey('Device', keys.device) : person
}
