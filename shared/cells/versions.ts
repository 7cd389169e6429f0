// From one version of a table to the next: what changed clause by clause, and what of an application goes along.
import { canonical } from '../canonical'
import { answerProblem } from './scoring'
import type { Answers, TableContent, TableItem } from './tables'
import { itemsOf } from './tables'

export const changeKinds = ['added', 'dropped', 'nowRequired', 'noLongerRequired', 'points', 'method', 'words'] as const
export type ChangeKind = (typeof changeKinds)[number]
export const changeNames: Readonly<Record<ChangeKind, string>> = {
  added: '新增',
  dropped: '取消',
  nowRequired: '变必备',
  noLongerRequired: '不再必备',
  points: '改分',
  method: '改评分办法',
  words: '改文字',
}

export type TableChange = {
  code: string
  /** As the newer one prints it; of the older one where it was dropped. */
  clause: string
  kinds: ChangeKind[]
  before: { clause: string; text: string; max: number } | null
  after: { clause: string; text: string; max: number } | null
}

/** Marks a veto among the items of a difference: it has no points. */
const VETO = 0

const brief = ({ clause, text, max }: Pick<TableItem, 'clause' | 'text' | 'max'>) => ({ clause, text, max })
const wordsOf = ({ clause, text, question, evidence }: TableItem): string =>
  canonical({ clause, text, question, evidence })
const waysOf = ({ method, check, source, mayBeAbsent }: TableItem): string =>
  canonical({ method, check, source, mayBeAbsent })

function kindsOf(before: TableItem | undefined, after: TableItem | undefined): ChangeKind[] {
  if (!before) return ['added', ...(after?.required ? (['nowRequired'] as const) : [])]
  if (!after) return ['dropped']
  return [
    ...(after.required && !before.required ? (['nowRequired'] as const) : []),
    ...(before.required && !after.required ? (['noLongerRequired'] as const) : []),
    ...(after.max !== before.max ? (['points'] as const) : []),
    ...(waysOf(after) !== waysOf(before) ? (['method'] as const) : []),
    ...(wordsOf(after) !== wordsOf(before) ? (['words'] as const) : []),
  ]
}

/** Clause by clause, in the order of the newer one, what was dropped last. Items are the same by their code. */
export function tableChanges(before: TableContent, after: TableContent): TableChange[] {
  const [had, has] = [byCode(before), byCode(after)]
  const items = [...new Set([...has.keys(), ...had.keys()])].flatMap((code) => {
    const [old, now] = [had.get(code), has.get(code)]
    const kinds = kindsOf(old, now)
    return kinds.length === 0 ? [] : [change(code, kinds, old, now)]
  })
  return [...items, ...vetoChanges(before, after)]
}

function vetoChanges(before: TableContent, after: TableContent): TableChange[] {
  const codes = new Set([...after.vetoes, ...before.vetoes].map(({ code }) => code))
  return [...codes].flatMap((code) => {
    const old = before.vetoes.find((veto) => veto.code === code)
    const now = after.vetoes.find((veto) => veto.code === code)
    if (canonical(old ?? null) === canonical(now ?? null)) return []
    const kinds: ChangeKind[] = [old ? (now ? 'words' : 'dropped') : 'added']
    return [change(code, kinds, old && { ...old, max: VETO }, now && { ...now, max: VETO })]
  })
}

const change = (
  code: string,
  kinds: ChangeKind[],
  before: Pick<TableItem, 'clause' | 'text' | 'max'> | undefined,
  after: Pick<TableItem, 'clause' | 'text' | 'max'> | undefined,
): TableChange => ({
  code,
  clause: (after ?? before)?.clause ?? '',
  kinds,
  before: before ? brief(before) : null,
  after: after ? brief(after) : null,
})

const byCode = (content: TableContent): Map<string, TableItem> =>
  new Map(itemsOf(content).map((item) => [item.code, item]))

/** Lines, caps and periods that are not of one clause. */
export function frameChanges(
  before: TableContent,
  after: TableContent,
): { name: string; before: string; after: string }[] {
  const rows: [string, (content: TableContent) => string | number][] = [
    ['加分上限', ({ bonusCap }) => bonusCap],
    ['达标分数线', ({ titledFrom }) => titledFrom],
    ['示范分数线', ({ modelFrom }) => modelFrom],
    ['第三位评估员的分差', ({ apartBy }) => apartBy],
    ['有效几年', ({ validYears }) => validYears],
    ['几个月的记录', ({ recordMonths }) => recordMonths],
    ['各步的叫法', ({ steps }) => Object.values(steps).join('·')],
    ['依据', ({ source }) => source],
  ]
  return rows
    .map(([name, of]) => ({ name, before: String(of(before)), after: String(of(after)) }))
    .filter((row) => row.before !== row.after)
}

/**
 * The editions that a content has after another one: the standard's counts up where what is asked for changed, the
 * scoring rule's where what it gives changed.
 */
export function withEditions(before: TableContent | null, content: TableContent): TableContent {
  const edition = (part: 'standard' | 'rule', of: (one: TableContent) => unknown): number => {
    if (!before) return 1
    return before[part].edition + (canonical(of(before)) === canonical(of(content)) ? 0 : 1)
  }
  return {
    ...content,
    standard: { ...content.standard, edition: edition('standard', askedOf) },
    rule: { ...content.rule, edition: edition('rule', givenOf) },
  }
}

const askedOf = (content: TableContent): unknown => ({
  title: content.standard.title,
  vetoes: content.vetoes,
  items: itemsOf(content).map(({ code, clause, text, required }) => ({ code, clause, text, required })),
})

const givenOf = (content: TableContent): unknown => {
  const { form, rule, source, steps, bonusCap, titledFrom, modelFrom, apartBy, validYears, recordMonths } = content
  return {
    title: rule.title,
    frame: { form, source, steps, bonusCap, titledFrom, modelFrom, apartBy, validYears, recordMonths },
    sections: content.sections.map(({ code, max }) => ({ code, max })),
    items: itemsOf(content).map(({ code, question, max, mayBeAbsent, method, evidence, check, source: from }) => ({
      ...{ code, question, max, mayBeAbsent, method, evidence, check },
      source: from,
    })),
  }
}

/** What becomes of one item's answer and evidence in the newer table. */
export type Carried = { code: string; keeps: 'all' | 'evidence' | 'record' }

/**
 * Carries answers over: an answer goes along where the newer item still takes it; evidence stays with its code
 * (`evidence`: to be answered again); where the item is gone both stay on record only.
 */
export function carryOver(
  before: TableContent,
  after: TableContent,
  answers: Answers,
): { answers: Record<string, NonNullable<Answers[string]>>; items: Carried[]; toAnswer: string[] } {
  const has = byCode(after)
  const kept: Record<string, NonNullable<Answers[string]>> = {}
  const items = itemsOf(before).map(({ code }): Carried => {
    const now = has.get(code)
    const answer = answers[code]
    if (!now) return { code, keeps: 'record' }
    if (!answer || answerProblem(now, answer) !== null) return { code, keeps: 'evidence' }
    kept[code] = answer
    return { code, keeps: 'all' }
  })
  const toAnswer = after.sections.flatMap((section) => section.items.map(({ code }) => code))
  return { answers: kept, items, toAnswer: toAnswer.filter((code) => !kept[code]) }
}
