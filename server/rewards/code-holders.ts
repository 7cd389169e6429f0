// Who has been shown the code of a household's redemption. A code is good for whoever carries it, so it ends with the
// first of them who leaves the household, is removed, or whose consent to act ends: the till refuses it, and those who
// stay are shown a new one.
import { DomainError } from '@shared/errors'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import type { Tx } from '../db'
import { isStillIn } from '../people/belonging'
import { newTypedCode } from './codes'
import { Redemptions, type RedemptionRecord } from './rewards.model'

type Held = Pick<RedemptionRecord, 'householdId' | 'codeHolders'>

/** Whether everybody who knows the code still belongs to the household that pays. */
export async function isCodeGood({ householdId, codeHolders = [] }: Held, tx?: Tx): Promise<boolean> {
  if (!householdId) return true
  for (const personId of codeHolders) if (!(await isStillIn(personId, householdId, tx))) return false
  return true
}

/** Whether a person may be shown the code as it is: it is good, and they are among those who know it. */
export const mayBeShown = async (redemption: Held, personId: string): Promise<boolean> =>
  !redemption.householdId || (redemption.codeHolders?.includes(personId) === true && (await isCodeGood(redemption)))

/**
 * The redemption with a code that only people of the household know, the one who is shown it among them.
 * @throws DomainError WRONG_STATE when it is no longer held, CHANGED_MEANWHILE
 */
export async function codeFor(tx: Tx, id: string, personId: string): Promise<RedemptionRecord> {
  const redemption = await tx.on(Redemptions).findOne({ _id: id })
  if (redemption?.status !== 'held') throw new DomainError('WRONG_STATE')
  const { version, householdId, codeHolders = [] } = redemption
  const isGood = await isCodeGood(redemption, tx)
  if (!householdId || (isGood && codeHolders.includes(personId))) return redemption
  const changed = { at: now(), text: '有人离开了本户，兑换码已更换', by: 'system:rewards' }
  const after = await tx.on(Redemptions).findOneAndUpdate({ _id: id, status: 'held', version }, {
    $set: isGood ? { codeHolders: [...codeHolders, personId] } : { ...newTypedCode(id), codeHolders: [personId] },
    $inc: { version: 1 },
    ...(isGood ? {} : { $push: { history: changed } }),
  } as UpdateQuery<RedemptionRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  return after
}
