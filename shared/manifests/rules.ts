// What is true of manifests apart from their states: limits of time, who may stand on which side, what speaks against a
// handover, licences and contracts at the instant of an event. Pure; every limit is our own choice unless it says where
// it is from.
import type { Actor, Role } from '../actors'
import { holdsRole } from '../actors'
import type { ErrorCode } from '../errors'
import { addDays, addWorkingDays, dayOf, type Day, type WorkCalendar } from '../time'
import type { WarningKind, WasteKind } from './vocabulary'

/** A side that has said nothing for so long counts as 未确认, visibly. */
export const SILENT_HOURS = 48
/** A trip that is open for longer opens a case. */
export const MOST_OPEN_DAYS = 7
/** What was written on paper is entered within so many working days. */
export const PAPER_WORKING_DAYS = 2
/** The other side answers a correction within so many working days; then staff decide. */
export const CORRECTION_WORKING_DAYS = 5
/** Events may lie so far the wrong way round: clocks of phones differ. */
export const CLOCK_TOLERANCE_MINUTES = 10
/** A row of a phone counts as late so long after the event. */
export const LATE_HOURS = 48
/** A phone without a network has so many numbers with it; it asks for more when fewer than `FEW_NUMBERS` are left. */
export const NUMBERS_A_PHONE = 50
export const FEW_NUMBERS = 10
/** Both sides mean the same handover when they lie no further apart, on one day, at one kitchen and of one kind. */
export const SAME_WITHIN_HOURS = 12

/** Who reads the register, manifests and cases of their area. */
export const manifestReaders = [
  'communityWorker',
  'subdistrictOfficer',
  'enforcementOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
/** Who keeps the register and contracts. */
export const manifestKeepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who enters licences, vehicles and weighbridges of haulers and disposers. */
export const licenceKeepers = ['cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who decides cases of trips, and corrections that the other side has not answered. */
export const manifestDeciders = [
  'subdistrictOfficer',
  'enforcementOfficer',
  'cityOfficer',
] as const satisfies readonly Role[]

export const mayKeepManifests = (actor: Actor, placePath: readonly string[]): boolean =>
  holdsRole(actor, manifestKeepers, placePath)

export type Party = { organisationId: string; personId: string; deviceId: string | null }

/**
 * Why this party may not confirm what the other side signed, or null. One organisation does not hand over to itself,
 * one person does not stand on both sides, and one phone does not confirm for both.
 */
export function selfDealing(own: Party, other: Party | null, isTrip = false): ErrorCode | null {
  if (!other) return null
  if (own.organisationId === other.organisationId) return isTrip ? 'MANIFEST_OWN_TRIP' : 'MANIFEST_OWN_WASTE'
  if (own.personId === other.personId) return 'MANIFEST_SAME_SIDE'
  return own.deviceId !== null && own.deviceId === other.deviceId ? 'MANIFEST_SAME_DEVICE' : null
}

export type Term = { kinds: readonly WasteKind[]; from: Day; to: Day }
export type ContractTerm = Term & { haulerId: string }

export const holdsOn = ({ from, to }: Pick<Term, 'from' | 'to'>, day: Day): boolean => from <= day && day <= to
export const coversOn = (term: Term, kind: WasteKind, day: Day): boolean =>
  holdsOn(term, day) && term.kinds.includes(kind)

/** What speaks against a handover on its day; a licence that was lost later says nothing about it. */
export function warningsFor(
  { haulerId, kind, day }: { haulerId: string; kind: WasteKind; day: Day },
  contracts: readonly ContractTerm[],
  licences: readonly Term[],
): WarningKind[] {
  return [...contractWarning(haulerId, kind, day, contracts), ...licenceWarning(kind, day, licences)]
}

function contractWarning(
  haulerId: string,
  kind: WasteKind,
  day: Day,
  contracts: readonly ContractTerm[],
): WarningKind[] {
  const now = contracts.filter((contract) => holdsOn(contract, day))
  const theirs = now.filter((contract) => contract.haulerId === haulerId)
  if (theirs.some(({ kinds }) => kinds.includes(kind))) return []
  if (theirs.length > 0) return ['kindNotCovered']
  if (now.length > 0) return ['otherHauler']
  return [contracts.some(({ to }) => to < day) ? 'contractExpired' : 'noContract']
}

function licenceWarning(kind: WasteKind, day: Day, licences: readonly Term[]): WarningKind[] {
  if (licences.some((licence) => coversOn(licence, kind, day))) return []
  return [licences.some(({ to, kinds }) => to < day && kinds.includes(kind)) ? 'licenceExpired' : 'licenceMissing']
}

/**
 * When something happened by a phone's clock: what it showed at the event, moved by how far it was off when it sent.
 * Null where that lies later than the server's own time by more than the tolerance.
 */
export function eventTime(at: Date, sentAt: Date, receivedAt: Date): Date | null {
  const corrected = new Date(at.getTime() + receivedAt.getTime() - sentAt.getTime())
  if (corrected <= receivedAt) return corrected
  return corrected.getTime() - receivedAt.getTime() <= CLOCK_TOLERANCE_MINUTES * 60_000 ? receivedAt : null
}

/** The phone's clock is off by more than the tolerance: it is put right, and told. */
export const isClockOff = (sentAt: Date, receivedAt: Date): boolean =>
  Math.abs(receivedAt.getTime() - sentAt.getTime()) > CLOCK_TOLERANCE_MINUTES * 60_000

/** Whether one event may follow another, clocks allowed for. */
export const mayFollow = (earlier: Date, later: Date): boolean =>
  later.getTime() >= earlier.getTime() - CLOCK_TOLERANCE_MINUTES * 60_000

/** The last day on which a slip of this day can be entered. */
export const paperUntil = (day: Day, calendar: WorkCalendar): Day => addWorkingDays(day, PAPER_WORKING_DAYS, calendar)

/** Why a slip can't be entered today, or null. */
export function paperRefusal(day: Day, at: Date, calendar: WorkCalendar): ErrorCode | null {
  const today = dayOf(at)
  if (day > today) return 'MANIFEST_TIME_WRONG'
  return today > paperUntil(day, calendar) ? 'MANIFEST_TOO_LATE' : null
}

/** Days of one's own evening: what is handed over after midnight and before four belongs to the evening before. */
export const nightOf = (at: Date): Day => {
  const day = dayOf(at)
  return at.getTime() - new Date(`${day}T00:00:00+08:00`).getTime() < 4 * 3_600_000 ? addDays(day, -1) : day
}
