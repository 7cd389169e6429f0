// Complaints about a service: a resident sends one and gets a number and a day; the office of the place answers; the
// person may have it taken up again once, by somebody else. Invariants: one document per client id; the words are
// sealed and go with the person's account.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { afterAnswer, answerDueOn, complaintNumber, mayAnswer, mayReopen } from '@shared/reports/complaints'
import {
  caseKindNames,
  type Complaint,
  type ComplaintAbout,
  type complaints,
} from '@shared/reports/complaints-contract'
import { outcomeTexts } from '@shared/reports/outcomes'
import { dayOf, instantAt, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { forgetAnswersLater } from '../http/idempotency'
import { notify } from '../notices/notices'
import { readCountedPage, readPage, type PageInput } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { membersOf, requireHousehold } from '../people/households'
import { fullNames } from '../people/people'
import { staffAt } from '../people/roles'
import { showPickup } from '../pickups/pickups'
import { placesByIds, requirePlace, settingsOf, workCalendar, type Place } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import {
  hashOf,
  isHandler,
  ofDispatch,
  office,
  ofPickups,
  presentAll,
  readers,
  requireComplaint,
  requireSame,
  viewOf,
} from './case-views'
import { ComplaintDays, Complaints, type ComplaintRecord } from './complaints.model'

/** By when a complaint of this day is answered, as the place's area promises. */
const dueFrom = async (day: Day, place: Place): Promise<Day> =>
  answerDueOn(day, (await settingsOf(place)).settings.office.complaintWorkingDays, await workCalendar())

/**
 * @throws DomainError NOT_FOUND for an unknown place, or a booking that the person may not see or that is of another
 * place; IDEMPOTENCY_KEY_REUSED for an id that is somebody else's
 */
export async function fileComplaint(actor: PersonActor, input: ParsedOf<typeof complaints.file>): Promise<Complaint> {
  const place = await requirePlace(input.placeId)
  if (input.bookingId && (await showPickup(actor, { id: input.bookingId })).placeId !== place._id)
    throw new DomainError('NOT_FOUND')
  const day = dayOf(now())
  const dueOn = await dueFrom(day, place)
  return transaction(async (tx) => {
    const had = await tx.on(Complaints).findOne({ _id: input.id })
    if (had) requireSame(had, actor.personId, input)
    if (had) return viewOf(actor, had, { placeName: place.name, names: new Map() })
    const counted = await tx.on(ComplaintDays).findOneAndUpdate({ _id: day }, { $inc: { count: 1 } }, { upsert: true })
    const record: ComplaintRecord = {
      _id: input.id,
      number: complaintNumber(day, counted?.count ?? 1),
      kind: 'complaint',
      personId: actor.personId,
      about: input.about,
      placeId: place._id,
      placePath: place.path,
      ...(input.bookingId ? { bookingId: input.bookingId } : {}),
      textSealed: seal(input.text, input.id),
      at: now(),
      status: 'waiting',
      dueOn,
      dues: [instantAt(dueOn, '24:00')],
      contentHash: hashOf(input),
      answers: [],
    }
    await tx.on(Complaints).insert(record)
    await tellPerson(tx, record, 'made', '投诉已受理', `编号 ${record.number}，${showDay(dueOn)}前答复您。`)
    await complaintReview.open(tx, actor, openingOf(record, place.name))
    return viewOf(actor, record, { placeName: place.name, names: new Map() })
  })
}

const tellPerson = (tx: Tx, record: ComplaintRecord, cause: string, title: string, text: string): Promise<void> =>
  notify(tx, record.personId, `complaints/${record._id}/${cause}`, {
    kind: 'complaint',
    title,
    text,
    link: '/me/complaints',
  })

export async function listMyComplaints(
  actor: PersonActor,
  input: PageInput,
): Promise<OutputOf<typeof complaints.mine>> {
  const { rows, next } = await readPage(Complaints, { at: -1 }, { personId: actor.personId, kind: 'complaint' }, input)
  return { items: await presentAll(actor, rows), next }
}

/**
 * Of somebody at work: whoever is complained about does not learn by whom from a household's page. What was reported
 * without a name stands on no such page at all.
 */
const ofPeople: readonly ComplaintAbout[] = ['staff', 'crew']

/** @throws DomainError NOT_FOUND for a household elsewhere */
async function ofHousehold(actor: Actor, householdId: string) {
  const household = await requireHousehold(householdId)
  if (!holdsRole(actor, [...readers, 'dispatcher'], household.placePath)) throw new DomainError('NOT_FOUND')
  const members = await membersOf(householdId)
  return {
    personId: { $in: members.map(({ personId }) => personId) },
    $and: [{ about: { $nin: [...ofPeople] }, category: { $ne: 'service' as const }, isAnonymous: { $ne: true } }],
  }
}

/**
 * What was found out, or to whom it is handed on: those are told. Nobody writes into a case of their own.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE
 */
export async function noteComplaint(
  actor: PersonActor,
  { id, noteId, text, to }: ParsedOf<typeof complaints.note>,
): Promise<{ id: string }> {
  const seen = await requireComplaint(id)
  if (!isHandler(actor, seen)) throw new DomainError('NOT_FOUND')
  const told = to ? await staffAt(seen.placePath, to) : []
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.personId, householdIds: [] })
    const note = { id: noteId, textSealed: seal(text, id), ...(to ? { to } : {}), by: actor.personId, at: now() }
    const { matched } = await tx.on(Complaints).updateOne({ _id: id, 'notes.id': { $ne: noteId } }, {
      $push: { notes: note },
    } as UpdateQuery<ComplaintRecord>)
    if (matched === 0) return { id }
    for (const personId of told)
      await notify(tx, personId, `complaints/${id}/note/${noteId}`, {
        kind: 'work',
        title: `有一条${caseKindNames[seen.kind]}转给您办理`,
        text: `${seen.number}，${showDay(seen.dueOn)}前答复`,
        link: `/complaints?open=${id}`,
      })
    await audit(tx, actor, {
      action: to ? 'reports.handOnComplaint' : 'reports.noteComplaint',
      subject: `complaints/${id}`,
      placePath: seen.placePath,
      ...(to ? { details: { to } } : {}),
    })
    return { id }
  })
}

