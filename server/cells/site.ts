// What assessors load and see: their visits of the coming week with the tables, and, once both have signed, self,
// review and site side by side; the feedback of the day with what is to be mended, and the second look at it.
import { holdsRole, type PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import { DUE } from '@shared/cells/dues'
import { leads, readers } from '@shared/cells/roles'
import { apart, itemPoints, scoreTable } from '@shared/cells/scoring'
import type { cellsSite, SideBySide, SiteVisit } from '@shared/cells/site-contract'
import { itemsOf, tableItem } from '@shared/cells/tables'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { isContested } from '@shared/inspections/merge'
import { addDays, dayOf } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { accountsOfOnePerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { subjectsOf } from './applicants'
import { Applications, type ApplicationDocument, type KeptRectification, type Mark } from './applications.model'
import { answerWith, workingDaysOn } from './drafting'
import { answersOf, plainScore, thirdNeeded } from './judging'
import { nearReasonsOf } from './nearness'
import { MENDED, presentRectifications, presentVisits } from './present'
import { counting, hashNow } from './sheet-state'
import { decideStep, load, take, type Loaded } from './steps'
import { requireTable } from './tables'
import { tellMembers } from './telling'
import { Visits, type VisitDocument } from './visits.model'

const MOST_OPEN = 30
const MOST_SHOWN = 100

async function applicationsOf(visits: readonly VisitDocument[]): Promise<Map<string, ApplicationDocument>> {
  const found = await Applications.find({ _id: { $in: visits.map(({ applicationId }) => applicationId) } }).lean<
    ApplicationDocument[]
  >()
  return new Map(found.map((one) => [one._id, one]))
}

export async function loadPack(actor: PersonActor): Promise<OutputOf<typeof cellsSite.pack>> {
  const visits = await Visits.find({
    'assessors.personId': actor.personId,
    day: { $lte: addDays(dayOf(now()), DUE.packDays) },
    state: { $in: ['planned', 'begun'] },
  })
    .sort({ day: 1, _id: 1 })
    .limit(MOST_OPEN)
    .lean<VisitDocument[]>()
  const tables = []
  for (const id of new Set(visits.map(({ tableId }) => tableId)))
    tables.push({ id, content: (await requireTable(id)).content })
  const shown = []
  for (const visit of visits) shown.push(await presentSite(actor, visit))
  return { at: now().toISOString(), visits: shown, tables }
}

/** A visit for one of its assessors. */
export async function presentSite({ personId }: PersonActor, visit: VisitDocument): Promise<SiteVisit> {
  const application = (await applicationsOf([visit])).get(visit.applicationId)
  if (!application) throw new Error(`${visit._id} is of no application`)
  const subjectOf = await subjectsOf([application])
  const own = visit.assessors.find((one) => one.personId === personId)
  const partner = visit.assessors.find((one) => one.personId !== personId)
  const names = await fullNames([
    ...visit.assessors.map((one) => one.personId),
    ...visit.parts.flatMap(({ options }) => options.map(({ by }) => by)),
    application.letter?.personId ?? '',
  ])
  const signed = new Set(counting(visit).map((one) => one.personId))
  return {
    id: visit._id,
    applicationId: visit.applicationId,
    kind: visit.kind,
    day: visit.day,
    slot: visit.slot,
    state: visit.state,
    version: visit.version,
    cellKind: application.kind,
    subject: subjectOf(application),
    contact: application.letter?.name ?? '',
    tableId: visit.tableId,
    codes: visit.codes,
    isDeclared: Boolean(own?.declaredAt),
    partner: partner
      ? {
          name: names.get(partner.personId) ?? '',
          isDeclared: partner.declaredAt !== null,
          signedAt: signed.has(partner.personId) ? (partner.signature?.at.toISOString() ?? null) : null,
        }
      : null,
    notes: Object.fromEntries(
      application.items
        .filter(({ code, note }) => note !== '' && visit.codes.includes(code))
        .map(({ code, note }) => [code, note]),
    ),
    lines: visit.parts.flatMap(({ version, options: [first] }) => (first ? [{ ...first.line, version }] : [])),
    contested: visit.parts.filter(isContested).map(({ code, options }) => ({
      code,
      options: options.map(({ by, line }, option) => ({ option, by: names.get(by) ?? '', line })),
    })),
    hash: hashNow(visit),
    mySignature:
      own?.signature && signed.has(personId) ? { at: own.signature.at.toISOString(), hash: own.signature.hash } : null,
  }
}

export async function listOwnVisits(actor: PersonActor): Promise<OutputOf<typeof cellsSite.mine>> {
  const visits = await Visits.find({ 'assessors.personId': actor.personId })
    .sort({ day: -1, _id: -1 })
    .limit(MOST_SHOWN)
    .lean<VisitDocument[]>()
  const applications = await applicationsOf(visits)
  const subjectOf = await subjectsOf([...applications.values()])
  const names = await fullNames(visits.flatMap(({ assessors }) => assessors.map(({ personId }) => personId)))
  const shown = await presentVisits(visits, names)
  return {
    items: shown.flatMap((summary, index) => {
      const application = applications.get(visits[index]?.applicationId ?? '')
      if (!application) return []
      const { _id, kind } = application
      return [{ ...summary, applicationId: _id, subject: subjectOf(application), cellKind: kind }]
    }),
  }
}

async function requireVisit(actor: PersonActor, visitId: string) {
  const visit = await Visits.findById(visitId).lean<VisitDocument>()
  if (!visit) throw new DomainError('NOT_FOUND')
  const loaded = await load(actor, visit.applicationId)
  const isOwn = visit.assessors.some(({ personId }) => personId === actor.personId)
  const isStaff = holdsRole(actor, readers, loaded.application.placePath)
  // the applicant reads the judging in its application; before both have signed nobody compares
  if (!isOwn && !isStaff) throw new DomainError('NOT_FOUND')
  return { visit, loaded }
}

/** @throws DomainError NOT_FOUND */
export async function showVisit(actor: PersonActor, visitId: string): Promise<SideBySide> {
  const { visit, loaded } = await requireVisit(actor, visitId)
  const { application, table, relations } = loaded
  const isShown = visit.state === 'signed'
  const names = await fullNames([
    ...visit.assessors.map(({ personId }) => personId),
    ...application.rectifications.flatMap(({ steps }) => steps.map(({ by }) => by)),
    application.feedback?.by ?? '',
  ])
  const [summary] = await presentVisits([visit], names)
  if (!summary) throw new Error('a visit without its row')
  const answers = answersOf(table, application)
  const score = (of: typeof answers.self) => (isShown ? plainScore(scoreTable(table, of)) : null)
  const canStep = (action: 'giveFeedback' | 'recheck'): boolean => {
    try {
      decideStep(loaded, action)
      return !relations.includes('member')
    } catch {
      return false
    }
  }
  return {
    visit: summary,
    applicationId: application._id,
    subject: (await subjectsOf([application]))(application),
    state: application.state,
    items: isShown ? comparedItems(loaded) : [],
    self: score(answers.self),
    review: score(answers.review),
    site: score(answers.site),
    final: score(answers.final),
    apart: isShown ? apart(table, answers.review, answers.site).by : null,
    needsThird: isShown && thirdNeeded(table, application).needed,
    feedback: application.feedback
      ? {
          ...application.feedback,
          at: application.feedback.at.toISOString(),
          by: names.get(application.feedback.by) ?? '',
        }
      : null,
    feedbackDueOn: visit.day,
    rectifications: presentRectifications(application, names),
    allowed: (['giveFeedback', 'recheck'] as const).filter(canStep),
  }
}

function comparedItems({ application, table }: Awaited<ReturnType<typeof load>>): SideBySide['items'] {
  const answers = answersOf(table, application)
  const markOf = (marks: readonly Mark[], code: string) => marks.find((one) => one.code === code)
  return itemsOf(table).map((item) => {
    const { code, clause, text, max } = item
    const points = (of: typeof answers.self): number | null => {
      const answer = of[code]
      return answer ? itemPoints(item, answer) : null
    }
    const site = markOf(application.siteMarks, code)
    const third = markOf(application.thirdMarks, code)
    return {
      code,
      clause,
      text,
      max,
      self: points(answers.self),
      review: points(answers.review),
      site: points(answers.site),
      third: third ? itemPoints(item, third.answer) : null,
      note: (third?.note || site?.note) ?? null,
      photoIds: third?.photoIds ?? site?.photoIds ?? [],
    }
  })
}

/**
 * Whoever came near to the applicant since they signed leaves the rest to others. @throws DomainError
 * CELL_ASSESSOR_NEAR
 */
async function refuseNearAssessor({ personId }: PersonActor, { application, relations }: Loaded): Promise<void> {
  if (relations.includes('assessor') && (await nearReasonsOf(personId, application)).length > 0)
    throw new DomainError('CELL_ASSESSOR_NEAR')
}

/**
 * The meeting on the day of the visit: what was said, who was there, what is to be mended by when. @throws DomainError
 * WRONG_STATE, CELL_NOT_ASSESSOR, CELL_THIRD_NEEDED, INPUT_INVALID
 */
export async function giveFeedback(
  actor: PersonActor,
  { visitId, text, attended, rectifications }: ParsedOf<typeof cellsSite.feedback>,
): Promise<SideBySide> {
  const { visit } = await requireVisit(actor, visitId)
  const today = dayOf(now())
  if (rectifications.some(({ dueOn }) => dueOn < today)) throw invalid('rectifications', '整改期限要在今天以后')
  await transaction(async (tx) => {
    const loaded = await load(actor, visit.applicationId, tx)
    if (!loaded.relations.includes('assessor') && !holdsRole(actor, leads, visit.placePath))
      throw new DomainError('CELL_NOT_ASSESSOR')
    await refuseNearAssessor(actor, loaded)
    if (rectifications.some(({ code }) => code !== null && !tableItem(loaded.table, code)))
      throw invalid('rectifications', '评价表里没有这一条')
    const asked = rectifications.map((one): KeptRectification => ({ ...one, state: 'open', steps: [] }))
    const last = asked
      .map(({ dueOn }) => dueOn)
      .sort()
      .at(-1)
    const after = await take(tx, actor, loaded, {
      action: 'giveFeedback',
      what: '反馈会',
      set: {
        feedback: { at: now(), by: actor.personId, text, attended },
        rectifications: asked,
        dueOn: last ?? (await workingDaysOn(DUE.acceptWorkingDays)),
      },
      details: { rectifications: asked.length, isSameDay: visit.day === today },
    })
    await tellMembers(tx, after, `visits/${visit._id}/feedback`, {
      title: '现场评估的反馈',
      text: asked.length > 0 ? `有${asked.length}件要整改，做好了拍照回报。` : '没有要整改的，等验收。',
    })
    return { id: visit._id }
  })
  return showVisit(actor, visitId)
}

/** What was mended, seen again by somebody who did not mend it. @throws DomainError WRONG_STATE, CELL_SAME_PERSON */
export function recheckRectification(
  actor: PersonActor,
  { id, rectificationId, isMended, note }: ParsedOf<typeof cellsSite.recheck>,
): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const { application } = loaded
    await refuseNearAssessor(actor, loaded)
    const found = application.rectifications.find((one) => one.id === rectificationId)
    if (!found) throw new DomainError('NOT_FOUND')
    const own = await accountsOfOnePerson(tx, actor.personId)
    if (found.steps.some(({ by, what }) => what === MENDED && own.has(by))) throw new DomainError('CELL_SAME_PERSON')
    if (found.state !== 'mended') throw new DomainError('WRONG_STATE')
    const step = { at: now(), by: actor.personId, what: isMended ? '核销' : '退回再改', note, photoIds: [] }
    const state = isMended ? ('closed' as const) : ('open' as const)
    const rectifications = application.rectifications.map((one) =>
      one.id === rectificationId ? { ...one, state, steps: [...one.steps, step] } : one,
    )
    const isAll = rectifications.every((one) => one.state === 'closed')
    const after = await take(tx, actor, loaded, {
      action: 'recheck',
      what: isMended ? '一条整改核销' : '一条整改退回再改',
      reason: note,
      set: { rectifications, ...(isAll ? { dueOn: await workingDaysOn(DUE.acceptWorkingDays) } : {}) },
      details: { rectificationId, isMended },
    })
    await tellMembers(tx, after, `rectifications/${rectificationId}/${found.steps.length}`, {
      title: isMended ? '一条整改核销了' : '一条整改要再改',
      text: `${found.text}：${note}`,
    })
    return answerWith(tx, actor, loaded, after)
  })
}
