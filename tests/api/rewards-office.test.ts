// The office over HTTP: settlements signed by two, exports, goods, shops and stock.
import ExcelJS from 'exceljs'
import { rewards } from '@shared/rewards/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { lapsesAtFor } from '@shared/rewards/rules'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { addMonths, dayOf, instantAt, monthOf } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { Stocks } from '@server/rewards/rewards.model'
import { draftAll } from '@server/rewards/rewards-jobs'
import { readSheet } from '@server/sheets'
import { aStaff, expectError, setClock, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aGood, anOrder, aSaver, aShop, aWorld, settled, stockOf } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

describe('the month of a shop', () => {
  it('drafted → confirmed by the shop → signed off by a second person; exported formula-safe; a confirmed one is not redrafted', async () => {
    const world = await aWorld(app, { good: { name: '=1+1', unitFen: 450 } })
    const wang = await aSaver(world, 500)
    const month = monthOf(dayOf(now()))
    for (let count = 0; count < 3; count += 1) {
      const { id } = await app.as(wang).call(rewards.redeem, anOrder(world))
      await app
        .as(world.merchant)
        .call(rewardsShop.capture, { shopId: world.shopId, code: (await app.as(wang).call(rewards.code, { id })).qr })
    }
    await expectError(
      app.as(world.keeper).call(rewardsOffice.draftSettlement, { shopId: world.shopId, month }),
      'REWARD_SETTLEMENT_OPEN',
    )
    setClock(instantAt(`${addMonths(month, 1)}-02`, '10:00'))
    const merchant = await signInAs(world.merchant.personId)
    const keeper = await signInAs(world.keeper.personId)
    const second = await aStaff('cityOfficer', world.city._id)
    await draftAll(month)
    await draftAll(month)
    const {
      items: [draft],
    } = await app.as(merchant).call(rewardsShop.settlements, { shopId: world.shopId })
    expect(draft).toMatchObject({
      month,
      status: 'draft',
      pieces: 3,
      points: 90,
      fen: 1350,
      allowed: ['confirm', 'object'],
      draftedBy: '系统',
    })
    if (!draft) throw new Error('no draft')
    const objected = await app
      .as(merchant)
      .call(rewardsShop.objectSettlement, { id: draft.id, version: draft.version, note: '请再核一遍' })
    expect(objected).toMatchObject({ status: 'objected', objection: '请再核一遍' })
    await expectError(
      app.as(keeper).call(rewardsOffice.signOff, { id: draft.id, version: objected.version }),
      'WRONG_STATE',
    )
    const anew = await app.as(keeper).call(rewardsOffice.draftSettlement, { shopId: world.shopId, month })
    await expectError(
      app.as(merchant).call(rewardsShop.confirmSettlement, { id: draft.id, version: draft.version }),
      'CHANGED_MEANWHILE',
    )
    const confirmed = await app
      .as(merchant)
      .call(rewardsShop.confirmSettlement, { id: draft.id, version: anew.version })
    await expectError(
      app.as(keeper).call(rewardsOffice.draftSettlement, { shopId: world.shopId, month }),
      'WRONG_STATE',
    )
    // drafted by the keeper, so it is for somebody else to sign
    await expectError(
      app.as(keeper).call(rewardsOffice.signOff, { id: draft.id, version: confirmed.version }),
      'REWARD_SECOND_PERSON',
    )
    await expectError(
      app.as(merchant).call(rewardsOffice.signOff, { id: draft.id, version: confirmed.version }),
      'NOT_ALLOWED',
    )
    const stranger = await aWorld(app)
    await expectError(
      app.as(stranger.keeper).call(rewardsOffice.signOff, { id: draft.id, version: confirmed.version }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(stranger.merchant).call(rewardsShop.confirmSettlement, { id: draft.id, version: confirmed.version }),
      'NOT_FOUND',
    )
    expect(
      await app.as(second).call(rewardsOffice.signOff, { id: draft.id, version: confirmed.version }),
    ).toMatchObject({ status: 'signed', allowed: ['export'] })
    for (const format of ['csv', 'xlsx'] as const) {
      const { body } = await app.as(second).download(rewardsOffice.exportSettlement, { id: draft.id, format })
      const sheet = await readSheet(body)
      expect(sheet.rows[0]?.formulas).toEqual([])
      expect(sheet.rows.map((row) => [row.cells[2], Number(row.cells[7]), Number(row.cells[8])])).toEqual([
        ['=1+1', 90, 13.5],
        ['合计', 90, 13.5],
      ])
      if (format === 'xlsx') expect(await numbersIn(body)).toEqual([30, 4.5, 3, 0, 90, 13.5])
      else expect(body.toString('utf8')).toContain(',90,13.50,')
    }
    const { body } = await app.as(second).download(rewardsOffice.exportSettlements, { month, format: 'csv' })
    expect(body.toString('utf8')).toContain("'=1+1")
    expect(await app.as(second).call(rewardsOffice.summary, { month })).toMatchObject({
      captured: 3,
      points: 90,
      fen: 1350,
      unsigned: 0,
    })
  })
})

/** The cells of the first row that a spreadsheet can add up. */
async function numbersIn(xlsx: Buffer): Promise<number[]> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(xlsx).buffer)
  const values = workbook.worksheets[0]?.getRow(2).values
  return Array.isArray(values) ? values.filter((value): value is number => typeof value === 'number') : []
}

