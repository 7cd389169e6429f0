// What the outbox promises: nothing written on the phone is lost, doubled, reordered or dropped in silence, whatever
// dies when.
import { startLib, type RunningLib } from './lib'
import { newFlash, type Flash } from './phone'
import { refusal, startTestServer, type TestServer } from './test-server'

const add = { method: 'POST', path: '/api/notes' } as const
const sync = { method: 'POST', path: '/api/notes/sync' } as const
const picture = { method: 'POST', path: '/api/files' } as const

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.stop())

const session = { tokens: { access: 'a1', refresh: 'r1' }, person: { id: 'P1', name: '小王', roles: [] } }

/** A phone on which P1 is signed in. */
function signedIn(flash: Flash = newFlash()): Flash {
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

const start = (flash = signedIn()): Promise<RunningLib> => startLib(server.url, flash)
const note = (label: string) => ({ route: add, input: { text: label }, label })
const texts = () => server.seen.filter(({ path }) => path === '/api/notes').map(({ body }) => body['text'])

test('written without a network it is kept and counted; with the network it goes out in order under its own keys', async () => {
  const { lib, network, settled, phone } = await start()
  lib.startOutbox()
  network.setOnline(false)
  const ids = []
  for (const label of ['一', '二', '三']) ids.push(await lib.enqueue(note(label)))
  await settled()
  expect(server.seen).toEqual([])
  expect(lib.outbox().waiting.map(({ label }) => label)).toEqual(['一', '二', '三'])
  network.setOnline(true)
  await settled()
  expect(texts()).toEqual(['一', '二', '三'])
  expect(server.effects).toEqual(ids)
  expect(lib.outbox().waiting).toEqual([])
  expect([...phone.flash.storage.keys()].filter((key) => key.includes('outbox/'))).toEqual([])
})

test('killed at any step, everything acknowledged arrives exactly once and in order', async () => {
  for (let step = 1; step <= 20; step += 1) {
    const flash = signedIn()
    const first = await start(flash)
    first.lib.startOutbox()
    await first.settled()
    first.phone.killAtStep(step)
    const acknowledged: string[] = []
    const write = async () => {
      for (const label of ['一', '二', '三']) acknowledged.push(await first.lib.enqueue(note(`${step}${label}`)))
    }
    // the write during which the phone dies is not acknowledged
    write().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 60))
    first.phone.kill()
    const second = await start(flash)
    second.lib.startOutbox()
    await second.settled()
    expect(second.lib.outbox().waiting).toEqual([])
    for (const id of acknowledged)
      expect([step, id, server.effects.filter((one) => one === id).length]).toEqual([step, id, 1])
    expect(new Set(server.effects).size).toBe(server.effects.length)
    const mine = server.seen.filter(
      ({ body, key }, i) =>
        String(body['text']).startsWith(String(step)) && server.seen.findIndex((one) => one.key === key) === i,
    )
    expect(mine.map(({ body }) => String(body['text']).slice(-1)).join('')).toMatch(/^(一(二(三)?)?)?$/)
    second.phone.kill()
  }
})

test('an answer that is lost on the way leads to the same request again and to one effect', async () => {
  const { lib, network, settled } = await start()
  let lost = 0
  network.weather = () => (lost++ === 0 ? 'loseAnswer' : 'pass')
  const id = await lib.enqueue(note('一'))
  await settled()
  expect(lib.outbox().waiting).toHaveLength(1)
  await lib.flushOutbox()
  expect(server.seen.map(({ key }) => key)).toEqual([id, id])
  expect(server.effects).toEqual([id])
  expect(lib.outbox().waiting).toEqual([])
})

test('what is refused is kept with its reason, does not hold up the rest, and goes again under a new key', async () => {
  const flash = signedIn()
  const { lib, settled, phone } = await start(flash)
  server.decide = ({ body }) => (body['text'] === '坏' ? refusal(422, 'WRONG_STATE', '现在的状态不能这样操作') : null)
  const bad = await lib.enqueue(note('坏'))
  const good = await lib.enqueue(note('好'))
  await settled()
  expect(server.effects).toEqual([good])
  expect(lib.outbox().refused.map(({ reason }) => reason)).toEqual([
    { code: 'WRONG_STATE', text: '现在的状态不能这样操作', requestId: 'req-1' },
  ])
  phone.kill()

  const again = await start(flash)
  expect(again.lib.outbox().refused).toHaveLength(1)
  server.decide = () => null
  await again.lib.retryRefused(bad)
  expect(again.lib.outbox().refused).toEqual([])
  expect(server.effects).toHaveLength(2)
  expect(server.effects).not.toContain(bad)
})

