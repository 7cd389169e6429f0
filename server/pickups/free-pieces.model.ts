// The free pieces that were drawn: one document a household (or address) and year, which every such booking writes.
import { defineModel, type Document } from '../db'

/** `_id` = `<holder key>:<year>`. */
export type FreePieces = Document & { used: { id: string; pieces: number }[] }

export const FreePieceYears = defineModel<FreePieces>('FreePieceYear', 'freePieceYears', {
  used: { type: [Object], required: true },
})
