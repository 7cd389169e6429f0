// Change-overs 楼层撤桶, and what their residents have yet to be told.
import type { ChangeoverStatus } from '@shared/changeovers/rules'
import { defineModel, type Document } from '../db'

/** What has happened that residents do not know yet. */
export type News = 'made' | 'changed' | 'calledOff'

export type ChangeoverRecord = Document & {
  /** A compound. */
  placeId: string
  placePath: string[]
  day: string
  /** As `normaliseAddress` writes them; none: all of the compound. */
  buildings: string[]
  /** Buildings that were told of it and are no longer among them: told of what changed too. */
  formerBuildings: string[] | null
  siteId: string
  note: string
  status: ChangeoverStatus
  reason?: string
  news?: News
  version: number
  createdAt: Date
}

const text = { type: String, required: true }

export const Changeovers = defineModel<ChangeoverRecord>(
  'Changeover',
  'changeovers',
  {
    placeId: text,
    placePath: { type: [String], required: true },
    day: text,
    buildings: { type: [String], required: true },
    formerBuildings: { type: [String], default: null },
    siteId: text,
    note: { type: String, default: '' },
    status: text,
    reason: String,
    news: String,
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  [
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { placeId: 1, day: 1 } },
    { fields: { day: 1, _id: 1 }, where: { status: 'planned' } },
    { fields: { news: 1, _id: 1 }, where: { news: { $exists: true } } },
  ],
)
