// What a person has filled in of a booking, kept on the phone at every change: it survives a kill, a failed submit and
// signing in. Relies on session and storage. Invariants: nothing typed is lost when a hold ends; a draft is never shown
// to another person who signs in on this phone; one draft at a time.
//
//   const draft = useDraft()                   changeDraft({ note: '…' })                 startDraft({ kind: 'bulky', …
// })   dropDraft()                                after it was booked, or given up
import type { Id } from '@shared/ids'
import type { BookedItem, Booking, PickupKind } from '@shared/pickups/schemas'
import { DOOR_STAND } from '@shared/pickups/stands'
import type { Clock, Day } from '@shared/time'
import { create } from 'zustand'
import type { MyPlace } from '@/lib/my-place'
import { onSessionChange, session } from '@/lib/session'
import { readStored, removeStored, writeStored } from '@/lib/storage'

/** Where it is fetched, and for whom it counts. */
export type Whose = {
  place: MyPlace
  /** The household it is for; null: by address alone. */
  householdId: Id | null
  /** "荷塘里 3栋2单元***", or the place's name. */
  label: string
  /** The household is another one, for which consent is recorded (代办). */
  isProxy: boolean
}

export type ChosenSlot = { day: Day; slot: string; from: Clock; to: Clock; label: string }
export const standChoices = ['downstairs', 'door', 'other'] as const
export type Stand = (typeof standChoices)[number]

export type Draft = {
  /** Of the booking to be; made with the first hold. Null before. */
  id: Id | null
  owner: string | null
  kind: PickupKind
  whose: Whose | null
  chosen: ChosenSlot | null
  /** When the hold ends (ISO); null without one. */
  heldUntil: string | null
  /** The window was given to somebody else meanwhile. */
  lost: boolean
  items: BookedItem[]
  /** A thing named before anything else was asked, e.g. by the guide. */
  wanted: string | null
  building: string
  unit: string
  room: string
  stand: Stand | null
  standsAt: string
  floor: string
  lift: 'yes' | 'no' | null
  /** The person has said before, on this phone, where things stand. */
  standKnown: boolean
  contactName: string
  /** '' means the account's own number, where there is one. */
  contactPhone: string
  /** The account's number as it may be shown ("138****1234"); null when it has none. */
  ownPhone: string | null
  consent: string
  note: string
  photoIds: Id[]
  /** A booking that is being changed. */
  amends: { id: Id; version: number; totalFen: number; when: string } | null
}

const KEY = 'pickup-draft'
const USUAL_KEY = 'pickup-usual'

export const emptyDraft: Draft = {
  id: null,
  owner: null,
  kind: 'bulky',
  whose: null,
  chosen: null,
  heldUntil: null,
  lost: false,
  items: [],
  wanted: null,
  building: '',
  unit: '',
  room: '',
  stand: 'downstairs',
  standsAt: '',
  floor: '',
  lift: null,
  standKnown: false,
  contactName: '',
  contactPhone: '',
  ownPhone: null,
  consent: '',
  note: '',
  photoIds: [],
  amends: null,
}

const me = (): string | null => session().person?.id ?? null

/** A draft of nobody yet belongs to whoever signs in; one of somebody else is not shown. */
function stored(): Draft {
  const kept = readStored<Partial<Draft>>(KEY)
  const isMine = kept && (!kept.owner || kept.owner === me())
  return { ...emptyDraft, ...lastTime(), ...(isMine ? kept : {}) }
}

const store = create<Draft>(() => stored())

onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState(stored(), true)
})

export const useDraft = store
export const draft = (): Draft => store.getState()

/** Changes some fields, stored first. */
export function changeDraft(change: Partial<Draft>): void {
  const next = { ...store.getState(), ...change, owner: me() }
  writeStored(KEY, next)
  store.setState(next, true)
}

/** Begins anew; who to call and where things stand are remembered from the last time. */
export function startDraft(start: Partial<Draft>): void {
  changeDraft({ ...emptyDraft, ...lastTime(), ...start })
}

export function dropDraft(): void {
  removeStored(KEY)
  store.setState({ ...emptyDraft, ...lastTime() }, true)
}

const usual = ['contactName', 'contactPhone', 'stand', 'standsAt', 'floor', 'lift'] as const
type Usual = Pick<Draft, (typeof usual)[number]>

function lastTime(): Partial<Draft> {
  const kept = readStored<Partial<Usual> & { owner: string | null }>(USUAL_KEY)
  if (!kept || kept.owner !== me()) return {}
  const known = Object.fromEntries(usual.filter((name) => name in kept).map((name) => [name, kept[name]]))
  return { ...known, standKnown: kept.stand !== undefined }
}