test('a refused row leaves only when a person lets it go', async () => {
  const { lib, settled } = await start()
  server.decide = () => refusal(409, 'WRONG_STATE')
  const id = await lib.enqueue(note('坏'))
  await settled()
  lib.startOutbox()
  await settled()
  expect(lib.outbox().refused).toHaveLength(1)
  lib.discardRefused(id)
  expect(lib.outbox().refused).toEqual([])
})

test('rows of a batch route go a hundred at a time, each with its own outcome', async () => {
  const { lib, network, settled } = await start()
  network.setOnline(false)
  for (let i = 0; i < 230; i += 1)
    await lib.enqueue({
      route: sync,
      batch: { field: 'rows', max: 100 },
      input: { n: i, bad: i === 120 },
      label: `${i}`,
    })
  network.setOnline(true)
  await lib.flushOutbox()
  await settled()
  const sizes = server.seen.map(({ body }) => (body['rows'] as unknown[]).length)
  expect(sizes).toEqual([100, 100, 30])
  const order = server.seen.flatMap(({ body }) => (body['rows'] as { n: number }[]).map(({ n }) => n))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(server.effects).toHaveLength(229)
  expect(lib.outbox().waiting).toEqual([])
  expect(lib.outbox().refused.map(({ label, reason }) => [label, reason?.code])).toEqual([['120', 'WRONG_STATE']])
})

test('a batch refused as a whole is sent row by row', async () => {
  const { lib, network, settled } = await start()
  network.setOnline(false)
  for (const n of [1, 2, 3])
    await lib.enqueue({ route: sync, batch: { field: 'rows', max: 100 }, input: { n }, label: `${n}` })
  server.decide = ({ body }) =>
    (body['rows'] as { n: number }[]).some(({ n }) => n === 2) ? refusal(400, 'INPUT_INVALID') : null
  network.setOnline(true)
  await lib.flushOutbox()
  await settled()
  expect(server.effects).toHaveLength(2)
  expect(lib.outbox().refused.map(({ label }) => label)).toEqual(['2'])
})

test('a server in trouble keeps the order and is asked again later; the network coming back is a reason to try at once', async () => {
  const { lib, network, settled } = await start()
  lib.startOutbox()
  server.decide = () => refusal(503, 'SYSTEM_BUSY')
  await lib.enqueue(note('一'))
  await lib.enqueue(note('二'))
  await settled()
  expect(texts()).toEqual(expect.arrayContaining(['一']))
  expect(texts()).not.toContain('二')
  server.decide = () => null
  network.setOnline(false)
  network.setOnline(true)
  await settled()
  expect(server.effects).toHaveLength(2)
})

test('a row on which the server always fails is set aside, seen, and the rest goes on', async () => {
  const { lib, settled } = await start()
  server.decide = ({ body }) => (body['text'] === '怪' ? refusal(500, 'DEFECT') : null)
  await lib.enqueue(note('怪'))
  const good = await lib.enqueue(note('好'))
  for (let i = 0; i < 8; i += 1) await lib.flushOutbox()
  await settled()
  expect(lib.outbox().refused.map(({ label }) => label)).toEqual(['怪'])
  expect(server.effects).toEqual([good])
})

test('another person on the same phone neither sends nor loses what the first one wrote', async () => {
  const { lib, network, settled } = await start()
  lib.startOutbox()
  network.setOnline(false)
  await lib.enqueue(note('一'))
  lib.signOut()
  network.setOnline(true)
  lib.setSession({ tokens: { access: 'b1', refresh: 'b2' }, person: { id: 'P2', name: '小李', roles: [] } })
  await settled()
  expect(server.seen).toEqual([])
  lib.setSession({ tokens: { access: 'a2', refresh: 'a3' }, person: { id: 'P1', name: '小王', roles: [] } })
  await settled()
  expect(server.seen.map(({ token }) => token)).toEqual(['a2'])
  expect(lib.outbox().waiting).toEqual([])
})

