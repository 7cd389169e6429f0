// 无废细胞 on the compiled pages against the real server: a restaurant's application clause by clause, with a network
// that fails and a phone that dies; a visit scored by two people on two phones without a network. Only storage, network
// and camera are the test's.
import { defaultTables } from '@shared/cells/default-tables'
import { cellsDesk } from '@shared/cells/desk-contract'
import { itemsOf, tableItem, type TableItem } from '@shared/cells/tables'
import { instantAt } from '@shared/time'
import { Applications } from '@server/cells/applications.model'
import { Visits, type VisitDocument } from '@server/cells/visits.model'
import { setClock } from '../support/app'
import { aCellWorld, as, passed, scheduleInput, type CellWorld } from '../support/cells'
import { copyOf, MANY_LIVES_MS } from './crew-phone'
import { aPhoneOf, useFieldPhones, type Act } from './field-phone'
import type { Flash, MiniProgram, Page } from './harness'

const { server: app, start, life: lifeOf, sendAll } = useFieldPhones()
const life = (flash: Flash, url: string, ...acts: readonly Act[]): Promise<string> => lifeOf(flash, url, acts)
/** With a network: what waits is sent, and the visits are read again. */
async function online(flash: Flash): Promise<void> {
  await sendAll(flash, '/cells/visits')
  await lifeOf(flash, '/cells/visits', ['更新手机里的评估'], true)
}
const MONDAY = '2026-11-02'
const VISIT_DAY = '2026-11-05'
const table = defaultTables.restaurant
if (!table) throw new Error('no table of restaurants')

let world: CellWorld
beforeEach(async () => {
  setClock(instantAt(MONDAY, '09:00'))
  world = await aCellWorld()
})

const codeOn = (page: Page): string => (page.instance['options'] as { code?: string }).code ?? ''
const isSaved = (flash: Flash) => () =>
  [...flash.storage].every(([key, value]) => {
    if (!/^wufei\/cells\/.*\/(item\/|photos$)/.test(key)) return true
    return key.endsWith('/photos') && JSON.parse(JSON.parse(value) as string).length === 0
  })

/** The best answer, by taps where there are taps; how many fields were typed. */
async function answerBest(page: Page, { method }: TableItem): Promise<number> {
  if (method.kind === 'yesNo') await page.tap('做到了')
  if (method.kind === 'deduct') await page.tap('都没有')
  if (method.kind === 'tiers') await page.tap(method.tiers[0]?.text ?? '')
  if (method.kind !== 'ratio') return 0
  await page.input('whole', '10')
  await page.input('part', '10')
  return 2
}

async function fillClause(phone: MiniProgram, flash: Flash): Promise<number> {
  const page = phone.current()
  const item = tableItem(table as NonNullable<typeof table>, codeOn(page))
  if (!item) throw new Error(`no clause ${codeOn(page)}`)
  const typed = await answerBest(page, item)
  for (let shot = 0; shot < item.evidence.least; shot += 1) await page.tap('shoot')
  await phone.pass(1_000)
  await phone.until(isSaved(flash))
  return typed
}

test(
  'a restaurant applies clause by clause: few fields typed, a dead network and a dead phone lose nothing, sent in',
  async () => {
    const flash = await aPhoneOf(world.owner.personId, '周老板', [])
    let phone = await start(flash, true)
    await phone.open('/cells/start')
    await phone.until(() => phone.current().byId('begin') !== undefined)
    if (phone.current().byText('无废餐饮')) await phone.current().tap('无废餐饮')
    await phone.current().tap('begin')
    await phone.until(() => phone.current().byId('to-checks') !== undefined)
    const { id } = phone.current().instance['options'] as { id: string }
    // conditions first, in plain questions
    await phone.current().tap('to-checks')
    const questions = phone.current().byClass('tiles').length
    expect(questions).toBeGreaterThan(3)
    for (let at = 0; at < questions; at += 1) {
      const isFirst = at === 0
      const tile = phone.current().byClass('tile')[2 * at + (isFirst ? 0 : 1)]
      if (tile) await phone.current().tap(tile)
    }
    await phone.current().tap('done')
    await phone.until(() => phone.current().byId('to-clause') !== undefined)
    let typed = 0
    await phone.current().tap('to-clause')
    // the network goes as the first clause is answered, and the phone dies
    await phone.until(() => phone.current().byId('next') !== undefined)
    const first = tableItem(table, codeOn(phone.current()))
    phone.network.setOnline(false)
    typed += await answerBest(phone.current(), first as TableItem)
    for (let shot = 0; shot < (first?.evidence.least ?? 0); shot += 1) await phone.current().tap('shoot')
    await phone.pass(1_000)
    expect(isSaved(flash)()).toBe(false)
    phone.kill()
    phone = await start(flash, true)
    await phone.open(`/cells/apply?id=${id}`)
    await phone.until(isSaved(flash))
    const kept = await Applications.findById(id).lean()
    expect(kept?.items.find(({ code }) => code === first?.code)?.evidence).toHaveLength(first?.evidence.least ?? 0)
    await phone.open(`/cells/apply?id=${id}`)
    await phone.until(() => phone.current().byId('to-clause') !== undefined)
    await phone.current().tap('to-clause')
    for (let clauses = 0; clauses < itemsOf(table).length; clauses += 1) {
      await phone.until(() => phone.current().byId('next') !== undefined)
      typed += await fillClause(phone, flash)
      const isLast = phone.current().byText('好了，回去') !== undefined
      await phone.current().tap('next')
      if (isLast) break
    }
    await phone.until(() => phone.current().byId('to-letter') !== undefined)
    expect(phone.current().text()).toContain('现在大约')
    await phone.current().tap('to-letter')
    await phone.until(() => phone.current().byId('send') !== undefined)
    await phone.current().tap('send')
    await phone.current().tap('好，提交')
    await phone.until(() => phone.current().text().includes('资料审核中'))
    expect(phone.phone.failures).toEqual([])
    phone.kill()
    expect(await Applications.findById(id).lean()).toMatchObject({ state: 'submitted', letter: { name: '周老板' } })
    // without anything that the platform knows, the name on the letter was there already
    expect(typed).toBeLessThan(25)
  },
  MANY_LIVES_MS,
)

