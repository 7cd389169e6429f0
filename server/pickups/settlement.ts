// From weights to a receipt: points by the price list, fen by it too, carbon by the factors in force on the day, and one entry of the
// ledger for all of it. Invariants: one entry per settlement, whose cause counts the booking's settlements (undo and log again makes a
// second one); a load confirmed as mixed brings neither points nor carbon; nobody earns for what they weighed themselves (I12).
import type { Actor } from '@shared/actors'
import type { Post, Posting } from '@shared/ledger/entries'
import { materialName, materialsText } from '@shared/ledger/materials'
import { contestUntil } from '@shared/pickups/rules'
import type { WeighIn } from '@shared/pickups/schemas'
import type { AreaSettings } from '@shared/places/settings'
import { dayOf } from '@shared/time'
import { actorId } from '../audit'
import type { Tx } from '../db'
import { postMany, reverse } from '../ledger/ledger'
import { carbonOf } from '../ledger/factors'
import type { BookingReceipt, BookingRecord } from './bookings.model'
import { operatorOf, serviceName } from './pickups-money'
import { pricesAt } from './prices'

type Line = BookingReceipt['lines'][number]
export type Settlement = { lines: Line[]; carbonNote: string; priceListVersion: number; factorVersion: string | null }

/** What weights are worth: prices and factors of the day. `pointsPerKg` and `fenPerKg` as published; null = none. */
export type Rates = { materials: readonly { code: string; fenPerKg: number | null; pointsPerKg: number | null }[]; version: number }

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

/** Points are rounded down, fen to the nearest, each per material. @param grams whole grams */
export const pointsOf = (grams: number, pointsPerKg: number | null): number => Math.floor((grams * (pointsPerKg ?? 0)) / 1000)
export const fenOf = (grams: number, fenPerKg: number | null): number => Math.round((grams * (fenPerKg ?? 0)) / 1000)

/**
 * Reckons a receipt's lines. Read before the transaction.
 * @param day Shanghai day of the weigh-in @param earns false where the weigher would earn for themselves
 */
export async function reckon(rates: Rates, weights: readonly WeighIn[], day: string, { mixedLoad, earns }: { mixedLoad: boolean; earns: boolean }): Promise<Settlement> {
  const lines: Line[] = []
  const notes: { carbonGrams: number; note: string }[] = []
  let factorVersion: string | null = null
  for (const { material, grams } of addUp(weights)) {
    const rate = rates.materials.find((each) => each.code === material)
    const carbon = await carbonOf(material, grams, day)
    const counts = !mixedLoad
    const carbonGrams = counts ? carbon.carbonGrams : 0
    lines.push({
      material, materialName: materialName(material), grams, points: counts && earns ? pointsOf(grams, rate?.pointsPerKg ?? null) : 0,
      fen: fenOf(grams, rate?.fenPerKg ?? null), carbonGrams, factorVersion: counts ? carbon.factorVersion : null,
    })
    notes.push({ carbonGrams, note: carbon.note })
    if (counts) factorVersion = carbon.factorVersion
  }
  return { lines, carbonNote: noteOf(notes, mixedLoad), priceListVersion: rates.version, factorVersion }
}

/** One line of caution: the material that counts most, and that the others are reckoned alike. */
function noteOf(notes: readonly { carbonGrams: number; note: string }[], mixedLoad: boolean): string {
  if (mixedLoad) return '本次被认定为混装,只记重量,不计积分和减碳'
  const [most] = [...notes].sort((a, b) => b.carbonGrams - a.carbonGrams)
  if (!most) return '没有称重,不计减碳'
  return notes.length > 1 ? `${most.note} · 其他材料同法,各按自己的系数` : most.note
}

const sum = (lines: readonly Line[], field: 'grams' | 'points' | 'fen' | 'carbonGrams'): number => lines.reduce((total, line) => total + line[field], 0)

