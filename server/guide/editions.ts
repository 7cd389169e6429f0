// Editions: the one people are answered from, kept in memory with its index; publishing the next; deltas between them.
// An instance that publishes answers from the new edition at once, others within 30 s. Drafts never reach an answer.
import { createHash } from 'node:crypto'
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import type { Edition, Region, Term } from '@shared/guide/contract'
import { editionOf, type Details } from '@shared/guide/answer'
import { linesById, pickCore, pickDetail, readDetail, type EditionHead } from '@shared/guide/pack'
import { buildIndex, type GuideIndex } from '@shared/guide/search-index'
import { dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readPage } from '../paging'
import { runInScope } from '../scope'
import { packEdition, SHIPPED_HEAD } from './edition-files'
import { Editions, TermDrafts, type EditionRecord, type TermDraft } from './guide.model'
import { draftOf, termOf } from './drafts'
import { tellAskers } from './questions-told'
import { loadTerms } from './terms-file'

export type CurrentGuide = {
  number: number
  index: GuideIndex
  details: Details
  core: string
  detail: string
  hashes: ReadonlyMap<string, string>
}

const CHECK_EVERY_MS = 20_000
let current: CurrentGuide | null = null
let checkedAt = -Infinity
let loading: Promise<CurrentGuide> | null = null

const readHashes = (text: string): Map<string, string> =>
  new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  )
const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** The edition in force. The first call on an empty database takes in the shipped terms as edition 1. */
export function currentGuide(): Promise<CurrentGuide> {
  if (current && performance.now() - checkedAt < CHECK_EVERY_MS) return Promise.resolve(current)
  loading ??= refresh().finally(() => {
    loading = null
  })
  return loading
}

/** The next call looks for a newer edition. */
export const forgetCurrent = (): void => {
  checkedAt = -Infinity
}

async function refresh(): Promise<CurrentGuide> {
  const newest = await Editions.findOne({}, { number: 1 }).sort({ number: -1 }).lean<{ number: number } | null>()
  if (!newest) await takeInShippedTerms()
  if (!current || !newest || current.number !== newest.number) {
    const record = await Editions.findOne({}).sort({ number: -1 }).lean<EditionRecord>()
    if (!record) throw new Error('there is no edition of the guide')
    current = {
      number: record.number,
      index: buildIndex(record.core),
      details: readDetail(record.detail),
      core: record.core,
      detail: record.detail,
      hashes: readHashes(record.hashes),
    }
  }
  checkedAt = performance.now()
  return current
}

/** Drafts and edition 1 from the text files, once; a second call changes nothing. */
export async function takeInShippedTerms(): Promise<void> {
  const terms = loadTerms()
  const at = now()
  // outside the request's own scope: what is stored here is not the answer of any write
  await runInScope({ requestId: 'guide:first-edition' }, () =>
    transaction(async (tx) => {
      if (await tx.on(Editions).findOne({})) return
      await tx
        .on(TermDrafts)
        .insert(...terms.map((term) => ({ ...draftOf(term, at), changed: false, version: 1, edits: [] })))
      await tx.on(Editions).insert(
        recordOf(SHIPPED_HEAD, terms, {
          at,
          by: 'system:shipped',
          notes: '随系统提供的首版，尚未经主管部门复核',
          changed: terms.length,
        }),
      )
    }),
  )
}

type Publication = { at: Date; by: string; notes: string; changed: number }

function recordOf(head: EditionHead, terms: readonly Term[], { at, by, notes, changed }: Publication): EditionRecord {
  const { core, detail } = packEdition(head, terms)
  const hashes = [...linesById(core, detail)].map(([id, lines]) => `${id}\t${shortHash(lines)}`).join('\n')
  return {
    _id: `edition:${head.number}`,
    number: head.number,
    publishedAt: at,
    publishedOn: head.publishedOn,
    terms: terms.length,
    names: terms.reduce((sum, term) => sum + 1 + term.aliases.length, 0),
    changed,
    notes,
    reviewedBy: head.reviewedBy,
    reviewedOn: head.reviewedOn,
    publishedBy: by,
    core,
    detail,
    hash: shortHash(`${core}\n${detail}`),
    hashes,
  }
}

/** The head of the edition in force, for a region. */
export const currentEdition = async (region: Region = 'xuchang'): Promise<Edition> =>
  editionOf((await currentGuide()).index, region)

/**
 * Writes the drafts as the next edition and tells those whose words it answers.
 * @throws DomainError GUIDE_NOTHING_CHANGED unless the city signs the same content
 */
