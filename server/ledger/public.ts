// The public account of the points: what is outstanding, issued, spent, expired and given, month by month. Summed from
// the daily seals and the days since; kept for half a minute, since anyone may ask.
import type { OutputOf } from '@shared/contract'
import type { earning } from '@shared/ledger/earning-contract'
import { dayOf, monthOf, type Day, type Month } from '@shared/time'
import { now } from '../clock'
import { totalsByDay, type DayTotals, type TotalKind } from './seals'

type Account = OutputOf<typeof earning.publicAccount>
type Sums = { issued: number; compensated: number; spent: number; expired: number; given: number }

const KEEP_MS = 30_000
const MONTHS_SHOWN = 24
let kept: { account: Account; at: number } | null = null

/** What members gained (in − out) by a kind, less what reversals of it took back. */
function netOf(totals: DayTotals, kind: TotalKind & string): number {
  const moved = (name: TotalKind): number => (totals[name]?.in.points ?? 0) - (totals[name]?.out.points ?? 0)
  return moved(kind) + moved(`reverse:${kind}` as TotalKind)
}

const zero = (): Sums => ({ issued: 0, compensated: 0, spent: 0, expired: 0, given: 0 })

function add(sums: Sums, totals: DayTotals): void {
  sums.issued += netOf(totals, 'earn')
  sums.compensated += netOf(totals, 'compensate')
  sums.spent -= netOf(totals, 'capture')
  sums.expired -= netOf(totals, 'expire')
  sums.given += (totals.gift?.in.points ?? 0) - (totals['reverse:gift']?.in.points ?? 0)
}

/** Points in members' hands, set aside ones too. */
const outstandingOf = ({ issued, compensated, spent, expired }: Sums): number => issued + compensated - spent - expired

/** What was issued (less what was reversed) and redeemed on each day, in points, of the whole city. */
export const pointsByDay = async (from: Day, to: Day): Promise<{ day: Day; issued: number; spent: number }[]> =>
  (await totalsByDay(from))
    .filter(({ day }) => day <= to)
    .map(({ day, totals }) => ({ day, issued: netOf(totals, 'earn'), spent: -netOf(totals, 'capture') }))

/** @returns figures of all time and of the last 24 months, the newest first */
export async function publicAccount(): Promise<Account> {
  const at = now()
  if (kept && Math.abs(at.getTime() - kept.at) < KEEP_MS) return kept.account
  const months = new Map<Month, Sums & { outstanding: number }>()
  const total = zero()
  for (const { day, totals } of await totalsByDay('2000-01-01')) {
    const month = months.get(monthOf(day)) ?? { ...zero(), outstanding: 0 }
    add(month, totals)
    add(total, totals)
    months.set(monthOf(day), { ...month, outstanding: outstandingOf(total) })
  }
  const granted = total.issued + total.compensated
  const percent = granted > 0 ? Math.round((total.spent * 1000) / granted) / 10 : 0
  const account: Account = {
    asOf: at.toISOString(),
    outstanding: outstandingOf(total),
    ...total,
    redemptionPercent: percent,
    redemptionText: granted > 0 ? `发放的积分已有 ${percent}% 用于兑换` : '还没有发放积分',
    note: `截至 ${dayOf(at)}。发放已扣除冲正；未用 = 发放 + 补偿 − 使用 − 到期；赠送只是换了持有人。`,
    months: [...months]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .slice(0, MONTHS_SHOWN)
      .map(([month, sums]) => ({ month, ...sums })),
  }
  kept = { account, at: at.getTime() }
  return account
}
