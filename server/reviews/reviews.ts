// Questions that a person must decide: opened by a feature in the transaction of its cause, decided by staff of the
// place who have no part in the case, told, audited and kept with their history. Invariants: one question a subject and
// kind; nobody decides a case of their own; a decision is made once, on the status and round that was seen; an
// objection leaves nobody worse off.
import { holdsRole, type Actor } from '@shared/actors'
import { DomainError, invalid } from '@shared/errors'
import {
  dueAtOf,
  isWorse,
  resubmitItems,
  returnItems,
  showDue,
  statesFor,
  voteOn,
  type Due,
  type ReviewAction,
} from '@shared/reviews/rules'
import type { UpdateQuery } from 'mongoose'
import { linkMakers } from '../access/links'
import { asPerson } from '../acting-person'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { refuseOwnCase, type OwnCase } from '../people/conflicts'
import { householdById } from '../people/households'
import { staffAt } from '../people/roles'
import { workCalendar } from '../places/places'
import { registerKind, type Opening, type ReviewKind } from './kinds'
import { Reviews, type ReviewRecord } from './reviews.model'

export type { Opening, ReviewKind, Step } from './kinds'
export type { ReviewRecord } from './reviews.model'

export type Decide<Given> = {
  subjectId: string
  outcome: string
  reason: string
  given: Given
}

/** What a feature may do with its kind of question. */
export type Review<Given, Answer> = {
  /**
   * Opens the question, or opens it again for another round when it was decided or withdrawn.
   * @throws DomainError WRONG_STATE while it is open
   */
  open(tx: Tx, actor: Actor, opening: Opening): Promise<ReviewRecord>
  /** @throws DomainError NOT_FOUND outside the deciders' area, DECIDES_OWN_CASE, WRONG_STATE, REVIEW_WORSE */
  decide(actor: Actor, decide: Decide<Given>): Promise<Answer>
  /** Sends items back with a note each. @throws DomainError as `decide`, INPUT_INVALID for items that are not open */
  giveBack(actor: Actor, subjectId: string, notes: Readonly<Record<string, string>>, reason: string): Promise<Answer>
  /** Sent in again by who asked: the items that went back are looked at anew. @throws DomainError WRONG_STATE */
  resubmit(tx: Tx, actor: Actor, subjectId: string, due: Due | null): Promise<ReviewRecord>
  /** Somebody has acted in it since it was opened, and so does not decide it. */
  involve(tx: Tx, subjectId: string, personId: string): Promise<void>
  /** Something else is waited for first: by when it is due now, null while nobody owes an answer. */
  wait(tx: Tx, subjectId: string, due: Due | null): Promise<void>
  /** Opens what no transaction has caused, such as what a nightly job found; once, and nobody is told. */
  takeIn(opening: Opening): Promise<void>
  /** The question falls away. Returns false when it was not open. */
  withdraw(tx: Tx, actor: Actor, subjectId: string, text: string): Promise<boolean>
}

/** Declares a kind of question. `apply` is the only thing a feature decides with. */
export function defineReview<Given, Answer>(kind: ReviewKind<Given, Answer>): Review<Given, Answer> {
  registerKind(kind)
  return {
    open: (tx, actor, opening) => open(kind as ReviewKind, tx, actor, opening),
    decide: (actor, given) => decide(kind, actor, given),
    giveBack: (actor, subjectId, notes, reason) => giveBack(kind, actor, subjectId, notes, reason),
    involve: async (tx, subjectId, personId) => {
      const change = { $addToSet: { actedBy: personId } } as UpdateQuery<ReviewRecord>
      await tx.on(Reviews).updateOne({ _id: `${kind.name}:${subjectId}` }, change)
    },
    wait: async (tx, subjectId, due) => {
      const dueAt = due && dueAtOf(due, now(), await workCalendar())
      await tx.on(Reviews).updateOne({ _id: `${kind.name}:${subjectId}`, status: 'open' }, {
        $set: { dueAt },
        $unset: { escalatedAt: 1 },
      } as UpdateQuery<ReviewRecord>)
    },
    takeIn: (opening) => takeIn(kind.name, opening),
    resubmit: async (tx, actor, subjectId, due) => {
      const before = await tx.on(Reviews).findOne({ _id: `${kind.name}:${subjectId}` })
      if (!before) throw new DomainError('NOT_FOUND')
      return resubmitIn(tx, actor, before, due)
    },
    withdraw: async (tx, actor, subjectId, text) => {
      const change = { $set: { status: 'withdrawn' as const } }
      return (await step(tx, actor, { kind: kind.name, subjectId, action: 'withdraw', text, change })) !== null
    },
  }
}

