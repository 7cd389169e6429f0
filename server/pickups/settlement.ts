// From weights to a receipt: points by the earning rule, fen by the price list, carbon by the factors in force on the
// day, and one entry of the ledger for all of it. Invariants: one entry per settlement, whose cause counts the
// booking's settlements (undo and log again makes a second one); a load confirmed as mixed brings neither points nor
// carbon; nobody earns for what they weighed themselves (I12); where a cap or the month's budget grants less, the
// receipt says so.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { showTrimmed } from '@shared/ledger/earning'
import type { Post, Posted, Posting } from '@shared/ledger/entries'
import { materialName, materialsText } from '@shared/ledger/materials'
import { contestUntil } from '@shared/pickups/rules'
import type { WeighIn } from '@shared/pickups/schemas'
import type { AreaSettings } from '@shared/places/settings'
import { dayOf } from '@shared/time'
import { actorId } from '../audit'
import type { Tx } from '../db'
import { grantedOf, prepareEarning, type PreparedEarning, type Worth } from '../ledger/earning'
import { carbonOf } from '../ledger/factors'
import { postMany, reverse } from '../ledger/ledger'
import type { BookingReceipt, BookingRecord } from './bookings.model'
import { operatorOf, serviceName } from './pickups-money'
import { pricesAt, sourceOf } from './terms'

type Line = BookingReceipt['lines'][number]
/** `earning` is closed by whoever posts the settlement; demo data has none. */
export type Settlement = {
  lines: Line[]
  carbonNote: string
  priceListVersion: number
  factorVersion: string | null
  worth: Worth
  earning: PreparedEarning | null
}

/** What weights cost: the price list of the day. `fenPerKg` as published; null = none. */
export type Rates = { materials: readonly { code: string; fenPerKg: number | null }[]; version: number }

/** Weights of one material together, in the order first weighed. */
export function addUp(weights: readonly WeighIn[]): WeighIn[] {
  const sums = new Map<string, WeighIn>()
  for (const { material, grams, pieces } of weights) {
    const before = sums.get(material)
    const together = (before?.pieces ?? 0) + (pieces ?? 0)
    sums.set(material, { material, grams: (before?.grams ?? 0) + grams, ...(together > 0 ? { pieces: together } : {}) })
  }
  return [...sums.values()]
}

/** Fen are rounded to the nearest per material. @param grams whole grams */
export const fenOf = (grams: number, fenPerKg: number | null): number => Math.round((grams * (fenPerKg ?? 0)) / 1000)

/**
 * Reckons a receipt's lines. Read before the transaction.
 * @param day Shanghai day of the weigh-in @param worth what `factsOf(weights)` earn
 */
export async function reckon(
  rates: Rates,
  weights: readonly WeighIn[],
  day: string,
  { mixedLoad, worth }: { mixedLoad: boolean; worth: Worth },
): Promise<Settlement> {
  const lines: Line[] = []
  const notes: { carbonGrams: number; note: string }[] = []
  let factorVersion: string | null = null
  for (const [index, { material, grams }] of addUp(weights).entries()) {
    const rate = rates.materials.find((each) => each.code === material)
    const carbon = await carbonOf(material, grams, day)
    const counts = !mixedLoad
    const carbonGrams = counts ? carbon.carbonGrams : 0
    lines.push({
      material,
      materialName: materialName(material),
      grams,
      points: counts ? (worth.points[index] ?? 0) : 0,
      fen: fenOf(grams, rate?.fenPerKg ?? null),
      carbonGrams,
      factorVersion: counts ? carbon.factorVersion : null,
    })
    notes.push({ carbonGrams, note: carbon.note })
    if (counts) factorVersion = carbon.factorVersion
  }
  return {
    lines,
    carbonNote: noteOf(notes, mixedLoad),
    priceListVersion: rates.version,
    factorVersion,
    worth,
    earning: null,
  }
}

/** Weights as facts that may earn, in the order of a receipt's lines. */
export const factsOf = (weights: readonly WeighIn[]): { code: string; amount: number }[] =>
  addUp(weights).map(({ material, grams }) => ({ code: material, amount: grams }))

/** One line of caution: the material that counts most, and that the others are reckoned alike. */
function noteOf(notes: readonly { carbonGrams: number; note: string }[], mixedLoad: boolean): string {
  if (mixedLoad) return '本次被认定为混装，只记重量，不计积分和减碳'
  const [most] = [...notes].sort((a, b) => b.carbonGrams - a.carbonGrams)
  if (!most) return '没有称重，不计减碳'
  return notes.length > 1 ? `${most.note} · 其他材料同法，各按自己的系数` : most.note
}

const sum = (lines: readonly Line[], field: 'grams' | 'points' | 'fen' | 'carbonGrams'): number =>
  lines.reduce((total, line) => total + line[field], 0)

