// Hours that are asked for afterwards, with proof, and decided by somebody else.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import * as z from '../z'
import { MOST_PROOF_PHOTOS, madeUpStatuses } from './made-up'
import { shiftKeepers, supervisors } from './rules'

export const MadeUp = z.object({
  id: Id,
  name: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  text: z.string(),
  photoIds: z.array(Id),
  status: z.enum(madeUpStatuses),
  askedAt: Instant,
  dueOn: Day,
  reason: z.string().nullable(),
})
export type MadeUp = z.infer<typeof MadeUp>

export const DeskMadeUp = MadeUp.extend({
  person: z.string(),
  /** Minutes that the person's other records of that time have; what is there already is not counted twice. */
  minutes: z.int(),
  overlap: z.int(),
  decidedBy: z.string().nullable(),
  allowed: z.array(z.enum(['decide'])),
})
export type DeskMadeUp = z.infer<typeof DeskMadeUp>

export const madeUpHours = {
  sites: route({
    method: 'GET',
    path: '/api/shifts/made-up/sites',
    may: 'signedIn',
    input: z.strictObject({}),
    /** Supervised sites of one's area with the hours at which shifts ran lately, one's own first; at most 200. */
    output: z.object({
      items: z.array(
        z.object({ siteId: Id, name: z.string(), windows: z.array(z.object({ from: Clock, to: Clock })) }),
      ),
    }),
    summary: '可以申请补记时长的点位',
  }),
  mine: route({
    method: 'GET',
    path: '/api/shifts/made-up/mine',
    may: 'signedIn',
    input: z.strictObject({}),
    /** The latest 50. */
    output: z.object({ items: z.array(MadeUp) }),
    summary: '我申请的补记时长',
  }),
  ask: route({
    method: 'POST',
    path: '/api/shifts/made-up',
    may: supervisors,
    limit: { count: 20, seconds: 3600 },
    input: z.strictObject({
      id: Id,
      siteId: Id,
      day: Day,
      from: Clock,
      to: Clock,
      /** What happened and who can say so; not needed beside a photo. */
      text: text(300),
      photoIds: z.array(Id).max(MOST_PROOF_PHOTOS),
    }),
    output: MadeUp,
    errors: [
      'NOT_FOUND',
      'SHIFT_TIMES_WRONG',
      'MADE_UP_NOT_YET',
      'MADE_UP_NO_SHIFT',
      'MADE_UP_TOO_OLD',
      'MADE_UP_NO_PROOF',
      'MADE_UP_TOO_MANY',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    summary: '申请补记时长（要有照片或说明，由别人核准，单独列出）',
  }),
  list: route({
    method: 'GET',
    path: '/api/shifts/desk/made-up',
    may: shiftKeepers,
    input: z.strictObject({
      ...listInput('-askedAt', 'askedAt'),
      status: z.enum(madeUpStatuses).optional(),
      open: Id.optional(),
    }),
    output: countedPageOf(DeskMadeUp),
    summary: '补记时长的申请（查看留痕）',
  }),
  decide: route({
    method: 'POST',
    path: '/api/shifts/desk/made-up/:id/decide',
    may: shiftKeepers,
    input: z.strictObject({ id: Id, outcome: z.enum(['approved', 'declined']), reason: line(100, 2) }),
    output: DeskMadeUp,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '核准或不核准补记的时长（不能办自己的）',
  }),
} as const
