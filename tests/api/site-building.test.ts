// While the pages are being built the server is not ready and says so to people; afterwards both answer.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'

const root = mkdtempSync(path.join(tmpdir(), 'wufei-site-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let isBuilt = false
useDatabase()
const app = useApp({ site: { h5Root: root, adminRoot: root, isBuilt: () => isBuilt } })
const get = (where: string) => app.anonymous().raw('GET', where)

test('a page that loads itself again until the site is built; ready only then; the API answers all the time', async () => {
  for (const where of ['/', '/admin', '/admin/board', '/app.js']) {
    const { status, headers, body } = await get(where)
    expect([where, status, headers['cache-control']]).toEqual([where, 503, 'no-store'])
    expect(body.toString()).toMatch(/页面正在准备/)
    expect(body.toString()).toContain('http-equiv="refresh"')
  }
  expect((await get('/readyz')).status).toBe(503)
  expect((await get('/healthz')).status).toBe(200)
  expect((await get('/api/nothing')).status).toBe(404)

  writeFileSync(path.join(root, 'index.html'), '<p>无废通</p>')
  isBuilt = true
  expect((await get('/readyz')).status).toBe(200)
  const built = await get('/')
  expect([built.status, built.body.toString()]).toEqual([200, '<p>无废通</p>'])
})
