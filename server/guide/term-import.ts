// A table of the guide's entries. Natural key: the name. An empty cell leaves what is there; conditions of an entry
// (“脏的”“带电池的”) are kept, since a table has no place for them. What is written is a draft for the next edition.
import { DomainError } from '@shared/errors'
import { guide, type DisposalRoute, type Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'
import { codeNames, routeNames } from '@shared/guide/words'
import { audit } from '../audit'
import { defineImport, type Effect } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
import { checkTerm, putDraft, termOf } from './drafts'
import { TermDrafts, type TermDraft } from './guide.model'

/** Entries by every name of theirs, also those of rows before. */
type Context = {
  filename: string
  byKey: Map<string, Term>
  seen: Map<string, number>
  /** Of the entries that were there when the file was read. */
  versions: Map<string, number>
}

async function begin(filename: string): Promise<Context> {
  const drafts = await TermDrafts.find({ active: true }).lean<TermDraft[]>()
  const context: Context = { filename, byKey: new Map(), seen: new Map(), versions: new Map() }
  for (const draft of drafts) {
    context.versions.set(draft._id, draft.version)
    enter(context, termOf(draft))
  }
  return context
}

const keysOf = ({ name, aliases }: Term): string[] => [name, ...aliases].map(normalise)
const enter = ({ byKey }: Context, term: Term): void => keysOf(term).forEach((key) => byKey.set(key, term))

/** An entry to be written over the version that was seen, 0 for a new one. */
type Write = { term: Term; seen: number }

function readRow(context: Context, reader: RowReader): { effect: Effect; write?: Write } {
  const name = reader.required('名称', 30)
  const before = context.seen.get(normalise(name))
  if (before !== undefined) reader.problem('名称', `和第${before}行重复`)
  context.seen.set(normalise(name), before ?? reader.row)
  const known = context.byKey.get(normalise(name))
  if (known && normalise(known.name) !== normalise(name)) reader.problem('名称', `已是“${known.name}”的别名`)
  const code = reader.choice('类别', codeNames)
  const route = reader.choice('去向', routeNames)
  if (!known && code === undefined && reader.raw('类别') === '') reader.problem('类别', '新的词条必须填写')
  if (!known && route === undefined && reader.raw('去向') === '') reader.problem('去向', '新的词条必须填写')
  if (reader.problems.length > 0) return { effect: 'same' }
  const term = termIn(reader, name, known, { code, route })
  for (const key of keysOf(term)) {
    const owner = context.byKey.get(key)
    if (owner && owner !== known) reader.problem('别名', `“${key}”已在“${owner.name}”里`)
  }
  const checked = told(reader, term)
  if (!checked || reader.problems.length > 0) return { effect: 'same' }
  enter(context, checked)
  if (known && JSON.stringify(known) === JSON.stringify(checked)) return { effect: 'same' }
  const seen = known ? (context.versions.get(known.id) ?? 0) : 0
  return { effect: known ? 'change' : 'create', write: { term: checked, seen } }
}

type Chosen = { code: string | undefined; route: DisposalRoute | undefined }

function termIn(reader: RowReader, name: string, known: Term | undefined, { code, route }: Chosen): Term {
  const or = (typed: string, kept: string | null | undefined): string => (typed === '' ? (kept ?? '') : typed)
  const words = (column: string): string[] =>
    reader
      .text(column, 400)
      .split(/[、,，;；\s]+/)
      .filter((each) => each !== '')
  const [aliases, flags] = [words('别名'), words('标记')]
  return {
    id: known?.id ?? name,
    name: known?.name ?? name,
    aliases: aliases.length > 0 ? aliases : (known?.aliases ?? []),
    code: code ?? known?.code ?? '',
    route: route ?? known?.route ?? 'bin',
    flags: flags.length > 0 ? flags : (known?.flags ?? []),
    preparation: or(reader.text('准备', 120), known?.preparation),
    reason: or(reader.text('理由', 120), known?.reason),
    variants: known?.variants ?? [],
    counterExample: or(reader.text('反例', 160), known?.counterExample) || null,
    source: or(reader.text('来源', 120), known?.source) || null,
  }
}

/** The entry as it will be packed; what speaks against it is told to the reader. */
function told(reader: RowReader, term: Term): Term | null {
  try {
    return checkTerm(term)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const fields = (error.details as { fields?: { path: string; text: string }[] } | undefined)?.fields ?? []
    for (const { path, text } of fields) reader.problem(path === 'flags' ? '标记' : '别名', text)
    return null
  }
}

export const termImport = defineImport<Write, Context>({
  name: 'guideTerms',
  title: '词条',
  may: guide.saveTerm.may as readonly ('cityOfficer' | 'administrator')[],
  columns: [
    { name: '名称', required: true, width: 20 },
    { name: '别名', width: 40 },
    { name: '类别', width: 24, choices: Object.values(codeNames) },
    { name: '去向', width: 18, choices: Object.values(routeNames) },
    { name: '标记', width: 18 },
    { name: '准备', width: 40 },
    { name: '理由', width: 40 },
    { name: '反例', width: 30 },
    { name: '来源', width: 24 },
  ],
  example: [
    '示例奶茶杯',
    '示例塑料奶茶杯、示例外卖奶茶杯',
    codeNames['O'] ?? '',
    routeNames.bin,
    '',
    '倒掉剩下的奶茶',
    '沾了奶渍难以回收',
    '',
    '',
  ],
  begin: (_actor, { filename }) => begin(filename),
  readRow,
  applyRows: async (tx, actor, { filename }, writes) => {
    for (const { term, seen } of writes) {
      const before = seen === 0 ? null : await tx.on(TermDrafts).findOne({ _id: term.id })
      const { version: _version, ...saved } = await putDraft(tx, actor, term, { seen, reason: `导入 ${filename}` })
      await audit(tx, actor, {
        action: before ? 'guide.changeTerm' : 'guide.addTerm',
        subject: `guide/terms/${saved.id}`,
        reason: `导入 ${filename}`,
        details: { before: before ? termOf(before) : null, after: saved },
      })
    }
  },
})
