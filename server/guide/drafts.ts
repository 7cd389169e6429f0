// Drafts: what editors write for the next edition, checked so that it can be packed and found.
// Invariants: an active name stands in one draft only; the unique index decides between two editors at once. A draft is
// saved only over the version that was seen, and a new one over none.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { canonical } from '@shared/canonical'
import { DomainError, invalid } from '@shared/errors'
import { escapePattern } from '@shared/escape'
import { isClassCode, unknownFlags } from '@shared/guide/codes'
import type { guide, Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'
import type { QueryFilter } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { TermDrafts, type TermDraft } from './guide.model'

type Written = Omit<TermDraft, 'version' | 'edits'>

/** A draft of a term; `changed` until it is published. */
export function draftOf(term: Term, at: Date): Written {
  const { id, ...rest } = term
  return {
    _id: id,
    ...rest,
    keys: [...new Set([term.name, ...term.aliases].map(normalise))],
    active: true,
    changed: true,
    updatedAt: at,
  }
}

export function termOf(draft: Written): Term {
  const { name, aliases, code, route, flags, preparation, reason, variants, counterExample, source } = draft
  return {
    id: draft._id,
    name,
    aliases: [...aliases],
    code,
    route,
    flags: [...flags],
    preparation,
    reason,
    variants: variants.map((variant) => ({ ...variant })),
    counterExample: counterExample ?? null,
    source: source ?? null,
  }
}

/** The term as it will be packed: names without spaces, each once. @throws DomainError INPUT_INVALID */
export function checkTerm(term: Term): Term {
  for (const name of [term.name, ...term.aliases]) {
    if (/[\s|#\t]/.test(name)) throw invalid('aliases', `“${name}”里不能有空格或 | #`)
    if (!normalise(name)) throw invalid('aliases', `“${name}”里要有汉字、字母或数字`)
  }
  const unknown = unknownFlags(term.flags)
  if (unknown.length > 0) throw invalid('flags', `不认识的标记：${unknown.join('、')}`)
  for (const variant of term.variants) {
    if (!isClassCode(variant.code)) throw invalid('variants', `不认识的类别代码：${variant.code}`)
    if (/[|\t]/.test(variant.condition)) throw invalid('variants', '条件里不能有 |')
  }
  const seen = new Set([normalise(term.name)])
  const aliases = term.aliases.filter((alias) => !seen.has(normalise(alias)) && seen.add(normalise(alias)))
  return { ...term, aliases }
}

/** What a draft's every change writes down beside it. */
export const editedBy = (actor: Actor, at: Date, reason: string) => ({
  $inc: { version: 1 },
  $push: { edits: { by: actorId(actor), at, reason } },
})

/** What the edition in force has of an entry, as one text; left out where it has none. */
const publishedAs = (before: TermDraft | null): string | undefined =>
  before?.changed === false && before.active ? canonical(termOf(before)) : before?.publishedAs

/** An entry keeps its id when it is renamed, so that a new one may bear a name that is another one's id. */
async function freeId(tx: Tx, wanted: string): Promise<string> {
  for (let id = wanted, at = 2; ; id = `${wanted}~${at}`, at += 1)
    if (!(await tx.on(TermDrafts).findOne({ _id: id, active: true }))) return id
}

/**
 * Writes a draft. @param edit.seen the version it was made of, 0 for a new entry
 * @throws DomainError GUIDE_NAME_TAKEN with the name and the entry that has it, CHANGED_MEANWHILE
 */
export async function putDraft(
  tx: Tx,
  actor: Actor,
  term: Term,
  edit: { seen: number; reason: string },
): Promise<Term & { version: number }> {
  const isNew = edit.seen === 0
  const at = now()
  const draft = draftOf(checkTerm(isNew ? { ...term, id: await freeId(tx, term.id) } : term), at)
  const other = await tx.on(TermDrafts).findOne({ keys: { $in: draft.keys }, active: true, _id: { $ne: draft._id } })
  if (other)
    throw new DomainError('GUIDE_NAME_TAKEN', {
      name: draft.keys.find((key) => other.keys.includes(key)) ?? '',
      term: other.name,
    })
  const { _id, ...fields } = draft
  const published = publishedAs(await tx.on(TermDrafts).findOne({ _id }))
  const differs = {
    changed: published !== canonical(termOf(draft)),
    ...(published === undefined ? {} : { publishedAs: published }),
  }
  const saved = await tx
    .on(TermDrafts)
    .findOneAndUpdate(
      isNew ? { _id, active: false } : { _id, active: true, version: edit.seen },
      { $set: { ...fields, ...differs }, ...editedBy(actor, at, edit.reason) },
      { upsert: isNew },
    )
  if (!saved) throw new DomainError('CHANGED_MEANWHILE')
  return { ...termOf(draft), version: saved.version }
}

/** Two editors took the same name at once: the later one is told as if it had been there. */
export async function withoutRace<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('GUIDE_NAME_TAKEN')
    throw error
  }
}

/**
 * Saves a term for the next edition. @param input.version the one that was seen, 0 for a new term: it gets an id of its
 * own where another one has that already @throws DomainError GUIDE_NAME_TAKEN, CHANGED_MEANWHILE, INPUT_INVALID
 */
export async function saveTerm(
  actor: Actor,
  { reasonForChange, version, ...term }: Term & { version: number; reasonForChange: string },
): Promise<Term & { version: number }> {
  return withoutRace(() =>
    transaction(async (tx) => {
      const before = version === 0 ? null : await tx.on(TermDrafts).findOne({ _id: term.id })
      const { version: newest, ...saved } = await putDraft(tx, actor, term, { seen: version, reason: reasonForChange })
      await audit(tx, actor, {
        action: before ? 'guide.changeTerm' : 'guide.addTerm',
        subject: `guide/terms/${saved.id}`,
        reason: reasonForChange,
        details: { before: before ? termOf(before) : null, after: saved },
      })
      return { ...saved, version: newest }
    }),
  )
}

/** Takes a term out of the next edition; its names are free again. @throws DomainError NOT_FOUND, CHANGED_MEANWHILE */
export async function removeTerm(
  actor: Actor,
  { id, version, reason }: { id: string; version: number; reason: string },
): Promise<{ id: string }> {
  return transaction(async (tx) => {
    const at = now()
    const draft = await tx.on(TermDrafts).findOne({ _id: id, active: true })
    if (!draft) throw new DomainError('NOT_FOUND')
    const published = publishedAs(draft)
    const kept = published === undefined ? {} : { publishedAs: published }
    const { matched } = await tx
      .on(TermDrafts)
      .updateOne(
        { _id: id, active: true, version },
        { $set: { active: false, changed: true, ...kept, updatedAt: at }, ...editedBy(actor, at, reason) },
      )
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, { action: 'guide.removeTerm', subject: `guide/terms/${id}`, reason })
    return { id }
  })
}

/** Drafts for the editor, last changed first. @param input.q beginning of a name */
export async function listTerms(input: ParsedOf<typeof guide.terms>) {
  const filter: QueryFilter<TermDraft> = {
    active: true,
    ...(input.code ? { code: input.code } : {}),
    ...(input.q ? { keys: { $regex: `^${escapePattern(normalise(input.q))}` } } : {}),
    ...(String(input.changed) === 'true' ? { changed: true } : {}),
  }
  const { rows, ...page } = await readCountedPage(TermDrafts, { updatedAt: -1 }, filter, input)
  return {
    items: rows.map((row) => ({
      ...termOf(row),
      version: row.version,
      changedSincePublished: row.changed,
      updatedAt: row.updatedAt.toISOString(),
    })),
    ...page,
  }
}
