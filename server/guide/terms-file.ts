// Reads the guide's terms from text files (server/guide/terms/*.txt; one entry a line, details indented below it).
// Every complaint names file, line and reason; ids are the canonical names. A name stands in one entry only, in all
// files together.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isClassCode, unknownFlags } from '@shared/guide/codes'
import { DisposalRoute, Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'

export type TermsFileError = { file: string; line: number; reason: string }
/** An entry and where it stands, for messages. */
export type PlacedTerm = { term: Term; file: string; line: number }

const ROUTES: readonly string[] = DisposalRoute.options

/**
 * Folder of the terms that the product ships: beside this file, or, from a bundle in server/dist, beside its source.
 */
export const TERMS_FOLDER =
  [path.join(__dirname, 'terms'), path.join(__dirname, '../guide/terms')].find((folder) => existsSync(folder)) ??
  'server/guide/terms'

function checkHead(fields: string[]): string | null {
  const [name = '', , code = '', route = '', flags = ''] = fields
  if (fields.length !== 7) return `一个词条要有7栏，这里有${fields.length}栏`
  if (!name || /\s/.test(name)) return '名称不能为空，也不能有空格'
  if (!isClassCode(code)) return `不认识的类别代码“${code}”`
  if (!ROUTES.includes(route)) return `不认识的去向“${route}”`
  const unknown = unknownFlags(flags.split(/\s+/).filter(Boolean))
  return unknown.length > 0 ? `不认识的标记“${unknown.join(' ')}”` : null
}

function readHead(fields: string[]): Term {
  const [name = '', aliases = '', code = '', route = '', flags = '', preparation = '', reason = ''] = fields
  const words = [...new Set(aliases.split(/\s+/).filter((alias) => alias && alias !== name))]
  return {
    id: name,
    name,
    aliases: words,
    code,
    route: route as Term['route'],
    flags: flags.split(/\s+/).filter(Boolean),
    preparation,
    reason,
    variants: [],
    counterExample: null,
    source: null,
  }
}

function readDetail(term: Term, line: string): string | null {
  const mark = line.charAt(0)
  const body = line.slice(1).trim()
  if (mark === '!') term.counterExample = [term.counterExample, body].filter(Boolean).join('；')
  else if (mark === '@') term.source = body
  else if (mark === '?') {
    const [condition = '', code = '', route = '', preparation = ''] = body.split('|').map((field) => field.trim())
    if (!condition || !isClassCode(code) || !ROUTES.includes(route))
      return '以 ? 开头的行应为：条件 | 类别代码 | 去向 | 准备'
    term.variants.push({ condition, code, route: route as Term['route'], preparation })
  } else return `不认识的行首“${mark}”，应为 ? ! 或 @`
  return null
}

/** Parses one file's text. Lines with errors are left out and reported. */
export function parseTerms(text: string, file: string): { terms: PlacedTerm[]; errors: TermsFileError[] } {
  const terms: PlacedTerm[] = []
  const errors: TermsFileError[] = []
  let current: Term | null = null
  text.split('\n').forEach((raw, index) => {
    const line = raw.trimEnd()
    const complain = (reason: string | null): void => {
      if (reason) errors.push({ file, line: index + 1, reason })
    }
    if (!line || line.startsWith('#')) return
    if (line.startsWith('  '))
      return current ? complain(readDetail(current, line.trim())) : complain('缩进的行上面没有词条')
    const fields = line.split('|').map((field) => field.trim())
    const wrong = checkHead(fields)
    current = wrong ? null : readHead(fields)
    complain(wrong)
    if (current) terms.push({ term: current, file, line: index + 1 })
  })
  for (const { term, line } of terms) {
    const checked = Term.safeParse(term)
    if (!checked.success)
      errors.push({
        file,
        line,
        reason: checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      })
  }
  return { terms, errors }
}

/** Names (normalised) that stand in more than one entry, or twice in one. */
export function findDuplicateNames(placed: readonly PlacedTerm[]): TermsFileError[] {
  const owner = new Map<string, PlacedTerm>()
  const errors: TermsFileError[] = []
  for (const each of placed) {
    for (const name of [each.term.name, ...each.term.aliases]) {
      const first = owner.get(normalise(name))
      if (!first) owner.set(normalise(name), each)
      else
        errors.push({
          file: each.file,
          line: each.line,
          reason: `“${name}”已在 ${first.file}:${first.line} 的“${first.term.name}”里`,
        })
    }
  }
  return errors
}

/**
 * Reads every file of a folder. @returns terms in the order of files and lines, and everything that is wrong with them
 */
export function readTermsFolder(folder: string = TERMS_FOLDER): { placed: PlacedTerm[]; errors: TermsFileError[] } {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
  const parsed = files.map((file) => parseTerms(readFileSync(path.join(folder, file), 'utf8'), file))
  const placed = parsed.flatMap((each) => each.terms)
  return { placed, errors: [...parsed.flatMap((each) => each.errors), ...findDuplicateNames(placed)] }
}

/** The shipped terms. @throws Error listing what is wrong with the files, if anything is */
export function loadTerms(folder: string = TERMS_FOLDER): Term[] {
  const { placed, errors } = readTermsFolder(folder)
  if (errors.length > 0)
    throw new Error(
      errors
        .slice(0, 20)
        .map((each) => `${each.file}:${each.line} ${each.reason}`)
        .join('\n'),
    )
  return placed.map((each) => each.term)
}
