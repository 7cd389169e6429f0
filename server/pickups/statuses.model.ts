// What a community has been asked to verify for a household. A record is never deleted: it is decided, ends on its day,
// or is ended. Name and note are sealed with its id.
import type { StatusKind } from '@shared/pickups/reliefs'
import { defineModel, type Document } from '../db'

export type StatusRecord = Document & {
  householdId: string
  placePath: string[]
  kind: StatusKind
  state: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'ended'
  /** JSON of personName, note. */
  sealed: string
  askedBy: string
  askedAt: Date
  /** Its last day. */
  until?: string
  decidedBy?: string
  decidedAt?: Date
  reason?: string
  /** The asker was told that it ends soon. */
  endTold?: boolean
}

const required = <T>(type: T) => ({ type, required: true as const })

export const HouseholdStatuses = defineModel<StatusRecord>(
  'HouseholdStatus',
  'householdStatuses',
  {
    householdId: required(String),
    placePath: required([String]),
    kind: required(String),
    state: required(String),
    sealed: required(String),
    askedBy: required(String),
    askedAt: required(Date),
    until: String,
    decidedBy: String,
    decidedAt: Date,
    reason: String,
    endTold: Boolean,
  },
  [
    { fields: { householdId: 1, kind: 1 }, unique: true, where: { state: 'waiting' } },
    { fields: { householdId: 1, state: 1, until: 1 } },
    { fields: { askedBy: 1, _id: -1 } },
    { fields: { placePath: 1, state: 1, _id: -1 } },
    { fields: { state: 1, until: 1 } },
  ],
)
