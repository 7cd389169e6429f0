// A rush for one window: those who come too late are all told of other days, worked out once for all of them, and never
// of what is gone.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { SlotDays } from '@server/slots/days.model'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickups } from '@shared/pickups/contract'
import type { DayOffer } from '@shared/pickups/schemas'
import type * as z from '@shared/z'
import { aPlace, aResident, aStaff, ancestorOf, Refused, signInAs, useApp, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aPriceList, aRoundFor } from '../support/pickups'

useDatabase()
const app = useApp()
const DAY = '2026-11-24'
const at = (clock: string) => setClock(new Date(`2026-11-22T${clock}+08:00`))
beforeEach(async () => {
  await clearDatabase()
  at('10:00:00')
})
afterEach(() => jest.restoreAllMocks())
afterAll(() => setClock())

async function aCity(capacity = 1) {
  const place = await aPlace()
  const round = await aRoundFor(place, {
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity },
      { key: 'pm', from: '14:00', to: '18:00', capacity },
    ],
  })
  await aPriceList(place)
  return { place, am: `${round._id}:am`, pm: `${round._id}:pm` }
}
type City = Awaited<ReturnType<typeof aCity>>

/** How often a stretch of days was read. */
function computations(): () => number {
  const spy = jest.spyOn(SlotDays, 'aggregate')
  const stretches = (pipeline: unknown): boolean => JSON.stringify(pipeline).split(':2026-').length > 2
  return () => spy.mock.calls.filter(([pipeline]) => stretches(pipeline)).length
}

const hold = (who: Signed, city: City, slot: string, id = newId()) =>
  app.as(who).call(pickups.hold, { id, kind: 'bulky', placeId: city.place._id, day: DAY, slot })
type Named = z.infer<typeof DayOffer>[]
async function refusal(asked: Promise<unknown>): Promise<Named> {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refused) || error.code !== 'PICKUP_SLOT_FULL') throw error ?? new Error('there was a seat')
  return (error.body.details as { next: Named }).next
}
const slotsOn = (next: Named, day = DAY): string[] =>
  next.find((offer) => offer.day === day)?.windows.map((window) => window.slot) ?? []

test('50 refused at once: few computations, and each is told of days that are free', async () => {
  const city = await aCity()
  const people = await Promise.all(Array.from({ length: 10 }, () => aResident()))
  await hold(await aResident(), city, city.am)
  const count = computations()
  const startedAt = performance.now()
  const named = await Promise.all(
    Array.from({ length: 50 }, (_unused, index) => refusal(hold(people[index % 10] as Signed, city, city.am))),
  )
  // one a second of the rush, however long it takes on this machine
  expect(count()).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - startedAt) / 1_000))
  for (const next of named) {
    expect(next.map((offer) => offer.day)).toEqual(['2026-11-23', DAY, '2026-11-25'])
    expect(slotsOn(next)).toEqual([city.pm])
  }
})

test('what is given up is named at once, what was taken meanwhile is not', async () => {
  const city = await aCity()
  const [first, second, late] = [await aResident(), await aResident(), await aResident()]
  const id = newId()
  await hold(first, city, city.am, id)
  expect(slotsOn(await refusal(hold(late, city, city.am)))).toEqual([city.pm])
  await hold(second, city, city.pm)
  expect(slotsOn(await refusal(hold(late, city, city.pm)))).toEqual([])
  await app.as(first).call(pickups.releaseHold, { id })
  expect(slotsOn(await refusal(hold(late, city, city.pm)))).toEqual([city.am])
})

test('a day that the dispatcher closes or widens is known at once', async () => {
  const city = await aCity()
  const [first, late] = [await aResident(), await aResident()]
  const district = await ancestorOf(city.place, 'district')
  const dispatcher = await aStaff('dispatcher', district._id)
  await hold(first, city, city.am)
  expect(slotsOn(await refusal(hold(late, city, city.am)))).toEqual([city.pm])
  const set = async (version: number, closed: boolean, capacity: number) =>
    app.as(await signInAs(dispatcher.personId)).call(pickupsDesk.setDay, {
      placeId: district._id,
      day: '2026-11-25',
      version,
      closed,
      cap: null,
      windows: [
        { slot: city.am, capacity },
        { slot: city.pm, capacity },
      ],
      reason: '车辆检修',
    })
  await set(0, true, 1)
  expect((await refusal(hold(late, city, city.am))).map((offer) => offer.day)).toEqual([
    '2026-11-23',
    DAY,
    '2026-11-26',
  ])
  await set(1, false, 2)
  expect(
    (await refusal(hold(late, city, city.am)))
      .find((offer) => offer.day === '2026-11-25')
      ?.windows.map((window) => window.left),
  ).toEqual([2, 2])
})
