// What a feature hands in for its kind of question: who decides, what an outcome does, whom to tell and in which words.
// Kinds register themselves when their feature is loaded.
import type { Actor, PersonActor, Role } from '@shared/actors'
import type { NoticeKind } from '@shared/notices/contract'
import type { Due, Worth } from '@shared/reviews/rules'
import type { Tx } from '../db'
import type { ReviewRecord } from './reviews.model'

type Id = string | null | undefined

/** A question as a feature asks it. Absent ids are passed over. */
export type Opening = {
  /** Id of the subject in its feature. */
  subjectId: string
  placePath: readonly string[]
  /** What it is about in one line, without anything that staff of the place may not read. */
  headline: string
  due: Due | null
  /** Whose question it is: told the answer, and in their copy of data. */
  personId?: Id
  /** Who asked for it or wrote it down. */
  author?: Id
  /** Who acted in what it is about: weighed, entered, posted, stood behind the rule. */
  actedBy?: readonly Id[]
  /** Persons and households whose case it is. */
  personIds?: readonly Id[]
  householdIds?: readonly Id[]
  /** Organisations whose case it is. */
  organisationIds?: readonly Id[]
  /** Two different persons must agree. */
  deciders?: 1 | 2
  /** Told in place of the kind's: those whom this one concerns. */
  tells?: readonly Role[]
  /** Parts that can go back by themselves. */
  items?: readonly string[]
  at?: Date
}

export type Step<Given> = { actor: PersonActor; review: ReviewRecord; outcome: string; reason: string; given: Given }
/** What an outcome has done: what the person had and has by the matter, and what the audit keeps of it. */
export type Applied = { before?: Worth; after?: Worth; details?: Record<string, unknown> }
export type Told = { title: string; text: string }

export type ReviewKind<Given = unknown, Answer = unknown> = {
  name: string
  /** "积分异议" */
  title: string
  /** "答复" or "办理": what staff owe. */
  verb: string
  deciders: readonly Role[]
  /** Told when it is opened: everyone at the place with one of these roles, but those whose case it is. */
  tells: readonly Role[]
  noticeKind: NoticeKind
  /** The page of the console, under /admin, that decides it. */
  deskLink: (review: ReviewRecord) => string
  /** Who is told the answer; where `askerLink` leads. */
  askers: (tx: Tx, review: ReviewRecord) => Promise<string[]>
  askerLink: (review: ReviewRecord) => string
  /** Askers are told that the answer is late. */
  tellsLate: boolean
  /** An objection: what `apply` returns must not be worse for the person than before. */
  isObjection: boolean
  /** The feature lists what waits in rows of its own: the list of work has none for this kind. */
  listedByFeature?: true
  /** Opened again, it is for somebody who has not decided it before. */
  freshDecider: boolean
  /** The words of the answer; null where `apply` tells by itself. */
  answered: (review: ReviewRecord, outcome: string, reason: string) => Told | null
  /** What the outcome does, in the transaction of the decision. May run more than once. */
  apply: (tx: Tx, step: Step<Given>) => Promise<Applied>
  /** What going back does with the subject, in the same transaction. May run more than once. */
  returned?: (
    tx: Tx,
    step: { actor: Actor; review: ReviewRecord; notes: Readonly<Record<string, string>>; reason: string },
  ) => Promise<void>
  /** What the route answers. */
  present: (tx: Tx, actor: Actor, review: ReviewRecord) => Promise<Answer>
  /** By when a case is decided that a party has sent in again by link; no day is promised without. */
  dueAgain?: (review: ReviewRecord) => Promise<Due | null>
  /** Takes on what a decision moved for a household that was merged into another meanwhile. */
  followMerger?: (tx: Tx, fromHouseholdId: string, intoHouseholdId: string) => Promise<void>
  /** Open questions of the feature, at most 500, or the one named: those from before this room existed are taken in. */
  backlog: (subjectId?: string) => Promise<Opening[]>
  /**
   * `action`: one for all outcomes, or one each. `withoutReason`: the words of the decision are for those who may
   * decide it and those who asked, and not for whoever reads the audit.
   */
  audit: {
    action: string | Readonly<Record<string, string>>
    subject: (review: ReviewRecord) => string
    withoutReason?: true
  }
}

const kinds = new Map<string, ReviewKind<never>>()

/** @throws Error for a name that is taken */
export function registerKind<Given, Answer>(kind: ReviewKind<Given, Answer>): void {
  if (kinds.has(kind.name)) throw new Error(`two kinds of review are called ${kind.name}`)
  kinds.set(kind.name, kind as ReviewKind<never>)
}

export const kindNames = (): string[] => [...kinds.keys()]

export function kindOf(name: string): ReviewKind {
  const kind = kinds.get(name)
  if (!kind) throw new Error(`no kind of review is called ${name}`)
  return kind as ReviewKind
}
