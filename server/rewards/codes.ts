// Codes of redemptions: signed QR texts, the typed code, finding the redemption behind one, and the brake on guessing.
// Invariants (C30): a QR is bound to redemption, shop, goods and points by an HMAC and good for five minutes; a typed
// code has 50 random bits, is kept as a keyed hash and is only ever tried under the brake; 10 wrong guesses a person
// and 30 a shop in ten minutes are checked.
import { createHash, randomBytes } from 'node:crypto'
import { DomainError } from '@shared/errors'
import { qrPrefix, readRedemptionCode, typedFrom, type CodeRead } from '@shared/rewards/rules'
import { endOf, isSigned, signCode as sign, type Bound } from '../access/signed-codes'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import { blindIndex, seal, unseal } from '../field-cipher'
import { Guesses, Redemptions, type RedemptionRecord } from './rewards.model'

const GUESS_MS = 10 * 60_000
const MOST = { person: 10, shop: 30 } as const

const PURPOSE = 'rewards/codes/1'

type Signed = Pick<RedemptionRecord, '_id' | 'shopId' | 'goodId' | 'quantity' | 'points' | 'typedIndex'>

const boundOf = ({ shopId, goodId, quantity, points, typedIndex }: Signed): Bound => [
  shopId,
  goodId,
  quantity,
  points,
  typedIndex,
]

/** The text of a QR that ends at `until`. The same instant gives the same text. */
export const signCode = (kind: 'qr' | 'offline', of: Signed, until: Date): string =>
  sign(PURPOSE, qrPrefix[kind], of._id, boundOf(of), until)

/** What a phone without network compares with: SHA-256 of the whole text. */
export const digestOf = (qr: string): string => createHash('sha256').update(qr).digest('base64url')

const typedIndexOf = (code: string): string => blindIndex(`redemption|${code}`)

/** A fresh typed code. Made before the transaction, which may run more than once. */
export function newTypedCode(redemptionId: string): { typedIndex: string; typedSealed: string } {
  const code = typedFrom(randomBytes(10))
  return { typedIndex: typedIndexOf(code), typedSealed: seal(code, redemptionId) }
}

export const typedOf = (redemption: Pick<RedemptionRecord, '_id' | 'typedSealed'>): string =>
  unseal(redemption.typedSealed, redemption._id)

/** `isEarlier`: an offline code taken out before the code was changed; a till without network can't know that. */
export type Found = {
  redemption: RedemptionRecord
  kind: CodeRead['kind']
  expiresAt: Date | null
  isEarlier?: boolean
}
type Till = { shopId: string; personId: string }

/**
 * The redemption of this shop that a code stands for. A QR past its end is refused here; its state is not looked at.
 * A typed code costs a try before it is looked up; a signed one only when it turns out forged, since signatures can't
 * be guessed.
 * @throws DomainError REWARD_CODE_BRAKED, REWARD_CODE_UNKNOWN, REWARD_CODE_EXPIRED, REWARD_OTHER_SHOP
 */
export async function findByCode(given: string, till: Till): Promise<Found> {
  const read = readRedemptionCode(given)
  const isTyped = read === null || read.kind === 'typed'
  const guess = isTyped ? await takeGuess(till) : null
  const found = await lookUp(read)
  if (!found) {
    if (!isTyped) await takeGuess(till)
    throw new DomainError('REWARD_CODE_UNKNOWN')
  }
  if (found.redemption.shopId !== till.shopId) throw new DomainError('REWARD_OTHER_SHOP')
  await guess?.giveBack()
  if (found.kind === 'qr' && found.expiresAt && found.expiresAt <= now()) throw new DomainError('REWARD_CODE_EXPIRED')
  return found
}

async function lookUp(read: CodeRead | null): Promise<Found | null> {
  if (!read) return null
  if (read.kind === 'typed') {
    const redemption = await Redemptions.findOne({ typedIndex: typedIndexOf(read.code) })
      .sort({ createdAt: -1 })
      .lean<RedemptionRecord>()
    return redemption ? { redemption, kind: 'typed', expiresAt: null } : null
  }
  const redemption = await Redemptions.findById(read.id).lean<RedemptionRecord>()
  if (!redemption) return null
  const isEarlier = !isSigned(PURPOSE, read, boundOf(redemption))
  if (isEarlier && redemption.offline?.digest !== digestOf(read.text)) return null
  return { redemption, kind: read.kind, expiresAt: endOf(read), isEarlier }
}

/**
 * Counts a try before it is checked, for the person and for the shop, so that a burst gets no more tries than a queue;
 * a code that was right gives its try back. @throws DomainError REWARD_CODE_BRAKED
 */
async function takeGuess({ shopId, personId }: Till): Promise<{ giveBack: () => Promise<void> }> {
  const ids = [
    [`person:${personId}`, MOST.person],
    [`shop:${shopId}`, MOST.shop],
  ] as const
  const taken: string[] = []
  const giveBack = async (): Promise<void> => {
    if (taken.length > 0) await Guesses.updateMany({ _id: { $in: taken }, count: { $gt: 0 } }, { $inc: { count: -1 } })
  }
  for (const [id, most] of ids) {
    if (await takeOne(id, most)) {
      taken.push(id)
      continue
    }
    await giveBack()
    throw new DomainError('REWARD_CODE_BRAKED', { retryAfterSeconds: GUESS_MS / 1000 })
  }
  return { giveBack }
}

async function takeOne(id: string, most: number): Promise<boolean> {
  const at = now()
  await Guesses.deleteOne({ _id: id, windowUntil: { $lte: at } })
  try {
    const taken = await Guesses.updateOne(
      { _id: id, count: { $lt: most } },
      { $inc: { count: 1 }, $setOnInsert: { windowUntil: new Date(at.getTime() + GUESS_MS) } },
      { upsert: true },
    )
    return taken.matchedCount + taken.upsertedCount === 1
  } catch (error) {
    // the upsert of a full or just created counter: full unless the update now finds room
    if (!isDuplicateKey(error)) throw error
    return (await Guesses.updateOne({ _id: id, count: { $lt: most } }, { $inc: { count: 1 } })).matchedCount === 1
  }
}
