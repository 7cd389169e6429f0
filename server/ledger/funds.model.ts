// Funds that gifts go to and that are no compound's: a school registers under the place it stands in. A compound's fund
// needs no row.
import { defineModel, type Document } from '../db'

export type SchoolFund = Document & {
  name: string
  placeId: string
  placePath: string[]
  active: boolean
  createdAt: Date
}

export const SchoolFunds = defineModel<SchoolFund>(
  'SchoolFund',
  'schoolFunds',
  {
    name: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    active: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  [{ fields: { placePath: 1, active: 1, createdAt: -1, _id: -1 } }],
)
