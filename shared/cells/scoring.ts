// What answers give under a table. Points in tenths, whole numbers in and out: the same bytes on every machine. What is
// 不涉及 leaves the sum of its section, and the section still counts as much as before, so that a place is neither paid
// nor fined for what it lacks. Bonus never lifts a total above 100. The self score decides nothing.
import type { Answers, ItemAnswer, Method, TableContent, TableItem, TableSection } from './tables'
import { itemsOf } from './tables'

/** 9.5 points are 95. */
export type Tenths = number

const WHOLE = 1000

/** 95 → "9.5", 90 → "9". */
export const showPoints = (tenths: Tenths): string =>
  tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1)

type MethodOf<K extends Method['kind']> = Extract<Method, { kind: K }>

function ratioPoints({ none, full }: MethodOf<'ratio'>, max: number, part: number, whole: number): Tenths {
  if (whole === 0) return 0
  const over = 100 * Math.min(part, whole) - none * whole
  // rounded down to a tenth, so that "all" is only said of all
  return Math.max(0, Math.min(max * 10, Math.floor((max * 10 * over) / ((full - none) * whole))))
}

/** Points of one item; null where it is 不涉及. An answer of another method gives nothing. */
export function itemPoints(item: TableItem, answer: ItemAnswer): Tenths | null {
  const { method, max } = item
  if (answer.kind === 'absent') return item.mayBeAbsent ? null : 0
  if (method.kind === 'yesNo') return answer.kind === 'yesNo' && answer.yes ? max * 10 : 0
  if (method.kind === 'ratio') return answer.kind === 'ratio' ? ratioPoints(method, max, answer.part, answer.whole) : 0
  if (method.kind === 'tiers') {
    const tier = answer.kind === 'tiers' ? method.tiers.find(({ code }) => code === answer.tier) : undefined
    return (tier?.points ?? 0) * 10
  }
  if (answer.kind !== 'deduct') return 0
  const off = answer.faults.reduce((sum, { code, count }) => {
    const fault = method.faults.find((one) => one.code === code)
    return sum + (fault?.points ?? 0) * count
  }, 0)
  return Math.max(0, (max - off) * 10)
}

/** Why an answer can't be taken for an item, as a sentence, or null. */
export function answerProblem(item: TableItem, answer: ItemAnswer): string | null {
  const { method, clause } = item
  if (answer.kind === 'absent') return item.mayBeAbsent ? null : `${clause} 不能选“不涉及”`
  if (answer.kind !== method.kind) return `${clause} 的评分办法变了，请重新填`
  if (answer.kind === 'ratio' && answer.part > answer.whole) return `${clause} 的前一个数不能比后一个数大`
  if (method.kind === 'tiers' && answer.kind === 'tiers')
    return method.tiers.some(({ code }) => code === answer.tier) ? null : `${clause} 没有这一档`
  if (method.kind === 'deduct' && answer.kind === 'deduct') {
    const known = answer.faults.every(({ code }) => method.faults.some((fault) => fault.code === code))
    const once = new Set(answer.faults.map(({ code }) => code)).size === answer.faults.length
    return known && once ? null : `${clause} 有不认识的扣分情形`
  }
  return null
}

export type SectionScore = { code: string; name: string; got: Tenths; of: Tenths; answered: number; items: number }
export type Level = 'model' | 'titled' | 'below'
export const levelNames: Readonly<Record<Level, string>> = { model: '示范', titled: '达标', below: '未达标' }

export type Score = {
  sections: SectionScore[]
  /** Of the sections. */
  base: Tenths
  /** What counts of the bonus, the cap taken into account. */
  bonus: Tenths
  /** At most 1000. */
  total: Tenths
  /** Codes without an answer; bonus is never missing. */
  missing: string[]
  /** Codes of required items without a point. */
  requiredFailed: string[]
  level: Level
}

function sectionScore(section: TableSection, answers: Answers): SectionScore {
  let [got, of] = [0, 0]
  for (const item of section.items) {
    const answer = answers[item.code]
    const points = answer ? itemPoints(item, answer) : 0
    if (points === null) continue
    got += points
    of += item.max * 10
  }
  const all = section.max * 10
  const { code, name, items } = section
  return {
    code,
    name,
    // what is left stands for the whole section; nothing left: all of it
    got: of === 0 ? all : of === all ? got : Math.floor((got * all) / of),
    of: all,
    answered: items.filter((item) => answers[item.code]).length,
    items: items.length,
  }
}

export function scoreTable(content: TableContent, answers: Answers): Score {
  const sections = content.sections.map((section) => sectionScore(section, answers))
  const base = sections.reduce((sum, { got }) => sum + got, 0)
  const extra = content.bonus.reduce((sum, item) => sum + pointsOf(item, answers), 0)
  const bonus = Math.min(extra, content.bonusCap * 10)
  const total = Math.min(WHOLE, base + bonus)
  const items = content.sections.flatMap((section) => section.items)
  const missing = items.filter(({ code }) => !answers[code]).map(({ code }) => code)
  const requiredFailed = items
    .filter((item) => {
      const answer = answers[item.code]
      return item.required && (!answer || itemPoints(item, answer) === 0)
    })
    .map(({ code }) => code)
  return { sections, base, bonus, total, missing, requiredFailed, level: levelOf(content, total, requiredFailed) }
}

