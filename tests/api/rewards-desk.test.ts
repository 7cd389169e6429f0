// The desk and the office over HTTP: card and PIN, settlements signed by two, exports, stock, the roll of honour,
// merging and erasure.
import ExcelJS from 'exceljs'
import { accountFor } from '@shared/ledger/accounts'
import { rewards } from '@shared/rewards/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { rewardsDesk, rewardsOffice } from '@shared/rewards/desk-contract'
import { lapsesAtFor } from '@shared/rewards/rules'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { addMonths, dayOf, instantAt, monthOf } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { balanceOf, moveOnMerge, post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Households, Memberships } from '@server/people/households.model'
import { reckonHonours } from '@server/rewards/honours'
import { Pins, Redemptions, Stocks } from '@server/rewards/rewards.model'
import { draftAll } from '@server/rewards/rewards-jobs'
import { eraseRewards, exportRewards, mergeRewards } from '@server/rewards/rewards-rights'
import { readSheet } from '@server/sheets'
import {
  addMember,
  aHousehold,
  aResident,
  aStaff,
  expectError,
  setClock,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { aGood, anOrder, aSaver, aShop, aWorld, givePoints, settled, stockOf, type World } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const PIN = '280417'

describe('the desk', () => {
  let world: World
  let worker: Signed
  let card: Awaited<ReturnType<typeof aHousehold>>
  beforeAll(async () => {
    world = await aWorld(app, { shop: { kind: 'desk', name: '社区服务台', takesOffline: false } })
    worker = await aStaff('communityWorker', world.community._id, { name: '吴静' })
    card = await aHousehold({ place: world.compound })
    await givePoints(accountFor({ householdId: card._id }), 200, world.compound)
  })
  const wish = (over: object = {}) => ({
    id: newId(),
    code: card.typed,
    pin: PIN,
    goodId: world.goodId,
    shopId: world.shopId,
    quantity: 1,
    points: world.points,
    ...over,
  })
  const at = () => app.as(worker)

  it('shows the card, wants a PIN that is set there, and hands over at once; the worker is named', async () => {
    expect(await at().call(rewardsDesk.card, { code: card.typed })).toMatchObject({
      householdId: card._id,
      available: 200,
      hasPin: false,
    })
    await expectError(at().call(rewardsDesk.redeem, wish()), 'REWARD_PIN_NOT_SET')
    await expectError(
      at().call(rewardsDesk.setPin, { code: card.typed, pin: '123456', how: 'idCard' }),
      'REWARD_PIN_WEAK',
    )
    await at().call(rewardsDesk.setPin, { code: card.typed, pin: PIN, how: 'idCard' })
    const pin = await Pins.findById(card._id).lean()
    expect(pin?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const input = wish()
    const receipt = await at().call(rewardsDesk.redeem, input)
    expect(receipt).toMatchObject({
      handledBy: '吴静',
      points: 30,
      availableAfter: 170,
      redemptionId: input.id,
      statusText: '已领取',
    })
    expect(receipt.householdLabel).toContain('***')
    expect(await stockOf(world)).toEqual({ left: 99, held: 0 })
    expect((await at().call(rewardsDesk.redeem, input)).redemptionId).toBe(input.id)
    expect((await balanceOf(accountFor({ householdId: card._id })))?.points).toBe(170)
    expect(await at().call(rewardsDesk.receipt, { id: input.id })).toMatchObject({ number: receipt.number })
    const paper = await at().call(rewardsDesk.statement, { householdId: card._id, month: monthOf(dayOf(now())) })
    expect(paper).toMatchObject({ available: 170, redeemed: 30, printedBy: '吴静' })
    expect(
      await AuditRows.countDocuments({
        action: 'rewards.redeemAtDesk',
        subject: `rewards/${input.id}`,
        actorId: worker.personId,
      }),
    ).toBe(1)
    const disputed = await at().call(rewardsDesk.dispute, {
      id: input.id,
      reason: 'faulty',
      note: '袋子漏',
      how: 'spoken',
    })
    expect(disputed).toMatchObject({ status: 'disputed', reasonText: '东西有质量问题' })
    expect(
      await app
        .as(world.keeper)
        .call(rewardsOffice.decideDispute, { id: input.id, decision: 'upheld', reason: '换货不成', restock: false }),
    ).toMatchObject({ status: 'upheld', enteredBy: '吴静' })
    expect((await balanceOf(accountFor({ householdId: card._id })))?.points).toBe(200)
  })

  it('a wrong PIN is braked: five tries of twenty at once are checked, then not even the right one for half an hour', async () => {
    const { codes } = await settled(
      Array.from({ length: 20 }, (_unused, index) =>
        at().call(rewardsDesk.redeem, wish({ pin: String(500_000 + index * 37) })),
      ),
    )
    expect(codes.filter((code) => code === 'REWARD_PIN_WRONG')).toHaveLength(5)
    expect(codes.filter((code) => code === 'REWARD_PIN_BRAKED')).toHaveLength(15)
    await expectError(at().call(rewardsDesk.redeem, wish()), 'REWARD_PIN_BRAKED')
    expect(await at().call(rewardsDesk.card, { code: card.typed })).toMatchObject({ pinLocked: true })
    setClock(new Date(now().getTime() + 31 * 60_000))
    worker = await signInAs(worker.personId)
    expect((await at().call(rewardsDesk.redeem, wish())).statusText).toBe('已领取')
  }, 30_000)

  it('ten wrong ones in all lock it until it is set anew', async () => {
    const start = now().getTime()
    for (let round = 0; round < 2; round += 1) {
      setClock(new Date(start + round * 40 * 60_000))
      worker = await signInAs(worker.personId)
      for (let count = 0; count < 5; count += 1)
        await expectError(at().call(rewardsDesk.redeem, wish({ pin: '999990' })), 'REWARD_PIN_WRONG')
    }
    setClock(new Date(start + 24 * 3_600_000))
    worker = await signInAs(worker.personId)
    await expectError(at().call(rewardsDesk.redeem, wish()), 'REWARD_PIN_BRAKED')
    await at().call(rewardsDesk.setPin, { code: card.typed, pin: PIN, how: 'known' })
    expect((await at().call(rewardsDesk.redeem, wish())).statusText).toBe('已领取')
  }, 30_000)

  it('a statement is for the whole household, or for a member from the day they joined', async () => {
    const household = await aHousehold({ place: world.compound })
    await givePoints(accountFor({ householdId: household._id }), 200, world.compound)
    const on = async (day: string) => {
      setClock(instantAt(day, '10:00'))
      return app.as(await signInAs(worker.personId))
    }
    const month = monthOf(dayOf(now()))
    const [early, joined, late] = [
      `${addMonths(month, 1)}-05`,
      `${addMonths(month, 1)}-12`,
      `${addMonths(month, 1)}-19`,
    ]
    await (await on(early)).call(rewardsDesk.setPin, { code: household.typed, pin: PIN, how: 'known' })
    await (await on(early)).call(rewardsDesk.redeem, wish({ code: household.typed }))
    setClock(instantAt(joined, '10:00'))
    const li = await aResident({ name: '李新户' })
    await addMember(household._id, li.personId)
    await Memberships.updateOne({ personId: li.personId }, { $set: { since: instantAt(joined, '10:00') } })
    const client = await on(late)
    await client.call(rewardsDesk.redeem, wish({ code: household.typed }))
    const asked = { householdId: household._id, month: monthOf(late) }
    const all = await client.call(rewardsDesk.statement, asked)
    expect(all).toMatchObject({
      redeemed: 60,
      rows: [{}, {}],
      since: null,
      members: [{ personId: li.personId, name: '李新户', since: joined }],
    })
    expect(await client.call(rewardsDesk.statement, { ...asked, personId: li.personId })).toMatchObject({
      redeemed: 30,
      rows: [{ id: all.rows[0]?.id }],
      since: joined,
      available: all.available,
    })
    expect(
      await client.call(rewardsDesk.statement, {
        householdId: household._id,
        month: addMonths(monthOf(late), -1),
        personId: li.personId,
      }),
    ).toMatchObject({ redeemed: 0, rows: [] })
    await expectError(client.call(rewardsDesk.statement, { ...asked, personId: worker.personId }), 'NOT_FOUND')
    expect(
      await AuditRows.countDocuments({
        action: 'rewards.printStatement',
        subject: `households/${household._id}`,
        'details.personId': li.personId,
      } as never),
    ).toBe(2)
  })

  it('not for another area, not at a shop, not for one’s own home', async () => {
    worker = await signInAs(worker.personId)
    const other = await aWorld(app)
    const stranger = await aStaff('communityWorker', other.community._id)
    await expectError(app.as(stranger).call(rewardsDesk.card, { code: card.typed }), 'HOUSEHOLD_CODE_UNKNOWN')
    await expectError(
      app.as(stranger).call(rewardsDesk.setPin, { code: card.typed, pin: PIN, how: 'known' }),
      'HOUSEHOLD_CODE_UNKNOWN',
    )
    await expectError(
      app.as(stranger).call(rewardsDesk.statement, { householdId: card._id, month: '2026-11' }),
      'NOT_FOUND',
    )
    const { id } = await app.as(world.keeper).call(rewardsOffice.saveShop, aShop(world.community._id))
    await app
      .as(world.keeper)
      .call(rewardsOffice.moveStock, { id: newId(), goodId: world.goodId, shopId: id, change: 5, reason: '到货' })
    await expectError(at().call(rewardsDesk.redeem, wish({ shopId: id })), 'REWARD_NOT_A_DESK')
    const goods = await at().call(rewardsDesk.goodsAt, { shopId: world.shopId, householdId: card._id })
    expect(goods.items.map((good) => good.id)).toEqual([world.goodId])
    await addMember(card._id, worker.personId)
    await expectError(app.as(await signInAs(worker.personId)).call(rewardsDesk.redeem, wish()), 'REWARD_OWN_REDEMPTION')
  })
})

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
    expect(items).toMatchObject([{ id: world.goodId, left: 0, blocked: '各兑换点都兑完了,补货后可以再兑' }])
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

it('the roll of honour: off by default, by nickname only after it was looked at, gone at once when switched off', async () => {
  const world = await aWorld(app)
  const wang = await aSaver(world, 10)
  const worker = await aStaff('communityWorker', world.community._id)
  const shown = async (): Promise<string[]> =>
    (await app.anonymous().call(rewards.honours, { placeId: world.compound._id })).people.map(
      (person) => person.nickname,
    )
  expect(await app.as(wang).call(rewards.myHonour, {})).toMatchObject({ on: false, status: 'off' })
  await expectError(app.as(wang).call(rewards.setHonour, { on: true, nickname: '' }), 'INPUT_INVALID')
  expect(await app.as(wang).call(rewards.setHonour, { on: true, nickname: '柳湾老王' })).toMatchObject({
    status: 'waiting',
  })
  expect(await shown()).toEqual([])
  const { items } = await app.as(worker).call(rewardsOffice.nicknames, { status: 'waiting' })
  expect(items).toMatchObject([{ id: wang.personId, nickname: '柳湾老王' }])
  await app.as(worker).call(rewardsOffice.decideNickname, { id: wang.personId, shown: true, reason: '' })
  await expectError(
    app.as(worker).call(rewardsOffice.decideNickname, { id: wang.personId, shown: false, reason: '' }),
    'WRONG_STATE',
  )
  expect(await shown()).toEqual(['柳湾老王'])
  expect(await app.as(wang).call(rewards.setHonour, { on: true, nickname: '别的名字' })).toMatchObject({
    status: 'waiting',
  })
  expect(await shown()).toEqual([])
  await app.as(wang).call(rewards.setHonour, { on: false, nickname: '' })
  expect(await app.as(wang).call(rewards.myHonour, {})).toMatchObject({ on: false, status: 'off' })
  const account = accountFor({ personId: wang.personId })
  const gift = [
    { account, unit: 'points' as const, amount: -7 },
    { account: `fund:${world.compound._id}`, unit: 'points' as const, amount: 7 },
  ]
  const [given] = await post([
    {
      cause: `gift:${newId()}`,
      kind: 'gift',
      at: now(),
      by: wang.personId,
      partition: (await balanceOf(account))?.partition ?? 0,
      subject: `ledger/${account}`,
      postings: gift,
      why: { template: 'ledger.given', params: { to: '公益金', note: '' } },
    },
  ])
  expect(given?.status).toBe('posted')
  await reckonHonours()
  await reckonHonours()
  expect((await app.anonymous().call(rewards.honours, { placeId: world.compound._id })).compounds).toMatchObject([
    { placeId: world.compound._id, pointsGiven: 7 },
  ])
})

describe('rights', () => {
  it('a merged household’s held redemption goes on with the one that stays; a dispute upheld later follows', async () => {
    const world = await aWorld(app, { good: { limitPerMonth: 3 } })
    const saver = await aSaver(world, 1)
    const from = saver.household
    const into = await aHousehold({ place: world.compound })
    await givePoints(accountFor({ householdId: from._id }), 100, world.compound)
    await givePoints(accountFor({ householdId: into._id }), 5, world.compound)
    const [held, taken] = [
      await app.as(saver).call(rewards.redeem, anOrder(world, { householdId: from._id })),
      await app.as(saver).call(rewards.redeem, anOrder(world, { householdId: from._id })),
    ]
    await app.as(world.merchant).call(rewardsShop.capture, {
      shopId: world.shopId,
      code: (await app.as(saver).call(rewards.code, { id: taken.id })).qr,
    })
    await app.as(saver).call(rewards.dispute, { id: taken.id, reason: 'faulty', note: '', fileIds: [] })
    await transaction(async (tx) => {
      await tx.on(Households).updateOne({ _id: from._id }, { $set: { status: 'merged', mergedInto: into._id } })
      await moveOnMerge(tx, from._id, into._id)
      await mergeRewards(tx, from._id, into._id)
    })
    const state = async (id: string) => balanceOf(accountFor({ householdId: id }))
    expect([
      (await state(from._id))?.points,
      (await state(from._id))?.held,
      (await state(into._id))?.points,
      (await state(into._id))?.held,
    ]).toEqual([0, 0, 45, 30])
    await app.as(world.merchant).call(rewardsShop.capture, {
      shopId: world.shopId,
      code: (await app.as(saver).call(rewards.code, { id: held.id })).qr,
    })
    await app
      .as(world.keeper)
      .call(rewardsOffice.decideDispute, { id: taken.id, decision: 'upheld', reason: '属实', restock: false })
    expect([(await state(from._id))?.points, (await state(into._id))?.points, (await state(into._id))?.held]).toEqual([
      0, 75, 0,
    ])
  })

  it('a copy of one’s data; erasure gives back what is held and leaves nobody’s name', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 100)
    const [held, taken] = [
      await app.as(wang).call(rewards.redeem, anOrder(world)),
      await app.as(wang).call(rewards.redeem, anOrder(world)),
    ]
    await app.as(wang).call(rewards.offlineCode, { id: held.id })
    await app.as(world.merchant).call(rewardsShop.capture, {
      shopId: world.shopId,
      code: (await app.as(wang).call(rewards.code, { id: taken.id })).qr,
    })
    await app.as(wang).call(rewards.dispute, { id: taken.id, reason: 'other', note: '我叫王秀英', fileIds: [] })
    expect(await exportRewards(wang.personId)).toMatchObject({
      redemptions: [{ status: '待领取' }, { status: '异议处理中', dispute: { note: '我叫王秀英' } }],
      honour: null,
    })
    await transaction((tx) => eraseRewards(tx, wang.personId))
    expect(await stockOf(world)).toEqual({ left: 99, held: 0 })
    expect((await balanceOf(accountFor({ personId: wang.personId })))?.points).toBe(70)
    const left = await Redemptions.find({ _id: { $in: [held.id, taken.id] } }, { account: 0, quotaIds: 0 }).lean()
    expect(left.map((each) => each.status).sort()).toEqual(['disputed', 'lapsed'])
    expect(JSON.stringify(left)).not.toMatch(new RegExp(`${wang.personId}|王秀英`))
  })
})

it('after all of this the ledger verifies (I1, I13)', async () => {
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
