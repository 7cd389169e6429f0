// Hours asked for afterwards: with proof, decided by somebody else, in the order of the story. Invariants: at most five
// of a person wait; nobody decides their own; what is approved is counted apart and never a minute twice.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { hoursOf, showMinutes } from '@shared/shifts/hours'
import { DECIDE_WORKING_DAYS, MADE_UP_DAYS, MOST_ASKED, madeUpRefusal } from '@shared/shifts/made-up'
import type { DeskMadeUp, MadeUp, madeUpHours } from '@shared/shifts/made-up-contract'
import { kindsFor, shiftKeepers, supervisors, timesOf, type Times } from '@shared/shifts/rules'
import { addDays, addWorkingDays, clockOf, dayOf, showDay, type Clock, type Day } from '@shared/time'
import { actorId, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { attachFiles } from '../files/files'
import { notify } from '../notices/notices'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { workCalendar } from '../places/places'
import { sitesByIds } from '../places/sites'
import { decidable } from '../reviews/reviews-lists'
import { defineReview, type Opening } from '../reviews/reviews'
import { madeUpRecord, recordsOf } from './hours'
import { MadeUpHours, type MadeUpRecord } from './made-up.model'
import { nameOfSite, placesOfShifts, type Places } from './present'
import { ShiftBookings, Shifts } from './shifts.model'

const MOST_SITES = 200
const SYSTEM: Actor = { kind: 'system', name: 'shifts' }

/** Supervised sites where the person may have helped. */
export async function listMadeUpSites(actor: PersonActor): Promise<OutputOf<typeof madeUpHours.sites>> {
  const placePath = { $in: scopeOf(actor, supervisors) }
  const day = { $gte: addDays(dayOf(now()), -MADE_UP_DAYS), $lte: dayOf(now()) }
  type Row = { _id: string; windows: { from: Clock; to: Clock }[] }
  const rows = await Shifts.aggregate<Row>([
    { $match: { placePath, day } },
    { $group: { _id: '$siteId', windows: { $addToSet: { from: '$from', to: '$to' } } } },
    { $sort: { _id: 1 } },
    { $limit: MOST_SITES },
  ])
  const places = await placesOfShifts(rows.map(({ _id }) => _id))
  const items = rows.flatMap(({ _id, windows }) => {
    const site = places.sites.get(_id)
    const ordered = windows.sort((a, b) => (a.from < b.from ? -1 : 1))
    return site ? [{ siteId: _id, name: nameOfSite(places, { ...site, siteId: _id }), windows: ordered }] : []
  })
  const own = new Set<string>(await ShiftBookings.distinct('siteId', { personId: actor.personId, day }).exec())
  const rank = ({ siteId }: { siteId: string }): number => (own.has(siteId) ? 0 : 1)
  return { items: items.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)) }
}

const shown = (record: MadeUpRecord, places: Places): MadeUp => ({
  id: record._id,
  name: nameOfSite(places, record),
  day: record.day,
  from: clockOf(record.startsAt),
  to: clockOf(record.endsAt),
  text: record.textSealed ? unseal(record.textSealed, record._id) : '',
  photoIds: record.photoIds,
  status: record.status,
  askedAt: record.askedAt.toISOString(),
  dueOn: record.dueOn,
  reason: record.reason ?? null,
})

/** One's own, the latest first. */
export async function listMyMadeUp({ personId }: PersonActor): Promise<OutputOf<typeof madeUpHours.mine>> {
  const found = await MadeUpHours.find({ personId }).sort({ askedAt: -1, _id: -1 }).limit(50).lean<MadeUpRecord[]>()
  const places = await placesOfShifts(found.map(({ siteId }) => siteId))
  return { items: found.map((record) => shown(record, places)) }
}

/**
 * Asks for hours of an evening that was not recorded; the same id again is answered the same. @throws DomainError
 * NOT_FOUND for a site outside one's area, SHIFT_TIMES_WRONG, MADE_UP_NOT_YET, MADE_UP_NO_SHIFT, MADE_UP_TOO_OLD,
 * MADE_UP_NO_PROOF, MADE_UP_TOO_MANY
 */
