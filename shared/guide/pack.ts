// The compact formats in which editions travel: `core` (names, class, route, flags, other conditions) is enough to
// search and to give the first answer and lies in the mini-program's main package; `detail` (sentences) follows. Both
// are lines of text; a delta is the same lines for the entries that changed. Invariant: unpacking what was packed gives
// the same terms.
import type { DisposalRoute, Term } from './contract'

export type EditionHead = { number: number; publishedOn: string; reviewedBy: string | null; reviewedOn: string | null }

/** One entry of a core, still in compact form: `names` are as written, the canonical one first. */
export type CoreTerm = { id: string; names: string[]; classLine: string; readings: string; variants: string[] }

export type CoreVariant = { condition: string; code: string; route: DisposalRoute }

/** Pinyin of the names' characters: made on the server, which alone has a dictionary. */
export type Readings = {
  /** "ai哀埃癌": a syllable and the characters that are read so unless a name says otherwise; sorted by syllable. */
  lines: readonly string[]
  /** For a name with another reading than its characters' usual ones: "position=syllable" joined by commas, else ''. */
  exceptionsOf: (name: string) => string
  /** Traditional characters each before its simplified one, emoji with their names, common words: joined by tabs. */
  words?: string
}

const MARK = 'guide-core-2'
const plain = (text: string): string => text.replace(/[\t\n]/g, ' ')

/** "R.paper bin material=paper": what entries are grouped by. */
export const classLineOf = (term: Pick<Term, 'code' | 'route' | 'flags'>): string =>
  [term.code, term.route, ...term.flags].join(' ')

