// What `call` promises: the status decides, one refresh for everyone, one kind of error, a key on every write.
import { startLib, type RunningLib } from './lib'
import { refusal, startTestServer, type Seen, type TestServer } from './test-server'

const read = { method: 'GET', path: '/api/notes/:id' }
const write = { method: 'POST', path: '/api/notes/:id/lines' }
const unkeyed = { ...write, keyed: false }

let server: TestServer
let running: RunningLib
beforeEach(async () => {
  server = await startTestServer()
  running = await startLib(server.url)
  running.lib.setSession({
    tokens: { access: 'old', refresh: 'r1' },
    person: { id: 'P1', name: '小王', roles: [] },
    elder: 'on',
  })
})
afterEach(() => {
  running.phone.kill()
  return server.stop()
})

/** Knows only the token "new", which the refresh token r1 buys. */
const renewing = ({ path, token, body }: Seen) => {
  if (path === '/api/session/refresh') {
    return body['refreshToken'] === 'r1'
      ? { status: 200, body: { accessToken: 'new', refreshToken: 'r2' } }
      : refusal(401, 'SESSION_ENDED')
  }
  return token === 'new' ? null : refusal(401, 'SESSION_ENDED', '登录已过期，请重新登录')
}

test('path parameters fill the path; the rest is query or body', async () => {
  await running.lib.call(read, { id: 'a/b', limit: 5, cursor: undefined })
  await running.lib.call(write, { id: '7', text: '好' })
  expect(server.seen.map(({ method, path, body }) => [method, path, body['text']])).toEqual([
    ['GET', '/api/notes/a%2Fb?limit=5', ''],
    ['POST', '/api/notes/7/lines', '好'],
  ])
})

test('a write carries a key, its own or the one given; reads and unkeyed writes carry none', async () => {
  await running.lib.call(write, { id: '7' })
  await running.lib.call(write, { id: '7' }, { key: '01HZZZZZZZZZZZZZZZZZZZZZZZ' })
  await running.lib.call(read, { id: '7' })
  await running.lib.call(unkeyed, { id: '7' })
  expect(server.seen.map(({ key }) => key)).toEqual([
    expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    '01HZZZZZZZZZZZZZZZZZZZZZZZ',
    undefined,
    undefined,
  ])
})

test('many calls with an outdated token share one refresh, and each is answered', async () => {
  server.decide = renewing
  const answers = await Promise.all(Array.from({ length: 8 }, () => running.lib.call(read, { id: '7' })))
  expect(answers).toHaveLength(8)
  expect(server.seen.filter(({ path }) => path === '/api/session/refresh')).toHaveLength(1)
  expect(running.lib.session().tokens).toEqual({ access: 'new', refresh: 'r2' })
  const device = server.seen.find(({ path }) => path === '/api/session/refresh')?.body['deviceId']
  expect(device).toBe(await running.lib.deviceId())
})

test('a session that has ended signs out, says so, and leaves the phone as it was set', async () => {
  running.lib.setSession({ tokens: { access: 'old', refresh: 'revoked' } })
  server.decide = renewing
  await expect(running.lib.call(read, { id: '7' })).rejects.toMatchObject({ code: 'SESSION_ENDED', status: 401 })
  expect(running.lib.session()).toMatchObject({ tokens: null, person: null, elder: 'on' })
})

test('a refresh that cannot reach the server keeps the session', async () => {
  server.decide = renewing
  running.network.weather = ({ path }) => (path === '/api/session/refresh' ? 'drop' : 'pass')
  await expect(running.lib.call(read, { id: '7' })).rejects.toMatchObject({ code: 'NETWORK_DOWN', status: 0 })
  expect(running.lib.session().tokens).toEqual({ access: 'old', refresh: 'r1' })
})

test.each([
  [409, 'PICKUP_SLOT_FULL', '该时段已约满'],
  [422, 'WRONG_STATE', '现在不行'],
  [503, 'SYSTEM_BUSY', '系统正忙'],
])('an answer of %i is one error with code, sentence and request number', async (status, code, text) => {
  server.decide = () => refusal(status, code, text)
  await expect(running.lib.call(write, { id: '7' })).rejects.toMatchObject({
    status,
    code,
    text,
    requestId: 'req-1',
    isTemporary: status >= 500,
  })
})

test('an answer that is no JSON of ours is an error too', async () => {
  server.decide = () => ({ status: 502, body: '<html>bad gateway</html>' })
  await expect(running.lib.call(read, { id: '7' })).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE', status: 502 })
})

test('a write that is still running elsewhere is asked for again under its key until it is answered', async () => {
  let asked = 0
  server.decide = () => (asked++ === 0 ? refusal(409, 'IDEMPOTENCY_IN_PROGRESS') : null)
  // the server must not keep this one refusal, as the real one does not
  const key = await running.lib.newId()
  await expect(running.lib.call(write, { id: '7' }, { key })).resolves.toEqual({ id: key })
  expect(server.seen.map((one) => one.key)).toEqual([key, key])
})

test('identifiers are unique, ordered by time, and the number of the installation lasts', async () => {
  const ids = await Promise.all(Array.from({ length: 500 }, () => running.lib.newId()))
  expect(new Set(ids).size).toBe(500)
  const device = await running.lib.deviceId()
  const later = await startLib(server.url, running.phone.flash)
  expect(await later.lib.deviceId()).toBe(device)
  later.phone.kill()
})
