// One step of an application: read in the transaction, decided by the table of the machine, written on the version that
// was seen, audited. Every operation goes through here, so that nothing moves that the table does not name. Who acts as
// staff has no part in the applicant.
import { createHash } from 'node:crypto'
import type { Actor } from '@shared/actors'
import { holdsRole } from '@shared/actors'
import { canonical } from '@shared/canonical'
import { cellMachine, type CellAction, type CellFacts, type CellRelation } from '@shared/cells/machine'
import { readers } from '@shared/cells/roles'
import type { TableContent } from '@shared/cells/tables'
import { overStates, type CellState } from '@shared/cells/vocabulary'
import { DomainError } from '@shared/errors'
import { decide } from '@shared/machine'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { refuseOwnCase } from '../people/conflicts'
import { peopleNear, relationsTo, type Member } from './applicants'
import { Applications, type ApplicationDocument } from './applications.model'
import { factsOf } from './judging'
import { requireTable } from './tables'
import { Visits, type VisitDocument } from './visits.model'

export type Loaded = {
  application: ApplicationDocument
  table: TableContent
  visits: VisitDocument[]
  relations: CellRelation[]
  members: Member[]
  /** The letter is signed by who is responsible today. */
  holds: boolean
  facts: CellFacts
}

const letterHolds = ({ letter }: ApplicationDocument, members: readonly Member[]): boolean =>
  letter !== null && members.some(({ personId, isResponsible }) => isResponsible && personId === letter.personId)

/** With what the actor is to it. @throws DomainError NOT_FOUND where they are nothing to it */
export async function load(actor: Actor, id: string, tx?: Tx): Promise<Loaded> {
  const application = tx
    ? await tx.on(Applications).findOne({ _id: id })
    : await Applications.findById(id).lean<ApplicationDocument>()
  if (!application) throw new DomainError('NOT_FOUND')
  const visits = tx
    ? await tx.on(Visits).find({ applicationId: id }, { sort: { createdAt: 1 } })
    : await Visits.find({ applicationId: id }).sort({ createdAt: 1 }).lean<VisitDocument[]>()
  const { relations, members } = await relationsTo(actor, application, visits, tx)
  const sees = relations.some((relation) => relation !== 'public') || holdsRole(actor, readers, application.placePath)
  if (!sees) throw new DomainError('NOT_FOUND')
  return { ...(await withTable(application, members)), visits, relations, members }
}

export async function withTable(
  application: ApplicationDocument,
  members: readonly Member[],
): Promise<Pick<Loaded, 'application' | 'table' | 'holds' | 'facts'>> {
  const table = (await requireTable(application.tableId)).content
  const holds = letterHolds(application, members)
  return { application, table, holds, facts: factsOf(table, application, holds) }
}

type Change = Partial<Omit<ApplicationDocument, '_id' | 'version' | 'history' | 'state' | 'isOver'>>

export type Step = {
  action: CellAction
  /** "提交申报" in the history. */
  what: string
  reason?: string
  facts?: Partial<CellFacts>
  set?: Change
  unset?: readonly ('dueOn' | 'endedReason' | 'reviewedBy')[]
  details?: Record<string, unknown>
  /** Also may not have acted in it: ids of persons. */
  actedBy?: readonly string[]
}

const auditActions = {
  save: 'cells.save',
  assess: 'cells.assess',
  sign: 'cells.sign',
  move: 'cells.move',
  submit: 'cells.submit',
  withdraw: 'cells.withdraw',
  return: 'cells.return',
  resubmit: 'cells.resubmit',
  pass: 'cells.pass',
  decline: 'cells.decline',
  schedule: 'cells.schedule',
  refuseAssessor: 'cells.refuseAssessor',
  cancelVisit: 'cells.cancelVisit',
  score: 'cells.score',
  assignThird: 'cells.assignThird',
  scoreThird: 'cells.scoreThird',
  giveFeedback: 'cells.giveFeedback',
  mend: 'cells.mend',
  recheck: 'cells.recheck',
  accept: 'cells.accept',
  announce: 'cells.announce',
  object: 'cells.object',
  resolve: 'cells.resolve',
  grant: 'cells.grant',
  beginLightCheck: 'cells.beginLightCheck',
  closeLightCheck: 'cells.closeLightCheck',
  beginReReview: 'cells.beginReReview',
  renew: 'cells.renew',
  suspend: 'cells.suspend',
  resume: 'cells.resume',
  proposeRevoke: 'cells.proposeRevoke',
  keepTitle: 'cells.keepTitle',
  revoke: 'cells.revoke',
  expire: 'cells.expire',
} as const satisfies Readonly<Record<CellAction, string>>

