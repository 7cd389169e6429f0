// What was decided about the bookings of a day that closed: kept until all are dealt with, and afterwards as a record.
import { defineModel, type Document } from '../db'

/** `_id` = `<districtId>:<day>`. */
export type DayClosing = Document & {
  districtId: string
  day: string
  booked: 'move' | 'cancel'
  reason: string
  by: string
  at: Date
  status: 'open' | 'done'
  moved: number
  cancelled: number
}

export const DayClosings = defineModel<DayClosing>(
  'DayClosing',
  'dayClosings',
  {
    districtId: { type: String, required: true },
    day: { type: String, required: true },
    booked: { type: String, required: true },
    reason: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    status: { type: String, required: true },
    moved: { type: Number, required: true },
    cancelled: { type: Number, required: true },
  },
  [{ fields: { status: 1 } }],
)
