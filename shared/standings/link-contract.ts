// Lists for a property company without an account, by the link that it was sent.
import { route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import { objectionStatuses, outcomes } from './vocabulary'

const Tenths = z.int().nullable()

export const standingsByLink = {
  byLink: route({
    method: 'GET',
    path: '/api/standings/by-link',
    may: ['link'],
    input: z.strictObject({}),
    output: z.object({
      company: z.string(),
      preview: z.object({ period: Month, objectUntil: Day, late: z.boolean() }).nullable(),
      entries: z.array(
        z.object({
          period: Month,
          placeId: Id,
          name: z.string(),
          subdistrict: z.string(),
          outcome: z.enum(outcomes),
          isPublished: z.boolean(),
          score: Tenths,
          low: Tenths,
          high: Tenths,
          reasons: z.array(z.string()),
          missing: z.string(),
          reply: z.string().nullable(),
          objection: z
            .object({ status: z.enum(objectionStatuses), text: z.string(), answer: z.string().nullable() })
            .nullable(),
          allowed: z.array(z.enum(['object', 'reply'])),
        }),
      ),
      /** Of the month that runs. */
      findings: z.array(
        z.object({ id: z.string(), place: z.string(), text: z.string(), dueAt: Instant.nullable(), late: z.boolean() }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '物业公司凭链接查看本公司小区的预览、条目和未整改问题',
  }),
  objectByLink: route({
    method: 'POST',
    path: '/api/standings/by-link/objections',
    may: ['link'],
    input: z.strictObject({ id: Id, period: Month, placeId: Id, text: text(500, 4) }),
    output: z.object({ status: z.enum(objectionStatuses) }),
    errors: [
      'NOT_FOUND',
      'STANDING_OBJECTION_LATE',
      'STANDING_OBJECTION_HAD',
      'STANDING_OBJECT_AT_COMPOUND',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '物业公司凭链接提异议',
  }),
  replyByLink: route({
    method: 'POST',
    path: '/api/standings/by-link/replies',
    may: ['link'],
    input: z.strictObject({ id: Id, period: Month, placeId: Id, text: text(300, 2) }),
    output: z.object({ text: z.string() }),
    errors: ['NOT_FOUND', 'STANDING_NOT_LISTED', 'STANDING_REPLY_PERSONAL', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '物业公司凭链接写回应',
  }),
} as const
