// Records of uploaded photos. The bytes lie in the store under the record's id.
import { defineModel, type Document } from '../db'

export type FileRecord = Document & {
  ownerId: string
  purpose: string
  /** "pickups/<id>" once something uses it; until then only the owner sees it. */
  subject: string | null
  width: number
  height: number
  bytes: number
  /** SHA-256 of the original, to notice a photo that is used twice. */
  originalHash: string
  createdAt: Date
}

export const Files = defineModel<FileRecord>(
  'FileRecord',
  'files',
  {
    ownerId: { type: String, required: true },
    purpose: { type: String, required: true },
    subject: { type: String, default: null },
    width: { type: Number, required: true },
    height: { type: Number, required: true },
    bytes: { type: Number, required: true },
    originalHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  [{ fields: { ownerId: 1, createdAt: -1 } }, { fields: { subject: 1 } }, { fields: { subject: 1, createdAt: 1 } }],
)
