// What a crew's log means for the booking: its state, the receipt or the reason, photos, money taken at the door, the
// ledger's entry and what the resident is told. All in the transaction of the stop's change. Invariant: undo gives back
// what the log brought (entry, payment, receipt) and tells the resident; a notice that has not gone out yet is taken
// back instead.
import type { PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { reasonTexts, type FailedVisitPercents } from '@shared/pickups/reasons'
import { failedVisit, isLikelyWeight } from '@shared/pickups/rules'
import type { StopReason, WeighIn } from '@shared/pickups/schemas'
import { bookingMoveOf, instantOf, isOutcome, lacksWeight, nextSteps, type LogAction } from '@shared/runs/stop-machine'
import { showFen, showGrams } from '@shared/units'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { attachFiles } from '../files/files'
import { unnotify } from '../notices/notices'
import { requireBooking, type BookingRecord } from '../pickups/bookings'
import { refuseOwnBooking } from '../pickups/pickups-desk'
import { postOwed, postPaid } from '../pickups/pickups-money'
import { returnPieces, transition, type Step } from '../pickups/pickups-transitions'
import { tell, toldOf } from '../pickups/reminders'
import { reckonFor, settle, unsettle, type Settlement } from '../pickups/settlement'
import { takeBackToTell } from '../pickups/tellings'
import { contextAt, drawPieces, failedVisitsFor, type Context } from '../pickups/terms'
import { drawLoadCheck, withdrawLoadCheck } from './load-checks'
import type { RunRecord } from './runs.model'
import type { StopRecord } from './stops.model'

/** A log that arrives so late is no longer news. */
const NEWS_MS = 60 * 60_000

/** A row of a crew's log, read: what it leaves out is filled in. */
export type Log = {
  id: string
  stopId: string
  action: LogAction
  by: string
  deviceAt: Date
  reason: StopReason | null
  note: string
  photoIds: string[]
  weights: WeighIn[]
  mixedLoad: boolean
  paidFen: number
  contentHash: string
  /** As it was sent, and when the request with it came. */
  row: Record<string, unknown>
  requestedAt: Date
}

export type Prepared = {
  context: Context
  settlement: Settlement | null
  /** What a visit in vain leaves owed, by reason. */
  failedVisits: FailedVisitPercents
  at: Date
  receivedAt: Date
}

/** What is read before the transaction: rules, prices and carbon factors. */
export async function prepare(
  person: PersonActor,
  stop: StopRecord,
  { action, deviceAt, weights, mixedLoad }: Log,
): Promise<Prepared> {
  const booking = await requireBooking(null, stop.bookingId)
  const context = await contextAt(booking.placePath)
  const receivedAt = now()
  const at = instantOf(deviceAt, receivedAt, stop.day)
  if (!isLikelyWeight(weights, booking.siteId !== undefined)) throw new DomainError('PICKUP_WEIGHT_UNLIKELY')
  if (lacksWeight(booking.kind, action, weights)) throw new DomainError('RUN_WEIGHT_NEEDED')
  const weighs = action === 'collect' || action === 'collect_partly'
  const settlement = weighs ? await reckonFor(person, booking, { weights, at, mixedLoad }, context.settings) : null
  const failedVisits = await failedVisitsFor(booking, context.settings)
  return { context, settlement, failedVisits, at, receivedAt }
}

type Kept = { settlements: number }
type Given = {
  person: PersonActor
  stop: StopRecord
  run: RunRecord
  log: Log
  booking: BookingRecord
  prepared: Prepared
}

/**
 * Moves the booking along with the stop. @throws DomainError WRONG_STATE, RUN_PHOTO_PENDING, and the ledger's
 * refusals
 */
export async function changeBooking(
  tx: Tx,
  person: PersonActor,
  stop: StopRecord,
  run: RunRecord,
  log: Log,
  prepared: Prepared,
): Promise<Kept> {
  const booking = await requireBooking(tx, stop.bookingId)
  const given: Given = { person, stop, run, log, booking, prepared }
  if (log.photoIds.length > 0) await attachPhotos(tx, person.personId, log.photoIds, booking._id)
  if (log.action === 'set_out' || log.action === 'arrive') return step(tx, given)
  if (log.action === 'undo') return undo(tx, given)
  return log.action === 'collect' || log.action === 'collect_partly' ? collect(tx, given) : fail(tx, given)
}

async function attachPhotos(tx: Tx, personId: string, photoIds: string[], bookingId: string): Promise<void> {
  try {
    await attachFiles(tx, personId, photoIds, `pickups/${bookingId}`)
  } catch (error) {
    throw error instanceof DomainError && error.code === 'NOT_FOUND'
      ? new DomainError('RUN_PHOTO_PENDING', error.details)
      : error
  }
}

/** The crew of the stop acts on the booking, whoever held the pen. */
async function move(
  tx: Tx,
  { person, stop, log, prepared }: Given,
  text: string,
  more: Partial<Step> = {},
): Promise<BookingRecord> {
  const action = bookingMoveOf(log.action, stop.status)
  if (!action) throw new Error(`no move for ${log.action}`)
  return transition(tx, stop.bookingId, action, {
    actor: person,
    relations: ['crew'],
    context: prepared.context,
    text,
    at: prepared.at,
    reasonGiven: log.reason !== null,
    photoGiven: log.photoIds.length > 0,
    ...more,
  })
}

/** A resident may have reported a miss while the crew was without signal: the way there then changes the stop alone. */
async function step(tx: Tx, given: Given): Promise<Kept> {
  const { stop, log, booking, prepared } = given
  const kept = { settlements: stop.settlements }
  if (booking.status !== 'assigned' && !(booking.status === 'en_route' && log.action === 'arrive')) return kept
  const after = await move(tx, given, log.action === 'set_out' ? '收运员出发了' : '收运员到了')
  const isNews = prepared.receivedAt.getTime() - prepared.at.getTime() < NEWS_MS
  if (log.action === 'set_out' && isNews) {
    await tell(
      tx,
      after,
      `onTheWay/${after.day}`,
      'crew_on_the_way',
      '收运员出发了',
      `收运员（${log.by}）正往您这里来，请把东西放在“${after.standsAt}”，电话保持畅通。`,
    )
  }
  return kept
}

async function collect(tx: Tx, given: Given): Promise<Kept> {
  const { person, stop, log, booking, prepared } = given
  const settled = prepared.settlement
  if (!settled) throw new Error('collected without being reckoned')
  const n = stop.settlements + 1
  const receipt = await settle(tx, booking, n, settled, {
    actor: person,
    at: prepared.at,
    stopId: stop._id,
    settings: prepared.context.settings,
  })
  const paid = await takePayment(tx, given)
  const partly = log.action === 'collect_partly'
  const after = await move(tx, given, partly && log.reason ? `收走了一部分：${reasonTexts[log.reason]}` : '已收走', {
    set: {
      weights: log.weights,
      mixedLoad: log.mixedLoad,
      receipt,
      ...paid,
      ...(partly && log.reason ? { reason: reasonOf(log, log.reason) } : {}),
    },
  })
  await tell(
    tx,
    after,
    `receipt/${n}`,
    'receipt',
    partly ? '收走了一部分' : '已收走，回执请查收',
    receiptText(after, log.reason, prepared.context.settings.booking.contestDays),
  )
  if (log.mixedLoad)
    await drawLoadCheck(tx, after, stop, {
      logId: log.id,
      by: log.by,
      at: prepared.at,
      totalGrams: receipt.totalGrams,
      crewIds: given.run.crewIds,
      workingDays: prepared.context.settings.office.loadCheckWorkingDays,
      calendar: prepared.context.calendar,
    })
  return { settlements: n }
}

const reasonOf = ({ photoIds, note }: Log, code: StopReason): NonNullable<BookingRecord['reason']> => ({
  code,
  photoIds,
  ...(note ? { note } : {}),
})

function receiptText({ receipt }: BookingRecord, reason: StopReason | null, contestDays: number): string {
  const parts = [
    receipt && receipt.totalGrams > 0 ? `共${showGrams(receipt.totalGrams)}` : '',
    receipt && receipt.points > 0 ? `积分 +${receipt.points}` : '',
    receipt && receipt.fen > 0 ? `应付您 ${showFen(receipt.fen)}` : '',
  ]
  const what = parts.filter((part) => part !== '').join('，') || '谢谢您的配合'
  const why = reason ? `。没有全收的原因：${reasonTexts[reason]}。${nextSteps[reason]}` : ''
  return `${what}${why}。对重量有疑问，${contestDays}天内可以提出。`
}

async function fail(tx: Tx, given: Given): Promise<Kept> {
  const { stop, log, booking, prepared } = given
  if (!log.reason) throw new DomainError('RUN_REASON_NEEDED')
  await refuseOwnBooking(tx, given.person, booking)
  const text = log.reason === 'other' && log.note ? log.note : reasonTexts[log.reason]
  const left = failedVisit(booking.owedFen, log.reason, prepared.failedVisits)
  const after = await move(tx, given, text, {
    set: {
      reason: reasonOf(log, log.reason),
      weights: [],
      owedFen: left.owedFen,
      ...(left.piecesBack ? { freePieces: 0 } : {}),
    },
    unset: ['receipt'],
  })
  await postOwed(tx, booking, {
    cause: `pickup:${booking._id}:failed:${after.version}`,
    fen: left.owedFen - booking.owedFen,
    template: 'pickup.feeChanged',
    by: actorId(given.person),
  })
  if (left.piecesBack) await returnPieces(tx, booking)
  await tell(
    tx,
    after,
    `failed/${stop.version}`,
    'booking_failed',
    '这次没有收成',
    `原因：${text}。${nextSteps[log.reason]}。不同意可以在${prepared.context.settings.booking.contestDays}天内提出。`,
  )
  return { settlements: stop.settlements }
}

/** Money handed over at the door is recorded under the log's id; giving it back has a cause of its own. */
async function takePayment(tx: Tx, { person, log, booking, prepared }: Given): Promise<Partial<BookingRecord>> {
  const fen = log.paidFen
  if (fen === 0) return {}
  await refuseOwnBooking(tx, person, booking)
  await postPaid(tx, booking, `pickup:${booking._id}:paid:${log.id}`, fen, actorId(person))
  return {
    paidFen: booking.paidFen + fen,
    payments: [
      ...booking.payments,
      { id: log.id, fen, note: `上门收取（${log.by}）`, at: prepared.at, by: actorId(person) },
    ],
  }
}

/** A failed visit had lowered what is owed; taken back, the agreed price and its free pieces stand again. */
async function priceAgain(tx: Tx, { person, booking }: Given): Promise<Partial<BookingRecord>> {
  if (booking.receipt || !booking.reason) return {}
  const { totalFen, freePieces } = booking.quote
  await postOwed(tx, booking, {
    cause: `pickup:${booking._id}:owedAgain:${booking.version}`,
    fen: totalFen - booking.owedFen,
    template: 'pickup.feeChanged',
    by: actorId(person),
  })
  if (booking.freeKey && freePieces > 0) await drawPieces(tx, booking.freeKey, booking._id, freePieces)
  return { owedFen: totalFen, freePieces }
}

async function undo(tx: Tx, given: Given): Promise<Kept> {
  const { person, stop, log, booking } = given
  const kept = { settlements: stop.settlements }
  if (!isOutcome(stop.status)) {
    if (booking.status === 'en_route' || booking.status === 'arrived') await move(tx, given, '收运员更正：还没有到')
    return kept
  }
  if (stop.mixedLoad) await withdrawLoadCheck(tx, stop._id)
  if (stop.settlements > 0) await unsettle(tx, booking, stop.settlements, person, '收运员十分钟内撤回了登记')
  const payment = booking.payments.find((each) => each.id === stop.lastLog?.id)
  if (payment) await postPaid(tx, booking, `pickup:${booking._id}:unpaid:${payment.id}`, -payment.fen, actorId(person))
  const payments = booking.payments.filter((each) => each !== payment)
  const price = await priceAgain(tx, given)
  const after = await move(tx, given, '收运员撤回了刚才的登记', {
    set: { weights: [], payments, paidFen: booking.paidFen - (payment?.fen ?? 0), ...price },
    unset: ['receipt', 'mixedLoad'],
  })
  const causes = [`receipt/${stop.settlements}`, `failed/${stop.version - 1}`]
  for (const personId of await toldOf(tx, after))
    for (const cause of causes) await unnotify(tx, personId, `pickups/${after._id}/${cause}`)
  await takeBackToTell(
    tx,
    causes.map((cause) => `pickups/${after._id}/${cause}`),
  )
  await tell(
    tx,
    after,
    `undone/${log.id}`,
    'booking_changed',
    '收运登记已撤回',
    '收运员撤回了刚才的登记，积分和费用也一并撤回；会重新登记。',
  )
  return kept
}
