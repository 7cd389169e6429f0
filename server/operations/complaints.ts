// Complaints about a service: a resident sends one and gets a number and a day; the office of the place answers; the
// person may have it taken up again once. Invariants: one document per client id; nobody answers their own; a late
// answer goes up once and the person is told; the words are sealed and go with the person's account.
import { holdsRole, scopeOf, type Actor, type PersonActor, type Role } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { afterAnswer, answerDueOn, complaintNumber, mayAnswer, mayReopen } from '@shared/operations/complaints'
import { outcomeTexts, type Complaint, type complaints } from '@shared/operations/complaints-contract'
import { dayOf, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { forgetAnswersLater } from '../http/idempotency'
import type { Job } from '../jobs'
import { notify } from '../notices/notices'
import { newestFirst, type PageInput } from '../paging'
import { fullNames } from '../people/people'
import { staffAt } from '../people/roles'
import { placesByIds, requirePlace, settingsOf, workCalendar, type Place } from '../places/places'
import { ComplaintDays, Complaints, type ComplaintRecord } from './complaints.model'

const office = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
const readers = [...office, 'auditor'] as const satisfies readonly Role[]

function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new DomainError('SIGN_IN_REQUIRED')
  return actor
}

/** By when a complaint of this day is answered, as the place's area promises. */
const dueFrom = async (day: Day, place: Place): Promise<Day> =>
  answerDueOn(day, (await settingsOf(place)).settings.office.complaintWorkingDays, await workCalendar())

