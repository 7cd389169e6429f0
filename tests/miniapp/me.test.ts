// The compiled pages of 我的: signing in where it is asked for, the statement in plain words, elder mode, a household by
// its card, consents as easy to withdraw as to give, and the account erased after typing the word. Real server and
// database.
import { blindIndex } from '@server/field-cipher'
import { postMany } from '@server/ledger/ledger'
import { transaction } from '@server/db'
import { Persons } from '@server/people/people.model'
import { Memberships } from '@server/people/households.model'
import { runInScope } from '@server/scope'
import type { WeChat } from '@server/platform/wechat'
import { people } from '@shared/people/contract'
import { addMember, aHousehold, aResident, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { anEarning, aSpending } from '../ledger/posts'
import { launch, type Flash, type MiniProgram } from './harness'

let openid = ''
const wechat: WeChat = {
  signIn: () => Promise.resolve({ openid }),
  phoneOf: () => Promise.reject(new Error('no phone is asked for')),
  sendSubscribeMessage: () => Promise.resolve(),
}

useDatabase()
const server = useApp({ people: { wechat } })

let phones = 0
beforeEach(() => {
  openid = `openid-of-me-${(phones += 1)}`
})

/** Someone whose WeChat is the phone's. */
const mine = (household?: { _id: string }): Promise<Signed> =>
  aResident({
    name: '王桂兰',
    ...(household ? { household } : {}),
    person: { openidIndex: blindIndex(`openid|${openid}`) },
  })

async function signedIn(flash?: Flash): Promise<MiniProgram> {
  const app = await launch({ baseUrl: server.url, ...(flash ? { flash } : {}) })
  await app.open('/pages/me')
  await app.current().tap('sign-in-here')
  await app.until(() => app.current().byId('sign-in') !== undefined)
  await app.current().tap('sign-in')
  await app.until(() => app.current().byId('inbox') !== undefined)
  return app
}

test('signed out it says what works without an account; one tap signs in and it lasts', async () => {
  await mine(await aHousehold())
  const out = await launch({ baseUrl: server.url })
  expect((await out.open('/pages/me')).text()).toContain('不登录也能查垃圾怎么分')
  const app = await signedIn()
  expect(app.current().text()).toContain('王桂兰')
  expect(app.current().byId('code')).toBeDefined()
  const again = await launch({ baseUrl: server.url, flash: app.kill() })
  expect((await again.open('/pages/me')).text()).toContain('王桂兰')
  expect(again.phone.failures).toEqual([])
})

test('the statement tells every line in plain words, with the balance after it', async () => {
  const { personId } = await mine()
  const account = `person:${personId}`
  await runInScope({ requestId: 'test' }, () =>
    transaction((tx) =>
      postMany(tx, [
        anEarning({ points: 25, carbonGrams: 1250, to: account, earnerId: personId }),
        ...aSpending({ points: 10, from: account }),
      ]),
    ),
  )
  const app = await signedIn()
  await app.until(() => app.current().text().includes('15分'))
  await app.current().tap('points')
  await app.until(() => app.current().text().includes('纸板 12.5千克'))
  const text = app.current().text()
  for (const part of ['+25分', '余25分', '−10分', '余15分', '堆肥一袋', '最早到期']) expect(text).toContain(part)
  await app.open('/me/carbon')
  await app.until(() => app.current().text().includes('1.25'))
  expect(app.current().text()).toContain('怎么算的')
  expect(app.phone.failures).toEqual([])
})

test('elder mode is one tap away on 我的， holds everywhere and shows fewer lines', async () => {
  const { personId } = await mine()
  const app = await signedIn()
  expect(app.current().byId('notices')).toBeDefined()
  await app.current().tap('elder')
  expect(app.current().byClass('screen--elder')).toHaveLength(1)
  expect(app.current().byId('notices')).toBeUndefined()
  expect((await app.open('/me/privacy')).byClass('screen--elder')).toHaveLength(1)
  // told to the server too: a hold is longer then, and the crew knows
  expect((await Persons.findById(personId).lean())?.elderMode).toBe('on')
})

test('the characters on a card ask the community; once let in, the code is shown', async () => {
  const household = await aHousehold()
  const { personId } = await mine()
  const app = await signedIn()
  await app.current().tap('household')
  await app.current().tap('join')
  expect(app.current().route).toBe('me/join')
  await app.current().input('或输入户卡上的码', household.typed)
  await app.current().tap('确定')
  await app.until(() => app.current().text().includes('已经交给社区核对'))
  expect(await Memberships.countDocuments({ personId, householdId: household._id, active: true })).toBe(0)
  await addMember(household._id, personId)
  await app.open(`/me/code?id=${household._id}`)
  await app.until(() =>
    app
      .current()
      .all()
      .some((node) => Object.values(node).includes(household.typed)),
  )
  expect(app.phone.failures).toEqual([])
})

test('an owner invites with a code that another phone accepts', async () => {
  const household = await aHousehold()
  await mine(household)
  const app = await signedIn()
  await app.open(`/me/household?id=${household._id}`)
  await app.until(() => app.current().byId('invite') !== undefined)
  await app.current().tap('家人加入这一户')
  await app.current().tap('invite')
  await app.until(() => app.current().text().includes('只能用一次'))
  const isCode = (value: unknown): value is string => typeof value === 'string' && /^[2-9A-HJ-NP-Z]{10}$/.test(value)
  const code =
    app
      .current()
      .all()
      .flatMap((node) => Object.values(node))
      .find(isCode) ?? ''
  expect(code).toHaveLength(10)
  openid = `${openid}-child`
  const { personId } = await mine()
  const child = await signedIn()
  await child.open('/me/join')
  await child.current().tap('家人邀请')
  await child.current().input('或输入邀请码', code)
  await child.current().tap('确定')
  await child.until(() => child.current().route === 'me/households')
  expect(await Memberships.countDocuments({ personId, householdId: household._id, active: true })).toBe(1)
})

test('a consent is withdrawn as it was given: one tap', async () => {
  const me = await mine()
  const app = await signedIn()
  await app.open('/me/privacy')
  await app.until(() => app.current().byId('consent-locationNearest') !== undefined)
  const granted = async () =>
    (await server.as(me).call(people.me, {})).consents.find(({ purpose }) => purpose === 'locationNearest')?.granted ??
    false
  for (const expected of [true, false]) {
    await app.current().tap('consent-locationNearest')
    await app.settled()
    expect(await granted()).toBe(expected)
  }
})

test('the account is erased after typing the word, and only then', async () => {
  const { personId } = await mine()
  const app = await signedIn()
  await app.open('/me/delete')
  await app.current().tap('delete')
  expect(app.current().text()).not.toContain('真的注销？')
  await app.current().input('confirm', '注销')
  await app.current().tap('delete')
  expect(app.current().text()).toContain('真的注销？')
  await app.current().tap(
    app
      .current()
      .all(app.current().byClass('confirm')[0])
      .find(({ cn }) => cn?.some(({ v }) => v === '注销账户')) ?? 'none',
  )
  await app.until(() => app.current().route === 'pages/home')
  expect((await app.open('/pages/me')).text()).toContain('还没有登录')
  expect(await Persons.findById(personId).lean()).not.toMatchObject({ openidIndex: expect.anything() as unknown })
})
