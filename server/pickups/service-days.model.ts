// What is limited: one document per district and service day with that day's caps, windows and places; one per holder
// with the places it keeps open. Invariants: a place is written only by the guarded updates of capacity.ts; live places
// of a window ≤ its capacity and of the day ≤ its cap, so confirmed ones are too.
import { defineModel, type Document } from '../db'

export type DayWindow = {
  /** `<roundId>:<windowKey>` */
  slot: string
  capacity: number
  /** Set by a dispatcher for this day; else it follows the round. */
  own: boolean
}

export type Place = {
  /** The booking's id, also before it exists. */
  id: string
  slot: string
  key: string
  /** End of the hold; null once the booking is confirmed. */
  until: Date | null
  /** A hold is never extended beyond this. */
  latest: Date
}

/** `_id` = `<districtId>:<day>`. */
export type ServiceDay = Document & {
  partition: number
  districtId: string
  day: string
  closed: boolean
  /** Why it is closed or changed; shown to residents. */
  note?: string
  /** Most places of the whole day; null = no cap. */
  cap: number | null
  /** The cap was set for this day; else it follows the weekday's. */
  ownCap: boolean
  windows: DayWindow[]
  places: Place[]
  /** Counts changes by staff, not bookings. */
  version: number
}

export const ServiceDays = defineModel<ServiceDay>(
  'ServiceDay',
  'serviceDays',
  {
    partition: { type: Number, required: true },
    districtId: { type: String, required: true },
    day: { type: String, required: true },
    closed: { type: Boolean, required: true },
    note: String,
    cap: { type: Number, default: null },
    ownCap: { type: Boolean, required: true },
    windows: { type: [Object], required: true },
    places: { type: [Object], required: true },
    version: { type: Number, required: true },
  },
  [{ fields: { districtId: 1, day: 1 }, unique: true }, { fields: { day: 1 } }],
)

export type OpenPlace = {
  id: string
  districtId: string
  day: string
  slot: string
  until: Date | null
  latest: Date
  minutes: number
  limit: number
}

/** `_id` is the holder key: `household:<id>`, `person:<id>`, `phone:<blind index>`, `site:<id>` or `staff:<id>`. */
export type Holder = Document & {
  open: OpenPlace[]
  /** Holds that gave way to the latest one; their places on their days are taken out right afterwards. */
  gaveWay?: OpenPlace[]
  cancelledAt: Date[]
}

export const Holders = defineModel<Holder>(
  'PickupHolder',
  'pickupHolders',
  {
    open: { type: [Object], required: true },
    gaveWay: { type: [Object], default: undefined },
    cancelledAt: { type: [Date], required: true },
  },
  [{ fields: { 'open.id': 1 } }],
)
