// An application as it is answered, to its own people and to staff alike: the same rules decide what each may do next
// and what of the judging they see yet.
import type { Actor } from '@shared/actors'
import type { CellDetail, CellItem, CellRow, CellScore, VisitSummary } from '@shared/cells/application'
import { eligibilityQuestions, letterText } from '@shared/cells/eligibility'
import { nextOf, wayOf, type Reached } from '@shared/cells/journey'
import { cellMachine } from '@shared/cells/machine'
import { bestGains, itemPoints, scoreTable } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { itemsOf, type TableContent, type TableItem } from '@shared/cells/tables'
import { allowedActions } from '@shared/machine'
import { dayOf, type Day } from '@shared/time'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { affiliationsAt } from '../organisations/affiliations'
import { organisationNames } from '../organisations/names'
import { fullNames } from '../people/people'
import { subjectsOf } from './applicants'
import type { ApplicationDocument, Mark } from './applications.model'
import { certificateAddress } from './addresses'
import {
  answersOf,
  eligibilityProblem,
  filledAnswer,
  isReviewed,
  isScored,
  itemMissing,
  missingOf,
  openBacks,
  plainScore,
  selfAnswers,
} from './judging'
import type { Loaded } from './steps'
import { newerTable } from './tables'
import type { VisitDocument } from './visits.model'

type Seen = { application: ApplicationDocument; table: TableContent }

/** Rows of lists, with their tables. */
export async function presentRows(seen: readonly Seen[]): Promise<CellRow[]> {
  const subjectOf = await subjectsOf(seen.map(({ application }) => application))
  return seen.map(({ application, table }) => {
    const counts = countsOf(table, application)
    const total = application.finalTotal ?? application.selfTotal
    const dueOn = application.dueOn ?? null
    return {
      id: application._id,
      kind: application.kind,
      subject: subjectOf(application),
      state: application.state,
      next: nextOf[application.state](dueOn),
      dueOn,
      ...counts,
      total,
      updatedAt: application.updatedAt.toISOString(),
    }
  })
}

export function countsOf(table: TableContent, application: ApplicationDocument): { ready: number; items: number } {
  const items = table.sections.flatMap((section) => section.items)
  return { ready: items.filter((item) => itemMissing(table, item, application) === null).length, items: items.length }
}

const marked = (item: TableItem, marks: readonly Mark[]): CellItem['review'] => {
  const mark = marks.find(({ code }) => code === item.code)
  return mark ? { answer: mark.answer, points: itemPoints(item, mark.answer), note: mark.note || null } : null
}

export type Shown = { review: boolean; site: boolean; mayEdit: boolean; open: ReadonlySet<string> | null }

/** One item, as somebody sees it who may know so much of the judging. */
export function presentItem(
  { application, table }: Seen,
  item: TableItem,
  names: ReadonlyMap<string, string>,
  shown: Shown,
): CellItem {
  const { code } = item
  const kept = application.items.find((one) => one.code === code)
  const filled = filledAnswer(item, application)
  const answer = filled ?? kept?.answer ?? null
  const figure = application.figures.find(({ source }) => source === item.source) ?? null
  const back = [...application.backs].reverse().find((one) => one.code === code)
  return {
    code,
    revision: kept?.revision ?? 0,
    answer,
    points: answer ? itemPoints(item, answer) : null,
    note: kept?.note ?? '',
    evidence: kept?.evidence ?? [],
    by: kept ? (names.get(kept.by) ?? null) : null,
    at: kept?.at.toISOString() ?? null,
    isFilled: filled !== null,
    figure,
    isCorrected: application.corrected.some((one) => one.code === code),
    missing: itemMissing(table, item, application),
    mayEdit: shown.mayEdit && (shown.open === null || shown.open.has(code)),
    returned: back ? { reason: back.reason, round: back.round } : null,
    review: shown.review ? marked(item, application.reviewMarks) : null,
    site: shown.site ? marked(item, [...application.thirdMarks, ...application.siteMarks]) : null,
  }
}

const editable = ['draft', 'selfAssessed', 'returned']
/** Self, review and site are told to the applicant only when both have judged apart. */
const judgedStates = ['draft', 'selfAssessed', 'submitted', 'returned', 'preliminaryOk', 'siteScheduled']

type Names = ReadonlyMap<string, string>

const peopleIn = ({ application, members, visits }: Loaded): string[] => [
  ...application.items.map(({ by }) => by),
  ...application.history.map(({ by }) => by),
  ...application.rectifications.flatMap(({ steps }) => steps.map(({ by }) => by)),
  application.feedback?.by ?? '',
  application.checks?.by ?? '',
  application.revocation?.by ?? '',
  ...members.map(({ personId }) => personId),
  ...visits.flatMap(({ assessors }) => assessors.map(({ personId }) => personId)),
]

