// What a phone is handed for an evening and what it may say, against whoever reads or says more than is theirs: far
// days, what order and keys tell, reports of other people's phones, the same row twice, rows nobody can read, notes.
import { dropoffs } from '@shared/dropoffs/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { tableKeyOf } from '@shared/dropoffs/table'
import { files } from '@shared/files/contract'
import { addDays, type Day } from '@shared/time'
import { Added, Logs, Phones, SiteDays } from '@server/dropoffs/dropoffs.model'
import { Files } from '@server/files/files.model'
import { newId } from '@server/ids'
import { aPlace, aResident, expectError, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBinSite,
  aBinWorld,
  aDropoff,
  aNeighbour,
  anUndo,
  evening,
  sync,
  TONIGHT,
  type Bins,
  type Home,
} from '../support/dropoffs'
import { aPhoto, useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let bins: Bins
let home: Home
beforeEach(async () => {
  bins = await aBinWorld(app, 6)
  home = bins.homes[0] as Home
})

const table = (day?: Day) =>
  app.as(bins.wang).call(dropoffs.tonight, { siteId: bins.site._id, ...(day === undefined ? {} : { day }) })
const report = (who: Bins['wang'], id: string, over: { day?: Day; left?: number; siteId?: string } = {}) =>
  app.as(who).call(dropoffs.reportPhone, { id, siteId: bins.site._id, day: TONIGHT, left: 0, isOut: true, ...over })

const FAR = ['2026-11-28', '2026-12-02', '2025-11-30', '2027-11-30', '1900-01-01', '2199-12-31']
const NO_DAY = ['0000-01-01', '0001-01-01', '9999-12-31', '2026-02-30', '2026-13-01', 'heute']

test('a table is handed out, and a phone reports, for yesterday, today and tomorrow only', async () => {
  for (const day of [-1, 0, 1].map((days) => addDays(TONIGHT, days))) expect((await table(day)).day).toBe(day)
  for (const day of [...FAR, ...NO_DAY]) {
    await expectError(table(day), 'INPUT_INVALID')
    await expectError(report(bins.wang, newId(), { day }), 'INPUT_INVALID')
  }
  expect(await SiteDays.countDocuments({})).toBe(0)
})

test.each(['/api/dropoffs/board?day=', '/api/shifts/calendar?day=', '/api/shifts/desk?to=2026-12-01&from='])(
  '%s: a day that is none is refused, one far off is answered',
  async (path) => {
    for (const day of [...FAR, ...NO_DAY]) {
      const { status } = await app.as(bins.worker).raw('GET', `${path}${day}`)
      expect([day, NO_DAY.includes(day) ? status === 400 : status < 500]).toEqual([day, true])
    }
  },
)

test('neither order nor keys nor tally tell who lives where, or when they came', async () => {
  const scans = [newId(), newId()]
  await sync(app, bins.wang, [
    aDropoff(bins, home, { scanId: scans[0] }),
    aDropoff(bins, bins.homes[1] as Home, { scanId: scans[1] }),
  ])
  const [today, tomorrow] = [await table(), await table(addDays(TONIGHT, 1))]
  for (const { households, tally } of [today, tomorrow])
    for (const rows of [households, tally])
      expect(rows.map(({ ref }) => ref)).toEqual(rows.map(({ ref }) => ref).sort())
  const keysOf = ({ households }: typeof today) => new Set(households.flatMap(({ keys }) => keys))
  expect([...keysOf(today)].filter((key) => keysOf(tomorrow).has(key))).toEqual([])
  expect(keysOf(today).has(tableKeyOf(today.seed, home.token) ?? '')).toBe(true)
  expect(today.tally.flatMap(({ scanIds }) => scanIds).sort()).toEqual(
    scans.map((id) => `0000000000${id.slice(10)}`).sort(),
  )
})

test('who uses the number of another one’s phone reports for themselves; strangers and former ones for nobody', async () => {
  const id = newId()
  await report(bins.wang, id, { left: 3 })
  await report(bins.li, id)
  expect(await Phones.countDocuments({ personId: bins.wang.personId, left: 3 })).toBe(1)
  await expectError(report(await aResident(), id), 'NOT_FOUND')
  // many phones of one person hold what one of them holds at most
  for (let each = 0; each < 4; each += 1) await report(bins.wang, newId(), { left: 100 + each })
  const { sites } = await app.as(bins.worker).call(dropoffsDesk.sites, {})
  expect(sites.find(({ siteId }) => siteId === bins.site._id)).toMatchObject({ phones: 1, unsent: 103 })
})

/** The same rows under ids of their own; ids that are one stay one. */
function afresh<T extends object>(rows: readonly T[]): T[] {
  const ids = new Map<string, string>()
  const fresh = (id: string): string => ids.get(id) ?? (ids.set(id, newId()).get(id) as string)
  return rows.map((row) => {
    const { id, logId } = row as { id: string; logId?: string }
    return { ...row, id: fresh(id), ...(logId ? { logId: fresh(logId) } : {}) }
  })
}

test('the same id again in one batch is answered as if sent one after the other', async () => {
  const row = aDropoff(bins, home)
  const [undo, late] = [anUndo(row), anUndo(row, 60)]
  const batches: { id: string; [name: string]: unknown }[][] = [
    [row, { ...row, result: 'wrong' }],
    [row, row, row],
    [{ ...row, format: 2 }, row, { ...row, format: 2 }],
    [row, late, late],
    [row, undo, undo, { ...undo, logId: newId() }],
  ]
  for (const batch of batches) {
    const single = []
    for (const each of afresh(batch)) single.push(...(await sync(app, bins.wang, [each])))
    const whole = await sync(app, bins.wang, afresh(batch))
    const told = (all: typeof whole) => all.map(({ outcome, code }) => [outcome, code])
    expect(told(whole)).toEqual(told(single))
  }
  const [first, second] = await sync(app, bins.wang, afresh(batches[0] ?? []))
  expect([first?.outcome, second?.code]).toEqual(['accepted', 'IDEMPOTENCY_KEY_REUSED'])
})

test('a row that is nested too deep or whose clock can’t be is refused alone', async () => {
  const good = aDropoff(bins, home)
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const rows = [
    `{"id":"${newId()}","kind":"log","of":${deep}}`,
    `{"id":"${newId()}","x":${deep},"y":"\\u0000"}`,
    JSON.stringify({ ...anUndo(good), clock: { ...good.clock, offsetMs: 9e15 } }),
    JSON.stringify(aDropoff(bins, home, { offsetMs: -9e15 })),
    JSON.stringify(good),
  ]
  const ask = (some: string[]) =>
    app.as(bins.wang).raw('POST', dropoffs.sync.path, {
      headers: { 'content-type': 'application/json' },
      body: `{"rows":[${some.join(',')}]}`,
    })
  const { status, body } = await ask(rows.filter((_row, at) => at !== 1))
  expect(status).toBe(200)
  const { results } = JSON.parse(String(body)) as { results: { outcome: string }[] }
  expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused', 'accepted'])
  // no zero byte comes in, however deep
  expect((await ask(rows)).status).toBe(400)
})

test('rows that a phone could not send: staff hand them in, the volunteer stays the author, nothing comes twice', async () => {
  const rows = [aDropoff(bins, home), aDropoff(bins, bins.homes[1] as Home, { result: 'wrong' })]
  const undo = anUndo(rows[1] as (typeof rows)[number])
  const elsewhere = aDropoff({ site: await aBinSite(await aPlace({ kind: 'compound' })) }, home)
  const file = { personId: bins.wang.personId, rows: [...rows, undo, elsewhere] }
  const handIn = (who: Bins['wang'], handed: typeof file = file) => app.as(who).call(dropoffsDesk.handIn, handed)
  await expectError(handIn(bins.lead), 'NOT_ALLOWED')
  await expectError(handIn(bins.worker, { ...file, personId: bins.worker.personId }), 'DECIDES_OWN_CASE')
  await expectError(handIn(bins.worker, { ...file, rows: [elsewhere] }), 'NOT_FOUND')
  const { by, results } = await handIn(bins.worker)
  expect(by).toBe('测试王阿姨')
  expect(results.map(({ outcome, state, code }) => [outcome, state, code])).toEqual([
    ['accepted', 'counted', null],
    ['accepted', 'undone', null],
    ['accepted', 'undone', null],
    ['refused', null, 'NOT_ALLOWED'],
  ])
  // the phone finds a network after all, and the clerk hands in the file once more
  const had = ['had', 'had', 'had']
  expect((await sync(app, bins.wang, [...rows, undo])).map(({ outcome }) => outcome)).toEqual(had)
  expect((await handIn(bins.worker)).results.map(({ outcome }) => outcome)).toEqual([...had, 'refused'])
  expect(await Logs.find({ siteId: bins.site._id }, { personId: 1 }).lean()).toMatchObject(
    rows.map(() => ({ personId: bins.wang.personId })),
  )
})

test('notes: by whoever logged it, soon, a handful, with pictures of their own; a stranger’s rows are not kept', async () => {
  const [log, unseen] = [aDropoff(bins, home), aDropoff(bins, bins.homes[1] as Home)]
  const aNote = (over: { logId?: string; minutes?: number; photoIds?: string[] } = {}) => ({
    kind: 'note' as const,
    format: 1 as const,
    id: newId(),
    logId: over.logId ?? log.id,
    clock: { ...log.clock, at: new Date(Date.parse(log.clock.at) + (over.minutes ?? 1) * 60_000).toISOString() },
    ...(over.photoIds ? { photoIds: over.photoIds } : { note: '袋子漏了' }),
  })
  const codeOf = async (who: Bins['wang'], row: { id: string }) => (await sync(app, who, [row]))[0]?.code
  await sync(app, bins.wang, [log])
  const stranger = await aResident()
  expect(await codeOf(stranger, aNote())).toBe('NOT_ALLOWED')
  expect(await codeOf(stranger, anUndo(unseen))).toBe('NOT_ALLOWED')
  expect(await Added.countDocuments({ personId: stranger.personId })).toBe(0)
  expect(await codeOf(bins.li, aNote())).toBe('DROPOFF_NOT_YOURS')
  expect(await codeOf(bins.wang, aNote({ minutes: -1500 }))).toBe('DROPOFF_NOTE_TOO_LATE')
  // what came before its log, of another person, does not take hold
  expect(await codeOf(bins.li, aNote({ logId: unseen.id }))).toBeNull()
  await sync(app, bins.wang, [unseen])
  expect((await Logs.findById(unseen.id).lean())?.note).toBeUndefined()
  const [mine, theirs] = [
    await aPhoto(app, bins.wang, newId(), 'dropoff'),
    await aPhoto(app, bins.li, newId(), 'dropoff'),
  ]
  for (const photo of [newId(), theirs, await aPhoto(app, bins.wang)])
    expect(await codeOf(bins.wang, aNote({ photoIds: [photo] }))).toBe('DROPOFF_PHOTO_WRONG')
  setClock(evening('08:00'))
  const [resident, other] = [await aNeighbour(home), await aNeighbour(bins.homes[1] as Home)]
  setClock(evening('19:30'))
  expect(await codeOf(bins.wang, aNote({ photoIds: [mine] }))).toBeNull()
  // it stays with its log, and is seen by the household, its author and who decides, and by nobody else
  expect(await Files.findById(mine).lean()).toMatchObject({ subject: `dropoffs/${log.id}` })
  for (const who of [resident, bins.wang, bins.worker])
    expect((await app.as(who).call(files.link, { id: mine })).url).toContain('/api/files/linked/')
  for (const who of [bins.li, stranger, other])
    await expectError(app.as(who).call(files.link, { id: mine }), 'NOT_FOUND')
  const { items } = await app.as(resident).call(dropoffsHousehold.lines, { householdId: home._id })
  expect(items).toMatchObject([{ photoIds: [mine] }])
  const codes = (
    await sync(
      app,
      bins.wang,
      Array.from({ length: 9 }, () => aNote()),
    )
  ).map(({ code }) => code)
  expect(codes).toEqual([...Array<null>(7).fill(null), 'DROPOFF_NOTES_FULL', 'DROPOFF_NOTES_FULL'])
  expect(await codeOf(bins.wang, aNote())).toBe('DROPOFF_NOTES_FULL')
  setClock(evening('20:30', addDays(TONIGHT, 8)))
  expect(await codeOf(bins.wang, aNote({ logId: unseen.id }))).toBe('DROPOFF_NOTE_TOO_LATE')
})
