// A party without an account answers by link: a company or a household whose case it is, chosen by staff who may decide
// it. An answer to what is open is added to the case; an answer to what went back sends it in again, in a new round.
// Invariants: a link opens one case and no other; a decided or withdrawn one is read but not answered; words of a party
// are sealed with the case's id; every act is audited as the link's.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { ReviewByLink, reviews } from '@shared/reviews/contract'
import { dueOnOf, MOST_ANSWERS } from '@shared/reviews/rules'
import type { UpdateQuery } from 'mongoose'
import { issueLink, linkMakers, requireLink } from '../access/links'
import { audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { seal, unseal } from '../field-cipher'
import { organisationNames } from '../organisations/names'
import { refuseOwnCase } from '../people/conflicts'
import { householdLabels } from '../people/households'
import { kindNames, kindOf } from './kinds'
import { ownCaseOf, requireReview, resubmitIn, step, tellStaff } from './reviews'
import { Reviews, type ReviewAnswer, type ReviewRecord } from './reviews.model'

/** The case that staff may decide. @throws DomainError NOT_FOUND where there is none, or outside their area */
async function requireDecidable(actor: Actor, kind: string, subjectId: string): Promise<ReviewRecord> {
  if (!kindNames().includes(kind)) throw new DomainError('NOT_FOUND')
  return requireReview(kindOf(kind), actor, subjectId)
}

/**
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE when there is nothing to answer any more,
 * REVIEW_NOT_THEIRS, IDEMPOTENCY_KEY_REUSED, LINK_INVALID for an id whose link has ended
 */
export async function sendReviewLink(
  actor: Actor,
  { id, kind, subjectId, party, days }: ParsedOf<typeof reviews.sendLink>,
): Promise<OutputOf<typeof reviews.sendLink>> {
  const { _id } = await requireDecidable(actor, kind, subjectId)
  return transaction(async (tx) => {
    const review = await tx.on(Reviews).findOne({ _id })
    if (!review) throw new DomainError('NOT_FOUND')
    if (review.status !== 'open' && review.status !== 'returned') throw new DomainError('WRONG_STATE')
    await refuseOwnCase(tx, actor, ownCaseOf(review))
    const theirs = party.kind === 'household' ? review.householdIds : (review.organisationIds ?? [])
    if (!theirs.includes(party.id)) throw new DomainError('REVIEW_NOT_THEIRS')
    const link = await issueLink(tx, actor, {
      id,
      subject: `reviews/${review._id}`,
      acts: ['answer'],
      party,
      placePath: review.placePath,
      days,
    })
    return { ...link, expiresAt: link.expiresAt.toISOString() }
  })
}

function shown(review: ReviewRecord, linkParty: { kind: string; id: string }): ReviewByLink {
  const own = (review.answers ?? []).filter(
    ({ partyKind, partyId }) => partyKind === linkParty.kind && partyId === linkParty.id,
  )
  const isAnswerable = review.status === 'open' || review.status === 'returned'
  return {
    title: kindOf(review.kind).title,
    headline: review.headline,
    status: review.status,
    round: review.round,
    dueOn: review.dueAt ? dueOnOf(review.dueAt) : null,
    returned: (review.items ?? []).flatMap(({ id, state, note }) => (state === 'returned' ? [{ id, note }] : [])),
    reason:
      review.status === 'decided'
        ? (review.decision?.reason ?? null)
        : review.status === 'returned'
          ? (review.history.findLast(({ action }) => action === 'return')?.text ?? null)
          : null,
    answers: own.map(({ at, sealed }) => ({ at: at.toISOString(), text: unseal(sealed, review._id) })),
    allowed: isAnswerable && own.filter(({ round }) => round === review.round).length < MOST_ANSWERS ? ['answer'] : [],
  }
}

/** @throws DomainError NOT_ALLOWED for a link to something else, NOT_FOUND when the case is gone */
export async function reviewByLink(actor: Actor): Promise<ReviewByLink> {
  const { subjectId, party } = requireLink(actor, 'reviews')
  const review = await Reviews.findById(subjectId).lean<ReviewRecord>()
  if (!review) throw new DomainError('NOT_FOUND')
  await auditReadHourly(actor, {
    action: 'reviews.readByLink',
    subject: `reviews/${subjectId}`,
    placePath: review.placePath,
  })
  return shown(review, party)
}

/**
 * The same id again changes nothing. @throws DomainError NOT_ALLOWED, NOT_FOUND, WRONG_STATE when it is decided or
 * withdrawn, REVIEW_ANSWERED_ENOUGH
 */
export function answerByLink(actor: Actor, { id, text }: ParsedOf<typeof reviews.answerByLink>): Promise<ReviewByLink> {
  const { subjectId: _id, party, linkId } = requireLink(actor, 'reviews', 'answer')
  return transaction(async (tx) => {
    const before = await tx.on(Reviews).findOne({ _id })
    if (!before) throw new DomainError('NOT_FOUND')
    const had = before.answers ?? []
    if (had.some((answer) => answer.id === id)) return shown(before, party)
    if (before.status !== 'open' && before.status !== 'returned') throw new DomainError('WRONG_STATE')
    if (!shown(before, party).allowed.includes('answer')) throw new DomainError('REVIEW_ANSWERED_ENOUGH')
    const isAgain = before.status === 'returned'
    const kind = kindOf(before.kind)
    if (isAgain) await resubmitIn(tx, actor, before, (await kind.dueAgain?.(before)) ?? null)
    const answer: ReviewAnswer = {
      id,
      at: now(),
      // an answer to what went back belongs to the round that it opens
      round: before.round + (isAgain ? 1 : 0),
      by: linkId,
      partyKind: party.kind,
      partyId: party.id,
      sealed: seal(text, _id),
    }
    // whoever sent the link does not decide on what came by it
    const senders = await linkMakers(`reviews/${_id}`)
    const review = await step(tx, actor, {
      kind: before.kind,
      subjectId: before.subjectId,
      action: 'answer',
      round: answer.round,
      text: '',
      change: { $push: { answers: answer }, $addToSet: { actedBy: { $each: senders } } } as UpdateQuery<ReviewRecord>,
    })
    if (!review) throw new DomainError('WRONG_STATE')
    // they are told of it all the same
    await tellStaff(
      tx,
      kind,
      { ...review, actedBy: before.actedBy },
      { cause: `answer/${id}`, title: `${kind.title}有了回复` },
    )
    await audit(tx, actor, {
      action: 'reviews.answerByLink',
      subject: `reviews/${_id}`,
      placePath: review.placePath,
      details: { party, round: answer.round },
    })
    return shown(review, party)
  })
}

/** What parties have answered, for those who may decide. @throws DomainError NOT_FOUND */
export async function answersOf(
  actor: Actor,
  { kind, subjectId }: ParsedOf<typeof reviews.answers>,
): Promise<OutputOf<typeof reviews.answers>> {
  const review = await requireDecidable(actor, kind, subjectId)
  const answers = review.answers ?? []
  const idsOf = (wanted: ReviewAnswer['partyKind']): string[] =>
    answers.flatMap(({ partyKind, partyId }) => (partyKind === wanted ? [partyId] : []))
  const names = new Map([
    ...(await organisationNames(idsOf('organisation'))),
    ...(await householdLabels(idsOf('household'))),
  ])
  await auditReadHourly(actor, {
    action: 'reviews.readAnswers',
    subject: `reviews/${review._id}`,
    placePath: review.placePath,
  })
  return {
    items: answers.map(({ at, round, partyKind, partyId, sealed }) => ({
      at: at.toISOString(),
      round,
      party: { kind: partyKind, id: partyId },
      name: names.get(partyId) ?? '',
      text: unseal(sealed, review._id),
    })),
  }
}
