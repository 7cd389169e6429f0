// Every movement in plain words, made from the entry's `why` when someone reads it: "11月3日 19:12 大件上门 纸板 12.5千克 +25(价目
// v1)". Templates only grow: entries of years ago still need theirs. `{name}` is a parameter.
import { showDay, showInstant } from '../time'
import { showCarbon, showFen } from '../units'
import { accountKinds, kindOf, memberOf, type Account } from './accounts'
import { showTrimmed } from './earning'
import type { Entry, EntryKind, Trimmed, Why } from './entries'

type Template = { text: string; basis?: string }

export const templates: Readonly<Record<string, Template>> = {
  /** service "大件上门", materials "纸板 12.5千克" (materialsText), priceList "1" */
  'pickup.collected': { text: '{service} {materials}', basis: '价目 v{priceList}' },
  'pickup.collectedByRule': { text: '{service} {materials}', basis: '积分规则 v{rule}，价目 v{priceList}' },
  'pickup.fee': { text: '{service} 上门费', basis: '价目 v{priceList}' },
  'pickup.feeChanged': { text: '{service} 预约改动，补差价', basis: '价目 v{priceList}' },
  'pickup.feeRefunded': { text: '{service} 取消，退回费用', basis: '按公布的退费规则' },
  'pickup.paid': { text: '{service} 费用已由运营方登记收取' },
  'pickup.missed': { text: '漏收补偿（{day}那次）', basis: '补偿标准 v{version}' },
  'pickup.corrected': { text: '{service} 重量更正 {materials}', basis: '价目 v{priceList}' },
  'pickup.correctedByRule': { text: '{service} 重量更正 {materials}', basis: '积分规则 v{rule}，价目 v{priceList}' },
  /** site "3号点", result "厨余正确" */
  'dropoff.checked': { text: '{site} {result}', basis: '规则 {rule}' },
  'dropoff.pending': { text: '分类投放，待入账', basis: '积分规则 v{rule}' },
  /** site "3号点", times 3 */
  'dropoff.closed': { text: '{site} 分类投放 {times}次', basis: '积分规则 v{rule}' },
  /** site "锦绣花园 1号投放点", length "2小时" */
  'shift.earned': { text: '{site} 志愿督导 {length}', basis: '积分规则 v{rule}' },
  'training.earned': { text: '参加培训 {title}', basis: '积分规则 v{rule}' },
  'rewards.redeemed': { text: '兑换 {goods}' },
  'ledger.reversed': { text: '冲正：{reason}' },
  'ledger.added': { text: '补差：{reason}' },
  'ledger.expired': { text: '{month} 底到期的积分' },
  /** goods "厨余堆肥一袋", shop "柳湾便民店" */
  'rewards.held': { text: '兑换 {goods}，待领取' },
  'rewards.captured': { text: '兑换 {goods}，已在{shop}领取' },
  'rewards.voided': { text: '兑换 {goods} 没有领取，积分退回' },
  /** to "荷塘里公益金" */
  'ledger.given': { text: '赠送给{to}{note}' },
  'ledger.received': { text: '收到邻居赠送' },
  'ledger.merged': { text: '住户合并转入转出' },
}

export const kindNames: Readonly<Record<EntryKind, string>> = {
  earn: '获得',
  accrue: '待入账',
  reverse: '冲正',
  compensate: '补偿',
  owe: '应付',
  pay: '收付登记',
  hold: '预留',
  capture: '核销',
  void: '退回',
  expire: '到期',
  gift: '赠送',
  merge: '合并',
}

/** A calendar day as "11月22日"; everything else as it is. */
const inWords = (value: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) ? (showDay(value).split(' ', 1)[0] ?? value) : value

const fill = (pattern: string, params: Why['params']): string =>
  pattern
    .replace(/\{(\w+)\}/g, (_whole, name: string) => inWords(String(params[name] ?? '')))
    .replace(/\s+/g, ' ')
    .trim()

/** What happened, without date and amount. A template that this release does not know shows the kind. */
export const showWhy = (why: Why, kind: EntryKind): string => {
  const template = templates[why.template]
  return (template && fill(template.text, why.params)) || kindNames[kind]
}

/** The rule or price list in words, or ''. */
export const showBasis = (why: Why): string => fill(templates[why.template]?.basis ?? '', why.params)

const signed = (amount: number): string => (amount > 0 ? `+${amount}` : `−${-amount}`)

/** "+25 · 减碳 1.25 kgCO₂e · 应付 30.00元" */
export function showAmounts(
  { points, fen, carbonGrams }: { points: number; fen: number; carbonGrams: number },
  kind: EntryKind,
): string {
  const parts: string[] = []
  if (points !== 0) parts.push(signed(points))
  if (fen !== 0)
    parts.push(
      kind === 'pay' ? `登记${showFen(Math.abs(fen))}` : fen < 0 ? `应付 ${showFen(-fen)}` : `应收 ${showFen(fen)}`,
    )
  if (carbonGrams !== 0)
    parts.push(carbonGrams > 0 ? `减碳 ${showCarbon(carbonGrams)}` : `减碳扣回 ${showCarbon(-carbonGrams)}`)
  return parts.join(' · ')
}

/**
 * One line of a statement. @param withClock false leaves the time of day out, for everyone but the person whose act it
 * was
 */
export function showLine(
  line: {
    at: Date
    kind: EntryKind
    why: Why
    points: number
    fen: number
    carbonGrams: number
    details?: Entry['details'] | undefined
  },
  withClock: boolean,
): string {
  const when = withClock ? showInstant(line.at) : showInstant(line.at).split(' ', 1)[0]
  const basis = showBasis(line.why)
  const trimmed = line.details?.['trimmed'] as Trimmed | undefined
  const less = trimmed ? ` ${showTrimmed(trimmed)}` : ''
  return `${when} ${showWhy(line.why, line.kind)} ${showAmounts(line, line.kind)}${basis ? `（${basis}）` : ''}${less}`.trim()
}

/** "住户", "发放 pickup-recyclable", "待偿还(住户)". */
export function accountName(account: Account): string {
  const kind = kindOf(account)
  if (!kind) return account
  const inner = memberOf(account)
  if (inner !== account) return `${accountKinds[kind].name}（${accountName(inner)}）`
  const name = account.slice(kind.length + 1)
  return name ? `${accountKinds[kind].name} ${name}` : accountKinds[kind].name
}
