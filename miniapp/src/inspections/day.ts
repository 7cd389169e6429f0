// The day on this phone: the visits that were loaded with all that they need, the forms as they are filled in, and what
// became of those that were handed over. In storage before it is on screen. Relies on the outbox for rows.
// Invariants: what another person left is not shown; a failed reading never hides what is on the phone; a form is
// stored with every tap, and stays when its visit is no longer in what the server lists.
import type { OutputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import {
  inspections,
  MOST_ROWS,
  type FormRow,
  type PhoneForm,
  type PhoneVisit,
  type RowOutcome,
} from '@shared/inspections/contract'
import { addDays, dayOf } from '@shared/time'
import { useDidShow } from '@tarojs/taro'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { deviceId } from '@/lib/ids'
import { answeredSince } from '@/lib/outbox/answered'
import { enqueue, onOutboxChange, outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { platform } from '@/lib/platform/platform'
import { onSessionChange, session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'
import { emptyFilled, handedOver, rowOf, shotsToSend, type Filled } from './form'

type Answer = OutputOf<typeof inspections.pack>
/** `offsetMs`: the server's clock minus this phone's, as it was loaded. */
export type Pack = Answer & { owner: Id; readAt: string; offsetMs: number }
/** What became of the row handed over last for a visit. */
export type Fate = {
  state: 'waiting' | 'refused' | 'answered'
  why: string | null
  outcome: RowOutcome | null
  photos: number
}

type State = {
  pack: Pack | null
  filled: Readonly<Record<Id, Filled>>
  fates: Readonly<Record<Id, Fate>>
  reading: boolean
  failed: ApiError | null
  /** Why the last tap was not kept. */
  problem: string | null
}

const PACK = 'inspections/pack'
const keyOf = (visitId: Id): string => `inspections/form/${visitId}`
const NO_ROOM = '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。'
/** So long an answer is shown beside its visit. */
const SHOWN_DAYS = 14
const sinceShown = (): string => new Date(Date.now() - SHOWN_DAYS * 86_400_000).toISOString()

const me = (): Id => session().person?.id ?? ''
const isRow = (row: Row): boolean => row.route.path === inspections.sync.path && row.owner === me()

function storedPack(): Pack | null {
  const kept = readStored<Pack>(PACK)
  return kept && kept.owner === me() ? kept : null
}

function storedForms(pack: Pack | null): Record<Id, Filled> {
  const found = (pack?.visits ?? []).flatMap(({ id }) => readStored<Filled>(keyOf(id)) ?? [])
  const rows = handedRows()
  return Object.fromEntries(
    found.filter(({ owner }) => owner === me()).map((each) => [each.visitId, asHanded(each, rows)]),
  )
}

const handedRows = (): readonly Row[] => {
  const { waiting, refused } = outbox()
  return [...answeredSince(sinceShown()), ...refused, ...waiting].filter(isRow)
}

/** A phone that died as it handed a form over finds the row in the queue: the form is what that row says. */
function asHanded(filled: Filled, rows: readonly Row[]): Filled {
  const input = (row: Row) => row.input as FormRow
  const [last] = rows
    .filter((row) => input(row).visitId === filled.visitId && input(row).seq > filled.seq)
    .sort((a, b) => input(b).seq - input(a).seq)
  if (!last) return filled
  const { seq, signedAs, lines } = input(last)
  const photos = new Set(lines.flatMap(({ findings }) => findings.flatMap(({ photoIds }) => photoIds)))
  return { ...filled, seq, lines: handedOver(filled, photos), ...(signedAs ? { signedRow: last.id } : {}) }
}

/** The latest row of each visit: in the queue, or as it was answered. */
function readFates(): Record<Id, Fate> {
  const fates: Record<Id, Fate> = {}
  for (const row of answeredSince(sinceShown()).filter(isRow))
    fates[row.input['visitId'] as Id] = {
      state: 'answered',
      why: null,
      outcome: row.answer.result as RowOutcome | null,
      photos: 0,
    }
  const { waiting, refused } = outbox()
  for (const row of [...refused, ...waiting].filter(isRow))
    fates[row.input['visitId'] as Id] = {
      state: row.state,
      why: row.reason?.text ?? null,
      outcome: null,
      photos: row.files.filter(({ sent }) => !sent).length,
    }
  return fates
}

const load = (): Pick<State, 'pack' | 'filled' | 'fates'> => {
  const pack = storedPack()
  return { pack, filled: storedForms(pack), fates: readFates() }
}

const store = create<State>(() => ({ ...load(), reading: false, failed: null, problem: null }))
export const useDay = store
export const theDay = (): State => store.getState()

onOutboxChange(() => store.setState({ fates: readFates() }))
onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState({ ...load(), failed: null, problem: null })
})

let reading: Promise<void> | null = null

/** Loads the day again; what is there stays when that fails. Never throws. */
export function refreshDay(): Promise<void> {
  reading ??= read().finally(() => {
    reading = null
  })
  return reading
}

async function read(): Promise<void> {
  const owner = me()
  if (owner === '') return
  store.setState({ reading: true })
  try {
    const answer = await call(inspections.pack, {})
    if (me() !== owner) return
    const kept: Pack = {
      ...withStarted(answer),
      owner,
      readAt: new Date().toISOString(),
      offsetMs: Math.round(Date.parse(answer.at) - Date.now()),
    }
    writeStored(PACK, kept)
    store.setState({ pack: kept, filled: storedForms(kept), failed: null })
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  } finally {
    store.setState({ reading: false })
  }
}

/** Forms with something in them that has not been signed stay, also where the server no longer lists their visit. */
function withStarted(answer: Answer): Answer {
  const before = storedPack()
  const listed = new Set(answer.visits.map(({ id }) => id))
  const open = (before?.visits ?? []).filter(({ id }) => {
    const filled = readStored<Filled>(keyOf(id))
    return !listed.has(id) && filled !== null && filled.beganAt !== null && filled.signedRow === null
  })
  const known = new Set(answer.forms.map(({ id }) => id))
  const forms = (before?.forms ?? []).filter(({ id }) => !known.has(id) && open.some(({ formId }) => formId === id))
  return { ...answer, visits: [...answer.visits, ...open], forms: [...answer.forms, ...forms] }
}

const FRESH_MS = 10 * 60_000

/** Of a page of the day: loads it where it is old, as the page is shown. */
export function useToday(): void {
  useDidShow(() => {
    const { pack } = store.getState()
    const isFresh = pack && pack.day === dayOf(new Date()) && Date.now() - Date.parse(pack.readAt) < FRESH_MS
    if (!isFresh) void refreshDay()
  })
}

/** A visit that was just begun by oneself: it is part of the day at once. */
export function addVisit(visit: PhoneVisit): Promise<void> {
  const { pack } = store.getState()
  if (pack && !pack.visits.some(({ id }) => id === visit.id)) {
    const next = { ...pack, visits: [...pack.visits, visit] }
    writeStored(PACK, next)
    store.setState({ pack: next })
  }
  return refreshDay()
}

export type Opened = { visit: PhoneVisit; form: PhoneForm; filled: Filled; fate: Fate | null }

export function openedIn({ pack, filled, fates }: State, visitId: Id): Opened | null {
  const visit = pack?.visits.find(({ id }) => id === visitId)
  const form = pack?.forms.find(({ id }) => id === visit?.formId)
  if (!visit || !form) return null
  return { visit, form, filled: filled[visitId] ?? emptyFilled(visit, me()), fate: fates[visitId] ?? null }
}

/** Signed on this phone or on the server, or called off; what was refused can be mended and signed again. */
export const isClosed = ({ visit, filled, fate }: Omit<Opened, 'form'>): boolean =>
  (filled.signedRow !== null && fate?.state !== 'refused') || visit.state === 'finished' || visit.state === 'cancelled'

/** Stores what was tapped; says on screen where that failed. */
export function changeForm(visitId: Id, change: (filled: Filled) => Partial<Filled>): boolean {
  const opened = openedIn(store.getState(), visitId)
  if (!opened) return false
  const { filled } = opened
  const next: Filled = { ...filled, beganAt: filled.beganAt ?? new Date().toISOString(), ...change(filled) }
  try {
    writeStored(keyOf(visitId), next)
  } catch {
    store.setState({ problem: NO_ROOM })
    platform.vibrate('long')
    return false
  }
  store.setState({ filled: { ...store.getState().filled, [visitId]: next }, problem: null })
  return true
}

export const sayProblem = (problem: string | null): void => store.setState({ problem })

/**
 * Hands what this phone has filled in to the outbox, signed or not yet. False when the phone has no room.
 * @param signedAs null: to go on with on another phone
 */
export async function handOver(visitId: Id, signedAs: string | null): Promise<boolean> {
  const { pack } = store.getState()
  const opened = openedIn(store.getState(), visitId)
  if (!pack || !opened) return false
  const { visit, filled } = opened
  try {
    const handing = { device: await deviceId(), at: new Date().toISOString(), offsetMs: pack.offsetMs, signedAs }
    const row = rowOf(filled, visit, handing)
    const shots = shotsToSend(filled, new Set(row.lines.map(({ code }) => code)))
    const id = await enqueue({
      label: `${visit.target.name} 检查表${signedAs ? '' : '（没填完）'}`,
      route: inspections.sync,
      batch: { field: 'rows', max: MOST_ROWS },
      input: row,
      files: shots.map((shot) => ({ ...shot, route: files.upload, fields: { purpose: 'inspection' }, isKept: true })),
    })
    const lines = handedOver(filled, new Set(shots.map((shot) => shot.id)))
    return changeForm(visitId, () => ({
      seq: row.seq,
      lines,
      ...(signedAs ? { signedRow: id } : {}),
    }))
  } catch {
    store.setState({ problem: NO_ROOM })
    return false
  }
}

/** Visits of today in the order of the route; those left from before come first. */
export function inOrder({ visits, day }: Pick<Pack, 'visits' | 'day'>): PhoneVisit[] {
  const rank = (visit: PhoneVisit): string =>
    `${visit.day < day ? '0' : visit.day > day ? '2' : '1'}${visit.day}${String(visit.position ?? 99).padStart(3, '0')}${visit.id}`
  return [...visits].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

/** It was loaded for another day than this one. */
export const isOfBefore = ({ day }: Pick<Pack, 'day'>, today = dayOf(new Date())): boolean =>
  day !== today && day !== addDays(today, 1)
