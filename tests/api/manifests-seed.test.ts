// Three months of kitchens, trucks and weighbridges in the demo city: every state is there, sums are exact, signatures
// hold, and each of the three persons finds their evening.
import { manifests } from '@shared/manifests/contract'
import { manifestsBills } from '@shared/manifests/bills-contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { handoverStates, tripStates } from '@shared/manifests/vocabulary'
import { judgeTrip, sumOf } from '@shared/manifests/weights'
import { dayOf } from '@shared/time'
import { now } from '@server/clock'
import { contentOf, holds, lastOf } from '@server/manifests/content'
import { Handovers, Trips } from '@server/manifests/manifests.model'
import { seedProducerId } from '@server/manifests/seed-register'
import { countedStates } from '@server/manifests/trip-state'
import { seedOrganisationId } from '@server/organisations/seed-ids'
import { seedPersonId } from '@server/people/seed-ids'
import { signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp()
jest.setTimeout(180_000)
beforeAll(async () => void (await aDemoCity()))

const as = async (key: string) => app.as(await signInAs(seedPersonId(key)))

test('every state is there; sums are those of the handovers; signatures hold', async () => {
  expect((await Handovers.distinct('state')).sort()).toEqual([...handoverStates].sort())
  expect(new Set([...(await Trips.distinct('state')), 'open', 'cancelled'])).toEqual(new Set(tripStates))
  const handovers = await Handovers.find().lean()
  for (const trip of await Trips.find().lean()) {
    const lying = handovers.filter((each) => each.tripId === trip._id && countedStates.includes(each.state))
    const { grams, estimated, handovers: count } = sumOf(lying)
    expect([trip._id, trip.sumGrams, trip.estimatedGrams, trip.handovers]).toEqual([trip._id, grams, estimated, count])
    expect([trip._id, trip.gap]).toEqual([
      trip._id,
      trip.weighing ? judgeTrip({ grams, estimated }, trip.weighing.netGrams) : null,
    ])
  }
  for (const record of handovers.filter(({ state }) => state === 'closed' || state === 'confirmed'))
    for (const side of ['producer', 'hauler'] as const) {
      const signed = lastOf(record.signatures, side)
      expect([record._id, side, signed !== null && holds(signed, contentOf(record))]).toEqual([record._id, side, true])
    }
})

test('the owner, the driver and the clerk find their evening', async () => {
  const owner = await as('kitchen-1-luo')
  const organisationId = seedOrganisationId('diner')
  const kitchen = await owner.call(manifests.kitchen, { id: seedProducerId('diner'), organisationId })
  expect(kitchen.producer).toMatchObject({ organisation: '老街坊饭店', usualBuckets: 3, warnings: [] })
  expect(kitchen.waiting.length).toBeGreaterThan(0)
  expect(kitchen.latest.length).toBeGreaterThan(8)
  expect(kitchen.corrections).toHaveLength(1)
  expect(kitchen.code).toMatch(/^.{8}$/)
  const driver = await as('truck-1-ma')
  const night = await driver.call(manifests.night, { organisationId: seedOrganisationId('food-hauler-1') })
  expect(night.vehicles).toHaveLength(2)
  expect(night.disposers.length).toBeGreaterThan(1)
  expect(night.handovers.length).toBeGreaterThan(1)
  const clerk = await as('scale-1-gu')
  const trips = await clerk.call(manifestTrips.list, { organisationId: seedOrganisationId('disposer') })
  expect(trips.items.length).toBeGreaterThan(10)
})

test('bills of the last month are reckoned by a card in force, and another one waits for its second person', async () => {
  const officer = await as('city-1-xu')
  const { items } = await officer.call(manifestsBills.cards, {})
  expect(items.map(({ state, isNow, allowed }) => [state, isNow, allowed])).toEqual([
    ['proposed', false, ['change', 'withdraw']],
    ['published', true, []],
  ])
})

test('the office has a register, cases and a share, and counts that all may read', async () => {
  const officer = await as('city-1-xu')
  const { items } = await officer.call(manifestsDesk.producers, {})
  expect(items).toHaveLength(12)
  const { total } = await officer.call(manifestsDesk.share, {})
  expect(total).toMatchObject({ producers: 12, underContract: 10, onSite: 1 })
  const { items: gaps } = await officer.call(manifestsDesk.trips, { gap: 'gap' })
  expect(gaps.some(({ case: opened }) => opened?.outcome === null)).toBe(true)
  const today = dayOf(now())
  expect((await app.anonymous().call(manifestsDesk.counts, {})).month).toBe(today.slice(0, 7))
})
