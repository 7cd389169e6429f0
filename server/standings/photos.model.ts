// Photos that hang beside entries. `_id` is the file: a covered copy, never what the inspector took.
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }

export type PhotoRecord = Document & {
  entryId: string
  runId: string
  /** Which of the places beside the entry it has; none once it is taken away. */
  slot?: number
  findingId: string
  caption: string
  by: string
  at: Date
  hidden?: { by: string; at: Date; reason: string }
}

export const EntryPhotos = defineModel<PhotoRecord>(
  'StandingPhoto',
  'standingPhotos',
  {
    entryId: text,
    runId: text,
    slot: { type: Number, default: undefined },
    findingId: text,
    caption: text,
    by: text,
    at: { type: Date, required: true },
    hidden: { type: Object, default: undefined },
  },
  [
    { fields: { entryId: 1, slot: 1 }, unique: true, where: { slot: { $type: 'number' } } },
    { fields: { entryId: 1, at: 1, _id: 1 } },
    { fields: { runId: 1, at: 1, _id: 1 } },
    { fields: { by: 1 } },
  ],
)
