// What a cell is judged by, as data: sections, items with their maximum and how points are given, vetoes, bonus. Two
// documents with an edition each, the standard (what is asked for) and the scoring rule (what it gives), are one
// content here, so that they never drift apart. A table holds for one kind of place in an area from a day on; once in
// force it is never changed, and an application keeps the one it began with. All points, lines and periods are ours
// where `source` does not name a document.
import { line, text } from '../contract'
import * as z from '../z'
import { evidenceKinds, checkModes, platformSources, sectionCodes, tableForms } from './table-words'

const Code = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,23}$/, '编码用英文字母开头，最多24位')
/** Whole points of the hundred. */
const Points = z.int().min(1).max(40)
/** "2.1": section and item, as printed. */
const Clause = z.string().regex(/^([1-9]\d?|V|J)\.[1-9]\d?$/, '条款写成 2.1 的样子')

/** Points come off for each fault that is found, for as often as it is found. */
const Deduct = z.strictObject({
  kind: z.literal('deduct'),
  faults: z
    .array(z.strictObject({ code: Code, text: line(60, 2), points: Points }))
    .min(1)
    .max(8),
})
/** One of several steps, the best first. `from`: a figure reaches a step from this value on. */
const Tiers = z.strictObject({
  kind: z.literal('tiers'),
  unit: line(10),
  tiers: z
    .array(
      z.strictObject({
        code: Code,
        text: line(60, 1),
        points: z.int().min(0).max(40),
        from: z.int().min(0).max(1_000_000).nullable(),
      }),
    )
    .min(2)
    .max(6),
})
/** Part of a whole, in percent: nothing at `none` or less, all at `full` or more, evenly between. */
const Ratio = z.strictObject({
  kind: z.literal('ratio'),
  part: line(30, 1),
  whole: line(30, 1),
  none: z.int().min(0).max(99),
  full: z.int().min(1).max(100),
})
const YesNo = z.strictObject({ kind: z.literal('yesNo') })
export const Method = z.discriminatedUnion('kind', [Deduct, Tiers, Ratio, YesNo])
export type Method = z.infer<typeof Method>

export const EvidenceAsked = z.strictObject({
  kind: z.enum(evidenceKinds),
  /** What to bring, as said to a person: 拍一张收银台的桌牌. */
  ask: line(80),
  /** How a good one looks, in words. */
  example: line(120),
  least: z.int().min(0).max(6),
})
export type EvidenceAsked = z.infer<typeof EvidenceAsked>

export const TableItem = z.strictObject({
  code: Code,
  clause: Clause,
  /** As the standard says it. */
  text: line(120, 4),
  /** The one question of its page, in plain words. */
  question: line(80, 4),
  max: Points,
  /** 必备: with no points for it nobody is titled. */
  required: z.boolean(),
  /** There may be no such thing at a place (不涉及); it then leaves the sum of its section. */
  mayBeAbsent: z.boolean(),
  method: Method,
  evidence: EvidenceAsked,
  check: z.enum(checkModes),
  /** Which figure of the platform fills it; set where `check` is `platform`, and only there. */
  source: z.enum(platformSources).nullable(),
})
export type TableItem = z.infer<typeof TableItem>

export const TableSection = z.strictObject({
  code: z.enum(sectionCodes),
  name: line(20, 2),
  max: z.int().min(1).max(100),
  items: z.array(TableItem).min(1).max(20),
})
export type TableSection = z.infer<typeof TableSection>

/** "Yes" shuts a place out until it is over. */
export const Veto = z.strictObject({
  code: Code,
  clause: Clause,
  text: line(120, 4),
  /** Answered with yes or no; yes shuts out. */
  question: line(80, 4),
})
export type Veto = z.infer<typeof Veto>

/** The area's own words for the steps: 申报·评估·验收, 认定, 评估推荐. */
export const StepWords = z.strictObject({
  apply: line(8, 2),
  assess: line(8, 2),
  accept: line(8, 2),
  title: line(8, 2),
})
export type StepWords = z.infer<typeof StepWords>

/** One of the two documents. Its edition counts up when its part changes. */
const TableDocument = z.strictObject({ title: line(60, 2), edition: z.int().min(1).max(999) })

export const TableContent = z.strictObject({
  /** `short`: fewer items; `light`: a checklist with months of records, nobody comes. */
  form: z.enum(tableForms),
  standard: TableDocument,
  rule: TableDocument,
  /** Where items, points and lines come from; ours say that they are ours. */
  source: text(300, 2),
  steps: StepWords,
  sections: z.array(TableSection).min(1).max(8),
  vetoes: z.array(Veto).max(12),
  bonus: z.array(TableItem).max(8),
  /** Bonus counts up to here, in points. */
  bonusCap: z.int().min(0).max(10),
  /** Titled and 示范 from so many points. */
  titledFrom: z.int().min(1).max(100),
  modelFrom: z.int().min(1).max(100),
  /** Review and site further apart than so many points: a third assessor. */
  apartBy: z.int().min(1).max(50),
  validYears: z.int().min(1).max(5),
  /** Months of records that a light one asks for; 0 for the others. */
  recordMonths: z.int().min(0).max(12),
})
export type TableContent = z.infer<typeof TableContent>

