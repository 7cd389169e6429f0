// Hours of a person as they are told: every record with its minutes and why others are not counted.
import { route } from '../contract'
import { Id } from '../ids'
import { Clock, Day } from '../time'
import * as z from '../z'
import { Kind, Uncounted } from './contract'
import { standings } from './vocabulary'

export const HourShown = z.object({
  id: Id,
  name: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  as: Kind,
  standing: z.enum(standings),
  /** Asked for afterwards, with proof, and approved by somebody else. */
  madeUp: z.boolean(),
  minutes: z.int(),
  /** One sentence for each stretch that is not counted, and for a check-out that was forgotten. */
  said: z.array(z.string()),
  uncounted: z.array(Uncounted),
  /** Why it was corrected, the latest. */
  correction: z.string().nullable(),
})
export type HourShown = z.infer<typeof HourShown>

export const Sums = z.object({
  verified: z.int(),
  self: z.int(),
  madeUp: z.int(),
  /** 见习, apart from all others. */
  trainee: z.int(),
  certified: z.int(),
})

export const shiftsHours = {
  mine: route({
    method: 'GET',
    path: '/api/shifts/hours',
    may: 'signedIn',
    input: z.strictObject({}),
    /** The latest 200 records; the sums are of all. */
    output: z.object({ sums: Sums, items: z.array(HourShown), more: z.boolean() }),
    summary: '我的督导时长：每一段没计的都说明原因',
  }),
} as const
