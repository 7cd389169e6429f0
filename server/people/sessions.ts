// Signed-in devices. An access token of 15 minutes names person and session; the refresh token is HMAC(secret, family,
// sequence), so that the same device's repeat within 10 seconds gets the same pair and only a hash is stored. Any other
// use of an old token ends the session (RFC 9700 §4.14.2). What a person may do is read here, at most 2 seconds old: a
// revocation holds within 5 seconds.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Actor, PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { unseal } from '../field-cipher'
import { signAccessToken } from '../http/auth'
import { newId } from '../ids'
import { Memberships, type Membership } from './households.model'
import { Persons, RoleGrants, Sessions, type Person, type RoleGrant, type Session } from './people.model'
import { macOf, peopleSettings } from './settings'

const RETRY_MS = 10_000
const CACHE_MS = 2_000
const CACHE_ENTRIES = 20_000
const DAY_MS = 24 * 3600_000
/** A phone stays signed in for 60 days without use, a console for 12 hours. */
const LIFETIME_MS: Record<Session['kind'], number> = { mini: 60 * DAY_MS, demo: 60 * DAY_MS, console: DAY_MS / 2 }

export type Device = { deviceId?: string | undefined; userAgent: string }
export type SessionTokens = {
  personId: string
  accessToken: string
  accessExpiresAt: string
  refreshToken: string
  refreshExpiresAt: string
  isNew: boolean
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
const refreshTokenOf = (family: string, sequence: number): string =>
  `${family}.${sequence}.${macOf('refresh', family, sequence).toString('base64url')}`

function tokensOf(session: Session, isNew = false): SessionTokens {
  const access = signAccessToken(peopleSettings().tokenSecret, session.personId, session._id, session.rotatedAt)
  return {
    personId: session.personId,
    accessToken: access.token,
    accessExpiresAt: access.expiresAt.toISOString(),
    refreshToken: refreshTokenOf(session._id, session.sequence),
    refreshExpiresAt: session.expiresAt.toISOString(),
    isNew,
  }
}

/** Opens a session for a person whose identity was just proven. */
export async function openSession(
  personId: string,
  kind: Session['kind'],
  device: Device,
  isNew = false,
): Promise<SessionTokens> {
  const at = now()
  const id = newId()
  const session: Session = {
    _id: id,
    personId,
    kind,
    ...(device.deviceId ? { deviceId: device.deviceId } : {}),
    device: deviceName(device.userAgent),
    sequence: 1,
    tokenHash: hashOf(refreshTokenOf(id, 1)),
    rotatedAt: at,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: new Date(at.getTime() + LIFETIME_MS[kind]),
  }
  await transaction((tx) => tx.on(Sessions).insert(session))
  return tokensOf(session, isNew)
}

/**
 * The next pair for a refresh token.
 * @throws DomainError SESSION_ENDED for anything but the good token or its repeat by the same device within 10 s;
 * a token that was good once, or a good one from another device than the session's, ends the whole session
 */
export async function refreshSession(
  token: string,
  device: Device,
  kinds: readonly Session['kind'][],
): Promise<SessionTokens> {
  const { family, sequence } = readRefreshToken(token)
  const at = now()
  const current = await Sessions.findOne({
    _id: family,
    kind: { $in: kinds },
    endedAt: { $exists: false },
    expiresAt: { $gt: at },
  }).lean<Session>()
  if (!current || sequence > current.sequence) throw new DomainError('SESSION_ENDED')
  await requireLivingPerson(current.personId)
  const next: Partial<Session> = {
    sequence: sequence + 1,
    tokenHash: hashOf(refreshTokenOf(family, sequence + 1)),
    rotatedAt: at,
    lastSeenAt: at,
    expiresAt: new Date(at.getTime() + LIFETIME_MS[current.kind]),
  }
  const rotated = await Sessions.findOneAndUpdate(
    {
      _id: family,
      sequence,
      tokenHash: hashOf(token),
      endedAt: { $exists: false },
      ...(current.deviceId ? { deviceId: device.deviceId ?? '' } : {}),
    },
    { $set: next },
    { returnDocument: 'after' },
  ).lean<Session>()
  if (rotated) return tokensOf(rotated)
  const latest = await Sessions.findOne({ _id: family, endedAt: { $exists: false } }).lean<Session>()
  if (
    latest &&
    sequence === latest.sequence - 1 &&
    at.getTime() - latest.rotatedAt.getTime() <= RETRY_MS &&
    isSameDevice(latest, device)
  )
    return tokensOf(latest)
  await endSessions({ _id: family }, 'reused')
  throw new DomainError('SESSION_ENDED')
}

function readRefreshToken(token: string): { family: string; sequence: number } {
  const [family = '', number = '', mac = ''] = token.split('.')
  const sequence = Number(number)
  if (!/^[0-9A-Z]{26}$/.test(family) || !/^\d{1,9}$/.test(number)) throw new DomainError('SESSION_ENDED')
  const expected = macOf('refresh', family, sequence)
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new DomainError('SESSION_ENDED')
  return { family, sequence }
}

/** By the installation's own id; where none was ever told (the console's browser), by the kind of browser. */
function isSameDevice(session: Session, device: Device): boolean {
  return session.deviceId ? session.deviceId === device.deviceId : session.device === deviceName(device.userAgent)
}

/** "微信 iPhone": enough for a person to recognise the device, too little to track it. */
function deviceName(userAgent: string): string {
  const app = /MicroMessenger/i.test(userAgent)
    ? '微信'
    : /Edg\//.test(userAgent)
      ? 'Edge'
      : /Firefox/.test(userAgent)
        ? 'Firefox'
        : /Chrome/.test(userAgent)
          ? 'Chrome'
          : /Safari/.test(userAgent)
            ? 'Safari'
            : '其他'
  const system = /iPhone|iPad/.test(userAgent)
    ? 'iPhone'
    : /HarmonyOS|OpenHarmony/.test(userAgent)
      ? '鸿蒙'
      : /Android/.test(userAgent)
        ? '安卓'
        : /Windows/.test(userAgent)
          ? 'Windows'
          : /Mac OS/.test(userAgent)
            ? 'Mac'
            : /Linux/.test(userAgent)
              ? 'Linux'
              : '设备'
  return `${app} ${system}`
}

async function requireLivingPerson(personId: string): Promise<Person> {
  const person = await Persons.findOne({
    _id: personId,
    erasedAt: { $exists: false },
    disabledAt: { $exists: false },
  }).lean<Person>()
  if (!person) throw new DomainError('SESSION_ENDED')
  return person
}

type Ending = NonNullable<Session['endReason']>
type Which = { _id?: string | { $ne: string }; personId?: string; kind?: Session['kind'] }

/** Ends sessions at once on this instance, within the cache's 2 seconds on others. Returns how many. */
export async function endSessions(which: Which, reason: Ending): Promise<number> {
  return transaction((tx) => endSessionsIn(tx, which, reason))
}

/** The same inside a transaction. */
export async function endSessionsIn(tx: Tx, which: Which, reason: Ending): Promise<number> {
  forgetActors()
  return tx
    .on(Sessions)
    .updateMany({ ...which, endedAt: { $exists: false } }, { $set: { endedAt: now(), endReason: reason } })
}

/** Signs out the session that asks. */
export async function signOut(actor: PersonActor): Promise<Record<string, never>> {
  await endSessions({ _id: actor.sessionId }, 'signedOut')
  return {}
}

/** My devices that are signed in, latest first. */
export async function listSessions(actor: PersonActor) {
  const sessions = await Sessions.find({
    personId: actor.personId,
    endedAt: { $exists: false },
    expiresAt: { $gt: now() },
  })
    .sort({ lastSeenAt: -1 })
    .limit(50)
    .lean<Session[]>()
  return {
    items: sessions.map((session) => ({
      id: session._id,
      kind: session.kind,
      device: session.device,
      current: session._id === actor.sessionId,
      createdAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
    })),
  }
}

/** @throws DomainError NOT_FOUND for a session that is not one's own */
export async function endSession(actor: PersonActor, sessionId: string): Promise<Record<string, never>> {
  const own = await Sessions.exists({ _id: sessionId, personId: actor.personId })
  if (!own) throw new DomainError('NOT_FOUND')
  await endSessions({ _id: sessionId, personId: actor.personId }, 'ended')
  return {}
}

/** The openid to send a WeChat message to; null for those who never signed in through WeChat. */
export async function openIdOf(personId: string): Promise<string | null> {
  const person = await Persons.findById(personId, { openidSealed: 1 }).lean<Person>()
  return person?.openidSealed ? unseal(person.openidSealed, personId) : null
}

const cache = new Map<string, { at: number; personId: string; actor: Promise<Actor> }>()

/** Forgets what is cached, after any change of roles, memberships or sessions. */
export const forgetActors = (): void => cache.clear()

/**
 * Who acts, by the ids of an access token.
 * @throws DomainError SESSION_ENDED when the session or the person is gone
 */
export function loadActor(personId: string, sessionId: string): Promise<Actor> {
  const at = now().getTime()
  const kept = cache.get(sessionId)
  if (kept && kept.personId === personId && at - kept.at >= 0 && at - kept.at < CACHE_MS) return kept.actor
  if (cache.size >= CACHE_ENTRIES) cache.clear()
  const actor = readActor(personId, sessionId)
  cache.set(sessionId, { at, personId, actor })
  actor.catch(() => cache.delete(sessionId))
  return actor
}

async function readActor(personId: string, sessionId: string): Promise<Actor> {
  const at = now()
  const session = await Sessions.exists({
    _id: sessionId,
    personId,
    endedAt: { $exists: false },
    expiresAt: { $gt: at },
  })
  if (!session) throw new DomainError('SESSION_ENDED')
  await requireLivingPerson(personId)
  return { kind: 'person', personId, sessionId, ...(await rightsOf(personId)) }
}

/** Grants that hold now and households of a person. */
export async function rightsOf(personId: string): Promise<Pick<PersonActor, 'grants' | 'households'>> {
  const at = now()
  const grants = await RoleGrants.find({
    personId,
    active: true,
    $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: at } }],
  }).lean<RoleGrant[]>()
  const memberships = await Memberships.find({ personId, active: true }).sort({ since: 1 }).lean<Membership[]>()
  return {
    grants: grants.map(({ role, placeId, placePath }) => ({ role, placeId, placePath })),
    households: memberships.map(({ householdId, placePath, owner }) => ({ householdId, placePath, owner })),
  }
}