/** The entry of a settlement; null when nothing moves. Without a known member the carbon is the operator's. */
export function settlementPost(booking: BookingRecord, n: number, settled: Settlement, by: string, at: Date, stopId: string): Post | null {
  const { beneficiary } = booking
  const member = beneficiary ?? operatorOf(booking)
  const [points, fen, carbonGrams] = [beneficiary ? sum(settled.lines, 'points') : 0, beneficiary ? sum(settled.lines, 'fen') : 0, sum(settled.lines, 'carbonGrams')]
  const postings: Posting[] = [
    { account: member, unit: 'points', amount: points }, { account: `issuer:pickup-${booking.kind}`, unit: 'points', amount: -points },
    { account: member, unit: 'fen', amount: fen }, { account: operatorOf(booking), unit: 'fen', amount: -fen },
    { account: member, unit: 'carbonGrams', amount: carbonGrams }, { account: 'nature', unit: 'carbonGrams', amount: -carbonGrams },
  ].filter((posting): posting is Posting => posting.amount !== 0)
  if (postings.length === 0) return null
  return {
    cause: causeOf(booking._id, n), kind: 'earn', at, by, partition: booking.partition, subject: `pickups/${booking._id}`, postings,
    why: { template: 'pickup.collected', params: { service: serviceName(booking), materials: materialsText(settled.lines), priceList: settled.priceListVersion } },
    ruleVersion: `price-list@${settled.priceListVersion}`, ...(settled.factorVersion ? { factorVersion: settled.factorVersion } : {}), placePath: booking.placePath,
    details: {
      stopId, weights: settled.lines.map(({ material, grams }) => ({ material, grams })),
      ...(beneficiary?.startsWith('person:') ? { earnerId: beneficiary.slice('person:'.length) } : {}),
    },
  }
}

export const causeOf = (bookingId: string, n: number): string => `pickups/${bookingId}/settled/${n}`

/** Posts a settlement in the transaction of the stop's change and gives the receipt for the booking. */
export async function settle(tx: Tx, booking: BookingRecord, n: number, settled: Settlement, given: { actor: Actor; at: Date; stopId: string; settings: AreaSettings }): Promise<BookingReceipt> {
  const post = settlementPost(booking, n, settled, actorId(given.actor), given.at, given.stopId)
  const [posted] = post ? await postMany(tx, [post]) : []
  return receiptOf(booking, settled, posted?.entry._id ?? '', given.at, given.settings)
}

export function receiptOf(booking: Pick<BookingRecord, 'beneficiary'>, settled: Settlement, entryId: string, at: Date, settings: AreaSettings): BookingReceipt {
  const lines = booking.beneficiary ? settled.lines : settled.lines.map((line) => ({ ...line, points: 0, fen: 0 }))
  return {
    at: at.toISOString(), lines, totalGrams: sum(lines, 'grams'), points: sum(lines, 'points'), fen: sum(lines, 'fen'),
    carbonGrams: sum(lines, 'carbonGrams'), carbonNote: settled.carbonNote, entryId, contestUntil: contestUntil(at, settings.booking).toISOString(),
  }
}

/** Takes a settlement back; nothing happens where nothing was posted. */
export async function unsettle(tx: Tx, booking: BookingRecord, n: number, actor: Actor, reason: string): Promise<void> {
  const entryId = booking.receipt?.entryId
  if (entryId) await reverse(tx, entryId, { cause: `pickups/${booking._id}/unsettled/${n}`, reason, by: actorId(actor) })
}

/** Would the weigher earn for themselves or for their own household? (I12) */
export function weighsOwn(actor: Actor, booking: Pick<BookingRecord, 'householdId' | 'beneficiary'>): boolean {
  if (actor.kind !== 'person') return false
  return booking.beneficiary === `person:${actor.personId}` || (booking.householdId !== undefined && actor.households.some((each) => each.householdId === booking.householdId))
}

/** Prices and carbon of a weigh-in at a booking's place on the day it happened. */
export async function reckonFor(actor: Actor, booking: BookingRecord, weights: readonly WeighIn[], at: Date, mixedLoad: boolean, settings: AreaSettings): Promise<Settlement> {
  const rates = await pricesAt(booking.placePath, booking.day, settings)
  return reckon(rates, weights, dayOf(at), { mixedLoad, earns: !weighsOwn(actor, booking) })
}
