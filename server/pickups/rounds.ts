// Collection rounds of the operator and the weekday caps of a district. Changing them brings the stored service days in
// step at once; seats already taken stay. Invariant: a round's area lies inside the place it belongs to.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { pickupsDesk, Round } from '@shared/pickups/desk-contract'
import { dayOf, tooFarAhead } from '@shared/time'
import { dispatchers, readers } from '@shared/pickups/roles'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { crewOfAnother } from '../organisations/affiliations'
import { organisationNames } from '../organisations/names'
import { relyOnOrganisation } from '../organisations/organisations'
import { personHoldsRole, staffBelow } from '../people/roles'
import { readCountedPage } from '../paging'
import { fromPoint } from '../places/positions'
import { placesByIds, requirePlace, type Place } from '../places/places'
import { followPlan } from '../slots/days'
import { pickupPool } from './service-days'
import { Rounds, WeekdayCapsOf, type RoundRecord, type WeekdayCaps } from './rounds.model'

export type { RoundRecord } from './rounds.model'

export const roundById = (id: string): Promise<RoundRecord | null> => Rounds.findById(id).lean<RoundRecord>()

export const roundsByIds = (ids: readonly string[]): Promise<RoundRecord[]> =>
  Rounds.find({ _id: { $in: [...new Set(ids)] } }).lean<RoundRecord[]>()

/** Districts (or the city) that have service days. */
export const districtsServed = (): Promise<string[]> => Rounds.distinct('districtId').exec()

/** Takes a person off the crews of rounds, except where they may stay. */
export async function leaveRounds(personId: string, mayStay: (round: RoundRecord) => Promise<boolean>): Promise<void> {
  for (const round of await Rounds.find({ crewIds: personId }).lean<RoundRecord[]>())
    if (!(await mayStay(round))) await Rounds.updateOne({ _id: round._id }, { $pull: { crewIds: personId } } as object)
}

/** The place whose service days a place's rounds fill: its district, or the city where the round is the city's. */
export const districtOf = (path: readonly string[]): string => path[Math.min(1, path.length - 1)] ?? ''

const present = (round: RoundRecord): Round => ({
  id: round._id,
  name: round.name,
  placeId: round.placeId,
  areaPlaceIds: round.areaPlaceIds,
  kinds: round.kinds,
  weekdays: round.weekdays,
  windows: round.windows.map(({ key, from, to, capacity }) => ({ key, from, to, capacity })),
  organisationId: round.organisationId ?? null,
  vehicle: round.vehicle,
  crewIds: round.crewIds,
  validFrom: round.validFrom,
  validUntil: round.validUntil,
  staffOnly: round.staffOnly,
  version: round.version,
})