/** The entry of a settlement; null when nothing moves. Without a known member the carbon is the operator's. */
export function settlementPost(
  booking: BookingRecord,
  n: number,
  settled: Settlement,
  by: string,
  at: Date,
  stopId: string,
): Post | null {
  const { beneficiary } = booking
  const { worth } = settled
  const member = beneficiary ?? operatorOf(booking)
  const [fen, carbonGrams] = [beneficiary ? sum(settled.lines, 'fen') : 0, sum(settled.lines, 'carbonGrams')]
  const postings: Posting[] = [
    ...worth.postings,
    { account: member, unit: 'fen', amount: fen },
    { account: operatorOf(booking), unit: 'fen', amount: -fen },
    { account: member, unit: 'carbonGrams', amount: carbonGrams },
    { account: 'nature', unit: 'carbonGrams', amount: -carbonGrams },
  ].filter((posting): posting is Posting => posting.amount !== 0)
  if (postings.length === 0) return null
  return {
    cause: causeOf(booking._id, n),
    kind: 'earn',
    at,
    by,
    partition: booking.partition,
    subject: `pickups/${booking._id}`,
    postings,
    why: whyOf('collected', booking, settled),
    ruleVersion: `price-list@${settled.priceListVersion}`,
    ...worth.post,
    ...settled.earning?.post,
    ...(settled.factorVersion ? { factorVersion: settled.factorVersion } : {}),
    placePath: booking.placePath,
    details: {
      stopId,
      weights: settled.lines.map(({ material, grams }) => ({ material, grams })),
      ...worth.details,
      ...(beneficiary?.startsWith('person:') ? { earnerId: beneficiary.slice('person:'.length) } : {}),
    },
  }
}

/** Names the rule the points came from beside the price list, where there is one. */
export function whyOf(
  what: 'collected' | 'corrected',
  booking: BookingRecord,
  { lines, priceListVersion, worth }: Settlement,
): Post['why'] {
  const params = { service: serviceName(booking), materials: materialsText(lines), priceList: priceListVersion }
  return worth.rule
    ? { template: `pickup.${what}ByRule`, params: { ...params, rule: worth.rule.version } }
    : { template: `pickup.${what}`, params }
}

export const causeOf = (bookingId: string, n: number): string => `pickups/${bookingId}/settled/${n}`

/** Posts a settlement in the transaction of the stop's change and gives the receipt for the booking. */
export async function settle(
  tx: Tx,
  booking: BookingRecord,
  n: number,
  settled: Settlement,
  given: { actor: Actor; at: Date; stopId: string; settings: AreaSettings },
): Promise<BookingReceipt> {
  const post = settlementPost(booking, n, settled, actorId(given.actor), given.at, given.stopId)
  return receiptOf(booking, settled, await postSettled(tx, settled, post), given.at, given.settings)
}

/** Posts and tells the earning what became of it. */
export async function postSettled(tx: Tx, settled: Settlement, post: Post | null): Promise<Posted | null> {
  const [posted = null] = post ? await postMany(tx, [post]) : []
  settled.earning?.note(posted)
  return posted
}

/** @param posted the settlement's entry; null where nothing was posted */
export function receiptOf(
  booking: Pick<BookingRecord, 'beneficiary'>,
  settled: Settlement,
  posted: Pick<Posted, 'entry'> | null,
  at: Date,
  settings: AreaSettings,
): BookingReceipt {
  const { points, trimmed } = grantedOf(posted, settled.worth.asked)
  const lines = trimmedTo(
    points,
    booking.beneficiary ? settled.lines : settled.lines.map((line) => ({ ...line, points: 0, fen: 0 })),
  )
  return {
    at: at.toISOString(),
    lines,
    totalGrams: sum(lines, 'grams'),
    points: sum(lines, 'points'),
    fen: sum(lines, 'fen'),
    carbonGrams: sum(lines, 'carbonGrams'),
    carbonNote: settled.carbonNote,
    entryId: posted?.entry._id ?? '',
    contestUntil: contestUntil(at, settings.booking).toISOString(),
    ...(trimmed ? { pointsNote: showTrimmed(trimmed) } : {}),
  }
}

/** Lines whose points add up to what was granted: the last ones give way. */
function trimmedTo(granted: number, lines: readonly Line[]): Line[] {
  let left = granted
  return lines.map((line) => {
    const points = Math.min(line.points, left)
    left -= points
    return { ...line, points }
  })
}

/** Takes a settlement back; nothing happens where nothing was posted. */
export async function unsettle(tx: Tx, booking: BookingRecord, n: number, actor: Actor, reason: string): Promise<void> {
  const entryId = booking.receipt?.entryId
  if (entryId)
    await takeBackEntry(tx, entryId, { cause: `pickups/${booking._id}/unsettled/${n}`, reason, by: actorId(actor) })
}

/** Reverses a settlement's entry; one that a contest of the ledger has reversed already stays so. */
export async function takeBackEntry(
  tx: Tx,
  entryId: string,
  because: { cause: string; reason: string; by: string },
): Promise<void> {
  try {
    await reverse(tx, entryId, because)
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'LEDGER_ALREADY_REVERSED') throw error
  }
}

type Weighed = { weights: readonly WeighIn[]; at: Date; mixedLoad: boolean; postedAt?: Date }

/**
 * Points, prices and carbon of a weigh-in at a booking's place on the day it happened. Sets aside what the points need
 * of the month's budget: post it within `withEarning(settlement.earning, …)`.
 */
export async function reckonFor(
  actor: Actor,
  booking: BookingRecord,
  { weights, at, mixedLoad, postedAt }: Weighed,
  settings: AreaSettings,
): Promise<Settlement> {
  const rates = await pricesAt(booking.placePath, booking.day, settings)
  const earnerId = booking.beneficiary?.startsWith('person:') ? booking.beneficiary.slice('person:'.length) : undefined
  const ask = {
    source: sourceOf(booking.kind),
    switchedOn: settings.switches.points,
    facts: mixedLoad ? [] : factsOf(weights),
    at,
    postedAt,
    account: booking.beneficiary,
    earnerId,
    householdId: booking.householdId,
  }
  const earning = await prepareEarning({ ...ask, verifierId: actor.kind === 'person' ? actor.personId : null })
  try {
    return { ...(await reckon(rates, weights, dayOf(at), { mixedLoad, worth: earning })), earning }
  } catch (error) {
    earning.close('undone')
    throw error
  }
}
