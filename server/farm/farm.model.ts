// What farms have brought back to shops, a document a return. It never changes but for being taken back with a reason.
import type { FarmThing } from '@shared/farm/vocabulary'
import { defineModel, type Document } from '../db'

export type FarmReturnRecord = Document & {
  siteId: string
  placePath: string[]
  day: string
  thing: FarmThing
  /** Pieces; grams of film. */
  amount: number
  rewardFen: number
  depositFen: number
  note: string
  recordedBy: string
  createdAt: Date
  withdrawn?: string
}

const text = { type: String, required: true }
const number = { type: Number, required: true }

export const FarmReturns = defineModel<FarmReturnRecord>(
  'FarmReturn',
  'farmReturns',
  {
    siteId: text,
    placePath: { type: [String], required: true },
    day: text,
    thing: text,
    amount: number,
    rewardFen: number,
    depositFen: number,
    note: { type: String, default: '' },
    recordedBy: text,
    createdAt: { type: Date, required: true },
    withdrawn: String,
  },
  [
    { fields: { placePath: 1, day: -1, _id: -1 } },
    { fields: { siteId: 1, day: -1, _id: -1 } },
    { fields: { recordedBy: 1 } },
  ],
)
