// The rules of redeeming, pure: what may be redeemed by whom, how long a hold stays, how codes are written and read,
// what a month amounts to for a shop, and which patterns are worth a look. Figures are defaults of this product unless
// a source is named.
import { readSignedCode, type SignedCode } from '../access/signed-code'
import type { ErrorCode } from '../errors'
import { addDays, dayOf, instantAt, type Day } from '../time'
import type { DisputeReason, GoodKind } from './schemas'

/** A QR on the resident's screen; ASVS-like practice: minutes, not hours. */
export const QR_SECONDS = 300
export const QR_REFRESH_SECONDS = 240
export const LOW_STOCK = 5

export const kindNames: Readonly<Record<GoodKind, string>> = {
  goods: '日用品',
  voucher: '缴费充值券',
  hallTicket: '场馆门票',
  seedling: '花苗菜苗',
  compost: '有机肥',
  service: '便民服务',
}
export const disputeTexts: Readonly<Record<DisputeReason, string>> = {
  notHandedOver: '没有拿到东西',
  faulty: '东西有质量问题',
  wrongGoods: '给的不是兑换的东西',
  other: '其他',
}
export const wayTexts = { qr: '扫码', typed: '手输码', offline: '断网码补传', desk: '服务台凭卡' } as const

export type GoodRule = {
  status: 'open' | 'paused' | 'ended'
  validFrom: Day
  validTo: Day | null
  placeIds: readonly string[]
  limitPerMonth: number | null
}

/**
 * Why somebody living along `placePath` can't redeem a good on a day, or null. The limit is checked where it is
 * counted.
 */
export function goodRefusal(good: GoodRule, placePath: readonly string[], on: Day): ErrorCode | null {
  if (good.status !== 'open' || on < good.validFrom || (good.validTo !== null && on > good.validTo))
    return 'REWARD_NOT_OPEN'
  return good.placeIds.some((id) => placePath.includes(id)) ? null : 'REWARD_NOT_ELIGIBLE'
}

/** Pieces of this month that would pass the limit. */
export const pastLimit = (limitPerMonth: number | null, used: number, quantity: number): boolean =>
  limitPerMonth !== null && used + quantity > limitPerMonth

/** The end of the last day on which it can be fetched: the day of redeeming and `holdDays` more. */
export const lapsesAtFor = (at: Date, holdDays: number): Date => instantAt(addDays(dayOf(at), holdDays), '24:00')

/** An offline code is good until the end of the day it was taken on. */
export const offlineEndFor = (at: Date): Date => instantAt(dayOf(at), '24:00')

/** Crockford's base 32: no I, L, O, U. Ten characters are 50 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const TYPED_LENGTH = 10

/** @param random at least ten random bytes */
export const typedFrom = (random: ArrayLike<number>): string =>
  Array.from({ length: TYPED_LENGTH }, (_unused, place) => ALPHABET.charAt((random[place] ?? 0) % 32)).join('')

