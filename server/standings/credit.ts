// 企业环保信用等级: proposed by one person and confirmed by another; the enterprise is told and has its days to object;
// published once they are over and nothing is left to decide. Invariants: one grade of an enterprise and year (unique
// index); an objection never makes it worse; whoever rated, confirmed or entered the objection does not decide it.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { creditGradeNames, creditWorth, type CreditGrade } from '@shared/standings/credit'
import type { CreditRow, credit } from '@shared/standings/credit-contract'
import { enterpriseKeepers, enterpriseReaders } from '@shared/standings/vocabulary'
import { dayOf, showDay, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { organisationsByIds } from '../organisations/names'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { staffNames } from '../people/staff'
import type { Place } from '../places/places'
import { decidable } from '../reviews/reviews-lists'
import { defineReview } from '../reviews/reviews'
import { CreditRatings, type CreditRecord } from './credit.model'
import { requireArea } from './rules'
import { DECIDE_WORKING_DAYS, objectUntilFrom } from './run'

async function keptArea(actor: Actor): Promise<Place> {
  const area = await requireArea()
  if (!holdsRole(actor, enterpriseKeepers, area.path)) throw new DomainError('NOT_ALLOWED')
  return area
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND */
export async function requireRating(actor: Actor, id: string): Promise<{ area: Place; record: CreditRecord }> {
  const area = await keptArea(actor)
  const record = await CreditRatings.findById(id).lean<CreditRecord>()
  if (record?.area !== area._id) throw new DomainError('NOT_FOUND')
  return { area, record }
}

async function presentAll(actor: Actor, records: readonly CreditRecord[], tx?: Tx): Promise<CreditRow[]> {
  const names = await staffNames(records.flatMap(({ ratedBy, confirmed }) => [ratedBy, confirmed?.by ?? '']))
  const open = records.filter(({ objection }) => objection?.status === 'open').map(({ _id }) => _id)
  const decides = await decidable(actor, 'creditObjection', open, tx)
  const today = dayOf(now())
  return records.map((record) => {
    const { objection, confirmed, objectUntil, status } = record
    const isKeeper = holdsRole(actor, enterpriseKeepers, [record.area])
    const mayObject = status === 'told' && objection === null && objectUntil !== null && today <= objectUntil
    return {
      id: record._id,
      organisationId: record.organisationId,
      name: record.name,
      year: record.year,
      grade: record.grade,
      basis: record.basis,
      status,
      ratedBy: names.get(record.ratedBy) ?? '工作人员',
      ratedAt: record.ratedAt.toISOString(),
      confirmedBy: confirmed ? (names.get(confirmed.by) ?? '工作人员') : null,
      objectUntil,
      publishedOn: record.publishedOn,
      objection: objection && {
        text: objection.text,
        at: objection.at.toISOString(),
        status: objection.status,
        before: objection.before,
        answer: objection.answer,
      },
      allowed: [
        ...(isKeeper && status === 'proposed' && actorId(actor) !== record.ratedBy ? (['confirm'] as const) : []),
        ...(isKeeper && mayObject ? (['object'] as const) : []),
        ...(decides.has(record._id) ? (['decide'] as const) : []),
        ...(isKeeper && (status === 'told' || status === 'published') ? (['letter'] as const) : []),
      ],
    }
  })
}

async function present(actor: Actor, record: CreditRecord, tx?: Tx): Promise<CreditRow> {
  const [row] = await presentAll(actor, [record], tx)
  if (!row) throw new Error('a rating without its row')
  return row
}

export async function listCredit(
  actor: Actor,
  { status, ...input }: ParsedOf<typeof credit.list>,
): Promise<OutputOf<typeof credit.list>> {
  const area = await requireArea()
  if (!holdsRole(actor, enterpriseReaders, area.path)) throw new DomainError('NOT_ALLOWED')
  const filter = { area: area._id, ...(status ? { status } : {}) }
  const { rows, ...page } = await readCountedPage(CreditRatings, { ratedAt: -1 }, filter, input, 30)
  return { items: await presentAll(actor, rows), ...page }
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND, INPUT_INVALID for a year to come, CREDIT_HAD, IDEMPOTENCY_KEY_REUSED */
export async function rateEnterprise(
  actor: PersonActor,
  { id, organisationId, year, grade, basis }: ParsedOf<typeof credit.rate>,
): Promise<CreditRow> {
  const area = await keptArea(actor)
  const [organisation] = await organisationsByIds([organisationId])
  if (!organisation?.placePath.includes(area._id)) throw new DomainError('NOT_FOUND')
  if (year > dayOf(now()).slice(0, 4)) throw invalid('year', '还没有到这一年')
  const record: CreditRecord = {
    _id: id,
    area: area._id,
    organisationId,
    name: organisation.name,
    year,
    grade,
    basis,
    status: 'proposed',
    ratedBy: actorId(actor),
    ratedAt: now(),
    objectUntil: null,
    publishedOn: null,
    objection: null,
  }
  return transaction(async (tx) => {
    const had = await tx.on(CreditRatings).findOne({ _id: id })
    if (had) {
      const isSame = had.organisationId === organisationId && had.year === year && had.ratedBy === record.ratedBy
      if (!isSame || had.basis !== basis) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return present(actor, had, tx)
    }
    await tx.on(CreditRatings).insert(record)
    await audit(tx, actor, {
      action: 'standings.rateCredit',
      subject: `standingCredits/${id}`,
      placePath: area.path,
      reason: basis,
      details: { organisationId, year, grade },
    })
    return present(actor, record, tx)
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CREDIT_HAD') : error
  })
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE */
export async function confirmCredit(
  actor: PersonActor,
  { id, outcome, reason }: ParsedOf<typeof credit.confirm>,
): Promise<CreditRow> {
  const { area, record: seen } = await requireRating(actor, id)
  const objectUntil = outcome === 'told' ? await objectUntilFrom(dayOf(now())) : null
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.ratedBy })
    const record = await tx
      .on(CreditRatings)
      .findOneAndUpdate(
        { _id: id, status: 'proposed' },
        { $set: { status: outcome, objectUntil, confirmed: { by: actorId(actor), at: now(), reason } } },
      )
    if (!record) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'standings.confirmCredit',
      subject: `standingCredits/${id}`,
      placePath: area.path,
      reason,
      details: { outcome, objectUntil },
    })
    return present(actor, record, tx)
  })
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND, WRONG_STATE, CREDIT_OBJECTION_LATE, STANDING_OBJECTION_HAD */
export async function objectToCredit(
  actor: PersonActor,
  { id, text }: ParsedOf<typeof credit.object>,
): Promise<CreditRow> {
  const { area, record: seen } = await requireRating(actor, id)
  if (seen.objection) throw new DomainError('STANDING_OBJECTION_HAD')
  if (seen.status !== 'told' || seen.objectUntil === null) throw new DomainError('WRONG_STATE')
  if (dayOf(now()) > seen.objectUntil)
    throw new DomainError('CREDIT_OBJECTION_LATE', {
      fields: [{ path: '', text: `异议期到${showDay(seen.objectUntil)}为止` }],
    })
  const by = actorId(actor)
  return transaction(async (tx) => {
    const objection = { text, at: now(), by, status: 'open' as const, before: seen.grade, answer: null }
    const record = await tx
      .on(CreditRatings)
      .findOneAndUpdate({ _id: id, status: 'told', objection: null }, { $set: { objection } })
    if (!record) throw new DomainError('STANDING_OBJECTION_HAD')
    await creditReview.open(tx, actor, {
      subjectId: id,
      placePath: area.path,
      headline: `${seen.name}对${seen.year}年企业环保信用等级有异议`,
      due: { workingDays: DECIDE_WORKING_DAYS },
      author: by,
      actedBy: [seen.ratedBy, seen.confirmed?.by],
      organisationIds: [seen.organisationId],
    })
    return present(actor, record, tx)
  })
}

