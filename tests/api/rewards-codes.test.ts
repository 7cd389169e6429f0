// Codes of redemptions over HTTP (C30): forged, mutated, old, foreign, guessed; offline codes sent late, twice and
// mixed with bad ones.
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { lapseOverdue } from '@server/rewards/rewards-jobs'
import { expectError, setClock, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aMerchant,
  anOrder as order,
  aSaver,
  aShop,
  aWorld,
  pointsOf,
  settled,
  stockOf,
  type World,
} from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

describe('codes (C30)', () => {
  let world: World
  let wang: Signed
  let qr = ''
  let typed = ''
  beforeAll(async () => {
    world = await aWorld(app)
    wang = await aSaver(world, 300)
    const { id } = await app.as(wang).call(rewards.redeem, order(world))
    ;({ qr, typed } = await app.as(wang).call(rewards.code, { id }))
  })
  const take = (who: Signed, shopId: string, code: string) => app.as(who).call(rewardsShop.capture, { shopId, code })

  it('another shop, its people, and people without the role', async () => {
    const second = await aMerchant(world.community._id)
    const { id: otherShop } = await app
      .as(world.keeper)
      .call(rewardsOffice.saveShop, aShop(world.community._id, { memberIds: [second.personId] }))
    await expectError(take(second, otherShop, qr), 'REWARD_OTHER_SHOP')
    await expectError(take(second, otherShop, typed), 'REWARD_OTHER_SHOP')
    await expectError(take(second, world.shopId, qr), 'NOT_FOUND')
    await expectError(take(world.keeper, otherShop, qr), 'NOT_ALLOWED')
    await expectError(take(wang, world.shopId, qr), 'NOT_ALLOWED')
    await expectError(app.anonymous().call(rewardsShop.capture, { shopId: world.shopId, code: qr }), 'SIGN_IN_REQUIRED')
    await expectError(app.as(second).call(rewardsShop.today, { shopId: world.shopId }), 'NOT_FOUND')
  })

  it('an old QR is refused, a fresh one is taken', async () => {
    setClock(new Date(now().getTime() + 6 * 60_000))
    await expectError(take(await signInAs(world.merchant.personId), world.shopId, qr), 'REWARD_CODE_EXPIRED')
  })

  it('400 mutations of a signed code: none is accepted, and the brake comes in', async () => {
    const other = await aWorld(app)
    const saver = await aSaver(other, 100)
    const { id } = await app.as(saver).call(rewards.redeem, order(other))
    const { qr: good } = await app.as(saver).call(rewards.code, { id })
    const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_'
    const from = good.lastIndexOf('.') - 5
    const mutated = Array.from({ length: 400 }, (_unused, index) => {
      const at = from + (index % (good.length - from))
      const letter = letters[(letters.indexOf(good[at] ?? '') + 1 + (index % 62)) % 64] ?? 'x'
      return good.slice(0, at) + letter + good.slice(at + 1)
    }).filter((code) => code !== good)
    const crew = await Promise.all(Array.from({ length: 10 }, () => aMerchant(other.community._id)))
    await app.as(other.keeper).call(
      rewardsOffice.saveShop,
      aShop(other.community._id, {
        id: other.shopId,
        version: 1,
        memberIds: [other.merchant.personId, ...crew.map((each) => each.personId)],
      }),
    )
    const { done, codes } = await settled(
      mutated.map((code, index) =>
        app.as(crew[index % 10] ?? other.merchant).call(rewardsShop.look, { shopId: other.shopId, code }),
      ),
    )
    expect(done).toEqual([])
    expect(codes.filter((code) => code === 'REWARD_CODE_UNKNOWN').length).toBeLessThanOrEqual(30)
    expect(new Set(codes)).toEqual(
      new Set([
        'REWARD_CODE_UNKNOWN',
        'REWARD_CODE_BRAKED',
        ...(codes.includes('INPUT_INVALID') ? ['INPUT_INVALID'] : []),
      ]),
    )
    // the right code still goes through: a signature needs no brake
    expect(await take(other.merchant, other.shopId, good)).toMatchObject({ redemptionId: id })
  }, 120_000)

  it('guessed typed codes: ten tries a person in ten minutes, then braked, also for the right one', async () => {
    const other = await aWorld(app)
    const saver = await aSaver(other, 100)
    const { id } = await app.as(saver).call(rewards.redeem, order(other))
    const right = (await app.as(saver).call(rewards.code, { id })).typed
    const guesses = Array.from({ length: 60 }, (_unused, index) => `7K2M-9QXA-${String(index).padStart(2, '0')}`)
    const { codes } = await settled(
      guesses.map((code) => app.as(other.merchant).call(rewardsShop.look, { shopId: other.shopId, code })),
    )
    expect(codes.filter((code) => code === 'REWARD_CODE_UNKNOWN')).toHaveLength(10)
    expect(codes.filter((code) => code === 'REWARD_CODE_BRAKED')).toHaveLength(50)
    await expectError(take(other.merchant, other.shopId, right), 'REWARD_CODE_BRAKED')
    setClock(new Date(now().getTime() + 11 * 60_000))
    expect(await take(await signInAs(other.merchant.personId), other.shopId, right)).toMatchObject({ way: 'typed' })
  }, 60_000)

  it('nobody takes their own or their household’s redemption (I12)', async () => {
    const saver = await aSaver(world, 100)
    const shopkeeper = await aMerchant(world.community._id, saver.household)
    const version =
      (await app.as(world.keeper).call(rewardsOffice.shops, {})).items.find((each) => each.id === world.shopId)
        ?.version ?? 0
    await app.as(world.keeper).call(
      rewardsOffice.saveShop,
      aShop(world.community._id, {
        id: world.shopId,
        version,
        memberIds: [world.merchant.personId, shopkeeper.personId],
      }),
    )
    const { id } = await app.as(saver).call(rewards.redeem, order(world))
    const code = (await app.as(saver).call(rewards.code, { id })).qr
    await expectError(take(shopkeeper, world.shopId, code), 'REWARD_OWN_REDEMPTION')
    expect(await app.as(shopkeeper).call(rewardsShop.look, { shopId: world.shopId, code })).toMatchObject({
      canTake: false,
    })
    expect(await take(world.merchant, world.shopId, code)).toMatchObject({ redemptionId: id })
  })
})