/** Who to call and where things stand, for the next booking on this phone. */
export function keepUsual(one: Draft): void {
  const isOwn = !one.whose?.isProxy
  const kept = Object.fromEntries(usual.map((name) => [name, one[name]]))
  if (isOwn) writeStored(USUAL_KEY, { ...kept, owner: me() })
}

/** True when leaving it would lose something. */
export const isBegun = (one: Draft): boolean => one.amends === null && (one.chosen !== null || one.items.length > 0)

export const downstairsText = '单元楼门外'
export const doorText = DOOR_STAND

/** Where the things will stand, as it is sent; empty when nothing is said yet. */
export function standsAtOf({ stand, standsAt }: Pick<Draft, 'stand' | 'standsAt'>): string {
  if (stand === 'downstairs') return downstairsText
  return stand === 'door' ? doorText : standsAt.trim()
}

/** The floor the crew has to carry from: 0 downstairs; null when it is not said in figures. */
export function floorOf({ stand, floor }: Pick<Draft, 'stand' | 'floor'>): number | null {
  if (stand === 'downstairs') return 0
  const number = /^-?\d{1,3}$/.test(floor.trim()) ? Number(floor) : null
  return number !== null && number >= -5 && number <= 120 ? number : null
}

/** Downstairs nobody asks about the lift. */
export const hasLiftOf = ({ stand, lift }: Pick<Draft, 'stand' | 'lift'>): boolean =>
  stand === 'downstairs' || lift === 'yes'

/** The address as it is sent, or null while something is missing. */
export function addressOf(one: Draft) {
  const [floor, standsAt] = [floorOf(one), standsAtOf(one)]
  if (!one.whose || floor === null || standsAt === '') return null
  const parts = Object.fromEntries(
    (['building', 'unit', 'room'] as const).map((name) => [name, one[name].trim()]).filter(([, value]) => value !== ''),
  )
  return { placeId: one.whose.place.id, ...parts, floor, hasLift: hasLiftOf(one), standsAt }
}

/** What is still missing on the page of the address, by field, in words. */
export function missingOf(
  one: Draft,
): Partial<
  Record<'room' | 'stand' | 'standsAt' | 'floor' | 'lift' | 'contactName' | 'contactPhone' | 'consent', string>
> {
  const missing: ReturnType<typeof missingOf> = {}
  if (!one.whose?.householdId && one.room.trim() === '') missing.room = '请写门牌号，师傅才找得到'
  if (one.stand === null) missing.stand = '请选东西放在哪里'
  if (one.stand === 'other' && one.standsAt.trim() === '') missing.standsAt = '请写明放在哪里'
  if (one.stand !== null && floorOf(one) === null) missing.floor = '请写楼层数字，一楼写 1'
  if (one.stand !== null && one.stand !== 'downstairs' && one.lift === null) missing.lift = '请选有没有电梯'
  if (one.contactName.trim() === '') missing.contactName = '请写怎么称呼您'
  const isOwnPhone = one.ownPhone !== null && one.contactPhone.trim() === ''
  if (!isOwnPhone && !/^1[3-9]\d{9}$|^0\d{2,3}-?\d{7,8}$/.test(one.contactPhone.trim()))
    missing.contactPhone = '请写11位手机号，或带区号的座机'
  if (one.whose?.isProxy && one.consent.trim() === '') missing.consent = '请写家人是怎么同意的'
  return missing
}

/** Nothing is left to ask: where things stand and whom to call are as the last time. The summary shows it all. */
export const isAllSaid = (one: Draft): boolean => one.standKnown && Object.keys(missingOf(one)).length === 0

/** A booking that is there already, to be changed. */
export function draftFrom(booking: Booking): Partial<Draft> {
  const stand: Stand =
    booking.standsAt === downstairsText && booking.floor === 0
      ? 'downstairs'
      : booking.standsAt === doorText
        ? 'door'
        : 'other'
  return {
    id: booking.id,
    kind: booking.kind,
    whose: {
      place: { id: booking.placeId, name: booking.placeName },
      householdId: null,
      label: booking.addressText,
      isProxy: false,
    },
    chosen: { day: booking.day, slot: booking.slot, from: booking.from, to: booking.to, label: '' },
    building: booking.address?.building ?? '',
    unit: booking.address?.unit ?? '',
    room: booking.address?.room ?? '',
    items: booking.items,
    stand,
    standsAt: stand === 'other' ? booking.standsAt : '',
    floor: String(booking.floor),
    lift: booking.hasLift ? 'yes' : 'no',
    contactName: booking.contactName,
    contactPhone: booking.contactPhone,
    note: booking.note,
    photoIds: booking.photoIds,
  }
}
