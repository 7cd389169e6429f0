// How a table is written down: one call an item, numbered by where it stands. A clause's code is its place in our first
// edition ("c2-1") and stays with it when a city's later edition moves it.
import type { EvidenceAsked, Method, StepWords, TableContent, TableItem, TableSection, Veto } from '../tables'
import { frame, sourceWords, stepWordSets, type PlatformSource, type TableForm } from '../table-words'

/** Said by each of our tables. */
export const OURS =
  '条款、分值、分数线和年限都是本产品的默认值，不出自国家标准或某市文件；请按本地文件修改后公布。失信与造假两条参照上海市 2023年的做法。'

/** An item that has no place yet. */
type Loose = Omit<TableItem, 'code' | 'clause'>
type More = Partial<Pick<TableItem, 'required' | 'mayBeAbsent' | 'check'>>

export const photo = (ask: string, example: string, least = 1): EvidenceAsked => ({
  kind: 'photo',
  ask,
  example,
  least,
})
export const paper = (ask: string, example: string, least = 1): EvidenceAsked => ({ kind: 'file', ask, example, least })
export const either = (ask: string, example: string, least = 1): EvidenceAsked => ({
  kind: 'either',
  ask,
  example,
  least,
})
/** Nothing to bring: somebody asks or looks. */
export const nothing: EvidenceAsked = { kind: 'none', ask: '', example: '', least: 0 }

export const required: More = { required: true }
export const mayBeAbsent: More = { mayBeAbsent: true }
/** Found out by asking people. */
export const asked: More = { check: 'questionnaire' }

const item = (
  max: number,
  [text, question]: readonly [string, string],
  method: Method,
  evidence: EvidenceAsked,
  more: More,
): Loose => ({
  text,
  question,
  max,
  required: more.required ?? false,
  mayBeAbsent: more.mayBeAbsent ?? false,
  method,
  evidence,
  check: more.check ?? (evidence.kind === 'file' || evidence.kind === 'either' ? 'document' : 'site'),
  source: null,
})

/** All or nothing. */
export const yes = (
  max: number,
  words: readonly [text: string, question: string],
  evidence: EvidenceAsked,
  more: More = {},
): Loose => item(max, words, { kind: 'yesNo' }, evidence, more)

export const deduct = (
  max: number,
  words: readonly [text: string, question: string],
  faults: readonly (readonly [text: string, points: number])[],
  evidence: EvidenceAsked,
  more: More = {},
): Loose =>
  item(
    max,
    words,
    { kind: 'deduct', faults: faults.map(([text, points], at) => ({ code: `f${at + 1}`, text, points })) },
    evidence,
    more,
  )

/** The best first. */
export const tiers = (
  max: number,
  words: readonly [text: string, question: string],
  steps: readonly (readonly [text: string, points: number])[],
  evidence: EvidenceAsked,
  more: More = {},
): Loose =>
  item(
    max,
    words,
    {
      kind: 'tiers',
      unit: '',
      tiers: steps.map(([text, points], at) => ({ code: `t${at + 1}`, text, points, from: null })),
    },
    evidence,
    more,
  )

const byPlatform = (
  source: PlatformSource,
  max: number,
  [text, question]: readonly [string, string],
  method: Method,
  more: More,
): Loose => ({ ...item(max, [text, question], method, nothing, more), check: 'platform', source })

/** A share that the platform knows: nothing at `none` percent, all at `full`. */
export const share = (
  source: PlatformSource,
  max: number,
  words: readonly [text: string, question: string],
  [none, full]: readonly [number, number],
  parts: readonly [part: string, whole: string],
  more: More = {},
): Loose => byPlatform(source, max, words, { kind: 'ratio', part: parts[0], whole: parts[1], none, full }, more)

/** A value that the platform knows, in steps; the last one is nothing. */
export const value = (
  source: PlatformSource,
  max: number,
  words: readonly [text: string, question: string],
  steps: readonly (readonly [from: number, points: number])[],
  more: More = {},
): Loose => {
  const { unit } = sourceWords[source]
  const named = (from: number, at: number): string => (at === steps.length ? '更少' : `${from}${unit}以上`)
  const all = [...steps, [0, 0] as const].map(([from, points], at) => ({
    code: `t${at + 1}`,
    text: named(from, at),
    points,
    from,
  }))
  return byPlatform(source, max, words, { kind: 'tiers', unit, tiers: all }, more)
}

export const veto = (text: string, question: string): Omit<Veto, 'code' | 'clause'> => ({ text, question })
const always = [
  veto(
    '近三年在信用平台上有安全、环保、质量方面的严重失信记录',
    '近三年，在信用平台上有没有安全、环保或质量方面的严重失信记录？',
  ),
  veto('申报材料、台账或照片弄虚作假', '交的材料里，有没有编造、借用或改动过的？'),
]

type Written = {
  form?: TableForm
  /** "无废餐饮". */
  name: string
  sections: readonly (readonly Loose[])[]
  vetoes: readonly Omit<Veto, 'code' | 'clause'>[]
  bonus: readonly Loose[]
  steps?: StepWords
  validYears?: number
}

const numbered = (items: readonly Loose[], section: number | 'J'): TableItem[] =>
  items.map((one, at) => ({
    code: `${section === 'J' ? 'j' : `c${section}-`}${at + 1}`,
    clause: `${section}.${at + 1}`,
    ...one,
  }))

export const table = (given: Written): TableContent => ({
  form: given.form ?? 'full',
  standard: { title: `${given.name}建设标准`, edition: 1 },
  rule: { title: `${given.name}评价细则`, edition: 1 },
  source: OURS,
  steps: given.steps ?? stepWordSets[0],
  sections: given.sections.flatMap((items, at): TableSection[] => {
    const part = frame[at]
    return part ? [{ ...part, items: numbered(items, at + 1) }] : []
  }),
  vetoes: [...given.vetoes, ...always].map((one, at) => ({ code: `v${at + 1}`, clause: `V.${at + 1}`, ...one })),
  bonus: numbered(given.bonus, 'J'),
  bonusCap: given.bonus.length === 0 ? 0 : 10,
  titledFrom: 80,
  modelFrom: 90,
  apartBy: 10,
  validYears: given.validYears ?? 3,
  recordMonths: given.form === 'light' ? 3 : 0,
})
