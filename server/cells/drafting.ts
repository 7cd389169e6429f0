// An application in the hands of the applicant, in the order of the story: begun, conditions answered, filled in item
// by item by several people, assessed, the letter signed, sent in, mended and sent in again, taken back. Invariants:
// one item is written on the revision that was seen, so that two people never overwrite each other; only what went
// back can be changed after sending in; what the platform knows is frozen when it is sent in.
import type { PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import type { cells } from '@shared/cells/contract'
import { DUE } from '@shared/cells/dues'
import { eligibilityQuestions, letterHash } from '@shared/cells/eligibility'
import { sourcesOf } from '@shared/cells/figures'
import { answerProblem, scoreTable } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { itemsOf, tableItem, type TableContent } from '@shared/cells/tables'
import { carryOver, tableChanges } from '@shared/cells/versions'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { addWorkingDays, dayOf, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { attachFiles, ownPictures } from '../files/files'
import { relyOnOrganisation } from '../organisations/organisations'
import { fullNames } from '../people/people'
import { workCalendar } from '../places/places'
import { applicantFor, relationsTo } from './applicants'
import { Applications, type ApplicationDocument, type KeptItem } from './applications.model'
import { readFigures } from './evidence'
import { answersOf, eligibilityProblem, filledAnswer, missingOf, openBacks, plainScore, selfAnswers } from './judging'
import { countsOf, presentDetail, presentItem, WORDS } from './present'
import { cellReview, openingOf } from './review'
import { load, take, withTable, type Loaded, type Step } from './steps'
import { isPastSunset, newerTable, requireTable, tableAt } from './tables'

export const PHOTO_PURPOSE = 'cell'
export const fileSubject = (applicationId: string): string => `cells/${applicationId}`

export const workingDaysOn = async (count: number, from: Day = dayOf(now())): Promise<Day> =>
  addWorkingDays(from, count, await workCalendar())

/** After a change the whole is answered, with what the actor is to it now. */
export async function answerWith(
  tx: Tx,
  actor: PersonActor,
  loaded: Loaded,
  after: ApplicationDocument,
): Promise<CellDetail> {
  const fresh = { ...loaded, ...(await withTable(after, loaded.members)) }
  return presentDetail(actor, fresh, tx)
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, CELL_APPLIED, CELL_NO_TABLE, CELL_WRONG_KIND */
export async function startApplication(actor: PersonActor, input: ParsedOf<typeof cells.start>): Promise<CellDetail> {
  const begin = (): Promise<CellDetail> =>
    transaction(async (tx) => {
      const had = await tx.on(Applications).findOne({ _id: input.id })
      if (had && (had.kind !== input.kind || had.subjectId !== input.subjectId))
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return presentDetail(actor, await load(actor, input.id, tx), tx)
      const applicant = await applicantFor(actor, input, tx)
      if (applicant.organisationId) await relyOnOrganisation(tx, applicant.organisationId)
      const table = await tableAt(input.kind, applicant.placePath, dayOf(now()))
      if (!table) throw new DomainError('CELL_NO_TABLE')
      const { subjectKind, subjectId } = applicant
      if ((await tx.on(Applications).count({ subjectKind, subjectId, kind: input.kind, isOver: false })) > 0)
        throw new DomainError('CELL_APPLIED')
      const application = freshApplication(actor, input, applicant, table._id)
      const figures = await readFigures(application, sourcesOf(itemsOf(table.content)))
      const document = { ...application, figures, figuresAt: now() }
      await tx.on(Applications).insert(document)
      await audit(tx, actor, {
        action: 'cells.start',
        subject: `cellApplications/${input.id}`,
        placePath: applicant.placePath,
        details: { kind: input.kind, subjectId },
      })
      const { relations, members } = await relationsTo(actor, document, [], tx)
      return presentDetail(actor, { ...(await withTable(document, members)), visits: [], relations, members }, tx)
    })
  try {
    return await begin()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CELL_APPLIED') : error
  }
}

type Applicant = Awaited<ReturnType<typeof applicantFor>>

export function freshApplication(
  actor: PersonActor,
  { id, kind }: Pick<ParsedOf<typeof cells.start>, 'id' | 'kind'>,
  applicant: Applicant,
  tableId: string,
): ApplicationDocument {
  const at = now()
  return {
    _id: id,
    kind,
    ...applicant,
    startedBy: actor.personId,
    tableId,
    state: 'draft',
    isOver: false,
    version: 0,
    checks: null,
    letter: null,
    items: [],
    figures: [],
    figuresAt: null,
    isFrozen: false,
    backs: [],
    rounds: 0,
    selfTotal: null,
    reviewMarks: [],
    siteMarks: [],
    thirdMarks: [],
    finalTotal: null,
    excluded: [],
    refusals: 0,
    feedback: null,
    rectifications: [],
    notice: null,
    revocation: null,
    corrected: [],
    createdAt: at,
    updatedAt: at,
    history: [{ at, by: actor.personId, what: WORDS.start }],
  }
}

/** Something in it changes by whoever acts for the applicant. */
const change = (
  actor: PersonActor,
  id: string,
  step: (loaded: Loaded, tx: Tx) => Promise<Step> | Step,
): Promise<CellDetail> =>
  transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    return answerWith(tx, actor, loaded, await take(tx, actor, loaded, await step(loaded, tx)))
  })

/** Also in parts. @throws DomainError INPUT_INVALID for a question that is not asked */
export function answerChecks(actor: PersonActor, { id, answers }: ParsedOf<typeof cells.check>): Promise<CellDetail> {
  return change(actor, id, ({ application, table }) => {
    const asked = new Set<string>([...eligibilityQuestions, ...table.vetoes].map(({ code }) => code))
    if (Object.keys(answers).some((code) => !asked.has(code))) throw invalid('answers', '没有这个问题，请刷新后再答')
    const checks = { answers: { ...application.checks?.answers, ...answers }, by: actor.personId, at: now() }
    return { action: 'save', what: '回答申报条件', set: { checks } }
  })
}

type Saving = ParsedOf<typeof cells.saveItem>

/** Evidence that is there stays there; what is new must be the actor's own. @throws DomainError CELL_PHOTO_MISSING */
async function attachNew(
  tx: Tx,
  { personId }: PersonActor,
  applicationId: string,
  had: readonly string[],
  ids: readonly string[],
): Promise<void> {
  const fresh = ids.filter((one) => !had.includes(one))
  const own = await ownPictures(personId, PHOTO_PURPOSE, fresh)
  if (own.size < new Set(fresh).size)
    throw new DomainError('CELL_PHOTO_MISSING', { ids: fresh.filter((one) => !own.has(one)) })
  await attachFiles(tx, personId, fresh, fileSubject(applicationId))
}

function checkedItem(loaded: Loaded, { code, answer }: Saving): void {
  const { application, table } = loaded
  const item = tableItem(table, code)
  if (!item) throw new DomainError('CELL_ITEM_UNKNOWN')
  const open = openBacks(application)
  if (open && !open.has(code)) throw new DomainError('CELL_ITEM_LOCKED')
  if (answer && filledAnswer(item, application)) throw new DomainError('CELL_PLATFORM_ITEM')
  const problem = answer && answerProblem(item, answer)
  if (problem) throw invalid('answer', problem)
}

/** I51. @throws DomainError also CELL_ITEM_UNKNOWN, CELL_ITEM_LOCKED, CELL_ITEM_CHANGED with the item as it stands */
export function saveItem(actor: PersonActor, input: Saving): Promise<OutputOf<typeof cells.saveItem>> {
  const { id, code, revision, answer, note, evidence } = input
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const { application, table } = loaded
    checkedItem(loaded, input)
    const had = application.items.find((one) => one.code === code)
    if ((had?.revision ?? 0) !== revision)
      throw new DomainError('CELL_ITEM_CHANGED', { item: await oneItem(loaded, application, code) })
    await attachNew(
      tx,
      actor,
      id,
      application.items.flatMap((one) => one.evidence),
      evidence,
    )
    const kept: KeptItem = {
      code,
      revision: revision + 1,
      answer,
      note,
      evidence: [...new Set(evidence)],
      by: actor.personId,
      at: now(),
    }
    const items = [...application.items.filter((one) => one.code !== code), kept]
    const after = await take(tx, actor, loaded, { action: 'save', what: '填写', set: { items } }, { isQuiet: true })
    const { ready, items: count } = countsOf(table, after)
    return {
      item: await oneItem(loaded, after, code),
      version: after.version,
      ready,
      items: count,
      self: plainScore(scoreTable(table, selfAnswers(table, after))),
    }
  })
}

