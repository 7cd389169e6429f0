// Papers reviewed clause by clause, on the room of reviews: passed with the reviewer's own answers beside the
// applicant's, sent back item by item with a reason each, declined only after every chance to put them right. Who acts
// for the applicant never decides.
import type { PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import type { cellsDesk } from '@shared/cells/desk-contract'
import { DUE } from '@shared/cells/dues'
import { reviewers } from '@shared/cells/roles'
import { answerProblem } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { itemsOf, tableItem, type TableContent } from '@shared/cells/tables'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { addWorkingDays, dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { workCalendar } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import { membersFor, type Member } from './applicants'
import { Applications, type ApplicationDocument, type Mark } from './applications.model'
import { applicationLink, deskLink } from './telling'
import { presentDetail, WORDS } from './present'
import { load, take } from './steps'

export const openingOf = (
  application: ApplicationDocument,
  table: TableContent,
  members: readonly Member[],
): Opening => ({
  subjectId: application._id,
  placePath: application.placePath,
  headline: `${application.subjectName}，${cellKindNames[application.kind]}`,
  due: { workingDays: DUE.reviewWorkingDays },
  author: application.startedBy,
  personIds: members.map(({ personId }) => personId),
  ...(application.subjectKind === 'household' ? { householdIds: [application.subjectId] } : {}),
  organisationIds: [application.organisationId],
  items: itemsOf(table).map(({ code }) => code),
})

type Given = { version: number | null; marks: Mark[] }

async function seen(tx: Tx, actor: PersonActor, id: string, version: number | null) {
  const loaded = await load(actor, id, tx)
  if (version !== null && loaded.application.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  return loaded
}

const daysOn = async (count: number) => addWorkingDays(dayOf(now()), count, await workCalendar())

export const cellReview = defineReview<Given, CellDetail>({
  name: 'cellApplication',
  title: '无废细胞资料',
  verb: '审核',
  deciders: reviewers,
  tells: ['subdistrictOfficer'],
  noticeKind: 'cell',
  deskLink: ({ subjectId }) => deskLink(subjectId),
  askers: async (tx, { subjectId }) => {
    const application = await tx.on(Applications).findOne({ _id: subjectId })
    return application ? (await membersFor(application, tx)).map(({ personId }) => personId) : []
  },
  askerLink: ({ subjectId }) => applicationLink(subjectId),
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) =>
    outcome === 'passed'
      ? { title: '无废细胞资料审核通过', text: `接下来约现场评估的日子。审核意见：${reason}` }
      : { title: '无废细胞申报没有通过', text: `原因：${reason}。改进以后可以重新申报。` },
  apply: async (tx, { actor, review, outcome, reason, given }) => {
    const loaded = await seen(tx, actor, review.subjectId, given.version)
    const reviewed = { reviewMarks: given.marks, reviewedBy: actor.personId }
    const isPassed = outcome === 'passed'
    await take(
      tx,
      actor,
      loaded,
      isPassed
        ? {
            action: 'pass',
            what: WORDS.pass,
            reason,
            set: { ...reviewed, dueOn: await daysOn(DUE.scheduleWorkingDays) },
          }
        : { action: 'decline', what: '资料审核没有通过', reason, set: reviewed, unset: ['dueOn'] },
      { isAudited: true },
    )
    return { details: { marks: given.marks.length } }
  },
  returned: async (tx, { actor, review, notes, reason }) => {
    const loaded = await load(actor, review.subjectId, tx)
    const round = loaded.application.rounds + 1
    const fresh = Object.entries(notes).map(([code, why]) => ({ code, reason: why, round, isOpen: true }))
    await take(
      tx,
      actor,
      loaded,
      {
        action: 'return',
        what: '退回补充',
        reason,
        set: {
          rounds: round,
          backs: [...loaded.application.backs, ...fresh],
          dueOn: await daysOn(DUE.returnWorkingDays),
        },
      },
      { isAudited: true },
    )
  },
  present: async (tx, actor, { subjectId }) => presentDetail(actor, await load(actor, subjectId, tx), tx),
  backlog: () => Promise.resolve([]),
  audit: {
    action: { passed: 'cells.pass', declined: 'cells.decline', returned: 'cells.return' },
    subject: ({ subjectId }) => `cellApplications/${subjectId}`,
  },
})

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, CHANGED_MEANWHILE, CELL_VETO, CELL_ITEM_UNKNOWN */
export async function passPapers(
  actor: PersonActor,
  { id, version, marks, reason }: ParsedOf<typeof cellsDesk.pass>,
): Promise<CellDetail> {
  const { table } = await load(actor, id)
  for (const { code, answer } of marks) {
    const item = tableItem(table, code)
    if (!item) throw new DomainError('CELL_ITEM_UNKNOWN')
    const problem = answerProblem(item, answer)
    if (problem) throw invalid('marks', problem)
  }
  const given = { version, marks: marks.map((mark) => ({ ...mark, photoIds: [] })) }
  return cellReview.decide(actor, { subjectId: id, outcome: 'passed', reason, given })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, CHANGED_MEANWHILE, INPUT_INVALID */
export async function returnItems(
  actor: PersonActor,
  { id, version, items, reason }: ParsedOf<typeof cellsDesk.giveBack>,
): Promise<CellDetail> {
  await seenVersion(actor, id, version)
  return cellReview.giveBack(actor, id, Object.fromEntries(items.map(({ code, reason: why }) => [code, why])), reason)
}

async function seenVersion(actor: PersonActor, id: string, version: number): Promise<void> {
  const { application } = await load(actor, id)
  if (application.version !== version) throw new DomainError('CHANGED_MEANWHILE')
}

/** On papers, by the room of reviews; after the visit by who leads. @throws DomainError also CELL_ROUNDS_LEFT */
export const declinePapers = (actor: PersonActor, id: string, reason: string): Promise<CellDetail> =>
  cellReview.decide(actor, { subjectId: id, outcome: 'declined', reason, given: { version: null, marks: [] } })
