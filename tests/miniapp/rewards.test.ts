// The compiled pages, a resident's phone and a shop's, against the real server: redeemed once and taken once whatever
// is lost on the way, also without a network; a line contested in one tap; points given to the compound's fund. Runs on
// the machine's own clock.
import { accountFor } from '@shared/ledger/accounts'
import { rewards } from '@shared/rewards/contract'
import { Entries } from '@server/ledger/entries.model'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Redemptions, Stocks } from '@server/rewards/rewards.model'
import { useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aSaver, aWorld, type World } from '../support/rewards'
import { ensureWeappBuild } from './build'
import { launch, type Flash, type MiniProgram } from './harness'
import { newFlash } from './phone'
import { answer } from './wechat'

useDatabase()
const server = useApp({ requestsPerSecond: 1000 })

// A build on a busy machine takes longer than a test may.
beforeAll(() => ensureWeappBuild(), 900_000)

function signedIn({ personId, token, refreshToken }: Signed, roles: readonly string[] = []): Flash {
  const flash = newFlash()
  const session = { tokens: { access: token, refresh: refreshToken }, person: { id: personId, name: '测试', roles } }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

/** A phone whose camera reads whatever is in front of it. */
async function aPhone(flash: Flash, online = true): Promise<{ app: MiniProgram; see: (code: string) => void }> {
  const camera = { sees: '' }
  const program: { at?: MiniProgram } = {}
  const app = await launch({
    baseUrl: server.url,
    flash,
    online,
    apis: { scanCode: (options) => program.at?.phone.soon(() => answer(options, { result: camera.sees })) },
  })
  program.at = app
  return {
    app,
    see: (code) => {
      camera.sees = code
    },
  }
}

let world: World
let saver: Awaited<ReturnType<typeof aSaver>>
beforeEach(async () => {
  world = await aWorld(server, { stock: 10 })
  saver = await aSaver(world, 100)
})

/** Redeems one roll of bags from the catalogue; the redemption's page is in front afterwards. */
async function redeem(app: MiniProgram): Promise<string> {
  await app.open('/rewards/goods')
  await app.until(() => app.current().text().includes('100|分') && app.current().byLabel('垃圾袋一卷') !== undefined)
  await app.current().tap('垃圾袋一卷')
  await app.until(
    () =>
      app.current().route === 'rewards/good' &&
      app.current().byId('redeem') !== undefined &&
      app.current().text().includes('柳湾便民店'),
  )
  expect(app.current().text()).toContain('营业 8:00–20:00')
  await app.current().tap('redeem')
  await app.until(() => app.current().byText('确定兑换') !== undefined)
  await app.current().tap('确定兑换')
  await app.until(
    () => app.current().route === 'rewards/redemption' && /[0-9A-Z]{4} [0-9A-Z]{4}/.test(app.current().text()),
  )
  const [made] = await Redemptions.find({ personId: saver.personId }).sort({ createdAt: -1 }).lean()
  return made?._id ?? ''
}

const merchantPhone = () => aPhone(signedIn(world.merchant, ['merchant']))
const codeOf = (id: string) => server.as(saver).call(rewards.code, { id })
const pointsOf = async () => (await balanceOf(accountFor({ personId: saver.personId })))?.points

test('a resident redeems, a shop scans and takes it once, and the resident sees it', async () => {
  const { app } = await aPhone(signedIn(saver))
  const id = await redeem(app)
  const shown = app.current().text()
  expect(shown).toContain('兑换好了')
  expect(shown).toContain('1. 到“柳湾便民店”（柳湾路 1 号）')
  expect(shown).toContain((await codeOf(id)).typed.replace(/-/g, ' '))
  expect(await pointsOf()).toBe(70)
  expect(await Stocks.findOne({ shopId: world.shopId }).lean()).toMatchObject({ left: 9, held: 1 })

  const till = await merchantPhone()
  till.see((await codeOf(id)).qr)
  await till.app.open('/pages/me')
  await till.app.until(() => till.app.current().byId('shop') !== undefined)
  await till.app.current().tap('shop')
  await till.app.until(() => till.app.current().text().includes('0次'))
  await till.app.current().tap('scan')
  await till.app.until(() => till.app.current().byId('take') !== undefined)
  expect(till.app.current().text()).toContain('垃圾袋一卷|1件')
  expect(till.app.current().text()).toContain('30分')
  expect((await Redemptions.findById(id).lean())?.status).toBe('held')
  await till.app.current().tap('take')
  await till.app.until(() => till.app.current().text().includes('核销好了'))
  expect((await Redemptions.findById(id).lean())?.status).toBe('captured')

  await till.app.current().tap('next')
  await till.app.current().tap('scan')
  await till.app.until(() => till.app.current().text().includes('不能收'))
  expect(till.app.current().byId('take')).toBeUndefined()
  await till.app.back()
  await till.app.until(() => till.app.current().text().includes('1次'))
  expect(till.app.current().text()).toContain('垃圾袋一卷')

  await app.until(() => app.current().text().includes('谢谢您。东西有问题'))
  expect(app.current().byId('cancel')).toBeUndefined()
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
  expect([...app.phone.failures, ...till.app.phone.failures]).toEqual([])
})

test('a code that is typed as it is heard is taken once, though the answer is lost', async () => {
  const { app } = await aPhone(signedIn(saver))
  const id = await redeem(app)
  const till = await merchantPhone()
  await till.app.open('/shop/take')
  await till.app.until(() => till.app.current().byId('code') !== undefined)
  await till.app.current().input('code', ` ${(await codeOf(id)).typed.toLowerCase().replace(/-/g, ' ')}`)
  await till.app.current().tap('look')
  await till.app.until(() => till.app.current().byId('take') !== undefined)
  till.app.network.weather = ({ path }) => (path.endsWith('/captures') ? 'loseAnswer' : 'pass')
  await till.app.current().tap('take')
  await till.app.until(() => till.app.current().text().includes('网络不通'))
  till.app.network.weather = () => 'pass'
  await till.app.current().tap('take')
  await till.app.until(() => till.app.current().text().includes('核销好了'))
  expect(await Entries.countDocuments({ kind: 'capture', subject: `rewards/${id}` })).toBe(1)
  expect(await Stocks.findOne({ shopId: world.shopId }).lean()).toMatchObject({ left: 9, held: 0 })
  expect(till.app.phone.failures).toEqual([])
})

test('pressed twice over a lost answer, it is redeemed once; cancelled, everything is back', async () => {
  const { app } = await aPhone(signedIn(saver))
  await app.open(`/rewards/good?id=${world.goodId}`)
  await app.until(() => app.current().byId('redeem') !== undefined && app.current().text().includes('我自己的积分'))
  app.network.weather = ({ method, path }) =>
    method === 'POST' && path === '/api/rewards/redemptions' ? 'loseAnswer' : 'pass'
  const press = async () => {
    await app.current().tap('redeem')
    await app.until(() => app.current().byText('确定兑换') !== undefined)
    await app.current().tap('确定兑换')
  }
  await press()
  await app.until(() => app.current().text().includes('网络不通'))
  app.network.weather = () => 'pass'
  await app.until(() => app.current().byId('redeem') !== undefined)
  await press()
  await app.until(() => app.current().route === 'rewards/redemption' && app.current().byId('cancel') !== undefined)
  expect(await Redemptions.countDocuments({ personId: saver.personId })).toBe(1)
  expect(await pointsOf()).toBe(70)
  await app.current().tap('cancel')
  await app.until(() => app.current().byText('取消兑换') !== undefined)
  await app.current().tap('取消兑换')
  await app.until(() => app.current().text().includes('积分已退回'))
  expect(await pointsOf()).toBe(100)
  expect(await Stocks.findOne({ shopId: world.shopId }).lean()).toMatchObject({ left: 10, held: 0 })
  expect(app.phone.failures).toEqual([])
})

test('without a network: a code taken beforehand is shown, collected, sent later and answered, over kills of both phones', async () => {
  let resident = await aPhone(signedIn(saver))
  const id = await redeem(resident.app)
  await resident.app.until(() => resident.app.current().byId('offline-code') !== undefined)
  await resident.app.current().tap('offline-code')
  await resident.app.until(() => resident.app.current().byText('取出来') !== undefined)
  await resident.app.current().tap('取出来')
  await resident.app.until(() => resident.app.current().text().includes('断网也能用的码'))
  resident = await aPhone(resident.app.kill(), false)
  await resident.app.open(`/rewards/redemption?id=${id}`)
  expect(resident.app.current().text()).toContain('断网也能用的码|垃圾袋一卷')
  const { qr } = await server.as(saver).call(rewards.offlineCode, { id })

  let till = await merchantPhone()
  await till.app.open('/shop/offline')
  await till.app.until(() => till.app.current().byId('fetch') !== undefined)
  await till.app.current().tap('fetch')
  await till.app.until(() => till.app.current().text().includes('1个'))
  till = await aPhone(till.app.kill(), false)
  await till.app.open('/shop/offline')
  till.see(`${qr.slice(0, -4)}AAAA`)
  await till.app.current().tap('collect')
  await till.app.until(() => till.app.current().text().includes('名单里没有这个码'))
  till.see(qr)
  await till.app.current().tap('collect')
  await till.app.until(() => till.app.current().text().includes('收下了'))
  expect(till.app.current().text()).toContain('等待上传')
  await till.app.current().tap('collect')
  await till.app.until(() => till.app.current().text().includes('已经收过了'))
  expect((await Redemptions.findById(id).lean())?.status).toBe('held')

  const again = await aPhone(till.app.kill())
  await again.app.open('/shop/offline')
  await again.app.until(() => again.app.current().text().includes('已核销'))
  expect(await Redemptions.findById(id).lean()).toMatchObject({ status: 'captured', way: 'offline' })
  expect(await Entries.countDocuments({ kind: 'capture', subject: `rewards/${id}` })).toBe(1)
  expect([...resident.app.phone.failures, ...till.app.phone.failures, ...again.app.phone.failures]).toEqual([])
})

test('a line opens, is contested in one tap, and says by when it will be answered', async () => {
  const { app } = await aPhone(signedIn(saver))
  await app.open('/me/points')
  await app.until(() => app.current().byClass('line').length > 0)
  expect(app.current().text()).toContain('可用积分|100| 分')
  await app.current().tap(app.current().byClass('line')[0] ?? 'no line')
  await app.current().tap('有异议')
  await app.current().input('contest-reason', '只来了一次，记了两次')
  app.network.weather = ({ path }) => (path === '/api/ledger/contests' ? 'drop' : 'pass')
  await app.current().tap('contest-send')
  await app.until(() => app.current().text().includes('网络不通'))
  app.network.weather = () => 'pass'
  await app.current().tap('contest-send')
  await app.until(() => app.current().text().includes('处理中'))
  await app.current().tap(app.current().byClass('line')[0] ?? 'no line')
  expect(app.current().byText('有异议')).toBeUndefined()
  await app.open('/me/contests')
  await app.until(() => app.current().text().includes('只来了一次，记了两次'))
  expect(app.current().text()).toContain('答复期限')
  expect(app.phone.failures).toEqual([])
})

test('points are given to the compound’s fund after one question', async () => {
  const { app } = await aPhone(signedIn(saver))
  await app.open(`/me/gift?from=${encodeURIComponent(accountFor({ personId: saver.personId }))}`)
  await app.until(() => app.current().byId('gift-points') !== undefined)
  await app.current().input('gift-points', '1000')
  await app.current().tap('give')
  expect(app.current().text()).toContain('可用积分只有100分')
  await app.current().input('gift-points', '10')
  await app.current().tap('give')
  await app.until(() => app.current().byText('确定赠送') !== undefined)
  await app.current().tap('确定赠送')
  await app.until(() => app.current().text().includes('谢谢您'))
  expect(await pointsOf()).toBe(90)
  expect((await balanceOf(`fund:${world.compound._id}`))?.points).toBe(10)
  expect(app.phone.failures).toEqual([])
})
