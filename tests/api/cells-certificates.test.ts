// I54. The public page of a certificate as anybody opens it, without script or sign-in: only a title that holds today
// is shown as valid; forged, foreign, ended and unreachable ones never are, and the name is the one that was titled.
import { setClock } from '@server/clock'
import { Applications } from '@server/cells/applications.model'
import { certificateTexts, type CellState, type CertificateResult } from '@shared/cells/vocabulary'
import { cellsPublic } from '@shared/cells/desk-contract'
import { cells } from '@shared/cells/contract'
import { escapeHtml } from '@shared/escape'
import { instantAt } from '@shared/time'
import { expectError, useApp } from '../support/app'
import { aCellWorld, as, startIn, type CellWorld } from '../support/cells'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const CODE = 'WFXB-2026-K7Q2-M9XT'
const NAME = '荷塘小馆（<b>总店</b>）'
const VALID = `<p class="state valid" role="status">${certificateTexts.valid.title}</p>`

let world: CellWorld
let id: string
beforeAll(async () => {
  setClock(instantAt('2026-11-02', '09:00'))
  world = await aCellWorld()
  id = (await startIn(app, world)).id
  const title = { code: CODE, level: 'titled', score: 861, from: '2025-11-13', until: '2028-11-12', renewals: 0 }
  await Applications.updateOne(
    { _id: id },
    { $set: { title: { ...title, lastCheckedOn: '2026-06-01' }, subjectName: NAME } },
  )
})
afterEach(() => jest.restoreAllMocks())
afterAll(() => setClock())

const enter = (state: CellState, more: object = {}) => Applications.updateOne({ _id: id }, { $set: { state, ...more } })
async function page(typed: string): Promise<{ status: number; html: string }> {
  const answer = await fetch(`${app.url}/c/cells/${encodeURIComponent(typed)}`)
  return { status: answer.status, html: await answer.text() }
}

const shown: readonly [CellState, CertificateResult][] = [
  ['titled', 'valid'],
  ['lightCheck', 'valid'],
  ['reReview', 'valid'],
  ['renewed', 'valid'],
  ['suspended', 'suspended'],
  ['revoked', 'revoked'],
  ['expired', 'expired'],
]
test.each(shown)('a title that is %s is shown as %s, with the name that was titled', async (state, result) => {
  await enter(state)
  const { status, html } = await page(CODE)
  expect(status).toBe(200)
  expect(html).toContain(`role="status">${certificateTexts[result].title}</p>`)
  expect(html.includes(VALID)).toBe(result === 'valid')
  // a copied paper with another name shows itself: the page names who was titled, as text
  expect(html).toContain(`<p class="name">${escapeHtml(NAME)}</p>`)
  expect(html).not.toContain(NAME)
  for (const fact of [CODE, '86.1分', '2028年11月12日', '2026年6月1日', '请核对名称']) expect(html).toContain(fact)
  expect(html).not.toMatch(/<script|<link|<img|https?:\/\//)
})

test('past its last day it has expired, though the job has not run', async () => {
  await enter('titled')
  setClock(instantAt('2028-11-12', '23:59'))
  expect((await page(CODE)).html).toContain(VALID)
  setClock(instantAt('2028-11-13', '00:01'))
  const { html } = await page(CODE)
  expect(html).toContain(certificateTexts.expired.text)
  expect(html).not.toContain(VALID)
  setClock(instantAt('2026-11-02', '09:00'))
})

test('why it was suspended or revoked is said, and that a source was corrected', async () => {
  const corrected = [{ code: 'c1-1', at: new Date(), said: '原来是 3 人' }]
  await enter('revoked', { endedReason: '材料不实', corrected })
  const { html } = await page(CODE)
  expect(html).toContain('原因：材料不实')
  expect(html).toContain('被更正')
  await enter('titled', { endedReason: '材料不实', corrected: [] })
  expect((await page(CODE)).html).not.toContain('材料不实')
})

test.each([
  ['forged', 'WFXB-2026-ZZZZ-ZZZZ'],
  ['no code of ours', 'ZF2026-K7Q2M-9XTRB'],
  ['of another site', `https://example.com/c/cells/${CODE}`.slice(0, 60)],
  ['with something written after it', `${CODE}-A`],
  ['something that would be run', '"><script>alert(1)</script>'],
])('a code that is %s is found nowhere', async (_what, typed) => {
  await enter('titled')
  const { status, html } = await page(typed)
  expect(status).toBe(404)
  expect(html).toContain(certificateTexts.unknown.title)
  expect(html).not.toContain(VALID)
  expect(html).not.toContain('荷塘小馆')
  expect(html).not.toContain('<script')
})

test('what was never titled is found by no code', async () => {
  for (const state of ['draft', 'publicNotice', 'underObjection', 'declined', 'withdrawn'] as const) {
    await enter(state)
    expect((await page(CODE)).status).toBe(404)
  }
})

test('what can’t be looked up is said so, and never valid', async () => {
  await enter('titled')
  jest.spyOn(Applications, 'findOne').mockImplementation(() => {
    throw new Error('the database is away')
  })
  const { status, html } = await page(CODE)
  expect(status).toBe(503)
  expect(html).toContain(certificateTexts.unsure.title)
  expect(html).not.toContain(VALID)
  expect(await app.anonymous().call(cellsPublic.check, { code: CODE })).toMatchObject({ result: 'unsure', facts: null })
})

test('the page without a code asks for one and for nothing else; however it is typed it is read', async () => {
  await enter('titled')
  const empty = await (await fetch(`${app.url}/c/cells`)).text()
  expect(empty.match(/<input/g)).toHaveLength(1)
  expect(empty).not.toContain(VALID)
  const found = await (await fetch(`${app.url}/c/cells?code=${encodeURIComponent('wfxb 2026 k7q2 m9xt')}`)).text()
  expect(found).toContain(VALID)
})

test('the paper is given only while the title holds, and only to its own people and staff', async () => {
  const owner = await as(app, world.owner)
  await enter('titled')
  const { body } = await owner.download(cells.certificate, { id })
  expect(body.subarray(0, 5).toString()).toBe('%PDF-')
  await expectError((await as(app, world.three)).download(cells.certificate, { id }), 'NOT_FOUND')
  for (const state of ['suspended', 'revoked', 'expired'] as const) {
    await enter(state)
    await expectError(owner.download(cells.certificate, { id }), 'CELL_NOT_TITLED')
  }
})
