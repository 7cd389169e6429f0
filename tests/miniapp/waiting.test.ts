// The compiled page 待上传的记录: what waits is counted on every page, what was refused is shown with its reason, nothing
// goes unseen.
import { launch } from './harness'
import { newFlash, type Flash } from './phone'
import { refusal, startTestServer, type TestServer } from './test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const put = (flash: Flash, key: string, value: unknown) =>
  flash.storage.set(`wufei/${key}`, JSON.stringify(JSON.stringify(value)))

/** A phone as an earlier run left it: 小王 signed in, rows written and not sent. */
function leftBehind(...labels: string[]): Flash {
  const flash = newFlash()
  put(flash, 'session', { tokens: { access: 'a1', refresh: 'r1' }, person: { id: 'P1', name: '小王', roles: [] } })
  labels.forEach((label, i) =>
    put(flash, `outbox/${String(i + 1).padStart(12, '0')}`, {
      id: `01HZZZZZZZZZZZZZZZZZZZZZZ${i}`,
      seq: i + 1,
      owner: 'P1',
      label,
      route: { method: 'POST', path: '/api/notes' },
      input: { text: label },
      files: [],
      writtenAt: '2026-11-22T01:00:00.000Z',
      notBefore: 0,
      tries: 0,
      state: 'waiting',
    }),
  )
  return flash
}

test('rows of an earlier run are counted while offline, sent when the network returns, and the one refused stays with its reason', async () => {
  server.decide = ({ body }) => (body['text'] === '乙' ? refusal(422, 'WRONG_STATE', '这一站已经完成') : null)
  const app = await launch({ baseUrl: server.url, flash: leftBehind('甲', '乙', '丙'), online: false })
  const home = await app.open('/pages/home')
  expect(home.text()).toContain('没有网络 · 3条待上传')
  await home.tap('没有网络 · 3条待上传')
  const page = app.current()
  expect(page.route).toBe('me/waiting')
  expect(page.text()).toMatch(/甲.*乙.*丙/)

  app.network.setOnline(true)
  await app.until(() => !page.text().includes('待上传|'))
  expect(server.seen.map(({ body }) => body['text'])).toEqual(['甲', '乙', '丙'])
  expect(page.text()).toContain('没有被接受')
  expect(page.text()).toContain('这一站已经完成')
  expect(page.text()).toContain('req-1')
  expect(page.text()).toContain('11月22日 09:00')

  const again = await launch({ baseUrl: server.url, flash: app.kill() })
  const waiting = await again.open('/me/waiting')
  await waiting.tap('删除，乙')
  expect(waiting.text()).toContain('删除这条记录？')
  await waiting.tap('先留着')
  expect(waiting.text()).toContain('乙')
  await waiting.tap('删除，乙')
  await waiting.tap(waiting.byClass('button--danger')[0] ?? '删除')
  expect(waiting.text()).toContain('没有待上传的记录')
  expect(again.phone.failures).toEqual([])
})
