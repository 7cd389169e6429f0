// What became of each booking of the demo city's last thirty days: its fate, weights and receipt, reason, rating and
// contest. Receipts come from the same rules that serve crews.
import { entryIdOf, type Post } from '@shared/ledger/entries'
import { reasonTexts, reasonsFor } from '@shared/pickups/reasons'
import type { BookingMove } from '@shared/pickups/machine'
import { contestDueOn, contestUntil } from '@shared/pickups/rules'
import type { Material, StopReason, WeighIn } from '@shared/pickups/schemas'
import { addMinutes, dayOf, instantAt, type Day } from '@shared/time'
import { asOf, now } from '../clock'
import { seedId } from '../ids'
import { worthOf } from '../ledger/earning'
import { post } from '../ledger/ledger'
import { seedPersonId } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import type { BookingRecord } from './bookings.model'
import { operatorOf, paidPost } from './pickups-money'
import type { Scene } from './seed-bookings'
import { factsOf, receiptOf, reckon, settlementPost } from './settlement'
import { sourceOf, type Context } from './terms'

export type Fate =
  | 'collected'
  | 'partly_collected'
  | 'not_presented'
  | 'no_access'
  | 'refused'
  | 'cancelled'
  | 'cancelled_by_operator'
  | 'missed'

/** Of a hundred bookings. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['collected', 78],
  ['partly_collected', 7],
  ['not_presented', 5],
  ['no_access', 3],
  ['refused', 2],
  ['cancelled', 3],
  ['cancelled_by_operator', 1],
  ['missed', 1],
]

/** What the crew did, by what became of it. */
export const ACTIONS = {
  collected: 'collect',
  partly_collected: 'collect_partly',
  not_presented: 'not_presented',
  no_access: 'no_access',
  refused: 'refuse',
} as const satisfies Partial<Record<Fate, BookingMove>>
export type Outcome = keyof typeof ACTIONS

/** What things weigh: material and the range of a booking in grams. */
const WEIGHTS: Readonly<Record<BookingRecord['kind'], readonly (readonly [Material, number, number])[]>> = {
  recyclable: [
    ['paper', 3_000, 18_000],
    ['cardboard', 4_000, 22_000],
    ['plastic_pet', 500, 3_000],
    ['textile', 2_000, 9_000],
    ['steel', 1_500, 8_000],
    ['aluminium', 200, 1_500],
  ],
  bulky: [['wood_furniture', 25_000, 90_000]],
  appliance: [['weee', 12_000, 70_000]],
  hazardous: [['hazardous', 200, 2_500]],
}

export function fateOf(label: string): Fate {
  let left = seedNumber(`fate:${label}`, 100)
  for (const [fate, share] of FATES) {
    if (left < share) return fate
    left -= share
  }
  return 'collected'
}

export const within = (label: string, from: number, to: number): number => from + seedNumber(label, to - from + 1)

function weightsOf(label: string, booking: BookingRecord): WeighIn[] {
  const possible = WEIGHTS[booking.kind]
  const first = seedNumber(`material:${label}`, possible.length)
  const count = booking.kind === 'recyclable' ? 1 + seedNumber(`materials:${label}`, 3) : 1
  return Array.from({ length: Math.min(count, possible.length) }, (_unused, index) => {
    const [material, least, most] = possible[(first + index) % possible.length] ?? ['paper', 1_000, 2_000]
    return { material, grams: Math.round(within(`grams:${label}:${index}`, least, most) / 50) * 50 }
  })
}

export const dated = (post: Post | null, at: Date): Post[] => (post ? [{ ...post, at }] : [])

/** `stopId` and `personId`: where and who logged it; `photoOf` gives the photo's id for a booking's id. */
type Happened = {
  fate: Outcome
  at: Date
  personId: string
  stopId: string
  today: Day
  photoOf: (bookingId: string) => string
  /** The crew found it mixed with other waste: weighed, and nothing earned. */
  mixedLoad?: boolean
}

