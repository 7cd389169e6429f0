// A supervised site with its shifts and people, for tests: made through the product's own routes and jobs.
import type { TestApp } from './app'
import { aPlace, aStaff, ancestorOf, type Signed } from './people'
import { site } from './places'
import { newId } from '@server/ids'
import { now } from '@server/clock'
import type { Place } from '@server/places/places.model'
import { generateShifts } from '@server/shifts/generate'
import { Shifts, type ShiftRecord } from '@server/shifts/shifts.model'
import { placesDesk } from '@shared/places/desk-contract'
import type { MarkRow } from '@shared/shifts/contract'
import { dayOf, type Day } from '@shared/time'

export type ShiftWorld = { compound: Place; street: Place; officer: Signed; siteId: string }

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** A compound with a drop-off site that is supervised in the evening, and the office of its street. */
export async function aSupervisedSite(
  app: TestApp,
  hours: { from: string; to: string }[] = [{ from: '19:00', to: '21:00' }],
): Promise<ShiftWorld> {
  const compound = await aPlace()
  const street = await ancestorOf(compound, 'subdistrict')
  const officer = await aStaff('subdistrictOfficer', street._id, { name: '冯街道' })
  const windows = hours.map((each) => ({ weekdays: EVERY_DAY, ...each }))
  const made = await app.as(officer).call(placesDesk.createSite, site(compound._id, { windows }))
  return { compound, street, officer, siteId: made.site.id }
}

/** Makes the coming shifts and gives those of one day at the site, by hour. */
export async function shiftsOn({ siteId }: Pick<ShiftWorld, 'siteId'>, day: Day): Promise<ShiftRecord[]> {
  await generateShifts(dayOf(now()))
  return Shifts.find({ siteId, day }).sort({ from: 1 }).lean<ShiftRecord[]>()
}

/** A row of a phone whose clock is right. */
export const aMark = (bookingId: string, kind: 'in' | 'out', over: Partial<MarkRow> = {}): MarkRow => ({
  format: 1,
  id: newId(),
  bookingId,
  kind,
  how: 'tap',
  code: null,
  at: now().toISOString(),
  lng: null,
  lat: null,
  left: null,
  ...over,
})
