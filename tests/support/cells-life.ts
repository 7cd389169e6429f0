// A restaurant's application from its half-filled clauses to the certificate and its end, in real browsers: the owner
// fills in on the residents' site in elder mode, the office reviews and revokes in the console, anybody opens the
// public page. What is done on site is done through the operations' own routes. Days are the demo city's.
import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import type { CellDetail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { defaultTables } from '@shared/cells/default-tables'
import { cellsDesk } from '@shared/cells/desk-contract'
import { cellsSite } from '@shared/cells/site-contract'
import { tableItem, type ItemAnswer, type TableItem } from '@shared/cells/tables'
import { certificateTexts } from '@shared/cells/vocabulary'
import { addDays, instantAt } from '@shared/time'
import { Applications } from '@server/cells/applications.model'
import { titlesJob } from '@server/cells/jobs'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { seedPersonId } from '@server/people/seed-ids'
import { setClock, signInAs, type TestApp } from './app'
import { phonePage, screenshot } from './browser'
import { aCellPhoto, scored } from './cells'
import { allRead, openConsole } from './console'
import { storedSession } from './screen-people'

const OWNER = seedPersonId('kitchen-1-luo')
const [LEAD, SECOND] = [
  { id: seedPersonId('city-1-xu'), name: '徐岩' },
  { id: seedPersonId('city-4-lu'), name: '卢敏' },
]
/** What a person did by hand. */
type Effort = { clauses: number; typed: number; taps: number; photos: number }

const shown = (page: Page, selector: string): Locator => page.locator(`${selector}:visible`).last()

function clauseOn(page: Page): TableItem {
  const code = /[?&]code=([^&]+)/.exec(page.url())?.[1] ?? ''
  const item = defaultTables.restaurant && tableItem(defaultTables.restaurant, code)
  if (!item) throw new Error(`no clause at ${page.url()}`)
  return item
}

async function answer(page: Page, { method }: TableItem, effort: Effort): Promise<void> {
  if (method.kind === 'ratio') {
    await shown(page, '#whole input').fill('10')
    await shown(page, '#part input').fill('10')
    effort.typed += 2
    return
  }
  const best = { yesNo: '做到了', deduct: '都没有', tiers: method.kind === 'tiers' ? method.tiers[0]?.text : '' }
  await page
    .locator('.tile:visible', { hasText: best[method.kind] ?? '' })
    .first()
    .click()
  effort.taps += 1
}

/** Up to as many as the clause asks for; each is there once the server has it. */
async function shoot(page: Page, { evidence }: TableItem, picture: Buffer, effort: Effort): Promise<void> {
  const there = page.locator('.photo:visible')
  for (let count = await there.count(); count < evidence.least; count += 1) {
    const asked = page.waitForEvent('filechooser')
    await shown(page, '#shoot').click()
    await (await asked).setFiles({ name: `${count}.jpg`, mimeType: 'image/jpeg', buffer: picture })
    await there.nth(count).waitFor()
    await page.getByText('正在上传…').waitFor({ state: 'hidden' })
    effort.photos += 1
  }
}

/** From the application's page through everything that is left, the letter, and sending in. */
async function applyOnPhone(page: Page, picture: Buffer): Promise<Effort> {
  const effort: Effort = { clauses: 0, typed: 0, taps: 0, photos: 0 }
  await shown(page, '#to-clause').click()
  for (let isLast = false; !isLast; effort.clauses += 1) {
    if (effort.clauses > 60) throw new Error('the clauses come to no end')
    const next = shown(page, '#next')
    await next.waitFor()
    const item = clauseOn(page)
    await answer(page, item, effort)
    await shoot(page, item, picture, effort)
    await page.waitForFunction(() => document.body.innerText.includes('还没存上') === false)
    isLast = (await next.innerText()).includes('好了，回去')
    const before = page.url()
    await next.click()
    await page.waitForFunction((url) => location.href !== url, before)
  }
  await shown(page, '#to-letter').click()
  await shown(page, '#send').click()
  await page.getByText('好，提交').last().click()
  await page.getByText('资料审核中').last().waitFor()
  return effort
}

/**
 * What the site gives so that it agrees with the papers: what the applicant answered, nothing for what was left open.
 */
const asAnswered = ({ list, table }: CellDetail): Record<string, ItemAnswer> =>
  Object.fromEntries(
    list.flatMap(({ code, answer: own, isFilled }) => {
      const item = tableItem(table, code)
      return item && !isFilled ? [[code, own ?? nothingOf(item)] as const] : []
    }),
  )

function nothingOf({ method }: TableItem): ItemAnswer {
  if (method.kind === 'yesNo') return { kind: 'yesNo', yes: false }
  if (method.kind === 'tiers') return { kind: 'tiers', tier: method.tiers.at(-1)?.code ?? '' }
  if (method.kind === 'ratio') return { kind: 'ratio', part: 0, whole: 1 }
  return { kind: 'deduct', faults: [{ code: method.faults[0]?.code ?? '', count: 99 }] }
}

/** In the drawer of the console: a button that asks for a reason, and the reason. */
async function actInConsole(page: Page, button: string, ok: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const asked = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: ok, exact: true }) })
  await asked.last().getByRole('textbox').last().fill(reason)
  await asked.last().getByRole('button', { name: ok, exact: true }).last().click()
}

const callAs = async (app: TestApp, personId: string) => app.as(await signInAs(personId))

async function ownersPhone(app: TestApp, browser: Browser, route: string): Promise<Page> {
  const page = await phonePage(browser)
  const session = storedSession(await signInAs(OWNER), 'cells/home', true)
  await page.goto(`${app.url}/healthz`)
  await page.evaluate(
    (stored) => localStorage.setItem('wufei/session', JSON.stringify({ data: JSON.stringify(stored) })),
    session,
  )
  await page.goto(`${app.url}/#/${route}`)
  return page
}

