// The lists over real HTTP and the real database, from closing to mending; two servers at once, killed at every step.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { recomputed } from '@server/standings/publishing'
import { closeStandings, publishStandings } from '@server/standings/standings-jobs'
import { Entries, Inputs, Runs, Versions } from '@server/standings/standings.model'
import { documentText } from '@shared/standings/computing'
import { standings } from '@shared/standings/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { standingsByLink } from '@shared/standings/link-contract'
import { instantAt } from '@shared/time'
import { createHash } from 'node:crypto'
import { JobRuns } from '@server/long-work'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  expectError,
  grant,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { aPicture } from '../support/inspections'
import { anOrganisation, aStandingWorld, VISIT_DAYS, type StandingWorld } from '../support/standings'

useDatabase()
const app = useApp()
const at = (day: string, clock = '10:00'): void => setClock(instantAt(day, clock))
let world: StandingWorld
beforeAll(async () => {
  at('2026-12-01')
  world = await aStandingWorld(VISIT_DAYS)
})
afterAll(() => setClock())

/** Tokens end as the clock is moved. */
const as = async ({ personId }: Signed) => app.as(await signInAs(personId))
const close = () => runJob(closeStandings, '2026-11')
const publish = (day: string) => {
  at(day)
  return runJob(publishStandings, day)
}
/** As if the job had never run: its own record is not what keeps it from doing things twice. */
const forgetRuns = () => JobRuns.deleteMany({})
const read = async (path: string) => (await app.anonymous().raw('GET', path)).body.toString()
const shown = async () => (await Runs.find({}).lean()).map(({ status, version }) => `${status} ${version}`)
const told = async (personId: string) => {
  await deliverOutbox({ notice: deliverNotice })
  return Notices.countDocuments({ personId })
}

test('before day 3 nothing is closed; then once, by two servers at once, killed half-way at each step', async () => {
  await expect(close()).rejects.toMatchObject({ code: 'JOB_SLOT_NOT_DUE' })
  at('2026-12-03')
  await Promise.all([close(), close()])
  const [run] = await Runs.find({}).lean()
  expect(run).toMatchObject({ status: 'preview', objectUntil: '2026-12-10', rulesVersion: 1 })
  const entries = await Entries.find({}).sort({ _id: 1 }).lean()
  // of 23 compounds, two communities and one company
  expect(entries).toHaveLength(26)
  const before = await told(world.worker.personId)
  expect(before).toBe(2)
  // killed after the inputs were kept, and once before everybody was told
  for (const status of ['computed', 'gathered'] as const) {
    await Runs.updateOne({}, { $set: { status } })
    if (status === 'gathered') await Entries.deleteMany({})
    await forgetRuns()
    await close()
  }
  expect(await Entries.find({}).sort({ _id: 1 }).lean()).toEqual(entries)
  expect([await shown(), await Inputs.countDocuments({}), await told(world.worker.personId)]).toEqual([
    ['preview 0'],
    1,
    before,
  ])
})

test('a preview is seen by those concerned, each their own, and by nobody else', async () => {
  const of = async (who: StandingWorld['worker']) =>
    (await (await as(who)).call(standingsDesk.entries, { period: '2026-11' })).items
  expect((await of(world.manager)).map(({ name }) => name)).toEqual(['测试小区1'])
  expect((await of(world.worker))[0]).toMatchObject({
    outcome: 'black',
    rank: expect.any(Number),
    lastVisit: '2026-11-26',
  })
  expect((await of(world.worker)).find(({ name }) => name === '测试小区3')).toMatchObject({
    outcome: 'thin',
    score: null,
  })
  expect(await read('/lists')).not.toContain('测试小区')
  expect((await app.anonymous().call(standings.published, {})).items).toEqual([])
  await expectError(app.anonymous().call(standings.list, { period: '2026-11' }), 'NOT_FOUND')
  const entry = await (await as(world.worker)).call(standingsDesk.entry, { period: '2026-11', placeId: world.bad._id })
  expect(entry.sample).toHaveLength(8)
  expect(JSON.stringify(entry)).not.toContain('inspector-')
})

