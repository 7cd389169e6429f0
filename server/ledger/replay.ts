// Recomputes one member's balances from its entries, one after the other, and compares them with what each entry and the cached
// document say (I13). It knows nothing of how a post is decided, so that a fault in the rules cannot hide here.
import { debtOf, heldOf, type Account } from '@shared/ledger/accounts'
import type { AccountState, Entry } from '@shared/ledger/entries'
import { canonical } from '@shared/ledger/content'
import { countsAsEarned } from '@shared/ledger/kinds'
import { emptyState } from '@shared/ledger/rules'
import type { Unit } from '@shared/units'

export type Replayer = {
  /** The next entry by sequence number. */
  add: (entry: Entry) => void
  /** The cached document against what was recomputed. */
  compare: (state: AccountState) => void
}

const fields = ['points', 'fen', 'carbonGrams', 'held', 'debt', 'earned'] as const
const fieldNames: Record<(typeof fields)[number], string> = { points: '可用积分', fen: '金额', carbonGrams: '减碳', held: '预留积分', debt: '待偿还积分', earned: '累计获得' }

export function replayer(account: Account, say: (where: string, text: string) => void): Replayer {
  let at = emptyState(account, 0)
  const lots: Record<string, number> = {}
  return {
    add: (entry) => {
      const effect = entry.effects.find((each) => each.account === account)
      if (!effect) return say(entry._id, `没有记下 ${account} 的变动`)
      if (effect.seq !== at.seq + 1) say(account, effect.seq <= at.seq ? `第 ${effect.seq} 笔出现了两次(${entry._id})` : `缺第 ${at.seq + 1} 笔,接着就是第 ${effect.seq} 笔(${entry._id})`)
      const moved = (from: Account, unit: Unit): number => entry.postings.filter((each) => each.account === from && each.unit === unit).reduce((sum, each) => sum + each.amount, 0)
      const points = moved(account, 'points')
      const debt = -moved(debtOf(account), 'points')
      const expected = {
        points: at.points + points, fen: at.fen + moved(account, 'fen'), carbonGrams: at.carbonGrams + moved(account, 'carbonGrams'),
        held: at.held + moved(heldOf(account), 'points'), debt: at.debt + debt,
        earned: at.earned + (countsAsEarned(entry.reversedKind ?? entry.kind) ? points - debt : 0),
      }
      for (const field of fields) if (effect[field] !== expected[field]) say(entry._id, `${account} 的${fieldNames[field]}应为 ${expected[field]},写的是 ${effect[field]}`)
      if (effect.points < 0 || effect.debt < 0 || effect.held < 0) say(entry._id, `${account} 的余额小于零`)
      for (const [month, change] of Object.entries(effect.lots)) {
        lots[month] = (lots[month] ?? 0) + change
        if ((lots[month] ?? 0) < 0) say(entry._id, `${account} 到期月 ${month} 的批次小于零`)
        if (lots[month] === 0) delete lots[month]
      }
      const inLots = Object.values(lots).reduce((sum, each) => sum + each, 0)
      if (inLots !== expected.points) say(entry._id, `${account} 各批次合计 ${inLots},可用积分应为 ${expected.points}`)
      at = { ...at, ...expected, seq: effect.seq }
    },
    compare: (state) => {
      if (state.seq !== at.seq) say(account, `余额记录有 ${state.seq} 笔,流水到第 ${at.seq} 笔`)
      for (const field of fields) if (state[field] !== at[field]) say(account, `${fieldNames[field]}缓存为 ${state[field]},由流水重算为 ${at[field]}`)
      if (canonical(state.lots) !== canonical(lots)) say(account, `到期批次缓存为 ${canonical(state.lots)},由流水重算为 ${canonical(lots)}`)
    },
  }
}
