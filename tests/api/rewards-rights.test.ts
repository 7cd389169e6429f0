// Rights around rewards over HTTP: the roll of honour, merging, a copy of one's data and erasure.
import { accountFor } from '@shared/ledger/accounts'
import { households } from '@shared/people/household-contract'
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { now } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { balanceOf, moveOnMerge, post, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Households, Memberships } from '@server/people/households.model'
import { forgetActors } from '@server/people/sessions'
import { reckonHonours } from '@server/rewards/honours'
import { Redemptions } from '@server/rewards/rewards.model'
import { eraseRewards, exportRewards, mergeRewards } from '@server/rewards/rewards-rights'
import { aHousehold, aStaff, expectError, setClock, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { anOrder, aSaver, aWorld, givePoints, stockOf } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

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
  await expectError(
    app.as(worker).call(rewardsOffice.decideNickname, { id: wang.personId, shown: false }),
    'INPUT_INVALID',
  )
  await app.as(worker).call(rewardsOffice.decideNickname, { id: wang.personId, shown: true })
  await expectError(
    app.as(worker).call(rewardsOffice.decideNickname, { id: wang.personId, shown: false, reason: '不合适' }),
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
      await tx.on(Memberships).updateMany({ householdId: from._id }, { $set: { householdId: into._id } })
      await tx.on(Households).updateOne({ _id: from._id }, { $set: { status: 'merged', mergedInto: into._id } })
      await moveOnMerge(tx, from._id, into._id)
      await mergeRewards(tx, from._id, into._id)
    })
    forgetActors()
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

  it.each(['fetched', 'cancelled'] as const)(
    'a hold beside a debt: the households are merged, the debt stays, and the hold is %s',
    async (end) => {
      const world = await aWorld(app, { good: { limitPerMonth: 3 } })
      const saver = await aSaver(world, 1)
      const from = saver.household
      const into = await aHousehold({ place: world.compound })
      const worker = await aStaff('communityWorker', world.compound.path.at(-2) ?? '')
      const entryId = await givePoints(accountFor({ householdId: from._id }), 30, world.compound)
      const held = await app.as(saver).call(rewards.redeem, anOrder(world, { householdId: from._id }))
      const state = async (id: string) => {
        const found = await balanceOf(accountFor({ householdId: id }))
        return [found?.points ?? 0, found?.held ?? 0, found?.debt ?? 0]
      }
      await transaction((tx) => reverse(tx, entryId, { cause: newId(), reason: '记错了', by: 'system:tests' }))
      expect(await state(from._id)).toEqual([0, 30, 30])
      await app.as(worker).call(households.merge, { id: from._id, intoId: into._id, reason: '同一户登记了两次' })
      forgetActors()
      expect((await state(into._id))[2]).toBe(30)
      if (end === 'fetched') {
        const { qr } = await app.as(saver).call(rewards.code, { id: held.id })
        await app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: qr })
        expect([await state(from._id), await state(into._id)]).toEqual([
          [0, 0, 0],
          [0, 0, 30],
        ])
      } else {
        await app.as(saver).call(rewards.cancel, { id: held.id })
        expect([await state(from._id), await state(into._id)]).toEqual([
          [0, 0, 0],
          [0, 0, 0],
        ])
      }
    },
  )

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
