// Answering a question without an account: staff send a link to a company or a household whose case it is; who opens it
// reads what is asked and answers in words; staff read the answers with the case.
import { text, line, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { MAX_LINK_DAYS, partyKinds } from '../access/vocabulary'
import * as z from '../z'
import { reviewStatuses } from './rules'

/** Those who decide any kind; each kind says itself who does. */
const deciders = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const
const Party = z.strictObject({ kind: z.enum(partyKinds), id: Id })
const Kind = line(40, 1)
const SubjectId = line(120, 1)

/** What a party sees of its case: nothing of others, nothing that staff noted for themselves. */
export const ReviewByLink = z.object({
  /** "积分异议" */
  title: z.string(),
  headline: z.string(),
  status: z.enum(reviewStatuses),
  round: z.int(),
  /** By when it is decided; null where no day was promised. */
  dueOn: Day.nullable(),
  /** What went back for mending, with a note each. */
  returned: z.array(z.object({ id: z.string(), note: z.string() })),
  /** Why it went back, or the reason of the decision. */
  reason: z.string().nullable(),
  /** The party's own. */
  answers: z.array(z.object({ at: Instant, text: z.string() })),
  allowed: z.array(z.enum(['answer'])),
})
export type ReviewByLink = z.infer<typeof ReviewByLink>

export const reviews = {
  sendLink: route({
    method: 'POST',
    path: '/api/reviews/links',
    may: deciders,
    keyed: false,
    limit: { count: 60, seconds: 3600 },
    input: z.strictObject({
      id: Id,
      kind: Kind,
      subjectId: SubjectId,
      party: Party,
      days: z.int().min(1).max(MAX_LINK_DAYS),
    }),
    /** The token is shown this once; the same id gives it again while the link is good. */
    output: z.object({ id: Id, token: z.string(), expiresAt: Instant }),
    errors: [
      'NOT_FOUND',
      'DECIDES_OWN_CASE',
      'WRONG_STATE',
      'REVIEW_NOT_THEIRS',
      'IDEMPOTENCY_KEY_REUSED',
      'LINK_INVALID',
    ],
    summary: '给没有账号的单位或住户发一个回复链接',
  }),
  answers: route({
    method: 'GET',
    path: '/api/reviews/answers',
    may: deciders,
    input: z.strictObject({ kind: Kind, subjectId: SubjectId }),
    output: z.object({
      items: z.array(z.object({ at: Instant, round: z.int(), party: Party, name: z.string(), text: z.string() })),
    }),
    errors: ['NOT_FOUND'],
    summary: '单位或住户通过链接的回复（查看留痕）',
  }),
  byLink: route({
    method: 'GET',
    path: '/api/reviews/by-link',
    may: ['link'],
    input: z.strictObject({}),
    output: ReviewByLink,
    errors: ['NOT_FOUND'],
    summary: '凭链接查看一件事',
  }),
  answerByLink: route({
    method: 'POST',
    path: '/api/reviews/by-link',
    may: ['link'],
    input: z.strictObject({ id: Id, text: text(500).min(2, '请写明情况，至少2个字') }),
    output: ReviewByLink,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REVIEW_ANSWERED_ENOUGH'],
    summary: '凭链接回复（退回的事随之重新提交）',
  }),
} as const
