// The night on a driver's phone: the kitchens of the run, the trip, spare numbers, and what became of each stop. In
// storage before it is on screen. Relies on the outbox for rows.
// Invariants: what another person or another organisation left is not shown; a failed reading never hides what is on
// the phone; a spare number is used once; the row of a trip goes before those of its stops.
import type { OutputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { manifests, MOST_ROWS, ROW_FORMAT, type Row as SentRow, type RowAnswer } from '@shared/manifests/contract'
import { FEW_NUMBERS, nightOf } from '@shared/manifests/rules'
import type { Day } from '@shared/time'
import { useDidShow } from '@tarojs/taro'
import { useEffect } from 'react'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { deviceId, newId } from '@/lib/ids'
import { answeredSince } from '@/lib/outbox/answered'
import { enqueue, onOutboxChange, outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { onSessionChange, session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'

type Answer = OutputOf<typeof manifests.night>
export type Pack = Answer & { owner: Id; organisationId: Id; readAt: string; numbers: string[] }
/** The trip that this phone is on; `isDelivered`: the driver has signed at its end. */
export type OnTrip = {
  owner: Id
  organisationId: Id
  id: Id
  plate: string
  disposerId: Id
  day: Day
  isDelivered: boolean
}
export type Stand = 'waiting' | 'refused' | 'answered'
/** What was written down for a stop last, and what became of it. */
export type Fate = { stand: Stand; why: string | null; row: SentRow; answer: RowAnswer | null; writtenAt: string }
type State = {
  pack: Pack | null
  trip: OnTrip | null
  fates: Readonly<Record<Id, Fate>>
  reading: boolean
  failed: ApiError | null
  problem: string | null
}

const PACK = 'manifests/night'
const TRIP = 'manifests/trip'
const NO_ROOM = '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。'
/** So long an answer is shown beside its stop. */
const SHOWN_MS = 20 * 3_600_000

const me = (): Id => session().person?.id ?? ''
const isRow = (row: Row): boolean => row.route.path === manifests.sync.path && row.owner === me()
const ofMine = <T extends { owner: Id }>(kept: T | null): T | null => (kept && kept.owner === me() ? kept : null)

function readFates(): Record<Id, Fate> {
  const fates: Record<Id, Fate> = {}
  const put = (row: Row, stand: Stand, answer: RowAnswer | null): void => {
    const sent = row.input as unknown as SentRow
    const key = 'handoverId' in sent ? sent.handoverId : `${sent.row}-${sent.tripId}`
    fates[key] = { stand, why: row.reason?.text ?? null, row: sent, answer, writtenAt: row.writtenAt }
  }
  for (const row of answeredSince(new Date(Date.now() - SHOWN_MS).toISOString()).filter(isRow))
    put(row, 'answered', row.answer.result as RowAnswer | null)
  const { waiting, refused } = outbox()
  for (const row of refused.filter(isRow)) put(row, 'refused', null)
  for (const row of waiting.filter(isRow)) put(row, 'waiting', null)
  return fates
}

const load = (): Pick<State, 'pack' | 'trip' | 'fates'> => ({
  pack: ofMine(readStored<Pack>(PACK)),
  trip: ofMine(readStored<OnTrip>(TRIP)),
  fates: readFates(),
})

const store = create<State>(() => ({ ...load(), reading: false, failed: null, problem: null }))
export const useNightRun = store

onOutboxChange(() => store.setState({ fates: readFates() }))
onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState({ ...load(), failed: null, problem: null })
})

export const sayProblem = (problem: string | null): void => store.setState({ problem })

let reading: Promise<void> | null = null

/** Loads the night again; what is there stays when that fails. Never throws. */
export function refreshNight(organisationId: Id): Promise<void> {
  reading ??= read(organisationId).finally(() => {
    reading = null
  })
  return reading
}

async function read(organisationId: Id): Promise<void> {
  const owner = me()
  if (owner === '') return
  store.setState({ reading: true })
  try {
    const answer = await call(manifests.night, { organisationId })
    const numbers = await readNumbers(organisationId)
    if (me() !== owner) return
    const pack: Pack = { ...answer, owner, organisationId, readAt: new Date().toISOString(), numbers }
    writeStored(PACK, pack)
    store.setState({ pack, failed: null })
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  } finally {
    store.setState({ reading: false })
  }
}

/** Those that this phone has left; more of them only when few are. */
async function readNumbers(organisationId: Id): Promise<string[]> {
  const had = store.getState().pack
  const left = had?.organisationId === organisationId ? had.numbers : []
  if (left.length > FEW_NUMBERS) return left
  const used = new Set(
    Object.values(store.getState().fates).flatMap(({ row }) => ('number' in row && row.number ? [row.number] : [])),
  )
  const { numbers } = await call(manifests.numbers, { organisationId, deviceId: await deviceId() })
  return numbers.filter((number) => !used.has(number))
}

const FRESH_MS = 10 * 60_000

/** Of the night's pages: loads it where it is old, as it is first drawn and whenever the page is shown. */
export function useTonight(organisationId: Id): void {
  const refresh = () => {
    const { pack } = store.getState()
    const isFresh =
      pack?.organisationId === organisationId &&
      pack.day === nightOf(new Date()) &&
      Date.now() - Date.parse(pack.readAt) < FRESH_MS
    if (!isFresh) void refreshNight(organisationId)
  }
  useEffect(refresh, [organisationId])
  useDidShow(refresh)
}

/** The pack of this organisation, or null. */
export const packOf = ({ pack }: Pick<State, 'pack'>, organisationId: Id): Pack | null =>
  pack?.organisationId === organisationId ? pack : null
/** The trip that is going on. */
export const tripOf = ({ trip }: Pick<State, 'trip'>, organisationId: Id): OnTrip | null =>
  trip?.organisationId === organisationId && !trip.isDelivered ? trip : null

type Shot = { id: Id; path: string }
type Said = SentRow extends infer R ? (R extends SentRow ? Omit<R, 'format' | 'id' | 'at'> : never) : never

/** Puts one row into the outbox; false, said on screen, when the phone has no room. */
async function put(organisationId: Id, label: string, row: Said, shots: readonly Shot[] = []): Promise<boolean> {
  try {
    const beside = { organisationId, deviceId: await deviceId() }
    await enqueue({
      label,
      route: manifests.sync,
      batch: { field: 'rows', max: MOST_ROWS, sentAt: 'sentAt', beside },
      input: { ...row, format: ROW_FORMAT, at: new Date().toISOString() },
      files: shots.map((shot) => ({ ...shot, route: files.upload, fields: { purpose: 'manifest' }, isKept: true })),
    })
    store.setState({ problem: null })
    return true
  } catch {
    store.setState({ problem: NO_ROOM })
    return false
  }
}

function keepTrip(trip: OnTrip): void {
  writeStored(TRIP, trip)
  store.setState({ trip })
}

/** Begins a trip: kept on the phone first, on the server when there is a network. */
export async function startTrip(organisationId: Id, plate: string, disposerId: Id): Promise<boolean> {
  const trip = {
    owner: me(),
    organisationId,
    id: await newId(),
    plate,
    disposerId,
    day: nightOf(new Date()),
    isDelivered: false,
  }
  const { id: tripId, day } = trip
  if (!(await put(organisationId, `出车 ${plate}`, { row: 'trip', tripId, plate, disposerId, day }))) return false
  keepTrip(trip)
  return true
}

/** Goes on with a trip that another phone has begun. */
export function takeTrip(organisationId: Id, { id, plate, disposerId, day }: Pack['trips'][number]): void {
  keepTrip({ owner: me(), organisationId, id, plate, disposerId, day, isDelivered: false })
}

/** Signs at the end of a trip. */
export async function deliver(trip: OnTrip): Promise<boolean> {
  if (!(await put(trip.organisationId, `${trip.plate} 送到了`, { row: 'deliver', tripId: trip.id }))) return false
  keepTrip({ ...trip, isDelivered: true })
  return true
}

/** The next spare number; taken out of the pack at once. Null when none is left. */
function takeNumber(): string | null {
  const { pack } = store.getState()
  const [number, ...numbers] = pack?.numbers ?? []
  if (!pack || number === undefined) return null
  const next = { ...pack, numbers }
  writeStored(PACK, next)
  store.setState({ pack: next })
  return number
}

type Collect = Extract<Said, { row: 'collect' }>
type Refuse = Extract<Said, { row: 'refuse' }>

/** @param isNew it was not planned: it gets a spare number */
export async function collect(
  organisationId: Id,
  name: string,
  row: Omit<Collect, 'row' | 'number'>,
  isNew: boolean,
  shots: readonly Shot[],
): Promise<boolean> {
  return put(organisationId, `${name} 收了`, { ...row, row: 'collect', number: isNew ? takeNumber() : null }, shots)
}

export const refuse = (
  organisationId: Id,
  name: string,
  row: Omit<Refuse, 'row'>,
  shots: readonly Shot[],
): Promise<boolean> => put(organisationId, `${name} 拒收`, { ...row, row: 'refuse' }, shots)