/** Two who have nothing to do with it, in the first half day that both have free. */
async function visit(app: TestApp, id: string): Promise<{ visitId: string; day: string; people: string[] }> {
  const lead = await callAs(app, LEAD.id)
  const { items } = await lead.call(cellsDesk.assessors, { id })
  const [one, two] = items.filter(({ near, free }) => near.length === 0 && free.length > 0)
  const shared = one?.free.find(({ day, slots }) =>
    two?.free.some((at) => at.day === day && at.slots.includes(slots[0] ?? 'morning')),
  )
  if (!one || !two || !shared) throw new Error('no two assessors are free together')
  const visitId = newId()
  const people = [one.id, two.id]
  await lead.call(cellsDesk.schedule, {
    id,
    visitId,
    day: shared.day,
    slot: shared.slots[0] ?? 'morning',
    assessorIds: people,
  })
  return { visitId, day: shared.day, people }
}

/** Scored as the papers were, one thing to mend, mended, accepted, announced; titled when the notice is over. */
async function untilTitled(app: TestApp, id: string): Promise<void> {
  const { visitId, day, people } = await visit(app, id)
  setClock(instantAt(day, '10:00'))
  const detail = await (await callAs(app, OWNER)).call(cells.show, { id })
  const assessors = await Promise.all(people.map((one) => signInAs(one)))
  await scored(app, detail, visitId, assessors, asAnswered(detail))
  const rectificationId = newId()
  await (
    await callAs(app, people[0] ?? '')
  ).call(cellsSite.feedback, {
    visitId,
    text: '后厨标志再清楚些',
    attended: '罗桂生和两位评估员',
    rectifications: [{ id: rectificationId, code: null, text: '换掉褪色的标志', dueOn: addDays(day, 7) }],
  })
  const owner = await signInAs(OWNER)
  const photoIds = [await aCellPhoto(app, owner)]
  await app.as(owner).call(cells.mend, { id, rectificationId, note: '都换了', photoIds })
  await (
    await callAs(app, people[1] ?? '')
  ).call(cellsSite.recheck, { id, rectificationId, isMended: true, note: '看过照片' })
  await (await callAs(app, LEAD.id)).call(cellsDesk.accept, { id, reason: '整改核销' })
  const { notice } = await (await callAs(app, LEAD.id)).call(cellsDesk.announce, { id })
  const after = addDays(notice?.to ?? day, 1)
  setClock(instantAt(after, '09:00'))
  await runJob(titlesJob, after)
}

/** Of the demo city's restaurant that is half filled in. Leaves the clock where the title ended. */
export async function aRestaurantsLife(app: TestApp, browser: Browser): Promise<void> {
  const id = (await Applications.findOne({ startedBy: OWNER, state: 'draft' }).lean())?._id ?? ''
  let phone = await ownersPhone(app, browser, 'cells/home')
  await phone.locator('.card', { hasText: '老街坊饭店' }).first().click()
  const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer()
  const effort = await applyOnPhone(phone, picture)
  // the platform fills its part; the name on the letter was there already
  expect(effort.typed).toBeLessThan(25)
  expect(effort.clauses).toBeGreaterThan(10)
  await phone.context().close()
  const office = await openConsole(browser, app.url, LEAD.name, `cells?open=${id}`, now())
  await office.page.getByRole('checkbox', { name: /每一条都看过了/ }).check()
  await actInConsole(office.page, '资料审核通过', '通过', '材料齐全')
  await office.page.getByRole('button', { name: '约现场评估' }).waitFor()
  expect(office.refused).toEqual([])
  await office.page.context().close()
  await untilTitled(app, id)

  phone = await ownersPhone(app, browser, `cells/apply?id=${id}`)
  await phone.locator('#certificate').waitFor()
  await screenshot(phone, 'cells-life-titled', { screen: 'cells/apply', state: 'titled, elder' })
  const code = (await Applications.findById(id).lean())?.title?.code ?? ''
  const passer = await phonePage(browser)
  await passer.goto(`${app.url}/c/cells/${code}`)
  expect(await passer.getByRole('status').innerText()).toBe(certificateTexts.valid.title)
  await passer.getByText('老街坊饭店').waitFor()

  const first = await openConsole(browser, app.url, LEAD.name, `cells?open=${id}`, now())
  await actInConsole(first.page, '提出撤销称号', '提出撤销', '材料不实')
  await first.page.getByText(`${LEAD.name}于`).waitFor()
  // one alone revokes nothing
  expect(await first.page.getByRole('button', { name: '同意撤销' }).count()).toBe(0)
  await passer.reload()
  expect(await passer.getByRole('status').innerText()).toBe(certificateTexts.valid.title)
  const second = await openConsole(browser, app.url, SECOND.name, `cells?open=${id}`, now())
  await second.page.getByText('材料不实').first().waitFor()
  await actInConsole(second.page, '同意撤销', '同意撤销', '核实属实')
  await second.page.getByText('称号已撤销').first().waitFor()
  await allRead(second.page)
  await screenshot(second.page, 'cells-life-revoked', { screen: 'console cells', state: 'revoked' })
  expect([...first.refused, ...second.refused]).toEqual([])
  await passer.reload()
  expect(await passer.getByRole('status').innerText()).toBe(certificateTexts.revoked.title)
  await phone.reload()
  await phone.getByText('称号已撤销').first().waitFor()
  expect(await phone.locator('#certificate').count()).toBe(0)
}
