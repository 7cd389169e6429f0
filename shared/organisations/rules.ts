// What is true of organisations and of the people in them: the check character of a credit code, when someone belongs
// to an organisation, which spans of time exclude each other, who may keep the register. Pure; days come in as
// arguments. A span has both its first and its last day in it; without a last day it is open.
import { holdsRole, type Actor, type Role } from '../actors'
import type { ErrorCode } from '../errors'
import { addDays, type Day } from '../time'

/** No I, O, S, V and Z: GB 32100-2015, table 2. */
const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The 18th character of a credit code out of the 17 before it: GB 32100-2015, 4.6, weights 3^i modulo 31. */
export function creditCheck(body: string): string {
  let sum = 0
  let weight = 1
  for (const character of body) {
    sum += CREDIT_ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return CREDIT_ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/**
 * True for a 统一社会信用代码 in its one spelling: 18 characters in upper case, the administrative division in digits, the
 * check character right (GB 32100-2015).
 */
export const isCreditCode = (code: string): boolean =>
  /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code) &&
  creditCheck(code.slice(0, 17)) === code.charAt(17)

/** `until` is the last day; null while it is open. */
export type Span = { from: Day; until: Day | null }

/** Whether a day lies in the span. */
export const covers = ({ from, until }: Span, day: Day): boolean => from <= day && (until === null || day <= until)

/** Whether two spans share a day. */
export const overlaps = (one: Span, other: Span): boolean =>
  (one.until === null || other.from <= one.until) && (other.until === null || one.from <= other.until)

/**
 * Whether any of the last `days` days before `day`, or `day` itself, lies in the span: someone who left 90 days ago was
 * there within the last 90.
 */
export const coversWithin = (span: Span, day: Day, days: number): boolean =>
  overlaps(span, { from: addDays(day, -days), until: day })

/** What is left of a span without the days of others, in order; none where they cover it. */
export function without(span: Span, others: readonly Span[]): Span[] {
  let parts: Span[] = [{ from: span.from, until: span.until }]
  for (const other of others)
    parts = parts.flatMap((part): Span[] => {
      if (!overlaps(part, other)) return [part]
      const before = part.from < other.from ? [{ from: part.from, until: addDays(other.from, -1) }] : []
      const isLonger = other.until !== null && (part.until === null || part.until > other.until)
      return isLonger ? [...before, { from: addDays(other.until ?? '', 1), until: part.until }] : before
    })
  return parts
}

/** Why a span can't be written down, or null. */
export const spanRefusal = ({ from, until }: Span): ErrorCode | null =>
  until !== null && until < from ? 'AFFILIATION_DAYS_WRONG' : null

/**
 * Why a span can't end on that last day, or null. What is over stays as it was written: who may assess whom was decided
 * by it.
 */
export function endRefusal(span: Span, last: Day, today: Day): ErrorCode | null {
  if (span.until !== null && (span.until < today || span.until <= last)) return 'WRONG_STATE'
  return last < span.from ? 'AFFILIATION_DAYS_WRONG' : null
}

/** Who may look at the register, each within the places granted. */
export const organisationReaders = [
  'communityWorker',
  'dispatcher',
  'inspector',
  'subdistrictOfficer',
  'enforcementOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
/** Who keeps it. */
export const organisationKeepers = [
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]

/** Read or keep an organisation, by the path of its place. */
export const mayWithOrganisation = (actor: Actor, right: 'read' | 'keep', placePath: readonly string[]): boolean =>
  actor.kind === 'system' || holdsRole(actor, right === 'read' ? organisationReaders : organisationKeepers, placePath)
