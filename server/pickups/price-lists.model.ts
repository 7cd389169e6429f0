// Price lists of an area, by the day from which they hold. One that is published is never changed.
import type { AreaItem } from '@shared/pickups/area-items'
import type { PriceMode } from '@shared/pickups/prices'
import type { FailedVisitPercents } from '@shared/pickups/reasons'
import type { ReliefRule } from '@shared/pickups/reliefs'
import { defineModel, type Document } from '../db'

export type PriceListRecord = Document & {
  placeId: string
  placePath: string[]
  validFrom: string
  mode: PriceMode
  itemFen: Record<string, number>
  perCubicMetreFen: number
  floorSurchargeFen: number
  freePiecesPerYear: number
  materials: { code: string; fenPerKg: number | null }[]
  compensationPoints: number
  items?: AreaItem[]
  failedVisitPercent?: FailedVisitPercents
  reliefs?: ReliefRule[]
  version: number
  /** A proposed one holds nowhere. */
  state: 'proposed' | 'published'
  updatedAt: Date
  /** Who wrote it last. */
  updatedBy: string
  /** Everybody who has written in it; none of them publishes it. */
  writtenBy: string[]
  publishedBy?: string
}

export const PriceLists = defineModel<PriceListRecord>(
  'PriceList',
  'priceLists',
  {
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    validFrom: { type: String, required: true },
    mode: { type: String, required: true },
    itemFen: { type: Object, required: true },
    perCubicMetreFen: { type: Number, required: true },
    floorSurchargeFen: { type: Number, required: true },
    freePiecesPerYear: { type: Number, required: true },
    materials: { type: [Object], required: true },
    compensationPoints: { type: Number, required: true },
    items: { type: [Object], default: undefined },
    failedVisitPercent: Object,
    reliefs: { type: [Object], default: undefined },
    version: { type: Number, required: true },
    state: { type: String, required: true },
    updatedAt: { type: Date, required: true },
    updatedBy: { type: String, required: true },
    writtenBy: { type: [String], required: true },
    publishedBy: { type: String, default: undefined },
  },
  [
    { fields: { placeId: 1, validFrom: -1 }, unique: true },
    { fields: { placePath: 1, validFrom: 1, _id: 1 }, where: { state: 'proposed' } },
  ],
)
