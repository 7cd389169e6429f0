// An evening at the bins without signal, on the compiled pages against the real server: two taps a household, nothing
// lost whenever the phone dies, nothing counted twice. Only storage, network and camera are the test's. Server and
// phones share one set clock.
import { dropoffs } from '@shared/dropoffs/contract'
import { isSecondLook } from '@shared/dropoffs/rules'
import { tableKeyOf } from '@shared/dropoffs/table'
import { Logs, Phones, type LogRecord } from '@server/dropoffs/dropoffs.model'
import mongoose from 'mongoose'
import sharp from 'sharp'
import { addMember, aHousehold, setClock, signInAs, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aBinWorld, TONIGHT, type Bins, type Home } from '../support/dropoffs'
import { useCrewApp } from '../support/runs'
import { hasNothingWaiting, MANY_LIVES_MS, pass, queued } from './crew-phone'
import { launch, type Flash, type MiniProgram, type Page } from './harness'
import { newFlash } from './phone'
import { answer } from './wechat'

useDatabase()
const app = useCrewApp({ requestsPerSecond: 1000 })
afterAll(() => setClock())
let picture: Buffer
beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer()
})

let bins: Bins
let homes: readonly Home[]
beforeEach(async () => {
  bins = await aBinWorld(app, 6)
  homes = bins.homes
})

/** So long a wrong bag's log stays on the phone. */
const SAY_WHY_MS = 20_000
const LOG = '/dropoffs/log'
const homeAt = (index: number): Home => homes[index] as Home

