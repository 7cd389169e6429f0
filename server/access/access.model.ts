// Keys of those who act without an account: links that were sent to a company or a household, and devices at a site.
// Only hashes of them are kept. Whether one is good stands in these documents and is read with every request.
import type { LinkAct, PartyKind } from '@shared/access/vocabulary'
import { defineModel, type Document } from '../db'

export type LinkRecord = Document & {
  /** "reviews/…": the one thing it opens. */
  subject: string
  acts: LinkAct[]
  partyKind: PartyKind
  partyId: string
  placePath: string[]
  tokenHash: string
  expiresAt: Date
  createdBy: string
  createdAt: Date
  lastUsedAt?: Date
  revokedAt?: Date
}

const text = { type: String, required: true }
const path = { type: [String], required: true }
const date = { type: Date, required: true }

export const Links = defineModel<LinkRecord>(
  'AccessLink',
  'accessLinks',
  {
    subject: text,
    acts: path,
    partyKind: text,
    partyId: text,
    placePath: path,
    tokenHash: text,
    expiresAt: date,
    createdBy: text,
    createdAt: date,
    lastUsedAt: Date,
    revokedAt: Date,
  },
  [
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, expiresAt: 1, _id: 1 } },
    { fields: { subject: 1, createdAt: -1, _id: -1 } },
    { fields: { partyId: 1 } },
    // who was sent what stays in the audit log; the key itself is of no use any more
    { fields: { expiresAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 },
  ],
)

export type DeviceRecord = Document & {
  name: string
  siteId: string
  placePath: string[]
  /** Counts the keys it has had. */
  serial: number
  keyHash: string
  status: 'active' | 'revoked'
  /** Of the last request: milliseconds by its own clock. */
  lastTime: number
  createdAt: Date
  lastSeenAt?: Date
}

export const Devices = defineModel<DeviceRecord>(
  'AccessDevice',
  'accessDevices',
  {
    name: text,
    siteId: text,
    placePath: path,
    serial: { type: Number, required: true },
    keyHash: text,
    status: text,
    lastTime: { type: Number, required: true },
    createdAt: date,
    lastSeenAt: Date,
  },
  [
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
    { fields: { siteId: 1, createdAt: -1, _id: -1 } },
  ],
)
