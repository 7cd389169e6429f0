// Published lists for everybody: pages that need neither sign-in nor script, the same as files, and what the phone
// shows. A published version never changes; its address stays good. A preview is in none of these.
import { line, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import * as z from '../z'
import { listColours, listKinds, mendingStates, replySides, tableColours } from './vocabulary'

/** "v1" */
const Version = z.string().regex(/^v[1-9]\d{0,3}$/, '没有这一版')
export const listFiles = ['list.json', 'list.csv', 'list.xlsx', 'list.pdf'] as const
export type ListFile = (typeof listFiles)[number]

/** Tenths of a point. */
const Tenths = z.int().min(0).max(1000)

/** What was said beside an entry, by whom; shown as it was written. */
const Reply = z.object({ side: z.enum(replySides), text: z.string(), at: Instant })

const Mending = z.object({
  state: z.enum(mendingStates),
  /** When it was found mended, or left the list. */
  on: Day.nullable(),
  /** When it leaves at the latest. */
  until: Day,
})

const Row = z.object({
  placeId: Id,
  name: z.string(),
  subdistrict: z.string(),
  company: z.string().nullable(),
  rank: z.int(),
  score: Tenths,
  low: Tenths,
  high: Tenths,
  visits: z.int(),
  inspectors: z.int(),
  bags: z.int(),
  lastVisit: Day.nullable(),
  reasons: z.array(z.string()),
  replies: z.array(Reply),
  mending: Mending.nullable(),
})
export type PublishedRow = z.infer<typeof Row>

/** When the next list comes; `late`: its day has passed. Null while no list is being made. */
const Next = z.object({ period: Month, earliest: Day, latest: Day, late: z.boolean() })

export const standings = {
  page: route({
    method: 'GET',
    path: '/lists',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({}),
    output: z.string(),
    summary: '红黑榜公布页（最近一期）',
  }),
  /** What the page's button to check the hash runs; the page is whole without it. */
  checkScript: route({
    method: 'GET',
    path: '/lists/check.js',
    may: 'anyone',
    answer: 'file',
    media: ['text/javascript'],
    input: z.strictObject({}),
    output: z.string(),
    summary: '公布页上核对校验码的脚本',
  }),
  placePage: route({
    method: 'GET',
    path: '/lists/places/:id',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({ id: z.string().max(60) }),
    output: z.string(),
    summary: '一个地方历次上榜的公布页',
  }),
  periodPage: route({
    method: 'GET',
    path: '/lists/:period',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({ period: line(20) }),
    output: z.string(),
    summary: '某月红黑榜公布页（最新一版）',
  }),
  versionPage: route({
    method: 'GET',
    path: '/lists/:period/:version',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({ period: line(20), version: line(20) }),
    output: z.string(),
    summary: '某月红黑榜某一版的永久页面',
  }),
  file: route({
    method: 'GET',
    path: '/lists/:period/:version/:file',
    may: 'anyone',
    answer: 'file',
    media: [
      'application/json',
      'text/csv',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/pdf',
    ],
    input: z.strictObject({ period: Month, version: Version, file: z.enum(listFiles) }),
    output: z.object({}),
    errors: ['NOT_FOUND'],
    limit: { count: 120, seconds: 600 },
    summary: '红黑榜的文件：原文（校验码所指的字节）、CSV、Excel、PDF',
  }),
  published: route({
    method: 'GET',
    path: '/api/standings/lists',
    may: 'anyone',
    input: z.strictObject({}),
    /** The newest 24. */
    output: z.object({
      items: z.array(z.object({ period: Month, version: z.int(), publishedOn: Day, red: z.int(), black: z.int() })),
      upcoming: Next.nullable(),
    }),
    summary: '已公布的红黑榜和下一期的日期',
  }),
  list: route({
    method: 'GET',
    path: '/api/standings/lists/:period',
    may: 'anyone',
    input: z.strictObject({ period: Month }),
    output: z.object({
      period: Month,
      version: z.int(),
      hash: z.string(),
      publishedOn: Day,
      from: Day,
      to: Day,
      notRanked: z.string().nullable(),
      tables: z.array(z.object({ kind: z.enum(listKinds), colour: z.enum(tableColours), rows: z.array(Row) })),
      /** Places that will be visited more often: how many, never which. */
      check: z.int(),
      corrected: z.boolean(),
      next: Next.nullable(),
    }),
    errors: ['NOT_FOUND'],
    summary: '一期红黑榜',
  }),
  /** Of the caller's own compound alone: what the public is not told of single places, those who live there are. */
  mine: route({
    method: 'GET',
    path: '/api/standings/mine',
    may: 'signedIn',
    /** Absent: the household that they joined first. */
    input: z.strictObject({ placeId: Id.optional() }),
    output: z.object({
      place: z.object({ id: Id, name: z.string() }).nullable(),
      /** Null: no list has been published yet. */
      last: z
        .object({
          period: Month,
          version: z.int(),
          publishedOn: Day,
          from: Day,
          to: Day,
          /** On which list; null on none. */
          colour: z.enum(listColours).nullable(),
          rank: z.int().nullable(),
          score: Tenths.nullable(),
          low: Tenths.nullable(),
          high: Tenths.nullable(),
          visits: z.int(),
          bags: z.int(),
          bagsCorrect: z.int(),
          lastVisit: Day.nullable(),
          /** Why there is no score. */
          missing: z.string(),
          reasons: z.array(z.string()),
          replies: z.array(Reply),
          mending: Mending.nullable(),
        })
        .nullable(),
      company: z.string().nullable(),
      /** The lines of the rules that hold, in points. */
      lines: z.object({ black: z.number(), red: z.number(), redLow: z.number() }),
      /** What can still change the next one, the weightiest first. */
      todo: z.array(z.object({ title: z.string(), note: z.string() })),
      /** The last 12 lists of this place, the newest last; points of a hundred bags that were right. */
      history: z.array(z.object({ period: Month, score: Tenths.nullable(), rightOfHundred: z.int().nullable() })),
      next: Next.nullable(),
    }),
    errors: ['NOT_FOUND'],
    summary: '我的小区：上次结果、为什么、还能做什么、下一期日期',
  }),
} as const
