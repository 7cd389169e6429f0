// Reports from the spot (随手拍), from filing to closure: told to those of the place whom its kind concerns, due by its
// kind, dealt with, confirmed or sent back once by who reported it. Invariants: one document per client id; what is
// reported twice nearby becomes one case, and everybody who reported it is told; a report never waits for its photos;
// closing what can be seen needs a photo; the words and photos of one person are never shown to another resident.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { metresBetween } from '@shared/places/rules'
import { categories, categoryNames } from '@shared/reports/categories'
import { afterAnswer, mayAnswer, mayReopen, reportNumber } from '@shared/reports/complaints'
import type { Complaint } from '@shared/reports/complaints-contract'
import { reportOutcomeTexts } from '@shared/reports/outcomes'
import { MOST_REPORT_PHOTOS, type reports } from '@shared/reports/reports-contract'
import { dueAtOf, dueOnOf } from '@shared/reviews/rules'
import { dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { seal } from '../field-cipher'
import { attachFiles } from '../files/files'
import { notify } from '../notices/notices'
import { readPage, type PageInput } from '../paging'
import { placesByIds, requirePlace, workCalendar } from '../places/places'
import { sitesByIds } from '../places/sites'
import { defineReview, type Opening } from '../reviews/reviews'
import { hashOf, office, presentAll, presentOne, requireSame } from './case-views'
import { ComplaintDays, Complaints, type ComplaintRecord } from './complaints.model'

/** Two that were seen so near to each other are taken for one. Our choice: about one row of bins. */
const NEAR_METRES = 30

/**
 * @throws DomainError NOT_FOUND for an unknown place or a site elsewhere; IDEMPOTENCY_KEY_REUSED for an id that is
 * somebody else's
 */
export async function fileReport(actor: PersonActor, input: ParsedOf<typeof reports.file>): Promise<Complaint> {
  const place = await requirePlace(input.placeId)
  const [site] = input.siteId ? await sitesByIds([input.siteId]) : []
  if (input.siteId && !site?.placePath.includes(place._id)) throw new DomainError('NOT_FOUND')
  const at = now()
  const dueAt = dueAtOf(categories[input.category].due, at, await workCalendar())
  return transaction(async (tx) => {
    const had = await tx.on(Complaints).findOne({ _id: input.id })
    if (had) requireSame(had, actor.personId, input)
    if (had) return presentOne(actor, had, tx)
    const day = dayOf(at)
    const counted = await tx
      .on(ComplaintDays)
      .findOneAndUpdate({ _id: `report/${day}` }, { $inc: { count: 1 } }, { upsert: true })
    const record: ComplaintRecord = {
      _id: input.id,
      number: reportNumber(day, counted?.count ?? 1),
      kind: 'report',
      personId: actor.personId,
      category: input.category,
      placeId: place._id,
      placePath: site?.placePath ?? place.path,
      ...(input.siteId ? { siteId: input.siteId } : {}),
      ...(input.position ? { position: [input.position.lng, input.position.lat] } : {}),
      ...(input.spot ? { spot: input.spot } : {}),
      ...(input.plate ? { plate: input.plate.toUpperCase() } : {}),
      textSealed: seal(input.text ?? '', input.id),
      at,
      ...(isLikely(input.seenAt, at) ? { seenAt: new Date(input.seenAt) } : {}),
      isAnonymous: input.isAnonymous ?? false,
      status: 'waiting',
      dueOn: dueOnOf(dueAt),
      dues: [dueAt],
      contentHash: hashOf(input),
      answers: [],
      photoIds: [],
      others: 0,
    }
    const first = await sameNearby(tx, record)
    if (first && (await joins(tx, first._id, record.personId, 1))) {
      const merged: ComplaintRecord = { ...record, status: 'merged', mergedInto: first._id }
      await tx.on(Complaints).insert(merged)
      await tellMerged(tx, merged, first)
      return presentOne(actor, merged, tx)
    }
    await tx.on(Complaints).insert(record)
    const { dueText } = categories[input.category]
    await tell(
      tx,
      record.personId,
      record,
      'made',
      '随手拍收到了',
      `编号 ${record.number}，${dueText}处理，处理完告诉您。`,
    )
    await reportReview.open(tx, actor, openingOf(record, place.name))
    return presentOne(actor, record, tx)
  })
}

/** A phone whose clock is wrong says nothing of when it was seen. A report may have waited two weeks for a network. */
function isLikely(seenAt: string, at: Date): boolean {
  const agoMs = at.getTime() - new Date(seenAt).getTime()
  return agoMs > -5 * 60_000 && agoMs < 14 * 86_400_000
}

const tell = (tx: Tx, personId: string, { _id }: { _id: string }, cause: string, title: string, text: string) =>
  notify(tx, personId, `reports/${_id}/${cause}`, { kind: 'complaint', title, text, link: `/reports/report?id=${_id}` })

export const tellMerged = (tx: Tx, merged: ComplaintRecord, first: ComplaintRecord): Promise<void> =>
  tell(
    tx,
    merged.personId,
    merged,
    'merged',
    '和别人报的并成一件了',
    `您报的${merged.number}，之前已有人报过（${first.number}），一起处理，处理完也告诉您。`,
  )

/** Open, of the same kind, at the same site or a few steps away. */
async function sameNearby(
  tx: Tx,
  { placeId, category, siteId, position }: ComplaintRecord,
): Promise<ComplaintRecord | null> {
  if (!category || !categories[category].isEnvironment) return null
  const open = await tx.on(Complaints).find({ placeId, category, status: { $in: ['waiting', 'reopened'] } })
  const isSame = (one: ComplaintRecord): boolean =>
    siteId && one.siteId
      ? siteId === one.siteId
      : Boolean(position && one.position && metresBetween(position, one.position) <= NEAR_METRES)
  return open.filter(isSame).sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null
}

/** Takes reports of others in, while it is open; who made them does not decide it. */
export async function joins(tx: Tx, firstId: string, personId: string, count: number): Promise<boolean> {
  const { matched } = await tx
    .on(Complaints)
    .updateOne({ _id: firstId, status: { $in: ['waiting', 'reopened'] } }, { $inc: { others: count } })
  if (matched > 0) await reportReview.involve(tx, firstId, personId)
  return matched > 0
}

/** @throws DomainError NOT_FOUND for a report that is not one's own, REPORT_TOO_MANY_PHOTOS */
export async function addReportPhotos(
  actor: PersonActor,
  { id, photoIds }: ParsedOf<typeof reports.addPhotos>,
): Promise<OutputOf<typeof reports.addPhotos>> {
  return transaction(async (tx) => {
    const seen = await tx.on(Complaints).findOne({ _id: id, personId: actor.personId, kind: 'report' })
    if (!seen) throw new DomainError('NOT_FOUND')
    const all = [...new Set([...(seen.photoIds ?? []), ...photoIds])]
    if (all.length > MOST_REPORT_PHOTOS) throw new DomainError('REPORT_TOO_MANY_PHOTOS')
    await attachFiles(tx, actor.personId, photoIds, `reports/${id}`)
    await tx.on(Complaints).updateOne({ _id: id }, { $set: { photoIds: all } })
    return { id, photoIds: all }
  })
}

export async function listMyReports(actor: PersonActor, input: PageInput): Promise<OutputOf<typeof reports.mine>> {
  const { rows, next } = await readPage(Complaints, { at: -1 }, { personId: actor.personId, kind: 'report' }, input)
  return { items: await presentAll(actor, rows), next }
}

/** One's own; asked by the first one's id, the own one that was merged into it. @throws DomainError NOT_FOUND */
async function ownReport(actor: PersonActor, id: string): Promise<ComplaintRecord> {
  const own = { personId: actor.personId, kind: 'report' as const }
  const found =
    (await Complaints.findOne({ ...own, _id: id }).lean<ComplaintRecord>()) ??
    (await Complaints.findOne({ ...own, mergedInto: id }).lean<ComplaintRecord>())
  if (!found) throw new DomainError('NOT_FOUND')
  return found
}

export const showMyReport = async (actor: PersonActor, { id }: { id: string }): Promise<Complaint> =>
  presentOne(actor, await ownReport(actor, id))

/** Not any more once somebody works on it or has reported the same. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function withdrawReport(actor: PersonActor, { id }: { id: string }): Promise<Complaint> {
  const { _id } = await ownReport(actor, id)
  return transaction(async (tx) => {
    const after = await tx
      .on(Complaints)
      .findOneAndUpdate({ _id, status: 'waiting', others: 0 }, { $set: { status: 'withdrawn' } })
    if (!after) throw new DomainError('WRONG_STATE')
    await reportReview.withdraw(tx, actor, _id, '报的人撤回')
    return presentOne(actor, after, tx)
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE */
export async function confirmReport(actor: PersonActor, { id }: { id: string }): Promise<Complaint> {
  const { _id } = await ownReport(actor, id)
  return transaction(async (tx) => {
    const after = await tx
      .on(Complaints)
      .findOneAndUpdate({ _id, status: 'answered' }, { $set: { status: 'closed', confirmedAt: now() } })
    if (!after) throw new DomainError('WRONG_STATE')
    return presentOne(actor, after, tx)
  })
}

/** Once, within a week, by anybody who reported it. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function reopenReport(actor: PersonActor, input: ParsedOf<typeof reports.reopen>): Promise<Complaint> {
  const own = await ownReport(actor, input.id)
  const id = own.mergedInto ?? own._id
  const calendar = await workCalendar()
  return transaction(async (tx) => {
    const seen = await tx.on(Complaints).findOne({ _id: id })
    if (!seen?.category || !mayReopen(seen.status, seen.answers.at(-1)?.at ?? null, now()))
      throw new DomainError('WRONG_STATE')
    const dueAt = dueAtOf(categories[seen.category].due, now(), calendar)
    const after = await tx.on(Complaints).findOneAndUpdate({ _id: id, status: 'answered' }, {
      $set: {
        status: 'reopened',
        dueOn: dueOnOf(dueAt),
        againSealed: seal(input.text, id),
        againBy: actor.personId,
      },
      $push: { dues: dueAt },
    } as UpdateQuery<ComplaintRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    const [place] = await placesByIds([after.placeId], tx)
    await reportReview.open(tx, actor, openingOf(after, place?.name ?? ''))
    return presentOne(actor, own._id === id ? after : own, tx)
  })
}

/** @throws DomainError NOT_FOUND outside the area, DECIDES_OWN_CASE, WRONG_STATE, REPORT_NEEDS_PHOTO */
export const handleReport = (
  actor: PersonActor,
  { id, outcome, text, photoIds = [] }: ParsedOf<typeof reports.handle>,
): Promise<Complaint> =>
  reportReview.decide(actor, { subjectId: id, outcome, reason: text, given: { outcome, photoIds } })

const openingOf = (record: ComplaintRecord, placeName: string): Opening => {
  const { category = 'other' } = record
  return {
    subjectId: record._id,
    placePath: record.placePath,
    headline: `${record.number} ${placeName} ${categoryNames[category]}`,
    due: categories[category].due,
    tells: categories[category].tells,
    personId: record.personId,
    author: record.personId,
    at: record.againSealed ? now() : record.at,
  }
}

/** Everybody who reported it, themselves or merged into it. */
async function reportersOf(tx: Tx, id: string): Promise<string[]> {
  const all = await tx.on(Complaints).find({ $or: [{ _id: id }, { mergedInto: id }] })
  return [...new Set(all.map(({ personId }) => personId))].filter((personId) => personId !== 'erased')
}

type Given = { outcome: keyof typeof reportOutcomeTexts; photoIds: readonly string[] }

export const reportReview = defineReview<Given, Complaint>({
  name: 'report',
  title: '随手拍',
  verb: '处理',
  deciders: office,
  tells: ['communityWorker', 'subdistrictOfficer'],
  noticeKind: 'complaint',
  deskLink: ({ subjectId }) => `/complaints?open=${subjectId}`,
  askers: (tx, { subjectId }) => reportersOf(tx, subjectId),
  askerLink: ({ subjectId }) => `/reports/report?id=${subjectId}`,
  tellsLate: true,
  isObjection: false,
  // who keeps the place mends it, also what was sent back; that it was is counted
  freshDecider: false,
  answered: ({ headline }, outcome, reason) => ({
    title: '您报的事处理了',
    text: `${headline}：${reportOutcomeTexts[outcome as Given['outcome']]}。${reason}`,
  }),
  apply: async (tx, { actor, reason, review, given: { outcome, photoIds } }) => {
    const seen = await tx.on(Complaints).findOne({ _id: review.subjectId })
    if (!seen || !mayAnswer(seen.status)) throw new DomainError('WRONG_STATE')
    if (outcome === 'mended' && photoIds.length === 0 && categories[seen.category ?? 'other'].needsPhoto)
      throw new DomainError('REPORT_NEEDS_PHOTO')
    await attachFiles(tx, actor.personId, photoIds, `reports/${seen._id}`)
    const after = await tx.on(Complaints).findOneAndUpdate({ _id: seen._id, status: seen.status }, {
      $set: { status: afterAnswer(seen.status) },
      $push: { answers: { outcome, text: reason, by: actor.personId, at: now(), photoIds: [...photoIds] } },
    } as UpdateQuery<ComplaintRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    return { details: { photos: photoIds.length } }
  },
  present: async (tx, actor, { subjectId }) => {
    const after = await tx.on(Complaints).findOne({ _id: subjectId })
    if (!after) throw new DomainError('NOT_FOUND')
    return presentOne(actor, after, tx)
  },
  // every report was opened with its record
  backlog: () => Promise.resolve([]),
  audit: { action: 'reports.handle', subject: ({ subjectId }) => `complaints/${subjectId}` },
})
