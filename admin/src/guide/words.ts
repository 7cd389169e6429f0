// What the guide's forms offer, and how an entry is told to whoever compares two of it.
import type { DisposalRoute, Term } from '@shared/guide/contract'
import { codeNames, codeText, routeNames } from '@shared/guide/words'

export { codeText, routeNames } from '@shared/guide/words'
export const codeOptions = Object.entries(codeNames).map(([value, label]) => ({ value, label }))
export const routeOptions = Object.entries(routeNames).map(([value, label]) => ({
  value: value as DisposalRoute,
  label,
}))
const flagNames: Readonly<Record<string, string>> = {
  danger: '危险，小心拿',
  rots: '会烂（其他垃圾）',
  nocompost: '不适合堆肥',
  inert: '惰性物（砖瓦、灰土、陶瓷）',
  lowvalue: '低值，村里不收',
  listed: '国办发〔2017〕26号所列包装（按当地规定）',
}
export const flagOptions = Object.entries(flagNames).map(([value, label]) => ({ value, label }))

type Variant = Term['variants'][number]
const showVariant = ({ condition, code, route, preparation }: Variant): string =>
  [`如果${condition}`, codeText(code), routeNames[route], preparation].filter(Boolean).join('，')

/** How the fields of an entry are told; the others are sentences already. */
export const showTerm = {
  code: codeNames,
  route: routeNames,
  flags: flagNames,
  variants: (variants: readonly Variant[]) => variants.map(showVariant).join('；'),
}

const fields: readonly { label: string; tell: (term: Term) => string }[] = [
  { label: '名称', tell: ({ name }) => name },
  { label: '别名', tell: ({ aliases }) => aliases.join('、') },
  { label: '类别', tell: ({ code }) => codeText(code) },
  { label: '去向', tell: ({ route }) => routeNames[route] },
  { label: '标记', tell: ({ flags }) => flags.map((flag) => flagNames[flag] ?? flag).join('、') },
  { label: '先做什么', tell: ({ preparation }) => preparation },
  { label: '为什么', tell: ({ reason }) => reason },
  { label: '容易弄混的', tell: ({ counterExample }) => counterExample ?? '' },
  { label: '依据', tell: ({ source }) => source ?? '' },
  { label: '各种情况', tell: ({ variants }) => showTerm.variants(variants) },
]

/** What differs between two states of an entry, in words; null where it is not in the guide. */
export const wordingChanges = (
  before: Term | null,
  after: Term | null,
): { label: string; before: string; after: string }[] =>
  fields
    .map(({ label, tell }) => ({ label, before: before ? tell(before) : '', after: after ? tell(after) : '' }))
    .filter((change) => change.before !== change.after)