test('an objection: once a side, decided by somebody apart, never worse; a late one is told the day', async () => {
  const [id, placeId] = [newId(), world.bad._id]
  const ask = { id, period: '2026-11', placeId, text: '11月12日检查的是隔壁小区' }
  const row = await (await as(world.worker)).call(standingsDesk.object, ask)
  expect(row).toMatchObject({ status: 'open', dueOn: '2026-12-08', side: 'community' })
  await expectError(
    (await as(world.worker)).call(standingsDesk.object, { ...ask, id: newId() }),
    'STANDING_OBJECTION_HAD',
  )
  await expectError((await as(world.officer)).call(standingsDesk.object, { ...ask, id: newId() }), 'NOT_ALLOWED')
  const sample = (await (await as(world.officer)).call(standingsDesk.entry, { period: '2026-11', placeId })).sample
  const decide = async (
    amendments: { visit: string; closedInTime: number | null }[],
    outcome: 'upheld' | 'kept' = 'upheld',
  ) =>
    (await as(world.officer)).call(standingsDesk.decideObjection, {
      id,
      outcome,
      amendments,
      reason: '核对了照片和定位',
    })
  await expectError(decide([{ visit: newId(), closedInTime: null }]), 'STANDING_VISITS_UNKNOWN')
  await expectError(decide([]), 'STANDING_NOTHING_CHANGED')
  await expectError(decide([{ visit: sample[0]?.visit ?? '', closedInTime: 1000 }]), 'INPUT_INVALID')
  await publish('2026-12-11')
  expect(await shown()).toEqual(['preview 0'])
  at('2026-12-04')
  const decided = await decide([{ visit: sample[2]?.visit ?? '', closedInTime: null }])
  expect(decided).toMatchObject({ status: 'upheld', before: expect.stringContaining('黑榜') as string })
  await expectError(decide([{ visit: sample[1]?.visit ?? '', closedInTime: null }]), 'WRONG_STATE')
  at('2026-12-11')
  const late = (await as(world.manager)).call(standingsDesk.object, { ...ask, id: newId() })
  await expect(late).rejects.toMatchObject({ code: 'STANDING_OBJECTION_LATE' })
  await late.catch((error: { body: unknown }) => expect(JSON.stringify(error.body)).toContain('12月10日'))
})

