// Rows as they arrive, read and judged before any transaction: which household, which window, whether the time can be
// believed, whether whoever logged it stood there by right. Writes nothing. Invariants: nobody logs their own household
// or one they act for (I12, I22); what is doubtful is put before a person and never dropped.
import { createHash } from 'node:crypto'
import type { DeviceActor, Role } from '@shared/actors'
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
import { nearHouseholds } from '../people/conflicts'
import { forgetGuesses, takeGuess } from '../people/guesses'
import { rolesOver, type HeldRole } from '../people/roles'
import { settingsOfAll } from '../places/places'
import { dropOffSites, type DropOffSite } from '../places/sites'
import { timesAt } from '../shifts/presence'
import type { AddedRecord, LogRecord } from './dropoffs.model'
import { isReferenceOf, referenceReader } from './references'

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
export type Held = readonly HeldRole[]

/** Rows of one phone or smart bin as they came. */
export type Sent = {
  personId: string
  rows: readonly ReadRow[]
  receivedAt: Date
  bin?: Pick<DeviceActor, 'placePath'>
}

/** Everything that judging rows of several phones needs, read once for all of them. */
type Common = {
  sites: ReadonlyMap<string, DropOffSite>
  earning: ReadonlyMap<string, boolean>
  households: ReadonlyMap<string, BinHousehold>
  /** The household that a row names, as it names it; null for nobody, or for a code that is none of ours. */
  named: ReadonlyMap<LogRow, string | null>
  /** When shifts ran at these sites. */
  shifts: readonly Span[]
}
type Known = Common & {
  personId: string
  receivedAt: Date
  roles: Held
  own: ReadonlySet<string>
  codes: Codes
  /** When this person was checked in. */
  there: readonly Span[]
  photos: ReadonlySet<string>
}
type Codes = ReadonlyMap<string, CodeOwner>

export const rowHash = (row: unknown): string => createHash('sha256').update(canonical(row)).digest('base64url')

/** A row as sent; what can't be read is not looked into: it may be nested deeper than any function can follow. */
export type ReadRow = { id: string; row: DropoffRow | null; hash: string }
export const readRow = (sent: { id: string }): ReadRow => {
  const row = DropoffRow.safeParse(sent).data ?? null
  return { id: sent.id, row, hash: row ? rowHash(sent) : '' }
}

/** In the order given. */
export async function arrive(sent: readonly Sent[]): Promise<Arrived[][]> {
  const known = await knownFor(sent)
  return sent.map(({ rows }, at) => rows.map((row) => arriveRow(row, known[at] as Known)))
}

function arriveRow({ id: sentId, row, hash }: ReadRow, known: Known): Arrived {
  if (!row) return { kind: 'refused', id: sentId, code: 'INPUT_INVALID', hash }
  if (row.kind === 'log') return judge(row, hash, known)
  const { id, logId, clock } = row
  if (known.roles.length === 0) return { kind: 'refused', id, code: 'NOT_ALLOWED', hash }
  if (row.kind === 'note' && row.photoIds?.some((photo) => !known.photos.has(photo)))
    return { kind: 'refused', id, code: 'DROPOFF_PHOTO_WRONG', hash }
  const record: AddedRecord = {
    _id: id,
    kind: row.kind,
    personId: known.personId,
    logId,
    at: correctedAt({ at: new Date(clock.at), offsetMs: clock.offsetMs }),
    run: clock.run,
    tick: clock.tick,
    receivedAt: known.receivedAt,
    isDone: false,
    contentHash: hash,
    ...(row.kind === 'note' && row.note ? { note: row.note } : {}),
    ...(row.kind === 'note' && row.photoIds ? { photoIds: row.photoIds } : {}),
  }
  return { kind: 'added', record, roles: known.roles }
}

const logsIn = ({ rows }: Sent): LogRow[] => rows.flatMap(({ row }) => (row?.kind === 'log' ? [row] : []))