async function aPhoneOf(who: Signed): Promise<Flash> {
  const { personId, token, refreshToken } = await signInAs(who.personId)
  const flash = newFlash()
  const session = {
    tokens: { access: token, refresh: refreshToken },
    person: { id: personId, name: '', roles: ['volunteer'] },
  }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

async function start(flash: Flash, online: boolean): Promise<MiniProgram> {
  const program: { at?: MiniProgram } = {}
  const started = await launch({
    baseUrl: app.url,
    flash,
    online,
    apis: {
      chooseMedia: (options) =>
        program.at?.phone.soon(() =>
          answer(options, { tempFiles: [{ tempFilePath: program.at?.network.takePicture(picture), size: 900 }] }),
        ),
    },
  })
  program.at = started
  return started
}

/** The camera sees a code. */
const scan = async (page: Page, code: string): Promise<void> => {
  await page.fire(page.find('camera'), 'initdone', {}, false)
  await page.fire(page.find('camera'), 'scancode', { result: code }, false)
}
const isReady = (page: Page): boolean => page.byId('next') === undefined && page.byId('camera') !== undefined

/** With a network, before the evening: the site is found and its list is on the phone. */
async function prepare(flash: Flash): Promise<void> {
  const phone = await start(flash, true)
  const page = await phone.open('/dropoffs/home')
  await phone.until(() => page.text().includes('已在手机里'))
  expect(page.text()).toContain(bins.site.name)
  expect(phone.phone.failures).toEqual([])
  phone.kill()
}

/** A phone that dies after every life of it, and is found again where it lay. */
function dyingPhone(flash: Flash) {
  const failures: string[] = []
  const on = async (url: string, ...acts: readonly (string | ((page: Page) => Promise<void>))[]): Promise<string> => {
    const phone = await start(flash, false)
    const page = await phone.open(url)
    for (const act of acts) await (typeof act === 'string' ? page.tap(act) : act(page))
    const text = phone.current().text()
    failures.push(...phone.phone.failures)
    phone.kill()
    return text
  }
  return { on, failures }
}

async function comeBackOnline(flash: Flash): Promise<MiniProgram> {
  pass(SAY_WHY_MS)
  const phone = await start(flash, true)
  await phone.open('/dropoffs/home')
  await phone.until(hasNothingWaiting(flash))
  return phone
}

const kept = async (): Promise<LogRecord[]> =>
  Logs.find({ siteId: bins.site._id }).sort({ deviceAt: 1, _id: 1 }).lean<LogRecord[]>()
const seen = (logs: readonly LogRecord[]) =>
  logs.map(({ householdId, stream, result, state }) => [
    homes.findIndex(({ _id }) => _id === householdId),
    `${stream}/${result}`,
    state,
  ])

test(
  'an evening without signal, killed after every tap: two taps a household, each log on the server once',
  async () => {
    await addMember(homeAt(5)._id, bins.wang.personId)
    const flash = await aPhoneOf(bins.wang)
    await prepare(flash)
    const { on, failures } = dyingPhone(flash)
    const card = (index: number) => (page: Page) => scan(page, homeAt(index).token)

    // each line is a life of the phone
    expect(await on(LOG, card(0))).toContain('本户今晚第一次')
    expect(await on(LOG, card(0), 'tile-food-correct')).toContain('已点')
    expect(await on(LOG, card(0))).toContain('本户今晚已记1次')
    expect(await on(LOG, card(0), 'tile-residual-correct')).toContain('第2户 其他 对')
    expect(await on(LOG, card(1), 'tile-food-wrong')).toContain('这袋不是厨余')
    expect(await on(LOG, card(2), 'tile-food-wrong', 'why-unopened')).toContain('塑料袋请投旁边灰桶')
    // a scan shows neither name nor room
    const shown = await on(LOG, card(3))
    for (const secret of [homeAt(3).parts.room, homeAt(3).typed, homeAt(3).token]) expect(shown).not.toContain(secret)

    expect(await on(LOG, card(5))).toContain('请让同伴登记')
    expect(
      await on(
        LOG,
        'type',
        async (page) => {
          for (const key of homeAt(4).typed) await page.tap(`key-${key}`)
          // one in thirty codes could go on as a bag's label, and the pad asks
          if (page.byId('code-done')) await page.tap('code-done')
        },
        'more-streams',
        'tile-recyclable-correct',
      ),
    ).toContain(homeAt(4).typed.slice(-4))
    await on(LOG, 'anonymous', 'tile-residual-wrong')
    const list = await on('/dropoffs/tonight')
    expect(list).toContain('6|待送')
    expect(list).toContain('匿名 其他 错')
    expect(failures).toEqual([])
    expect(await kept()).toEqual([])

    const phone = await comeBackOnline(flash)
    await phone.until(() => phone.current().text().includes('都已送到'))
    expect(phone.phone.failures).toEqual([])
    phone.kill()
    expect(seen(await kept())).toEqual([
      [0, 'food/correct', 'counted'],
      [0, 'residual/correct', 'counted'],
      [1, 'food/wrong', 'counted'],
      [2, 'food/unopened', 'counted'],
      [4, 'recyclable/correct', 'counted'],
      [-1, 'residual/wrong', 'counted'],
    ])
    expect(await Phones.find({ siteDayId: { $regex: bins.site._id } }).lean()).toMatchObject([
      { left: 0, siteDayId: `${bins.site._id}/${TONIGHT}` },
    ])
  },
  MANY_LIVES_MS,
)

test('two bags of one scan are two taps, then the camera reads the next household; the card still before it is not read twice', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  const phone = await start(flash, false)
  const page = await phone.open(LOG)
  for (const [index, home] of homes.slice(0, 3).entries()) {
    await scan(page, home.token)
    expect(isReady(page)).toBe(false)
    let taps = 0
    for (const tile of ['tile-food-correct', 'tile-residual-wrong']) {
      await page.tap(tile)
      taps += 1
    }
    expect([taps, isReady(page)]).toEqual([2, true])
    expect(page.text()).toContain('这样说')
    await scan(page, home.token)
    expect(isReady(page)).toBe(true)
    expect(queued(flash)).toHaveLength(2 * (index + 1))
  }
  await phone.pass(3_000)
  await scan(page, homeAt(2).token)
  expect(page.text()).toContain('本户今晚已记1次')
  // one bag only: a tile, and on to the next
  await page.tap('tile-food-correct')
  await page.tap('next')
  expect(isReady(page)).toBe(true)
  const rows = queued(flash).map(({ input }) => input as { scanId: string })
  expect(rows.map(({ scanId }) => scanId).filter((id, at, all) => all.indexOf(id) === at)).toHaveLength(4)
  expect(phone.phone.failures).toEqual([])
})

