// What a household reads of its own drop-offs: each line with its result and points, and what can be contested.
import { line, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { StreamName } from '../places/schemas'
import { Day, Instant } from '../time'
import * as z from '../z'
import { logStates, results } from './vocabulary'

export const HouseholdLine = z.object({
  id: Id,
  day: Day,
  /** When the bag was logged, by corrected time; null on paper and to others than the household. */
  at: Instant,
  siteName: z.string(),
  stream: StreamName,
  result: z.enum(results),
  state: z.enum(logStates),
  /** What stands for this stream and window where the lead has looked again; null: this log's own result. */
  leadResult: z.enum(results).nullable(),
  points: z.int(),
  /** `pending` until the day is closed. */
  pointsState: z.enum(['none', 'pending', 'booked']),
  /** What the volunteer added; empty once the log was taken back. */
  note: z.string(),
  photoIds: z.array(Id),
  /** 每日一袋: the bag was right, and the day's bag had earned already. */
  isBeyondDaily: z.boolean(),
  /** Until when a 分错 can be contested; null where it can't. */
  contestUntil: Instant.nullable(),
  contest: z.enum(['open', 'upheld', 'kept']).nullable(),
})
export type HouseholdLine = z.infer<typeof HouseholdLine>

export const dropoffsHousehold = {
  lines: route({
    method: 'GET',
    path: '/api/dropoffs/households/:householdId',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, householdId: Id }),
    output: pageOf(HouseholdLine),
    errors: ['NOT_FOUND'],
    summary: '本户的投放登记',
  }),
  contest: route({
    method: 'POST',
    path: '/api/dropoffs/logs/:id/contest',
    may: 'signedIn',
    input: z.strictObject({ id: Id, text: line(200, 2) }),
    output: HouseholdLine,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DROPOFF_CONTEST_LATE'],
    summary: '对一条“分错”提出异议（日结后7天内）',
  }),
} as const
