// What a booking owes and what was paid, as entries of the ledger. Nobody pays here: the operator collects and it is
// recorded. A booking without a known member (by telephone at an address, a site) has an account of its own, of the
// kind of card-only households: what it owes and what was collected stands in the ledger like everybody else's, and is
// nought when it is settled.
import { showDay } from '@shared/time'
import { kindNames } from '@shared/pickups/catalogue'
import { now } from '../clock'
import type { Tx } from '../db'
import { postMany } from '../ledger/ledger'
import type { Post } from '@shared/ledger/entries'
import type { BookingRecord } from './bookings.model'

export const serviceName = (booking: Pick<BookingRecord, 'kind'>): string => `${kindNames[booking.kind]}上门`
export const operatorOf = (booking: Pick<BookingRecord, 'districtId'>): string => `operator:${booking.districtId}`

/**
 * The account that owes is the one that earns, so that a person sees one balance; the booking's own where nobody is
 * known.
 */
export const debtorOf = (booking: Pick<BookingRecord, '_id' | 'beneficiary'>): string =>
  booking.beneficiary ?? `household:${booking._id}`

type Fee = {
  cause: string
  fen: number
  template: 'pickup.fee' | 'pickup.feeChanged' | 'pickup.feeRefunded'
  by: string
}

/** More owed (`fen` > 0) or less (< 0); null where nothing moves. */
export function owedPost(booking: BookingRecord, { cause, fen, template, by }: Fee): Post | null {
  if (fen === 0) return null
  const debtor = debtorOf(booking)
  return {
    ...common(booking, by),
    cause,
    kind: 'owe',
    why: { template, params: { service: serviceName(booking), priceList: booking.quote.priceListVersion } },
    postings: [
      { account: debtor, unit: 'fen', amount: -fen },
      { account: operatorOf(booking), unit: 'fen', amount: fen },
    ],
  }
}

export async function postOwed(tx: Tx, booking: BookingRecord, fee: Fee): Promise<void> {
  const post = owedPost(booking, fee)
  if (post) await postMany(tx, [post])
}

/** The operator has collected (`fen` > 0) or paid back (< 0); null where nothing moves. */
export function paidPost(booking: BookingRecord, cause: string, fen: number, by: string): Post | null {
  if (fen === 0) return null
  const debtor = debtorOf(booking)
  return {
    ...common(booking, by),
    cause,
    kind: 'pay',
    why: { template: 'pickup.paid', params: { service: serviceName(booking) } },
    postings: [
      { account: debtor, unit: 'fen', amount: fen },
      { account: operatorOf(booking), unit: 'fen', amount: -fen },
    ],
  }
}

export async function postPaid(tx: Tx, booking: BookingRecord, cause: string, fen: number, by: string): Promise<void> {
  const post = paidPost(booking, cause, fen, by)
  if (post) await postMany(tx, [post])
}

/** The published compensation for a miss; null where nobody is known or nothing is published. */
export async function postCompensation(
  tx: Tx,
  booking: BookingRecord,
  points: number,
  listVersion: number,
  by: string,
): Promise<string | null> {
  if (!booking.beneficiary || points === 0) return null
  const [posted] = await postMany(tx, [
    {
      ...common(booking, by),
      // a miss that was taken back may be reported again
      cause: `pickup:${booking._id}:missed:${booking.version}`,
      kind: 'compensate',
      why: { template: 'pickup.missed', params: { day: showDay(booking.day), version: listVersion } },
      ruleVersion: `price-list@${listVersion}`,
      postings: [
        { account: booking.beneficiary, unit: 'points', amount: points },
        { account: `compensation:${booking.districtId}`, unit: 'points', amount: -points },
      ],
    },
  ])
  return posted?.entry._id ?? null
}

function common(
  booking: BookingRecord,
  by: string,
): Pick<Post, 'at' | 'by' | 'partition' | 'subject' | 'placePath' | 'details'> {
  return {
    at: now(),
    by,
    partition: booking.partition,
    subject: `pickups/${booking._id}`,
    placePath: booking.placePath,
    ...(booking.beneficiary?.startsWith('person:') ? { details: { earnerId: booking.bookedBy } } : {}),
  }
}