async function aVisit(): Promise<string> {
  const { id } = await passed(app, world)
  const input = scheduleInput(id, VISIT_DAY, world.one, world.two)
  await (await as(app, world.lead)).call(cellsDesk.schedule, input)
  setClock(instantAt(VISIT_DAY, '09:00'))
  return input.visitId
}

const visitOf = async (id: string): Promise<VisitDocument> => {
  const found = await Visits.findById(id).lean<VisitDocument>()
  if (!found) throw new Error('no such visit')
  return found
}

/** In the morning, with a network: the visit is on the phone, free of conflict. */
async function prepare(flash: Flash, visitId: string): Promise<void> {
  const phone = await start(flash, true)
  await phone.open('/cells/visits')
  await phone.until(() => phone.current().text().includes('都在手机里'))
  await phone.open(`/cells/visit?id=${visitId}`)
  await phone.until(() => phone.current().byId('free') !== undefined)
  await phone.current().tap('free')
  await phone.current().tap('我声明没有')
  await phone.until(() => phone.current().byId('next') !== undefined)
  phone.kill()
}

const scoreBest = (item: TableItem) => async (page: Page) => {
  await answerBest(page, item)
}

test(
  'a visit without signal on two phones, killed after every item: the same content signed on both, nothing lost',
  async () => {
    const visitId = await aVisit()
    const { codes } = await visitOf(visitId)
    const items = itemsOf(table).filter(({ code }) => codes.includes(code))
    const [one, two] = [
      await aPhoneOf(world.one.personId, '丁评估', ['assessor']),
      await aPhoneOf(world.two.personId, '孟评估', ['assessor']),
    ]
    await prepare(one, visitId)
    await prepare(two, visitId)
    const itemUrl = (code: string): string => `/cells/item?id=${visitId}&code=${code}`
    const visitUrl = `/cells/visit?id=${visitId}`
    const half = Math.ceil(items.length / 2)
    // each line a life; the first ones die after every item
    for (const item of items.slice(0, 3)) await life(one, itemUrl(item.code), scoreBest(item))
    const rest = (own: readonly TableItem[]) =>
      own.map((item) => async (_page: Page, phone: MiniProgram) => {
        await phone.open(itemUrl(item.code))
        await scoreBest(item)(phone.current())
      })
    await life(one, visitUrl, ...rest(items.slice(3, half)))
    // both look at the first one, and the second sees it otherwise
    const [contested] = items
    await life(two, visitUrl, ...rest(items.slice(half)))
    await life(two, itemUrl(contested?.code ?? ''), async (page) => {
      const { method } = contested as TableItem
      if (method.kind === 'yesNo') await page.tap('还没有')
      else if (method.kind === 'tiers') await page.tap(method.tiers.at(-1)?.text ?? '')
      else await page.tap('不涉及')
      if (page.byId('shoot')) await page.tap('shoot')
    })
    const before = await life(two, visitUrl)
    expect(before).toContain('总分签字前才显示')
    expect((await visitOf(visitId)).parts).toEqual([])
    // a network for both: what differs is kept twice
    for (const flash of [one, two]) {
      const phone = await start(flash, true)
      await phone.open(visitUrl)
      await phone.until(() => isHanded(flash))
      phone.kill()
    }
    expect((await visitOf(visitId)).parts.filter(({ options }) => options.length > 1)).toHaveLength(1)
    const phone = await start(one, true)
    await phone.open('/cells/visits')
    await phone.current().tap('更新手机里的评估')
    await phone.until(() => phone.current().text().includes('1条不一致'))
    await phone.open(visitUrl)
    await phone.current().tap(`choose-${contested?.code}-0`)
    await phone.until(() => phone.current().byId('sign') !== undefined)
    phone.kill()
    await online(one)
    await online(two)
    // signed without a network, on two phones; a copy of the first phone counts for nothing
    const shown = await life(one, visitUrl, 'sign', '好，签字')
    expect(shown).toContain('您签过了')
    const hashOf = (text: string): string => /[0-9A-F]{4} [0-9A-F]{4}/.exec(text)?.[0] ?? ''
    const seen = await life(copyOf(two), visitUrl)
    expect(hashOf(seen)).toBe(hashOf(shown))
    await online(one)
    expect((await visitOf(visitId)).state).toBe('begun')
    await life(two, visitUrl, 'sign', '好，签字')
    await online(two)
    expect(await visitOf(visitId)).toMatchObject({ state: 'signed' })
    expect((await visitOf(visitId)).parts).toHaveLength(items.length)
  },
  MANY_LIVES_MS,
)

/** What was handed over has been answered, and nothing is touched that was not handed over. */
function isHanded(flash: Flash): boolean {
  const waiting = [...flash.storage.keys()].some((key) => key.startsWith('wufei/outbox/'))
  const sheets = [...flash.storage].filter(([key]) => key.startsWith('wufei/cells/sheet/'))
  return (
    !waiting &&
    sheets.every(([, value]) => {
      const { seq, lines } = JSON.parse(JSON.parse(value) as string) as { seq: number; lines: object }
      return seq > 0 && Object.keys(lines).length === 0
    })
  )
}