test('a company by its link: its own compounds, its objection and reply; whoever sent it does not decide', async () => {
  at('2026-12-05')
  const { items } = await (
    await as(world.officer)
  ).call(standingsDesk.forward, { items: [{ id: newId(), companyId: world.companyId }], days: 10 })
  const link = app.withKey('Link', items[0]?.token ?? '')
  const seen = await link.call(standingsByLink.byLink, {})
  expect(seen.entries.map(({ name }) => name)).toEqual(['测试小区1', '别处小区'])
  // a link reaches as far as whoever sent it
  const near = await (
    await as(world.worker)
  ).call(standingsDesk.forward, { items: [{ id: newId(), companyId: world.companyId }], days: 10 })
  const nearLink = app.withKey('Link', near.items[0]?.token ?? '')
  expect((await nearLink.call(standingsByLink.byLink, {})).entries.map(({ name }) => name)).toEqual(['测试小区1'])
  const otherId = await anOrganisation('另一家物业', 'propertyCompany', world.city)
  await aPlace({ kind: 'compound', parent: world.community, management: 'company', companyId: otherId })
  const far = await (
    await as(world.officer)
  ).call(standingsDesk.forward, { items: [{ id: newId(), companyId: otherId }], days: 10 })
  const farLink = app.withKey('Link', far.items[0]?.token ?? '')
  await expectError(
    link.call(standingsByLink.objectByLink, {
      id: newId(),
      period: '2026-11',
      placeId: world.good._id,
      text: '不是我们的',
    }),
    'NOT_FOUND',
  )
  const id = newId()
  const photoId = newId()
  await link.upload(standingsByLink.uploadByLink, { id: photoId }, await aPicture())
  const objecting = { id, period: '2026-11', placeId: world.bad._id, text: '桶是当天坏的', photoIds: [photoId] }
  await link.call(standingsByLink.objectByLink, objecting)
  const sent = (await link.call(standingsByLink.byLink, {})).entries.find(({ placeId }) => placeId === world.bad._id)
  expect(sent?.objection?.photoIds).toEqual([photoId])
  // whoever sent it and whoever decides see it; another link of the city, the neighbours and passers-by do not
  const opened = await link.call(standingsByLink.photoByLink, { id: photoId })
  expect((await app.anonymous().raw('GET', opened.url)).status).toBe(200)
  await nearLink.call(standingsByLink.photoByLink, { id: photoId })
  await expectError(farLink.call(standingsByLink.photoByLink, { id: photoId }), 'NOT_FOUND')
  const sees = async (who: typeof link) => (await who.raw('GET', `/api/files/${photoId}`)).status
  const askers = [await as(world.officer), await as(await aResident({})), app.anonymous()]
  expect(await Promise.all(askers.map(sees))).toEqual([200, 404, 401])
  const decide = { id, outcome: 'kept' as const, amendments: [], reason: '当天有三处满溢' }
  await expectError((await as(world.officer)).call(standingsDesk.decideObjection, decide), 'DECIDES_OWN_CASE')
  // nor does who sends one while it waits
  await (
    await as(world.cityOfficer)
  ).call(standingsDesk.forward, { items: [{ id: newId(), companyId: world.companyId }], days: 10 })
  await expectError((await as(world.cityOfficer)).call(standingsDesk.decideObjection, decide), 'DECIDES_OWN_CASE')
  const apart = await aStaff('cityOfficer', world.city._id, { name: '卢复核' })
  await (await as(apart)).call(standingsDesk.decideObjection, decide)
  await link.call(standingsByLink.replyByLink, {
    id: newId(),
    period: '2026-11',
    placeId: world.bad._id,
    text: '已换新桶𠮷',
  })
  await expectError(
    app.withKey('Link', `${items[0]?.token.slice(0, -1)}x`).call(standingsByLink.byLink, {}),
    'LINK_INVALID',
  )
  at('2026-12-20')
  await expectError(link.call(standingsByLink.byLink, {}), 'LINK_INVALID')
})

// I25
test('published once, frozen, and the same bytes from what was kept', async () => {
  await forgetRuns()
  at('2026-12-11')
  await Promise.all([runJob(publishStandings, '2026-12-11'), runJob(publishStandings, '2026-12-11')])
  await forgetRuns()
  await publish('2026-12-12')
  expect(await shown()).toEqual(['published 1'])
  const list = await app.anonymous().call(standings.list, { period: '2026-11' })
  const black = list.tables.find(({ kind, colour }) => kind === 'compound' && colour === 'black')
  expect(black?.rows.map(({ name, company, replies }) => [name, company, replies[0]?.text])).toEqual([
    ['测试小区1', '测试物业', '已换新桶𠮷'],
  ])
  expect(list.tables.find(({ kind, colour }) => kind === 'community' && colour === 'black')?.rows).toEqual([])
  const bytes = await app.anonymous().download(standings.file, { period: '2026-11', version: 'v1', file: 'list.json' })
  expect(createHash('sha256').update(bytes.body).digest('hex')).toBe(list.hash)
  // what happens to places afterwards changes nothing of a closed month
  await import('../support/standings').then(({ renamed }) => renamed(world.bad, '改过名的小区'))
  const again = await recomputed('2026-11')
  expect([again?.isSame, again && documentText(again.document)]).toEqual([true, bytes.body.toString()])
  expect(await told(world.worker.personId)).toBe(5)
})

