// The guide's documents: drafts that editors change, editions that people are answered from, words that nobody knew.
// Invariants: an active name stands in one draft only (unique index); an edition is never changed after it is
// published.
import { defineModel, type Document } from '../db'
import type { Term } from '@shared/guide/contract'

/** Who changed an entry, when and why. */
export type TermEdit = { by: string; at: Date; reason: string }

export type TermDraft = Document &
  Omit<Term, 'id'> & {
    /** Normalised names. */
    keys: string[]
    active: boolean
    /** Differs from the current edition. */
    changed: boolean
    /** Of one that differs: the entry as the edition in force has it, as text; left out where it has none. */
    publishedAs?: string
    updatedAt: Date
    /** Counted up by every change: a form says which one it was filled from. */
    version: number
    /** Since the edition in force; whoever is named here does not publish the next one. */
    edits: TermEdit[]
  }

export const TermDrafts = defineModel<TermDraft>(
  'GuideTerm',
  'guideTerms',
  {
    name: { type: String, required: true },
    aliases: { type: [String], required: true },
    code: { type: String, required: true },
    route: { type: String, required: true },
    flags: { type: [String], required: true },
    preparation: { type: String, default: '' },
    reason: { type: String, default: '' },
    variants: { type: [Object], required: true },
    counterExample: { type: String, default: null },
    source: { type: String, default: null },
    keys: { type: [String], required: true },
    active: { type: Boolean, required: true },
    changed: { type: Boolean, required: true },
    publishedAs: String,
    updatedAt: { type: Date, required: true },
    version: { type: Number, required: true },
    edits: { type: [Object], required: true },
  },
  [
    { fields: { keys: 1 }, unique: true, where: { active: true } },
    { fields: { active: 1, updatedAt: -1, _id: -1 } },
    { fields: { active: 1, code: 1, updatedAt: -1, _id: -1 } },
    { fields: { changed: 1, active: 1, updatedAt: -1, _id: -1 } },
  ],
)

export type EditionRecord = Document & {
  number: number
  publishedAt: Date
  publishedOn: string
  terms: number
  names: number
  changed: number
  notes: string
  reviewedBy: string | null
  reviewedOn: string | null
  publishedBy: string
  /** Packed payload (shared/guide/pack.ts) and its SHA-256. */
  core: string
  detail: string
  hash: string
  /** "id<TAB>hash" lines: what a delta compares. */
  hashes: string
}

export const Editions = defineModel<EditionRecord>(
  'GuideEdition',
  'guideEditions',
  {
    number: { type: Number, required: true },
    publishedAt: { type: Date, required: true },
    publishedOn: { type: String, required: true },
    terms: { type: Number, required: true },
    names: { type: Number, required: true },
    changed: { type: Number, required: true },
    notes: { type: String, required: true },
    reviewedBy: { type: String, default: null },
    reviewedOn: { type: String, default: null },
    publishedBy: { type: String, required: true },
    core: { type: String, required: true },
    detail: { type: String, required: true },
    hash: { type: String, required: true },
    hashes: { type: String, required: true },
  },
  [{ fields: { number: -1 }, unique: true }, { fields: { publishedAt: -1, _id: -1 } }],
)

/** What the first person proposes to publish; there is one at a time. `drafts`: the state of the drafts it is about. */
export type PublicationProposal = Document & {
  proposalId: string
  notes: string
  reviewedBy: string | null
  proposedBy: string
  proposedAt: Date
  entries: number
  drafts: string
}

export const PublicationProposals = defineModel<PublicationProposal>(
  'GuideProposal',
  'guideProposals',
  {
    proposalId: { type: String, required: true },
    notes: { type: String, required: true },
    reviewedBy: { type: String, default: null },
    proposedBy: { type: String, required: true },
    proposedAt: { type: Date, required: true },
    entries: { type: Number, required: true },
    drafts: { type: String, required: true },
  },
  [],
)

export type WordStatus = 'waiting' | 'answered' | 'declined'

/** A word nobody knew; `_id` is its normalised form. */
export type AskedWord = Document & {
  word: string
  count: number
  status: WordStatus
  answer: string | null
  termId: string | null
  firstAt: Date
  lastAt: Date
  /** The edition that brought the answer; its askers have been told. */
  toldInEdition: number | null
}

export const AskedWords = defineModel<AskedWord>(
  'GuideWord',
  'guideWords',
  {
    word: { type: String, required: true },
    count: { type: Number, required: true },
    status: { type: String, required: true },
    answer: { type: String, default: null },
    termId: { type: String, default: null },
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
    toldInEdition: { type: Number, default: null },
  },
  [{ fields: { status: 1, lastAt: -1, _id: -1 } }, { fields: { lastAt: -1, _id: -1 } }],
)

export type Asking = Document & { personId: string; wordKey: string; note: string; askedAt: Date }

export const Askings = defineModel<Asking>(
  'GuideAsking',
  'guideAskings',
  {
    personId: { type: String, required: true },
    wordKey: { type: String, required: true },
    note: { type: String, default: '' },
    askedAt: { type: Date, required: true },
  },
  [
    { fields: { personId: 1, wordKey: 1 }, unique: true },
    { fields: { personId: 1, askedAt: -1, _id: -1 } },
    { fields: { wordKey: 1 } },
  ],
)