export async function askMadeUp(actor: PersonActor, input: ParsedOf<typeof madeUpHours.ask>): Promise<MadeUp> {
  const { personId } = actor
  const [site] = await sitesByIds([input.siteId])
  if (!site || !kindsFor(actor, site.placePath).includes('volunteer')) throw new DomainError('NOT_FOUND')
  const times = timesOf(input.day, input)
  const today = dayOf(now())
  const refusal = madeUpRefusal({ ...input, ...times, photos: input.photoIds.length }, today, now())
  if (refusal) throw new DomainError(refusal)
  if (!(await Shifts.exists(shiftOver(site._id, input.day, times)))) throw new DomainError('MADE_UP_NO_SHIFT')
  const dueOn = addWorkingDays(today, DECIDE_WORKING_DAYS, await workCalendar())
  const asked = (): Promise<MadeUp> =>
    transaction(async (tx) => {
      const places = await placesOfShifts([site._id], tx)
      const had = await tx.on(MadeUpHours).findOne({ _id: input.id })
      if (had && had.personId !== personId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return shown(had, places)
      const waiting = await tx.on(MadeUpHours).find({ personId, status: 'asked' })
      const queue = Array.from({ length: MOST_ASKED }, (_unused, at) => at)
      const free = queue.find((at) => !waiting.some(({ place }) => place === at))
      if (free === undefined) throw new DomainError('MADE_UP_TOO_MANY')
      const record: MadeUpRecord = {
        _id: input.id,
        personId,
        siteId: site._id,
        placeId: site.placeId,
        placePath: site.placePath,
        day: input.day,
        ...times,
        ...(input.text ? { textSealed: seal(input.text, input.id) } : {}),
        photoIds: input.photoIds,
        status: 'asked',
        place: free,
        askedAt: now(),
        dueOn,
      }
      await attachFiles(tx, personId, input.photoIds, `shifts/${input.id}`)
      await tx.on(MadeUpHours).insert(record)
      await madeUpReview.open(tx, actor, openingOf(record))
      return shown(record, places)
    })
  for (let attempt = 0; attempt < MOST_ASKED; attempt += 1)
    try {
      return await asked()
    } catch (error) {
      // another of the same moment has this place in the queue: the next one is looked for
      if (!isDuplicateKey(error)) throw error
    }
  throw new DomainError('MADE_UP_TOO_MANY')
}

/** A shift that ran at a site over these hours. */
const shiftOver = (siteId: string, day: Day, { startsAt, endsAt }: Times) => ({
  siteId,
  day,
  status: 'planned' as const,
  startsAt: { $lte: startsAt },
  endsAt: { $gte: endsAt },
})

/** What waits and what was decided, in the office's area. */
export async function listMadeUp(
  actor: Actor,
  { status, open, ...input }: ParsedOf<typeof madeUpHours.list>,
): Promise<OutputOf<typeof madeUpHours.list>> {
  const filter = {
    placePath: { $in: scopeOf(actor, shiftKeepers) },
    ...(status ? { status } : {}),
    ...(open ? { _id: open } : {}),
  }
  const { rows, ...page } = await readCountedPage(MadeUpHours, { askedAt: -1 }, filter, input)
  await auditReadHourly(actor, { action: 'shifts.readMadeUp', subject: 'madeUpHours' })
  return { items: await presentForDesk(actor, rows), ...page }
}

async function presentForDesk(actor: Actor, found: readonly MadeUpRecord[], tx?: Tx): Promise<DeskMadeUp[]> {
  const waiting = found.filter(({ status }) => status === 'asked').map(({ _id }) => _id)
  const mine = await decidable(actor, 'madeUpHours', waiting, tx)
  const names = await fullNames(found.flatMap(({ personId, decidedBy }) => [personId, ...(decidedBy ?? [])]))
  const places = await placesOfShifts(
    found.map(({ siteId }) => siteId),
    tx,
  )
  const rows: DeskMadeUp[] = []
  for (const record of found) {
    const { minutes, overlap } = await worthOf(record, tx)
    rows.push({
      ...shown(record, places),
      person: names.get(record.personId) ?? '',
      minutes,
      overlap,
      decidedBy: record.decidedBy ? (names.get(record.decidedBy) ?? '') : null,
      allowed: mine.has(record._id) ? ['decide'] : [],
    })
  }
  return rows
}

/** What it counts beside the person's other records of that day. */
async function worthOf(record: MadeUpRecord, tx?: Tx): Promise<{ minutes: number; overlap: number }> {
  const { records } = await recordsOf(record.personId, { from: record.day, to: record.day }, tx)
  const own = madeUpRecord(record)
  const all = hoursOf([...records.filter(({ id }) => id !== record._id), own])
  const minutes = all.rows.find(({ id }) => id === record._id)?.minutes ?? 0
  return { minutes, overlap: own.counted.minutes - minutes }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideMadeUp = (
  actor: Actor,
  { id, outcome, reason }: ParsedOf<typeof madeUpHours.decide>,
): Promise<DeskMadeUp> => madeUpReview.decide(actor, { subjectId: id, outcome, reason, given: null })

const saidOf = ({ day, startsAt, endsAt }: MadeUpRecord): string =>
  `${showDay(day)} ${clockOf(startsAt)}到${clockOf(endsAt)}`

const openingOf = (record: MadeUpRecord): Opening => ({
  subjectId: record._id,
  placePath: record.placePath,
  headline: `补记督导时长，${saidOf(record)}`,
  due: { on: record.dueOn },
  personId: record.personId,
  author: record.personId,
  at: record.askedAt,
})

async function recordIn(tx: Tx, id: string): Promise<MadeUpRecord> {
  const record = await tx.on(MadeUpHours).findOne({ _id: id })
  if (!record) throw new DomainError('NOT_FOUND')
  return record
}

const madeUpReview = defineReview<null, DeskMadeUp>({
  name: 'madeUpHours',
  title: '补记督导时长',
  verb: '核准',
  deciders: shiftKeepers,
  tells: ['communityWorker'],
  noticeKind: 'shift',
  deskLink: ({ subjectId }) => `/volunteer-hours?tab=madeUp&open=${subjectId}`,
  askers: (_tx, { personId }) => Promise.resolve(personId ? [personId] : []),
  askerLink: () => '/shifts/hours',
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { actor, review, outcome, reason }) => {
    const status = outcome === 'approved' ? ('approved' as const) : ('declined' as const)
    const record = await tx
      .on(MadeUpHours)
      .findOneAndUpdate(
        { _id: review.subjectId, status: 'asked' },
        { $set: { status, reason, decidedBy: actorId(actor), decidedAt: now() } },
      )
    if (!record) throw new DomainError('WRONG_STATE')
    const { minutes } = await worthOf(record, tx)
    await tellAnswer(tx, record, minutes, reason)
    return { details: { status, minutes } }
  },
  present: async (tx, actor, { subjectId }) => {
    const [row] = await presentForDesk(actor, [await recordIn(tx, subjectId)], tx)
    if (!row) throw new Error('made-up hours without their row')
    return row
  },
  backlog: async (id) => {
    const found = await MadeUpHours.find({ status: 'asked', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<MadeUpRecord[]>()
    return found.map(openingOf)
  },
  audit: { action: 'shifts.decideMadeUp', subject: ({ subjectId }) => `madeUpHours/${subjectId}` },
})

const tellAnswer = (tx: Tx, record: MadeUpRecord, minutes: number, reason: string): Promise<void> =>
  notify(tx, record.personId, `madeUpHours/${record._id}/decided`, {
    kind: 'shift',
    ...(record.status === 'approved'
      ? { title: '时长补记好了', text: `${saidOf(record)}补记${showMinutes(minutes)}，单独列在“补记”里。` }
      : { title: '时长没有补记', text: `${saidOf(record)}没有补记，原因：${reason}。` }),
    link: '/shifts/hours',
  })

/** Whoever may decide it, and who asked, sees the photos. */
export async function mayReadProof(actor: Actor, id: string): Promise<boolean> {
  const record = await MadeUpHours.findById(id).lean<MadeUpRecord>()
  if (!record || actor.kind !== 'person') return false
  return record.personId === actor.personId || holdsRole(actor, shiftKeepers, record.placePath)
}

/** With the person their requests go; what waited falls away. */
export async function eraseMadeUp(tx: Tx, personId: string): Promise<void> {
  for (const { _id } of await tx.on(MadeUpHours).find({ personId, status: 'asked' }))
    await madeUpReview.withdraw(tx, SYSTEM, _id, '本人已注销')
  await tx.on(MadeUpHours).deleteMany({ personId })
}