describe('offline codes', () => {
  it('a batch is captured once; sent again it is had; forged and foreign rows are told one by one', async () => {
    const world = await aWorld(app)
    const wang = await aSaver(world, 300)
    const taken = await Promise.all(
      [1, 2].map(async () => {
        const { id } = await app.as(wang).call(rewards.redeem, order(world))
        const offline = await app.as(wang).call(rewards.offlineCode, { id })
        expect((await app.as(wang).call(rewards.offlineCode, { id })).qr).toBe(offline.qr)
        await expectError(app.as(wang).call(rewards.cancel, { id }), 'REWARD_OFFLINE_OUT')
        return offline.qr
      }),
    )
    const list = await app.as(world.merchant).call(rewardsShop.offlineList, { shopId: world.shopId })
    expect(list.items).toHaveLength(2)
    const [first = '', second = ''] = taken
    const row = (code: string) => ({ id: newId(), code, takenAt: now().toISOString() })
    const rows = [
      row(first),
      row(second),
      row(first.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))),
      row(first),
      row('7K2M-9QXA-4T'),
      { id: newId(), code: '' },
    ]
    const { results } = await app.as(world.merchant).call(rewardsShop.sendOffline, { shopId: world.shopId, rows })
    expect(results.map((each) => [each.result, each.code])).toEqual([
      ['captured', null],
      ['captured', null],
      ['refused', 'REWARD_CODE_UNKNOWN'],
      ['refused', 'REWARD_CODE_USED'],
      ['refused', 'REWARD_CODE_UNKNOWN'],
      ['refused', 'INPUT_INVALID'],
    ])
    const again = await app
      .as(world.merchant)
      .call(rewardsShop.sendOffline, { shopId: world.shopId, rows: rows.slice(0, 2) })
    expect(again.results.map((each) => each.result)).toEqual(['had', 'had'])
    expect(await pointsOf(wang)).toEqual({ points: 240, held: 0 })
    expect(await stockOf(world)).toEqual({ left: 98, held: 0 })
  })

  it('sent a day later it still counts; two days after its end it is refused and gone back', async () => {
    const world = await aWorld(app, { good: { holdDays: 1 } })
    const wang = await aSaver(world, 300)
    const offline = async () => {
      const { id } = await app.as(wang).call(rewards.redeem, order(world))
      return (await app.as(wang).call(rewards.offlineCode, { id })).qr
    }
    const [first, second] = [await offline(), await offline()]
    const takenAt = now().toISOString()
    setClock(new Date(now().getTime() + 30 * 3_600_000))
    let merchant = await signInAs(world.merchant.personId)
    expect(
      (
        await app
          .as(merchant)
          .call(rewardsShop.sendOffline, { shopId: world.shopId, rows: [{ id: newId(), code: first, takenAt }] })
      ).results[0]?.result,
    ).toBe('captured')
    await expectError(
      app.as(merchant).call(rewardsShop.capture, { shopId: world.shopId, code: second }),
      'REWARD_CODE_EXPIRED',
    )
    setClock(new Date(now().getTime() + 48 * 3_600_000))
    await lapseOverdue()
    merchant = await signInAs(world.merchant.personId)
    expect(
      (
        await app
          .as(merchant)
          .call(rewardsShop.sendOffline, { shopId: world.shopId, rows: [{ id: newId(), code: second, takenAt }] })
      ).results[0],
    ).toMatchObject({ result: 'refused', code: 'REWARD_CODE_ENDED' })
    expect(await pointsOf(wang)).toEqual({ points: 270, held: 0 })
  })
})