/** In the actor's area, newest first; whose complaint it is stays unsaid. */
export async function listComplaints(
  actor: Actor,
  input: ParsedOf<typeof complaints.desk>,
): Promise<OutputOf<typeof complaints.desk>> {
  const open = input.open === true || input.open === 'true'
  const all = scopeOf(actor, readers)
  const filter = {
    ...(all.length > 0
      ? { placePath: { $in: all } }
      : {
          placePath: { $in: scopeOf(actor, ['dispatcher']) },
          $or: [{ about: { $in: ofPickups } }, { category: { $in: ofDispatch } }],
        }),
    ...(input.id ? { _id: input.id } : {}),
    ...(input.kind ? { kind: input.kind } : {}),
    ...(input.category ? { category: input.category } : {}),
    ...(input.householdId ? await ofHousehold(actor, input.householdId) : {}),
    ...(open ? { status: { $in: ['waiting' as const, 'reopened' as const] } } : {}),
  }
  const { rows, ...page } = await readCountedPage(Complaints, { at: -1 }, filter, input, 20)
  await auditRead(actor, { action: 'reports.readComplaints', subject: 'complaints', details: { rows: rows.length } })
  return { items: await presentAll(actor, rows), ...page }
}

/** @throws DomainError NOT_FOUND outside the area, DECIDES_OWN_CASE, WRONG_STATE */
export const answerComplaint = (
  actor: Actor,
  { id, outcome, text }: ParsedOf<typeof complaints.answer>,
): Promise<Complaint> => complaintReview.decide(actor, { subjectId: id, outcome, reason: text, given: { outcome } })

const openingOf = (record: ComplaintRecord, placeName: string): Opening => ({
  subjectId: record._id,
  placePath: record.placePath,
  headline: `${record.number} ${placeName}`,
  due: { on: record.dueOn },
  personId: record.personId,
  author: record.personId,
  at: record.at,
})

