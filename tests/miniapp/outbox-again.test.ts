// A server that was restored from a backup: what the phone had answered since is offered again, once and in order, and
// nothing counts twice. And rows that an older program has left on the phone.
import { startLib, type RunningLib } from './lib'
import { newFlash, type Flash } from './phone'
import { refusal, startTestServer, type TestServer } from './test-server'

const add = { method: 'POST', path: '/api/notes' } as const
const sync = { method: 'POST', path: '/api/notes/sync' } as const
const picture = { method: 'POST', path: '/api/files' } as const
const batch = { field: 'rows', max: 100, last: 'lastAnswered' }
const note = (text: string) => ({ route: add, input: { text }, label: text })
const log = (text: string) => ({ route: sync, input: { text }, batch, label: text })

let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.stop())

const session = { tokens: { access: 'a1', refresh: 'r1' }, person: { id: 'P1', name: '小王', roles: [] } }
function signedIn(flash: Flash = newFlash()): Flash {
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}
async function start(flash = signedIn()): Promise<RunningLib> {
  const running = await startLib(server.url, flash)
  running.lib.startOutbox()
  await running.settled()
  return running
}
const keysOf = (flash: Flash, start: string): string[] =>
  [...flash.storage.keys()].filter((key) => key.includes(start)).sort()

test('another epoch: what was answered under the old one is sent again in order, under its own keys, and kept again', async () => {
  const { lib, settled, phone } = await start()
  const ids: string[] = []
  for (const text of ['一', '二', '三']) ids.push(await lib.enqueue(note(text)))
  await settled()
  expect(server.effects).toEqual(ids)
  server.goBackTo(1)
  server.epoch = 'second'
  ids.push(await lib.enqueue(note('四')))
  await settled()
  expect([...server.effects].sort()).toEqual([...ids].sort())
  expect(server.effects.filter((id) => id !== ids[3])).toEqual(ids.slice(0, 3))
  expect(lib.outbox()).toMatchObject({ waiting: [], refused: [] })
  const sends = server.seen.length
  await lib.enqueue(note('五'))
  await settled()
  expect(server.seen).toHaveLength(sends + 1)
  expect(keysOf(phone.flash, 'answered/')).toHaveLength(1)
})

test('the same epoch, but the server does not know the last answered row: it asks, and the rows come again', async () => {
  const { lib, settled } = await start()
  const ids: string[] = []
  for (const text of ['一', '二', '三']) {
    ids.push(await lib.enqueue(log(text)))
    await settled()
  }
  server.goBackTo(1)
  ids.push(await lib.enqueue(log('四')))
  await settled()
  expect(server.seen.at(-2)?.body).toMatchObject({ lastAnswered: ids[2] })
  expect(server.effects).toHaveLength(4)
  expect(new Set(server.effects)).toEqual(new Set(ids))
  const sends = server.seen.length
  ids.push(await lib.enqueue(log('五')))
  await settled()
  expect(server.seen).toHaveLength(sends + 1)
})

test('a phone with nothing to send notices too, at its next start', async () => {
  const flash = signedIn()
  const first = await start(flash)
  const ids = [await first.lib.enqueue(log('一')), await first.lib.enqueue(log('二'))]
  await first.settled()
  first.phone.kill()
  server.goBackTo(0)
  await start(flash)
  expect(server.effects).toEqual(ids)
})

test('killed at any step of offering again, every row is there once', async () => {
  for (let step = 1; step <= 16; step += 1) {
    const flash = signedIn()
    const first = await start(flash)
    const from = server.effects.length
    const ids: string[] = []
    for (const text of ['一', '二', '三']) ids.push(await first.lib.enqueue(note(text)))
    await first.settled()
    server.goBackTo(from)
    server.epoch = `after ${step}`
    first.phone.killAtStep(step)
    first.lib.enqueue(note('四')).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 60))
    first.phone.kill()
    const second = await start(flash)
    await second.lib.enqueue(note('五'))
    await second.settled()
    expect(second.lib.outbox().waiting).toEqual([])
    for (const id of ids) expect([step, server.effects.filter((one) => one === id).length]).toEqual([step, 1])
    second.phone.kill()
  }
})

