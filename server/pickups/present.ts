// A booking as each of its people may see it. Relations decide both what is shown and what is allowed next. Address and
// contact are in full for those it belongs to and the crew of the day; staff see them masked. Reading by staff is
// audited by the caller.
import { holdsRole, type Actor } from '@shared/actors'
import { allowedActions } from '@shared/machine'
import { bookingMachine, isOpen, seatFreedIn, statusTexts, type Relation } from '@shared/pickups/machine'
import { freeUntil, missedFrom, missedUntil, promiseEnd } from '@shared/pickups/rules'
import { reasonTexts } from '@shared/pickups/reasons'
import { agents, cashiers, dispatchers, readers, rulers, siteAgents } from '@shared/pickups/roles'
import { BookingAction, type Booking, type BookingSummary } from '@shared/pickups/schemas'
import { addDays, dayOf, type Day } from '@shared/time'
import { now } from '../clock'
import { maskName, maskPhone } from '../field-cipher'
import { standingOf, type Standing } from '../people/belonging'
import { fullNames, personNames } from '../people/people'
import { addressOf, addressText, belongingOf, contactOf } from './bookings'
import type { BookingRecord } from './bookings.model'
import { crewSide, type Visit } from './crew-side'
import { factsOf } from './pickups-transitions'
import { carryHelpOn } from './statuses-held'
import { contextAt, type Context } from './terms'

/** Who the actor is to a booking; empty for strangers. */
export async function relationsOf(actor: Actor, booking: BookingRecord): Promise<Relation[]> {
  if (actor.kind === 'system') return ['system']
  if (actor.kind !== 'person') return []
  const found: Relation[] = []
  const standing = await standingOf(actor, belongingOf(booking))
  if (standing) found.push(relationIn[standing])
  if (holdsRole(actor, booking.siteId ? siteAgents : agents, booking.placePath)) found.push('agent')
  if (holdsRole(actor, dispatchers, booking.placePath)) found.push('dispatcher')
  if (holdsRole(actor, rulers, booking.placePath)) found.push('ruler')
  if (holdsRole(actor, cashiers, booking.placePath)) found.push('cashier')
  if (holdsRole(actor, readers, booking.placePath)) found.push('reader')
  if (await crewSide().isCrewOf(actor, booking._id)) found.push('crew')
  return found
}

const relationIn = { author: 'self', member: 'household', proxy: 'proxy' } as const satisfies Record<Standing, Relation>

const residents: readonly Relation[] = ['self', 'household', 'proxy']
export const isResident = (relations: readonly Relation[]): boolean =>
  relations.some((relation) => residents.includes(relation))

/** In full for its own people, and for its crew today and tomorrow. */
const seesAll = (relations: readonly Relation[], booking: BookingRecord): boolean =>
  isResident(relations) || (relations.includes('crew') && isNear(booking.day))

/** The days on which a crew needs addresses and numbers: today, and tomorrow for what is prepared on paper. */
export const isNear = (day: Day): boolean => day === dayOf(now()) || day === addDays(dayOf(now()), 1)

const isBookingAction = (action: string): action is Booking['allowed'][number] =>
  BookingAction.safeParse(action).success

export const allowedFor = (
  booking: BookingRecord,
  relations: readonly Relation[],
  context: Context,
): Booking['allowed'] =>
  allowedActions(bookingMachine, booking.status, relations, factsOf(booking, context)).filter(isBookingAction)

const nobody: Visit = { crewIds: [], crewNames: [], arrival: null }
/** Nobody is on the way to a booking that no run has taken yet, or that was called off. */
const hasVisit = (status: BookingRecord['status']): boolean =>
  status !== 'held' && status !== 'confirmed' && !(seatFreedIn as readonly BookingRecord['status'][]).includes(status)

