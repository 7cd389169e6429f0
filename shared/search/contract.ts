// One search box for staff: what a room, a card number, a telephone number, a name, or the number of a booking or
// complaint, or a site stands for, in their places. A POST, so that nothing of it stands in an address or a log.
import { staffRoles } from '../actors'
import { line, route } from '../contract'
import * as z from '../z'

export const Found = z.object({
  id: z.string(),
  /** Masked as in the lists of its page. */
  text: z.string(),
  note: z.string(),
  /** An address of the console, under /admin. */
  link: z.string(),
})
export type Found = z.infer<typeof Found>

export const search = {
  all: route({
    method: 'POST',
    path: '/api/search',
    may: staffRoles,
    keyed: false,
    limit: { count: 60, seconds: 60 },
    input: z.strictObject({ q: line(60, 2) }),
    output: z.object({ groups: z.array(z.object({ kind: z.string(), title: z.string(), items: z.array(Found) })) }),
    summary: '搜索：门牌、户码、手机号、姓名、预约或投诉编号、点位名称',
  }),
} as const