test(
  'killed at every step of a tap: what the next life shows is what is kept, and nothing arrives twice',
  async () => {
    const flash = await aPhoneOf(bins.wang)
    await prepare(flash)
    let count = 0
    for (const [step, home] of homes.slice(0, 5).entries()) {
      const phone = await start(flash, false)
      const page = await phone.open(LOG)
      await scan(page, home.token)
      phone.phone.killAtStep(step + 1)
      await page.tap('tile-food-correct')
      phone.kill()
      const isKept = queued(flash).length === count + 1
      const again = await start(flash, false)
      const next = await again.open(LOG)
      await scan(next, home.token)
      expect([step, next.text().includes('已记1次')]).toEqual([step, isKept])
      await next.tap('tile-residual-correct')
      count += isKept ? 2 : 1
      expect([step, queued(flash).length]).toEqual([step, count])
      again.kill()
    }
    ;(await comeBackOnline(flash)).kill()
    expect(await kept()).toHaveLength(count)
  },
  MANY_LIVES_MS,
)

test('taken back within ten seconds it counts for nothing and leaves a trace; another tile takes the first one back', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  const phone = await start(flash, false)
  const page = await phone.open(LOG)
  await scan(page, homeAt(0).token)
  await page.tap('tile-food-wrong')
  await page.tap('take-back')
  expect(page.text()).not.toContain('已点')
  await page.tap('tile-food-wrong')
  await page.tap('tile-food-correct')
  await page.tap('tile-food-correct')
  await phone.pass(11_000)
  await page.tap('tile-food-wrong')
  expect(phone.network.callsOf('showToast').map(({ title }) => title)).toEqual(['这袋记了超过10秒，要改请告诉督导组长'])
  phone.kill()
  ;(await comeBackOnline(flash)).kill()
  expect(seen(await kept())).toEqual([
    [0, 'food/wrong', 'undone'],
    [0, 'food/wrong', 'undone'],
    [0, 'food/correct', 'counted'],
  ])
})

test('a log never waits for its photo, which comes whenever it gets through', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  const phone = await start(flash, true)
  phone.network.weather = ({ path }) => (path === '/api/files' ? 'drop' : 'pass')
  const page = await phone.open(LOG)
  await scan(page, homeAt(0).token)
  await page.tap('tile-food-wrong')
  await page.tap('add-note')
  const note = phone.current()
  await note.tap('shoot')
  await note.input('note', '袋子漏了')
  await note.tap('save')
  expect(note.text()).toContain('照片待传')
  await phone.pass(SAY_WHY_MS)
  await phone.until(() => queued(flash).length === 1)
  expect(await kept()).toMatchObject([{ result: 'wrong', note: '袋子漏了' }])
  const list = await phone.open('/dropoffs/tonight')
  expect(list.text()).toContain('照片待传')
  expect(list.text()).toContain('已记')
  phone.kill()
  const later = await comeBackOnline(flash)
  expect((await kept())[0]?.photoIds).toHaveLength(1)
  expect(later.phone.failures).toEqual([])
})

/** Everything that the database holds; to be put back as from a backup. */
async function backup(): Promise<() => Promise<void>> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  const copies = await Promise.all(collections.map(async (each) => [each, await each.find({}).toArray()] as const))
  return async () => {
    for (const [each, rows] of copies) {
      await each.deleteMany({})
      if (rows.length > 0) await each.insertMany(rows)
    }
  }
}