test('the page: four tables, words beside colours, an empty list printed as one, the day of the next', async () => {
  const html = await read('/lists')
  for (const words of [
    '居民小区红榜',
    '表扬',
    '待整改',
    '行政村、居黑榜',
    '本期无',
    '已换新桶',
    '整改中',
    'sha256sum',
    '样本不足',
  ])
    expect(html).toContain(words)
  expect(html).toContain('2026年12月的红黑榜在2027年1月')
  // whole without script; the one there is comes from a file, as the content policy asks
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script src="/lists/check.js" defer>'])
  expect(html).not.toMatch(/onclick|javascript:/)
  at('2027-02-20')
  expect(await read('/lists')).toContain('已经迟了')
  at('2026-12-12')
  for (const [path, status] of [
    ['/lists/2026-11', 200],
    ['/lists/2026-11/v1', 200],
    ['/lists/2026-11/v2', 404],
    ['/lists/2026-10', 404],
    ['/lists/%3Cscript%3E', 404],
    [`/lists/places/${world.bad._id}`, 200],
    [`/lists/places/${world.middle._id}`, 404],
  ] as const)
    expect([path, (await app.anonymous().raw('GET', path)).status]).toEqual([path, status])
  for (const file of ['list.csv', 'list.xlsx', 'list.pdf'] as const)
    expect(
      (await app.anonymous().download(standings.file, { period: '2026-11', version: 'v1', file })).body.length,
    ).toBeGreaterThan(500)
})

test('a correction is a notice: a new version that says what and why, the old one stays', async () => {
  const placeId = world.bad._id
  const { sample } = await (await as(world.cityOfficer)).call(standingsDesk.entry, { period: '2026-11', placeId })
  const before = await read('/lists/2026-11/v1/list.json')
  const amendments = sample.slice(0, 6).map(({ visit }) => ({ visit, closedInTime: null }))
  const id = newId()
  const correct = { id, period: '2026-11', version: 1, amendments, reason: '六次检查的袋子数抄错了' }
  await expectError((await as(world.officer)).call(standingsDesk.correct, correct), 'NOT_ALLOWED')
  await expectError(
    (await as(world.cityOfficer)).call(standingsDesk.correct, {
      ...correct,
      amendments: [{ visit: sample[0]?.visit ?? '', closedInTime: 0 }],
    }),
    'STANDING_NOTHING_CHANGED',
  )
  const neighbour = await aResident({ household: await aHousehold({ place: world.bad }) })
  await grant(neighbour.personId, 'cityOfficer', world.city._id)
  await expectError((await as(neighbour)).call(standingsDesk.correct, { ...correct, id: newId() }), 'DECIDES_OWN_CASE')
  await (await as(world.cityOfficer)).call(standingsDesk.correct, correct)
  expect(await read('/lists/2026-11')).not.toContain('更正公告')
  const decide = { id, outcome: 'done' as const, reason: '照片核对过' }
  for (const own of [world.cityOfficer, neighbour])
    await expectError((await as(own)).call(standingsDesk.decideCorrection, decide), 'DECIDES_OWN_CASE')
  const second = await aStaff('cityOfficer', world.city._id)
  expect((await (await as(second)).call(standingsDesk.corrections, {})).items).toMatchObject([{ id, mayDecide: true }])
  expect(await (await as(second)).call(standingsDesk.decideCorrection, decide)).toMatchObject({ status: 'done' })
  await expectError((await as(second)).call(standingsDesk.decideCorrection, decide), 'WRONG_STATE')
  await expectError(
    (await as(world.cityOfficer)).call(standingsDesk.correct, { ...correct, id: newId() }),
    'CHANGED_MEANWHILE',
  )
  await told(world.worker.personId)
  const notice = await Notices.findOne({ personId: world.worker.personId, title: /红黑榜已更正/ }).lean()
  expect(notice?.text).toContain('六次检查的袋子数抄错了')
  expect(await read('/lists/2026-11/v1/list.json')).toBe(before)
  const html = await read('/lists/2026-11')
  expect(html).toContain('更正公告')
  expect(html).toContain('六次检查的袋子数抄错了')
  expect(await read('/lists/2026-11/v1')).toContain('看最新的第2版')
  expect((await recomputed('2026-11'))?.isSame).toBe(true)
  expect(await Versions.countDocuments({})).toBe(2)
})

