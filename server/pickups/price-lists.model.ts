// Published price lists of an area, by the day from which they hold. A list that has begun to hold is never changed.
import type { PriceMode } from '@shared/pickups/prices'
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
  version: number
  updatedAt: Date
  updatedBy: string
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
    version: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
    updatedBy: { type: String, required: true },
  },
  [{ fields: { placeId: 1, validFrom: -1 }, unique: true }],
)
