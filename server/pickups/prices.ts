// Price lists of an area (points come from the ledger's earning rules) and the free pieces of a household's year. A
// list holds from a day on, for its place and all below it that have none of their own. Free pieces are drawn in the
// booking's transaction from one document a household and year, which every such booking writes: two can't both take
// the last one.
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { EarningRule } from '@shared/ledger/earning'
import type { SourceKey } from '@shared/ledger/earning-sources'
import type { desk, PriceList } from '@shared/pickups/desk-contract'
import { quoteFor, type PriceAsk, type Prices } from '@shared/pickups/prices'
import { PickupKind, type Quote } from '@shared/pickups/schemas'
import type { AreaSettings } from '@shared/places/settings'
import { dayOf, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { rulesOn } from '../ledger/earning'
import { requirePlace } from '../places/places'
import { PriceLists, type PriceListRecord } from './price-lists.model'
import { FreePieceYears, type FreePieces } from './service-days.model'

const readers = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'auditor',
] as const
const rulers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const

/** `rules`: the earning rules of the day by source. */
export type PricesHere = Prices & {
  listId: string | null
  freePiecesPerYear: number
  compensationPoints: number
  rules: ReadonlyMap<SourceKey, EarningRule>
}

/**
 * Prices that hold at a place on a day: the nearest place's list, its latest by then. Where nobody has published one,
 * pickups are free of charge and version 0.
 */
export async function pricesAt(placePath: readonly string[], day: Day, settings: AreaSettings): Promise<PricesHere> {
  const lists = await PriceLists.find({ placeId: { $in: [...placePath] }, validFrom: { $lte: day } })
    .sort({ validFrom: -1 })
    .lean<PriceListRecord[]>()
  const nearest = placePath
    .toReversed()
    .map((id) => lists.find((list) => list.placeId === id))
    .find((list) => list !== undefined)
  const rules = await rulesOn(PickupKind.options.map(sourceOf), day)
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

export const quoteAt = (ask: PriceAsk, prices: PricesHere): Quote => quoteFor(ask, prices)

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

const present = (list: PriceListRecord): PriceList => ({
  id: list._id,
  placeId: list.placeId,
  validFrom: list.validFrom,
  mode: list.mode,
  itemFen: list.itemFen,
  perCubicMetreFen: list.perCubicMetreFen,
  floorSurchargeFen: list.floorSurchargeFen,
  freePiecesPerYear: list.freePiecesPerYear,
  materials: list.materials.map(({ code, fenPerKg }) => ({ code, fenPerKg })) as PriceList['materials'],
  compensationPoints: list.compensationPoints,
  version: list.version,
})

/** Lists of a place and those above it that hold where it has none, newest first. @throws DomainError NOT_FOUND */
export async function listPrices(
  actor: Actor,
  { placeId }: ParsedOf<typeof desk.prices>,
): Promise<{ items: PriceList[] }> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const lists = await PriceLists.find({ placeId: { $in: place.path } })
    .sort({ validFrom: -1, _id: -1 })
    .limit(100)
    .lean<PriceListRecord[]>()
  return { items: lists.map(present) }
}

/**
 * Publishes a list or changes one that does not hold yet. What already holds is never changed: a new list follows it.
 * @throws DomainError PICKUP_PRICE_PAST, CHANGED_MEANWHILE, NOT_FOUND
 */
export async function savePrices(actor: Actor, input: ParsedOf<typeof desk.savePrices>): Promise<PriceList> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, rulers, place.path)) throw new DomainError('NOT_FOUND')
  if (input.validFrom <= dayOf(now())) throw new DomainError('PICKUP_PRICE_PAST')
  return transaction(async (tx) => {
    const stored = await tx.on(PriceLists).findOne({ _id: input.id })
    if (stored && (stored.placeId !== input.placeId || stored.validFrom <= dayOf(now())))
      throw new DomainError('PICKUP_PRICE_PAST')
    if ((stored?.version ?? 0) !== input.version && stored) throw new DomainError('CHANGED_MEANWHILE')
    const sameDay = await tx.on(PriceLists).findOne({ placeId: input.placeId, validFrom: input.validFrom })
    if (sameDay && sameDay._id !== input.id) throw new DomainError('CHANGED_MEANWHILE', { id: sameDay._id })
    const { id, ...fields } = input
    const highest = await tx.on(PriceLists).find({ placeId: input.placeId }, { sort: { version: -1 }, limit: 1 })
    const version = (highest[0]?.version ?? 0) + 1
    const record = { ...fields, placePath: place.path, version, updatedAt: now(), updatedBy: actorId(actor) }
    const after = await tx
      .on(PriceLists)
      .findOneAndUpdate({ _id: id }, { $set: record } as UpdateQuery<PriceListRecord>, { upsert: true })
    await audit(tx, actor, {
      action: 'pickups.savePrices',
      subject: `priceLists/${id}`,
      placePath: place.path,
      details: { version, validFrom: input.validFrom },
    })
    if (!after) throw new DomainError('CHANGED_MEANWHILE')
    return present(after)
  })
}
