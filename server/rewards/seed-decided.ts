// What staff of the demo city find under contests and settlements: a contest that a worker wrote down for a card-only
// household and that waits, one that was answered, a month's settlement signed off by two and one that its shop has not
// confirmed. All through the operations.
import { accountFor } from '@shared/ledger/accounts'
import { seedId } from '../ids'
import { contestAtDesk, decideContest, openContest } from '../ledger/contests'
import { readPoints } from '../ledger/paper'
import { statement } from '../ledger/statement'
import { actingAs, seedActor } from '../people/seed-ids'
import { confirmSettlement, signOffSettlement } from './settlements'
import { Settlements, type SettlementRecord } from './settlements.model'

/**
 * @param cardOnly a household without a phone and with an entry of this month @param savers people of 柳湾 who earned by
 * pickups
 */
export async function seedContests(cardOnly: string, savers: readonly string[], month: string): Promise<void> {
  const worker = seedActor('community-1-wu')
  const { lines } = await readPoints(worker, { householdId: cardOnly, month })
  const doubted = lines.find((line) => line.allowed.includes('contest'))
  if (doubted) {
    await contestAtDesk(worker, {
      id: seedId('contest:open'),
      householdId: cardOnly,
      entryId: doubted.entryId,
      how: 'spoken',
      reason: '老人说那天漏收了两次，只补了一次，请再核一下。',
    })
  }
  for (const personId of savers) {
    const resident = actingAs(personId)
    const account = accountFor({ personId })
    const earned = (await statement(resident, { account, limit: 50 })).items.find(
      (line) => line.kind === 'earn' && line.allowed.includes('contest'),
    )
    if (!earned) continue
    const { id } = await openContest(resident, {
      id: seedId('contest:decided'),
      account,
      entryId: earned.entryId,
      reason: '我记得那天的纸板不止这些。',
    })
    await decideContest(seedActor('subdistrict-1-feng'), {
      id,
      outcome: 'kept',
      reason: '查了收运员当时拍的秤面照片，重量和登记的一致，积分没有记错。',
    })
    return
  }
}

/** The settlement of the first shop is confirmed and signed off; the others stay drafts. */
export async function seedSignedSettlement(shopId: string, month: string): Promise<void> {
  const draft = await Settlements.findById(`${shopId}:${month}`).lean<SettlementRecord>()
  if (!draft) return
  const confirmed = await confirmSettlement(seedActor('field-08-yan'), { id: draft._id, version: draft.version })
  await signOffSettlement(seedActor('city-4-lu'), { id: draft._id, version: confirmed.version })
}