export async function presentDetail(actor: Actor, loaded: Loaded, tx?: Tx): Promise<CellDetail> {
  const { application, table, relations, facts, visits } = loaded
  const names = await fullNames(peopleIn(loaded))
  const [row] = await presentRows([{ application, table }])
  if (!row) throw new Error('an application without its row')
  const isMember = relations.includes('member')
  const canEdit = isMember && editable.includes(application.state)
  const dueOn = application.dueOn ?? null
  return {
    ...row,
    ...(scoresBlind(actor, loaded) ? { total: null } : {}),
    version: application.version,
    organisation: await organisationShown(application, tx),
    tableId: application.tableId,
    table,
    steps: table.steps,
    newer: canEdit ? await newerTable(application.tableId) : null,
    isMember,
    ...conditionsShown(loaded, names),
    ...judgingShown(actor, loaded, names),
    figuresAt: application.figuresAt?.toISOString() ?? null,
    figuresFrozen: application.isFrozen,
    way: wayOf(application.state, table.steps, { reached: reachedOf(application), dueOn }),
    visits: await presentVisits(visits, names),
    ...afterwardsShown(loaded, names),
    history: application.history.map(({ at, by, what, reason }) => ({
      at: at.toISOString(),
      by: names.get(by) ?? '系统',
      what,
      reason: reason ?? null,
    })),
    allowed: allowedActions(cellMachine, application.state, relations, facts).filter((action) =>
      mayReally(action, actor, loaded),
    ),
  }
}

async function organisationShown({ organisationId }: ApplicationDocument, tx?: Tx) {
  if (!organisationId) return null
  const name = (await organisationNames([organisationId], tx)).get(organisationId) ?? ''
  return { id: organisationId, name }
}

/** Who is responsible, what was asked first, and the letter. */
function conditionsShown({ application, table, members, relations, holds }: Loaded, names: Names) {
  const { checks, letter } = application
  const responsible = members.find(({ isResponsible }) => isResponsible)
  return {
    responsible: responsible
      ? { name: names.get(responsible.personId) ?? '', isMe: relations.includes('responsible') }
      : null,
    questions: [
      ...eligibilityQuestions.map(({ code, question, wanted, why }) => ({
        code,
        question,
        wanted,
        why,
        isVeto: false,
      })),
      ...table.vetoes.map(({ code, question, text }) => ({ code, question, wanted: false, why: text, isVeto: true })),
    ],
    checks: checks && {
      answers: checks.answers,
      by: names.get(checks.by) ?? '',
      at: checks.at.toISOString(),
      problem: checksProblem(table, checks.answers),
    },
    letter: {
      text: letterText(
        application.subjectName,
        cellKindNames[application.kind],
        application.subjectKind === 'household',
      ),
      signed: letter && { name: letter.name, at: letter.at.toISOString(), hash: letter.hash, holds },
    },
  }
}

/** Whoever has still to score it scores without knowing what others gave. */
function scoresBlind(actor: Actor, { relations, visits }: Loaded): boolean {
  if (!relations.includes('assessor')) return false
  const open = visits.filter(({ state }) => state === 'planned' || state === 'begun')
  return open.some(({ assessors }) => assessors.some(({ personId }) => personId === actorId(actor)))
}

/** Items and scores, as much as whoever asks may know by now. */
function judgingShown(actor: Actor, loaded: Loaded, names: Names) {
  const { application, table, relations, holds, facts } = loaded
  const isStaff = relations.includes('lead') || relations.includes('reviewer')
  const isBlind = scoresBlind(actor, loaded)
  const canSee = (isStaff || !judgedStates.includes(application.state)) && !isBlind
  const isOpen = editable.includes(application.state)
  const shown: Shown = {
    review: isReviewed(application) && canSee,
    site: isScored(application) && canSee,
    mayEdit: relations.includes('member') && isOpen,
    open: openBacks(application),
  }
  const answers = answersOf(table, application)
  const score = (isShown: boolean, of: typeof answers.self): CellScore | null =>
    isShown ? plainScore(scoreTable(table, of)) : null
  return {
    list: itemsOf(table).map((item) => {
      const one = presentItem(loaded, item, names, shown)
      return isBlind && !one.isFilled ? { ...one, answer: null, points: null, missing: null } : one
    }),
    self: score(!isBlind, answers.self),
    review: score(shown.review, answers.review),
    site: score(shown.site, answers.site),
    final: score(shown.site || (shown.review && facts.isLight), answers.final),
    missing: isOpen ? missingOf(table, application, { holds, open: shown.open }) : [],
    best: isOpen ? bestGains(table, selfAnswers(table, application)) : [],
  }
}