test('while it may still be taken back it is not sent; afterwards it cannot be taken back', async () => {
  const { lib, settled } = await start()
  const first = await lib.enqueue({ ...note('一'), undoMs: 60_000 })
  await settled()
  expect(server.seen).toEqual([])
  expect(lib.withdraw(first)).toBe(true)
  expect(lib.outbox().waiting).toEqual([])
  const second = await lib.enqueue(note('二'))
  await settled()
  expect(lib.withdraw(second)).toBe(false)
})

test('what has never been sent can still be said otherwise, in one write; afterwards it stays as it was', async () => {
  const { lib, settled, network, phone } = await start()
  network.setOnline(false)
  const id = await lib.enqueue({ ...note('一'), input: { text: '一', more: 'kept' } })
  await settled()
  // tried once, though it got nowhere: it may have arrived
  expect(lib.amend(id, { label: '二', input: { text: '二' } })).toBe(false)
  const held = await lib.enqueue({ ...note('三'), input: { text: '三', more: 'kept' }, undoMs: 60_000 })
  phone.killAtStep(2)
  expect(lib.amend(held, { label: '四', input: { text: '四' } })).toBe(true)
  phone.kill()
  const again = await start(phone.flash)
  const rows = again.lib.outbox().waiting as unknown as { label: string; input: object }[]
  expect(rows.map(({ label, input }) => [label, input])).toEqual([
    ['一', { text: '一', more: 'kept' }],
    ['四', { text: '四', more: 'kept' }],
  ])
})

test('what goes behind holds up nothing, however long its picture does not get through', async () => {
  const { lib, settled, network } = await start()
  const path = network.takePicture(Buffer.from('picture'))
  network.weather = ({ path: to }) => (to === picture.path ? 'drop' : 'pass')
  await lib.enqueue({
    ...note('照片'),
    files: [{ path, route: picture, fields: {}, into: 'photoIds' }],
    isBehind: true,
  })
  await settled()
  for (const label of ['一', '二']) await lib.enqueue(note(label))
  await settled()
  expect(texts()).toEqual(['一', '二'])
  expect(lib.outbox().waiting.map(({ label }) => label)).toEqual(['照片'])
  network.weather = () => 'pass'
  await lib.flushOutbox()
  await settled()
  expect(texts()).toEqual(['一', '二', '照片'])
})

test('a full phone says so at once and keeps nothing half', async () => {
  const { lib, network } = await start()
  network.setOnline(false)
  network.storageLimit = 700
  await expect(lib.enqueue(note('长'.repeat(600)))).rejects.toThrow(/exceed storage/)
  expect(lib.outbox().waiting).toEqual([])
})

test('pictures go first, once each, under the identifiers that the record names, and are cleaned up after it', async () => {
  const flash = signedIn()
  const first = await start(flash)
  first.network.setOnline(false)
  const path = first.network.takePicture(Buffer.from('picture'))
  await first.lib.enqueue({
    ...note('一'),
    files: [{ path, route: picture, fields: { purpose: 'stop' }, into: 'photoIds' }],
  })
  expect([...flash.files.keys()]).toEqual([expect.stringMatching(/^http:\/\/store\//)])
  first.phone.kill()

  const second = await start(flash)
  second.network.weather = ({ path: to }) => (to === '/api/notes' ? 'drop' : 'pass')
  await second.lib.flushOutbox()
  second.network.weather = () => 'pass'
  await second.lib.flushOutbox()
  await second.settled()
  const uploads = server.seen.filter(({ path: to }) => to === '/api/files')
  const [note1] = server.seen.filter(({ path: to }) => to === '/api/notes')
  expect(uploads).toHaveLength(1)
  expect(note1?.body['photoIds']).toEqual([uploads[0]?.key])
  expect(String(uploads[0]?.body['text'])).toContain(`name="id"\r\n\r\n${uploads[0]?.key}`)
  expect([...flash.files.keys()]).toEqual([])
})
