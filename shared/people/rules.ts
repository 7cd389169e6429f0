// What is true of persons and households: how codes check themselves, who may grant which role,
// from which age someone has an account. Pure; instants and random bytes come in as arguments.
import type { Grant, Role } from '../actors'
import { cityRoles, roles } from '../actors'
import { addWorkingDays, dayOf, type Day, type WorkCalendar } from '../time'

/** Version of the privacy policy that is shown now; a new one asks everybody again. */
export const PRIVACY_VERSION = '2026-11'
/** A claim that the members do not answer lapses after so many working days. */
export const CLAIM_WORKING_DAYS = 3
/**
 * Without members and PIN, a claim that nobody objects to is settled so many working days after the slip to the door.
 */
export const SLIP_WORKING_DAYS = 5
/** Claims that one person may have waiting. */
export const MAX_WAITING_CLAIMS = 3
/** A consent to act for a household is written down for a year at most. */
export const MAX_PROXY_DAYS = 366
export const INVITATION_HOURS = 72
export const MAX_MEMBERS = 12
export const MAX_HOUSEHOLDS = 5

/** No 0, O, 1 and I: 32 characters that are not mistaken for each other in print. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * Check character by Luhn's scheme modulo 32: finds every single wrong character and nearly every swap of neighbours.
 */
function checkCharacter(body: string): string {
  let sum = 0
  let factor = 2
  for (let at = body.length - 1; at >= 0; at -= 1) {
    const addend = CODE_ALPHABET.indexOf(body.charAt(at)) * factor
    sum += Math.floor(addend / 32) + (addend % 32)
    factor = factor === 2 ? 1 : 2
  }
  return CODE_ALPHABET.charAt((32 - (sum % 32)) % 32)
}

/** `length` characters, the last one a check character. @param random at least `length - 1` bytes */
export function codeFrom(random: ArrayLike<number>, length: number): string {
  let body = ''
  for (let at = 0; at < length - 1; at += 1) body += CODE_ALPHABET.charAt((random[at] ?? 0) % 32)
  return body + checkCharacter(body)
}

/** The typed household code: 7 random characters and a check character. */
export const typedCodeFrom = (random: ArrayLike<number>): string => codeFrom(random, 8)

/**
 * What was scanned or typed, in the form it is stored: typed codes without blanks and dashes in upper case. Null for
 * neither.
 */
export function readCode(input: string): { kind: 'token' | 'typed'; code: string } | null {
  const bare = input.normalize('NFKC').trim()
  if (/^[\w-]{22}$/.test(bare)) return { kind: 'token', code: bare }
  const typed = bare.replace(/[\s-]/g, '').toUpperCase()
  return isCode(typed, 8) ? { kind: 'typed', code: typed } : null
}

const LABEL_TOKEN = 'b.'
const LABEL_TYPED = 'B'

/** What a bag label's QR carries: a code that can only log a drop-off. It is never the form of a household card's. */
export const labelTokenFrom = (secret: string): string => LABEL_TOKEN + secret
/** The typed code of a bag label: "B", 7 random characters and a check character. @param random at least 7 bytes */
export function labelCodeFrom(random: ArrayLike<number>): string {
  let body = LABEL_TYPED
  for (let at = 0; at < 7; at += 1) body += CODE_ALPHABET.charAt((random[at] ?? 0) % 32)
  return body + checkCharacter(body)
}

/** A bag label's code that was scanned or typed, in the form it is stored; null for anything else. */
export function readLabel(input: string): { kind: 'token' | 'typed'; code: string } | null {
  const bare = input.normalize('NFKC').trim()
  if (bare.startsWith(LABEL_TOKEN) && /^[\w-]{22}$/.test(bare.slice(LABEL_TOKEN.length)))
    return { kind: 'token', code: bare }
  const typed = bare.replace(/[\s-]/g, '').toUpperCase()
  return typed.startsWith(LABEL_TYPED) && isCode(typed, 9) ? { kind: 'typed', code: typed } : null
}

/** True for a code of our alphabet whose check character fits. */
export const isCode = (code: string, length: number): boolean =>
  code.length === length &&
  [...code].every((character) => CODE_ALPHABET.includes(character)) &&
  checkCharacter(code.slice(0, -1)) === code.slice(-1)

/** "K7PM-3QXA" for print. */
export const showCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/**
 * Which rule for minors holds, by year of birth alone: without the day, a birthday counts as still to come.
 * Under 14 no account of their own; 14 to 17 with a guardian's consent (个人信息保护法 第三十一条; product rule for 14–17).
 */
export function ageGroup(birthYear: number, today: Day): 'child' | 'minor' | 'adult' {
  const surely = Number(today.slice(0, 4)) - birthYear - 1
  return surely < 14 ? 'child' : surely < 18 ? 'minor' : 'adult'
}

/** Last day on which the members may answer a claim. */
export const claimDueOn = (createdAt: Date, calendar: WorkCalendar): Day =>
  addWorkingDays(dayOf(createdAt), CLAIM_WORKING_DAYS, calendar)
/** Last day on which anyone may object to a claim whose slip was put to the door. */
export const objectByOn = (slipOn: Day, calendar: WorkCalendar): Day =>
  addWorkingDays(slipOn, SLIP_WORKING_DAYS, calendar)
export const hasLapsed = (dueOn: Day | undefined, today: Day): boolean => dueOn !== undefined && today > dueOn

/** Roles a subdistrict gives to the people who work in it; never its own rank or above. */
const subdistrictGrants: readonly Role[] = [
  'volunteer',
  'leadVolunteer',
  'guideWorker',
  'keeper',
  'roadChief',
  'villageCollector',
  'crew',
  'dispatcher',
  'hauler',
  'merchant',
  'applicant',
  'teacher',
  'lecturer',
  'propertyManager',
  'ownersCommittee',
  'communityWorker',
  'inspector',
]
const grantableBy: Partial<Record<Role, readonly Role[]>> = {
  administrator: roles,
  subdistrictOfficer: subdistrictGrants,
}

/**
 * True when someone with `grants` may give or take `role` at a place: the rank's table, and never above the own place.
 */
export function mayGrant(grants: readonly Grant[], role: Role, placePath: readonly string[]): boolean {
  return grants.some((grant) => placePath.includes(grant.placeId) && (grantableBy[grant.role] ?? []).includes(role))
}

/** Roles of the whole city are granted for the city only; a 路长 for one road, or for all roads of a subdistrict. */
export const fitsPlace = (role: Role, placeKind: string): boolean =>
  role === 'roadChief'
    ? placeKind === 'road' || placeKind === 'subdistrict'
    : !(cityRoles as readonly Role[]).includes(role) || placeKind === 'city'
