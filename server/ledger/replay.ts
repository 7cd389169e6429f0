// Recomputes one member's balances from its entries, one after the other, and compares them with what each entry and
// the cached document say (I13): points, lots, what is held and by which open hold (I5, I6), counters of limits (I11).
// It knows nothing of how a post is decided, so that a fault in the rules cannot hide here.
import { debtOf, heldOf, type Account } from '@shared/ledger/accounts'
import { canonical } from '@shared/canonical'
import type { AccountState, Effect, Entry } from '@shared/ledger/entries'
import { dayOf, monthOf } from '@shared/time'
import type { Unit } from '@shared/units'

export type Replayer = {
  /** The next entry by sequence number. */
  add: (entry: Entry) => void
  /** The cached document against what was recomputed. */
  compare: (state: AccountState) => void
}

const fields = ['points', 'fen', 'carbonGrams', 'held', 'debt', 'earned'] as const
const fieldNames: Record<(typeof fields)[number], string> = {
  points: '可用积分',
  fen: '金额',
  carbonGrams: '减碳',
  held: '预留积分',
  debt: '待偿还积分',
  earned: '累计获得',
}
const EARNS = ['earn', 'compensate']

type Say = (text: string) => void
type Counts = Record<string, Record<string, number>>

export function replayer(account: Account, say: (where: string, text: string) => void): Replayer {
  let at = { seq: 0, points: 0, fen: 0, carbonGrams: 0, held: 0, debt: 0, earned: 0 }
  const lots: Record<string, number> = {}
  const used: Counts = {}
  const open = new Map<string, Effect>()
  return {
    add: (entry) => {
      const about: Say = (text) => say(entry._id, text)
      const effect = entry.effects.find((each) => each.account === account)
      if (!effect) return about(`没有记下 ${account} 的变动`)
      if (effect.seq !== at.seq + 1)
        say(
          account,
          effect.seq <= at.seq
            ? `第${effect.seq}笔出现了两次（${entry._id}）`
            : `缺第${at.seq + 1}笔，接着就是第${effect.seq}笔（${entry._id}）`,
        )
      const moved = (from: Account, unit: Unit): number =>
        entry.postings
          .filter((each) => each.account === from && each.unit === unit)
          .reduce((sum, each) => sum + each.amount, 0)
      const points = moved(account, 'points')
      const debt = -moved(debtOf(account), 'points')
      const expected = {
        points: at.points + points,
        fen: at.fen + moved(account, 'fen'),
        carbonGrams: at.carbonGrams + moved(account, 'carbonGrams'),
        held: at.held + moved(heldOf(account), 'points'),
        debt: at.debt + debt,
        earned: at.earned + (EARNS.includes(entry.reversedKind ?? entry.kind) ? points - debt : 0),
      }
      for (const field of fields)
        if (effect[field] !== expected[field])
          about(`${account} 的${fieldNames[field]}应为 ${expected[field]}，写的是 ${effect[field]}`)
      if (effect.points < 0 || effect.debt < 0 || effect.held < 0) about(`${account} 的余额小于零`)
      moveLots(lots, entry, effect, about)
      const inLots = total(lots)
      if (inLots !== expected.points) about(`${account} 各批次合计 ${inLots}，可用积分应为 ${expected.points}`)
      moveHolds(open, entry, effect, about)
      count(used, effect)
      at = { ...expected, seq: effect.seq }
    },
    compare: (state) => {
      const about: Say = (text) => say(account, text)
      if (state.seq !== at.seq) about(`余额记录有${state.seq}笔，流水到第${at.seq}笔`)
      for (const field of fields)
        if (state[field] !== at[field]) about(`${fieldNames[field]}缓存为 ${state[field]}，由流水重算为 ${at[field]}`)
      if (canonical(state.lots) !== canonical(lots))
        about(`到期批次缓存为 ${canonical(state.lots)}，由流水重算为 ${canonical(lots)}`)
      const oldest = Object.keys(lots).sort()[0] ?? null
      if (state.oldestLot !== oldest)
        about(`最早到期的批次缓存为 ${state.oldestLot ?? '无'}，由流水重算为 ${oldest ?? '无'}`)
      if (canonical(state.used ?? {}) !== canonical(used))
        about(`限额用量缓存为 ${canonical(state.used ?? {})}，由流水重算为 ${canonical(used)}`)
      const inHolds = [...open.values()].reduce((sum, hold) => sum - total(hold.lots), 0)
      if (state.held !== inHolds) about(`预留积分缓存为 ${state.held}，没有结束的预留合计 ${inHolds}`)
    },
  }
}

const total = (lots: Readonly<Record<string, number>>): number =>
  Object.values(lots).reduce((sum, each) => sum + each, 0)

function moveLots(lots: Record<string, number>, entry: Entry, effect: Effect, about: Say): void {
  const month = monthOf(dayOf(entry.at))
  for (const [lot, change] of Object.entries(effect.lots)) {
    lots[lot] = (lots[lot] ?? 0) + change
    if ((lots[lot] ?? 0) < 0) about(`${effect.account} 到期月 ${lot} 的批次小于零`)
    if (lots[lot] === 0) delete lots[lot]
    if (entry.kind === 'expire' && lot >= month) about(`到期月 ${lot} 的批次还没有到期，却被记为到期`)
    if ((entry.kind === 'hold' || (entry.kind === 'gift' && change < 0)) && lot < month)
      about(`到期月 ${lot} 的批次已经到期，却被使用`)
  }
}

/** I6: an end finds its hold open, once; a void gives back exactly the hold's lots, less a debt that it repaid. */
function moveHolds(open: Map<string, Effect>, entry: Entry, effect: Effect, about: Say): void {
  if (entry.kind === 'hold') return void open.set(entry._id, effect)
  if (entry.ends === undefined) return
  const hold = open.get(entry.ends)
  if (!hold) return about(`要结束的预留 ${entry.ends} 不存在，或已经结束过`)
  open.delete(entry.ends)
  const heldPoints = -total(hold.lots)
  const ended = entry.postings
    .filter((each) => each.account === heldOf(effect.account))
    .reduce((sum, each) => sum - each.amount, 0)
  if (ended !== heldPoints) about(`预留了 ${heldPoints}，结束时是 ${ended}`)
  if (entry.kind !== 'void') return
  const repaid = entry.postings
    .filter((each) => each.account === debtOf(effect.account))
    .reduce((sum, each) => sum + each.amount, 0)
  const elsewhere = Object.entries(effect.lots).some(([lot, points]) => points > -(hold.lots[lot] ?? 0))
  if (elsewhere || total(effect.lots) !== heldPoints - repaid) about('退回的积分没有回到原来的批次')
}

/**
 * Of each counter the latest 40 days or windows and the latest 3 months are kept; what is given back to an older one is
 * lost.
 */
function count(used: Counts, effect: Effect): void {
  for (const [counter, periods] of Object.entries(effect.used ?? {})) {
    const counts = (used[counter] ??= {})
    for (const [period, by] of Object.entries(periods))
      if (by > 0 || period in counts) counts[period] = (counts[period] ?? 0) + by
    for (const months of [true, false]) {
      const alike = Object.keys(counts)
        .filter((period) => (period.length === 7) === months)
        .sort()
        .reverse()
      for (const gone of alike.slice(months ? 3 : 40)) delete counts[gone]
    }
  }
}
