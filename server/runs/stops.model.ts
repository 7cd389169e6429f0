// Stops of runs, and the logs that crews send about them. A stop is one attempt for a booking on a day: unique, so that
// planning twice or by two instances at once makes one. Logs are kept under the id the phone gave them, accepted and
// refused alike: none is ever lost.
import type { LogAction } from '@shared/runs/stop-machine'
import type { PickupKind, StopReason, StopStatus, WeighIn } from '@shared/pickups/schemas'
import { defineModel, type Document } from '../db'

export type StopRecord = Document & {
  /** Bucket of the compound, as on the booking. */
  partition: number
  runId: string
  bookingId: string
  day: string
  placePath: string[]
  /** Position in the run, from 0. */
  seq: number
  /** Dragged by a person: keeps its position when the rest is planned anew. */
  pinned: boolean
  status: StopStatus
  version: number
  kind: PickupKind
  from: string
  to: string
  position: { lng: number; lat: number } | null
  serviceMinutes: number
  weights: WeighIn[]
  mixedLoad: boolean
  reason: StopReason | null
  note: string
  photoIds: string[]
  /** How often it was settled; names the ledger's causes. */
  settlements: number
  /** The log that made the present state: what an undo takes back. */
  /** `at`: the instant that counts, see `instantOf`. */
  lastLog: { id: string; action: LogAction; at: Date; personId: string } | null
  /** Who was on the run when it was dealt with; until then those who are on it now. */
  crewIds?: string[]
  /** Runs it was taken from, so that their crews learn where it went. */
  movedFrom: { runId: string; at: Date }[]
  history: { at: Date; receivedAt: Date; action: string; by: string; personId: string }[]
  createdAt: Date
  updatedAt: Date
}

const required = <T>(type: T) => ({ type, required: true as const })

export const Stops = defineModel<StopRecord>(
  'Stop',
  'stops',
  {
    partition: required(Number),
    runId: required(String),
    bookingId: required(String),
    day: required(String),
    placePath: required([String]),
    seq: required(Number),
    pinned: required(Boolean),
    status: required(String),
    version: required(Number),
    kind: required(String),
    from: required(String),
    to: required(String),
    position: { type: Object, default: null },
    serviceMinutes: required(Number),
    weights: required([Object]),
    mixedLoad: required(Boolean),
    reason: { type: String, default: null },
    note: { type: String, default: '' },
    photoIds: required([String]),
    settlements: required(Number),
    lastLog: { type: Object, default: null },
    crewIds: { type: [String], default: undefined },
    movedFrom: required([Object]),
    history: required([Object]),
    createdAt: required(Date),
    updatedAt: required(Date),
  },
  [
    { fields: { bookingId: 1, day: 1 }, unique: true },
    { fields: { runId: 1, seq: 1 } },
    { fields: { placePath: 1, day: 1, status: 1 } },
  ],
)

export type StopLogRecord = Document & {
  stopId: string
  runId: string
  bookingId: string
  placePath: string[]
  day: string
  action: LogAction
  /** The device's own clock, and the server's when it arrived. */
  deviceAt: Date
  receivedAt: Date
  /** The name chosen at the start of the run (or of whoever entered the sheet), and who was signed in. */
  by: string
  personId: string
  /** The session of the phone that sent it; none for rows older than the field. */
  sessionId?: string
  outcome: 'accepted' | 'refused'
  code: string | null
  status: StopStatus
  contentHash: string
  /** As sent, so that a dispatcher can read what was refused. */
  row: Record<string, unknown>
}

export const StopLogs = defineModel<StopLogRecord>(
  'StopLog',
  'stopLogs',
  {
    stopId: required(String),
    runId: required(String),
    bookingId: required(String),
    placePath: required([String]),
    day: required(String),
    action: required(String),
    deviceAt: required(Date),
    receivedAt: required(Date),
    by: required(String),
    personId: required(String),
    sessionId: String,
    outcome: required(String),
    code: { type: String, default: null },
    status: required(String),
    contentHash: required(String),
    row: required(Object),
  },
  [
    { fields: { stopId: 1, receivedAt: 1 } },
    { fields: { placePath: 1, day: 1, outcome: 1, receivedAt: -1 } },
    { fields: { sessionId: 1, receivedAt: 1 } },
  ],
)
