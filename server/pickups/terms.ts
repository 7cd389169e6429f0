// What holds for a booking at a place on a day: the rules of the area with the work calendar, the prices, and the free
// pieces of a household's year. Free pieces are drawn in the booking's transaction from one document that every such
// booking writes: two can't both take the last one.
import type { EarningRule } from '@shared/ledger/earning'
import type { SourceKey } from '@shared/ledger/earning-sources'
import { catalogueWith } from '@shared/pickups/area-items'
import type { CatalogueItem } from '@shared/pickups/catalogue'
import type { Prices } from '@shared/pickups/prices'
import { usualFailedVisits, type FailedVisitPercents } from '@shared/pickups/reasons'
import { bestRelief, type ReliefRule } from '@shared/pickups/reliefs'
import { PickupKind, type Quote } from '@shared/pickups/schemas'
import type { AreaSettings, FeatureSwitch } from '@shared/places/settings'
import type { Day, WorkCalendar } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { isDuplicateKey, type Tx } from '../db'
import { rulesOn } from '../ledger/earning'
import { settingsOf, workCalendar } from '../places/places'
import { FreePieceYears, type FreePieces } from './free-pieces.model'
import { PriceLists, type PriceListRecord } from './price-lists.model'
import { statusesOn } from './statuses-held'

/** The rules and calendar a decision is made under. */
export type Context = { settings: AreaSettings; rulesVersion: string; calendar: WorkCalendar }

/** Read before a transaction, once an operation. */
export async function contextAt(placePath: readonly string[]): Promise<Context> {
  const { settings, version } = await settingsOf(placePath)
  return { settings, rulesVersion: version, calendar: await workCalendar() }
}

const switchOf: Readonly<Record<PickupKind, FeatureSwitch>> = {
  bulky: 'bulkyPickups',
  appliance: 'bulkyPickups',
  recyclable: 'recyclablePickups',
  hazardous: 'hazardousPickups',
}
export const isSwitchedOn = (kind: PickupKind, settings: AreaSettings): boolean => settings.switches[switchOf[kind]]

/** `rules`: the earning rules of the day by source. */
export type PricesHere = Prices & {
  listId: string | null
  freePiecesPerYear: number
  compensationPoints: number
  failedVisitPercent?: FailedVisitPercents | undefined
  reliefs?: readonly ReliefRule[] | undefined
  rules: ReadonlyMap<SourceKey, EarningRule>
}
/** The things that can be booked by a price list. */
export const thingsOf = ({ items }: Pick<PricesHere, 'items'>): readonly CatalogueItem[] => catalogueWith(items)

/** What a visit in vain leaves owed, by the list's own table, else by the area's one rule. */
export const failedVisitsOf = (
  list: Pick<PricesHere, 'failedVisitPercent'> | null,
  { booking }: AreaSettings,
): FailedVisitPercents => list?.failedVisitPercent ?? usualFailedVisits(booking.failedVisitPercent)

/** The same for a booking: by the list that was agreed to with its price. */
export async function failedVisitsFor({ priceListId }: { priceListId: string | null }, settings: AreaSettings) {
  return failedVisitsOf(priceListId ? await PriceLists.findById(priceListId).lean<PriceListRecord>() : null, settings)
}

/** The prices of a household on the day: lowered by what the community has verified for it. */
export async function pricesFor(prices: PricesHere, freeOwner: string | null, day: Day): Promise<PricesHere> {
  const householdId = /^household:(.+)$/.exec(freeOwner ?? '')?.[1]
  if (!householdId || !prices.reliefs || prices.reliefs.length === 0) return prices
  const { percentOff, morePieces } = bestRelief(await statusesOn(householdId, day), prices.reliefs)
  return { ...prices, percentOff, freePiecesPerYear: prices.freePiecesPerYear + morePieces }
}

/**
 * Prices that hold at a place on a day: the nearest place's list, its latest by then. Where nobody has published one,
 * pickups are free of charge and version 0.
 */
