// Loads that a crew confirmed as mixed: each draws one inspection. `_id` is the id of the crew's log, so that it is
// drawn once.
import type { Finding } from '@shared/runs/checks-contract'
import { defineModel, type Document } from '../db'

export type LoadCheckRecord = Document & {
  status: 'open' | 'done' | 'withdrawn'
  stopId: string
  runId: string
  bookingId: string
  placePath: string[]
  day: string
  totalGrams: number
  /** The name on board that logged it. */
  by: string
  at: Date
  dueOn: string
  finding?: Finding
  note?: string
  closedBy?: string
  closedAt?: Date
}

const required = <T>(type: T) => ({ type, required: true as const })

export const LoadChecks = defineModel<LoadCheckRecord>(
  'LoadCheck',
  'loadChecks',
  {
    status: required(String),
    stopId: required(String),
    runId: required(String),
    bookingId: required(String),
    placePath: required([String]),
    day: required(String),
    totalGrams: required(Number),
    by: required(String),
    at: required(Date),
    dueOn: required(String),
    finding: String,
    note: String,
    closedBy: String,
    closedAt: Date,
  },
  [
    { fields: { placePath: 1, at: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, at: -1, _id: -1 } },
    { fields: { stopId: 1, status: 1 } },
  ],
)
