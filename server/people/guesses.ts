// Guesses at passwords and codes, counted so that nobody can try many and nobody can lock another out. A device that
// has signed in before is known by its cookie and has guesses of its own, whatever strangers do meanwhile. Everybody
// else shares those of their address, and all strangers together those of the login name, of which there are so many
// that one address can't use them up. How long one waits after how many is in guess-pauses.ts; what is tried during a
// pause is neither checked nor counted, so it makes nobody wait longer.
import { timingSafeEqual } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { PipelineStage } from 'mongoose'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import { blindIndex } from '../field-cipher'
import { newId } from '../ids'
import { guessRules, pausesOf, type GuessRule } from './guess-pauses'
import { SignInAttemptsOf } from './people.model'
import { macOf } from './settings'

/** Long ago, and not the present: of two guesses at once the later one may be counted first. */
const NO_PAUSE = new Date(0)

/** Counted and not yet known to be wrong. @field allowed false: during a pause, so nothing may be checked */
export type Guess = { ids: string[]; allowed: boolean }
/** `device`: the known one that it comes from. */
export type SignInGuess = Guess & { device: string | null }
/** Where a sign-in comes from: the address, and what the cookie of known devices says. */
export type Visitor = { address: string; deviceCookie?: string | undefined }

/** Counts one guess at a login name. */
export async function takeSignInGuess(loginName: string, visitor: Visitor): Promise<SignInGuess> {
  const device = readDeviceCookie(loginName, visitor.deviceCookie)
  if (device) return { ...(await takeGuess(`${loginName}|device|${device}`, 'known')), device }
  const own = await takeGuess(`${loginName}|from|${networkOf(visitor.address)}`, 'stranger')
  // an address that has to wait must not use up what is left for others
  if (!own.allowed) return { ...own, device }
  const all = await takeGuess(loginName, 'strangers')
  return { ids: [...own.ids, ...all.ids], allowed: all.allowed, device }
}

/** Counts one guess at anything, by whoever it comes from, unless they have to wait. */
export async function takeGuess(what: string, name: keyof typeof guessRules): Promise<Guess> {
  const id = blindIndex(`login|${what}`)
  const at = now()
  const count = async (): Promise<Date | undefined> =>
    (
      await SignInAttemptsOf.findOneAndUpdate({ _id: id }, counted(at, guessRules[name]), {
        upsert: true,
        updatePipeline: true,
        returnDocument: 'before',
      }).lean()
    )?.waitUntil
  const waitUntil = await count().catch((error: unknown) => {
    if (isDuplicateKey(error)) return count()
    throw error
  })
  return { ids: [id], allowed: waitUntil === undefined || waitUntil <= at }
}

/** One more, and how long it makes wait should it be wrong; nothing changes during a pause. */
function counted(at: Date, rule: GuessRule): PipelineStage.Set[] {
  const pauses = pausesOf(rule)
  const before = { $cond: [{ $lte: [{ $ifNull: ['$forgetAt', at] }, at] }, 0, '$count'] }
  const step = { $min: [{ $subtract: ['$count', rule.free] }, pauses.length - 1] }
  const pause = { $arrayElemAt: [pauses, step] }
  const mayTry = { $lte: ['$waitUntil', at] }
  return [
    { $set: { waitUntil: { $ifNull: ['$waitUntil', NO_PAUSE] } } },
    { $set: { count: { $cond: [mayTry, { $add: [before, 1] }, '$count'] } } },
    {
      $set: {
        forgetAt: { $cond: [mayTry, new Date(at.getTime() + rule.forgottenMs), '$forgetAt'] },
        waitUntil: {
          $cond: [mayTry, { $cond: [{ $lt: ['$count', rule.free] }, NO_PAUSE, { $add: [at, pause] }] }, '$waitUntil'],
        },
      },
    },
  ]
}

/** It was right: the wrong ones before it are forgotten, those of other strangers stay. */
export async function forgetGuesses({ ids: [own, ...shared] }: Guess): Promise<void> {
  await SignInAttemptsOf.deleteOne({ _id: own })
  await SignInAttemptsOf.updateMany(
    { _id: { $in: shared }, count: { $gt: 0 } },
    { $inc: { count: -1 }, $set: { waitUntil: NO_PAUSE } },
  )
}

const DEVICE = /^[0-9A-Z]{26}$/

/** What a device keeps after a sign-in, so that it is known next time. It opens nothing by itself. */
export function newDeviceCookie(loginName: string): string {
  const id = newId()
  return `${id}.${macOf('device', loginName, id).toString('base64url')}`
}

/** The device's id; null for a cookie that is missing, forged or of another login name. */
function readDeviceCookie(loginName: string, cookie = ''): string | null {
  const [id = '', mac = ''] = cookie.split('.')
  const expected = macOf('device', loginName, id)
  const given = Buffer.from(mac, 'base64url')
  return DEVICE.test(id) && given.length === expected.length && timingSafeEqual(given, expected) ? id : null
}

/** One host of IPv4, one customer of IPv6 (the first 64 bits). */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '')
  if (isIPv4(plain) || !isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const [left, right] = [head, tail].map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = plain.includes('::') ? 8 - (left?.length ?? 0) - (right?.length ?? 0) : 0
  return [...(left ?? []), ...Array.from({ length: zeros }, () => '0'), ...(right ?? [])].slice(0, 4).join(':')
}
