// The price lists of an area: one person writes a list, another publishes it. A list holds from a day on, for its place
// and all below it that have none of their own (terms.ts). Invariants: a proposed list holds nowhere; who wrote in it
// does not publish it; a published one is never changed.
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { areaItemsProblem } from '@shared/pickups/area-items'
import type { pickupsDesk, PriceList } from '@shared/pickups/desk-contract'
import { readers, rulers } from '@shared/pickups/roles'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { byTwoPeople, type Seen } from '../people/by-two-people'
import { fullNames } from '../people/people'
import { requirePlace } from '../places/places'
import { PriceLists, type PriceListRecord } from './price-lists.model'

const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw new DomainError('PICKUP_PRICE_PAST')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

const versions = byTwoPeople({
  model: PriceLists,
  keepers: rulers,
  subject: 'priceLists',
  actions: { save: 'pickups.savePrices', publish: 'pickups.publishPrices', withdraw: 'pickups.withdrawPrices' },
  refusePast,
  samePerson: 'PICKUP_SECOND_PERSON',
})

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
  const names = await fullNames(lists.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const allowed = await versions.allowed(actor, dayOf(now()))
  return {
    items: lists.map((list) => ({
      ...present(list),
      state: list.state,
      by: names.get(list.updatedBy) ?? '',
      at: list.updatedAt.toISOString(),
      publishedBy: names.get(list.publishedBy ?? '') ?? null,
      mayPublish: allowed(list).includes('publish'),
    })),
  }
}

/**
 * Proposes a list, or changes one that is proposed. What is published is never changed: a new list follows it.
 * @throws DomainError PICKUP_PRICE_PAST, CHANGED_MEANWHILE, WRONG_STATE, NOT_FOUND, INPUT_INVALID
 */
export async function savePrices(actor: Actor, input: ParsedOf<typeof pickupsDesk.savePrices>): Promise<PriceList> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, rulers, place.path)) throw new DomainError('NOT_FOUND')
  refusePast(input.validFrom)
  const problem = areaItemsProblem(input.items ?? [])
  if (problem) throw invalid('items', problem)
  const statuses = (input.reliefs ?? []).map(({ status }) => status)
  if (new Set(statuses).size < statuses.length) throw invalid('reliefs', '同一种情况只能写一行')
  return transaction(async (tx) => {
    const stored = await tx.on(PriceLists).findOne({ _id: input.id })
    if (stored && stored.placeId !== input.placeId) throw new DomainError('NOT_FOUND')
    if (stored && stored.state !== 'proposed') throw new DomainError('WRONG_STATE')
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
      state: 'proposed' as const,
      updatedAt: now(),
      updatedBy: actorId(actor),
    }
    const after = await tx.on(PriceLists).findOneAndUpdate(
      { _id: id },
      {
        $set: record,
        $addToSet: { writtenBy: actorId(actor) },
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

/** The second person's word. @throws DomainError also PICKUP_PRICE_PAST, PICKUP_SECOND_PERSON */
export const publishPrices = async (actor: Actor, input: Seen): Promise<PriceList> =>
  present(await versions.publish(actor, input))

/** Takes back what is proposed, or sends it back to who wrote it. */
export const withdrawPrices = versions.withdraw
