// Photos beside a published entry: what inspectors photographed there, with faces and plates covered by hand before it
// hangs. Only the covered copy is public; it can be taken away at any time.
import { line, route } from '../contract'
import { Id } from '../ids'
import { publicLine } from '../personal-text'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import { keepers } from './vocabulary'

/** So many stand beside one entry at most. */
export const MOST_PHOTOS = 3
/** What a covered copy is uploaded as. */
export const PHOTO_PURPOSE = 'standingPhoto'

const Shown = z.object({
  id: Id,
  caption: z.string(),
  by: z.string(),
  at: Instant,
  isHidden: z.boolean(),
})
const Photos = z.object({
  /** Taken at the place within the days that the list looks at; the newest first, at most 50. */
  findings: z.array(z.object({ id: Id, day: Day, text: z.string(), spot: z.string(), photoIds: z.array(Id) })),
  shown: z.array(Shown),
})
export type EntryPhotos = z.infer<typeof Photos>

export const standingPhotos = {
  list: route({
    method: 'GET',
    path: '/api/standings/runs/:period/entries/:placeId/photos',
    may: keepers,
    input: z.strictObject({ period: Month, placeId: Id }),
    output: Photos,
    errors: ['NOT_FOUND'],
    summary: '一个上榜地方的检查照片，和已经公布的',
  }),
  show: route({
    method: 'POST',
    path: '/api/standings/runs/:period/entries/:placeId/photos',
    may: keepers,
    /** `id`: of the covered copy, uploaded by whoever calls. */
    input: z.strictObject({
      id: Id,
      period: Month,
      placeId: Id,
      findingId: Id,
      caption: publicLine(60, 2),
      areCovered: z.literal(true, '请先看过：没有露出人脸、车牌和门牌'),
    }),
    output: Photos,
    errors: ['NOT_FOUND', 'STANDING_NOT_LISTED', 'STANDING_PHOTOS_FULL', 'CHANGED_MEANWHILE', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '公布一张遮好人脸、车牌的检查照片',
  }),
  hide: route({
    method: 'POST',
    path: '/api/standings/photos/:id/hide',
    may: keepers,
    input: z.strictObject({ id: Id, reason: line(200, 2) }),
    output: Photos,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤下一张公布的照片',
  }),
} as const