async function oneItem({ table, relations }: Loaded, application: ApplicationDocument, code: string) {
  const item = tableItem(table, code)
  if (!item) throw new DomainError('CELL_ITEM_UNKNOWN')
  const by = application.items.find((one) => one.code === code)?.by ?? ''
  return presentItem({ application, table }, item, await fullNames([by]), {
    review: false,
    site: false,
    mayEdit: relations.includes('member'),
    open: openBacks(application),
  })
}

/** Read anew: all while it is in the applicant's hands, after it went back only what went back. */
async function figuresNow({ application, table }: Loaded): Promise<Pick<ApplicationDocument, 'figures' | 'figuresAt'>> {
  const open = openBacks(application)
  const items = itemsOf(table).filter(({ code }) => open === null || open.has(code))
  const fresh = await readFigures(application, sourcesOf(items))
  const read = new Set(fresh.map(({ source }) => source))
  return {
    figures: [...application.figures.filter(({ source }) => !read.has(source)), ...fresh],
    figuresAt: now(),
  }
}

export const refreshFigures = (actor: PersonActor, { id }: { id: string }): Promise<CellDetail> =>
  change(actor, id, async (loaded) => ({ action: 'save', what: '刷新平台数据', set: await figuresNow(loaded) }))

const totalOf = (table: TableContent, application: ApplicationDocument): number =>
  scoreTable(table, selfAnswers(table, application)).total

