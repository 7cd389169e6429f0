// The compiled pages book a pickup against the real server and database: dates before any question, signing in at the
// tap that needs it, a held window, items, place, the price before confirming. What was filled in survives a kill, a
// lost answer and a lost window.
import { setClock } from '@server/clock'
import { Persons } from '@server/people/people.model'
import { Bookings } from '@server/pickups/bookings.model'
import { Rounds, type RoundRecord } from '@server/pickups/rounds.model'
import { searchKeysOf } from '@server/places/search-keys'
import type { Place } from '@server/places/places.model'
import type { WeChat } from '@server/platform/wechat'
import { pickups } from '@shared/pickups/contract'
import { instantAt } from '@shared/time'
import { aHousehold, addMember, aPlace, aResident, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aPriceList, aRoundFor, bookingOf } from '../support/pickups'
import { launch, type Flash, type MiniProgram } from './harness'

let openid = ''
/** WeChat, as far as signing in needs it: every code is of the person in front of the phone. */
const wechat: WeChat = {
  signIn: () => Promise.resolve({ openid }),
  phoneOf: () => Promise.reject(new Error('no phone is asked for')),
  sendSubscribeMessage: () => Promise.resolve(),
}

useDatabase()
const server = useApp({ people: { wechat } })

let phones = 0
let compound: Place
let round: RoundRecord
beforeEach(async () => {
  phones += 1
  openid = `openid-of-phone-${phones}`
  setClock(instantAt('2026-11-23', '10:00'))
  compound = await aPlace({ kind: 'compound', name: `荷塘里${phones}`, searchKeys: searchKeysOf(`荷塘里${phones}`) })
  round = await aRoundFor(compound)
  await aPriceList(compound)
})
afterEach(() => setClock())

const start = (flash?: Flash): Promise<MiniProgram> => launch({ baseUrl: server.url, ...(flash ? { flash } : {}) })

const FIRST = '明天（11月24日 周二） 上午8:00～12:00'
const AFTERNOON = '明天（11月24日 周二） 下午2:00～6:00'

/** Finds the compound by its name; the found row is tapped, not the field that holds the same text. */
async function pickCompound(app: MiniProgram): Promise<void> {
  await app.current().input('小区或村名', compound.name)
  await app.until(() => app.current().byText(compound.name) !== undefined)
  await app.current().tap(app.current().byText(compound.name) ?? compound.name)
}

/** Up to the held window of tomorrow morning: found by name, signed in at the tap. */
async function holdWindow(app: MiniProgram, signIn = true): Promise<void> {
  await app.open('/pages/pickups')
  await pickCompound(app)
  await app.current().tap('begin')
  expect(app.current().route).toBe('pickups/dates')
  await app.until(() => app.current().byLabel(FIRST) !== undefined)
  await app.current().tap(FIRST)
  if (signIn) {
    await app.until(() => app.current().byId('sign-in') !== undefined)
    await app.current().tap('sign-in')
  }
  await app.until(() => app.current().route === 'pickups/items' && app.current().byId('search') !== undefined)
}

async function chooseSofa(app: MiniProgram): Promise<void> {
  await app.current().input('search', '沙发')
  await app.current().tap('加一件三人沙发')
  expect(app.current().text()).toContain('已选1件')
}

/** 5 楼 without a lift, at the door. */
async function sayWhere(app: MiniProgram): Promise<void> {
  expect(app.current().route).toBe('pickups/place')
  await app.current().tap('请师傅上楼搬')
  await app.current().input('floor', '5')
  await app.current().tap('没有电梯')
  await app.current().input('door', '3-2-501')
  await app.current().input('contact-name', '王小明')
  await app.current().input('contact-phone', '13812341234')
  await app.current().input('note', '门禁请按 501')
}

const onlyBooking = async () => {
  const all = await Bookings.find({ placeId: compound._id }).lean()
  expect(all).toHaveLength(1)
  return all[0]
}

test('a sofa is booked from the fifth floor, with its price shown before and its next steps after', async () => {
  const app = await start()
  await holdWindow(app)
  expect(app.current().text()).toContain('11月24日 周二 上午8:00～12:00')
  await chooseSofa(app)
  await app.current().tap('next')
  await app.current().tap('next')
  expect(app.current().text()).toContain('请写门牌号，师傅才找得到')
  await sayWhere(app)
  await app.current().tap('next')
  expect(app.current().route).toBe('pickups/summary')
  await app.until(() => app.current().text().includes('合计'))
  const summary = app.current().text()
  expect(summary).toContain('5楼无电梯搬运费，每件5.00元，共1件|5.00元')
  expect(summary).toContain('合计|5.00元')
  expect(summary).toContain('用掉 1件免费名额，今年还剩1件')
  expect(summary).toContain('在家等，师傅到了再开门搬')
  expect(summary).not.toContain('不要放在楼道')
  expect(await Bookings.countDocuments({ placeId: compound._id })).toBe(0)

  await app.current().tap('confirm')
  await app.until(() => app.current().route === 'pickups/done' && app.current().text().includes('约好了'))
  expect(app.current().text()).toMatch(/11月23日 20:00 以前\|可以免费修改或取消/)
  expect(await onlyBooking()).toMatchObject({
    status: 'confirmed',
    day: '2026-11-24',
    slot: `${round._id}:am`,
    floor: 5,
    hasLift: false,
    standsAt: '家门口',
    note: '门禁请按 501',
    owedFen: 500,
    items: [{ code: 'sofa_3', name: '三人沙发', count: 1 }],
  })
  await app.current().tap('home')
  await app.until(() => app.current().text().includes('已预约'))
  expect(app.current().text()).not.toContain('上次没有填完')

  await app.current().tap('大件垃圾')
  await app.until(() => app.current().route === 'pickups/booking' && app.current().text().includes('可以办的事'))
  expect(app.current().text()).toContain('11月24日 13:00 以后可以在这里报漏收')
  await app.current().tap('do-cancel')
  expect(app.current().text()).toContain('现在取消不收费用')
  await app.current().tap('cancel-now')
  await app.until(() => app.current().text().includes('这次预约已取消'))
  expect(await onlyBooking()).toMatchObject({ status: 'cancelled', owedFen: 0 })
  expect(app.current().byId('main-action')).toBeUndefined()
  expect(app.phone.failures).toEqual([])
})