/** What was found of one item, by whoever looked: the applicant, the reviewer, an assessor, the platform. */
export const ItemAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({ kind: z.literal('yesNo'), yes: z.boolean() }),
  z.strictObject({
    kind: z.literal('deduct'),
    /** Empty: nothing wrong. */
    faults: z.array(z.strictObject({ code: Code, count: z.int().min(1).max(99) })).max(8),
  }),
  z.strictObject({ kind: z.literal('tiers'), tier: Code }),
  z.strictObject({
    kind: z.literal('ratio'),
    part: z.int().min(0).max(1_000_000_000),
    whole: z.int().min(0).max(1_000_000_000),
  }),
])
export type ItemAnswer = z.infer<typeof ItemAnswer>
export type Answers = Readonly<Record<string, ItemAnswer | undefined>>

export const itemsOf = ({ sections, bonus }: Pick<TableContent, 'sections' | 'bonus'>): TableItem[] => [
  ...sections.flatMap(({ items }) => items),
  ...bonus,
]

export const tableItem = (content: Pick<TableContent, 'sections' | 'bonus'>, code: string): TableItem | null =>
  itemsOf(content).find((item) => item.code === code) ?? null

/** One sentence on what is wrong with a table, or null. */
export function tableProblem(content: TableContent): string | null {
  const { sections, bonus, vetoes } = content
  const items = itemsOf(content)
  const all = [...items, ...vetoes]
  const doubled = firstDouble(all.map(({ code }) => code)) ?? firstDouble(all.map(({ clause }) => clause))
  if (doubled) return `编码或条款“${doubled}”用了两次`
  const sum = sections.reduce((total, { max }) => total + max, 0)
  if (sum !== 100) return `各部分满分加起来是 ${sum}，应是 100`
  for (const section of sections) {
    const own = section.items.reduce((total, { max }) => total + max, 0)
    if (own !== section.max) return `“${section.name}”各项加起来是 ${own}，应是 ${section.max}`
  }
  if (bonus.length > 0 && content.bonusCap === 0) return '有加分项，请写明加分上限'
  if (bonus.some(({ required }) => required)) return '加分项不能是必备项'
  if (content.titledFrom >= content.modelFrom) return '示范的分数线应高于命名的分数线'
  if ((content.form === 'light') !== content.recordMonths > 0) return '只有简表要写明几个月的记录'
  return items.map(itemProblem).find((problem) => problem !== null) ?? null
}

function itemProblem(item: TableItem): string | null {
  const { clause, method, max, check, source, evidence } = item
  if ((check === 'platform') !== (source !== null)) return `${clause} 由平台数据核对的，要写明是哪一项数据`
  if (check === 'platform' && method.kind === 'deduct') return `${clause} 平台数据不能逐处扣分，请换一种评分办法`
  if (evidence.least > 0 && evidence.kind === 'none') return `${clause} 要交材料的，请写明交什么`
  switch (method.kind) {
    case 'yesNo':
      return null
    case 'ratio':
      return method.none < method.full ? null : `${clause} 满分的比例应高于不得分的比例`
    case 'deduct': {
      const twice = firstDouble(method.faults.map(({ code }) => code))
      if (twice) return `${clause} 里编码“${twice}”用了两次`
      return method.faults.some(({ points }) => points > max) ? `${clause} 一处扣的分比满分还多` : null
    }
    case 'tiers': {
      const twice = firstDouble(method.tiers.map(({ code }) => code))
      if (twice) return `${clause} 里编码“${twice}”用了两次`
      return tiersProblem(item, method)
    }
  }
}

function tiersProblem({ clause, max, check }: TableItem, { tiers }: Extract<Method, { kind: 'tiers' }>): string | null {
  if (tiers[0]?.points !== max) return `${clause} 最高一档应是满分 ${max}分`
  const falls = tiers.every(({ points }, at) => at === 0 || points < (tiers[at - 1]?.points ?? 0))
  if (!falls) return `${clause} 各档的分数应一档比一档低`
  if (check !== 'platform') return null
  const isOrdered = tiers.every(({ from }, at) => {
    const above = at === 0 ? Infinity : (tiers[at - 1]?.from ?? -1)
    return from !== null && from < above
  })
  return isOrdered && tiers.at(-1)?.from === 0 ? null : `${clause} 各档的起点应一档比一档低，最后一档从 0 起`
}

const firstDouble = (codes: readonly string[]): string | undefined =>
  codes.find((code, index) => codes.indexOf(code) !== index)
