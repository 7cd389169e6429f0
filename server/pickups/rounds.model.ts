// Collection rounds and the weekday caps of a district. A round's service days belong to the district (or city) it is
// placed in.
import type { PickupKind } from '@shared/pickups/schemas'
import { defineModel, type Document } from '../db'

export type RoundWindowRecord = { key: string; from: string; to: string; capacity: number }

export type RoundRecord = Document & {
  name: string
  placeId: string
  /** Of `placeId`. */
  placePath: string[]
  /** The district of `placeId`, else the city: names the service days. */
  districtId: string
  areaPlaceIds: string[]
  kinds: PickupKind[]
  weekdays: number[]
  windows: RoundWindowRecord[]
  /** The hauler that drives it. */
  organisationId?: string | null
  vehicle: string
  crewIds: string[]
  validFrom: string
  validUntil: string | null
  staffOnly: boolean
  version: number
  updatedAt: Date
  updatedBy: string
}

export const Rounds = defineModel<RoundRecord>(
  'Round',
  'rounds',
  {
    name: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    districtId: { type: String, required: true },
    areaPlaceIds: { type: [String], required: true },
    kinds: { type: [String], required: true },
    weekdays: { type: [Number], required: true },
    windows: { type: [Object], required: true },
    organisationId: { type: String, default: null },
    vehicle: { type: String, default: '' },
    crewIds: { type: [String], required: true },
    validFrom: { type: String, required: true },
    validUntil: { type: String, default: null },
    staffOnly: { type: Boolean, required: true },
    version: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
    updatedBy: { type: String, required: true },
  },
  [
    { fields: { areaPlaceIds: 1, _id: 1 } },
    { fields: { placePath: 1, _id: 1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
    { fields: { areaPlaceIds: 1, name: 1, _id: 1 } },
    { fields: { districtId: 1 } },
    { fields: { crewIds: 1 } },
    { fields: { organisationId: 1 } },
    { fields: { staffOnly: 1 } },
    { fields: { validUntil: 1 } },
  ],
)

/** `_id` is the district's (or city's) id; `caps[0]` = Monday; null = no cap. */
export type WeekdayCaps = Document & { caps: (number | null)[]; version: number }

export const WeekdayCapsOf = defineModel<WeekdayCaps>('WeekdayCaps', 'weekdayCaps', {
  caps: { type: [Number], required: true },
  version: { type: Number, required: true },
})