export async function writeEdition(
  tx: Tx,
  actor: Actor,
  input: { notes: string; reviewedBy: string | null; proposedBy: string },
): Promise<Edition> {
  const at = now()
  const { last, changed } = await publishable(tx, input.reviewedBy)
  const drafts = await tx.on(TermDrafts).find({ active: true }, { sort: { _id: 1 } })
  const head: EditionHead = {
    number: last.number + 1,
    publishedOn: dayOf(at),
    reviewedBy: input.reviewedBy,
    reviewedOn: input.reviewedBy ? dayOf(at) : null,
  }
  const by = actorId(actor)
  const record = recordOf(head, inOrderOf(last, drafts).map(termOf), { at, by, notes: input.notes, changed })
  await tx.on(Editions).insert(record)
  await tx.on(TermDrafts).updateMany({ changed: true }, {
    $set: { changed: false, edits: [] },
    $unset: { publishedAs: 1 },
  } as UpdateQuery<TermDraft>)
  await tellAskers(tx, head.number)
  await audit(tx, actor, {
    action: 'guide.publish',
    subject: `guide/editions/${head.number}`,
    details: { changed, reviewedBy: head.reviewedBy, proposedBy: input.proposedBy },
  })
  return { ...head, terms: record.terms, names: record.names, region: 'xuchang' as const }
}

/**
 * What there is to publish.
 * @throws DomainError GUIDE_NOTHING_CHANGED where the next edition would say what the last one says, signed by nobody
 * new
 */
export async function publishable(
  tx: Tx,
  reviewedBy: string | null,
): Promise<{ last: EditionRecord; changed: number }> {
  const last = await tx.on(Editions).findOne({}, { sort: { number: -1 } })
  const changed = await tx.on(TermDrafts).count({ changed: true })
  if (!last || (changed === 0 && (!reviewedBy || reviewedBy === last.reviewedBy)))
    throw new DomainError('GUIDE_NOTHING_CHANGED')
  return { last, changed }
}

/** Entries keep the place they had, so that an edition differs from the last only where something changed. */
function inOrderOf(last: EditionRecord, drafts: readonly TermDraft[]): TermDraft[] {
  const place = new Map([...readHashes(last.hashes).keys()].map((id, at) => [id, at]))
  const end = place.size
  return [...drafts].sort((a, b) => (place.get(a._id) ?? end) - (place.get(b._id) ?? end) || (a._id < b._id ? -1 : 1))
}

/** What changed since an edition, as lines of the compact format; everything when it is unknown or 0. */
export async function delta(input: {
  from: number
  detail?: boolean
}): Promise<{ edition: number; complete: boolean; changed: string; removed: string[] }> {
  const guide = await currentGuide()
  const whole = input.detail ? guide.detail : guide.core
  if (input.from === guide.number) return { edition: guide.number, complete: false, changed: '', removed: [] }
  const base =
    input.from > 0
      ? await Editions.findById(`edition:${input.from}`, { hashes: 1 }).lean<{ hashes: string } | null>()
      : null
  if (!base || input.from > guide.number) return { edition: guide.number, complete: true, changed: whole, removed: [] }
  const before = readHashes(base.hashes)
  const ids = new Set([...guide.hashes].filter(([id, hash]) => before.get(id) !== hash).map(([id]) => id))
  const removed = [...before.keys()].filter((id) => !guide.hashes.has(id))
  return {
    edition: guide.number,
    complete: false,
    changed: input.detail ? pickDetail(guide.detail, ids) : pickCore(guide.core, ids),
    removed,
  }
}

/** All editions, newest first. */
export async function listEditions(input: { cursor?: string; limit?: number }) {
  await currentGuide()
  const { rows, next } = await readPage(Editions, { publishedAt: -1 }, {}, input)
  return {
    items: rows.map(({ number, publishedOn, terms, names, changed, reviewedBy, notes }) => ({
      number,
      publishedOn,
      terms,
      names,
      changed,
      reviewedBy,
      notes,
    })),
    next,
  }
}

/** Forgets what this process holds. @internal for tests of several instances */
export const dropCurrent = (): void => {
  current = null
  checkedAt = -Infinity
}

/** Used where a term must exist in drafts. @throws DomainError NOT_FOUND */
export async function draftById(tx: Tx, id: string): Promise<TermDraft> {
  const draft = await tx.on(TermDrafts).findOne({ _id: id, active: true })
  if (!draft) throw new DomainError('NOT_FOUND')
  return draft
}