/** Who may not decide it: those it is about, those who acted in it, and whoever has voted on it before. */
export const ownCaseOf = ({ author, actedBy, votes, personIds, householdIds }: ReviewRecord): OwnCase => ({
  author,
  actedBy: [...actedBy, ...votes.map(({ by }) => by)],
  personIds,
  householdIds,
})

const known = (ids: readonly (string | null | undefined)[] = []): string[] => [
  ...new Set(ids.filter((id): id is string => Boolean(id))),
]

/** The document of a question in its first round. */
export async function newReview(kind: string, opening: Opening, by: string): Promise<ReviewRecord> {
  const at = opening.at ?? now()
  return {
    _id: `${kind}:${opening.subjectId}`,
    kind,
    subjectId: opening.subjectId,
    status: 'open',
    round: 1,
    deciders: opening.deciders ?? 1,
    placePath: [...opening.placePath],
    headline: opening.headline,
    ...(opening.personId ? { personId: opening.personId } : {}),
    ...(opening.author ? { author: opening.author } : {}),
    actedBy: known(opening.actedBy),
    personIds: known([opening.personId, ...(opening.personIds ?? [])]),
    householdIds: known(opening.householdIds),
    organisationIds: known(opening.organisationIds),
    at,
    dueAt: opening.due && dueAtOf(opening.due, at, await workCalendar()),
    ...(opening.items ? { items: opening.items.map((id) => ({ id, state: 'open' as const, note: '' })) } : {}),
    votes: [],
    decision: null,
    history: [{ at, action: 'open', by, text: '' }],
  }
}

async function open(kind: ReviewKind, tx: Tx, actor: Actor, opening: Opening): Promise<ReviewRecord> {
  // whoever sent the link that it came by does not decide it
  const senders = actor.kind === 'link' ? await linkMakers(actor.subject) : []
  const asked = { ...opening, actedBy: [...(opening.actedBy ?? []), ...senders] }
  const fresh = await newReview(kind.name, asked, actorId(actor))
  const { _id, round: _first, history, votes, ...again } = fresh
  const before = await tx.on(Reviews).findOne({ _id })
  let review: ReviewRecord | null = fresh
  if (before)
    review = await tx.on(Reviews).findOneAndUpdate({ _id, status: { $in: statesFor('reopen') } }, {
      $set: { ...again, ...(kind.freshDecider ? {} : { votes }) },
      $inc: { round: 1 },
      $unset: { escalatedAt: 1 },
      $push: { history: { $each: history.map((row) => ({ ...row, action: 'reopen' })) } },
    } as UpdateQuery<ReviewRecord>)
  else await tx.on(Reviews).insert(fresh)
  if (!review) throw new DomainError('WRONG_STATE')
  await tellStaff(tx, opening.tells ? { ...kind, tells: opening.tells } : kind, review)
  return review
}