test('nothing private in anything that hangs', async () => {
  const pages = ['/lists', '/lists/2026-11/v1', `/lists/places/${world.good._id}`, '/lists/2026-11/v2/list.json']
  const texts = [...(await Promise.all(pages.map(read))), await read('/lists/2026-11/v2/list.csv')].join('\n')
  const names = ['inspector-', '周社区', '钱物业', '冯街道', '何市级']
  for (const secret of [...names, world.worker.personId, world.manager.personId]) expect(texts).not.toContain(secret)
  expect(texts).not.toMatch(/(?<![\w.])1[3-9]\d{9}(?!\w)/)
  expect(texts).not.toContain(world.middle.name)
})

test('rules: proposed, tried on what is closed, in force by a second person, never for a closed month', async () => {
  at('2026-12-12')
  const other = await aStaff('cityOfficer', world.city._id, { name: '卢复核' })
  const first = await as(world.cityOfficer)
  const { current, nextFrom } = await first.call(standingsDesk.rules, {})
  expect(nextFrom).toBe('2026-12')
  const strict = { ...current, red: { score: 100, low: 99 } }
  const { months } = await first.call(standingsDesk.tryRules, { rules: strict })
  expect(months[0]?.changes.length).toBeGreaterThan(0)
  const propose = { version: 2, from: '2026-12', rules: strict, reason: '表扬线提高' }
  await expectError(first.call(standingsDesk.proposeRules, { ...propose, from: '2026-11' }), 'STANDING_RULES_FROM')
  await expectError(
    first.call(standingsDesk.proposeRules, { ...propose, rules: { ...strict, red: { score: 200, low: 1 } } }),
    'INPUT_INVALID',
  )
  await first.call(standingsDesk.proposeRules, propose)
  const decide = { version: 2, outcome: 'inForce' as const, reason: '同意' }
  await expectError(first.call(standingsDesk.decideRules, decide), 'DECIDES_OWN_CASE')
  expect(await (await as(other)).call(standingsDesk.decideRules, decide)).toMatchObject({ status: 'inForce' })
  await expectError((await as(other)).call(standingsDesk.decideRules, decide), 'WRONG_STATE')
  // a closed month stays with the rules that it was made by
  expect((await recomputed('2026-11'))?.isSame).toBe(true)
})

test('a resident sees their own compound and no other; what can still be done is told', async () => {
  const household = await aHousehold({ place: world.bad })
  const resident = await aResident({ household })
  const mine = await (await as(resident)).call(standings.mine, {})
  expect([mine.place?.name, mine.last?.period, mine.company]).toEqual(['改过名的小区', '2026-11', '测试物业'])
  await expectError((await as(resident)).call(standings.mine, { placeId: world.good._id }), 'NOT_FOUND')
  const { items } = await (await as(world.worker)).call(standingsDesk.changeable, {})
  // one place has one range, of however many others whoever asks is told
  const city = await (await as(world.cityOfficer)).call(standingsDesk.changeable, {})
  expect(city.items.filter(({ placeId }) => items.some((each) => each.placeId === placeId))).toEqual(
    items.map((item) =>
      expect.objectContaining({ placeId: item.placeId, score: item.score, low: item.low, high: item.high }),
    ),
  )
  expect(items.find(({ name }) => name === '测试小区3')).toMatchObject({ score: null, stands: '还不够排名' })
})
