// What scanners send is answered with 4xx and rings no alarm: paths that can name no file, origins that are none, zero
// bytes, cursors that are no number.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aPlace, aStaff } from '../support/people'

const root = mkdtempSync(path.join(tmpdir(), 'wufei-scanner-'))
writeFileSync(path.join(root, 'index.html'), '<p>无废通</p>')
afterAll(() => rmSync(root, { recursive: true, force: true }))
useDatabase()
const app = useApp({ site: { h5Root: root, adminRoot: root } })

/** As it stands, without a client that tidies the path. */
function statusOf(method: string, target: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url)
    const socket = connect(Number(port), hostname)
    const lines = [`${method} ${target} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Connection: close']
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    let text = ''
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Number(text.split(' ')[1])))
    socket.write(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
  })
}

test.each([
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/admin/..',
  '/admin/../../x.js',
  '/%00',
  '/a%00.js',
  '/admin/a%00.js',
  '/%E0%A4%A',
  '/admin/%E0%A4%A.js',
  '/%',
  '/\\..\\..',
  '/C:%5Cwindows',
  '/.env',
  '/api/%00',
  '/api/places/%E0%A4%A',
  `/${'a'.repeat(5000)}.js`,
])('GET %s', async (target) => {
  expect(Math.floor((await statusOf('GET', target)) / 100)).toBe(4)
  expect(Math.floor((await statusOf('HEAD', target)) / 100)).toBe(4)
})

test.each(['null', 'garbage', 'http://', 'http://127.0.0.1:1.evil', 'file://'])(
  'a write with a cookie from origin %s',
  async (origin) => {
    const headers = { Origin: origin, Cookie: 'a=b', 'Content-Type': 'application/json' }
    expect(await statusOf('POST', '/api/people/session/refresh', headers)).toBe(403)
  },
)

test('zero bytes and cursors that are none', async () => {
  for (const target of ['/api/places/compounds?q=%00', '/api/places/compounds?q=a%00b', '/api/guide/search?q=%00'])
    expect([target, await statusOf('GET', target)]).toEqual([target, 400])
  const city = await aPlace({ kind: 'city' })
  const officer = app.as(await aStaff('cityOfficer', city._id))
  for (const cursor of ['1e309', 'x', '-1', '9'.repeat(40), '%00'])
    expect([cursor, (await officer.raw('GET', `/api/imports?cursor=${cursor}`)).status]).toEqual([cursor, 400])
})
