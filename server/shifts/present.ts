// Shifts as answers: to those who come, with the way from home, the gaps and what they may do; and their own bookings.
import { type Actor, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { metresBetween } from '@shared/places/rules'
import type { MyShift, Shift } from '@shared/shifts/contract'
import {
  bookRefusal,
  cancelRefusal,
  cancelUntil,
  checkInRefusal,
  gapOf,
  kindsFor,
  leadsShift,
  mayConfirm,
  swapRefusal,
} from '@shared/shifts/rules'
import { liveStates } from '@shared/shifts/vocabulary'
import { now } from '../clock'
import type { Tx } from '../db'
import { maskName } from '../field-cipher'
import { fullNames } from '../people/people'
import { placesByIds } from '../places/places'
import { sitesByIds, type SiteFacts } from '../places/sites'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

export const isLive = (state: ShiftBooking['state']): state is (typeof liveStates)[number] =>
  (liveStates as readonly string[]).includes(state)

/** @throws DomainError NOT_FOUND */
export async function requireShift(id: string, tx?: Tx): Promise<ShiftRecord> {
  const shift = tx ? await tx.on(Shifts).findOne({ _id: id }) : await Shifts.findById(id).lean<ShiftRecord>()
  if (!shift) throw new DomainError('NOT_FOUND')
  return shift
}

export type Places = { sites: Map<string, SiteFacts>; names: Map<string, string> }

/** Sites with the names of their compounds, read once for a list. */
export async function placesOfShifts(siteIds: readonly string[], tx?: Tx): Promise<Places> {
  const sites = await sitesByIds(siteIds, tx)
  const places = await placesByIds(
    sites.map(({ placeId }) => placeId),
    tx,
  )
  return {
    sites: new Map(sites.map((site) => [site._id, site])),
    names: new Map(places.map(({ _id, name }) => [_id, name])),
  }
}

/** "锦绣花园 1号投放点" */
export const nameOfSite = ({ sites, names }: Places, { siteId, placeId }: { siteId: string; placeId: string }) =>
  `${names.get(placeId) ?? ''} ${sites.get(siteId)?.name ?? ''}`.trim()

/** Trainees are in `trainees` alone. */
export type Counts = {
  booked: number
  waiting: number
  swaps: number
  present: number
  verified: number
  trainees: number
}
const none: Counts = { booked: 0, waiting: 0, swaps: 0, present: 0, verified: 0, trainees: 0 }

/** How many are in each shift, by id. */
export async function countsOf(shiftIds: readonly string[], tx?: Tx): Promise<(id: string) => Counts> {
  const isTrainee = { $eq: ['$as', 'trainee'] }
  const isBooked = { $and: [{ $eq: ['$state', 'booked'] }, { $ne: ['$as', 'trainee'] }] }
  const when = (...conditions: object[]) => ({ $sum: { $cond: [{ $and: conditions }, 1, 0] } })
  const pipeline = [
    { $match: { shiftId: { $in: [...shiftIds] }, state: { $in: [...liveStates] } } },
    {
      $group: {
        _id: '$shiftId',
        booked: when(isBooked),
        waiting: when({ $ne: ['$state', 'booked'] }),
        trainees: when({ $eq: ['$state', 'booked'] }, isTrainee),
        swaps: when(isBooked, { $gt: ['$swapSince', null] }),
        present: when(isBooked, { $ne: ['$standing', 'none'] }),
        verified: when(isBooked, { $eq: ['$standing', 'verified'] }),
      },
    },
  ]
  type Row = Counts & { _id: string }
  const rows = tx ? await tx.on(ShiftBookings).aggregate<Row>(pipeline) : await ShiftBookings.aggregate<Row>(pipeline)
  const byId = new Map(rows.map((row) => [row._id, row]))
  return (id) => byId.get(id) ?? none
}

/** Where the actor lives, for the way; null where they have no home or it has no position. */
async function homeOf(actor: Actor): Promise<[number, number] | null> {
  const path = actor.kind === 'person' ? actor.households[0]?.placePath : undefined
  const [place] = await placesByIds(path ? path.slice(-1) : [])
  return place?.location?.coordinates ?? null
}

/** Rounded, so that nobody's door can be read from it. */
const metresFrom = (home: [number, number] | null, site: SiteFacts | undefined): number | null =>
  home && site?.location ? Math.max(50, Math.round(metresBetween(home, site.location.coordinates) / 50) * 50) : null

/** Shifts as somebody who may come sees them, in the order given. */
export async function presentShifts(actor: PersonActor, shifts: readonly ShiftRecord[]): Promise<Shift[]> {
  const ids = shifts.map(({ _id }) => _id)
  const places = await placesOfShifts(shifts.map(({ siteId }) => siteId))
  const counts = await countsOf(ids)
  const leads = await fullNames(shifts.flatMap(({ leadId }) => leadId ?? []))
  const own = await ShiftBookings.find({ personId: actor.personId, shiftId: { $in: ids } }).lean<ShiftBooking[]>()
  const home = await homeOf(actor)
  return shifts.map((shift) => {
    const count = counts(shift._id)
    const mine = own.find(({ shiftId, state }) => shiftId === shift._id && isLive(state))
    const { missing, below } = gapOf(shift, count.booked)
    const kinds = kindsFor(actor, shift.placePath)
    const open = bookRefusal(shift, now()) === null && kinds.length > 0 && !mine
    const swaps = count.swaps - (mine?.swapSince ? 1 : 0)
    const lead = shift.leadId ? leads.get(shift.leadId) : undefined
    const site = places.sites.get(shift.siteId)
    return {
      id: shift._id,
      siteId: shift.siteId,
      placeId: shift.placeId,
      name: nameOfSite(places, shift),
      address: site?.address ?? '',
      ...timesShown(shift),
      minimum: shift.minimum,
      maximum: shift.maximum,
      booked: count.booked,
      waiting: count.waiting,
      missing,
      below,
      metres: metresFrom(home, site),
      lead: lead === undefined ? null : shift.leadId === actor.personId ? lead : maskName(lead),
      status: shift.status,
      reason: shift.reason ?? null,
      swaps,
      mine: mine ? { id: mine._id, state: mine.state } : null,
      kinds,
      allowed: [
        ...(open && missing > 0 && count.waiting === 0 ? (['book'] as const) : []),
        ...(open && (missing === 0 || count.waiting > 0) ? (['wait'] as const) : []),
        ...(open && swaps > 0 && swapRefusal(shift, now()) === null ? (['takeSwap'] as const) : []),
      ],
    }
  })
}

const timesShown = ({ day, from, to, startsAt, endsAt }: ShiftRecord) => ({
  day,
  from,
  to,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
})

/** One's own bookings. */
export async function presentMine(actor: PersonActor, bookings: readonly ShiftBooking[], tx?: Tx): Promise<MyShift[]> {
  const ids = bookings.map(({ shiftId }) => shiftId)
  const filter = { _id: { $in: ids } }
  const shifts = tx ? await tx.on(Shifts).find(filter) : await Shifts.find(filter).lean<ShiftRecord[]>()
  const byId = new Map(shifts.map((shift) => [shift._id, shift]))
  const places = await placesOfShifts(
    bookings.map(({ siteId }) => siteId),
    tx,
  )
  const counts = await countsOf(ids, tx)
  const leads = await fullNames(shifts.flatMap(({ leadId }) => leadId ?? []))
  return bookings.flatMap((booking) => {
    const shift = byId.get(booking.shiftId)
    if (!shift) return []
    const lead = shift.leadId ? leads.get(shift.leadId) : undefined
    const isLead = shift.leadId === actor.personId
    return [
      {
        id: booking._id,
        shiftId: shift._id,
        siteId: shift.siteId,
        name: nameOfSite(places, shift),
        address: places.sites.get(shift.siteId)?.address ?? '',
        ...timesShown(shift),
        as: booking.as,
        state: booking.state,
        offeredUntil: booking.offeredUntil?.toISOString() ?? null,
        cancelUntil: cancelUntil(shift).toISOString(),
        isOffered: booking.swapSince !== undefined && booking.state === 'booked',
        undoUntil: booking.undoUntil && booking.undoUntil > now() ? booking.undoUntil.toISOString() : null,
        lead: lead === undefined ? null : isLead ? lead : maskName(lead),
        isLead,
        booked: counts(shift._id).booked,
        minimum: shift.minimum,
        reason: shift.reason ?? null,
        standing: booking.standing,
        checkedInAt: booking.checkedInAt?.toISOString() ?? null,
        checkedOutAt: booking.checkedOutAt?.toISOString() ?? null,
        confirmedAt: booking.comingAt?.toISOString() ?? null,
        seed: shift.seed,
        allowed: allowedFor(actor, booking, shift),
      },
    ]
  })
}

function allowedFor(actor: PersonActor, booking: ShiftBooking, shift: ShiftRecord): MyShift['allowed'] {
  const at = now()
  const { state } = booking
  const isBooked = state === 'booked'
  const canSwap = isBooked && booking.as !== 'trainee' && swapRefusal(shift, at) === null
  const there = isBooked && shift.status === 'planned'
  const leads = there && leadsShift(actor, shift) && checkInRefusal(shift, at) === null
  return [
    ...(isLive(state) && cancelRefusal(shift, state, at) === null && at < shift.endsAt ? (['cancel'] as const) : []),
    ...(state === 'offered' ? (['accept'] as const) : []),
    ...(canSwap ? [booking.swapSince ? ('withdraw' as const) : ('offer' as const)] : []),
    ...(booking.undoUntil && booking.undoUntil > at ? (['undo'] as const) : []),
    ...(there && !booking.checkedInAt && checkInRefusal(shift, at) === null ? (['checkIn'] as const) : []),
    ...(there && booking.checkedInAt && !booking.checkedOutAt ? (['checkOut'] as const) : []),
    ...(leads ? (['showCode'] as const) : []),
    ...(there && !booking.comingAt && mayConfirm(shift, at) ? (['sayComing'] as const) : []),
    // who comes, and who has said so, is looked at before the shift begins
    ...(there && leadsShift(actor, shift) ? (['lead'] as const) : []),
  ]
}

/** The one booking as the answer of what was done to it. */
export async function presentOne(actor: PersonActor, booking: ShiftBooking, tx: Tx): Promise<MyShift> {
  const [shown] = await presentMine(actor, [booking], tx)
  if (!shown) throw new Error('a booking without its shift')
  return shown
}
