// Running the product: job history, audit search, data quality, what the server is.
import { Day, Instant } from '../time'
import { countedPageOf, line, listInput, queryFlag, route } from '../contract'
import * as z from '../z'

const RunStatus = z.enum(['running', 'finished', 'failed', 'cancelled'])
/** "2026-11", "2026-11-22", "2026-11-22T09" or "2026-11-22T09:58"; which of them, the job's rhythm says. */
const Slot = z.string().regex(/^\d{4}-\d{2}(-\d{2}(T\d{2}(:\d{2})?)?)?$/, '时段写法不对')

const readers = ['cityOfficer', 'administrator', 'auditor'] as const

const AuditFilter = {
  actorId: line(40).optional(),
  /** The whole name of a person of staff. */
  name: line(20, 1).optional(),
  subject: line(80).optional(),
  action: line(60).optional(),
  from: Day.optional(),
  to: Day.optional(),
}

export const operations = {
  about: route({
    method: 'GET',
    path: '/api/about',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.object({
      name: z.string(),
      version: z.string(),
      mode: z.enum(['demo', 'production']),
      cityName: z.string(),
      region: z.string(),
      servicePhone: z.string(),
      officeHours: z.string(),
      complaintText: z.string(),
      contestText: z.string(),
      map: z.object({
        /** Null: maps show the places alone. */
        tiles: z.object({ url: z.string(), attribution: z.string(), datum: z.enum(['wgs84', 'gcj02']) }).nullable(),
        /** Where a map begins that has nothing to show yet. */
        centre: z.object({ lng: z.number(), lat: z.number() }).nullable(),
      }),
    }),
    summary: '关于本系统',
  }),
  jobs: route({
    method: 'GET',
    path: '/api/operations/jobs',
    may: readers,
    input: z.strictObject({
      ...listInput('-startedAt', 'startedAt'),
      job: line(60).optional(),
      minutely: queryFlag().optional(),
    }),
    output: countedPageOf(
      z.object({
        id: z.string(),
        job: z.string(),
        title: z.string(),
        slot: z.string(),
        status: RunStatus,
        startedAt: Instant,
        finishedAt: Instant.nullable(),
        done: z.int().nullable(),
        total: z.int().nullable(),
        counts: z.record(z.string(), z.number()),
        error: z.string().nullable(),
        attempts: z.int(),
      }),
    ),
    summary: '任务记录（每分钟一次的，点名或要求时才列）',
  }),
  jobTable: route({
    method: 'GET',
    path: '/api/operations/job-table',
    may: readers,
    input: z.strictObject({}),
    output: z.object({
      items: z.array(z.object({ job: z.string(), title: z.string(), every: z.string(), at: z.string().nullable() })),
    }),
    summary: '任务一览',
  }),
  rerunJob: route({
    method: 'POST',
    path: '/api/operations/jobs/rerun',
    may: ['administrator'],
    stepUp: true,
    input: z.strictObject({ job: line(60, 1), slot: Slot, reason: line(100, 2) }),
    /** `ran`: it has finished. One that is still `running` after a while is found in the list of runs. */
    output: z.object({ ran: z.boolean(), status: RunStatus, error: z.string().nullable() }),
    errors: ['JOB_UNKNOWN', 'JOB_SLOT_WRONG', 'JOB_SLOT_NOT_DUE', 'JOB_SLOT_TOO_EARLY'],
    summary: '重跑一个任务已经到期的时段（重复无害，写明原因）',
  }),
  cancelJob: route({
    method: 'POST',
    path: '/api/operations/jobs/cancel',
    may: ['administrator'],
    input: z.strictObject({ id: line(100, 1) }),
    output: z.object({ cancelled: z.boolean() }),
    summary: '取消进行中的任务',
  }),
  audit: route({
    method: 'GET',
    path: '/api/operations/audit',
    may: readers,
    input: z.strictObject({
      ...listInput('-at', 'at'),
      ...AuditFilter,
    }),
    output: countedPageOf(
      z.object({
        id: z.string(),
        at: Instant,
        actorId: z.string(),
        actorName: z.string(),
        action: z.string(),
        subject: z.string(),
        reason: z.string().nullable(),
        details: z.record(z.string(), z.unknown()),
        requestId: z.string(),
      }),
    ),
    summary: '操作留痕',
  }),
  exportAudit: route({
    method: 'GET',
    path: '/api/operations/audit-export',
    may: readers,
    stepUp: true,
    input: z.strictObject({ ...AuditFilter, format: z.enum(['csv', 'xlsx']) }),
    output: z.string(),
    answer: 'file',
    errors: ['EXPORT_TOO_LONG'],
    summary: '导出操作留痕（导出本身也留痕）',
  }),
  quality: route({
    method: 'GET',
    path: '/api/operations/quality',
    may: readers,
    input: z.strictObject({}),
    output: z.object({
      rows: z.array(z.object({ code: z.string(), text: z.string(), count: z.int(), link: z.string() })),
    }),
    summary: '数据质量',
  }),
} as const
