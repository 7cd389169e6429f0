// From the request's token to an actor. A person's are short-lived JWTs (HS256 only, `exp` required) that name a person
// and a session; what the person may do is read from the database, so that a revoked session or role ends within
// seconds. A link brings its key, a device signs each request with its own; both are looked up with every request.
import { createSecretKey, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { Context } from 'koa'
import type { Actor, PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { now } from '../clock'

/** How actors are read, by what a request carries. */
export type ActorLoaders = {
  /** @throws DomainError SESSION_ENDED */
  person: (personId: string, sessionId: string) => Promise<Actor>
  /** @throws DomainError LINK_INVALID */
  link: (token: string) => Promise<Actor>
  /** @throws DomainError DEVICE_KEY_INVALID, DEVICE_CLOCK_WRONG, DEVICE_REPLAYED */
  device: (header: string, request: { method: string; path: string; body: string }) => Promise<Actor>
}
/** Resolves when the actor may do something weighty now. @throws DomainError STEP_UP_REQUIRED */
export type StepUpCheck = (actor: PersonActor) => Promise<void>

const ISSUER = 'wufei'
const AUDIENCE = 'wufei-api'
const ACCESS_SECONDS = 15 * 60

const keys = new Map<string, KeyObject>()
/** The secret as a key, made once: given a text, the library first tries to read a public key out of it, each time. */
function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(Buffer.from(secret))
  keys.set(secret, key)
  return key
}

/** Signs an access token of 15 minutes; the same instant gives the same token. */
export function signAccessToken(
  secret: string,
  personId: string,
  sessionId: string,
  at: Date = now(),
): { token: string; expiresAt: Date } {
  const issuedAt = Math.floor(at.getTime() / 1000)
  const token = jwt.sign(
    { sid: sessionId, typ: 'access', iat: issuedAt, exp: issuedAt + ACCESS_SECONDS },
    keyOf(secret),
    {
      algorithm: 'HS256',
      issuer: ISSUER,
      audience: AUDIENCE,
      subject: personId,
    },
  )
  return { token, expiresAt: new Date((issuedAt + ACCESS_SECONDS) * 1000) }
}

type Claims = { personId: string; sessionId: string; expiresAt: number }

// A phone sends one token for a quarter of an hour: its signature is checked once an instance. What the token opens is
// still read with each request, so a session that has ended stays ended.
const KEPT = 20_000
const kept = new Map<string, Claims>()

/** @throws DomainError SESSION_ENDED when the token is forged or expired */
function claimsOf(token: string, secret: string): Claims {
  const seconds = Math.floor(now().getTime() / 1000)
  const name = `${secret} ${token}`
  const known = kept.get(name)
  if (known) {
    if (known.expiresAt > seconds) return known
    kept.delete(name)
    throw new DomainError('SESSION_ENDED')
  }
  const claims = verify(token, secret, seconds)
  if (kept.size >= KEPT) kept.clear()
  kept.set(name, claims)
  return claims
}

function verify(token: string, secret: string, seconds: number): Claims {
  let verified: string | jwt.JwtPayload
  try {
    verified = jwt.verify(token, keyOf(secret), {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: seconds,
    })
  } catch {
    throw new DomainError('SESSION_ENDED')
  }
  if (typeof verified === 'string' || verified.typ !== 'access' || !verified.exp) throw new DomainError('SESSION_ENDED')
  if (typeof verified.sub !== 'string' || typeof verified.sid !== 'string') throw new DomainError('SESSION_ENDED')
  return { personId: verified.sub, sessionId: verified.sid, expiresAt: verified.exp }
}

/**
 * The actor of a request; anonymous without a token.
 * @throws DomainError SESSION_ENDED when a token is there but is forged, expired or its session has ended;
 * LINK_INVALID, DEVICE_KEY_INVALID, DEVICE_CLOCK_WRONG, DEVICE_REPLAYED
 */
export async function actorOf(ctx: Context, secret: string, load: ActorLoaders): Promise<Actor> {
  const header = ctx.get('Authorization')
  if (!header) return { kind: 'anonymous' }
  const [scheme, token] = header.split(' ', 2)
  if (scheme === 'Link' && token) return load.link(token)
  if (scheme === 'Device' && token)
    return load.device(token, { method: ctx.method, path: ctx.url, body: ctx.request.rawBody ?? '' })
  if (scheme !== 'Bearer' || !token || token.length > 2000) throw new DomainError('SESSION_ENDED')
  const { personId, sessionId } = claimsOf(token, secret)
  return load.person(personId, sessionId)
}