/** 7K2M9QXA4T → 7K2M-9QXA-4T */
export const showTyped = (code: string): string => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`

/** A signed one's `id` is the redemption's. */
export type CodeRead = { kind: 'typed'; code: string } | ({ kind: 'qr' | 'offline' } & SignedCode)

/** "WFR1.<redemption>.<expiry in seconds, base 36>.<mac>"; WFO1 for offline codes. */
export const qrPrefix = { qr: 'WFR1', offline: 'WFO1' } as const

/**
 * Reads a scanned or typed text; typed ones may have blanks, dashes, small letters, and O, I, L for 0, 1, 1. Null: no
 * code of ours.
 */
export function readRedemptionCode(given: string): CodeRead | null {
  const signed = readSignedCode(given)
  if (signed?.prefix === qrPrefix.qr) return { kind: 'qr', ...signed }
  if (signed?.prefix === qrPrefix.offline) return { kind: 'offline', ...signed }
  const code = given.trim().toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return code.length === TYPED_LENGTH && [...code].every((letter) => ALPHABET.includes(letter))
    ? { kind: 'typed', code }
    : null
}

/** Same digit, runs up or down, and pairs repeated: what a thief tries first. */
export function isWeakPin(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]))
  return (
    steps.every((step) => step === 0) ||
    steps.every((step) => step === 1) ||
    steps.every((step) => step === -1) ||
    /^(\d\d)\1\1$/.test(pin) ||
    /^(\d{3})\1$/.test(pin)
  )
}

export type Piece = {
  goodId: string
  goodName: string
  quantity: number
  points: number
  unitFen: number
  sign: 1 | -1
}
export type Line = {
  goodId: string
  goodName: string
  unitPoints: number
  unitFen: number
  pieces: number
  reversedPieces: number
  points: number
  fen: number
}

/** A month's lines: one a good and price, what upheld disputes took back subtracted. In the order of goods' names. */
export function settlementLines(pieces: readonly Piece[]): {
  lines: Line[]
  pieces: number
  points: number
  fen: number
} {
  const lines = new Map<string, Line>()
  for (const { goodId, goodName, quantity, points, unitFen, sign } of pieces) {
    const unitPoints = points / quantity
    const key = `${goodId}|${unitPoints}|${unitFen}`
    const line = lines.get(key) ?? {
      goodId,
      goodName,
      unitPoints,
      unitFen,
      pieces: 0,
      reversedPieces: 0,
      points: 0,
      fen: 0,
    }
    lines.set(key, {
      ...line,
      pieces: line.pieces + (sign === 1 ? quantity : 0),
      reversedPieces: line.reversedPieces + (sign === 1 ? 0 : quantity),
      points: line.points + sign * points,
      fen: line.fen + sign * quantity * unitFen,
    })
  }
  const sorted = [...lines.values()].sort((a, b) =>
    a.goodName === b.goodName ? a.unitPoints - b.unitPoints : a.goodName < b.goodName ? -1 : 1,
  )
  const sum = (of: (line: Line) => number): number => sorted.reduce((total, line) => total + of(line), 0)
  return {
    lines: sorted,
    pieces: sum((line) => line.pieces - line.reversedPieces),
    points: sum((line) => line.points),
    fen: sum((line) => line.fen),
  }
}

export type Taken = { id: string; shopId: string; payer: string; at: Date; points: number }
export type Flag = {
  kind: 'shopBurst' | 'householdBurst' | 'pairShare'
  shopId: string | null
  payer: string | null
  ids: string[]
  points: number
}

/**
 * More captures at a shop within ten minutes than a queue explains; more by one household in a day than a shopping
 * trip; one household being most of a shop's day.
 */
export const velocity = { shopCount: 12, shopMinutes: 10, householdCount: 5, pairCount: 6, pairShare: 0.6 } as const

/** Patterns in one day's captures: hints for a person to look at, never a punishment. */
export function velocityFlags(taken: readonly Taken[]): Flag[] {
  const flags: Flag[] = []
  for (const [shopId, ofShop] of groupBy(taken, (each) => each.shopId)) {
    const burst = densest(ofShop, velocity.shopMinutes)
    if (burst.length >= velocity.shopCount) flags.push(flagOf('shopBurst', shopId, null, burst))
    for (const [payer, pair] of groupBy(ofShop, (each) => each.payer)) {
      if (pair.length >= velocity.pairCount && pair.length >= velocity.pairShare * ofShop.length)
        flags.push(flagOf('pairShare', shopId, payer, pair))
    }
  }
  for (const [payer, theirs] of groupBy(taken, (each) => each.payer)) {
    if (theirs.length >= velocity.householdCount) flags.push(flagOf('householdBurst', null, payer, theirs))
  }
  return flags
}

const flagOf = (kind: Flag['kind'], shopId: string | null, payer: string | null, of: readonly Taken[]): Flag => ({
  kind,
  shopId,
  payer,
  ids: of.map((each) => each.id),
  points: of.reduce((sum, each) => sum + each.points, 0),
})

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** The most captures that fall within `minutes`. */
function densest(taken: readonly Taken[], minutes: number): Taken[] {
  const sorted = [...taken].sort((a, b) => a.at.getTime() - b.at.getTime())
  let best: Taken[] = []
  let from = 0
  sorted.forEach((last, to) => {
    while ((sorted[from]?.at.getTime() ?? 0) < last.at.getTime() - minutes * 60_000) from += 1
    if (to - from + 1 > best.length) best = sorted.slice(from, to + 1)
  })
  return best
}

export const flagTexts = {
  shopBurst: '同一兑换点短时间核销很多次',
  householdBurst: '同一户一天内兑换很多次',
  pairShare: '一个兑换点当天的核销大多来自同一户',
} as const
