// What a community verifies for a household: lower prices and more free pieces by the area's list, and help with
// carrying; asked, decided with an end, seen only by those who verify. Beside it the other things that an area says in
// its list: its own things, and what stays owed by reason. A sofa costs 30 yuan by tests/support/runs.ts.
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { PriceLists } from '@server/pickups/price-lists.model'
import { HouseholdStatuses } from '@server/pickups/statuses.model'
import { tellStatusesEnding } from '@server/pickups/statuses'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import type { InputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { usualFailedVisits } from '@shared/pickups/reasons'
import { statuses, statusesDesk } from '@shared/pickups/statuses-contract'
import { aHousehold, aResident, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { bookingOf, sofa } from '../support/pickups'
import { aLog, aPhoto, aWorld, DAY, morning, plan, send, shanghai, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
let householdId: string
let wang: Signed
let worker: Signed
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
  const household = await aHousehold({ place: world.compound })
  householdId = household._id
  wang = await aResident({ household })
  worker = await aStaff('communityWorker', world.compound.path.at(-2) ?? '')
  await PriceLists.updateMany(
    {},
    {
      $set: {
        reliefs: [
          { status: 'low_income', percentOff: 50, morePieces: 1 },
          { status: 'aged', percentOff: 20, morePieces: 0 },
        ],
        items: [
          { code: 'piano', hidden: true },
          { code: 'local_stove', name: '煤炉', own: { kind: 'bulky', size: 'M', litres: 200, canDismantle: false } },
        ],
        failedVisitPercent: { ...usualFailedVisits(100), gate_closed: 10, nothing_outside: 30 },
      },
    },
  )
})
afterAll(() => setClock())

const as = (who: Signed) => app.as(who)
const ask = (kind: 'low_income' | 'aged' | 'carry_help', who = wang) =>
  as(who).call(statuses.ask, { id: newId(), householdId, kind, personName: '王大爷' })
const decide = (id: string, until: string, who = worker) =>
  as(who).call(statusesDesk.decide, { id, approved: true, until, reason: '已查低保证' })
const address = { building: '3', unit: '2', room: '301', floor: 3, hasLift: false }
const quote = (items = [sofa], who = wang, day = DAY) =>
  as(who).call(pickups.quote, {
    kind: 'bulky',
    items,
    day,
    householdId,
    address: { placeId: world.compound._id, ...address },
  })
const book = (more: Partial<InputOf<typeof pickups.book>>) =>
  as(wang).call(
    pickups.book,
    bookingOf(world.compound, `${world.round._id}:am`, {
      householdId,
      address: { placeId: world.compound._id, ...address, standsAt: '家里' },
      ...more,
    }),
  )

describe('a lower price', () => {
  it('holds from the community’s decision until its day, for quote, booking and amendment alike', async () => {
    expect(await quote()).toMatchObject({ totalFen: 3000, freePieces: 0 })
    const { id } = await ask('low_income')
    expect((await quote()).totalFen).toBe(3000)
    await decide(id, DAY)
    const two = [{ ...sofa, count: 2 }]
    const quoted = await quote(two)
    expect(quoted).toMatchObject({ totalFen: 1500, freePieces: 1 })
    expect(quoted.lines.at(-1)).toEqual({ text: '减免', fen: -1500 })
    expect((await quote(two, wang, '2026-11-25')).totalFen).toBe(6000)
    const booked = await book({ items: two, agreedFen: 1500 })
    expect(booked).toMatchObject({ owedFen: 1500, quote: { freePieces: 1 } })
    await as(wang).call(pickups.amend, {
      id: booked.id,
      version: booked.version,
      day: '2026-11-25',
      slot: booked.slot,
      address: { placeId: world.compound._id, ...address, standsAt: '家里' },
      items: two,
      agreedFen: 6000,
      priceListVersion: 1,
    })
  })

  it('is the best of several, and ends when it is ended, by whoever asked or by the community', async () => {
    const [low, aged] = [await ask('low_income'), await ask('aged')]
    await decide(low.id, '2027-01-01')
    await decide(aged.id, '2027-01-01')
    expect((await quote([{ ...sofa, count: 2 }])).totalFen).toBe(1500)
    await as(worker).call(statusesDesk.end, { id: low.id, reason: '已退出低保' })
    expect((await quote()).totalFen).toBe(2400)
    expect(await as(wang).call(statuses.withdraw, { id: aged.id })).toMatchObject({ state: 'ended', allowed: [] })
    expect((await quote()).totalFen).toBe(3000)
    await expectError(as(wang).call(statuses.withdraw, { id: aged.id }), 'WRONG_STATE')
  })

  it('is published with the rules of the area', async () => {
    const { rules } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
    expect(rules.text).toContain('经社区核实的低保家庭：减免 50%，每年多1件免费')
  })
})

describe('who asks, decides and sees', () => {
  it('one waiting question a kind; nobody for other homes; a clerk may write it down, and another decides', async () => {
    await ask('aged')
    await expectError(ask('aged'), 'PICKUP_STATUS_WAITING')
    await expectError(
      ask('aged', await aResident({ household: await aHousehold({ place: world.compound }) })),
      'PICKUP_NOT_YOURS',
    )
    const byClerk = await ask('low_income', worker)
    await expectError(decide(byClerk.id, DAY), 'DECIDES_OWN_CASE')
    const other = await aStaff('communityWorker', world.compound.path.at(-2) ?? '')
    expect(await decide(byClerk.id, DAY, other)).toMatchObject({ state: 'approved', until: DAY, allowed: ['end'] })
    await expectError(decide(byClerk.id, DAY, other), 'WRONG_STATE')
  })

  it('an end is needed, from today and at most three years off', async () => {
    const { id } = await ask('aged')
    await expectError(decide(id, '2026-11-22'), 'INPUT_INVALID')
    await expectError(decide(id, '2036-11-22'), 'INPUT_INVALID')
    await expectError(as(worker).call(statusesDesk.decide, { id, approved: true, reason: '已查' }), 'INPUT_INVALID')
  })

  it('other members, dispatchers and other communities see nothing of it; the crew sees only that it carries', async () => {
    const { id } = await ask('carry_help')
    await decide(id, '2027-01-01')
    await decide((await ask('low_income')).id, '2027-01-01')
    const daughter = await aResident({ household: { _id: householdId, placePath: world.compound.path } as never })
    expect(await as(daughter).call(statuses.mine, { householdId })).toEqual({ items: [], carryHelpUntil: '2027-01-01' })
    expect((await as(wang).call(statuses.mine, { householdId })).items).toHaveLength(2)
    await expectError(as(world.dispatcher).call(statusesDesk.list, {}), 'NOT_ALLOWED')
    const elsewhere = await aStaff('communityWorker', (await aWorld(app)).compound.path.at(-2) ?? '')
    expect((await as(elsewhere).call(statusesDesk.list, {})).items).toEqual([])
    await expectError(as(elsewhere).call(statusesDesk.end, { id, reason: '不是这里的' }), 'NOT_FOUND')
    const booked = await book({ agreedFen: 0 })
    expect(booked).toMatchObject({ carryHelp: true, owedFen: 0 })
    await plan(world)
    const [run] = await morning(world)
    const stop = run?.stops.find((each) => each.bookingId === booked.id)
    expect(stop?.carryHelp).toBe(true)
    expect(JSON.stringify(run)).not.toMatch(/低保|low_income|王大爷/)
    expect(JSON.stringify(await as(world.dispatcher).call(pickupsDesk.showBooking, { id: booked.id }))).not.toMatch(
      /低保|low_income|王大爷/,
    )
  })

  it('the audit names who, when and which household, and neither the status nor a word of the decision', async () => {
    const [byClerk, refused] = [await ask('low_income', worker), await ask('aged')]
    const other = await aStaff('communityWorker', world.compound.path.at(-2) ?? '')
    await decide(byClerk.id, '2027-01-01', other)
    await as(worker).call(statusesDesk.decide, { id: refused.id, approved: false, reason: '年龄没到，不算高龄' })
    await as(worker).call(statusesDesk.list, { householdId })
    await as(worker).call(statusesDesk.end, { id: byClerk.id, reason: '已退出低保' })
    const rows = await AuditRows.find({ action: /Status/ }).lean()
    expect(JSON.stringify(rows)).not.toMatch(/low_income|aged|低保|高龄|王大爷/)
    const of = (action: string) => rows.filter((row) => row.action === `pickups.${action}`)
    for (const [action, id] of [
      ['askForStatus', byClerk.id],
      ['decideStatus', byClerk.id],
      ['decideStatus', refused.id],
      ['endStatus', byClerk.id],
    ] as const)
      expect(of(action).find(({ subject }) => subject === `statuses/${id}`)).toMatchObject({ details: { householdId } })
    expect(JSON.stringify(of('readStatuses'))).toContain(byClerk.id)
    expect(JSON.stringify(of('readStatuses'))).toContain(refused.id)
  })

  it('staff that ask for the price or the free pieces of a household leave a trace; its own people do not', async () => {
    await decide((await ask('low_income')).id, '2027-01-01')
    const free = (who: Signed) => as(who).call(pickups.freePieces, { placeId: world.compound._id, householdId })
    const traces = () => AuditRows.find({ action: 'pickups.readHouseholdPrice' }).lean()
    await free(wang)
    await quote([sofa], wang)
    expect(await traces()).toEqual([])
    const desk = [world.dispatcher, worker, await aStaff('communityWorker', world.compound.path.at(-2) ?? '')]
    const [first, second, third] = desk as [Signed, Signed, Signed]
    await free(first)
    await quote([sofa], second)
    await free(third)
    const found = await traces()
    expect(found.map(({ subject }) => subject)).toEqual(desk.map(() => `households/${householdId}`))
    expect(new Set(found.map(({ actorId }) => actorId)).size).toBe(3)
  })

  it('who asked is told the answer, and once two weeks before the end', async () => {
    const { id } = await ask('carry_help')
    await decide(id, '2026-12-31')
    for (const day of ['2026-12-01', '2026-12-20', '2026-12-21']) {
      setClock(shanghai('09:00', day))
      await tellStatusesEnding.run(day, { progress: async () => undefined })
    }
    await deliverOutbox({ notice: deliverNotice })
    const titles = (await as(wang).call(notices.inbox, {})).items.map(({ title }) => title)
    expect(titles.filter((title) => title === '社区核实通过了')).toHaveLength(1)
    expect(titles.filter((title) => title.endsWith('快到期了'))).toHaveLength(1)
    expect((await HouseholdStatuses.findById(id).lean())?.sealed).not.toContain('王大爷')
  })
})

describe('an area’s list', () => {
  it('of things: what is hidden is not taken, its own are shown and priced', async () => {
    const { items } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
    expect(items.some(({ code }) => code === 'piano')).toBe(false)
    expect(items.find(({ code }) => code === 'local_stove')).toMatchObject({ name: '煤炉', kind: 'bulky', maxCount: 5 })
    await expectError(quote([{ code: 'piano', name: '钢琴', count: 1 }]), 'PICKUP_ITEM_NOT_TAKEN')
    await expectError(quote([{ code: 'local_stove', name: '煤炉', count: 6 }]), 'PICKUP_TOO_MANY_ITEMS')
    const booked = await book({ items: [{ code: 'local_stove', name: '煤炉', count: 1 }] })
    expect(booked.quote.priceListVersion).toBe(1)
    await PriceLists.updateMany({}, { $set: { items: [{ code: 'local_stove', name: '煤炉', hidden: true }] } })
    expect((await as(wang).call(pickups.show, { id: booked.id })).items).toEqual(booked.items)
  })

  it('is published from a later day on, and what makes no sense is refused', async () => {
    const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
    const list = {
      ...{ id: newId(), placeId: world.district._id, validFrom: '2026-12-01', mode: 'per_item' as const },
      ...{ itemFen: {}, perCubicMetreFen: 0, floorSurchargeFen: 0, freePiecesPerYear: 0, materials: [] },
      ...{ compensationPoints: 0, version: 0 },
    }
    await expectError(
      as(officer).call(pickupsDesk.savePrices, { ...list, items: [{ code: 'local_x', name: '无名' }] }),
      'INPUT_INVALID',
    )
    const relief = { status: 'aged' as const, percentOff: 10, morePieces: 0 }
    await expectError(as(officer).call(pickupsDesk.savePrices, { ...list, reliefs: [relief, relief] }), 'INPUT_INVALID')
    const saved = await as(officer).call(pickupsDesk.savePrices, { ...list, items: [{ code: 'sofa_3', maxCount: 1 }] })
    expect(saved).toMatchObject({ items: [{ code: 'sofa_3', maxCount: 1 }] })
    const second = await aStaff('cityOfficer', world.compound.path[0] ?? '')
    await as(second).call(pickupsDesk.publishPrices, { id: saved.id, version: saved.version })
    const two = [{ ...sofa, count: 2 }]
    expect((await quote(two)).priceListVersion).toBe(1)
    await expectError(quote(two, wang, '2026-12-02'), 'PICKUP_ITEM_LIMIT')
  })

  it.each([
    ['no_access', 'gate_closed', 300],
    ['not_presented', 'nothing_outside', 900],
    ['refuse', 'unsafe', 0],
  ] as const)('of what stays owed: %s, %s leaves %i fen', async (action, reason, owedFen) => {
    const { id } = await book({ agreedFen: 3000 })
    const { rules } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
    expect(rules.failedVisits.find((row) => row.reason === reason)?.percent).toBe(owedFen / 30)
    await plan(world)
    const [run] = await morning(world)
    const stop = run?.stops.find((each) => each.bookingId === id)?.id ?? ''
    // what is agreed stays, whatever is published since
    await PriceLists.create([
      {
        ...(await PriceLists.findOne().lean()),
        _id: newId(),
        validFrom: '2026-11-24',
        version: 9,
        failedVisitPercent: undefined,
      },
    ])
    setClock(shanghai('09:00'))
    await send(world, [aLog(stop, action, '08:50', { reason, photoIds: [await aPhoto(app, world.zhang)] })])
    expect((await as(wang).call(pickups.show, { id })).owedFen).toBe(owedFen)
  })
})
