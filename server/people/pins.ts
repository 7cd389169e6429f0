// The PIN of a household's card: set at the desk, asked for when someone without a phone redeems there, and when
// somebody claims a household that has no members.
// Invariants: kept as argon2id over a peppered value (six digits alone would be tried out in minutes); a try is counted
// before it is checked; five wrong ones in a row lock it for half an hour, ten since it was set lock it until it is set
// anew.
import { verify } from '@node-rs/argon2'
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { conflictOf, refuseOwnCase } from './conflicts'
import { Memberships, Pins, type Household, type PinRecord } from './households.model'
import { hashPassword } from './staff-sign-in'
import { tellMembers } from './tellings'

const IN_A_ROW = 5
const AT_ALL = 10
/** Tries of all who claim the household together, until the PIN is set anew. */
const CLAIM_TRIES = 5
const LOCK_MS = 30 * 60_000

const peppered = (householdId: string, pin: string): string => blindIndex(`pin|${householdId}|${pin}`)

/** Sets a household's PIN or sets it anew; the members are told. @throws DomainError DECIDES_OWN_CASE */
export async function setPin(
  actor: Actor,
  household: Household,
  { pin, how }: { pin: string; how: string },
): Promise<{ householdId: string; setAt: string }> {
  const hash = await hashPassword(peppered(household._id, pin))
  const setAt = now()
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { householdIds: [household._id] })
    const members = await tx.on(Memberships).find({ householdId: household._id, active: true })
    await tellMembers(
      tx,
      `${household._id}/pin/${setAt.getTime()}`,
      household._id,
      members.map(({ personId }) => personId),
      { title: '您家的户卡设了新密码', text: '社区服务台刚刚给您家的户卡设了密码。不是您家人去办的话，请联系社区。' },
    )
    const fresh = {
      hash,
      placePath: household.placePath,
      failures: 0,
      total: 0,
      claimTries: 0,
      lockedUntil: null,
      setAt,
      setBy: actorId(actor),
    }
    await tx.on(Pins).updateOne({ _id: household._id }, { $set: fresh } as UpdateQuery<PinRecord>, { upsert: true })
    await audit(tx, actor, {
      action: 'people.setPin',
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
 * Whoever set a PIN today may not use it today: a second person has to be there before points leave a card.
 * @throws DomainError REWARD_PIN_SET_TODAY
 */
export async function refusePinSetToday(tx: Tx, actor: Actor, householdId: string): Promise<void> {
  const pin = await tx.on(Pins).findOne({ _id: householdId })
  if (!pin || dayOf(pin.setAt) !== dayOf(now())) return
  if (await conflictOf(tx, actor, { actedBy: [pin.setBy] })) throw new DomainError('REWARD_PIN_SET_TODAY')
}

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

/**
 * Checks the PIN by which somebody claims a household. Counted apart from the desk: a stranger with a found card can't
 * lock its owner out there. @returns who set the PIN; null when the household has none
 * @throws DomainError HOUSEHOLD_PIN_NEEDED, HOUSEHOLD_PIN_LOCKED, REWARD_PIN_WRONG
 */
export async function requireClaimPin(householdId: string, pin: string | undefined): Promise<{ setBy: string } | null> {
  const known = await Pins.findById(householdId).lean<PinRecord>()
  if (!known) return null
  if (pin === undefined) throw new DomainError('HOUSEHOLD_PIN_NEEDED')
  const taken = await Pins.findOneAndUpdate(
    { _id: householdId, claimTries: { $not: { $gte: CLAIM_TRIES } } },
    { $inc: { claimTries: 1 } },
    { returnDocument: 'after' },
  ).lean<PinRecord>()
  if (!taken) throw new DomainError('HOUSEHOLD_PIN_LOCKED')
  if (!(await verify(taken.hash, peppered(householdId, pin))))
    throw new DomainError('REWARD_PIN_WRONG', { left: Math.max(0, CLAIM_TRIES - (taken.claimTries ?? 0)) })
  await Pins.updateOne({ _id: householdId, hash: taken.hash }, { $set: { claimTries: 0 } })
  return { setBy: taken.setBy }
}
