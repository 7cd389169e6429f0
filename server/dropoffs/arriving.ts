// Rows as they arrive, read and judged before any transaction: which household, which window, whether the time can be
// believed, whether whoever logged it stood there by right. Writes nothing. Invariants: nobody logs their own household
// or one they act for (I12, I22); what is doubtful is put before a person and never dropped.
import { createHash } from 'node:crypto'
import type { PersonActor, Role } from '@shared/actors'
import { canonical } from '@shared/canonical'
import { DropoffRow, type LogRow } from '@shared/dropoffs/contract'
import {
  correctedAt,
  filedUnder,
  GRACE_MINUTES,
  isClockSure,
  reviewReasonOf,
  wasPresent,
  type Arrival,
  type Span,
} from '@shared/dropoffs/rules'
import { loggers, withoutShift } from '@shared/dropoffs/vocabulary'
import type { ErrorCode } from '@shared/errors'
import { readCode, readLabel } from '@shared/people/rules'
import { addMinutes } from '@shared/time'
import { now } from '../clock'
import { reading } from '../db'
import { ownPictures } from '../files/files'
import { currentHouseholds, householdOfBinCode, type BinHousehold } from '../people/bin-codes'
import { circleOf } from '../people/conflicts'
import { forgetGuesses, takeGuess } from '../people/guesses'
import { rolesOver } from '../people/roles'
import { settingsOf } from '../places/places'
import { dropOffSites, type DropOffSite } from '../places/sites'
import { timesAt } from '../shifts/presence'
import type { AddedRecord, LogRecord } from './dropoffs.model'
import { readReference } from './references'

export type ArrivedLog = {
  kind: 'log'
  record: LogRecord
  household: BinHousehold | null
  site: DropOffSite
  /** Does the area give points at all? */
  earns: boolean
}
export type Arrived =
  ArrivedLog | { kind: 'added'; record: AddedRecord } | { kind: 'refused'; id: string; code: ErrorCode; hash: string }

/** Rows that come later than this are judged without the shifts of their day. */
const LATEST_MS = 40 * 24 * 3_600_000

type CodeOwner = Awaited<ReturnType<typeof householdOfBinCode>>
type Held = Awaited<ReturnType<typeof rolesOver>>

/** Everything that judging a batch needs, read once. */
type Known = {
  personId: string
  receivedAt: Date
  sites: ReadonlyMap<string, DropOffSite>
  earning: ReadonlyMap<string, boolean>
  roles: Held
  own: ReadonlySet<string>
  households: ReadonlyMap<string, BinHousehold>
  codes: ReadonlyMap<string, CodeOwner>
  /** When shifts ran at these sites, and when this person was checked in. */
  shifts: readonly Span[]
  there: readonly Span[]
}

const hashOf = (row: unknown): string => createHash('sha256').update(canonical(row)).digest('base64url')

/** In the order given. @param rows as they were sent */
export async function arrive(actor: PersonActor, rows: readonly { id: string }[]): Promise<Arrived[]> {
  const read = rows.map((row) => DropoffRow.safeParse(row).data ?? null)
  const logs = read.flatMap((row) => (row?.kind === 'log' ? [row] : []))
  const known = await knownFor(actor, logs, rows.length > 0)
  const photos = await ownPictures(
    actor.personId,
    'dropoff',
    read.flatMap((row) => (row?.kind === 'note' ? (row.photoIds ?? []) : [])),
  )
  return read.map((row, at) => {
    // what can't be read is not looked into: it may be nested deeper than any function can follow
    if (!row) return { kind: 'refused', id: rows[at]?.id ?? '', code: 'INPUT_INVALID', hash: '' }
    const hash = hashOf(rows[at])
    if (row.kind === 'log') return judge(row, hash, known)
    const { id, logId, clock } = row
    if (known.roles.length === 0) return { kind: 'refused', id, code: 'NOT_ALLOWED', hash }
    if (row.kind === 'note' && row.photoIds?.some((photo) => !photos.has(photo)))
      return { kind: 'refused', id, code: 'DROPOFF_PHOTO_WRONG', hash }
    const at_ = correctedAt({ at: new Date(clock.at), offsetMs: clock.offsetMs })
    const record: AddedRecord = {
      _id: id,
      kind: row.kind,
      personId: actor.personId,
      logId,
      at: at_,
      run: clock.run,
      tick: clock.tick,
      receivedAt: known.receivedAt,
      isDone: false,
      contentHash: hash,
      ...(row.kind === 'note' && row.note ? { note: row.note } : {}),
      ...(row.kind === 'note' && row.photoIds ? { photoIds: row.photoIds } : {}),
    }
    return { kind: 'added', record }
  })
}

async function knownFor(actor: PersonActor, logs: readonly LogRow[], isAny: boolean): Promise<Known> {
  const { personId } = actor
  const sites = new Map((await dropOffSites(logs.map(({ siteId }) => siteId))).map((site) => [site._id, site]))
  const earning = new Map<string, boolean>()
  for (const { _id, placePath } of sites.values())
    earning.set(_id, (await settingsOf(placePath)).settings.switches.points)
  const codes: Map<string, CodeOwner> = new Map()
  for (const { of } of logs)
    if (of.kind === 'code' && !codes.has(of.code)) codes.set(of.code, await ownerOf(of.code, personId))
  const ids = logs.flatMap((log) => idIn(log, codes) ?? [])
  return {
    personId,
    receivedAt: now(),
    sites,
    earning,
    roles: isAny ? await rolesOver(personId, loggers) : [],
    own: logs.length > 0 ? (await reading((tx) => circleOf(tx, actor))).households : new Set(),
    households: await currentHouseholds(ids),
    codes,
    ...(await timesOf(personId, logs)),
  }
}