test('a long evening: hundreds of answered rows lie under several keys, a batch of them in one write, and all come again', async () => {
  const { lib, settled, network, phone } = await start()
  network.setOnline(false)
  for (let row = 0; row < 450; row += 1) await lib.enqueue({ ...log(String(row)), batch: { field: 'rows', max: 200 } })
  network.setOnline(true)
  await lib.flushOutbox()
  await settled()
  expect(lib.outbox().waiting).toEqual([])
  const keys = keysOf(phone.flash, 'answered/')
  expect(keys.length).toBeGreaterThan(1)
  for (const key of keys) expect(phone.flash.storage.get(key)?.length).toBeLessThan(500_000)
  server.goBackTo(0)
  server.epoch = 'second'
  await lib.call(add, { text: '别的' })
  await lib.flushOutbox()
  await settled()
  expect(server.effects.filter((id) => id !== server.effects[0])).toHaveLength(450)
  expect(lib.outbox().waiting).toEqual([])
})

test('a picture that went with an answered row is sent again with it', async () => {
  const { lib, settled, network } = await start()
  const path = network.takePicture(Buffer.from('a picture'))
  await lib.enqueue({ ...log('一'), files: [{ path, route: picture, fields: {}, into: 'photoIds' }] })
  await settled()
  server.goBackTo(0)
  server.epoch = 'second'
  await lib.call(add, { text: '别的' })
  await settled()
  const uploads = server.seen.filter(({ path: where }) => where === picture.path)
  expect(uploads).toHaveLength(2)
  expect(uploads[0]?.key).toBe(uploads[1]?.key)
})

test('where phone and server have both lost the picture, what was done still arrives, as a row of its own', async () => {
  const { lib, settled, network, phone } = await start()
  const path = network.takePicture(Buffer.from('a picture'))
  const id = await lib.enqueue({ ...log('一'), files: [{ path, route: picture, fields: {}, into: 'photoIds' }] })
  await settled()
  const [key] = keysOf(phone.flash, 'answered/')
  const kept = JSON.parse(JSON.parse(String(phone.flash.storage.get(String(key)))) as string) as object[]
  phone.flash.storage.set(String(key), JSON.stringify(JSON.stringify(kept.map((row) => ({ ...row, files: [] })))))
  server.goBackTo(0)
  server.epoch = 'second'
  server.decide = ({ body }) => {
    const rows = body['rows'] as { id: string; photoIds?: string[] }[] | undefined
    if (!rows?.some(({ photoIds }) => photoIds)) return null
    const refused = { outcome: 'refused', code: 'RUN_PHOTO_PENDING', text: '照片还没有传到' }
    return { status: 200, body: { results: rows.map((row) => ({ id: row.id, ...refused })) } }
  }
  await lib.call(add, { text: '别的' })
  await settled()
  const last = (server.seen.at(-1)?.body['rows'] as { id: string; text: string }[])[0]
  expect(last).toMatchObject({ text: '一' })
  expect(last?.id).not.toBe(id)
  expect(lib.outbox()).toMatchObject({ waiting: [], refused: [] })
})

test('what a server refuses in the answer that says it has gone back is sent again after what it lacks', async () => {
  const { lib, settled, network } = await start()
  const first = await lib.enqueue(note('兑换'))
  await settled()
  network.setOnline(false)
  const second = await lib.enqueue(note('取消'))
  server.goBackTo(0)
  server.epoch = 'second'
  server.decide = ({ body }) =>
    body['text'] === '取消' && !server.effects.includes(first) ? refusal(404, 'NOT_FOUND') : null
  network.setOnline(true)
  await settled()
  expect(server.effects).toEqual([first, second])
  expect(lib.outbox()).toMatchObject({ waiting: [], refused: [] })
})

test('a refused row is not offered again by itself', async () => {
  const { lib, settled } = await start()
  server.decide = () => refusal(409, 'WRONG_STATE')
  await lib.enqueue(note('一'))
  await settled()
  server.decide = () => null
  server.epoch = 'second'
  await lib.enqueue(note('二'))
  await settled()
  expect(server.effects).toHaveLength(1)
  expect(lib.outbox().refused).toHaveLength(1)
})

const stored = (value: unknown): string => JSON.stringify(JSON.stringify(value))