async function knownFor(sent: readonly Sent[]): Promise<Known[]> {
  const personIds = [...new Set(sent.flatMap(({ personId, bin }) => (bin ? [] : [personId])))]
  const logs = sent.flatMap(logsIn)
  const codes = await codesIn(sent)
  const named = namedBy(sent, codes)
  const [{ sites, earning }, roles, own, households, { shifts, there }, photos] = await Promise.all([
    sitesOf(logs),
    rolesOver(personIds, loggers),
    reading((tx) => nearHouseholds(tx, personIds)),
    currentHouseholds([...named.values()].flatMap((id) => id ?? [])),
    timesOf(personIds, sent),
    Promise.all(sent.map(picturesOf)),
  ])
  const common: Common = { sites, earning, households, named, shifts }
  return sent.map(({ personId, receivedAt, bin }, at) => ({
    ...common,
    personId,
    receivedAt,
    roles: bin ? standsAt(bin) : (roles.get(personId) ?? []),
    own: own.get(personId) ?? new Set(),
    codes: codes[at] ?? new Map(),
    there: there.get(personId) ?? [],
    photos: photos[at] ?? new Set(),
  }))
}

/** A bin is at its site as the keeper is: always, and without a shift. */
const standsAt = ({ placePath }: Pick<DeviceActor, 'placePath'>): Held => [
  { role: 'keeper', placeId: placePath.at(-1) ?? '', from: new Date(0), until: null },
]

const picturesOf = ({ personId, rows }: Sent): Promise<Set<string>> =>
  ownPictures(
    personId,
    'dropoff',
    rows.flatMap(({ row }) => (row?.kind === 'note' ? (row.photoIds ?? []) : [])),
  )

async function sitesOf(logs: readonly LogRow[]): Promise<Pick<Common, 'sites' | 'earning'>> {
  const sites = await dropOffSites(logs.map(({ siteId }) => siteId))
  const settings = await settingsOfAll(sites.map(({ placePath }) => placePath))
  return {
    sites: new Map(sites.map((site) => [site._id, site])),
    earning: new Map(sites.map(({ _id }, at) => [_id, settings[at]?.switches.points === true])),
  }
}

/** Whose codes they are that stand in no phone's table. */
async function codesIn(sent: readonly Sent[]): Promise<Codes[]> {
  const found: Map<string, CodeOwner>[] = []
  for (const each of sent) {
    const codes = new Map<string, CodeOwner>()
    for (const { of } of logsIn(each))
      if (of.kind === 'code' && !codes.has(of.code)) codes.set(of.code, await ownerOf(of.code, each.personId))
    found.push(codes)
  }
  return found
}

function namedBy(sent: readonly Sent[], codes: readonly Codes[]): Common['named'] {
  const readReference = referenceReader()
  const nameIn = ({ of, siteId }: LogRow, its: Codes | undefined): string | null => {
    if (of.kind === 'ref') return readReference(siteId, of.ref)
    return of.kind === 'code' ? (its?.get(of.code)?.householdId ?? null) : null
  }
  return new Map(sent.flatMap((each, at) => logsIn(each).map((log) => [log, nameIn(log, codes[at])] as const)))
}

async function timesOf(personIds: readonly string[], sent: readonly Sent[]): ReturnType<typeof timesAt> {
  // the others wait for a person anyway: a clock that is years off asks for nobody's shifts
  const times = sent.flatMap((each) =>
    logsIn(each)
      .map(({ clock }) => ({ at: new Date(clock.at), offsetMs: clock.offsetMs }))
      .filter((clock) => isClockSure(clock, each.receivedAt) && !isLate(correctedAt(clock), each.receivedAt))
      .map((clock) => correctedAt(clock).getTime()),
  )
  if (times.length === 0) return { shifts: [], there: new Map(), unconfirmed: new Map() }
  const siteIds = sent.flatMap(logsIn).map(({ siteId }) => siteId)
  const [first, last] = times.reduce(([from, to], at) => [Math.min(from, at), Math.max(to, at)], [Infinity, -Infinity])
  const hours = {
    from: addMinutes(new Date(first as number), -GRACE_MINUTES),
    to: addMinutes(new Date(last as number), GRACE_MINUTES),
  }
  return timesAt(personIds, siteIds, hours)
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

function judge(row: LogRow, hash: string, known: Known): Arrived {
  const refused = (code: ErrorCode): Arrived => ({ kind: 'refused', id: row.id, code, hash })
  const site = known.sites.get(row.siteId)
  if (!site) return refused('NOT_FOUND')
  if (known.roles.length === 0) return refused('NOT_ALLOWED')
  const named = known.named.get(row) ?? null
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
