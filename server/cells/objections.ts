// Objections to a public notice: by anybody who has signed in and is not the applicant, decided by who leads on the
// room of reviews. The notice stops meanwhile; dismissed, it goes on for at least a working day. Who objects and in
// which words is for those who decide.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { cellsDesk, cellsPublic, Objection } from '@shared/cells/desk-contract'
import { DUE } from '@shared/cells/dues'
import { leads, readers } from '@shared/cells/roles'
import { cellKindNames } from '@shared/cells/table-words'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { dayOf, showDay } from '@shared/time'
import { auditReadHourly } from '../audit'
import { now } from '../clock'
import { reading, transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { readCountedPage } from '../paging'
import { accountsOfOnePerson, circleOf, conflictIn } from '../people/conflicts'
import { fullNames } from '../people/people'
import { dueOnOf } from '@shared/reviews/rules'
import { decidable } from '../reviews/reviews-lists'
import { defineReview } from '../reviews/reviews'
import { membersFor, peopleNear, relationsTo, subjectsOf } from './applicants'
import { Applications, type ApplicationDocument } from './applications.model'
import { workingDaysOn } from './drafting'
import { load, take, withTable } from './steps'
import { tellMembers } from './telling'
import { Objections, type ObjectionDocument } from './visits.model'

/** @throws DomainError NOT_FOUND, CELL_NOTICE_OVER, WRONG_STATE */
export function objectTo(
  actor: PersonActor,
  { id, applicationId, text }: ParsedOf<typeof cellsPublic.object>,
): Promise<OutputOf<typeof cellsPublic.object>> {
  return transaction(async (tx) => {
    const had = await tx.on(Objections).findOne({ _id: id })
    if (had && (had.personId !== actor.personId || had.applicationId !== applicationId))
      throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    const application = await tx.on(Applications).findOne({ _id: applicationId })
    if (!application?.notice) throw new DomainError('NOT_FOUND')
    if (had) return { id, dueOn: null }
    if (dayOf(now()) > application.notice.to) throw new DomainError('CELL_NOTICE_OVER')
    const { relations, members } = await relationsTo(actor, application, [], tx)
    if (relations.includes('member')) throw new DomainError('NOT_ALLOWED')
    // answered once: whoever is not content does not hold up the title for ever
    const accounts = [...(await accountsOfOnePerson(tx, actor.personId))]
    if ((await tx.on(Objections).count({ applicationId, personId: { $in: accounts } })) > 0)
      throw new DomainError('CELL_OBJECTED')
    const objection: ObjectionDocument = {
      _id: id,
      applicationId,
      placePath: application.placePath,
      personId: actor.personId,
      textSealed: seal(text, id),
      at: now(),
      outcome: 'open',
    }
    await tx.on(Objections).insert(objection)
    const loaded = { ...(await withTable(application, members)), visits: [], relations, members }
    // a second one while the first is looked into joins it
    if (application.state !== 'underObjection')
      await take(tx, actor, loaded, {
        action: 'object',
        what: '公示异议',
        set: { dueOn: await workingDaysOn(DUE.objectionWorkingDays) },
      })
    const review = await objectionReview.open(tx, actor, {
      subjectId: id,
      placePath: application.placePath,
      headline: `${application.subjectName}，${cellKindNames[application.kind]}公示异议`,
      due: { workingDays: DUE.objectionWorkingDays },
      personId: actor.personId,
      author: actor.personId,
      personIds: members.map(({ personId }) => personId),
      organisationIds: [application.organisationId],
    })
    await tellMembers(tx, application, `objections/${id}`, {
      title: '公示期内有人提出异议',
      text: '正在核实，有结果会告诉您。',
    })
    return { id, dueOn: review.dueAt ? dueOnOf(review.dueAt) : null }
  })
}

const objectionReview = defineReview<null, Objection>({
  name: 'cellObjection',
  title: '无废细胞公示异议',
  verb: '裁定',
  deciders: leads,
  tells: ['cityOfficer'],
  noticeKind: 'cell',
  deskLink: ({ subjectId }) => `/cell-objections?open=${subjectId}`,
  askers: (_tx, { personId }) => Promise.resolve(personId ? [personId] : []),
  askerLink: () => '/cells/notices',
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) => ({
    title: outcome === 'upheld' ? '您的异议成立' : '您的异议没有采纳',
    text: reason,
  }),
  apply: async (tx, { actor, review, outcome, reason }) => {
    const isUpheld = outcome === 'upheld'
    const objection = await tx.on(Objections).findOneAndUpdate(
      { _id: review.subjectId, outcome: 'open' },
      {
        $set: { outcome: isUpheld ? 'upheld' : 'dismissed', reason },
      },
    )
    if (!objection) throw new DomainError('WRONG_STATE')
    const loaded = await load(actor, objection.applicationId, tx)
    const others = await tx
      .on(Objections)
      .count({ applicationId: objection.applicationId, outcome: 'open', _id: { $ne: objection._id } })
    if (loaded.application.state !== 'underObjection' || (!isUpheld && others > 0)) return {}
    await resolve(tx, actor, loaded, isUpheld, reason)
    return { details: { applicationId: objection.applicationId } }
  },
  present: async (tx, actor, { subjectId }) => {
    const objection = await tx.on(Objections).findOne({ _id: subjectId })
    if (!objection) throw new DomainError('NOT_FOUND')
    const [row] = await presentObjections(actor, [objection], tx)
    if (!row) throw new Error('an objection without its row')
    return row
  },
  backlog: () => Promise.resolve([]),
  audit: {
    action: { upheld: 'cells.upholdObjection', dismissed: 'cells.dismissObjection' },
    subject: ({ subjectId }) => `cellObjections/${subjectId}`,
    withoutReason: true,
  },
})

