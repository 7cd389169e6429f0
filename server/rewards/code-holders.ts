// Who has been shown the code of a household's redemption. A code is good for whoever carries it, so it ends with the
// first of them who leaves the household, is removed, or whose consent to act ends: the till refuses it, and those who
// stay are shown a new one.
import { DomainError } from '@shared/errors'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction } from '../db'
import { isStillIn } from '../people/belonging'
import { newTypedCode } from './codes'
import { Redemptions, type RedemptionRecord } from './rewards.model'

/** Whether everybody who knows the code still belongs to the household that pays. */
export async function isCodeGood({
  householdId,
  codeHolders = [],
}: Pick<RedemptionRecord, 'householdId' | 'codeHolders'>): Promise<boolean> {
  if (!householdId) return true
  for (const personId of codeHolders) if (!(await isStillIn(personId, householdId))) return false
  return true
}

/**
 * The redemption with a code that only people of the household know, the one who is shown it among them.
 * @throws DomainError WRONG_STATE when it is no longer held
 */
export async function codeFor(seen: RedemptionRecord, personId: string): Promise<RedemptionRecord> {
  for (let redemption: RedemptionRecord | null = seen; redemption?.status === 'held';) {
    if (!redemption.householdId) return redemption
    const isGood = await isCodeGood(redemption)
    if (isGood && redemption.codeHolders?.includes(personId)) return redemption
    const after = await noteHolder(redemption, personId, isGood)
    if (after) return after
    redemption = await Redemptions.findById(seen._id).lean<RedemptionRecord>()
  }
  throw new DomainError('WRONG_STATE')
}

/** Null when somebody has changed the redemption at this very moment. */
function noteHolder(redemption: RedemptionRecord, personId: string, isGood: boolean): Promise<RedemptionRecord | null> {
  const { _id, version, codeHolders = [] } = redemption
  const changed = { at: now(), text: '有人离开了本户,兑换码已更换', by: 'system:rewards' }
  const set = isGood ? { codeHolders: [...codeHolders, personId] } : { ...newTypedCode(_id), codeHolders: [personId] }
  return transaction((tx) =>
    tx.on(Redemptions).findOneAndUpdate({ _id, status: 'held', version }, {
      $set: set,
      $inc: { version: 1 },
      ...(isGood ? {} : { $push: { history: changed } }),
    } as UpdateQuery<RedemptionRecord>),
  )
}
