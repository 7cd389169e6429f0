// The compiled first page: answers stand below the search while one types, without a network; elder mode is on the
// first fold and belongs to the person, not to the phone; the tab bar is the program's own.
import fs from 'node:fs'
import path from 'node:path'
import { Changeovers } from '@server/changeovers/changeovers.model'
import type { WeChat } from '@server/platform/wechat'
import { blindIndex } from '@server/field-cipher'
import { Persons } from '@server/people/people.model'
import { newId } from '@server/ids'
import { requirePlace } from '@server/places/places'
import { addDays, dayOf } from '@shared/time'
import { aHousehold, aResident, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aBinSite } from '../support/dropoffs'
import { ensureWeappBuild } from './build'
import { launch } from './harness'

const OPENID = 'openid-of-home'
const wechat: WeChat = {
  signIn: () => Promise.resolve({ openid: OPENID }),
  phoneOf: () => Promise.reject(new Error('no phone is asked for')),
  sendSubscribeMessage: () => Promise.resolve(),
}

/** Of all of a compound, in three days. */
async function changeoverAt(placeId: string): Promise<void> {
  const place = await requirePlace(placeId)
  const site = await aBinSite(place)
  await Changeovers.create({
    _id: newId(),
    placeId,
    placePath: place.path,
    day: addDays(dayOf(new Date()), 3),
    buildings: [],
    siteId: site._id,
    status: 'planned',
    version: 0,
    createdAt: new Date(),
  })
}

useDatabase()
const server = useApp({ people: { wechat } })

test('answers stand below the search while one types, without a network', async () => {
  const app = await launch({ online: false })
  await app.open('/pages/home')
  await app.current().input('search', '旧沙发')
  await app.until(() => app.current().byLabel('沙发') !== undefined)
  expect(app.current().text()).toContain('预约大件上门')
  await app.current().tap('沙发')
  expect(app.current().route).toBe('guide/answer')
  await app.until(() => app.current().text().includes('约车上门收'))
  expect(app.current().byClass('bin')).toHaveLength(0)
  expect(app.phone.failures).toEqual([])
})

test('elder mode is one tap away on the first fold, is told to the server, and comes along on another phone', async () => {
  const household = await aHousehold()
  await changeoverAt(household.placeId)
  const { personId } = await aResident({
    name: '王桂兰',
    household,
    person: { openidIndex: blindIndex(`openid|${OPENID}`) },
  })
  const signIn = async () => {
    const app = await launch({ baseUrl: server.url })
    await app.open('/pages/home')
    await app.current().tap('sign-in-home')
    await app.until(() => app.current().byId('sign-in') !== undefined)
    await app.current().tap('sign-in')
    await app.until(() => app.current().byId('unread') !== undefined)
    // the change-over of their compound stands on the first fold
    await app.until(() => app.current().text().includes('楼层要撤桶了'))
    return app
  }
  const app = await signIn()
  await app.current().tap('elder')
  expect(app.current().byClass('screen--elder')).toHaveLength(1)
  await app.settled()
  expect((await Persons.findById(personId).lean())?.elderMode).toBe('on')
  const another = await signIn()
  await another.until(() => another.current().byClass('screen--elder').length > 0)
  expect(another.phone.failures).toEqual([])
})

test('WeChat is told of the tab bar that the program draws itself', async () => {
  const dist = await ensureWeappBuild()
  const { tabBar } = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as {
    tabBar: { custom?: boolean }
  }
  expect(tabBar.custom).toBe(true)
  const config = fs.readFileSync(path.join(dist, 'custom-tab-bar/index.json'), 'utf8')
  expect(JSON.parse(config)).toMatchObject({ component: true })
})