describe('goods, shops and stock', () => {
  it('are kept by who is in charge, with the version that was seen, and audited', async () => {
    const world = await aWorld(app)
    const officer = await aStaff('subdistrictOfficer', world.compound.path[2] ?? '')
    await expectError(app.as(officer).call(rewardsOffice.saveGood, aGood(world.city._id)), 'NOT_FOUND')
    const own = await app.as(officer).call(rewardsOffice.saveGood, aGood(world.community._id))
    expect(own).toMatchObject({ version: 1, canChange: true })
    const { id } = own
    expect(
      await app
        .as(world.keeper)
        .call(rewardsOffice.saveGood, aGood(world.community._id, { id, version: 1, points: 40 })),
    ).toMatchObject({ version: 2, points: 40 })
    await expectError(
      app.as(officer).call(rewardsOffice.saveGood, aGood(world.community._id, { id, version: 1 })),
      'CHANGED_MEANWHILE',
    )
    await expectError(
      app
        .as(officer)
        .call(rewardsOffice.saveGood, aGood(world.community._id, { validFrom: '2026-02-01', validTo: '2026-01-01' })),
      'INPUT_INVALID',
    )
    await expectError(
      app.as(world.keeper).call(rewardsOffice.saveShop, aShop(world.community._id, { memberIds: [newId()] })),
      'INPUT_INVALID',
    )
    const auditor = await aStaff('auditor', world.city._id)
    await expectError(app.as(auditor).call(rewardsOffice.saveGood, aGood(world.city._id)), 'NOT_ALLOWED')
    expect((await app.as(auditor).call(rewardsOffice.goods, {})).items.map((good) => good.canChange)).toEqual([
      false,
      false,
    ])
    expect(await AuditRows.countDocuments({ subject: `rewards/goods/${id}` })).toBe(2)
  })

  it('is kept for fetching as long as the good says, else as its area does; no redemption changes afterwards', async () => {
    const world = await aWorld(app, { good: { holdDays: null } })
    const wang = await aSaver(world, 200)
    expect((await app.as(wang).call(rewards.good, { id: world.goodId })).holdDays).toBe(7)
    const early = await app.as(wang).call(rewards.redeem, anOrder(world))
    const admin = await aStaff('administrator', world.city._id)
    await app.as(admin).call(placesDesk.setSettings, {
      id: world.city._id,
      version: 0,
      settings: { points: { holdDays: 3 } },
      reason: '保鲜的东西多',
    })
    expect((await app.as(wang).call(rewards.good, { id: world.goodId })).holdDays).toBe(3)
    const late = await app.as(wang).call(rewards.redeem, anOrder(world))
    expect([early, late].map((each) => each.lapsesAt)).toEqual(
      [7, 3].map((days) => lapsesAtFor(now(), days).toISOString()),
    )
    const own = await app.as(world.keeper).call(rewardsOffice.saveGood, aGood(world.city._id, { holdDays: 5 }))
    expect((await app.as(wang).call(rewards.good, { id: own.id })).holdDays).toBe(5)
  })

  it('redemptions can be taken away as a table, homes masked, safe from formulas', async () => {
    const world = await aWorld(app, { good: { name: '@SUM(1)' } })
    const saver = await aSaver(world, 100)
    await app.as(saver).call(rewards.redeem, anOrder(world))
    for (const format of ['csv', 'xlsx'] as const) {
      const sheet = await readSheet(
        (
          await app
            .as(world.keeper)
            .download(rewardsOffice.exportRedemptions, { format, status: 'held', shopId: world.shopId })
        ).body,
      )
      expect(sheet.rows).toMatchObject([{ formulas: [] }])
      expect(sheet.rows[0]?.cells.slice(1, 7)).toEqual(['@SUM(1)', '1', '30', '柳湾便民店', '居民个人', '待领取'])
    }
    expect(
      await AuditRows.countDocuments({ action: 'rewards.exportRedemptions', actorId: world.keeper.personId }),
    ).toBe(2)
    const elsewhere = await aWorld(app)
    const { body } = await app.as(elsewhere.keeper).download(rewardsOffice.exportRedemptions, { format: 'csv' })
    expect(body.toString('utf8')).not.toContain('SUM')
  })

  it('stock never goes below zero, what is held can’t be taken away, and a delivery counts once', async () => {
    const world = await aWorld(app, { stock: 2 })
    const wang = await aSaver(world, 100)
    await app.as(wang).call(rewards.redeem, anOrder(world))
    const move = (change: number, id = newId()) =>
      app
        .as(world.keeper)
        .call(rewardsOffice.moveStock, { id, goodId: world.goodId, shopId: world.shopId, change, reason: '盘点' })
    await expectError(move(-2), 'REWARD_STOCK_BELOW_ZERO')
    const id = newId()
    await move(10, id)
    expect(await move(10, id)).toMatchObject({ left: 11, held: 1 })
    const { done } = await settled(Array.from({ length: 8 }, () => move(-2)))
    expect(done).toHaveLength(5)
    expect(await stockOf(world)).toEqual({ left: 1, held: 1 })
    expect((await Stocks.findById(`${world.goodId}:${world.shopId}`).lean())?.left).toBe(1)
  })

  it('the catalogue says what is left and why something can’t be had, also to passers-by', async () => {
    const world = await aWorld(app, { stock: 0 })
    const wang = await aSaver(world, 10)
    const { items } = await app.as(wang).call(rewards.catalogue, {})
    expect(items).toMatchObject([{ id: world.goodId, left: 0, blocked: '各兑换点都兑完了，补货后可以再兑' }])
    await app.as(world.keeper).call(rewardsOffice.moveStock, {
      id: newId(),
      goodId: world.goodId,
      shopId: world.shopId,
      change: 3,
      reason: '到货',
    })
    expect(await app.anonymous().call(rewards.good, { id: world.goodId, placeId: world.compound._id })).toMatchObject({
      left: 3,
      blocked: null,
      shops: [{ id: world.shopId, left: 3 }],
    })
    expect((await app.as(wang).call(rewards.payers, {})).items.map((payer) => payer.available)).toEqual([10, 0])
  })
})

it('after all of this the ledger verifies (I1, I13)', async () => {
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