/** The booking after its outcome, with what the ledger learns of it. */
export async function outcomeOf(
  scene: Scene,
  booking: BookingRecord,
  { fate, at, personId, stopId, today, photoOf, mixedLoad = false }: Happened,
): Promise<{ booking: BookingRecord; posts: Post[] }> {
  const context = scene.contexts.get(booking.placeId)
  const prices = scene.prices.get(booking.placeId)
  if (!context || !prices) throw new Error('no scene')
  const outcomeAt = addMinutes(at, 4)
  const isOver = contestUntil(outcomeAt, context.settings.booking) <= instantAt(today, '00:00')
  const reason = reasonOf(booking._id, fate, photoOf)
  const text = reason ? reasonTexts[reason.code] : '已收走'
  const past: BookingRecord = {
    ...booking,
    status: isOver ? 'settled' : fate,
    version: 6,
    outcomeAt,
    updatedAt: outcomeAt,
    ...(reason ? { reason } : {}),
    history: [
      ...booking.history,
      { at: addMinutes(at, -6), action: 'set_out', text: '收运员出发了', by: personId },
      { at, action: 'arrive', text: '收运员到了', by: personId },
      { at: outcomeAt, action: ACTIONS[fate], text, by: personId },
      ...(isOver
        ? [
            {
              at: contestUntil(outcomeAt, context.settings.booking),
              action: 'settle',
              text: '异议期已过，办结',
              by: 'system:pickups.settle',
            },
          ]
        : []),
    ],
  }
  if (fate !== 'collected' && fate !== 'partly_collected')
    return { booking: withContest(past, today, context), posts: [] }
  const weights = weightsOf(booking._id, booking)
  const facts = mixedLoad ? [] : factsOf(weights)
  const worth = worthOf(prices.rules.get(sourceOf(booking.kind)) ?? null, facts, booking.beneficiary)
  const settled = await reckon(prices, weights, dayOf(outcomeAt), { mixedLoad, worth })
  const post = settlementPost(booking, 1, settled, personId, outcomeAt, stopId)
  const paid = booking.owedFen > 0 ? booking.owedFen : 0
  const posts = [
    ...(post ? [post] : []),
    ...dated(paidPost(booking, `pickup:${booking._id}:paid:${stopId}`, paid, personId), outcomeAt),
  ]
  const stars = seedNumber(`stars:${booking._id}`, 10)
  const record: BookingRecord = {
    ...past,
    ...(mixedLoad ? { mixedLoad } : {}),
    weights,
    receipt: {
      ...receiptOf(booking, settled, null, outcomeAt, context.settings),
      entryId: post ? entryIdOf(post) : '',
    },
    paidFen: paid,
    payments: paid > 0 ? [{ id: stopId, fen: paid, note: '上门收取', at: outcomeAt, by: personId }] : [],
    ...(stars < 3
      ? {
          rating: {
            stars: 5 - (stars === 2 ? 1 : 0),
            text: stars === 0 ? '来得准时，很客气' : '',
            at: addMinutes(outcomeAt, 90),
          },
        }
      : {}),
  }
  return { booking: withContest(record, today, context), posts }
}

function reasonOf(label: string, fate: Outcome, photoOf: (label: string) => string): BookingRecord['reason'] | null {
  const action = ACTIONS[fate]
  if (!(action in reasonsFor)) return null
  const possible: readonly StopReason[] = reasonsFor[action as keyof typeof reasonsFor]
  const code = possible[seedNumber(`reason:${label}`, possible.length - 1)] ?? 'other'
  return { code, photoIds: [photoOf(label)] }
}

