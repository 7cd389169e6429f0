// Certificates of hours. Invariants held by indexes: a number is given once; a person has one open request an office.
// What stood on the paper when it was issued is kept; whether it still holds is worked out whenever somebody asks.
import type { CertificateStatus, IdentityKind } from '@shared/shifts/certificates'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

/** Minutes at one site, as they stand on the paper. */
export type CertificateLine = { name: string; times: number; minutes: number }

export type CertificateRecord = Document & {
  personId: string
  /** The community or subdistrict whose office proves it. */
  placeId: string
  placePath: string[]
  status: CertificateStatus
  from: Day
  to: Day
  nameSealed: string
  identityKind: IdentityKind
  /** The last four characters; the number itself is nowhere. */
  identityTailSealed: string
  askedAt: Date
  dueOn: Day
  number?: string
  issuedAt?: Date
  handlerId?: string
  handler?: string
  minutes: number
  madeUp: number
  times: number
  lines: CertificateLine[]
  /** Why it was declined or taken back. */
  reason?: string
  revokedAt?: Date
  revokedBy?: string
  erasedAt?: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }

export const Certificates = defineModel<CertificateRecord>(
  'HoursCertificate',
  'hoursCertificates',
  {
    personId: text,
    placeId: text,
    placePath: { type: [String], required: true },
    status: text,
    from: text,
    to: text,
    nameSealed: { type: String, default: '' },
    identityKind: text,
    identityTailSealed: { type: String, default: '' },
    askedAt: { type: Date, required: true },
    dueOn: text,
    number: String,
    issuedAt: Date,
    handlerId: String,
    handler: String,
    minutes: number,
    madeUp: number,
    times: number,
    lines: { type: [Object], required: true },
    reason: String,
    revokedAt: Date,
    revokedBy: String,
    erasedAt: Date,
  },
  [
    { fields: { number: 1 }, unique: true, where: { number: { $exists: true } } },
    { fields: { personId: 1, placeId: 1 }, unique: true, where: { status: 'asked' } },
    { fields: { personId: 1, askedAt: -1, _id: -1 } },
    { fields: { placePath: 1, askedAt: -1, _id: -1 } },
    { fields: { issuedAt: -1 }, where: { number: { $exists: true } } },
  ],
)
