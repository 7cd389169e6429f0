// Lists for a property company without an account, by the link that it was sent.
import { route, text } from '../contract'
import { Id } from '../ids'
import { publicText } from '../personal-text'
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
            .object({
              status: z.enum(objectionStatuses),
              text: z.string(),
              photoIds: z.array(Id),
              answer: z.string().nullable(),
            })
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
  uploadByLink: route({
    method: 'POST',
    path: '/api/standings/by-link/photos',
    may: ['link'],
    inputKind: 'multipart',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id }),
    errors: ['FILE_MISSING', 'FILE_NOT_A_PICTURE', 'FILE_TOO_MANY_PIXELS', 'FILE_QUOTA', 'BODY_TOO_LARGE', 'NOT_FOUND'],
    limit: { count: 60, seconds: 3600 },
    summary: '物业公司凭链接上传异议的照片',
  }),
  photoByLink: route({
    method: 'GET',
    path: '/api/standings/by-link/photos/:id',
    may: ['link'],
    input: z.strictObject({ id: Id }),
    /** Good for five minutes. */
    output: z.object({ url: z.string(), expiresAt: z.string() }),
    errors: ['NOT_FOUND'],
    summary: '物业公司凭链接查看自己传的照片',
  }),
  objectByLink: route({
    method: 'POST',
    path: '/api/standings/by-link/objections',
    may: ['link'],
    input: z.strictObject({
      id: Id,
      period: Month,
      placeId: Id,
      text: text(500, 4),
      photoIds: z.array(Id).max(3).optional(),
    }),
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
    input: z.strictObject({ id: Id, period: Month, placeId: Id, text: publicText(300, 2) }),
    output: z.object({ text: z.string() }),
    errors: ['NOT_FOUND', 'STANDING_NOT_LISTED', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '物业公司凭链接写回应',
  }),
} as const