/** Now and then somebody objects; the younger objections still wait for their answer. */
function withContest(
  booking: BookingRecord,
  today: Day,
  { calendar, settings }: Pick<Context, 'calendar' | 'settings'>,
): BookingRecord {
  const isFailure = booking.receipt === undefined
  if (!booking.outcomeAt || seedNumber(`contest:${booking._id}`, 100) >= (isFailure ? 25 : 2)) return booking
  const at = addMinutes(booking.outcomeAt, 300)
  if (at >= instantAt(today, '00:00')) return booking
  const dueOn = contestDueOn(dayOf(at), calendar, settings.booking)
  const about = isFailure ? ('reason' as const) : ('weight' as const)
  const text = isFailure ? '东西一直在约定的地方，请再看看照片' : '在家称过，比回执上的多两千克'
  const decided = dueOn < today
  const decision = decided
    ? {
        upheld: false,
        reason: '查看了现场照片和称重记录，与登记一致',
        at: instantAt(dueOn, '10:00'),
        by: seedPersonId('subdistrict-1-feng'),
      }
    : null
  return {
    ...booking,
    contest: { id: seedId(`contest:${booking._id}`), about, text, at, by: booking.bookedBy, dueOn, decision },
    history: [...booking.history, { at, action: 'contest', text: '提出异议', by: booking.bookedBy }],
  }
}

/**
 * Nobody came: reported, compensated from the operator's account; the dispatcher still has to find a day for the
 * younger ones.
 */
export function missedOf(scene: Scene, booking: BookingRecord): { booking: BookingRecord; posts: Post[] } {
  const prices = scene.prices.get(booking.placeId)
  const context = scene.contexts.get(booking.placeId)
  const at = addMinutes(instantAt(booking.day, booking.to), 90)
  const points = booking.beneficiary ? (prices?.compensationPoints ?? 0) : 0
  const cause = `pickup:${booking._id}:missed`
  const posts: Post[] =
    points > 0 && booking.beneficiary && prices
      ? [
          {
            cause,
            kind: 'compensate',
            at,
            by: booking.bookedBy,
            partition: booking.partition,
            subject: `pickups/${booking._id}`,
            placePath: booking.placePath,
            why: { template: 'pickup.missed', params: { day: booking.day, version: prices.version } },
            ruleVersion: `price-list@${prices.version}`,
            details: { earnerId: booking.bookedBy },
            postings: [
              { account: booking.beneficiary, unit: 'points', amount: points },
              { account: operatorOf(booking).replace('operator:', 'compensation:'), unit: 'points', amount: -points },
            ],
          },
        ]
      : []
  const dueOn = context ? contestDueOn(booking.day, context.calendar, context.settings.booking) : booking.day
  const missed: BookingRecord = {
    ...booking,
    status: 'missed',
    version: 4,
    updatedAt: at,
    missed: {
      at,
      by: booking.bookedBy,
      note: '等了一上午没有人来',
      dueOn,
      compensationEntryId: points > 0 ? `${booking.partition}:${cause}` : null,
      compensationPoints: points,
    },
    history: [...booking.history, { at, action: 'reportMissed', text: '没有人来；等待补收', by: booking.bookedBy }],
  }
  return { booking: missed, posts }
}

/**
 * The ledger's own way in, day by day as it would have been recorded, so that past days can be sealed; a refusal is a
 * defect of the seed and stops it.
 */
export async function postByDay(posts: readonly Post[], today: Day): Promise<void> {
  const byDay = new Map<Day, Post[]>()
  for (const each of [...posts].sort((a, b) => a.at.getTime() - b.at.getTime()))
    byDay.set(dayOf(each.at), [...(byDay.get(dayOf(each.at)) ?? []), each])
  for (const [day, ofDay] of byDay) {
    const postDay = async (): Promise<void> => {
      for (const outcome of await post(ofDay))
        if (outcome.status === 'refused')
          throw new Error(`the ledger refused: ${outcome.code} ${JSON.stringify(outcome.details)}`)
    }
    await (day < today ? asOf(ofDay.at(-1)?.at ?? now(), postDay) : postDay())
  }
}
