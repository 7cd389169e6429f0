// Saved views as they are stored.
import { defineModel, type Document } from '../db'

export type SavedViewRecord = Document & {
  personId: string
  page: string
  name: string
  filters: Record<string, string>
  at: Date
}

export const SavedViews = defineModel<SavedViewRecord>(
  'SavedView',
  'savedViews',
  {
    personId: { type: String, required: true },
    page: { type: String, required: true },
    name: { type: String, required: true },
    filters: { type: Object, required: true },
    at: { type: Date, required: true },
  },
  [{ fields: { personId: 1, page: 1, at: 1 } }, { fields: { personId: 1, page: 1, name: 1 }, unique: true }],
)
