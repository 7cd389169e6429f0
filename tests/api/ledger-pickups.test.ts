// Points of pickups by the earning rule: what screens promise, a receipt that says why it is less, a weigher who earns
// nothing for themselves, and a line that is contested in the ledger and put right in its pickup.
import { accountFor } from '@shared/ledger/accounts'
import { ledger } from '@shared/ledger/contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { newId } from '@server/ids'
import { ownBudgets } from '@server/ledger/budgets'
import { Budgets, EarningRules } from '@server/ledger/earning.model'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { forgetSettings } from '@server/places/places'
import { Places } from '@server/places/places.model'
import { addMember, aStaff, expectError, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import { aBooking, aLog, aWorld, morning, plan, send, useCrewApp, type Booked, type World } from '../support/runs'
import { anEarningRule } from '../support/earning'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
let booked: Booked
let stopId: string
beforeEach(async () => {
  await EarningRules.deleteMany({ version: { $gt: 1 } })
  world = await aWorld(app)
  booked = await aBooking(world)
  await plan(world)
  const [run] = await morning(world)
  stopId = run?.stops[0]?.id ?? ''
})
afterEach(() => ownBudgets.stop())

const PAPER = [
  { material: 'paper' as const, grams: 12_600 },
  { material: 'cardboard' as const, grams: 2_000 },
]
const shown = () => app.as(booked.who).call(pickups.show, { id: booked.booking.id })
const collect = () => send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
const account = () => accountFor({ personId: booked.who.personId })

it('quotes and the catalogue show the rule of the day, prices carry fen alone', async () => {
  await anEarningRule('pickup-recyclable', { paper: 4, cardboard: 9 }, { version: 2, validFrom: '2026-11-24' })
  const { materials } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
  expect(materials.find(({ code }) => code === 'paper')).toMatchObject({ fenPerKg: 80, pointsPerKg: 4 })
  const ask = {
    kind: 'recyclable' as const,
    address: { placeId: world.compound._id, floor: 1, hasLift: true },
    items: [{ code: 'paper', name: '旧书报', count: 1 }],
  }
  expect((await app.anonymous().call(pickups.quote, { ...ask, day: '2026-11-25' })).points?.text).toBe(
    '上门称重后计积分：每千克4至9分，看材料',
  )
  expect(
    (await app.as(world.dispatcher).call(pickupsDesk.prices, { placeId: world.district._id })).items[0]?.materials,
  ).toEqual([
    { code: 'paper', fenPerKg: 80 },
    { code: 'cardboard', fenPerKg: null },
  ])
  await collect()
  expect((await shown()).receipt?.points).toBe(50 + 18)
  expect((await app.as(booked.who).call(ledger.statement, { account: account(), limit: 1 })).items[0]?.text).toContain(
    '（积分规则 v2，价目 v1）',
  )
})

it('past a cap the receipt and the statement say why it is less; the rest of the budget goes back', async () => {
  await anEarningRule(
    'pickup-recyclable',
    { paper: 2, cardboard: 3 },
    { version: 3, validFrom: '2026-11-24', caps: [{ kind: 'householdDay', most: 27 }] },
  )
  const before = (await Budgets.findById('pickup-recyclable/2026-11').lean())?.leased ?? 0
  await collect()
  const { receipt } = await shown()
  expect(receipt).toMatchObject({
    points: 27,
    pointsNote: '已到「每户每天积分」上限，按规则应得31分，记27分',
    lines: [
      { material: 'paper', points: 25 },
      { material: 'cardboard', points: 2 },
    ],
  })
  expect((await app.as(booked.who).call(ledger.statement, { account: account(), limit: 1 })).items[0]).toMatchObject({
    points: 27,
    trimmed: { asked: 31, granted: 27 },
  })
  await ownBudgets.stop()
  expect((await Budgets.findById('pickup-recyclable/2026-11').lean())?.leased).toBe(before + 27)
})

it('where the area gives no points none are promised or earned, but the weight and the money count', async () => {
  await Places.updateOne(
    { _id: world.compound._id },
    { $set: { settings: { switches: { points: false } }, settingsVersion: 1 } },
  )
  forgetSettings()
  const { materials } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
  expect(materials.find(({ code }) => code === 'paper')).toMatchObject({ fenPerKg: 80, pointsPerKg: null })
  await collect()
  expect((await shown()).receipt).toMatchObject({ points: 0, fen: 1008, totalGrams: 14_600 })
  expect(await balanceOf(account())).toMatchObject({ points: 0, fen: 1008 })
})

it('a crew member of the household earns nothing for what they weigh, but the weight and the money count', async () => {
  await addMember(booked.householdId, world.zhang.personId)
  await collect()
  expect((await shown()).receipt).toMatchObject({ points: 0, fen: 1008, totalGrams: 14_600 })
  expect(await balanceOf(account())).toMatchObject({ points: 0, fen: 1008 })
})

it('a line contested and reversed in the ledger can still be put right in its pickup', async () => {
  await collect()
  const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
  const [line] = (await app.as(booked.who).call(ledger.statement, { account: account(), limit: 1 })).items
  const contest = await app
    .as(booked.who)
    .call(ledgerContests.contest, { id: newId(), entryId: line?.entryId ?? '', account: account() })
  expect(contest.subject).toBe(`pickups/${booked.booking.id}`)
  await expectError(
    app.as(world.zhang).call(ledgerContests.decideLedgerContest, { id: contest.id, outcome: 'kept', reason: '没错' }),
    'NOT_ALLOWED',
  )
  await app
    .as(officer)
    .call(ledgerContests.decideLedgerContest, { id: contest.id, outcome: 'reversed', reason: '称重有误' })
  expect((await balanceOf(account()))?.points).toBe(0)
  await app
    .as(booked.who)
    .call(pickups.contest, { id: booked.booking.id, contestId: newId(), about: 'weight', text: '家里称有20千克' })
  await app.as(officer).call(pickupsDesk.decideContest, {
    id: booked.booking.id,
    upheld: true,
    reason: '按复称更正',
    weights: [{ material: 'paper', grams: 20_000 }],
  })
  expect((await balanceOf(account()))?.points).toBe(40)
  expect((await shown()).receipt).toMatchObject({ points: 40 })
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
