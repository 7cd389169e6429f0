// Runs as they are stored: what one vehicle with its crew does in a half-day of a round. The order of its stops is
// their `seq`. Invariants: one run per round, day, half-day and part (unique index), so that planning twice makes
// nothing twice; every change of a run or its order counts `version`, which dispatchers name when they drag.
import { defineModel, type Document } from '../db'

export type RunGroup = 'am' | 'pm' | 'eve'

export type RunRecord = Document & {
  day: string
  roundId: string
  group: RunGroup
  /** 1, 2, … when a half-day takes more than one vehicle. */
  part: number
  districtId: string
  placeId: string
  /** Of the round. */
  placePath: string[]
  name: string
  vehicle: string
  crewIds: string[]
  /** Chosen when the run started; every log names one of them. */
  names: string[]
  status: 'planned' | 'started' | 'finished'
  /** Clock times of the first and last window. */
  from: string
  to: string
  version: number
  startedAt?: Date
  finishedAt?: Date
  /** When and where the crew was last known to be. */
  lastAt?: Date
  lastPosition?: { lng: number; lat: number }
  /** Net weights after the doors; the crew's or the dispatcher's latest figure. */
  weighings?: Partial<Record<'truck' | 'station', { grams: number; at: Date; by: string }>>
  /** A typed code to take the run over, good once for this version of the run until then. */
  handOver?: { typedIndex: string; fromId: string; version: number; until: Date }
  /** Who handed the run over, and until when their logs were made. */
  formerCrew: { personId: string; until: Date }[]
  createdAt: Date
  updatedAt: Date
}

const required = <T>(type: T) => ({ type, required: true as const })

export const Runs = defineModel<RunRecord>(
  'Run',
  'runs',
  {
    day: required(String),
    roundId: required(String),
    group: required(String),
    part: required(Number),
    districtId: required(String),
    placeId: required(String),
    placePath: required([String]),
    name: required(String),
    vehicle: { type: String, default: '' },
    crewIds: required([String]),
    names: required([String]),
    status: required(String),
    from: required(String),
    to: required(String),
    version: required(Number),
    startedAt: Date,
    finishedAt: Date,
    lastAt: Date,
    lastPosition: Object,
    weighings: Object,
    handOver: Object,
    formerCrew: required([Object]),
    createdAt: required(Date),
    updatedAt: required(Date),
  },
  [
    { fields: { roundId: 1, day: 1, group: 1, part: 1 }, unique: true },
    { fields: { crewIds: 1, day: 1 } },
    { fields: { 'formerCrew.personId': 1, day: 1 } },
    { fields: { placePath: 1, day: 1, _id: 1 } },
    { fields: { 'handOver.typedIndex': 1 }, where: { handOver: { $exists: true } } },
  ],
)
