// Collections of organisations: the register, and who belongs to which from when until when. Invariants: a name and a
// credit code are unique while the organisation is active (indexes); all of a person's time in one organisation stands
// in one document, whose guarded update refuses spans that overlap.
import { Schema } from 'mongoose'
import type { Span } from '@shared/organisations/rules'
import type { AffiliationRole, OrganisationKind, OrganisationStanding } from '@shared/organisations/vocabulary'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

export type Organisation = Document & {
  name: string
  /** One for every way to write the name. */
  nameKey: string
  kinds: OrganisationKind[]
  /** 统一社会信用代码, when known. */
  creditCode?: string
  phone?: string
  placeId: string
  /** Of its place; staff above it keep it. */
  placePath: string[]
  standing: OrganisationStanding
  /** Its last day, once ended. */
  endedOn?: Day
  /** Registered twice: the one that it is part of now. */
  mergedInto?: string
  revision: number
  /** Moved by whoever relies on it being active (a compound, a shop, a person), so that this and ending conflict. */
  touches?: number
  /** Endings of the name and of its pinyin initials, as with places. */
  searchKeys: string[]
  createdAt: Date
}

const text = { type: String, required: true }

export const Organisations = defineModel<Organisation>(
  'Organisation',
  'organisations',
  {
    name: text,
    nameKey: text,
    kinds: { type: [String], required: true },
    creditCode: String,
    phone: String,
    placeId: text,
    placePath: { type: [String], required: true },
    standing: text,
    endedOn: String,
    mergedInto: String,
    revision: { type: Number, required: true },
    touches: Number,
    searchKeys: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  },
  [
    { fields: { nameKey: 1 }, unique: true, where: { standing: 'active' } },
    { fields: { creditCode: 1 }, unique: true, where: { standing: 'active', creditCode: { $exists: true } } },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
    { fields: { kinds: 1, createdAt: -1, _id: -1 } },
    { fields: { kinds: 1, name: 1, _id: 1 } },
    { fields: { standing: 1, name: 1, _id: 1 } },
    { fields: { searchKeys: 1, standing: 1 } },
  ],
)

/** One stretch of time in an organisation, with who wrote it down and who ended it. */
export type AffiliationSpan = Span & {
  id: string
  role: AffiliationRole
  addedBy: string
  addedAt: Date
  endedBy?: string
  endedAt?: Date
  reason?: string
}

/** `_id` = "<organisation>:<person>". */
export type Affiliation = Document & { organisationId: string; personId: string; spans: AffiliationSpan[] }

const span = new Schema(
  {
    id: text,
    role: text,
    from: text,
    until: { type: String, default: null },
    addedBy: text,
    addedAt: { type: Date, required: true },
    endedBy: String,
    endedAt: Date,
    reason: String,
  },
  { _id: false },
)

export const Affiliations = defineModel<Affiliation>(
  'Affiliation',
  'affiliations',
  { organisationId: text, personId: text, spans: { type: [span], required: true } },
  [
    { fields: { organisationId: 1, personId: 1 } },
    { fields: { personId: 1 } },
    { fields: { 'spans.id': 1 }, unique: true },
  ],
)
