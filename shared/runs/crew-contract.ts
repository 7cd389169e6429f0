// Booked pickups, the crew's side: today's run, logs that were made offline, handing a run over, the printed sheet.
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import { line, route, text } from '../contract'
import * as z from '../z'
import { WeightChain } from './checks-contract'
import { loggers, sheetReaders } from './roles'
import { BookedItem, PickupKind, StopReason, StopStatus, WeighIn } from '../pickups/schemas'

export const Stop = z.object({
  id: Id,
  runId: Id,
  bookingId: Id,
  /** The booking's, to be read out; absent in a run that an older package has kept. */
  number: z.string().optional(),
  seq: z.int(),
  status: StopStatus,
  kind: PickupKind,
  from: Clock,
  to: Clock,
  placeName: z.string(),
  addressText: z.string(),
  standsAt: z.string(),
  floor: z.int(),
  hasLift: z.boolean(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  contactName: z.string(),
  contactPhone: z.string(),
  items: z.array(BookedItem),
  note: z.string(),
  photoIds: z.array(Id),
  owedFen: z.int(),
  weights: z.array(WeighIn),
  reason: StopReason.nullable(),
  elder: z.boolean(),
  /** The crew carries the things out of the home; absent in a run that an older package has kept. */
  carryHelp: z.boolean().optional(),
})
export type Stop = z.infer<typeof Stop>

export const Run = z.object({
  id: Id,
  day: Day,
  name: z.string(),
  vehicle: z.string(),
  status: z.enum(['planned', 'started', 'finished']),
  names: z.array(z.string()),
  /** Who is planned for it, to be chosen from. */
  crewNames: z.array(z.string()),
  version: z.int(),
  stops: z.array(Stop),
  fetchedAt: Instant,
  /** What was weighed so far; absent in a run that an older package has kept. */
  chain: WeightChain.optional(),
})
export type Run = z.infer<typeof Run>

/** One thing done at a stop, made on the phone with its own id; sent in order, any number of times. */
export const StopLog = z.strictObject({
  id: Id,
  stopId: Id,
  action: z.enum(['set_out', 'arrive', 'collect', 'collect_partly', 'not_presented', 'no_access', 'refuse', 'undo']),
  /** The device's own clock; the server keeps its time beside it. */
  at: Instant,
  by: line(20, 1),
  weights: z.array(WeighIn).max(20).optional(),
  reason: StopReason.optional(),
  note: text(200).optional(),
  photoIds: z.array(Id).max(6).optional(),
  /** Collected in mixed load 混运: held out of recycling and carbon figures. */
  mixedLoad: z.boolean().optional(),
  paidFen: z.int().min(0).max(1_000_000).optional(),
})
export type StopLog = z.infer<typeof StopLog>

export const LogOutcome = z.object({
  id: Id,
  outcome: z.enum(['accepted', 'had', 'refused']),
  code: z.string().nullable(),
  text: z.string().nullable(),
  status: StopStatus.nullable(),
})

export const runsCrew = {
  mine: route({
    method: 'GET',
    path: '/api/crew/runs',
    may: ['crew'],
    input: z.strictObject({ day: Day.optional() }),
    output: z.object({
      day: Day,
      runs: z.array(Run),
      materials: z.array(z.object({ code: z.string(), name: z.string() })),
      reasons: z.array(z.object({ code: StopReason, text: z.string(), actions: z.array(z.string()) })),
    }),
    summary: '我今天的班次和站点（离线使用的全部内容）',
  }),
  startRun: route({
    method: 'POST',
    path: '/api/crew/runs/:id/start',
    may: ['crew'],
    input: z.strictObject({ id: Id, names: z.array(line(20, 1)).min(1).max(4) }),
    output: Run,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '开始班次，选好两个人的名字',
  }),
  /** Dispatchers enter with it what was written on the printed sheet. */
  syncLogs: route({
    method: 'POST',
    path: '/api/crew/logs',
    may: loggers,
    keyed: false,
    /**
     * `rows`: each a StopLog, read one by one: one that can't be read is refused and keeps none of the others.
     * `lastAnswered`: the row that the phone was answered last. No rows: only asks whether that one is known.
     */
    input: z.strictObject({ rows: z.array(z.object({ id: Id }).loose()).max(100), lastAnswered: Id.optional() }),
    /** `sendAgain`: the server has gone back to before `lastAnswered`; it asks for the last 30 days again. */
    output: z.object({ results: z.array(LogOutcome), sendAgain: z.boolean().optional() }),
    summary: '上传离线记录：逐条回答，重复无害；不认识手机说的最后一条时，请手机把最近30天重交一遍',
  }),
  offerHandOver: route({
    method: 'POST',
    path: '/api/crew/runs/:id/hand-over',
    may: ['crew'],
    input: z.strictObject({ id: Id }),
    output: z.object({ code: z.string(), typed: z.string(), expiresAt: Instant }),
    summary: '把班次交给另一部手机（二维码）',
  }),
  takeOver: route({
    method: 'POST',
    path: '/api/crew/take-over',
    may: ['crew'],
    input: z.strictObject({ code: line(200, 8) }),
    output: Run,
    errors: ['RUN_HANDOVER_INVALID', 'RUN_CREW_OF_ANOTHER'],
    limit: { count: 20, seconds: 600 },
    summary: '接手班次',
  }),
  sheet: route({
    method: 'GET',
    path: '/api/crew/runs/:id/sheet',
    may: sheetReaders,
    /** Why addresses and numbers are needed in full; a dispatcher without it gets them masked. */
    input: z.strictObject({ id: Id, reason: line(100, 2).optional() }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND'],
    summary: '班次单（打印）',
  }),
} as const
