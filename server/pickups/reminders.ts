// What a booking's people are told: confirmed, changed, reminders 3 days and 1 day before and that morning (each once a
// day they concern), revisit, contest. Every notice is an outbox row written with its cause; reminders not yet sent are
// taken back.
import { addDays, showDay } from '@shared/time'
import { kindNames } from '@shared/pickups/catalogue'
import { remindersFor, type ReminderKey } from '@shared/pickups/rules'
import type { NoticeKind } from '@shared/notices/contract'
import { now } from '../clock'
import type { Tx } from '../db'
import { notify, unnotify } from '../notices/notices'
import { membersOf } from '../people/households'
import type { BookingRecord } from './bookings.model'

type Told = Pick<
  BookingRecord,
  '_id' | 'day' | 'from' | 'to' | 'kind' | 'bookedBy' | 'householdId' | 'onBehalf' | 'items' | 'placeName' | 'standsAt'
>

const linkOf = (booking: Pick<Told, '_id'>): string => `/pickups/booking?id=${booking._id}`
const keys: readonly ReminderKey[] = ['d3', 'd1', 'd0']

/** Who is told: the person who booked, or, when staff did it for a household, its members. */
export async function toldOf(tx: Tx, booking: Told): Promise<string[]> {
  if (!booking.onBehalf) return [booking.bookedBy]
  const members = booking.householdId ? await membersOf(booking.householdId, tx) : []
  const proxy = booking.onBehalf.how === 'proxy' ? [booking.bookedBy] : []
  return [...new Set([...members.map((member) => member.personId), ...proxy])]
}

/** Tells everyone of a booking one thing, once per cause. */
export async function tell(
  tx: Tx,
  booking: Told,
  cause: string,
  kind: NoticeKind,
  title: string,
  text: string,
): Promise<void> {
  for (const personId of await toldOf(tx, booking))
    await notify(tx, personId, `pickups/${booking._id}/${cause}`, { kind, title, text, link: linkOf(booking) })
}

const when = ({ day, from, to }: Told): string => `${showDay(day)} ${from}–${to}`

const reminderTexts: Readonly<Record<ReminderKey, (booking: Told) => { title: string; text: string }>> = {
  d3: (booking) => ({
    title: `${kindNames[booking.kind]}三天后上门`,
    text: `${when(booking)}上门。要改时间或取消,请在前一天晚上八点前办。`,
  }),
  d1: (booking) => ({
    title: `${kindNames[booking.kind]}明天上门`,
    text: `${when(booking)}上门。东西今天傍晚以后再放到“${booking.standsAt}”,不要堵住楼道和消防通道。`,
  }),
  d0: (booking) => ({
    title: `${kindNames[booking.kind]}今天上门`,
    text: `今天 ${booking.from}–${booking.to} 上门,请把东西放在“${booking.standsAt}”,电话保持畅通。`,
  }),
}

const causeOf = (booking: Told, key: ReminderKey): string => `pickups/${booking._id}/${booking.day}/${key}`

/** Puts out the reminders that are still to come. Each goes once for the day it is about. */
export async function putReminders(tx: Tx, booking: Told): Promise<void> {
  const people = await toldOf(tx, booking)
  for (const { key, at } of remindersFor(booking, now())) {
    const { title, text } = reminderTexts[key](booking)
    for (const personId of people)
      await notify(
        tx,
        personId,
        causeOf(booking, key),
        { kind: 'booking_reminder', title, text, link: linkOf(booking) },
        at,
      )
  }
}

/** Takes back what has not gone out yet; before an amendment and at the end of a booking. */
export async function takeBackReminders(tx: Tx, booking: Told): Promise<void> {
  for (const personId of await toldOf(tx, booking))
    for (const key of keys) await unnotify(tx, personId, causeOf(booking, key))
}

/** What the confirmation says: when, where it may stand, and from when. */
export const confirmedText = (booking: Told): string =>
  `${when(booking)}上门收${kindNames[booking.kind]}。请在${showDay(addDays(booking.day, -1))}傍晚以后再放到“${booking.standsAt}”,不要放在楼道和消防通道里。`
