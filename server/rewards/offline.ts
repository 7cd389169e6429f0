// Codes a shop takes without network: the list to compare with, downloaded before, and the batch sent afterwards, row
// by row. Invariants: only pre-issued codes of this shop, taken within their day, sent within 48 hours; each is
// captured once, a row sent again is answered as had; one bad row does not stop the others.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, errors, type ErrorCode } from '@shared/errors'
import { offlineGraceEnd } from '@shared/rewards/machine'
import { offlineEndFor } from '@shared/rewards/rules'
import { OfflineRow, type rewardsShop } from '@shared/rewards/shop-contract'
import { now } from '../clock'
import { transaction } from '../db'
import { findByCode } from './codes'
import { Redemptions, type RedemptionRecord, type ShopRecord } from './rewards.model'
import { isOwn, requireMyShop, takeIt } from './shop'

/** A till's clock may be this wrong. */
const CLOCK_MS = 10 * 60_000
const HAD = '这一条已经补传过了'

/** @throws DomainError NOT_FOUND, REWARD_OFFLINE_NOT_HERE */
export async function listOfflineCodes(
  actor: PersonActor,
  { shopId }: ParsedOf<typeof rewardsShop.offlineList>,
): Promise<OutputOf<typeof rewardsShop.offlineList>> {
  const shop = await requireMyShop(actor, shopId)
  if (!shop.takesOffline) throw new DomainError('REWARD_OFFLINE_NOT_HERE')
  const at = now()
  const held = await Redemptions.find({ shopId, 'offline.until': { $gt: at }, status: 'held' })
    .limit(500)
    .lean<RedemptionRecord[]>()
  return {
    asOf: at.toISOString(),
    until: offlineEndFor(at).toISOString(),
    items: held.flatMap(({ offline, goodName, quantity, points }) =>
      offline ? [{ digest: offline.digest, goodName, quantity, points }] : [],
    ),
  }
}

type Result = OutputOf<typeof rewardsShop.sendOffline>['results'][number]

const refused = (id: string, code: ErrorCode): Result => ({
  id,
  result: 'refused',
  code,
  text: errors[code].text,
  goodName: null,
  points: null,
})

/** @throws DomainError NOT_FOUND, and REWARD_CODE_BRAKED when the first row already meets the brake */
export async function sendOfflineCodes(
  actor: PersonActor,
  { shopId, rows }: ParsedOf<typeof rewardsShop.sendOffline>,
): Promise<OutputOf<typeof rewardsShop.sendOffline>> {
  const shop = await requireMyShop(actor, shopId)
  const results: Result[] = []
  for (const raw of rows) {
    try {
      const row = OfflineRow.safeParse(raw).data
      if (!row) throw new DomainError('INPUT_INVALID')
      results.push(await captureRow(actor, shop, row))
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error
      if (error.code === 'REWARD_CODE_BRAKED' && results.length === 0) throw error
      results.push(refused(raw.id, error.code))
    }
  }
  return { results }
}

async function captureRow(actor: PersonActor, shop: ShopRecord, row: OfflineRow): Promise<Result> {
  const found = await findByCode(row.code, { shopId: shop._id, personId: actor.personId })
  const { redemption, kind } = found
  const { offline } = redemption
  if (kind !== 'offline' || !offline) throw new DomainError('REWARD_CODE_UNKNOWN')
  const told = { id: row.id, goodName: redemption.goodName, points: redemption.points }
  if (redemption.status !== 'held' && offline.rowId === row.id) return { ...told, result: 'had', code: null, text: HAD }
  if (await isOwn(actor, redemption)) throw new DomainError('REWARD_OWN_REDEMPTION')
  const takenAt = new Date(row.takenAt)
  const inItsDay =
    takenAt.getTime() >= offline.issuedAt.getTime() - CLOCK_MS &&
    takenAt.getTime() <= offline.until.getTime() + CLOCK_MS
  if (!inItsDay || (redemption.status === 'held' && now() >= offlineGraceEnd(offline.until)))
    throw new DomainError('REWARD_CODE_EXPIRED')
  try {
    const captured = await transaction((tx) =>
      takeIt(tx, actor, found, { offline: { ...offline, rowId: row.id, takenAt } }),
    )
    return { ...told, result: 'captured', code: null, text: captured.text }
  } catch (error) {
    // the same row sent twice at the same instant: the other one took it
    const after =
      error instanceof DomainError && error.code === 'REWARD_CODE_USED'
        ? await Redemptions.findById(redemption._id).lean<RedemptionRecord>()
        : null
    if (after?.offline?.rowId === row.id) return { ...told, result: 'had', code: null, text: HAD }
    throw error
  }
}
