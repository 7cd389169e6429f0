// 王 wants to be rid of a sofa: one story across booking, desk, crew and ledger, with exact figures at every step. Two
// free pieces a year, a sofa 30 yuan, any other thing 20 yuan, 5 yuan a piece above the third floor without a lift, 50
// points for a miss.
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { SlotDays } from '@server/slots/days.model'
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import { aLog, useCrewApp, shanghai } from '../support/runs'
import { aPriceList, aRoundFor, bookingOf, chair, sofa } from '../support/pickups'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

test('held, booked, amended, missed, fetched on the revisit; nothing lost, nothing paid twice', async () => {
  setClock(shanghai('10:00', '2026-11-20'))
  const place = await aPlace({ location: { type: 'Point', coordinates: [113.85, 34.03] } })
  const district = await ancestorOf(place, 'district')
  const zhang = await aStaff('crew', district._id, { name: '张强' })
  const dispatcher = await aStaff('dispatcher', district._id)
  const round = await aRoundFor(place, { crewIds: [zhang.personId] })
  await aPriceList(place)
  const household = await aHousehold({ place })
  const wang = await aResident({ household, name: '王小明' })
  const me = () => app.as(wang)
  const points = async () => (await balanceOf(`person:${wang.personId}`))?.points ?? 0
  const fen = async () => (await balanceOf(`person:${wang.personId}`))?.fen ?? 0
  const placesOn = async (day: string) =>
    (await SlotDays.findById(`pickups:${district._id}:${day}`).lean())?.seats.length ?? 0

  // dates first, then a hold, then the price
  const dates = await me().call(pickups.freeDates, { kind: 'bulky', placeId: place._id })
  expect(dates.next.map((offer) => offer.day)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23'])
  const id = newId()
  const slot = `${round._id}:am`
  await me().call(pickups.hold, {
    id,
    kind: 'bulky',
    placeId: place._id,
    day: '2026-11-24',
    slot,
    householdId: household._id,
  })
  expect(await placesOn('2026-11-24')).toBe(1)
  const things = [{ ...sofa, count: 2 }, chair]
  const quote = await me().call(pickups.quote, {
    kind: 'bulky',
    address: { placeId: place._id, floor: 5, hasLift: false },
    items: things,
    householdId: household._id,
  })
  expect(quote).toMatchObject({ totalFen: 2000 + 3 * 500, freePieces: 2 })

  // the hold runs out while typing; nothing is lost, the place is taken again
  setClock(shanghai('10:40', '2026-11-20'))
  const input = bookingOf(place, slot, {
    id,
    householdId: household._id,
    items: things,
    agreedFen: 3500,
    address: {
      placeId: place._id,
      building: '3',
      unit: '2',
      room: '501',
      floor: 5,
      hasLift: false,
      standsAt: '单元门口',
    },
  })
  expect(await me().call(pickups.book, input)).toMatchObject({ status: 'confirmed', owedFen: 3500, version: 1 })
  expect([await fen(), await placesOn('2026-11-24')]).toEqual([-3500, 1])

  // one chair more: only the difference
  const amended = await me().call(pickups.amend, {
    id,
    version: 1,
    day: '2026-11-24',
    slot,
    address: input.address,
    items: [
      { ...sofa, count: 2 },
      { ...chair, count: 2 },
    ],
    agreedFen: 6000,
    priceListVersion: 1,
  })
  expect(amended).toMatchObject({ version: 2, owedFen: 6000 })
  expect(amended.history.map((line) => line.action)).toEqual(['confirm', 'amend'])
  expect([await fen(), await placesOn('2026-11-24')]).toEqual([-6000, 1])

  // planned, but nobody comes
  await app.as(dispatcher).call(runsDesk.planDay, { placeId: district._id, day: '2026-11-24' })
  expect(await me().call(pickups.show, { id })).toMatchObject({ status: 'assigned' })
  setClock(shanghai('13:00', '2026-11-24'))
  const missed = await me().call(pickups.reportMissed, { id })
  expect(missed.status).toBe('revisit_due')
  expect(await points()).toBe(50)
  const revisitId = missed.revisitId ?? ''
  expect(await placesOn('2026-11-25')).toBe(1)

  // the revisit is driven and done; the first booking is settled with it
  await app.as(dispatcher).call(runsDesk.planDay, { placeId: district._id, day: '2026-11-25' })
  setClock(shanghai('08:30', '2026-11-25'))
  const { runs } = await app.as(zhang).call(runsCrew.mine, {})
  const stop = runs.flatMap((run) => run.stops).find((one) => one.bookingId === revisitId)
  setClock(shanghai('09:00', '2026-11-25'))
  const log = {
    ...aLog(stop?.id ?? '', 'collect', '09:00', { weights: [{ material: 'wood_furniture', grams: 85_000 }] }),
    at: shanghai('08:58', '2026-11-25').toISOString(),
  }
  const { results } = await app.as(zhang).call(runsCrew.syncLogs, { rows: [log] })
  expect(results).toMatchObject([{ outcome: 'accepted' }])
  expect((await me().call(pickups.show, { id })).status).toBe('settled')
  expect(await points()).toBe(50)

  // the operator collects the fee and it is written down; the household may book again
  await app.as(dispatcher).call(pickupsDesk.recordPayment, { id, paymentId: newId(), fen: 6000, note: '现场收款' })
  expect(await fen()).toBe(0)
  setClock(shanghai('10:00', '2026-11-25'))
  const next = bookingOf(place, slot, {
    householdId: household._id,
    day: '2026-11-30',
    items: [sofa],
    agreedFen: 3000,
    address: { ...input.address, floor: 0 },
  })
  expect(await me().call(pickups.book, next)).toMatchObject({
    owedFen: 3000,
    quote: { freePieces: 0, freePiecesLeft: 0 },
  })
  expect(await reconcilePool(pickupPool, '2026-11-20')).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
  expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
})
