// I40. Which handover somebody means: a planned one, one that the other side has begun, or a new one. Invariants: an
// event of a phone is in one handover, whatever is sent again; both sides of one handover find each other, since each
// writes the kitchen first; a number is used once.
import { randomBytes } from 'node:crypto'
import { DomainError } from '@shared/errors'
import { codeFrom } from '@shared/manifests/codes'
import { SAME_WITHIN_HOURS } from '@shared/manifests/rules'
import type { HandoverState, WasteKind } from '@shared/manifests/vocabulary'
import { daysBetween, dayOf, type Day } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { hasSigned } from './parties'
import { organisationsOf } from './kitchens'
import { Handovers, Numbers, type HandoverRecord } from './manifests.model'
import type { ProducerRecord } from './register.model'

/** States in which the other side may still be waiting. */
const joinable: Readonly<Record<'producer' | 'hauler', readonly HandoverState[]>> = {
  producer: ['planned', 'collected', 'unanswered', 'notHappened', 'nothing'],
  hauler: ['planned', 'handed', 'unanswered', 'notHappened', 'nothing'],
}

export type Meant = {
  /** Of the planned one, or of a new one. */
  handoverId: string
  side: 'producer' | 'hauler'
  haulerId: string
  kind: WasteKind
  day: Day
  at: Date
}

/** A day is that of the event, or the one before it: a night ends in the morning. */
export function isDayOf(day: Day, at: Date): boolean {
  const late = daysBetween(day, dayOf(at))
  return late >= 0 && late <= 1
}

/**
 * The first word of a handover is said on its own day, also where it was planned; what the other side has begun is
 * answered whenever one comes to it. @throws DomainError MANIFEST_TIME_WRONG
 */
export function requireOwnDay(before: Pick<HandoverRecord, 'at'> | null, day: Day, at: Date): void {
  if ((before === null || before.at === null) && !isDayOf(day, at)) throw new DomainError('MANIFEST_TIME_WRONG')
}

/**
 * The handover that is meant, where there is one that this side has not signed. @throws DomainError NOT_FOUND for an id
 * of another kitchen
 */
export async function findMeant(tx: Tx, producer: ProducerRecord, meant: Meant): Promise<HandoverRecord | null> {
  const named = await tx.on(Handovers).findOne({ _id: meant.handoverId })
  if (named) {
    if (named.producerId !== producer._id || named.kind !== meant.kind || named.haulerId !== meant.haulerId)
      throw new DomainError('NOT_FOUND')
    return named
  }
  const open = await tx.on(Handovers).find({
    producerId: producer._id,
    haulerId: meant.haulerId,
    kind: meant.kind,
    day: meant.day,
    state: { $in: [...joinable[meant.side]] },
  })
  const free = open.filter((each) => !hasSigned(each, meant.side) && isNear(each, meant.at))
  // the one that the other side has begun comes before one that is only planned
  return free.sort((one, other) => rank(one) - rank(other) || (one._id < other._id ? -1 : 1))[0] ?? null
}

const rank = ({ at }: HandoverRecord): number => (at === null ? 1 : 0)
const isNear = (record: HandoverRecord, at: Date): boolean =>
  record.at === null || Math.abs(record.at.getTime() - at.getTime()) <= SAME_WITHIN_HOURS * 3_600_000

type Fresh = {
  id: string
  producer: ProducerRecord
  haulerId: string
  kind: WasteKind
  day: Day
  number: string
  over?: Partial<HandoverRecord>
}

/** A handover that nobody has said anything about. */
export const freshHandover = ({ id, producer, haulerId, kind, day, number, over = {} }: Fresh): HandoverRecord => ({
  _id: id,
  number,
  producerId: producer._id,
  organisationIds: organisationsOf(producer),
  haulerId,
  placeId: producer.placeId,
  placePath: producer.placePath,
  kind,
  day,
  state: 'planned',
  from: null,
  to: null,
  at: null,
  signedAt: null,
  buckets: null,
  litres: null,
  quarters: null,
  grams: null,
  how: null,
  density: null,
  saidByProducer: null,
  saidByHauler: null,
  refusal: null,
  tripId: null,
  isPaper: false,
  isUnattended: false,
  isLate: false,
  photoIds: [],
  warnings: [],
  signatures: [],
  rowIds: [],
  version: 0,
  createdAt: now(),
  ...over,
})

const drawNumber = (): string => codeFrom(randomBytes(8))

/**
 * So many numbers that no handover and no phone has. Of the 3.4 thousand million that there are two are the same once
 * in about 70,000 handovers, so they are looked up; should two draw the same at one moment, the unique index says so.
 */
export async function freeNumbers(tx: Tx, count: number, draw: () => string = drawNumber): Promise<string[]> {
  const free = new Set<string>()
  while (free.size < count) {
    const drawn = [...new Set(Array.from({ length: count - free.size }, draw))].filter((each) => !free.has(each))
    const used = await tx.on(Handovers).find({ number: { $in: drawn } })
    const issued = await tx.on(Numbers).find({ _id: { $in: drawn } })
    const taken = new Set([...used.map(({ number }) => number), ...issued.map(({ _id }) => _id)])
    for (const each of drawn) if (!taken.has(each)) free.add(each)
  }
  return [...free]
}

/** One number that nobody has. */
export async function freeNumber(tx: Tx): Promise<string> {
  const [number] = await freeNumbers(tx, 1)
  if (number === undefined) throw new Error('no number was drawn')
  return number
}

/**
 * A number that a phone had with it, used for this handover. @throws DomainError MANIFEST_NUMBER_WRONG for one of
 * another hauler, or of another handover
 */
export async function takeNumber(tx: Tx, number: string | null, haulerId: string, handoverId: string): Promise<string> {
  if (number === null) return freeNumber(tx)
  const taken = await tx
    .on(Numbers)
    .findOneAndUpdate(
      { _id: number, organisationId: haulerId, usedBy: { $in: [null, handoverId] } },
      { $set: { usedBy: handoverId } },
    )
  if (!taken) throw new DomainError('MANIFEST_NUMBER_WRONG')
  return number
}