test('a server restored from a backup of the same evening gets every log again, once', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  const restore = await backup()
  const { on } = dyingPhone(flash)
  for (const home of homes.slice(0, 3))
    await on(LOG, (page) => scan(page, home.token), 'tile-food-correct', 'tile-residual-correct')
  ;(await comeBackOnline(flash)).kill()
  const before = await kept()
  expect(before).toHaveLength(6)
  await restore()
  expect(await kept()).toEqual([])
  await on(LOG, (page) => scan(page, homeAt(3).token), 'tile-food-correct')
  const phone = await comeBackOnline(flash)
  expect(seen(await kept()).slice(0, 6)).toEqual(seen(before))
  expect(await kept()).toHaveLength(7)
  expect((await phone.open('/dropoffs/tonight')).text()).toContain('7|已记')
  phone.kill()
})

test('what one person logged is neither shown nor sent under another one’s name', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  await dyingPhone(flash).on(LOG, (page) => scan(page, homeAt(0).token), 'tile-food-correct')
  const other = await aPhoneOf(bins.li)
  flash.storage.set('wufei/session', other.storage.get('wufei/session') as string)
  const phone = await start(flash, true)
  const page = await phone.open('/dropoffs/tonight')
  expect(page.text()).toContain('今晚还没有登记')
  pass(SAY_WHY_MS)
  await phone.settled()
  expect([queued(flash).length, (await kept()).length]).toEqual([1, 0])
})

test('a phone that runs full says so before anything is lost: no more photos, every tap', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  flash.storage.set('another', 'x'.repeat(8_600_000))
  const phone = await start(flash, false)
  const page = await phone.open(LOG)
  expect(page.text()).toContain('手机里快放不下了')
  await scan(page, homeAt(0).token)
  await page.tap('tile-food-correct')
  expect(queued(flash)).toHaveLength(1)
  await page.tap('add-note')
  expect(phone.current().text()).not.toContain('拍照')
})

test('without a list, and for a code that is not on it, the log carries the code and counts all the same', async () => {
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  for (const key of flash.storage.keys()) if (key.includes('dropoffs/tonight')) flash.storage.delete(key)
  const { on } = dyingPhone(flash)
  expect(await on(LOG, (page) => scan(page, homeAt(0).token), 'tile-food-correct')).toContain('不在今晚的名单里')
  expect(await on(LOG, (page) => scan(page, 'https://example.invalid/'))).toContain('这不是户码')
  ;(await comeBackOnline(flash)).kill()
  expect(seen(await kept())).toEqual([[0, 'food/correct', 'counted']])
})

/** One whose bags are drawn tonight; there are as many households as that takes. */
async function aDrawnHome(): Promise<Home> {
  const all = [...homes]
  for (;;) {
    const { households, seed, windows } = await app.as(bins.wang).call(dropoffs.tonight, { siteId: bins.site._id })
    const drawn = households.filter(({ ref }) => isSecondLook(seed, ref, windows[0]?.key ?? ''))
    const keys = new Set(drawn.flatMap((row) => row.keys))
    const home = all.find(({ token }) => keys.has(tableKeyOf(seed, token) ?? ''))
    if (home) return home
    for (let more = 0; more < 60; more += 1) all.push(await aHousehold({ place: bins.compound }))
  }
}

test('bags that are drawn are kept for the lead before any result can be tapped; the lead’s look is told from the first', async () => {
  const home = await aDrawnHome()
  const flash = await aPhoneOf(bins.wang)
  await prepare(flash)
  const { on } = dyingPhone(flash)
  expect(await on(LOG, (page) => scan(page, home.token), 'tile-food-correct')).toContain('留袋复看')
  ;(await comeBackOnline(flash)).kill()
  const theirs = await aPhoneOf(bins.lead)
  await prepare(theirs)
  const shown = await dyingPhone(theirs).on(LOG, (page) => scan(page, home.token), 'tile-food-wrong')
  expect(shown).toContain('这次是组长复看')
  expect(shown).not.toContain('留袋复看')
  ;(await comeBackOnline(theirs)).kill()
  expect((await kept()).map(({ result, isLook, state }) => [result, isLook, state])).toEqual([
    ['correct', false, 'counted'],
    ['wrong', true, 'counted'],
  ])
})