/** Those who are to answer, but not those whose case it is; where nobody is left, the city. */
export async function tellStaff(
  tx: Tx,
  kind: ReviewKind,
  review: ReviewRecord,
  news = { cause: 'open', title: `有一条${kind.title}待${kind.verb}` },
): Promise<void> {
  const near = new Set(known([review.author, ...review.actedBy, ...review.personIds]))
  const at = async (roles: ReviewKind['tells']): Promise<string[]> => {
    const found: string[] = []
    for (const role of roles) found.push(...(await staffAt(review.placePath, role)))
    return known(found).filter((id) => !near.has(id))
  }
  const chosen = kind.tells.length === 0 ? [] : await at(kind.tells)
  const staff = chosen.length > 0 || kind.tells.length === 0 ? chosen : await at(['cityOfficer'])
  const until = review.dueAt ? `，${showDue(review.dueAt)}前${kind.verb}` : ''
  for (const personId of staff)
    await notify(tx, personId, `reviews/${review._id}/${review.round}/${news.cause}`, {
      kind: 'work',
      title: news.title,
      text: `${review.headline}${until}`,
      link: kind.deskLink(review),
    })
}

type Change = {
  kind: string
  subjectId: string
  action: ReviewAction
  text: string
  change: UpdateQuery<ReviewRecord>
  /** The round that was seen; absent: whichever it is in. */
  round?: number
}

/** One step of a question, on the state that the table asks for; null when it is in another. */
export async function step(tx: Tx, actor: Actor, given: Change): Promise<ReviewRecord | null> {
  const { kind, subjectId, action, text, change, round } = given
  return tx
    .on(Reviews)
    .findOneAndUpdate(
      { _id: `${kind}:${subjectId}`, status: { $in: statesFor(action) }, ...(round === undefined ? {} : { round }) },
      {
        ...change,
        $push: { ...(change['$push'] as object | undefined), history: { at: now(), action, by: actorId(actor), text } },
      } as UpdateQuery<ReviewRecord>,
    )
}

/**
 * The question of a subject; one that a feature asked before this room existed is taken in now.
 * @throws DomainError NOT_FOUND where there is none, or outside the deciders' area
 */
export async function requireReview<Given, Answer>(
  kind: ReviewKind<Given, Answer>,
  actor: Actor,
  subjectId: string,
): Promise<ReviewRecord> {
  const _id = `${kind.name}:${subjectId}`
  let found = await Reviews.findById(_id).lean<ReviewRecord>()
  const [opening] = found ? [] : await kind.backlog(subjectId)
  if (opening) {
    await takeIn(kind.name, opening)
    found = await Reviews.findById(_id).lean<ReviewRecord>()
  }
  if (!found || !holdsRole(actor, kind.deciders, found.placePath)) throw new DomainError('NOT_FOUND')
  return found
}