/** @throws DomainError NOT_FOUND for an unknown place, IDEMPOTENCY_KEY_REUSED for an id that is somebody else's */
export async function fileComplaint(actor: Actor, input: ParsedOf<typeof complaints.file>): Promise<Complaint> {
  const person = asPerson(actor)
  const place = await requirePlace(input.placeId)
  const day = dayOf(now())
  const dueOn = await dueFrom(day, place)
  const officers = [
    ...new Set([
      ...(await staffAt(place.path, 'communityWorker')),
      ...(await staffAt(place.path, 'subdistrictOfficer')),
    ]),
  ]
  return transaction(async (tx) => {
    const had = await tx.on(Complaints).findOne({ _id: input.id })
    if (had && had.personId !== person.personId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (had) return viewOf(actor, had, place.name, new Map())
    const counted = await tx.on(ComplaintDays).findOneAndUpdate({ _id: day }, { $inc: { count: 1 } }, { upsert: true })
    const record: ComplaintRecord = {
      _id: input.id,
      number: complaintNumber(day, counted?.count ?? 1),
      personId: person.personId,
      about: input.about,
      placeId: place._id,
      placePath: place.path,
      ...(input.bookingId ? { bookingId: input.bookingId } : {}),
      textSealed: seal(input.text, input.id),
      at: now(),
      status: 'waiting',
      dueOn,
      answers: [],
    }
    await tx.on(Complaints).insert(record)
    await tellPerson(tx, record, 'made', '投诉已受理', `编号 ${record.number},${showDay(dueOn)}前答复您。`)
    for (const officer of officers)
      await notify(tx, officer, `complaints/${record._id}/made`, {
        kind: 'work',
        title: '有一条投诉待答复',
        text: `${record.number} ${place.name},${showDay(dueOn)}前答复。`,
        link: '/desk/complaints',
      })
    return viewOf(actor, record, place.name, new Map())
  })
}

const tellPerson = (tx: Tx, record: ComplaintRecord, cause: string, title: string, text: string): Promise<void> =>
  notify(tx, record.personId, `complaints/${record._id}/${cause}`, {
    kind: 'complaint',
    title,
    text,
    link: '/me/complaints',
  })

function viewOf(
  actor: Actor,
  record: ComplaintRecord,
  placeName: string,
  names: ReadonlyMap<string, string>,
): Complaint {
  const mine = actor.kind === 'person' && actor.personId === record.personId
  const open = mayAnswer(record.status)
  const allowed: Complaint['allowed'] = [
    ...(open && !mine && holdsRole(actor, office, record.placePath) ? (['answer'] as const) : []),
    ...(mine && mayReopen(record.status, record.answers.at(-1)?.at ?? null, now()) ? (['reopen'] as const) : []),
  ]
  return {
    id: record._id,
    number: record.number,
    about: record.about,
    placeId: record.placeId,
    placeName,
    bookingId: record.bookingId ?? null,
    text: unseal(record.textSealed, record._id),
    at: record.at.toISOString(),
    status: record.status,
    dueOn: record.dueOn,
    late: open && record.dueOn < dayOf(now()),
    answers: record.answers.map((answer) => ({
      ...answer,
      by: names.get(answer.by) ?? '工作人员',
      at: answer.at.toISOString(),
    })),
    again: record.againSealed ? unseal(record.againSealed, record._id) : '',
    allowed,
  }
}

async function pageOf(
  actor: Actor,
  filter: Record<string, unknown>,
  input: PageInput,
): Promise<{ items: Complaint[]; next: string | null }> {
  const { rows, next } = await newestFirst(Complaints, 'at', filter, input)
  const places = new Map((await placesByIds(rows.map((row) => row.placeId))).map((place) => [place._id, place.name]))
  const names = await fullNames(rows.flatMap((row) => row.answers.map((answer) => answer.by)))
  return { items: rows.map((row) => viewOf(actor, row, places.get(row.placeId) ?? '', names)), next }
}

export const listMyComplaints = (
  actor: Actor,
  input: PageInput,
): Promise<{ items: Complaint[]; next: string | null }> => pageOf(actor, { personId: asPerson(actor).personId }, input)

/** In the actor's area, newest first; whose complaint it is stays unsaid. */
export async function listComplaints(
  actor: Actor,
  input: ParsedOf<typeof complaints.desk>,
): Promise<{ items: Complaint[]; next: string | null }> {
  const open = input.open === true || input.open === 'true'
  const page = await pageOf(
    actor,
    { placePath: { $in: scopeOf(actor, readers) }, ...(open ? { status: { $in: ['waiting', 'reopened'] } } : {}) },
    input,
  )
  await auditRead(actor, { action: 'complaints.read', subject: 'complaints', details: { rows: page.items.length } })
  return page
}

async function requireComplaint(id: string): Promise<ComplaintRecord> {
  const found = await Complaints.findById(id).lean<ComplaintRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  return found
}

/** @throws DomainError NOT_FOUND outside the area, NOT_ALLOWED for one's own, WRONG_STATE */
export async function answerComplaint(actor: Actor, input: ParsedOf<typeof complaints.answer>): Promise<Complaint> {
  const person = asPerson(actor)
  const seen = await requireComplaint(input.id)
  if (!holdsRole(actor, office, seen.placePath)) throw new DomainError('NOT_FOUND')
  if (seen.personId === person.personId) throw new DomainError('NOT_ALLOWED')
  const place = await requirePlace(seen.placeId)
  const names = await fullNames([person.personId, ...seen.answers.map((answer) => answer.by)])
  return transaction(async (tx) => {
    const answer = { outcome: input.outcome, text: input.text, by: person.personId, at: now() }
    const after =
      mayAnswer(seen.status) &&
      (await tx.on(Complaints).findOneAndUpdate({ _id: input.id, status: seen.status }, {
        $set: { status: afterAnswer(seen.status) },
        $push: { answers: answer },
      } as UpdateQuery<ComplaintRecord>))
    if (!after) throw new DomainError('WRONG_STATE')
    await tellPerson(
      tx,
      after,
      `answered/${after.answers.length}`,
      '投诉有答复了',
      `${after.number}:${outcomeTexts[input.outcome]}。${input.text}`,
    )
    await audit(tx, actor, {
      action: 'complaints.answer',
      subject: `complaints/${input.id}`,
      placePath: seen.placePath,
      details: { outcome: input.outcome },
    })
    return viewOf(actor, after, place.name, names)
  })
}

/** Once, within a week of the answer. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function reopenComplaint(actor: Actor, input: ParsedOf<typeof complaints.reopen>): Promise<Complaint> {
  const person = asPerson(actor)
  const seen = await requireComplaint(input.id)
  if (seen.personId !== person.personId) throw new DomainError('NOT_FOUND')
  if (!mayReopen(seen.status, seen.answers.at(-1)?.at ?? null, now())) throw new DomainError('WRONG_STATE')
  const place = await requirePlace(seen.placeId)
  const dueOn = await dueFrom(dayOf(now()), place)
  const officers = await staffAt(seen.placePath, 'subdistrictOfficer')
  const names = await fullNames(seen.answers.map((answer) => answer.by))
  return transaction(async (tx) => {
    const after = await tx.on(Complaints).findOneAndUpdate({ _id: input.id, status: 'answered' }, {
      $set: { status: 'reopened', dueOn, againSealed: seal(input.text, input.id) },
      $unset: { escalatedAt: 1 },
    } as UpdateQuery<ComplaintRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    for (const officer of officers)
      await notify(tx, officer, `complaints/${input.id}/again`, {
        kind: 'work',
        title: '投诉要求重新办理',
        text: `${after.number} ${place.name},${showDay(dueOn)}前答复。`,
        link: '/desk/complaints',
      })
    return viewOf(actor, after, place.name, names)
  })
}

/** Every hour: what is late goes up to the city, once for each day that was promised, and the person is told. */
export const escalateComplaints: Job = {
  name: 'complaints.escalate',
  title: '超期投诉上报',
  every: 'hour',
  lookBack: 1,
  run: async () => {
    const late = await Complaints.find({
      status: { $in: ['waiting', 'reopened'] },
      dueOn: { $lt: dayOf(now()) },
      escalatedAt: { $exists: false },
    })
      .limit(500)
      .lean<ComplaintRecord[]>()
    let told = 0
    for (const complaint of late) told += await escalate(complaint)
    return { late: late.length, told }
  },
}

async function escalate(complaint: ComplaintRecord): Promise<number> {
  const officers = [
    ...new Set([
      ...(await staffAt(complaint.placePath, 'cityOfficer')),
      ...(await staffAt(complaint.placePath, 'subdistrictOfficer')),
    ]),
  ]
  return transaction(async (tx) => {
    const mine = await tx
      .on(Complaints)
      .updateOne(
        { _id: complaint._id, status: complaint.status, escalatedAt: { $exists: false } },
        { $set: { escalatedAt: now() } },
      )
    if (mine.matched === 0) return 0
    const cause = `late/${complaint.dueOn}`
    for (const officer of officers)
      await notify(tx, officer, `complaints/${complaint._id}/${cause}`, {
        kind: 'work',
        title: '投诉答复超期',
        text: `${complaint.number}应在${showDay(complaint.dueOn)}前答复,已超期,请督促。`,
        link: '/desk/complaints',
      })
    await tellPerson(tx, complaint, cause, '对不起,投诉答复迟了', `${complaint.number}已经上报催办,答复后马上告诉您。`)
    return officers.length
  })
}

/** A person's copy of what they have complained about. */
export async function exportComplaints(personId: string): Promise<unknown> {
  const found = await Complaints.find({ personId }).sort({ at: 1 }).lean<ComplaintRecord[]>()
  return found.map((row) => ({
    number: row.number,
    about: row.about,
    text: unseal(row.textSealed, row._id),
    at: row.at.toISOString(),
    status: row.status,
    answers: row.answers.map(({ outcome, text }) => ({ outcome, text })),
  }))
}

/** The words go; that there was a complaint, and how it was answered, stays for the figures. */
export async function eraseComplaints(tx: Tx, personId: string): Promise<void> {
  const rows = await tx.on(Complaints).find({ personId })
  await forgetAnswersLater(
    tx,
    'complaints',
    rows.map((row) => row._id),
  )
  for (const row of rows) {
    await tx.on(Complaints).updateOne({ _id: row._id }, {
      $set: { personId: 'erased', textSealed: seal('', row._id), status: 'closed' },
      $unset: { againSealed: 1, bookingId: 1 },
    } as UpdateQuery<ComplaintRecord>)
  }
}
