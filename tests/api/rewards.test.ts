// Redeeming over HTTP: hold, code, capture, cancel, lapse; the last piece, the month's limit and one code under
// concurrency (I5, I6); what a shop gets to see; disputes; patterns.
import { accountFor } from '@shared/ledger/accounts'
import { ledger } from '@shared/ledger/contract'
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { lapseOverdue } from '@server/rewards/rewards-jobs'
import { Places } from '@server/places/places.model'
import { Redemptions } from '@server/rewards/rewards.model'
import { dayOf } from '@shared/time'
import { addMember, aResident, expectError, setClock, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aGood,
  anOrder as order,
  aSaver,
  aShop,
  aWorld,
  givePoints,
  pointsOf,
  settled,
  stockOf,
  type World,
} from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

describe('one redemption', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld(app)
  })

  it('redeem → scan → captured: points and stock are held, then spent; the shop sees nobody', async () => {
    const wang = await aSaver(world, 100)
    const held = await app.as(wang).call(rewards.redeem, order(world, { quantity: 2 }))
    expect(held).toMatchObject({
      status: 'held',
      points: 60,
      quantity: 2,
      allowed: ['showCode', 'takeOfflineCode', 'cancel'],
      from: 'own',
    })
    expect(await pointsOf(wang)).toEqual({ points: 40, held: 60 })
    expect(await stockOf(world)).toEqual({ left: 98, held: 2 })
    const code = await app.as(wang).call(rewards.code, { id: held.id })
    expect(code.typed).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/)
    const looked = await app.as(world.merchant).call(rewardsShop.look, { shopId: world.shopId, code: code.qr })
    expect(looked).toMatchObject({ canTake: true, goodName: '垃圾袋一卷', quantity: 2, points: 60 })
    const taken = await app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: code.qr })
    expect(taken).toMatchObject({ redemptionId: held.id, way: 'qr', left: 98 })
    expect(await pointsOf(wang)).toEqual({ points: 40, held: 0 })
    expect(await stockOf(world)).toEqual({ left: 98, held: 0 })
    // the lines of the statement add up to the balance at every point: the hold takes, the capture takes no more
    const lines = (
      await app.as(wang).call(ledger.statement, { account: accountFor({ personId: wang.personId }) })
    ).items.slice(0, 2)
    expect(lines.map(({ kind, points, pointsAfter }) => [kind, points, pointsAfter])).toEqual([
      ['capture', 0, 40],
      ['hold', -60, 40],
    ])
    expect(await app.as(wang).call(rewards.show, { id: held.id })).toMatchObject({
      status: 'captured',
      allowed: ['dispute'],
    })
    await expectError(
      app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: code.qr }),
      'REWARD_CODE_USED',
    )
    await expectError(app.as(wang).call(rewards.cancel, { id: held.id }), 'WRONG_STATE')
    const today = await app.as(world.merchant).call(rewardsShop.today, { shopId: world.shopId })
    const seen = JSON.stringify([
      looked,
      taken,
      today,
      await app
        .as(world.merchant)
        .call(rewardsShop.statement, { shopId: world.shopId, month: dayOf(now()).slice(0, 7) }),
    ])
    expect(today.items.map((row) => row.id)).toContain(held.id)
    for (const secret of [wang.personId, wang.household._id, wang.household.token, '测试居民', 'person:', 'household:'])
      expect(seen).not.toContain(secret)
  })

  it('the same request again is answered with the first; the same id with other content is refused', async () => {
    const wang = await aSaver(world, 100)
    const input = order(world)
    const key = newId()
    const first = await app.as(wang).call(rewards.redeem, input, { key })
    expect(await app.as(wang).call(rewards.redeem, input, { key })).toEqual(first)
    expect((await app.as(wang).call(rewards.redeem, input)).id).toBe(first.id)
    await expectError(
      app.as(wang).call(rewards.redeem, { ...input, quantity: 2, points: 60 }),
      'IDEMPOTENCY_KEY_REUSED',
    )
    expect(await pointsOf(wang)).toEqual({ points: 70, held: 30 })
  })

  it('the typed code is taken in small letters and with blanks', async () => {
    const wang = await aSaver(world, 100)
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    const { typed } = await app.as(wang).call(rewards.code, { id })
    expect(
      await app
        .as(world.merchant)
        .call(rewardsShop.capture, { shopId: world.shopId, code: ` ${typed.toLowerCase().replace(/-/g, ' ')} ` }),
    ).toMatchObject({ way: 'typed' })
  })

  it('cancelling and lapsing give back points to their lots and the stock, once', async () => {
    const wang = await aSaver(world, 100)
    const account = accountFor({ personId: wang.personId })
    const lots = (await balanceOf(account))?.lots
    const before = await stockOf(world)
    const first = await app.as(wang).call(rewards.redeem, order(world))
    expect(await app.as(wang).call(rewards.cancel, { id: first.id })).toMatchObject({
      status: 'cancelled',
      allowed: [],
    })
    const { typed } = await app
      .as(wang)
      .call(rewards.redeem, order(world))
      .then(({ id }) => app.as(wang).call(rewards.code, { id }))
    expect(await lapseOverdue()).toBe(0)
    setClock(new Date(now().getTime() + 9 * 24 * 3_600_000))
    const merchant = await signInAs(world.merchant.personId)
    await expectError(
      app.as(merchant).call(rewardsShop.capture, { shopId: world.shopId, code: typed }),
      'REWARD_CODE_ENDED',
    )
    const lapsed = await Promise.all([lapseOverdue(), lapseOverdue()])
    expect(lapsed[0] + lapsed[1]).toBeGreaterThanOrEqual(1)
    expect(await lapseOverdue()).toBe(0)
    expect((await balanceOf(account))?.lots).toEqual(lots)
    expect(await pointsOf(wang)).toEqual({ points: 100, held: 0 })
    const { held, left } = await stockOf(world)
    expect(left + held).toBe(before.left + before.held)
    await expectError(
      app.as(merchant).call(rewardsShop.capture, { shopId: world.shopId, code: typed }),
      'REWARD_CODE_ENDED',
    )
    const { items } = await app.as(await signInAs(wang.personId)).call(rewards.mine, {})
    expect(items.map((row) => row.status)).toEqual(['lapsed', 'cancelled'])
  })

  it.each([
    ['too few points', (one: World) => order(one, { quantity: 4 }), 'LEDGER_INSUFFICIENT'],
    ['another price', (one: World) => order(one, { points: 1 }), 'REWARD_PRICE_CHANGED'],
    ['an unknown good', (one: World) => order(one, { goodId: newId() }), 'NOT_FOUND'],
    ['an unknown shop', (one: World) => order(one, { shopId: newId() }), 'NOT_FOUND'],
    ['somebody else’s household', (one: World) => order(one, { householdId: newId() }), 'REWARD_NOT_YOURS'],
  ] as const)('is refused with %s and holds nothing', async (_why, input, code) => {
    const wang = await aSaver(world, 100)
    const before = await stockOf(world)
    await expectError(app.as(wang).call(rewards.redeem, input(world)), code)
    expect(await pointsOf(wang)).toEqual({ points: 100, held: 0 })
    expect(await stockOf(world)).toEqual(before)
  })

  it('another city, a paused good, a paused shop, a feature switched off', async () => {
    const other = await aWorld(app)
    const stranger = await aSaver(other, 100)
    await expectError(app.as(stranger).call(rewards.redeem, order(world)), 'REWARD_NOT_ELIGIBLE')
    const wang = await aSaver(world, 100)
    const paused = await app.as(world.keeper).call(rewardsOffice.saveGood, aGood(world.city._id, { status: 'paused' }))
    await app.as(world.keeper).call(rewardsOffice.moveStock, {
      id: newId(),
      goodId: paused.id,
      shopId: world.shopId,
      change: 5,
      reason: '到货',
    })
    await expectError(app.as(wang).call(rewards.redeem, order(world, { goodId: paused.id })), 'REWARD_NOT_OPEN')
    const closed = await app
      .as(world.keeper)
      .call(rewardsOffice.saveShop, aShop(world.community._id, { status: 'paused' }))
    await expectError(app.as(wang).call(rewards.redeem, order(world, { shopId: closed.id })), 'REWARD_SHOP_CLOSED')
    await expectError(app.anonymous().call(rewards.redeem, order(world)), 'SIGN_IN_REQUIRED')
    const off = await aWorld(app)
    const there = await aSaver(off, 100)
    await Places.updateOne(
      { _id: off.compound._id },
      { $set: { settings: { switches: { rewards: false } }, settingsVersion: 1 } },
    )
    await expectError(app.as(there).call(rewards.redeem, order(off)), 'REWARDS_OFF')
    expect((await app.as(there).call(rewards.catalogue, {})).closed).toBe('本地没有开通积分兑换')
    await expectError(app.as(stranger).call(rewards.show, { id: newId() }), 'NOT_FOUND')
  })

  it('a stranger finds nothing of somebody’s redemption', async () => {
    const wang = await aSaver(world, 100)
    const stranger = await aResident()
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    for (const call of [rewards.show, rewards.code]) await expectError(app.as(stranger).call(call, { id }), 'NOT_FOUND')
    for (const call of [rewards.cancel, rewards.offlineCode])
      await expectError(app.as(stranger).call(call, { id }), 'NOT_FOUND')
    await expectError(
      app.as(stranger).call(rewards.dispute, { id, reason: 'other', note: '', fileIds: [] }),
      'NOT_FOUND',
    )
  })
})

