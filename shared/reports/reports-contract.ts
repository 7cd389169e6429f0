// Reports from the spot (随手拍): a photo, a place, a kind, no more is asked. Filed from the phone also without a network,
// photos behind the words; dealt with by the office of the place; who reported it says whether it is mended.
import { Id } from '../ids'
import { Instant } from '../time'
import { line, pageInput, pageOf, route, text } from '../contract'
import * as z from '../z'
import { ReportCategory } from './categories'
import { Complaint } from './complaints-contract'
import { ReportOutcome } from './outcomes'

const office = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const

/** "川A12345"; of a lorry that drives away, so parts of it are taken too. */
const Plate = line(10)
export const MOST_REPORT_PHOTOS = 4
const PhotoIds = z.array(Id).max(MOST_REPORT_PHOTOS, `最多${MOST_REPORT_PHOTOS}张照片`)

export const reports = {
  file: route({
    method: 'POST',
    path: '/api/reports',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      category: ReportCategory,
      placeId: Id,
      /** A site of the place. */
      siteId: Id.optional(),
      /** WGS-84, where the person let the phone say it. */
      position: z.strictObject({ lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) }).optional(),
      /** "东门口". */
      spot: line(40).optional(),
      /** Of a lorry that mixes. */
      plate: Plate.optional(),
      text: text(300).optional(),
      /** By the phone's clock; it may have waited for a network. */
      seenAt: Instant,
      isAnonymous: z.boolean().optional(),
    }),
    output: Complaint,
    errors: ['NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'],
    limit: { count: 30, seconds: 86_400 },
    summary: '随手拍：报一件事（照片随后单独传）',
  }),
  addPhotos: route({
    method: 'POST',
    path: '/api/reports/:id/photos',
    may: 'signedIn',
    input: z.strictObject({ id: Id, photoIds: PhotoIds.min(1) }),
    output: z.object({ id: Id, photoIds: z.array(Id) }),
    errors: ['NOT_FOUND', 'REPORT_TOO_MANY_PHOTOS'],
    summary: '给自己报的事补上照片',
  }),
  mine: route({
    method: 'GET',
    path: '/api/reports/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(Complaint),
    summary: '我报过的',
  }),
  show: route({
    method: 'GET',
    path: '/api/reports/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Complaint,
    errors: ['NOT_FOUND'],
    summary: '我报的一件',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/reports/:id/withdraw',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Complaint,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤回自己报的（还没处理、也没有别人并进来）',
  }),
  confirm: route({
    method: 'POST',
    path: '/api/reports/:id/confirm',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Complaint,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '确认弄好了',
  }),
  reopen: route({
    method: 'POST',
    path: '/api/reports/:id/reopen',
    may: 'signedIn',
    input: z.strictObject({ id: Id, text: text(300).min(2, '请写明哪里没弄好') }),
    output: Complaint,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '没弄好，退回一次',
  }),
  handle: route({
    method: 'POST',
    path: '/api/desk/reports/:id/handle',
    may: office,
    input: z.strictObject({
      id: Id,
      outcome: ReportOutcome,
      text: text(500).min(2, '请写明怎么处理的'),
      photoIds: PhotoIds.optional(),
    }),
    output: Complaint,
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE', 'WRONG_STATE', 'REPORT_NEEDS_PHOTO'],
    summary: '处理随手拍（清理、修好的要附照片）',
  }),
  alike: route({
    method: 'GET',
    path: '/api/desk/reports/:id/alike',
    may: office,
    input: z.strictObject({ id: Id }),
    output: z.object({ items: z.array(Complaint) }),
    errors: ['NOT_FOUND'],
    summary: '同一地点同一类、还没处理的',
  }),
  merge: route({
    method: 'POST',
    path: '/api/desk/reports/:id/merge',
    may: office,
    input: z.strictObject({ id: Id, intoId: Id }),
    output: Complaint,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '并到先报的一件（报的人都会收到结果）',
  }),
} as const