/** Rounds in the actor's scope. @throws DomainError NOT_FOUND for a place outside it */
export async function listRounds(
  actor: Actor,
  input: ParsedOf<typeof pickupsDesk.rounds>,
): Promise<OutputOf<typeof pickupsDesk.rounds>> {
  const place = input.placeId ? await requirePlace(input.placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const where = place
    ? { $or: [{ placePath: place._id }, { areaPlaceIds: { $in: place.path } }] }
    : { placePath: { $in: scopeOf(actor, readers) } }
  const { rows, ...page } = await readCountedPage(Rounds, { _id: 1 }, where as object, input)
  const areas = new Map(
    (await placesByIds(rows.flatMap((round) => round.areaPlaceIds.slice(0, 20)))).map((one) => [one._id, one]),
  )
  const haulers = await organisationNames(rows.flatMap((round) => round.organisationId ?? []))
  const today = dayOf(now())
  return {
    items: rows.map((round) => ({
      ...present(round),
      organisationName: (round.organisationId && haulers.get(round.organisationId)) ?? null,
      areaNames: round.areaPlaceIds.slice(0, 20).map((id) => areas.get(id)?.name ?? ''),
      areas: round.areaPlaceIds.slice(0, 20).flatMap((id) => {
        const area = areas.get(id)
        const at = fromPoint(area?.location)
        return area && at ? [{ id, name: area.name, ...at }] : []
      }),
      active: round.validFrom <= today && (round.validUntil === null || today <= round.validUntil),
    })),
    ...page,
  }
}

/** Granted at a place above the round's, at it, or in a part of it. */
const isCrewAt = async (personId: string, place: Place): Promise<boolean> =>
  (await personHoldsRole(personId, ['crew'], place.path)) ||
  (await staffBelow(place._id, 'crew')).some((each) => each.personId === personId)

async function checked(input: Round): Promise<Place> {
  const place = await requirePlace(input.placeId)
  const areas = await placesByIds(input.areaPlaceIds)
  if (
    areas.length !== new Set(input.areaPlaceIds).size ||
    areas.some((area) => !area.path.includes(districtOf(place.path)))
  ) {
    throw invalid('areaPlaceIds', '服务范围里有不在本区县的地点')
  }
  if (new Set(input.windows.map((window) => window.key)).size !== input.windows.length)
    throw invalid('windows', '时段编号重复')
  if (input.windows.some((window) => window.from >= window.to)) throw invalid('windows', '时段的开始要早于结束')
  if (input.validUntil !== null && input.validUntil < input.validFrom)
    throw invalid('validUntil', '结束日期早于开始日期')
  const far = tooFarAhead(input.validFrom, dayOf(now()))
  if (far) throw invalid('validFrom', far)
  return place
}

/**
 * Makes or changes a round; `version` is the one seen (0 for a new one).
 * @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, INPUT_INVALID, ORGANISATION_ENDED for a hauler that is none
 */
export async function saveRound(actor: Actor, input: ParsedOf<typeof pickupsDesk.saveRound>): Promise<Round> {
  const place = await checked(input)
  if (!holdsRole(actor, dispatchers, place.path)) throw new DomainError('NOT_FOUND')
  const { id, version, ...fields } = input
  const before = await Rounds.findById(id).lean<RoundRecord>()
  for (const personId of fields.crewIds.filter((each) => !before?.crewIds.includes(each)))
    if (!(await isCrewAt(personId, place))) throw invalid('crewIds', '有的人不是这里的收运员，请重新选择')
  const saved = await transaction(async (tx) => {
    const stored = await tx.on(Rounds).findOne({ _id: id })
    if ((stored?.version ?? 0) !== version && stored) throw new DomainError('CHANGED_MEANWHILE')
    if (stored && !holdsRole(actor, dispatchers, stored.placePath)) throw new DomainError('NOT_FOUND')
    // moving a round to another district would leave its seats behind in the old one
    if (stored && stored.districtId !== districtOf(place.path))
      throw invalid('placeId', '线路不能改到别的区县，请新建一条')
    const organisationId =
      fields.organisationId === undefined ? (stored?.organisationId ?? null) : fields.organisationId
    if (organisationId) {
      await relyOnOrganisation(tx, organisationId, 'hauler')
      const today = dayOf(now())
      const day = fields.validFrom > today ? fields.validFrom : today
      if ((await crewOfAnother(fields.crewIds, organisationId, day, tx)).length > 0)
        throw invalid('crewIds', '有的收运员登记在另一家收运单位，请换人，或先改单位人员登记')
    }
    const record: RoundRecord = {
      _id: id,
      ...fields,
      organisationId,
      placePath: place.path,
      districtId: districtOf(place.path),
      version: (stored?.version ?? 0) + 1,
      updatedAt: now(),
      updatedBy: actorId(actor),
    }
    if (stored) {
      const { _id, ...set } = record
      const written = await tx.on(Rounds).updateOne({ _id, version }, { $set: set })
      if (written.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    } else await tx.on(Rounds).insert(record)
    await audit(tx, actor, {
      action: 'pickups.saveRound',
      subject: `rounds/${id}`,
      placePath: place.path,
      details: { version: record.version },
    })
    return present(record)
  })
  await followPlan(pickupPool, districtOf(place.path), dayOf(now()))
  return saved
}

/** Rounds that a hauler drives now or later: it can't end. */
export const roundsDrivenBy = (tx: Tx, organisationId: string): Promise<number> =>
  tx.on(Rounds).count({ organisationId, $or: [{ validUntil: null }, { validUntil: { $gte: dayOf(now()) } }] })

/** Most seats of a district on each weekday, Monday first; null = no cap. @throws DomainError NOT_FOUND */
export async function showCaps(
  actor: Actor,
  { placeId }: ParsedOf<typeof pickupsDesk.weekdayCaps>,
): Promise<OutputOf<typeof pickupsDesk.weekdayCaps>> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const stored = await WeekdayCapsOf.findById(districtOf(place.path)).lean<WeekdayCaps>()
  return {
    placeId: districtOf(place.path),
    caps: stored?.caps ?? Array.from({ length: 7 }, () => null),
    version: stored?.version ?? 0,
  }
}

/** @throws DomainError NOT_FOUND, CHANGED_MEANWHILE */
export async function saveCaps(
  actor: Actor,
  { placeId, caps, version }: ParsedOf<typeof pickupsDesk.saveWeekdayCaps>,
): Promise<OutputOf<typeof pickupsDesk.weekdayCaps>> {
  const place = await requirePlace(placeId)
  const districtId = districtOf(place.path)
  if (!holdsRole(actor, dispatchers, place.path.slice(0, place.path.indexOf(districtId) + 1)))
    throw new DomainError('NOT_FOUND')
  const saved = await transaction(async (tx) => {
    const written =
      version === 0
        ? await tx
            .on(WeekdayCapsOf)
            .insert({ _id: districtId, caps, version: 1 })
            .then(() => ({ matched: 1 }))
        : await tx.on(WeekdayCapsOf).updateOne({ _id: districtId, version }, { $set: { caps }, $inc: { version: 1 } })
    if (written.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'pickups.saveCaps',
      subject: `weekdayCaps/${districtId}`,
      placePath: place.path,
      details: { caps },
    })
    return { placeId: districtId, caps, version: version + 1 }
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
  await followPlan(pickupPool, districtId, dayOf(now()))
  return saved
}

/** A round goes on with the hauler that its own became part of. */
export const moveRounds = (tx: Tx, fromId: string, intoId: string): Promise<number> =>
  tx.on(Rounds).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId }, $inc: { version: 1 } })