describe('many at once', () => {
  it('the last piece raced by 20: one has it', async () => {
    const world = await aWorld(app, { stock: 1 })
    const savers = await Promise.all(Array.from({ length: 20 }, () => aSaver(world, 100)))
    const { done, codes } = await settled(savers.map((saver) => app.as(saver).call(rewards.redeem, order(world))))
    expect([done.length, codes.length, new Set(codes)]).toEqual([1, 19, new Set(['REWARD_SOLD_OUT'])])
    expect(await stockOf(world)).toEqual({ left: 0, held: 1 })
    const held = await Promise.all(savers.map(pointsOf))
    expect(held.filter((each) => each.held === 30)).toHaveLength(1)
  }, 60_000)

  it('one code scanned by 20: captured once', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 100)
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    const { qr } = await app.as(wang).call(rewards.code, { id })
    const { done, codes } = await settled(
      Array.from({ length: 20 }, () =>
        app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: qr }),
      ),
    )
    expect([done.length, codes.length, new Set(codes)]).toEqual([1, 19, new Set(['REWARD_CODE_USED'])])
    expect(await stockOf(world)).toEqual({ left: 99, held: 0 })
    expect(await pointsOf(wang)).toEqual({ points: 70, held: 0 })
  }, 60_000)

  it('capture, cancel and lapse at one instant: one end (I6)', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 500)
    const orders = await Promise.all(Array.from({ length: 6 }, () => app.as(wang).call(rewards.redeem, order(world))))
    for (const { id } of orders) {
      const { qr } = await app.as(wang).call(rewards.code, { id })
      const { done } = await settled<unknown>([
        app.as(wang).call(rewards.cancel, { id }),
        app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: qr }),
        app.as(wang).call(rewards.cancel, { id }),
      ])
      const after = await Redemptions.findById(id).lean()
      expect(done.length).toBeGreaterThanOrEqual(1)
      expect(['captured', 'cancelled']).toContain(after?.status)
      expect(after?.history).toHaveLength(2)
    }
    const { points, held } = await pointsOf(wang)
    const captured = await Redemptions.countDocuments({ personId: wang.personId, status: 'captured' })
    expect({ points, held }).toEqual({ points: 500 - 30 * captured, held: 0 })
    expect(await stockOf(world)).toEqual({ left: 100 - captured, held: 0 })
  }, 60_000)

  it('the month’s limit of a household holds for its members together, at once', async () => {
    const world = await aWorld(app, { good: { limitPerMonth: 2 } })
    const wang = await aSaver(world, 500)
    const sons = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const son = await aResident()
        await addMember(wang.household._id, son.personId)
        await givePoints(accountFor({ personId: son.personId }), 500, world.compound)
        return signInAs(son.personId)
      }),
    )
    const { done, codes } = await settled(
      [wang, ...sons].flatMap((who) => [1, 2].map(() => app.as(who).call(rewards.redeem, order(world)))),
    )
    expect([done.length, new Set(codes)]).toEqual([2, new Set(['REWARD_LIMIT_REACHED'])])
    const owner = done[0]
    if (!owner) throw new Error('nobody')
    const redeemer = (await Redemptions.findById(owner.id).lean())?.personId ?? ''
    await app.as(await signInAs(redeemer)).call(rewards.cancel, { id: owner.id })
    expect((await app.as(wang).call(rewards.redeem, order(world))).status).toBe('held')
    await expectError(app.as(wang).call(rewards.redeem, order(world)), 'REWARD_LIMIT_REACHED')
    const card = (await app.as(wang).call(rewards.catalogue, {})).items.find((good) => good.id === world.goodId)
    expect(card).toMatchObject({ limitPerMonth: 2, usedThisMonth: 2 })
    expect(card?.blocked).toContain('上限')
  }, 60_000)

  it('no more than the points, whatever is asked at once (I4)', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 100)
    const { done, codes } = await settled(
      Array.from({ length: 10 }, () => app.as(wang).call(rewards.redeem, order(world))),
    )
    expect([done.length, new Set(codes)]).toEqual([3, new Set(['LEDGER_INSUFFICIENT'])])
    expect(await pointsOf(wang)).toEqual({ points: 10, held: 90 })
    expect(await stockOf(world)).toEqual({ left: 97, held: 3 })
  }, 60_000)
})

it('after all of this the ledger verifies (I1, I13)', async () => {
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