export async function pricesAt(placePath: readonly string[], day: Day, settings: AreaSettings): Promise<PricesHere> {
  const lists = await PriceLists.find({
    placeId: { $in: [...placePath] },
    state: 'published',
    validFrom: { $lte: day },
  })
    .sort({ validFrom: -1 })
    .lean<PriceListRecord[]>()
  const nearest = placePath
    .toReversed()
    .map((id) => lists.find((list) => list.placeId === id))
    .find((list) => list !== undefined)
  const sources = settings.switches.points ? PickupKind.options.map(sourceOf) : []
  const rules = await rulesOn(sources, day)
  const points = Object.fromEntries(PickupKind.options.map((kind) => [kind, rules.get(sourceOf(kind))?.rates ?? []]))
  if (nearest) return { ...nearest, points, rules, listId: nearest._id }
  return {
    points,
    rules,
    listId: null,
    mode: 'free',
    itemFen: {},
    perCubicMetreFen: 0,
    floorSurchargeFen: 0,
    materials: [],
    version: 0,
    freePiecesPerYear: settings.booking.freeBulkyPiecesPerYear,
    compensationPoints: 0,
  }
}

/** The source of points that a pickup of this kind is. */
export const sourceOf = (kind: PickupKind): `pickup-${PickupKind}` => `pickup-${kind}`

/** Coming again after a miss costs nothing, on whatever day, and uses no free piece. */
export const ofRevisit = (quote: Quote): Quote => ({
  ...quote,
  lines: [{ text: '补收，不另收费', fen: 0 }],
  totalFen: 0,
  freePieces: 0,
})

/** Names the year of a household (or address) that free pieces are drawn from. */
export const freeKeyOf = (whose: string, day: Day): string => `${whose}:${day.slice(0, 4)}`

/** Whose year it is: the key without the year. */
export const ownerOf = (freeKey: string): string => freeKey.replace(/:\d{4}$/, '')

/** Makes the year's document before a transaction: made inside one, it would meet its twin. */
export async function prepareYear(freeKey: string): Promise<void> {
  if (await FreePieceYears.exists({ _id: freeKey })) return
  await FreePieceYears.collection.insertOne({ _id: freeKey, used: [] } as never).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

const usedBy = (year: FreePieces | null, exceptId: string): number =>
  (year?.used ?? []).filter((row) => row.id !== exceptId).reduce((sum, row) => sum + row.pieces, 0)

/** Free pieces still left in a year, not counting those of one booking. */
export async function freePiecesLeft(
  tx: Tx | null,
  freeKey: string | null,
  perYear: number,
  exceptId = '',
): Promise<number> {
  if (freeKey === null) return 0
  const year = tx
    ? await tx.on(FreePieceYears).findOne({ _id: freeKey })
    : await FreePieceYears.findById(freeKey).lean<FreePieces>()
  return Math.max(0, perYear - usedBy(year, exceptId))
}

/** Sets what a booking draws from a year; the write is the guard against another booking that read the same. */
export async function drawPieces(tx: Tx, freeKey: string, bookingId: string, pieces: number): Promise<void> {
  const rest = { $filter: { input: '$used', as: 'u', cond: { $ne: ['$$u.id', bookingId] } } }
  const written = await tx
    .on(FreePieceYears)
    .updateOne({ _id: freeKey }, [
      { $set: { used: { $concatArrays: [rest, pieces > 0 ? [{ id: bookingId, pieces }] : []] } } },
    ])
  if (written.matched === 0) throw new Error(`no document for ${freeKey}: call prepareYear first`)
}

export const giveBackPieces = async (tx: Tx, freeKey: string, bookingId: string): Promise<void> =>
  void (await tx
    .on(FreePieceYears)
    .updateOne({ _id: freeKey }, { $pull: { used: { id: bookingId } } } as UpdateQuery<FreePieces>))