function levelOf(
  { titledFrom, modelFrom }: Pick<TableContent, 'titledFrom' | 'modelFrom'>,
  total: Tenths,
  requiredFailed: readonly string[],
): Level {
  if (requiredFailed.length > 0 || total < titledFrom * 10) return 'below'
  return total >= modelFrom * 10 ? 'model' : 'titled'
}

/** Points of an item as they count; 0 without an answer or where it is 不涉及. */
export function pointsOf(item: TableItem, answers: Answers): Tenths {
  const answer = answers[item.code]
  return answer ? (itemPoints(item, answer) ?? 0) : 0
}

/** Vetoes that a place owns up to, or whose question it left open. */
export function vetoesOf(
  { vetoes }: Pick<TableContent, 'vetoes'>,
  answers: Readonly<Record<string, boolean | undefined>>,
): { struck: string[]; open: string[] } {
  return {
    struck: vetoes.filter(({ code }) => answers[code] === true).map(({ code }) => code),
    open: vetoes.filter(({ code }) => answers[code] === undefined).map(({ code }) => code),
  }
}

export type Gain = {
  code: string
  clause: string
  text: string
  got: Tenths
  max: Tenths
  /** What the total would rise by, the sections' scale and the caps taken into account. */
  gain: Tenths
  /** What to do, in one sentence. */
  how: string
}

/** 这几项最能加分: what would raise the total most, the weakest first. */
export function bestGains(content: TableContent, answers: Answers, most = 3): Gain[] {
  const { total } = scoreTable(content, answers)
  return itemsOf(content)
    .flatMap((item) => {
      const answer = answers[item.code]
      if (answer?.kind === 'absent') return []
      const got = pointsOf(item, answers)
      if (got >= item.max * 10) return []
      const gain = scoreTable(content, { ...answers, [item.code]: bestAnswer(item) }).total - total
      const { code, clause, text } = item
      return gain <= 0 ? [] : [{ code, clause, text, got, max: item.max * 10, gain, how: howToGain(item, answer) }]
    })
    .sort((one, other) => other.gain - one.gain || one.got * other.max - other.got * one.max || byClause(one, other))
    .slice(0, most)
}

/** 3.4 stands before 3.10. */
const byClause = (one: { clause: string }, other: { clause: string }): number => {
  const [ours, theirs] = [one.clause.split('.').map(Number), other.clause.split('.').map(Number)]
  const at = ours.findIndex((part, index) => part !== theirs[index])
  return at < 0 ? ours.length - theirs.length : (ours[at] ?? 0) - (theirs[at] ?? 0)
}

/** The answer that gives all. */
export function bestAnswer({ method }: Pick<TableItem, 'method'>): ItemAnswer {
  if (method.kind === 'yesNo') return { kind: 'yesNo', yes: true }
  if (method.kind === 'deduct') return { kind: 'deduct', faults: [] }
  if (method.kind === 'tiers') return { kind: 'tiers', tier: method.tiers[0]?.code ?? '' }
  return { kind: 'ratio', part: 1, whole: 1 }
}

function howToGain({ method, evidence, question }: TableItem, answer: ItemAnswer | undefined): string {
  if (method.kind === 'ratio') {
    if (answer?.kind !== 'ratio' || answer.whole === 0) return `先填${method.whole}和${method.part}。`
    const { part, whole } = answer
    const needed = Math.ceil((method.full * whole) / 100)
    return `${method.whole} ${whole}，${method.part} ${part}；再多 ${Math.max(1, needed - part)} 就满分。`
  }
  if (method.kind === 'tiers') {
    const best = method.tiers[0]
    return best ? `做到“${best.text}”就满分。` : evidence.ask
  }
  if (method.kind === 'deduct' && answer?.kind === 'deduct') {
    const named = answer.faults.flatMap(({ code }) => method.faults.filter((one) => one.code === code))
    return named.length > 0 ? `改好：${named.map(({ text }) => text).join('；')}。` : `${evidence.ask}。`
  }
  return evidence.ask ? `${evidence.ask}。` : `${question}做到了再来改。`
}

/** Whether two people's totals are further apart than the table allows, and on which items they differ. */
export function apart(
  content: TableContent,
  review: Answers,
  site: Answers,
): { isApart: boolean; by: Tenths; items: { code: string; review: Tenths | null; site: Tenths | null }[] } {
  const by = Math.abs(scoreTable(content, review).total - scoreTable(content, site).total)
  const points = (item: TableItem, answers: Answers): Tenths | null => {
    const answer = answers[item.code]
    return answer ? itemPoints(item, answer) : 0
  }
  const items = itemsOf(content)
    .map((item) => ({ code: item.code, review: points(item, review), site: points(item, site) }))
    .filter((one) => one.review !== one.site)
  return { isApart: by > content.apartBy * 10, by, items }
}