/** Feedback, what is to be mended, the notice, the title and what came of it. */
function afterwardsShown({ application, relations }: Loaded, names: Names) {
  const { feedback, notice, corrected, revocation } = application
  const isStaff = relations.includes('lead') || relations.includes('reviewer')
  return {
    feedback: feedback && { ...feedback, by: names.get(feedback.by) ?? '', at: feedback.at.toISOString() },
    rectifications: presentRectifications(application, names),
    notice,
    certificate: certificateOf(application),
    revocation:
      revocation && isStaff
        ? { ...revocation, by: names.get(revocation.by) ?? '', at: revocation.at.toISOString() }
        : null,
    corrected: corrected.map(({ code, at, said }) => ({ code, at: at.toISOString(), said })),
  }
}

const checksProblem = (table: TableContent, answers: Readonly<Record<string, boolean>>): string | null =>
  eligibilityProblem(answers) ?? table.vetoes.find(({ code }) => answers[code] === true)?.text ?? null

/** What the machine allows and a rule beside it does not: one's own application is judged by others. */
function mayReally(action: CellDetail['allowed'][number], actor: Actor, { relations, application }: Loaded): boolean {
  const isMember = relations.includes('member')
  const byStaff = cellMachine.some(
    (row) => row.action === action && row.by.every((relation) => relation === 'reviewer' || relation === 'lead'),
  )
  // who proposed it does not decide on it
  if (action === 'revoke' && application.revocation?.by === actorId(actor)) return false
  if (byStaff) return !isMember && application.startedBy !== actorId(actor)
  if (action === 'object') return !isMember
  if (action === 'refuseAssessor') return application.refusals === 0
  return true
}

export const presentRectifications = (
  { rectifications }: ApplicationDocument,
  names: ReadonlyMap<string, string>,
): CellDetail['rectifications'] =>
  rectifications.map(({ id, code, text, dueOn, state, steps }) => ({
    id,
    code,
    text,
    dueOn,
    state,
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString(), by: names.get(step.by) ?? '' })),
  }))

export async function presentVisits(
  visits: readonly VisitDocument[],
  names: ReadonlyMap<string, string>,
): Promise<VisitSummary[]> {
  const today = dayOf(now())
  const bodies = new Map<string, string>()
  for (const personId of new Set(visits.flatMap(({ assessors }) => assessors.map((one) => one.personId)))) {
    const [first] = await affiliationsAt(personId, today)
    if (first) bodies.set(personId, first.organisationId)
  }
  const organisations = await organisationNames([...bodies.values()])
  return visits.map(({ _id, kind, day, slot, state, assessors }) => ({
    id: _id,
    kind,
    day,
    slot,
    state,
    assessors: assessors.map(({ personId, declaredAt, signature }) => ({
      id: personId,
      name: names.get(personId) ?? '',
      organisation: organisations.get(bodies.get(personId) ?? '') ?? '',
      isDeclared: declaredAt !== null,
      signedAt: signature?.at.toISOString() ?? null,
    })),
  }))
}

const certificateOf = ({ title }: ApplicationDocument): CellDetail['certificate'] =>
  title
    ? {
        code: title.code,
        level: title.level,
        score: title.score,
        from: title.from,
        until: title.until,
        lastCheckedOn: title.lastCheckedOn,
        address: certificateAddress(),
      }
    : null

/** On which day each step was over, read from the history. */
function reachedOf({ history, submittedOn, title, notice }: ApplicationDocument): Reached {
  const dayWhen = (what: string): Day | null => {
    const found = [...history].reverse().find((act) => act.what === what)
    return found ? dayOf(found.at) : null
  }
  return {
    apply: submittedOn ?? null,
    review: dayWhen(WORDS.pass),
    site: dayWhen(WORDS.score),
    rectify: dayWhen(WORDS.accept),
    notice: notice?.to ?? null,
    title: title?.from ?? null,
    check: title ? title.lastCheckedOn : null,
  }
}

/** The applicant's step of a rectification. */
export const MENDED = '报告已整改'

/** What stands in the history. */
export const WORDS = {
  start: '开始申报',
  assess: '自评',
  sign: '签承诺书',
  submit: '提交',
  resubmit: '补充后再次提交',
  pass: '资料审核通过',
  score: '现场评估，双方签字',
  accept: '验收通过',
} as const