const complaintReview = defineReview<{ outcome: keyof typeof outcomeTexts }, Complaint>({
  name: 'complaint',
  title: '投诉',
  verb: '答复',
  deciders: office,
  tells: ['communityWorker', 'subdistrictOfficer'],
  noticeKind: 'complaint',
  deskLink: () => '/complaints',
  askers: (_tx, { personIds }) => Promise.resolve(personIds),
  askerLink: () => '/me/complaints',
  tellsLate: true,
  isObjection: false,
  freshDecider: true,
  answered: ({ headline }, outcome, reason) => ({
    title: '投诉有答复了',
    text: `${headline.split(' ')[0]}:${outcomeTexts[outcome as keyof typeof outcomeTexts]}。${reason}`,
  }),
  apply: async (tx, { actor, reason, review, given }) => {
    const seen = await tx.on(Complaints).findOne({ _id: review.subjectId })
    const answer = { outcome: given.outcome, text: reason, by: actor.personId, at: now() }
    const after =
      seen &&
      mayAnswer(seen.status) &&
      (await tx.on(Complaints).findOneAndUpdate({ _id: seen._id, status: seen.status }, {
        $set: { status: afterAnswer(seen.status) },
        $push: { answers: answer },
      } as UpdateQuery<ComplaintRecord>))
    if (!after) throw new DomainError('WRONG_STATE')
    return {}
  },
  present: async (tx, actor, { subjectId }) => {
    const after = await tx.on(Complaints).findOne({ _id: subjectId })
    if (!after) throw new DomainError('NOT_FOUND')
    const place = await requirePlace(after.placeId)
    return viewOf(actor, after, { placeName: place.name, names: await fullNames(after.answers.map(({ by }) => by)) })
  },
  backlog: async (id) => {
    const open = { kind: 'complaint', status: { $in: ['waiting', 'reopened'] }, ...(id ? { _id: id } : {}) } as object
    const found = await Complaints.find(open).limit(500).lean<ComplaintRecord[]>()
    const places = new Map((await placesByIds(found.map((row) => row.placeId))).map((place) => [place._id, place.name]))
    return found.map((row) => openingOf(row, places.get(row.placeId) ?? ''))
  },
  audit: { action: 'reports.answerComplaint', subject: ({ subjectId }) => `complaints/${subjectId}` },
})

/** Once, within a week of the answer. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function reopenComplaint(
  actor: PersonActor,
  input: ParsedOf<typeof complaints.reopen>,
): Promise<Complaint> {
  const seen = await requireComplaint(input.id)
  if (seen.personId !== actor.personId || seen.kind !== 'complaint') throw new DomainError('NOT_FOUND')
  if (!mayReopen(seen.status, seen.answers.at(-1)?.at ?? null, now())) throw new DomainError('WRONG_STATE')
  const place = await requirePlace(seen.placeId)
  const dueOn = await dueFrom(dayOf(now()), place)
  const names = await fullNames(seen.answers.map((answer) => answer.by))
  return transaction(async (tx) => {
    const after = await tx.on(Complaints).findOneAndUpdate({ _id: input.id, status: 'answered' }, {
      $set: { status: 'reopened', dueOn, againSealed: seal(input.text, input.id) },
      $push: { dues: instantAt(dueOn, '24:00') },
    } as UpdateQuery<ComplaintRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    await complaintReview.open(tx, actor, openingOf(after, place.name))
    return viewOf(actor, after, { placeName: place.name, names })
  })
}

/** A person's copy of what they have complained about. */
export async function exportComplaints(personId: string): Promise<unknown> {
  const found = await Complaints.find({ personId }).sort({ at: 1 }).lean<ComplaintRecord[]>()
  return found.map((row) => ({
    number: row.number,
    kind: row.kind,
    about: row.about ?? row.category,
    text: unseal(row.textSealed, row._id),
    at: row.at.toISOString(),
    status: row.status,
    answers: row.answers.map(({ outcome, text }) => ({ outcome, text })),
  }))
}

/**
 * The words go; that there was a complaint, and how it was answered, stays for the figures. What was reported of a
 * place is still to be mended.
 */
export async function eraseComplaints(tx: Tx, personId: string): Promise<void> {
  const rows = await tx.on(Complaints).find({ personId })
  await forgetAnswersLater(
    tx,
    'complaints',
    rows.map((row) => row._id),
  )
  for (const row of rows) {
    if (row.kind === 'complaint')
      await complaintReview.withdraw(tx, { kind: 'system', name: 'people' }, row._id, '账号已注销')
    await tx.on(Complaints).updateOne({ _id: row._id }, {
      $set: {
        personId: 'erased',
        textSealed: seal('', row._id),
        ...(row.kind === 'complaint' ? { status: 'closed' } : {}),
      },
      $unset: { againSealed: 1, bookingId: 1, position: 1, contentHash: 1 },
    } as UpdateQuery<ComplaintRecord>)
  }
}
