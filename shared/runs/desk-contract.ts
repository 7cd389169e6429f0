// Runs, the dispatcher's side: the board of a day, planning it, moving stops, giving runs their crew.
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { line, route } from '../contract'
import { dispatchers, readers } from '../pickups/roles'
import { BookingSummary } from '../pickups/schemas'
import * as z from '../z'
import { WeightChain } from './checks-contract'
import { Stop } from './crew-contract'
import { moveConcerns } from './promise'

const BoardRun = z.object({
  id: Id,
  name: z.string(),
  vehicle: z.string(),
  crewNames: z.array(z.string()),
  crewIds: z.array(Id),
  status: z.enum(['planned', 'started', 'finished']),
  version: z.int(),
  stops: z.array(Stop),
  minutes: z.int(),
  metres: z.int(),
  chain: WeightChain,
})

/**
 * A crew's log that was not accepted (the stop was moved, withdrawn, or already done); the dispatcher decides what
 * becomes of it.
 */
const RefusedLog = z.object({
  id: Id,
  stopId: Id,
  runId: Id,
  placeName: z.string(),
  action: z.string(),
  by: z.string(),
  /** The device's clock and the server's. */
  at: Instant,
  receivedAt: Instant,
  code: z.string(),
  text: z.string(),
})

export const runsDesk = {
  board: route({
    method: 'GET',
    path: '/api/desk/board',
    may: readers,
    input: z.strictObject({ placeId: Id, day: Day }),
    output: z.object({
      day: Day,
      runs: z.array(BoardRun),
      /** With the position of its place, which the map shows. */
      waiting: z.array(BookingSummary.extend({ lng: z.number().nullable(), lat: z.number().nullable() })),
      refusedLogs: z.array(RefusedLog),
    }),
    summary: '调度看板',
  }),
  planDay: route({
    method: 'POST',
    path: '/api/desk/board/plan',
    may: dispatchers,
    input: z.strictObject({ placeId: Id, day: Day }),
    output: z.object({ runs: z.int(), stops: z.int() }),
    summary: '把已确认的预约排成班次（可重复）',
  }),
  moveStop: route({
    method: 'POST',
    path: '/api/desk/stops/:id/move',
    may: dispatchers,
    /** `version` is that of the run it is dropped on; `position` counts all its stops on the board. */
    input: z.strictObject({
      id: Id,
      runId: Id,
      position: z.int().min(0).max(300),
      version: z.int(),
      /**
       * Breaks the window promised to the household, which is then told, or puts a thing on a round not made for it.
       */
      confirm: z.array(z.enum(moveConcerns)).max(2).optional(),
    }),
    output: z.object({ id: Id, runId: Id, position: z.int() }),
    errors: ['CHANGED_MEANWHILE', 'WRONG_STATE', 'NOT_FOUND', 'RUN_MOVE_UNCONFIRMED'],
    summary: '把站点拖到另一班次或另一位置',
  }),
  assignCrew: route({
    method: 'PUT',
    path: '/api/desk/runs/:id',
    may: dispatchers,
    input: z.strictObject({ id: Id, version: z.int(), crewIds: z.array(Id).max(8), vehicle: line(20) }),
    output: z.object({ id: Id, version: z.int() }),
    errors: ['CHANGED_MEANWHILE', 'RUN_CREW_OF_ANOTHER'],
    summary: '安排班组和车辆',
  }),
  crews: route({
    method: 'GET',
    path: '/api/desk/crews',
    may: readers,
    input: z.strictObject({ placeId: Id }),
    output: z.object({ items: z.array(z.object({ id: Id, name: z.string() })) }),
    summary: '可安排的收运员',
  }),
} as const
