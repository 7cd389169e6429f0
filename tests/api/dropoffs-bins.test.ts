// Smart bins over real HTTP: the simulator that `npm run bin` runs, and requests that nobody with a key would send.
import { access } from '@shared/access/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsDevice, type BinRow } from '@shared/dropoffs/device-contract'
import { deviceHeader } from '@server/access/device-signatures'
import { now } from '@server/clock'
import { Logs } from '@server/dropoffs/dropoffs.model'
import { newId } from '@server/ids'
import { labelTokenFrom } from '@shared/people/rules'
import { addDays } from '@shared/time'
import { SmartBin } from '../../scripts/smart-bin'
import { aHousehold, ancestorOf, aPlace, aStaff, expectError, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBinSite,
  aBinWorld,
  aDropoff,
  available,
  closeAt,
  countsAt,
  evening,
  expectCleanLedger,
  pendingPoints,
  reportPhone,
  sync,
  TONIGHT,
  type Bins,
  type Home,
} from '../support/dropoffs'
import { useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let bins: Bins
let home: Home
let officer: Signed
let device: { id: string; key: string; serial: number }
beforeEach(async () => {
  bins = await aBinWorld(app)
  home = bins.homes[0] as Home
  officer = await aStaff('subdistrictOfficer', (await ancestorOf(bins.compound, 'subdistrict'))._id)
  device = await register(bins.site._id)
})

const register = (siteId: string) =>
  app.as(officer).call(access.registerDevice, { id: newId(), name: '东门智能桶', siteId })
const send = (key: string, ...rows: ({ id: string } & object)[]) =>
  app.withKey('Device', key).call(dropoffsDevice.send, { rows })
const aRow = (code: string | null, over: Partial<BinRow> = {}): BinRow => ({
  format: 1,
  id: newId(),
  code,
  stream: 'food',
  result: 'correct',
  at: evening('19:20').toISOString(),
  ...over,
})

test('the story: a bin with a wrong clock sets it, logs by card and by nobody, and the household earns as ever', async () => {
  const bin = new SmartBin(app.url, device.key, () => new Date(now().getTime() - 86_400_000))
  expect(await bin.who()).toMatchObject({ name: '东门智能桶' })
  bin.take({ code: home.token, stream: 'food', result: 'correct' })
  bin.take({ code: home.typed, stream: 'residual', result: 'wrong' })
  bin.take({ code: null, stream: 'residual', result: 'mixed' })
  expect(await bin.send()).toMatchObject([
    { outcome: 'accepted', points: 3 },
    { outcome: 'accepted', points: 0 },
    { outcome: 'accepted', points: 0 },
  ])
  expect(bin.waiting).toEqual([])
  expect(await countsAt(bins.site._id)).toEqual({
    households: 1,
    anonymous: 1,
    'food/correct': 1,
    'residual/wrong': 1,
    'residual/mixed': 1,
  })
  expect([...new Set((await Logs.find({ siteId: bins.site._id }).lean()).map(({ personId }) => personId))]).toEqual([
    `device:${device.id}`,
  ])
  expect(await pendingPoints(home)).toBe(3)
  // nobody waits for a bin to say that it holds nothing
  await closeAt(evening('22:00'))
  expect(await available(home)).toBe(3)
  await expectCleanLedger()
})

test('repeated rows are one fact and the same answer; other content under the same id is refused', async () => {
  const rows = [aRow(home.token), aRow(null)]
  const all = await Promise.all(
    [send(device.key, ...rows), send(device.key, ...rows), send(device.key, ...rows)].map((sent) =>
      sent.catch(() => null),
    ),
  )
  expect(all.flatMap((answer) => answer?.results ?? []).every(({ state }) => state === 'counted')).toBe(true)
  expect((await send(device.key, ...rows)).results).toMatchObject([{ outcome: 'had' }, { outcome: 'had' }])
  const other = await register(bins.site._id)
  const changed = { ...rows[0], result: 'wrong' } as BinRow
  const reused = [{ outcome: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' }]
  expect((await send(device.key, changed)).results).toMatchObject(reused)
  expect((await send(other.key, rows[0] as BinRow)).results).toMatchObject(reused)
  expect(await Logs.countDocuments({ siteId: bins.site._id })).toBe(2)
  expect(await pendingPoints(home)).toBe(3)
})

test('a bin and a volunteer in one window: one bag earns; where they differ a person decides', async () => {
  await send(device.key, aRow(home.token))
  await sync(app, bins.wang, [aDropoff(bins, home, { at: evening('19:25') })])
  expect(await pendingPoints(home)).toBe(3)
  await sync(app, bins.wang, [aDropoff(bins, home, { stream: 'residual', at: evening('19:25') })])
  await send(device.key, aRow(home.token, { stream: 'residual', result: 'mixed' }))
  const { bags } = await app.as(bins.worker).call(dropoffsDesk.doubts, {})
  expect(bags).toMatchObject([{ stream: 'residual', mayDecide: true }])
  expect(bags[0]?.logs.map(({ by }) => by).sort()).toEqual(['东门智能桶', '测试王阿姨'])
})

test('what is doubtful waits for a person, and what no bin may say is refused', async () => {
  const stranger = await aHousehold({ place: await aPlace({ kind: 'compound' }) })
  const { results } = await send(
    device.key,
    aRow(stranger.token),
    aRow(labelTokenFrom('x'.repeat(22))),
    aRow(home.token, { at: evening('15:00').toISOString() }),
    aRow(home.token, { at: evening('19:20', addDays(TONIGHT, -4)).toISOString() }),
    aRow(home.token, { at: evening('20:20').toISOString() }),
    Object.assign(aRow(home.token), { siteId: newId() }),
    Object.assign(aRow(home.token), { result: 'full' }),
  )
  expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['review', 'elsewhere'],
    ['review', 'code'],
    ['review', 'window'],
    ['review', 'late'],
    ['review', 'clock'],
    ['refused', 'INPUT_INVALID'],
    ['refused', 'INPUT_INVALID'],
  ])
  const { logs } = await app.as(bins.worker).call(dropoffsDesk.doubts, {})
  expect(logs).toHaveLength(5)
  expect(logs.every(({ by, mayDecide }) => by === '东门智能桶' && mayDecide)).toBe(true)
  for (const { subject } of logs)
    await app.as(bins.worker).call(dropoffsDesk.decideLogs, { subject, outcome: 'setAside', reason: '核对过' })
  expect(await pendingPoints(home)).toBe(0)
})

test('a bin stands at its own site alone: what it sends is never another site’s', async () => {
  const other = await aBinSite(bins.compound, { name: '西门' })
  const there = await register(other._id)
  await send(there.key, aRow(home.token))
  expect(await countsAt(other._id)).toMatchObject({ households: 1 })
  expect(await countsAt(bins.site._id)).toEqual({})
})

describe('I60: requests', () => {
  const path = '/api/dropoffs/device/rows'
  const bodyOf = (...rows: BinRow[]) => JSON.stringify({ rows })
  const signed = (key: string, body: string, time: number) => deviceHeader(key, { method: 'POST', path, body }, time)
  const post = async (authorization: string, body: string, at = path): Promise<string> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await app.anonymous().raw('POST', at, { body, headers })
    if (answer.status === 200) return 'ok'
    return (JSON.parse(answer.body.toString()) as { error: { code: string } }).error.code
  }

  test('overheard ones open nothing a second time, one at a time or many at once', async () => {
    const body = bodyOf(aRow(home.token))
    const header = signed(device.key, body, now().getTime())
    const sent = await Promise.all(Array.from({ length: 6 }, () => post(header, body)))
    expect(sent.sort()).toEqual([...Array.from({ length: 5 }, () => 'DEVICE_REPLAYED'), 'ok'])
    expect(await post(header, body)).toBe('DEVICE_REPLAYED')
    expect(await post(signed(device.key, body, now().getTime() - 1_000), body)).toBe('DEVICE_REPLAYED')
    expect(await post(signed(device.key, body, now().getTime() + 1), body)).toBe('ok')
  })

  test('forged ones: another body, address, way, time, key or device', async () => {
    const body = bodyOf(aRow(home.token))
    const time = now().getTime()
    const header = signed(device.key, body, time)
    const other = await register(bins.site._id)
    const [scheme = '', rest = ''] = header.split(' ')
    const [id = '', , mac = ''] = rest.split('.')
    const flipped = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`
    for (const [authorization, sent, at] of [
      [header, bodyOf(aRow(home.token))],
      [header, body, `${path}?x=1`],
      [deviceHeader(device.key, { method: 'PUT', path, body }, time), body],
      [`${scheme} ${id}.${time + 1}.${mac}`, body],
      [`${scheme} ${other.id}.${time}.${mac}`, body],
      [`${scheme} ${newId()}.${time}.${mac}`, body],
      [`${scheme} ${id}.${time}.${flipped}`, body],
      [signed(`${device.key.slice(0, -1)}${device.key.endsWith('A') ? 'Q' : 'A'}`, body, time), body],
      [`Device ${device.key}`, body],
    ] as const)
      expect(await post(authorization, sent, at)).toBe('DEVICE_KEY_INVALID')
    expect(await Logs.countDocuments({ siteId: bins.site._id })).toBe(0)
    expect(await post(header, body)).toBe('ok')
  })

  test('a clock that is more than five minutes off is told the time; a key that ended opens nothing', async () => {
    const body = bodyOf(aRow(home.token))
    const time = now().getTime()
    for (const off of [-6, 6, -60 * 24, 60 * 24])
      expect(await post(signed(device.key, body, time + off * 60_000), body)).toBe('DEVICE_CLOCK_WRONG')
    expect(await post(signed(device.key, body, time - 4 * 60_000), body)).toBe('ok')
    expect(await post(signed(device.key, body, time + 4 * 60_000), body)).toBe('ok')
    const keep = { id: device.id, serial: 1, reason: '例行更换' }
    const next = await app.as(officer).call(access.rotateDeviceKey, keep)
    await expectError(send(device.key, aRow(null)), 'DEVICE_KEY_INVALID')
    expect(await post(signed(next.key, body, time + 4 * 60_000 + 1_000), body)).toBe('ok')
    await app.as(officer).call(access.revokeDevice, { id: device.id, reason: '桶坏了' })
    expect(await post(signed(next.key, body, time + 4 * 60_000 + 2_000), body)).toBe('DEVICE_KEY_INVALID')
  })
})

test('phones are waited for beside a bin', async () => {
  await send(device.key, aRow(home.token))
  await sync(app, bins.wang, [aDropoff(bins, bins.homes[1] as Home)])
  await reportPhone(bins, 2, false)
  await closeAt(evening('22:00'))
  expect([await available(home), await pendingPoints(home)]).toEqual([0, 3])
})