/** Takes in an open question once. */
export async function takeIn(kind: string, opening: Opening): Promise<void> {
  const { _id, ...review } = await newReview(kind, opening, 'system:reviews')
  try {
    await Reviews.updateOne({ _id }, { $setOnInsert: review }, { upsert: true })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** One name for all outcomes, or one each. */
const actionOf = ({ audit: { action } }: Pick<ReviewKind, 'audit'>, outcome: string): string =>
  typeof action === 'string' ? action : (action[outcome] ?? outcome)

async function decide<Given, Answer>(
  kind: ReviewKind<Given, Answer>,
  actor: Actor,
  { subjectId, outcome, reason, given }: Decide<Given>,
): Promise<Answer> {
  await requireReview(kind, actor, subjectId)
  return transaction(async (tx) => {
    const before = await tx.on(Reviews).findOne({ _id: `${kind.name}:${subjectId}` })
    if (!before) throw new DomainError('NOT_FOUND')
    if (before.status !== 'open') throw new DomainError('WRONG_STATE')
    await refuseOwnCase(tx, actor, ownCaseOf(before))
    const by = actorId(actor)
    const voted = voteOn(before, { outcome, by })
    if (!voted.ok) throw new DomainError(voted.code)
    const decision = { outcome, reason, at: now(), by }
    const isLast = voted.next === 'decided'
    const review = await step(tx, actor, {
      kind: kind.name,
      subjectId,
      round: before.round,
      action: isLast ? 'decide' : 'vote',
      text: reason,
      change: {
        $set: {
          ...(isLast ? { status: 'decided', decision } : {}),
          ...(voted.next === 'nextRound' ? { round: before.round + 1 } : {}),
        },
        $push: { votes: { ...decision, round: before.round } },
      } as UpdateQuery<ReviewRecord>,
    })
    if (!review) throw new DomainError('WRONG_STATE')
    const details = isLast
      ? await carryOut(tx, kind, { actor: asPerson(actor), review, outcome, reason, given })
      : { waits: voted.next }
    await audit(tx, actor, {
      action: actionOf(kind, outcome),
      subject: kind.audit.subject(review),
      placePath: review.placePath,
      ...(kind.audit.withoutReason ? {} : { reason }),
      details: { outcome, round: before.round, ...details },
    })
    return kind.present(tx, actor, review)
  })
}

async function carryOut<Given, Answer>(
  tx: Tx,
  kind: ReviewKind<Given, Answer>,
  given: Parameters<ReviewKind<Given, Answer>['apply']>[1],
): Promise<Record<string, unknown>> {
  const { review, outcome, reason } = given
  const { before, after, details = {} } = await kind.apply(tx, given)
  if (kind.isObjection && before && after && isWorse(before, after)) throw new DomainError('REVIEW_WORSE')
  if (kind.followMerger)
    for (const householdId of review.householdIds) {
      const household = await householdById(householdId, tx)
      if (household?.mergedInto) await kind.followMerger(tx, householdId, household.mergedInto)
    }
  const words = kind.answered(review, outcome, reason)
  if (!words) return details
  for (const personId of await kind.askers(tx, review))
    await notify(tx, personId, `reviews/${review._id}/${review.round}/decided`, {
      kind: kind.noticeKind,
      ...words,
      link: kind.askerLink(review),
    })
  return details
}

async function giveBack<Given, Answer>(
  kind: ReviewKind<Given, Answer>,
  actor: Actor,
  subjectId: string,
  notes: Readonly<Record<string, string>>,
  reason: string,
): Promise<Answer> {
  await requireReview(kind, actor, subjectId)
  return transaction(async (tx) => {
    const before = await tx.on(Reviews).findOne({ _id: `${kind.name}:${subjectId}` })
    if (!before) throw new DomainError('NOT_FOUND')
    if (before.status !== 'open') throw new DomainError('WRONG_STATE')
    await refuseOwnCase(tx, actor, ownCaseOf(before))
    const items = returnItems(before.items ?? [], notes)
    if (!items) throw invalid('items', '请选择还在审核的项目并写明原因')
    const review = await step(tx, actor, {
      kind: kind.name,
      subjectId,
      round: before.round,
      action: 'return',
      text: reason,
      change: { $set: { status: 'returned', items } },
    })
    if (!review) throw new DomainError('WRONG_STATE')
    await kind.returned?.(tx, { actor, review, notes, reason })
    for (const personId of await kind.askers(tx, review))
      await notify(tx, personId, `reviews/${review._id}/${review.round}/returned`, {
        kind: kind.noticeKind,
        title: `${kind.title}需要补充`,
        text: reason,
        link: kind.askerLink(review),
      })
    await audit(tx, actor, {
      action: actionOf(kind, 'returned'),
      subject: kind.audit.subject(review),
      placePath: review.placePath,
      ...(kind.audit.withoutReason ? {} : { reason }),
      details: { outcome: 'returned', items: Object.keys(notes) },
    })
    return kind.present(tx, actor, review)
  })
}

/** Opens another round for what had gone back. @throws DomainError WRONG_STATE */
export async function resubmitIn(tx: Tx, actor: Actor, before: ReviewRecord, due: Due | null): Promise<ReviewRecord> {
  const review = await step(tx, actor, {
    kind: before.kind,
    subjectId: before.subjectId,
    round: before.round,
    action: 'resubmit',
    text: '',
    change: {
      $set: {
        status: 'open',
        items: resubmitItems(before.items ?? []),
        dueAt: due && dueAtOf(due, now(), await workCalendar()),
      },
      $inc: { round: 1 },
      $unset: { escalatedAt: 1 },
    },
  })
  if (!review) throw new DomainError('WRONG_STATE')
  return review
}