/** A booking for one of its people. @param known context and relations when the caller has them already */
export async function presentBooking(
  actor: Actor,
  booking: BookingRecord,
  known: { context?: Context; relations?: readonly Relation[] } = {},
): Promise<Booking> {
  const context = known.context ?? (await contextAt(booking.placePath))
  const relations = known.relations ?? (await relationsOf(actor, booking))
  const full = seesAll(relations, booking)
  const names = await namesIn(booking, full)
  const contact = contactOf(booking)
  const rules = context.settings.booking
  const visit = hasVisit(booking.status) ? await crewSide().visitOf(booking._id) : nobody
  return {
    id: booking._id,
    number: booking.number,
    version: booking.version,
    kind: booking.kind,
    status: booking.status,
    statusText: statusTexts[booking.status],
    day: booking.day,
    slot: booking.slot,
    from: booking.from,
    to: booking.to,
    arrival: isOpen(booking.status) ? visit.arrival : null,
    placeId: booking.placeId,
    placeName: booking.placeName,
    addressText: addressText(booking, full),
    standsAt: booking.standsAt,
    floor: booking.floor,
    hasLift: booking.hasLift,
    address: full ? addressOf(booking) : null,
    contactName: full ? contact.name : maskName(contact.name),
    contactPhone: full ? contact.phone : maskAnyPhone(contact.phone),
    items: booking.items,
    note: booking.note,
    photoIds: booking.photoIds,
    quote: booking.quote,
    owedFen: booking.owedFen,
    paidFen: booking.paidFen,
    onBehalf: booking.onBehalf ? { by: names(booking.onBehalf.by), how: booking.onBehalf.how } : null,
    site: booking.siteId ? { cubicDecimetres: booking.cubicDecimetres ?? null } : null,
    carryHelp: (await carryHelpOn([booking.householdId], booking.day)).size > 0,
    crewNames: visit.crewNames,
    reason: booking.reason
      ? {
          code: booking.reason.code,
          text: booking.reason.note || reasonTexts[booking.reason.code],
          photoIds: booking.reason.photoIds,
        }
      : null,
    receipt: booking.receipt ?? null,
    contest: presentContest(booking, names),
    fetched: presentFetched(booking),
    rating: booking.rating?.stars ?? null,
    revisitOf: booking.revisitOf ?? null,
    revisitId: booking.revisitId ?? null,
    promise: promiseOf(booking),
    cancelFreeUntil: freeUntil(booking, rules).toISOString(),
    lateCancelPercent: rules.lateCancelPercent,
    missedFrom: missedFrom(booking, rules).toISOString(),
    missedUntil: missedUntil(booking, rules, context.calendar).toISOString(),
    history: booking.history.map((row) => ({
      at: row.at.toISOString(),
      action: row.action,
      text: row.text,
      by: names(row.by),
    })),
    allowed: allowedFor(booking, relations, context),
  }
}

const maskAnyPhone = (phone: string): string => {
  if (phone === '') return ''
  const masked = maskPhone(phone)
  return masked === phone
    ? `${phone.slice(0, 3)}${'*'.repeat(Math.max(1, phone.length - 5))}${phone.slice(-2)}`
    : masked
}

/** What is still owed: the answer to an objection before the revisit it may bring. */
function promiseOf({ contest, missed, status }: BookingRecord): Booking['promise'] {
  const isMissed = missed !== undefined && (status === 'missed' || status === 'revisit_due')
  const owed =
    contest && !contest.decision
      ? { what: 'answer' as const, dueOn: contest.dueOn }
      : isMissed
        ? { what: 'revisit' as const, dueOn: missed.dueOn }
        : null
  if (!owed) return null
  const until = promiseEnd(owed.dueOn)
  return { what: owed.what, until: until.toISOString(), late: until <= now() }
}

function presentFetched({ fetched }: BookingRecord): Booking['fetched'] {
  if (!fetched) return null
  const { at, weights, decision } = fetched
  return {
    at: at.toISOString(),
    weights,
    decision: decision && { credited: decision.credited, reason: decision.reason, at: decision.at.toISOString() },
  }
}

function presentContest({ contest }: BookingRecord, names: (id: string) => string): Booking['contest'] {
  if (!contest) return null
  const { decision } = contest
  return {
    id: contest.id,
    about: contest.about,
    text: contest.text,
    at: contest.at.toISOString(),
    dueOn: contest.dueOn,
    decision: decision
      ? { upheld: decision.upheld, reason: decision.reason, at: decision.at.toISOString(), by: names(decision.by) }
      : null,
  }
}

/** Names of those who acted; residents are masked for others than themselves, staff sign with their names. */
async function namesIn(booking: BookingRecord, full: boolean): Promise<(id: string) => string> {
  const ids = [...booking.history.map((row) => row.by), booking.onBehalf?.by, booking.contest?.decision?.by].filter(
    (id): id is string => id !== undefined && !id.startsWith('system:'),
  )
  const staff = [booking.onBehalf?.by, booking.contest?.decision?.by].filter((id): id is string => id !== undefined)
  const [masked, plain] = await Promise.all([personNames(ids), fullNames(full ? ids : staff)])
  return (id) => (id.startsWith('system:') ? '系统' : (plain.get(id) ?? masked.get(id) ?? ''))
}

export const itemsText = (booking: Pick<BookingRecord, 'items'>): string =>
  booking.items.map((item) => (item.count > 1 ? `${item.name}×${item.count}` : item.name)).join('、')

export const summaryOf = (booking: BookingRecord, allowed: Booking['allowed']): BookingSummary => ({
  id: booking._id,
  number: booking.number,
  kind: booking.kind,
  status: booking.status,
  statusText: statusTexts[booking.status],
  day: booking.day,
  from: booking.from,
  to: booking.to,
  placeName: booking.placeName,
  householdId: booking.householdId ?? null,
  itemsText: itemsText(booking),
  allowed,
})

/** Rows of a list; rules are read once a place. */
export async function presentSummaries(actor: Actor, bookings: readonly BookingRecord[]): Promise<BookingSummary[]> {
  const contexts = new Map<string, Context>()
  const rows: BookingSummary[] = []
  for (const booking of bookings) {
    const context = contexts.get(booking.placeId) ?? (await contextAt(booking.placePath))
    contexts.set(booking.placeId, context)
    rows.push(summaryOf(booking, allowedFor(booking, await relationsOf(actor, booking), context)))
  }
  return rows
}
