// What the HTTP bench sends and expects: a constant answer, and a batch of 50 strict records with its schema.
import * as z from '@shared/z'

export const SECRET = 'bench'.repeat(10)
export const ANSWER = {
  ok: true,
  at: '2026-11-30T00:00:00.000Z',
  items: Array.from({ length: 10 }, (_unused, at) => ({ id: `01KB00000000000000000000${10 + at}`, points: at })),
}

export const BatchInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        kind: z.enum(['food', 'residual', 'recyclable', 'hazardous']),
        bags: z.int().min(1).max(20),
        at: z.string().max(40),
        siteId: z.string().min(1).max(40),
        correct: z.boolean(),
        note: z.string().max(60).optional(),
      }),
    )
    .min(1)
    .max(50),
})
export type Batch = z.infer<typeof BatchInput>

/** The same schema for ajv. */
export const BATCH_JSON_SCHEMA = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: {
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'kind', 'bags', 'at', 'siteId', 'correct'],
        properties: {
          id: { type: 'string', pattern: '^[0-9A-HJKMNP-TV-Z]{26}$' },
          kind: { enum: ['food', 'residual', 'recyclable', 'hazardous'] },
          bags: { type: 'integer', minimum: 1, maximum: 20 },
          at: { type: 'string', maxLength: 40 },
          siteId: { type: 'string', minLength: 1, maxLength: 40 },
          correct: { type: 'boolean' },
          note: { type: 'string', maxLength: 60 },
        },
      },
    },
  },
}

export const BATCH: Batch = {
  items: Array.from({ length: 50 }, (_unused, at) => ({
    id: `01KB0000000000000000000${100 + at}`,
    kind: 'food' as const,
    bags: 1 + (at % 3),
    at: '2026-11-30T08:00:00.000Z',
    siteId: `site-${at}`,
    correct: at % 2 === 0,
  })),
}

export const batchAnswer = ({ items }: Batch): { count: number } => ({ count: items.length })
