// The desk over HTTP: card and PIN, paper, and who may serve whom.
import { accountFor } from '@shared/ledger/accounts'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { addMonths, dayOf, instantAt, monthOf } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Memberships, Pins } from '@server/people/households.model'
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
import { aShop, aWorld, givePoints, settled, stockOf, type World } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const PIN = '280417'

describe('the desk', () => {
  let world: World
  let worker: Signed
  /** Sets the PINs: whoever set one today does not redeem with it today. */
  let colleague: Signed
  let card: Awaited<ReturnType<typeof aHousehold>>
  beforeAll(async () => {
    world = await aWorld(app, { shop: { kind: 'desk', name: '社区服务台', takesOffline: false } })
    worker = await aStaff('communityWorker', world.community._id, { name: '吴静' })
    colleague = await aStaff('communityWorker', world.community._id)
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
    await expectError(at().call(rewardsDesk.redeem, wish()), 'REWARD_PIN_SET_TODAY')
    await app.as(colleague).call(rewardsDesk.setPin, { code: card.typed, pin: PIN, how: 'idCard' })
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
    colleague = await signInAs(colleague.personId)
    await app.as(colleague).call(rewardsDesk.setPin, { code: card.typed, pin: PIN, how: 'known' })
    expect((await at().call(rewardsDesk.redeem, wish())).statusText).toBe('已领取')
  }, 30_000)

  it('a statement is for the whole household, or for a member from the day they joined', async () => {
    const household = await aHousehold({ place: world.compound })
    await givePoints(accountFor({ householdId: household._id }), 200, world.compound)
    const on = async (day: string, who = worker) => {
      setClock(instantAt(day, '10:00'))
      return app.as(await signInAs(who.personId))
    }
    const month = monthOf(dayOf(now()))
    const [early, joined, late] = [
      `${addMonths(month, 1)}-05`,
      `${addMonths(month, 1)}-12`,
      `${addMonths(month, 1)}-19`,
    ]
    await (await on(early, colleague)).call(rewardsDesk.setPin, { code: household.typed, pin: PIN, how: 'known' })
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
        action: 'rewards.readStatement',
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

it('after all of this the ledger verifies (I1, I13)', async () => {
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