const staff: readonly CellRelation[] = ['reviewer', 'lead']

/** Where an action would lead. @throws DomainError the machine's refusal */
export function decideStep(loaded: Loaded, action: CellAction, facts: Partial<CellFacts> = {}): CellState {
  const { application, relations } = loaded
  const decision = decide(cellMachine, application.state, action, relations, { ...loaded.facts, ...facts })
  if (decision.ok) return decision.to
  if (decision.code !== 'NOT_ALLOWED') throw new DomainError(decision.code)
  const needs = cellMachine.filter((row) => row.action === action).flatMap(({ by }) => by)
  if (relations.includes('member') && needs.includes('responsible')) throw new DomainError('CELL_NOT_RESPONSIBLE')
  throw new DomainError(needs.includes('member') ? 'CELL_NOT_YOURS' : 'NOT_ALLOWED')
}

/** Whether the actor does this as staff, and in no other way. */
function isAsStaff({ relations }: Loaded, action: CellAction): boolean {
  const by = new Set(cellMachine.filter((row) => row.action === action).flatMap((row) => row.by))
  const used = relations.filter((relation) => by.has(relation))
  return used.length > 0 && used.every((relation) => staff.includes(relation))
}

/** @throws DomainError DECIDES_OWN_CASE */
const refuseNear = async (tx: Tx, actor: Actor, { application, members }: Loaded, actedBy: readonly string[] = []) =>
  refuseOwnCase(tx, actor, {
    author: application.startedBy,
    actedBy,
    personIds: await peopleNear(application, members, tx),
    householdIds: application.subjectKind === 'household' ? [application.subjectId] : [],
  })

/**
 * I50. `isQuiet`: one of very many that say nothing by themselves, such as an item being filled in: neither in the
 * history nor in the audit. `isAudited`: the audit has it from the room of reviews.
 * @throws DomainError the machine's refusal, DECIDES_OWN_CASE, CHANGED_MEANWHILE
 */
export async function take(
  tx: Tx,
  actor: Actor,
  loaded: Loaded,
  step: Step,
  { isQuiet = false, isAudited = false }: { isQuiet?: boolean; isAudited?: boolean } = {},
): Promise<ApplicationDocument> {
  const { action, what, reason, set = {}, unset = [], facts, details = {}, actedBy } = step
  const { application } = loaded
  const to = decideStep(loaded, action, facts)
  if (isAsStaff(loaded, action)) await refuseNear(tx, actor, loaded, actedBy)
  const at = now()
  const act = { at, by: actorId(actor), what, ...(reason ? { reason } : {}) }
  const over: readonly CellState[] = overStates
  const after = await tx.on(Applications).findOneAndUpdate({ _id: application._id, version: application.version }, {
    $set: { ...set, state: to, isOver: over.includes(to), updatedAt: at },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((field) => [field, 1])) } : {}),
    $inc: { version: 1 },
    ...(isQuiet ? {} : { $push: { history: act } }),
  } as UpdateQuery<ApplicationDocument>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  if (isQuiet || isAudited) return after
  await audit(tx, actor, {
    action: auditActions[action],
    subject: `cellApplications/${application._id}`,
    placePath: application.placePath,
    ...(reason ? { reason } : {}),
    details: { from: application.state, to, ...details },
  })
  return after
}

export const hashOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64url')