test('killed after every page, the person goes on where they were and types nothing twice', async () => {
  let app = await start()
  await holdWindow(app)
  const again = async (url: string) => {
    app = await start(app.kill())
    await app.open('/pages/pickups')
    expect(app.current().text()).toContain('上次没有填完')
    await app.open(url)
  }
  await again('/pickups/items')
  await app.until(() => app.current().byId('search') !== undefined)
  await chooseSofa(app)
  await again('/pickups/place')
  await sayWhere(app)
  await again('/pickups/summary')
  await app.until(() => app.current().text().includes('合计'))
  expect(app.current().text()).toContain('王小明 13812341234')
  await app.current().tap('confirm')
  await app.until(() => app.current().route === 'pickups/done')
  expect(await onlyBooking()).toMatchObject({ status: 'confirmed', note: '门禁请按 501' })
  expect(app.phone.failures).toEqual([])
})

test('an answer that is lost on the way books once, and pressing again shows it', async () => {
  const app = await start()
  await holdWindow(app)
  await chooseSofa(app)
  await app.current().tap('next')
  await sayWhere(app)
  await app.current().tap('next')
  await app.until(() => app.current().text().includes('合计'))
  app.network.weather = ({ method, path }) => (method === 'POST' && path === '/api/pickups' ? 'loseAnswer' : 'pass')
  await app.current().tap('confirm')
  await app.until(() => app.current().text().includes('网络不通'))
  expect(app.current().text()).toContain('三人沙发 1件')
  app.network.weather = () => 'pass'
  await app.current().tap('confirm')
  await app.until(() => app.current().route === 'pickups/done')
  expect((await onlyBooking())?.status).toBe('confirmed')
  expect(app.phone.failures).toEqual([])
})

test('a window lost while nobody was typing is chosen again, and nothing typed is lost', async () => {
  await Rounds.updateOne(
    { _id: round._id },
    {
      $set: {
        windows: [
          { key: 'am', from: '08:00', to: '12:00', capacity: 1 },
          { key: 'pm', from: '14:00', to: '18:00', capacity: 1 },
        ],
      },
    },
  )
  const app = await start()
  await holdWindow(app)
  await chooseSofa(app)
  await app.current().tap('next')
  await sayWhere(app)

  setClock(instantAt('2026-11-23', '11:30'))
  const household = await aHousehold({ place: compound })
  const neighbour = await aResident()
  await addMember(household._id, neighbour.personId)
  await server.as(neighbour).call(pickups.book, bookingOf(compound, `${round._id}:am`, { householdId: household._id }))

  await app.current().tap('next')
  await app.until(() => app.current().text().includes('合计'))
  await app.current().tap('confirm')
  await app.until(() => app.current().text().includes('再选一个时段'))
  await app.current().tap('再选一个时段')
  await app.until(() => app.current().byLabel(AFTERNOON) !== undefined)
  await app.current().tap(AFTERNOON)
  await app.until(() => app.current().route === 'pickups/summary' && app.current().text().includes('下午2:00～6:00'))
  expect(app.current().text()).toContain('王小明 13812341234')
  await app.until(() => app.current().text().includes('合计'))
  await app.current().tap('confirm')
  await app.until(() => app.current().route === 'pickups/done')
  expect(await Bookings.find({ placeId: compound._id, note: '门禁请按 501' }).lean()).toMatchObject([
    { slot: `${round._id}:pm` },
  ])
  expect(app.phone.failures).toEqual([])
})

test('whoever has taken back the consent is led to the policy and back, and what was typed is booked', async () => {
  const app = await start()
  await holdWindow(app)
  await Persons.updateMany({}, { $unset: { privacyVersion: 1 } })
  await chooseSofa(app)
  await app.current().tap('next')
  await sayWhere(app)
  await app.current().tap('next')
  await app.until(() => app.current().text().includes('合计'))
  await app.current().tap('confirm')
  await app.until(() => app.current().text().includes('请先阅读并同意隐私政策'))
  expect(await Bookings.countDocuments({ placeId: compound._id })).toBe(0)
  await app.current().tap('consent')
  await app.until(() => app.current().byId('agree-policy') !== undefined)
  await app.current().tap('agree-policy')
  await app.until(() => app.current().route === 'pickups/done')
  expect(await onlyBooking()).toMatchObject({ status: 'confirmed', note: '门禁请按 501' })
  expect(app.phone.failures).toEqual([])
})

test('looking for a free date asks for nothing', async () => {
  const app = await start()
  await app.open('/pages/pickups')
  await pickCompound(app)
  await app.until(() => app.current().text().includes('11月|24|周二|明天'))
  expect(app.current().text()).toContain('还能约7户')
  expect(app.network.callsOf('login')).toEqual([])
  expect(app.phone.failures).toEqual([])
})