const creditReview = defineReview<{ grade: CreditGrade | undefined }, CreditRow>({
  name: 'creditObjection',
  title: '企业环保信用等级异议',
  verb: '裁定',
  deciders: enterpriseKeepers,
  tells: ['cityOfficer'],
  noticeKind: 'work',
  deskLink: () => '/standing-credit?status=told',
  askers: () => Promise.resolve([]),
  askerLink: () => '/standing-credit',
  tellsLate: false,
  isObjection: true,
  freshDecider: true,
  answered: () => null,
  apply: async (tx, { review, outcome, reason, given }) => {
    const record = await tx.on(CreditRatings).findOne({ _id: review.subjectId })
    if (record?.status !== 'told' || !record.objection) throw new DomainError('WRONG_STATE')
    const grade = outcome === 'upheld' ? given.grade : record.grade
    if (!grade || (outcome === 'upheld' && grade === record.grade)) throw new DomainError('STANDING_NOTHING_CHANGED')
    const status = outcome === 'upheld' ? ('upheld' as const) : ('kept' as const)
    const objection = { ...record.objection, status, answer: reason }
    await tx.on(CreditRatings).updateOne({ _id: record._id }, { $set: { grade, objection } })
    return {
      before: { grade: creditWorth(record.grade) },
      after: { grade: creditWorth(grade) },
      details: { grade: creditGradeNames[grade] },
    }
  },
  present: async (tx, actor, { subjectId }) => {
    const record = await tx.on(CreditRatings).findOne({ _id: subjectId })
    if (!record) throw new Error('an objection without its rating')
    return present(actor, record, tx)
  },
  backlog: () => Promise.resolve([]),
  audit: { action: 'standings.decideCredit', subject: ({ subjectId }) => `standingCredits/${subjectId}` },
})

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, REVIEW_WORSE, STANDING_NOTHING_CHANGED */
export const decideCredit = (
  actor: PersonActor,
  { id, outcome, grade, reason }: ParsedOf<typeof credit.decide>,
): Promise<CreditRow> => creditReview.decide(actor, { subjectId: id, outcome, reason, given: { grade } })

/** Publishes those whose days are over and that nobody has still to decide. @returns how many */
export async function publishCredit(area: string, today: Day): Promise<number> {
  const { modifiedCount } = await CreditRatings.updateMany(
    {
      area,
      status: 'told',
      objectUntil: { $lt: today },
      $or: [{ objection: null }, { 'objection.status': { $ne: 'open' } }],
    },
    { $set: { status: 'published', publishedOn: today } },
  )
  return modifiedCount
}

/** Published ones of a year, or of the newest year that has some; the best grade first, then by name. */
export async function publishedCredit(area: string, year?: string): Promise<CreditRecord[]> {
  const filter = { area, status: 'published' as const }
  const newest =
    year ??
    (await CreditRatings.findOne(filter, { year: 1 }).sort({ year: -1 }).lean<Pick<CreditRecord, 'year'>>())?.year
  if (!newest) return []
  const found = await CreditRatings.find({ ...filter, year: newest }).lean<CreditRecord[]>()
  return found.sort((a, b) => creditWorth(b.grade) - creditWorth(a.grade) || (a.name < b.name ? -1 : 1))
}
