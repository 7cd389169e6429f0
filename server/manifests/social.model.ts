// What companies hand in of a class of waste and a month. `_id` = "<organisation>:<month>:<class>".
import type { SocialClass } from '@shared/manifests/social-contract'
import type { Month } from '@shared/time'
import { defineModel, type Document } from '../db'

export type SocialReport = Document & {
  organisationId: string
  month: Month
  class: SocialClass
  grams: number
  subsidyFen: number | null
  note: string
  version: number
  by: string
  at: Date
}

const text = { type: String, required: true }
const number = { type: Number, required: true }

export const SocialReports = defineModel<SocialReport>(
  'ManifestSocialReport',
  'manifestSocialReports',
  {
    organisationId: text,
    month: text,
    class: text,
    grams: number,
    subsidyFen: { type: Number, default: null },
    note: text,
    version: number,
    by: text,
    at: { type: Date, required: true },
  },
  [{ fields: { month: 1, _id: 1 } }, { fields: { organisationId: 1 } }, { fields: { by: 1 } }],
)