async function timesOf(personId: string, logs: readonly LogRow[]): Promise<Pick<Known, 'shifts' | 'there'>> {
  // a clock that is years off asks for nobody's shifts
  const soon = now().getTime()
  const times = logs
    .map(({ clock }) => correctedAt({ at: new Date(clock.at), offsetMs: clock.offsetMs }).getTime())
    .filter((time) => Math.abs(time - soon) < LATEST_MS)
  if (times.length === 0) return { shifts: [], there: [] }
  const hours = {
    from: addMinutes(new Date(Math.min(...times)), -GRACE_MINUTES),
    to: addMinutes(new Date(Math.max(...times)), GRACE_MINUTES),
  }
  return timesAt(
    personId,
    logs.map(({ siteId }) => siteId),
    hours,
  )
}

/**
 * Whose code it is. A card's typed code opens more than the log at the bins, and the table tells a part of it, so wrong
 * ones are counted: during a pause none is looked up, and the log waits for a person as one that is not known.
 */
async function ownerOf(code: string, personId: string): Promise<CodeOwner> {
  if (readLabel(code) || readCode(code)?.kind !== 'typed') return householdOfBinCode(code)
  const guess = await takeGuess(`bins|${personId}`, 'stranger')
  if (!guess.allowed) return null
  const owner = await householdOfBinCode(code)
  if (owner) await forgetGuesses(guess)
  return owner
}

/** The household that a row names, as it names it; null for nobody, or for a code that is none of ours. */
function idIn({ of, siteId }: LogRow, codes: Known['codes']): string | null {
  if (of.kind === 'ref') return readReference(siteId, of.ref)
  return of.kind === 'code' ? (codes.get(of.code)?.householdId ?? null) : null
}

function judge(row: LogRow, hash: string, known: Known): Arrived {
  const refused = (code: ErrorCode): Arrived => ({ kind: 'refused', id: row.id, code, hash })
  const site = known.sites.get(row.siteId)
  if (!site) return refused('NOT_FOUND')
  if (known.roles.length === 0) return refused('NOT_ALLOWED')
  const named = idIn(row, known.codes)
  const household = named === null ? null : (known.households.get(named) ?? null)
  if (row.of.kind === 'ref' && !household) return refused('DROPOFF_REFERENCE_WRONG')
  if (household && [named, household._id].some((id) => known.own.has(id ?? ''))) return refused('DROPOFF_OWN_HOUSEHOLD')
  const clock = { at: new Date(row.clock.at), offsetMs: row.clock.offsetMs }
  const at = correctedAt(clock)
  const isSure = isClockSure(clock, known.receivedAt)
  // a time that can't be believed files the log under the evening in which it arrived
  const filed = filedUnder(site.windows, isSure ? at : known.receivedAt)
  const reason = reviewReasonOf({
    isClockSure: isSure,
    isInWindow: filed.isInside,
    isSiteOpen: site.status === 'open',
    role: roleAt(known.roles, site.placePath, isSure ? at : known.receivedAt),
    household: householdIn(row, site, household, known.codes),
  })
  const moment = isSure ? at : known.receivedAt
  const needsShift = !holdsAt(known.roles, withoutShift, site.placePath, moment)
  const isAbsent = !reason && needsShift && wasPresent(at, site._id, known.shifts, known.there) === false
  const record: LogRecord = {
    _id: row.id,
    personId: known.personId,
    siteId: site._id,
    placePath: [...site.placePath],
    day: filed.day,
    window: filed.key,
    scanId: row.scanId,
    ...(household ? { householdId: household._id } : {}),
    stream: row.stream,
    result: row.result,
    isLook: row.isLook === true && holdsAt(known.roles, ['leadVolunteer'], site.placePath, known.receivedAt),
    at,
    deviceAt: clock.at,
    offsetMs: clock.offsetMs,
    run: row.clock.run,
    tick: row.clock.tick,
    receivedAt: known.receivedAt,
    state: reason ? 'review' : isAbsent ? 'waiting' : 'counted',
    ...(reason ? { reason } : {}),
    contentHash: hash,
  }
  return { kind: 'log', record, household, site, earns: known.earning.get(site._id) ?? false }
}

const holdsAt = (held: Held, roles: readonly Role[], path: readonly string[], at: Date): boolean =>
  held.some(
    ({ role, placeId, from, until }) =>
      roles.includes(role) && path.includes(placeId) && from <= at && (until === null || at < until),
  )

function roleAt(held: Held, path: readonly string[], at: Date): Arrival['role'] {
  if (holdsAt(held, loggers, path, at)) return 'here'
  return held.some(({ placeId }) => path.includes(placeId)) ? 'ended' : 'elsewhere'
}

function householdIn(
  { of }: LogRow,
  site: DropOffSite,
  household: BinHousehold | null,
  codes: Known['codes'],
): Arrival['household'] {
  if (of.kind === 'anonymous') return 'anonymous'
  if (!household) return 'unknown'
  if (of.kind === 'code' && codes.get(of.code)?.isInUse === false) return 'revoked'
  return household.placePath.includes(site.placeId) ? 'known' : 'elsewhere'
}