test('500 rows that an older program left are sent; one of a program to come stays untouched and is shown', async () => {
  const flash = signedIn()
  for (let seq = 1; seq <= 500; seq += 1) {
    const id = `01JOLDROW${String(seq).padStart(17, '0')}`
    const row = { id, seq, owner: 'P1', label: `${seq}`, route: add, input: { text: `${seq}` }, state: 'waiting' }
    const more = { files: [], writtenAt: '2026-11-01T00:00:00.000Z', notBefore: 0, tries: 0 }
    flash.storage.set(`wufei/outbox/${String(seq).padStart(12, '0')}`, stored({ ...row, ...more }))
  }
  flash.storage.set(
    'wufei/outbox/000000000501',
    stored({ format: 99, id: 'new', seq: 501, owner: 'P1', label: '新的', what: 'unknown' }),
  )
  const untouched = flash.storage.get('wufei/outbox/000000000501')
  const { lib, settled } = await start(flash)
  await settled()
  expect(server.effects).toHaveLength(500)
  expect(lib.outbox().waiting).toEqual([])
  expect(keysOf(flash, 'outbox/')).toEqual(['wufei/outbox/000000000501'])
  expect(flash.storage.get('wufei/outbox/000000000501')).toBe(untouched)
  expect(lib.outbox().aside).toEqual([{ key: 'outbox/000000000501', label: '新的' }])
})

test('a row that cannot be read is kept aside and shown; what is written afterwards takes no place of one', async () => {
  const flash = signedIn()
  const whole = { id: 'a', seq: 1, owner: 'P1', label: '缺一半', route: add, input: {}, state: 'waiting' }
  const rows: [number, unknown][] = [
    [1, JSON.stringify('{"id":"cut off')],
    [2, stored({ ...whole, route: undefined })],
    [3, stored({ ...whole, input: 'text' })],
    [4, stored({ ...whole, seq: '4' })],
    [5, stored({ ...whole, state: 'unheard of' })],
    [6, stored([1, 2])],
  ]
  const keyOf = (seq: number): string => `wufei/outbox/${String(seq).padStart(12, '0')}`
  for (const [seq, value] of rows) flash.storage.set(keyOf(seq), value as string)
  const before = new Map(flash.storage)
  const first = await start(flash)
  expect(first.lib.outbox().aside.map(({ label }) => label)).toEqual([
    '一条读不出来的记录',
    '缺一半',
    '缺一半',
    '缺一半',
    '缺一半',
    '一条读不出来的记录',
  ])
  first.network.setOnline(false)
  await first.lib.enqueue(note('七'))
  expect(keysOf(flash, 'outbox/')).toHaveLength(7)
  first.network.setOnline(true)
  await first.settled()
  expect(server.effects).toHaveLength(1)
  for (const [seq] of rows) expect(flash.storage.get(keyOf(seq))).toBe(before.get(keyOf(seq)))
  first.lib.discardAside('outbox/000000000001')
  first.phone.kill()
  const second = await start(flash)
  expect(second.lib.outbox().aside).toHaveLength(5)
  expect(keysOf(flash, 'outbox/')).toHaveLength(5)
})

test('an answered row that an older program left is offered again; one of a program to come stays where it is', async () => {
  const flash = signedIn()
  const day = new Date().toISOString().slice(0, 10)
  const answer = { at: new Date().toISOString(), epoch: 'first', result: null }
  const old = { id: '01JOLDROW00000000000000001', seq: 1, owner: 'P1', label: '旧', route: add, input: { text: '旧' } }
  const coming = { format: 99, id: 'new', seq: 2, owner: 'P1', label: '新', what: 'unknown' }
  flash.storage.set('wufei/outbox-seq', stored(2))
  flash.storage.set(
    `wufei/answered/${day}`,
    stored([
      { ...old, state: 'waiting', writtenAt: answer.at, answer },
      { ...coming, answer },
    ]),
  )
  server.epoch = 'second'
  const { lib, settled } = await start(flash)
  await lib.enqueue(note('今'))
  await settled()
  expect(server.effects).toContain(old.id)
  expect(server.effects).toHaveLength(2)
  expect(flash.storage.get(`wufei/answered/${day}`)).toContain('unknown')
})

test('a full phone lets go of answered rows before it refuses a new one', async () => {
  const { lib, network, settled, phone } = await start()
  await lib.enqueue(note('一'.repeat(500)))
  await settled()
  expect(keysOf(phone.flash, 'answered/')).toHaveLength(1)
  network.setOnline(false)
  const used = [...phone.flash.storage].reduce((sum, [key, value]) => sum + key.length + String(value).length, 0)
  network.storageLimit = used + 50
  await lib.enqueue(note('二'.repeat(100)))
  expect(lib.outbox().waiting).toHaveLength(1)
  expect(keysOf(phone.flash, 'answered/')).toEqual([])
})
