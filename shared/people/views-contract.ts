// Lists as a person of staff likes to open them: a name for the filters of a page, wherever they sign in.
import { staffRoles } from '../actors'
import { line, route } from '../contract'
import { Id } from '../ids'
import * as z from '../z'

const PageName = z.string().regex(/^[a-z-]{2,40}$/)
/** A day may be one counted from the day on which the view is opened: "@0" that day, "@-6" six days before it. */
const Filters = z
  .record(z.string().regex(/^[a-zA-Z]{1,30}$/), z.string().min(1).max(80))
  .refine((filters) => Object.keys(filters).length <= 20, '筛选条件太多')
export const SavedView = z.object({ id: Id, name: z.string(), filters: Filters })
export type SavedView = z.infer<typeof SavedView>

export const views = {
  list: route({
    method: 'GET',
    path: '/api/views',
    may: staffRoles,
    input: z.strictObject({ page: PageName }),
    output: z.object({ items: z.array(SavedView) }),
    summary: '我在一个页面存的视图',
  }),
  save: route({
    method: 'PUT',
    path: '/api/views/:id',
    may: staffRoles,
    input: z.strictObject({ id: Id, page: PageName, name: line(12, 1), filters: Filters }),
    output: SavedView,
    errors: ['INPUT_INVALID'],
    summary: '存一个视图；同名的替换',
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/views/:id',
    may: staffRoles,
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id }),
    summary: '删除我的一个视图',
  }),
} as const