async function resolve(
  tx: Tx,
  actor: PersonActor,
  loaded: Awaited<ReturnType<typeof load>>,
  isUpheld: boolean,
  reason: string,
): Promise<void> {
  const { notice } = loaded.application
  const tomorrow = await workingDaysOn(1)
  const to = notice && notice.to > tomorrow ? notice.to : tomorrow
  const after = await take(tx, actor, loaded, {
    action: 'resolve',
    what: isUpheld ? '公示异议成立，不予命名' : '公示异议不成立，公示继续',
    reason,
    facts: { isUpheld },
    ...(isUpheld
      ? { unset: ['dueOn'] as const }
      : { set: { dueOn: to, ...(notice ? { notice: { ...notice, to } } : {}) } }),
  })
  await tellMembers(tx, after, `resolved/${after.version}`, {
    title: isUpheld ? '公示异议成立，没有命名' : '公示异议不成立',
    text: isUpheld ? `原因：${reason}` : `公示继续，到${showDay(to)}。`,
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const resolveObjection = (
  actor: PersonActor,
  { id, outcome, reason }: ParsedOf<typeof cellsDesk.resolve>,
): Promise<Objection> => objectionReview.decide(actor, { subjectId: id, outcome, reason, given: null })

export async function listObjections(
  actor: PersonActor,
  { open, ...input }: ParsedOf<typeof cellsDesk.objections>,
): Promise<OutputOf<typeof cellsDesk.objections>> {
  const filter = { placePath: { $in: scopeOf(actor, readers) }, ...(open ? { _id: open } : {}) }
  const { rows, ...page } = await readCountedPage(Objections, { at: -1 }, filter, input)
  await auditReadHourly(actor, { action: 'cells.readObjections', subject: 'cellObjections' })
  return { items: await presentObjections(actor, rows), ...page }
}

/** Of which of these the actor is too near to the applicant to be told who objects. */
async function nearTo(tx: Tx, actor: Actor, applications: readonly ApplicationDocument[]): Promise<Set<string>> {
  const circle = await circleOf(tx, actor)
  const near = new Set<string>()
  for (const one of applications) {
    const personIds = await peopleNear(one, await membersFor(one, tx), tx)
    if (conflictIn(circle, { author: one.startedBy, personIds }) !== null) near.add(one._id)
  }
  return near
}

async function presentObjections(actor: Actor, rows: readonly ObjectionDocument[], tx?: Tx): Promise<Objection[]> {
  const ids = rows.map(({ applicationId }) => applicationId)
  const found = tx
    ? await tx.on(Applications).find({ _id: { $in: ids } })
    : await Applications.find({ _id: { $in: ids } }).lean<ApplicationDocument[]>()
  const applications = new Map(found.map((one) => [one._id, one]))
  const subjectOf = await subjectsOf(found)
  const names = await fullNames(rows.map(({ personId }) => personId))
  const read = (snapshot: Tx) => nearTo(snapshot, actor, found)
  const near = await (tx ? read(tx) : reading(read))
  const open = rows.filter(({ outcome }) => outcome === 'open').map(({ _id }) => _id)
  const mine = await decidable(actor, 'cellObjection', open, tx)
  return rows.flatMap((row): Objection[] => {
    const application = applications.get(row.applicationId)
    if (!application) return []
    const isLead = holdsRole(actor, leads, row.placePath)
    return [
      {
        id: row._id,
        applicationId: row.applicationId,
        kind: application.kind,
        subject: subjectOf(application),
        text: row.textSealed ? unseal(row.textSealed, row._id) : '（已注销）',
        by: isLead && !near.has(application._id) ? (names.get(row.personId) ?? '') : '',
        at: row.at.toISOString(),
        dueAt: null,
        outcome: row.outcome,
        reason: row.reason ?? null,
        mayDecide: mine.has(row._id),
      },
    ]
  })
}
