// What waits for a person of staff (待办): one row a kind of work, with how much of it is late, due today or later, and
// the first few of it, each with the console's page that opens it.
import { staffRoles } from '../actors'
import { MAX_COUNTED, route } from '../contract'
import { Day, Instant } from '../time'
import * as z from '../z'

/** "12"; where the count ended, "1 万以上". */
export const showCount = (count: number): string => (count >= MAX_COUNTED ? '1 万以上' : String(count))

/** `later` is also what has no day by which it is due. */
export const workGroups = ['late', 'today', 'later'] as const
export type WorkGroup = (typeof workGroups)[number]

/** Each at most 10,000: then it is that or more. */
const Counts = z.object({ late: z.int(), today: z.int(), later: z.int() })

export const WorkItem = z.object({
  id: z.string(),
  /** One line without anything that only the page itself may show. */
  text: z.string(),
  group: z.enum(workGroups),
  /** The last day on which it is in time. */
  dueOn: Day.nullable(),
  /** An address of the console, under /admin. */
  link: z.string(),
})
export type WorkItem = z.infer<typeof WorkItem>

export const WorkRow = z.object({
  kind: z.string(),
  title: z.string(),
  /** The list with all of it. */
  link: z.string(),
  counts: Counts,
  /** At most five, the next due first. */
  items: z.array(WorkItem),
})
export type WorkRow = z.infer<typeof WorkRow>

export const work = {
  mine: route({
    method: 'GET',
    path: '/api/work',
    may: staffRoles,
    input: z.strictObject({}),
    output: z.object({ rows: z.array(WorkRow) }),
    summary: '待办：等本人办的事，先到期的在前',
  }),
  done: route({
    method: 'GET',
    path: '/api/work/done',
    may: staffRoles,
    input: z.strictObject({}),
    output: z.object({
      /** At most fifty, the latest first; words for `action` and `subject` are those of the audit log. */
      rows: z.array(
        z.object({
          id: z.string(),
          at: Instant,
          action: z.string(),
          subject: z.string(),
          reason: z.string().nullable(),
        }),
      ),
    }),
    summary: '已办：本人近两周办过的事',
  }),
} as const
