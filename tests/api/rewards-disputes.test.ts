// Disputes about redemptions and hints at bursts of them, over HTTP: asked, decided once, told.
import { accountFor } from '@shared/ledger/accounts'
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { now } from '@server/clock'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { flagDay } from '@server/rewards/flags'
import { dayOf } from '@shared/time'
import { aStaff, expectError, setClock, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { anOrder as order, aSaver, aWorld, pointsOf, stockOf } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

describe('disputes', () => {
  it('upheld: the points are back in their lots, the merchant’s month is less, told to the resident; decided once, not by who captured', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 100)
    const lots = (await balanceOf(accountFor({ personId: wang.personId })))?.lots
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    const { qr } = await app.as(wang).call(rewards.code, { id })
    await app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: qr })
    expect(
      await app.as(wang).call(rewards.dispute, { id, reason: 'notHandedOver', note: '店里说没货', fileIds: [] }),
    ).toMatchObject({ status: 'disputed' })
    await expectError(app.as(wang).call(rewards.dispute, { id, reason: 'other', note: '', fileIds: [] }), 'WRONG_STATE')
    const { items } = await app.as(world.merchant).call(rewardsShop.disputes, { shopId: world.shopId })
    expect(items).toMatchObject([{ id, reasonText: '没有拿到东西', canAnswer: true }])
    expect(JSON.stringify(items)).not.toContain('店里说没货')
    await app.as(world.merchant).call(rewardsShop.answerDispute, { shopId: world.shopId, id, answer: '当时确实缺货' })
    await expectError(
      app
        .as(world.merchant)
        .call(rewardsOffice.decideDispute, { id, decision: 'kept', reason: '不行', restock: false }),
      'NOT_ALLOWED',
    )
    const row = await app
      .as(world.keeper)
      .call(rewardsOffice.decideDispute, { id, decision: 'upheld', reason: '核实缺货', restock: true })
    expect(row).toMatchObject({ status: 'upheld', shopAnswer: '当时确实缺货', canDecide: false })
    expect(await pointsOf(wang)).toEqual({ points: 100, held: 0 })
    expect((await balanceOf(accountFor({ personId: wang.personId })))?.lots).toEqual(lots)
    expect(await stockOf(world)).toEqual({ left: 100, held: 0 })
    await expectError(
      app
        .as(world.keeper)
        .call(rewardsOffice.decideDispute, { id, decision: 'kept', reason: '改主意', restock: false }),
      'WRONG_STATE',
    )
    const statement = await app
      .as(world.merchant)
      .call(rewardsShop.statement, { shopId: world.shopId, month: dayOf(now()).slice(0, 7) })
    expect(statement).toMatchObject({ pieces: 0, points: 0, reversedPieces: 1 })
    expect(await app.as(wang).call(rewards.show, { id })).toMatchObject({
      status: 'upheld',
      dispute: { decision: 'upheld', decisionReason: '核实缺货' },
      allowed: [],
    })
  })

  it('kept: nothing moves; after a week it is too late', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 100)
    const [one, two] = await Promise.all(
      [1, 2].map(async () => {
        const { id } = await app.as(wang).call(rewards.redeem, order(world))
        await app
          .as(world.merchant)
          .call(rewardsShop.capture, { shopId: world.shopId, code: (await app.as(wang).call(rewards.code, { id })).qr })
        return id
      }),
    )
    if (!one || !two) throw new Error('nothing')
    await app.as(wang).call(rewards.dispute, { id: one, reason: 'faulty', note: '', fileIds: [] })
    expect(
      await app
        .as(world.keeper)
        .call(rewardsOffice.decideDispute, { id: one, decision: 'kept', reason: '已换货', restock: false }),
    ).toMatchObject({ status: 'kept' })
    expect(await pointsOf(wang)).toEqual({ points: 40, held: 0 })
    setClock(new Date(now().getTime() + 9 * 24 * 3_600_000))
    await expectError(
      app.as(await signInAs(wang.personId)).call(rewards.dispute, { id: two, reason: 'faulty', note: '', fileIds: [] }),
      'REWARD_DISPUTE_CLOSED',
    )
    const outsider = await aStaff('cityOfficer', (await aWorld(app)).city._id)
    await expectError(
      app.as(outsider).call(rewardsOffice.decideDispute, { id: one, decision: 'kept', reason: '外地', restock: false }),
      'NOT_FOUND',
    )
  })
})

it('many redemptions of one household in a day are a hint for staff, decided once', async () => {
  const world = await aWorld(app)
  const wang = await aSaver(world, 300)
  for (let count = 0; count < 6; count += 1) {
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    await app
      .as(world.merchant)
      .call(rewardsShop.capture, { shopId: world.shopId, code: (await app.as(wang).call(rewards.code, { id })).qr })
  }
  await flagDay(dayOf(now()))
  await flagDay(dayOf(now()))
  const { items } = await app.as(world.keeper).call(rewardsOffice.flags, { status: 'open' })
  expect(items.map((flag) => [flag.kind, flag.count]).sort()).toEqual([
    ['householdBurst', 6],
    ['pairShare', 6],
  ])
  const [first] = items
  if (!first) throw new Error('no flag')
  expect(
    await app
      .as(world.keeper)
      .call(rewardsOffice.decideFlag, { id: first.id, status: 'cleared', note: '为社区活动集中领取' }),
  ).toMatchObject({ status: 'cleared' })
  await expectError(
    app.as(world.keeper).call(rewardsOffice.decideFlag, { id: first.id, status: 'confirmed', note: '再看' }),
    'WRONG_STATE',
  )
  await expectError(app.as(wang).call(rewardsOffice.flags, {}), 'NOT_ALLOWED')
})

it('after all of this the ledger verifies (I1, I13)', async () => {
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