function coreLine(term: Term, readings: Readings): string {
  const names = [term.name, ...term.aliases]
  const exceptions = names
    .flatMap((name, at) => (readings.exceptionsOf(name) ? [`${at}:${readings.exceptionsOf(name)}`] : []))
    .join(' ')
  const variants = term.variants.map((variant) => `${plain(variant.condition)}|${variant.code}|${variant.route}`)
  const fields = [`${term.id === term.name ? '' : `#${term.id} `}${names.join(' ')}`, exceptions, ...variants]
  return fields.join('\t').trimEnd()
}

/** Terms as core lines, grouped by class ("=R.paper bin …" opens a group). */
export function packTerms(terms: readonly Term[], readings: Readings): string {
  const groups = new Map<string, string[]>()
  for (const term of terms) {
    const line = classLineOf(term)
    const group = groups.get(line) ?? []
    groups.set(line, group)
    group.push(coreLine(term, readings))
  }
  return [...groups].map(([line, entries]) => [`=${line}`, ...entries].join('\n')).join('\n')
}

/** A whole edition: head, readings, words, terms. */
export function packCore(head: EditionHead, terms: readonly Term[], readings: Readings): string {
  const first = [MARK, head.number, head.publishedOn, head.reviewedBy ?? '', head.reviewedOn ?? ''].join('\t')
  return [first, readings.lines.join(' '), readings.words ?? '', packTerms(terms, readings)].join('\n')
}

/** The head of a core. @throws Error when the text is not of this format */
export function readHead(core: string): EditionHead {
  const [mark, number, publishedOn, reviewedBy, reviewedOn] = core.slice(0, core.indexOf('\n')).split('\t')
  if (mark !== MARK) throw new Error('not a guide core of this version')
  return {
    number: Number(number),
    publishedOn: publishedOn ?? '',
    reviewedBy: reviewedBy || null,
    reviewedOn: reviewedOn || null,
  }
}

/** Reads one entry line of a core under the class line that it stands below. */
export function readCoreLine(line: string, classLine: string): CoreTerm {
  const [nameField = '', readings = '', ...variants] = line.split('\t')
  const names = nameField.split(' ')
  const id = nameField.startsWith('#') ? (names.shift() ?? '').slice(1) : (names[0] ?? '')
  return { id, names, classLine, readings, variants }
}

export function readVariant(text: string): CoreVariant {
  const [condition = '', code = '', route = ''] = text.split('|')
  return { condition, code, route: route as DisposalRoute }
}

/** All entries of core lines (a whole core's third part, or a delta). */
export function readTerms(lines: string): CoreTerm[] {
  const terms: CoreTerm[] = []
  let classLine = ''
  for (const line of lines.split('\n')) {
    if (line.startsWith('=')) classLine = line.slice(1)
    else if (line) terms.push(readCoreLine(line, classLine))
  }
  return terms
}

export type Detail = {
  preparation: string
  reason: string
  counterExample: string | null
  source: string | null
  variantPreparations: string[]
}

/** The sentences of terms, one line an entry. */
export function packDetail(terms: readonly Term[]): string {
  return terms
    .map((term) =>
      [
        term.id,
        term.preparation,
        term.reason,
        term.counterExample ?? '',
        term.source ?? '',
        ...term.variants.map((variant) => variant.preparation),
      ]
        .map(plain)
        .join('\t')
        .trimEnd(),
    )
    .join('\n')
}

/** Detail lines by entry id. */
export function readDetail(lines: string): Map<string, Detail> {
  const details = new Map<string, Detail>()
  for (const line of lines.split('\n')) {
    const [id = '', preparation = '', reason = '', counterExample = '', source = '', ...variantPreparations] =
      line.split('\t')
    if (id)
      details.set(id, {
        preparation,
        reason,
        counterExample: counterExample || null,
        source: source || null,
        variantPreparations,
      })
  }
  return details
}

const serialise = (term: CoreTerm): string =>
  [`${term.id === term.names[0] ? '' : `#${term.id} `}${term.names.join(' ')}`, term.readings, ...term.variants]
    .join('\t')
    .trimEnd()

function joinGroups(terms: readonly CoreTerm[]): string {
  const groups = new Map<string, string[]>()
  for (const term of terms) {
    const group = groups.get(term.classLine) ?? []
    groups.set(term.classLine, group)
    group.push(serialise(term))
  }
  return [...groups].map(([line, entries]) => [`=${line}`, ...entries].join('\n')).join('\n')
}

/** The three parts of a core: head line, the lines of readings and words, entries. */
export function splitCore(core: string): { head: string; readings: string; terms: string } {
  const first = core.indexOf('\n')
  const second = core.indexOf('\n', core.indexOf('\n', first + 1) + 1)
  return { head: core.slice(0, first), readings: core.slice(first + 1, second), terms: core.slice(second + 1) }
}

/** What of an edition's entries concerns one id: compared between editions to find what changed. */
export function linesById(core: string, detail: string): Map<string, string> {
  const lines = new Map(
    readTerms(splitCore(core).terms).map((term) => [term.id, `${term.classLine}\n${serialise(term)}`]),
  )
  for (const line of detail.split('\n')) {
    const id = line.slice(0, line.indexOf('\t'))
    if (id) lines.set(id, `${lines.get(id) ?? ''}\n${line}`)
  }
  return lines
}

/** A small core with only some entries: what a delta carries. Head and readings are whole. */
export function pickCore(core: string, ids: ReadonlySet<string>): string {
  const { head, readings, terms } = splitCore(core)
  return [head, readings, joinGroups(readTerms(terms).filter((term) => ids.has(term.id)))].join('\n')
}

export const pickDetail = (detail: string, ids: ReadonlySet<string>): string =>
  detail
    .split('\n')
    .filter((line) => ids.has(line.split('\t', 1)[0] ?? ''))
    .join('\n')

/**
 * A core kept on a phone brought up to date: entries of the delta replace those of the same id. @param delta from
 * pickCore
 */
export function applyDelta(core: string, delta: string, removed: readonly string[]): string {
  const { head, readings, terms } = splitCore(delta)
  const changed = readTerms(terms)
  const gone = new Set([...removed, ...changed.map((term) => term.id)])
  const kept = readTerms(splitCore(core).terms).filter((term) => !gone.has(term.id))
  return [head, readings, joinGroups([...kept, ...changed])].join('\n')
}

/** The same for details. */
export function applyDetailDelta(detail: string, delta: string, removed: readonly string[]): string {
  const idOf = (line: string): string => line.split('\t', 1)[0] ?? ''
  const changed = delta.split('\n').filter(Boolean)
  const gone = new Set([...removed, ...changed.map(idOf)])
  return [...detail.split('\n').filter((line) => line && !gone.has(idOf(line))), ...changed].join('\n')
}
