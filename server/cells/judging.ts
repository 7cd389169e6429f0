// What an application answers under its table, as it stands: the applicant's answers with what the platform fills, the
// reviewer's over them, the site's over those, the third assessor's last. And what is missing before it can be sent in.
import type { CellDetail, CellScore } from '@shared/cells/application'
import { DUE } from '@shared/cells/dues'
import { eligibilityQuestions } from '@shared/cells/eligibility'
import { answerOfFigure } from '@shared/cells/figures'
import type { CellFacts } from '@shared/cells/machine'
import { apart, itemPoints, scoreTable, vetoesOf, type Score } from '@shared/cells/scoring'
import { itemsOf, type ItemAnswer, type TableContent, type TableItem } from '@shared/cells/tables'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { ApplicationDocument, Mark } from './applications.model'

export type AnswerMap = Record<string, ItemAnswer>
type Kept = Pick<ApplicationDocument, 'items' | 'figures'>

/** What the platform answers to an item; null where it is asked of a person. */
export function filledAnswer(item: TableItem, { figures }: Pick<Kept, 'figures'>): ItemAnswer | null {
  const figure = item.source === null ? undefined : figures.find(({ source }) => source === item.source)
  return figure ? answerOfFigure(item, figure) : null
}

export function selfAnswers(table: TableContent, application: Kept): AnswerMap {
  const answers: AnswerMap = {}
  for (const item of itemsOf(table)) {
    const kept = application.items.find(({ code }) => code === item.code)?.answer
    const answer = filledAnswer(item, application) ?? kept
    if (answer) answers[item.code] = answer
  }
  return answers
}

const over = (answers: AnswerMap, marks: readonly Mark[]): AnswerMap => ({
  ...answers,
  ...Object.fromEntries(marks.map(({ code, answer }) => [code, answer])),
})

/** The four, each over the one before; those that are not there yet are the one before. */
export function answersOf(table: TableContent, application: ApplicationDocument) {
  const self = selfAnswers(table, application)
  const review = over(self, application.reviewMarks)
  const site = over(review, application.siteMarks)
  return { self, review, site, final: over(site, application.thirdMarks) }
}

/** Items that assessors score: all but what the platform answers. */
export const siteCodes = (table: TableContent, application: Kept): string[] =>
  itemsOf(table)
    .filter((item) => filledAnswer(item, application) === null)
    .map(({ code }) => code)

export const plainScore = ({ sections, base, bonus, total, level }: Score): CellScore => ({
  sections,
  base,
  bonus,
  total,
  level,
})

export const isReviewed = ({ reviewedBy }: ApplicationDocument): boolean => reviewedBy !== undefined
export const isScored = ({ siteMarks }: ApplicationDocument): boolean => siteMarks.length > 0

/** Whether a third assessor has to score, and which items. */
export function thirdNeeded(
  table: TableContent,
  application: ApplicationDocument,
): { needed: boolean; codes: string[] } {
  if (!isScored(application)) return { needed: false, codes: [] }
  const { review, site } = answersOf(table, application)
  const { isApart, items } = apart(table, review, site)
  return { needed: isApart && application.thirdMarks.length === 0, codes: items.map(({ code }) => code) }
}

/** The sentence of the first condition of applying that is not met; null: all are, or none is answered yet. */
export function eligibilityProblem(answers: Readonly<Record<string, boolean>>): string | null {
  return (
    eligibilityQuestions.find(({ code, wanted }) => answers[code] !== undefined && answers[code] !== wanted)?.why ??
    null
  )
}

type Missing = CellDetail['missing'][number]

/** How many photos or files an item still lacks; none where there is nothing to prove. */
function evidenceLacking(item: TableItem, answer: ItemAnswer, evidence: readonly string[]): number {
  if (item.evidence.kind === 'none' || answer.kind === 'absent' || (itemPoints(item, answer) ?? 0) === 0) return 0
  return Math.max(0, item.evidence.least - evidence.length)
}

/** Why an item is not ready to be sent in, or null. */
export function itemMissing(table: TableContent, item: TableItem, application: Kept): string | null {
  if (filledAnswer(item, application)) return null
  const kept = application.items.find(({ code }) => code === item.code)
  if (!kept?.answer) return table.bonus.some(({ code }) => code === item.code) ? null : '还没有填'
  const lacking = evidenceLacking(item, kept.answer, kept.evidence)
  return lacking > 0 ? `还差${lacking}${item.evidence.kind === 'file' ? '份文件' : '张照片'}` : null
}

/** Everything that is missing, the conditions first. `open`: only these items, where the others are locked. */
export function missingOf(
  table: TableContent,
  application: ApplicationDocument,
  { holds, open }: { holds: boolean; open: ReadonlySet<string> | null },
): Missing[] {
  const answers = application.checks?.answers ?? {}
  const asked = [
    ...eligibilityQuestions.map(({ code, question }) => ({ code: code as string, question: question as string })),
    ...table.vetoes.map(({ code, question }) => ({ code, question })),
  ]
  const checks = asked
    .filter(({ code }) => answers[code] === undefined)
    .map(({ code, question }): Missing => ({ part: 'checks', code, text: question }))
  const items = itemsOf(table)
    .filter(({ code }) => open === null || open.has(code))
    .flatMap((item): Missing[] => {
      const text = itemMissing(table, item, application)
      return text === null ? [] : [{ part: 'item', code: item.code, text: `${item.clause} ${item.text}：${text}` }]
    })
  return [
    ...checks,
    ...items,
    ...(application.state === 'draft' ? [{ part: 'assess' as const, code: 'assess', text: '还没有算自评分' }] : []),
    ...(holds ? [] : [{ part: 'letter' as const, code: 'letter', text: '负责人还没有签承诺书' }]),
  ]
}

export const openBacks = ({ state, backs }: ApplicationDocument): ReadonlySet<string> | null =>
  state === 'returned' ? new Set(backs.filter(({ isOpen }) => isOpen).map(({ code }) => code)) : null

/** What the machine asks of an application. @param holds the letter is signed by who is responsible today */
export function factsOf(table: TableContent, application: ApplicationDocument, holds: boolean): CellFacts {
  const { final } = answersOf(table, application)
  const answers = application.checks?.answers ?? {}
  return {
    isLetterSigned: holds,
    hasVeto: vetoesOf(table, answers).struck.length > 0 || eligibilityProblem(answers) !== null,
    roundsLeft: application.rounds < DUE.leastRounds,
    needsThird: thirdNeeded(table, application).needed,
    openRectifications: application.rectifications.some(({ state }) => state !== 'closed'),
    isEnough: scoreTable(table, final).level !== 'below',
    isNoticeOver: application.notice !== null && dayOf(now()) > application.notice.to,
    isUpheld: false,
    wasRenewed: (application.title?.renewals ?? 0) > 0,
    isRevocationProposed: application.revocation !== null,
    isFailed: false,
    isLight: table.form === 'light',
  }
}
