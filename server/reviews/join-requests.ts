// Requests to join a household as questions that the community decides. They stand here and not with people, which come
// before this room in the house's order. A member or the asker may answer first: then the question is withdrawn.
import type { Due } from '@shared/reviews/rules'
import { addDays } from '@shared/time'
import { registrars } from '../people/households'
import { applyDecision, onRequests, requestActions, waitingRequests, type Decided } from '../people/join-requests'
import { defineReview, type Opening } from './reviews'

type Request = Awaited<ReturnType<typeof waitingRequests>>[number]

/**
 * Within a day of work, unless the members answer first or a slip on the door has its days; after those a job settles
 * it.
 */
const dueOf = ({ dueOn, objectBy }: Request): Due | null =>
  dueOn ? null : objectBy ? { on: addDays(objectBy, 1) } : { workingHours: 8 }

/** A claim by card says nothing of the address to whoever holds the card, and neither does the line about it. */
const openingOf = (request: Request): Opening => ({
  subjectId: request._id,
  placePath: request.placePath,
  headline: request.kind === 'claim' ? '扫户卡认领一户' : '申请加入一户',
  due: dueOf(request),
  personId: request.personId,
  author: request.personId,
  householdIds: [request.householdId],
  at: request.createdAt,
})

const joinReview = defineReview<{ moveOut: boolean }, Decided>({
  name: 'joinRequest',
  title: '入户申请',
  verb: '办理',
  deciders: registrars,
  // the community is told in words of its own when a request is made, and the asker with what the outcome does
  tells: [],
  noticeKind: 'household',
  deskLink: () => '/households?tab=requests',
  askers: (_tx, { personId }) => Promise.resolve(personId ? [personId] : []),
  askerLink: () => '/me/households',
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  listedByFeature: true,
  answered: () => null,
  apply: async (tx, { actor, review, outcome, reason, given }) => {
    const to = outcome === 'approved' ? ('approved' as const) : ('refused' as const)
    return { details: await applyDecision(tx, actor, review.subjectId, { to, reason, ...given }) }
  },
  present: (_tx, _actor, { subjectId, decision }) =>
    Promise.resolve({ requestId: subjectId, status: decision?.outcome === 'approved' ? 'approved' : 'refused' }),
  backlog: async (id) => (await waitingRequests(id)).map(openingOf),
  audit: { action: requestActions, subject: ({ subjectId }) => `joinRequests/${subjectId}` },
})

onRequests({
  open: (tx, actor, request) => joinReview.open(tx, actor, openingOf(request)),
  decide: (actor, asked) => joinReview.decide(actor, asked),
  wait: (tx, requestId, on) => joinReview.wait(tx, requestId, { on: addDays(on, 1) }),
  close: (tx, actor, requestId, text) => joinReview.withdraw(tx, actor, requestId, text),
})
