// Manifests as staff of an area read them, the share under contract, and what anybody is told: how many were opened and
// closed.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Handover } from '@shared/manifests/contract'
import type { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestReaders } from '@shared/manifests/rules'
import type { HandoverState } from '@shared/manifests/vocabulary'
import type { TripDetail } from '@shared/manifests/trips-contract'
import { dayOf, lastDayOf, monthOf } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { auditReadHourly } from '../audit'
import { now } from '../clock'
import { readCountedPage } from '../paging'
import { placesByIds } from '../places/places'
import { presentCorrections } from './corrections-shown'
import {
  Corrections,
  Handovers,
  Trips,
  type CorrectionRecord,
  type HandoverRecord,
  type TripRecord,
} from './manifests.model'
import { presentHandovers, presentToStaff } from './present'
import { coveredIds } from './producers'
import { Producers, type ProducerRecord } from './register.model'
import { presentTrip, presentTrips } from './trips-shown'

const within = (actor: Actor, placeId?: string) => ({
  placePath: { $in: scopeOf(actor, manifestReaders) },
  ...(placeId ? { $and: [{ placePath: placeId }] } : {}),
})
const between = (from?: string, to?: string) =>
  from || to ? { day: { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) } } : {}

/** Of the area, newest first. */
export async function listAreaHandovers(
  actor: Actor,
  { state, kind, producerId, haulerId, placeId, from, to, ...page }: ParsedOf<typeof manifestsDesk.handovers>,
): Promise<OutputOf<typeof manifestsDesk.handovers>> {
  const filter = {
    ...within(actor, placeId),
    ...(state ? { state } : {}),
    ...(kind ? { kind } : {}),
    ...(producerId ? { producerId } : {}),
    ...(haulerId ? { haulerId } : {}),
    ...between(from, to),
  } as QueryFilter<HandoverRecord>
  const { rows, ...counted } = await readCountedPage(Handovers, { day: -1 }, filter, page)
  return { items: await presentHandovers(rows, null), ...counted }
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function getAreaHandover(actor: Actor, id: string): Promise<Handover> {
  const record = await Handovers.findById(id).lean<HandoverRecord>()
  if (!record || !holdsRole(actor, manifestReaders, record.placePath)) throw new DomainError('NOT_FOUND')
  await auditReadHourly(actor, {
    action: 'manifests.readHandover',
    subject: `manifestHandovers/${id}`,
    placePath: record.placePath,
  })
  return presentToStaff(record, actor)
}

/** Of the area that the hauler is registered in, newest first. */
export async function listAreaTrips(
  actor: Actor,
  { state, gap, haulerId, disposerId, from, to, ...page }: ParsedOf<typeof manifestsDesk.trips>,
): Promise<OutputOf<typeof manifestsDesk.trips>> {
  const filter = {
    ...within(actor),
    ...(state ? { state } : {}),
    ...(gap ? { gap } : {}),
    ...(haulerId ? { haulerId } : {}),
    ...(disposerId ? { disposerId } : {}),
    ...between(from, to),
  } as QueryFilter<TripRecord>
  const { rows, ...counted } = await readCountedPage(Trips, { day: -1 }, filter, page)
  return { items: await presentTrips(rows, null), ...counted }
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function getAreaTrip(actor: Actor, id: string): Promise<TripDetail> {
  const record = await Trips.findById(id).lean<TripRecord>()
  if (!record || !holdsRole(actor, manifestReaders, record.placePath)) throw new DomainError('NOT_FOUND')
  return presentTrip(record, null)
}

/** Of the area, newest first. */
export async function listAreaCorrections(
  actor: Actor,
  { state, ...page }: ParsedOf<typeof manifestsDesk.corrections>,
): Promise<OutputOf<typeof manifestsDesk.corrections>> {
  const filter = { ...within(actor), ...(state ? { state } : {}) } as QueryFilter<CorrectionRecord>
  const { rows, ...counted } = await readCountedPage(Corrections, { askedAt: -1 }, filter, page)
  return { items: await presentCorrections(rows, null), ...counted }
}

type Share = OutputOf<typeof manifestsDesk.share>['total']
const MOST_COUNTED = 20_000

/**
 * Producers under contract or with a machine of their own, by subdistrict. @throws DomainError NOT_FOUND for a place
 * outside the actor's area
 */
export async function showShare(
  actor: Actor,
  { placeId }: ParsedOf<typeof manifestsDesk.share>,
): Promise<OutputOf<typeof manifestsDesk.share>> {
  const day = dayOf(now())
  const producers = await Producers.find({ ...within(actor, placeId), standing: 'active' } as object)
    .limit(MOST_COUNTED)
    .lean<ProducerRecord[]>()
  const covered = await coveredIds(producers)
  const ids = [...new Set(producers.flatMap(({ placePath }) => placePath))]
  const places = new Map((await placesByIds([...ids, ...(placeId ? [placeId] : [])])).map((each) => [each._id, each]))
  const areaOf = ({ placePath, placeId: own }: ProducerRecord): string =>
    placePath.find((id) => places.get(id)?.kind === 'subdistrict') ?? own
  const share = (id: string, own: readonly ProducerRecord[]): Share => ({
    placeId: id,
    placeName: places.get(id)?.name ?? '',
    producers: own.length,
    underContract: own.filter(({ _id }) => covered.has(_id)).length,
    onSite: own.filter(({ _id, onSite }) => !covered.has(_id) && onSite !== null && onSite.since <= day).length,
  })
  const areas = [...new Set(producers.map(areaOf))].map((id) =>
    share(
      id,
      producers.filter((producer) => areaOf(producer) === id),
    ),
  )
  const root = placeId ?? scopeOf(actor, manifestReaders)[0] ?? ''
  return {
    day,
    total: share(root, producers),
    areas: areas.sort((one, other) => one.placeName.localeCompare(other.placeName)),
  }
}

const happened: readonly HandoverState[] = ['handed', 'collected', 'confirmed', 'unanswered', 'refused', 'closed']

/** For anybody: counts of a month, without anybody's name. */
export async function countManifests({
  month = monthOf(dayOf(now())),
}: ParsedOf<typeof manifestsDesk.counts>): Promise<OutputOf<typeof manifestsDesk.counts>> {
  const day = { $gte: `${month}-01`, $lte: lastDayOf(month) }
  const [opened, closed, trips, tripsClosed] = await Promise.all([
    Handovers.countDocuments({ day, state: { $in: [...happened] } }),
    Handovers.countDocuments({ day, state: 'closed' }),
    Trips.countDocuments({ day, state: { $ne: 'cancelled' } }),
    Trips.countDocuments({ day, state: 'closed' }),
  ])
  return { month, opened, closed, trips, tripsClosed }
}