export const assessSelf = (actor: PersonActor, { id }: { id: string }): Promise<CellDetail> =>
  change(actor, id, async (loaded) => {
    const read = await figuresNow(loaded)
    const selfTotal = totalOf(loaded.table, { ...loaded.application, ...read })
    return { action: 'assess', what: WORDS.assess, set: { ...read, selfTotal }, details: { selfTotal } }
  })

/** @throws DomainError CELL_NOT_RESPONSIBLE */
export const signLetter = (actor: PersonActor, { id, name }: ParsedOf<typeof cells.signLetter>): Promise<CellDetail> =>
  change(actor, id, ({ application }) => {
    const at = now()
    const hash = letterHash({
      applicationId: id,
      personId: actor.personId,
      subject: application.subjectName,
      cell: cellKindNames[application.kind],
      isHousehold: application.subjectKind === 'household',
      name,
      at: at.toISOString(),
    })
    const letter = { name, personId: actor.personId, at, hash }
    return { action: 'sign', what: WORDS.sign, set: { letter }, details: { hash } }
  })

/**
 * Sent in, for the first time or after it went back: the only act that asks whether all is there. @throws DomainError
 * CELL_TABLE_OVER, CELL_INCOMPLETE with what is missing, CELL_NOT_ELIGIBLE, CELL_VETO, CELL_LETTER_MISSING
 */
export function submitApplication(actor: PersonActor, { id }: { id: string }): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const { application, table, holds } = loaded
    const isAgain = application.state === 'returned'
    if (!isAgain && (await isPastSunset(application.tableId, dayOf(now())))) throw new DomainError('CELL_TABLE_OVER')
    const read = await figuresNow(loaded)
    const full = { ...application, ...read }
    if (application.state === 'draft' || application.state === 'selfAssessed' || isAgain)
      refuseMissing(table, full, holds)
    const after = await take(tx, actor, loaded, {
      action: isAgain ? 'resubmit' : 'submit',
      what: isAgain ? WORDS.resubmit : WORDS.submit,
      set: {
        ...read,
        isFrozen: true,
        selfTotal: totalOf(table, full),
        submittedOn: application.submittedOn ?? dayOf(now()),
        dueOn: await workingDaysOn(DUE.reviewWorkingDays),
        backs: application.backs.map((back) => ({ ...back, isOpen: false })),
      },
    })
    if (isAgain) await cellReview.resubmit(tx, actor, id, { workingDays: DUE.reviewWorkingDays })
    else await cellReview.open(tx, actor, openingOf(after, table, loaded.members))
    return answerWith(tx, actor, loaded, after)
  })
}

function refuseMissing(table: TableContent, application: ApplicationDocument, holds: boolean): void {
  const missing = missingOf(table, application, { holds, open: openBacks(application) })
  const answers = application.checks?.answers ?? {}
  if (eligibilityProblem(answers)) throw new DomainError('CELL_NOT_ELIGIBLE')
  if (table.vetoes.some(({ code }) => answers[code] === true)) throw new DomainError('CELL_VETO')
  const others = missing.filter(({ part }) => part !== 'letter')
  if (others.length > 0) throw new DomainError('CELL_INCOMPLETE', { missing })
  if (missing.length > 0) throw new DomainError('CELL_LETTER_MISSING')
}

/** What one would get in the newest table, before moving to it. @throws DomainError CELL_SAME_TABLE */
export async function showNewer(actor: PersonActor, id: string): Promise<OutputOf<typeof cells.newer>> {
  const { application, table } = await load(actor, id)
  const newer = await newerTable(application.tableId)
  if (!newer) throw new DomainError('CELL_SAME_TABLE')
  const next = (await requireTable(newer.tableId)).content
  return {
    tableId: newer.tableId,
    changes: tableChanges(table, next),
    toAnswer: carryOver(table, next, answersOf(table, application).self).toAnswer,
  }
}

/** Answers go along where the newer table still takes them, evidence always. @throws DomainError CELL_SAME_TABLE */
export const moveToNewer = (actor: PersonActor, { id, tableId }: ParsedOf<typeof cells.move>): Promise<CellDetail> =>
  change(actor, id, async ({ application, table }) => {
    const newer = await newerTable(application.tableId)
    if (newer?.tableId !== tableId) throw new DomainError('CELL_SAME_TABLE')
    const next = (await requireTable(tableId)).content
    const own = Object.fromEntries(application.items.flatMap(({ code, answer }) => (answer ? [[code, answer]] : [])))
    const { answers } = carryOver(table, next, own)
    const items = application.items.map((item) => ({
      ...item,
      answer: answers[item.code] ?? null,
      revision: item.revision + 1,
    }))
    const figures = await readFigures(application, sourcesOf(itemsOf(next)))
    return {
      action: 'move',
      what: '换到新的评价表',
      set: { tableId, items, figures, figuresAt: now(), selfTotal: null },
      details: { from: application.tableId, to: tableId },
    }
  })
