// What a booking's people are told: confirmed, changed, reminders 3 days and 1 day before and that morning (each once a
// day they concern), revisit, contest. Every notice is an outbox row written with its cause; reminders not yet sent are
// taken back.
import { staffRoles } from '@shared/actors'
import { addDays, showDay, type Day } from '@shared/time'
import { kindNames } from '@shared/pickups/catalogue'
import { isOpen } from '@shared/pickups/machine'
import { remindersFor, type ReminderKey } from '@shared/pickups/rules'
import { DOOR_STAND } from '@shared/pickups/stands'
import type { NoticeKind } from '@shared/notices/contract'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { putOut, takeBack, type OutboxRow } from '../outbox'
import { peopleOf } from '../people/belonging'
import { personHoldsRole, staffAt } from '../people/roles'
import { belongingOf, contactOf } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { putToTell } from './tellings'

type Told = Pick<
  BookingRecord,
  | '_id'
  | 'day'
  | 'from'
  | 'to'
  | 'kind'
  | 'bookedBy'
  | 'householdId'
  | 'holderKey'
  | 'siteId'
  | 'onBehalf'
  | 'items'
  | 'placeName'
  | 'standsAt'
  | 'createdAt'
  | 'placePath'
  | 'contactSealed'
>

const linkOf = (booking: Pick<Told, '_id'>): string => `/pickups/booking?id=${booking._id}`
const keys: readonly ReminderKey[] = ['d3', 'd1', 'd0']

/**
 * Who is told: the person who booked, or, when staff or a proxy did it for a household, its members too. Only those who
 * are in the household now; when the person who booked has left, the members who were there.
 */
export const toldOf = (tx: Tx, booking: Told): Promise<string[]> =>
  peopleOf(tx, belongingOf(booking), booking.onBehalf !== undefined)

/** Tells everyone of a booking one thing, once per cause; where nobody has an account, it is to be told by hand. */
export async function tell(
  tx: Tx,
  booking: Told,
  cause: string,
  kind: NoticeKind,
  title: string,
  text: string,
): Promise<void> {
  const [people, whole] = [await toldOf(tx, booking), `pickups/${booking._id}/${cause}`]
  for (const personId of people) await notify(tx, personId, whole, { kind, title, text, link: linkOf(booking) })
  if (people.length === 0) await putToTell(tx, booking, whole, { kind, title, text })
}

const fetchedUpstairs = ({ standsAt }: Told): boolean => standsAt === DOOR_STAND

const when = ({ day, from, to }: Told): string => `${showDay(day)} ${from}–${to}`

const reminderTexts: Readonly<Record<ReminderKey, (booking: Told) => { title: string; text: string }>> = {
  d3: (booking) => ({
    title: `${kindNames[booking.kind]}三天后上门`,
    text: `${when(booking)}上门。要改时间或取消，请在前一天晚上八点前办。`,
  }),
  d1: (booking) => ({
    title: `${kindNames[booking.kind]}明天上门`,
    text: fetchedUpstairs(booking)
      ? `${when(booking)}上门。明天请在家等，师傅到了再开门搬。`
      : `${when(booking)}上门。东西今天傍晚以后再放到“${booking.standsAt}”，不要堵住楼道和消防通道。`,
  }),
  d0: (booking) => ({
    title: `${kindNames[booking.kind]}今天上门`,
    text: fetchedUpstairs(booking)
      ? `今天 ${booking.from}–${booking.to} 上门，请在家等，师傅到了再开门搬，电话保持畅通。`
      : `今天 ${booking.from}–${booking.to} 上门，请把东西放在“${booking.standsAt}”，电话保持畅通。`,
  }),
}

const causeOf = (booking: Told, key: ReminderKey): string => `pickups/${booking._id}/${booking.day}/${key}`

/**
 * Puts out the reminders that are still to come, once for the day they are about. Whom they go to is decided when they
 * go: whoever has left the household by then hears nothing more.
 */
export async function putReminders(tx: Tx, booking: Told): Promise<void> {
  for (const { key, at } of remindersFor(booking, now()))
    await putOut(tx, 'pickupReminder', causeOf(booking, key), { bookingId: booking._id, day: booking.day, key }, at)
}

/** Takes back what has not gone out yet; before an amendment and at the end of a booking. */
export async function takeBackReminders(tx: Tx, booking: Told): Promise<void> {
  for (const key of keys) await takeBack(tx, 'pickupReminder', causeOf(booking, key))
}

/** Deliverer of outbox rows `pickupReminder`. */
export function deliverReminder({ payload }: Pick<OutboxRow, 'payload'>): Promise<void> {
  const { bookingId, day, key } = payload as { bookingId: string; day: Day; key: ReminderKey }
  return transaction(async (tx) => {
    const booking = await tx.on(Bookings).findOne({ _id: bookingId })
    if (!booking || !isOpen(booking.status) || booking.day !== day) return
    const text = { kind: 'booking_reminder' as const, ...reminderTexts[key](booking), link: linkOf(booking) }
    const people = await toldOf(tx, booking)
    for (const personId of people) await notify(tx, personId, causeOf(booking, key), text)
    if (people.length > 0 || key !== 'd1') return
    await putToTell(tx, booking, causeOf(booking, key), text)
    await askToRing(tx, booking)
  })
}

/** Nobody of the booking has an account: whoever booked for them is asked to ring, else those who run the rounds. */
async function askToRing(tx: Tx, booking: BookingRecord): Promise<void> {
  const by = booking.onBehalf?.by
  const isHere = by !== undefined && (await personHoldsRole(by, staffRoles, booking.placePath))
  const what = `${booking.placeName} ${when(booking)}上门收${kindNames[booking.kind]}。`
  for (const personId of isHere ? [by] : await staffAt(booking.placePath, 'dispatcher'))
    await notify(tx, personId, `${causeOf(booking, 'd1')}/ring`, {
      kind: 'work',
      ...(contactOf(booking).phone === ''
        ? { title: '请上门提醒明天的收运', text: `${what}住户没有电话，请上门告知。` }
        : { title: '请打电话提醒明天的上门', text: `${what}住户没有手机账号，请打电话提醒。` }),
      link: '/to-tell',
    })
}

/** What the confirmation says: when, where it may stand, and from when. */
export const confirmedText = (booking: Told): string =>
  fetchedUpstairs(booking)
    ? `${when(booking)}上门收${kindNames[booking.kind]}。当天请在家等，师傅到了再开门搬，东西不要放到楼道里。`
    : `${when(booking)}上门收${kindNames[booking.kind]}。请在${showDay(addDays(booking.day, -1))}傍晚以后再放到“${booking.standsAt}”，不要放在楼道和消防通道里。`
