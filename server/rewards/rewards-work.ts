// What waits in redeeming: months that shops have confirmed, for a second person to sign, and months that shops object
// to, to be drafted anew. Disputes, flags and nicknames are questions (server/reviews).
import { rewardsOffice } from '@shared/rewards/office-contract'
import { actorId } from '../audit'
import { undatedWork, type Item, type WorkRow } from '../work'
import { Settlements, type SettlementRecord } from './settlements.model'

const itemsOf = (settlements: SettlementRecord[]): Item[] =>
  settlements.map(({ _id, shopName, month }) => ({
    id: _id,
    text: `${shopName} ${month}`,
    dueAt: null,
    link: `/settlements?open=${encodeURIComponent(_id)}`,
  }))

export const rewardsWork: readonly WorkRow[] = [
  undatedWork({
    kind: 'rewards.sign',
    title: '月结单待复核签字',
    may: rewardsOffice.signOff.may,
    model: () => Settlements,
    filter: ({ actor, places }) => ({
      placePath: { $in: [...places] },
      status: 'confirmed' as const,
      draftedBy: { $ne: actorId(actor) },
      confirmedBy: { $ne: actorId(actor) },
    }),
    sort: { createdAt: 1, _id: 1 },
    items: itemsOf,
  }),
  undatedWork({
    kind: 'rewards.redraft',
    title: '兑换点有异议的月结单待重编',
    may: rewardsOffice.draftSettlement.may,
    model: () => Settlements,
    filter: ({ places }) => ({ placePath: { $in: [...places] }, status: 'objected' as const }),
    sort: { createdAt: 1, _id: 1 },
    items: itemsOf,
  }),
]
