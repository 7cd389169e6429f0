// Questions that a person must decide, one document a subject: `_id` = "<kind>:<id of the subject>", so that a subject
// has one question of a kind, which goes through rounds. Every write of a decision names the status and the round it
// has seen. What was asked in words stays with the feature; here stand who asked, who may not decide, and the answer.
import type { PartyKind } from '@shared/access/vocabulary'
import type { Item, ReviewStatus, Vote } from '@shared/reviews/rules'
import { defineModel, type Document } from '../db'

/** Words of a party that answered by link; `sealed` with the review's id. */
export type ReviewAnswer = {
  id: string
  at: Date
  round: number
  /** The link's id. */
  by: string
  partyKind: PartyKind
  partyId: string
  sealed: string
}
export type ReviewVote = Vote & { reason: string; at: Date }

export type ReviewRecord = Document & {
  kind: string
  /** The subject's id in its feature. */
  subjectId: string
  status: ReviewStatus
  /** 1, and one more each time it is opened again. */
  round: number
  deciders: 1 | 2
  placePath: string[]
  /** What staff and the person read in notices. */
  headline: string
  /** Whose question it is, where that is one person. */
  personId?: string
  /** Who asked for it or wrote it down. */
  author?: string
  /** Who acted in what it is about. */
  actedBy: string[]
  /** Persons, households and organisations whose case it is. */
  personIds: string[]
  householdIds: string[]
  organisationIds?: string[]
  at: Date
  /** After this instant an answer is late. Null: no promise was given. */
  dueAt: Date | null
  /** It was late and went up to the city, in this round. */
  escalatedAt?: Date
  items?: Item[]
  /** What parties without an account have answered. */
  answers?: ReviewAnswer[]
  votes: ReviewVote[]
  decision: { outcome: string; reason: string; at: Date; by: string } | null
  history: { at: Date; action: string; by: string; text: string }[]
}

const text = { type: String, required: true }

export const Reviews = defineModel<ReviewRecord>(
  'Review',
  'reviews',
  {
    kind: text,
    subjectId: text,
    status: text,
    round: { type: Number, required: true },
    deciders: { type: Number, required: true },
    placePath: { type: [String], required: true },
    headline: { type: String, default: '' },
    personId: String,
    author: String,
    actedBy: { type: [String], required: true },
    personIds: { type: [String], required: true },
    householdIds: { type: [String], required: true },
    organisationIds: { type: [String], default: undefined },
    at: { type: Date, required: true },
    dueAt: { type: Date, default: null },
    escalatedAt: Date,
    items: { type: [Object], default: undefined },
    answers: { type: [Object], default: undefined },
    votes: { type: [Object], required: true },
    decision: { type: Object, default: null },
    history: { type: [Object], required: true },
  },
  [
    { fields: { kind: 1, subjectId: 1 }, unique: true },
    // what is late, and what waits at a place, by when it is due
    { fields: { dueAt: 1, _id: 1 }, where: { status: 'open' } },
    { fields: { placePath: 1, kind: 1, dueAt: 1, _id: 1 }, where: { status: 'open' } },
    { fields: { personId: 1, at: -1 }, where: { personId: { $exists: true } } },
    { fields: { householdIds: 1 }, where: { status: 'open' } },
    { fields: { organisationIds: 1 }, where: { status: 'open' } },
  ],
)
