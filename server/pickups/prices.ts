// Publishing the price lists of an area. A list holds from a day on, for its place and all below it that have none of
// their own (terms.ts).
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { areaItemsProblem } from '@shared/pickups/area-items'
import type { pickupsDesk, PriceList } from '@shared/pickups/desk-contract'
import { readers, rulers } from '@shared/pickups/roles'
import { dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { fullNames } from '../people/people'
import { requirePlace } from '../places/places'
import { PriceLists, type PriceListRecord } from './price-lists.model'

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
  ...(list.items ? { items: list.items } : {}),
  ...(list.failedVisitPercent ? { failedVisitPercent: list.failedVisitPercent } : {}),
  ...(list.reliefs ? { reliefs: list.reliefs } : {}),
  version: list.version,
})

/** Lists of a place and those above it that hold where it has none, newest first. @throws DomainError NOT_FOUND */
export async function listPrices(
  actor: Actor,
  { placeId }: ParsedOf<typeof pickupsDesk.prices>,
): Promise<OutputOf<typeof pickupsDesk.prices>> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const lists = await PriceLists.find({ placeId: { $in: place.path } })
    .sort({ validFrom: -1, _id: -1 })
    .limit(100)
    .lean<PriceListRecord[]>()
  const names = await fullNames(lists.map(({ updatedBy }) => updatedBy))
  return {
    items: lists.map((list) => ({
      ...present(list),
      by: names.get(list.updatedBy) ?? '',
      at: list.updatedAt.toISOString(),
    })),
  }
}

/**
 * Publishes a list or changes one that does not hold yet. What already holds is never changed: a new list follows it.
 * @throws DomainError PICKUP_PRICE_PAST, CHANGED_MEANWHILE, NOT_FOUND
 */
export async function savePrices(actor: Actor, input: ParsedOf<typeof pickupsDesk.savePrices>): Promise<PriceList> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, rulers, place.path)) throw new DomainError('NOT_FOUND')
  if (input.validFrom <= dayOf(now())) throw new DomainError('PICKUP_PRICE_PAST')
  const problem = areaItemsProblem(input.items ?? [])
  if (problem) throw invalid('items', problem)
  const statuses = (input.reliefs ?? []).map(({ status }) => status)
  if (new Set(statuses).size < statuses.length) throw invalid('reliefs', '同一种情况只能写一行')
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
    const { failedVisitPercent } = fields
    const record = {
      items: [],
      reliefs: [],
      ...fields,
      placePath: place.path,
      version,
      updatedAt: now(),
      updatedBy: actorId(actor),
    }
    const after = await tx.on(PriceLists).findOneAndUpdate(
      { _id: id },
      {
        $set: record,
        ...(failedVisitPercent ? {} : { $unset: { failedVisitPercent: 1 } }),
      } as UpdateQuery<PriceListRecord>,
      { upsert: true },
    )
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
