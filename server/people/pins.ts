// The PIN of a household's card: set at the desk, asked for when someone without a phone redeems there.
// Invariants: kept as argon2id over a peppered value (six digits alone would be tried out in minutes); a try is counted
// before it is checked; five wrong ones in a row lock it for half an hour, ten since it was set lock it until it is set
// anew.
import { verify } from '@node-rs/argon2'
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { blindIndex } from '../field-cipher'
import { Pins, type Household, type PinRecord } from './households.model'
import { hashPassword } from './staff-sign-in'

const IN_A_ROW = 5
const AT_ALL = 10
const LOCK_MS = 30 * 60_000

const peppered = (householdId: string, pin: string): string => blindIndex(`pin|${householdId}|${pin}`)

/** Sets a household's PIN or sets it anew. */
export async function setPin(
  actor: Actor,
  household: Household,
  { pin, how }: { pin: string; how: string },
): Promise<{ householdId: string; setAt: string }> {
  const hash = await hashPassword(peppered(household._id, pin))
  const setAt = now()
  return transaction(async (tx) => {
    const fresh = {
      hash,
      placePath: household.placePath,
      failures: 0,
      total: 0,
      lockedUntil: null,
      setAt,
      setBy: actorId(actor),
    }
    await tx.on(Pins).updateOne({ _id: household._id }, { $set: fresh } as UpdateQuery<PinRecord>, { upsert: true })
    await audit(tx, actor, {
      action: 'rewards.setPin',
      subject: `households/${household._id}`,
      placePath: household.placePath,
      details: { how },
    })
    return { householdId: household._id, setAt: setAt.toISOString() }
  })
}

export async function pinStateOf(householdId: string): Promise<{ hasPin: boolean; pinLocked: boolean }> {
  const pin = await Pins.findById(householdId).lean<PinRecord>()
  return { hasPin: pin !== null, pinLocked: pin !== null && isLocked(pin) }
}

const isLocked = ({ lockedUntil, total }: PinRecord): boolean =>
  total >= AT_ALL || (lockedUntil !== null && lockedUntil > now())

/**
 * Checks a PIN. The try is taken in one guarded write before, so that a burst gets no more tries than a queue.
 * @throws DomainError REWARD_PIN_NOT_SET, REWARD_PIN_BRAKED, REWARD_PIN_WRONG
 */
export async function requirePin(householdId: string, pin: string): Promise<void> {
  const at = now()
  const known = await Pins.findById(householdId).lean<PinRecord>()
  if (!known) throw new DomainError('REWARD_PIN_NOT_SET')
  await Pins.updateOne({ _id: householdId, lockedUntil: { $lte: at } }, { $set: { lockedUntil: null, failures: 0 } })
  const taken = await Pins.findOneAndUpdate(
    { _id: householdId, lockedUntil: null, failures: { $lt: IN_A_ROW }, total: { $lt: AT_ALL } },
    { $inc: { failures: 1, total: 1 } },
    { returnDocument: 'after' },
  ).lean<PinRecord>()
  if (!taken) {
    await Pins.updateOne(
      { _id: householdId, lockedUntil: null, failures: { $gte: IN_A_ROW } },
      { $set: { lockedUntil: new Date(at.getTime() + LOCK_MS) } },
    )
    throw new DomainError('REWARD_PIN_BRAKED', { retryAfterSeconds: LOCK_MS / 1000 })
  }
  if (await verify(taken.hash, peppered(householdId, pin))) {
    await Pins.updateOne({ _id: householdId, hash: taken.hash }, { $set: { failures: 0, total: 0, lockedUntil: null } })
    return
  }
  if (taken.failures >= IN_A_ROW)
    await Pins.updateOne(
      { _id: householdId, lockedUntil: null },
      { $set: { lockedUntil: new Date(at.getTime() + LOCK_MS) } },
    )
  throw new DomainError('REWARD_PIN_WRONG', { left: Math.max(0, IN_A_ROW - taken.failures) })
}
