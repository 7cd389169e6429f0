// Rate cards of the metered fee, by the day from which they hold. One that is published is never changed.
import type { RateCardContent } from '@shared/manifests/bills-contract'
import type { Day } from '@shared/time'
import { defineModel, type Document } from '../db'

export type RateCardDocument = Document & {
  placeId: string
  placePath: string[]
  validFrom: Day
  content: RateCardContent
  source: string
  /** Counts changes while it is proposed. */
  version: number
  state: 'proposed' | 'published'
  updatedAt: Date
  updatedBy: string
  /** Everybody who has written in it; none of them publishes it. */
  writtenBy: string[]
  publishedBy?: string
}

export const RateCards = defineModel<RateCardDocument>(
  'ManifestRateCard',
  'manifestRateCards',
  {
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    validFrom: { type: String, required: true },
    content: { type: Object, required: true },
    source: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, required: true },
    updatedAt: { type: Date, required: true },
    updatedBy: { type: String, required: true },
    writtenBy: { type: [String], required: true },
    publishedBy: String,
  },
  [
    { fields: { placeId: 1, validFrom: -1 }, unique: true },
    { fields: { placePath: 1, validFrom: -1, _id: -1 } },
    { fields: { placePath: 1, validFrom: 1, _id: 1 }, where: { state: 'proposed' } },
  ],
)
