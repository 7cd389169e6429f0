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
  isLate,
  reviewReasonOf,
  wasPresent,
  type Arrival,
  type Span,
} from '@shared/dropoffs/rules'
import { leads, loggers, withoutShift, type LogState, type ReviewReason } from '@shared/dropoffs/vocabulary'
import type { ErrorCode } from '@shared/errors'
import { readCode, readLabel } from '@shared/people/rules'
import { addMinutes } from '@shared/time'
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
import { isReferenceOf, readReference } from './references'

export type ArrivedLog = {
  kind: 'log'
  record: LogRecord
  household: BinHousehold | null
  site: DropOffSite
  /** Does the area give points at all? */
  earns: boolean
  roles: Held
}
/** `roles`: that the sender holds or held. */
type ArrivedAdded = { kind: 'added'; record: AddedRecord; roles: Held }
export type Arrived = ArrivedLog | ArrivedAdded | { kind: 'refused'; id: string; code: ErrorCode; hash: string }

type CodeOwner = Awaited<ReturnType<typeof householdOfBinCode>>
export type Held = Awaited<ReturnType<typeof rolesOver>>

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
export async function arrive(
  actor: PersonActor,
  rows: readonly { id: string }[],
  receivedAt: Date,
): Promise<Arrived[]> {
  const read = rows.map((row) => DropoffRow.safeParse(row).data ?? null)
  const logs = read.flatMap((row) => (row?.kind === 'log' ? [row] : []))
  const known = await knownFor(actor, logs, receivedAt, rows.length > 0)
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
    return { kind: 'added', record, roles: known.roles }
  })
}

async function knownFor(actor: PersonActor, logs: readonly LogRow[], receivedAt: Date, isAny: boolean): Promise<Known> {
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
    receivedAt,
    sites,
    earning,
    roles: isAny ? await rolesOver(personId, loggers) : [],
    own: logs.length > 0 ? (await reading((tx) => circleOf(tx, actor))).households : new Set(),
    households: await currentHouseholds(ids),
    codes,
    ...(await timesOf(personId, logs, receivedAt)),
  }
}

async function timesOf(
  personId: string,
  logs: readonly LogRow[],
  receivedAt: Date,
): Promise<Pick<Known, 'shifts' | 'there'>> {
  // the others wait for a person anyway: a clock that is years off asks for nobody's shifts
  const times = logs
    .map(({ clock }) => ({ at: new Date(clock.at), offsetMs: clock.offsetMs }))
    .filter((clock) => isClockSure(clock, receivedAt) && !isLate(correctedAt(clock), receivedAt))
    .map((clock) => correctedAt(clock).getTime())
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
  const moment = isSure ? at : known.receivedAt
  const filed = filedUnder(site.windows, moment)
  const isOfDay = row.of.kind !== 'ref' || isReferenceOf(filed.day, row.of.ref)
  const reason = reviewReasonOf({
    isClockSure: isSure,
    isLate: isLate(at, known.receivedAt),
    isInWindow: filed.isInside,
    isSiteOpen: site.status === 'open',
    isStreamTaken: site.streams.includes(row.stream),
    role: roleOver(known, site.placePath, moment),
    household: isOfDay ? householdIn(row, site, household, known.codes) : 'unknown',
  })
  const record: LogRecord = {
    _id: row.id,
    personId: known.personId,
    siteId: site._id,
    placePath: [...site.placePath],
    day: filed.day,
    window: filed.key,
    ...(filed.until ? { windowEnds: filed.until } : {}),
    scanId: row.scanId,
    ...(household ? { householdId: household._id } : {}),
    stream: row.stream,
    result: row.result,
    isLook: row.isLook === true,
    at,
    deviceAt: clock.at,
    offsetMs: clock.offsetMs,
    run: row.clock.run,
    tick: row.clock.tick,
    receivedAt: known.receivedAt,
    ...becomes(row, reason, site, moment, known),
    contentHash: hash,
  }
  return { kind: 'log', record, household, site, earns: known.earning.get(site._id) ?? false, roles: known.roles }
}

/** What becomes of a log: a look that is none is set aside, a volunteer needs a shift, the rest counts. */
function becomes(
  row: LogRow,
  reason: ReviewReason | null,
  site: DropOffSite,
  at: Date,
  { roles, receivedAt, shifts, there }: Known,
): { state: LogState; reason?: ReviewReason } {
  const path = site.placePath
  const isLead = holdsAt(roles, leads, path, at)
  // a look changes what somebody else has logged: it needs a lead who leads there, and nothing doubtful about it
  if (row.isLook && (reason || !isLead || !holdsAt(roles, leads, path, receivedAt)))
    return { state: 'setAside', reason: 'look' }
  if (reason) return { state: 'review', reason }
  if (holdsAt(roles, withoutShift, path, at)) return { state: 'counted' }
  const isPresent = wasPresent(at, site._id, shifts, there)
  if (isPresent === false) return { state: 'waiting' }
  return isPresent || isLead ? { state: 'counted' } : { state: 'review', reason: 'shift' }
}

/** Whether somebody held one of the roles at the place of a path, at an instant. */
export const holdsAt = (held: Held, roles: readonly Role[], path: readonly string[], at: Date): boolean =>
  held.some(
    ({ role, placeId, from, until }) =>
      roles.includes(role) && path.includes(placeId) && from <= at && (until === null || at < until),
  )

/** What is worse of the time when it was made and the time when it came: a role that ended vouches for nothing more. */
function roleOver({ roles, receivedAt }: Known, path: readonly string[], at: Date): Arrival['role'] {
  const made = roleAt(roles, path, at)
  return made === 'here' ? roleAt(roles, path, receivedAt) : made
}

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
