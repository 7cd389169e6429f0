// Drop-offs over real HTTP and the real database: the story of an evening, twice and in any order, own household, wrong
// person and place, merged household, forged reference, what a person decides.
import { dropoffs, type LogRow } from '@shared/dropoffs/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { scanMark } from '@shared/dropoffs/table'
import { Days, Logs } from '@server/dropoffs/dropoffs.model'
import { typedCodeFrom } from '@shared/people/rules'
import { newId } from '@server/ids'
import { Households } from '@server/people/households.model'
import { RoleGrants } from '@server/people/people.model'
import { forgetActors } from '@server/people/sessions'
import { aHousehold, addMember, ancestorOf, aPlace, aResident, aStaff, expectError, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBinSite,
  aBinWorld,
  aDropoff,
  aNeighbour,
  anUndo,
  available,
  closeAt,
  countsAt,
  evening,
  onShift,
  expectCleanLedger,
  pendingPoints,
  reportPhone,
  scan,
  sync,
  type Bins,
  type Home,
} from '../support/dropoffs'
import { useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let bins: Bins
let home: Home
beforeEach(async () => {
  bins = await aBinWorld(app)
  home = bins.homes[0] as Home
})

test('a village without staffed bins: the collector logs by the code at the door, at any hour and without a shift', async () => {
  const village = await aPlace({ kind: 'village' })
  const door = await aHousehold({ place: village, building: '', unit: '', room: '12' })
  const site = await aBinSite(village, { windows: [] })
  const collector = await aStaff('villageCollector', (await ancestorOf(village, 'community'))._id)
  await RoleGrants.updateMany({ personId: collector.personId }, { $set: { grantedAt: evening('05:00') } })
  forgetActors()
  const table = await app.as(collector).call(dropoffs.tonight, { siteId: site._id })
  // 会烂 and 不会烂 are the words there for food and the rest
  expect(table.site.rural).toBe(true)
  const rows = (['food', 'residual'] as const).map((stream, at) =>
    aDropoff({ site }, door, { stream, result: at === 0 ? 'correct' : 'wrong', at: evening('06:40') }),
  )
  expect(await sync(app, collector, rows)).toMatchObject([{ state: 'counted', points: 3 }, { state: 'counted' }])
  expect(await sync(app, collector, [aDropoff({ site }, door, { at: evening('16:00') })])).toMatchObject([
    { state: 'counted', points: 0 },
  ])
  // both bags were looked at, and one of them earns
  expect(await countsAt(site._id)).toEqual({ households: 1, 'food/correct': 2, 'residual/wrong': 1 })
  expect(await pendingPoints(door)).toBe(3)
})

test('the story: table, two bags of one scan, pending, closed, available, read by the household', async () => {
  const resident = await aNeighbour(home)
  const of = await scan(app, bins.wang, bins.site._id, home.token)
  expect(of.kind).toBe('ref')
  setClock(evening('19:32'))
  const scanId = newId()
  const rows = [
    aDropoff(bins, of, { scanId, at: evening('19:31') }),
    aDropoff(bins, of, { scanId, at: evening('19:31'), stream: 'residual', result: 'wrong' }),
  ]
  expect(await sync(app, bins.wang, rows)).toMatchObject([
    { outcome: 'accepted', state: 'counted', points: 3 },
    { outcome: 'accepted', state: 'counted', points: 0 },
  ])
  expect([await pendingPoints(home), await available(home)]).toEqual([3, 0])
  const { tally, own } = await app.as(bins.li).call(dropoffs.tonight, { siteId: bins.site._id })
  expect(own).toEqual([])
  expect(tally).toEqual([{ ref: of.kind === 'ref' ? of.ref : '', scanIds: [scanMark(scanId)] }])
  expect(await countsAt(bins.site._id)).toEqual({ households: 1, 'food/correct': 1, 'residual/wrong': 1 })
  expect(await countsAt(bins.compound._id)).toEqual({ households: 1, 'food/correct': 1, 'residual/wrong': 1 })
  await reportPhone(bins)
  await closeAt(evening('22:00'))
  expect([await pendingPoints(home), await available(home)]).toEqual([0, 3])
  const { items } = await app.as(resident).call(dropoffsHousehold.lines, { householdId: home._id })
  expect(items.map(({ stream, result, points, pointsState }) => [stream, result, points, pointsState]).sort()).toEqual([
    ['food', 'correct', 3, 'booked'],
    ['residual', 'wrong', 0, 'none'],
  ])
  await expectCleanLedger()
})

test('I21: the same batch again, at once from many requests, and with another content', async () => {
  const rows = [aDropoff(bins, home), aDropoff(bins, bins.homes[1] as Home), aDropoff(bins, null)]
  const answers = await Promise.all(Array.from({ length: 6 }, () => sync(app, bins.wang, rows)))
  const accepted = answers.flat().filter(({ outcome }) => outcome === 'accepted')
  expect(accepted.length).toBe(3)
  expect(answers.flat().filter(({ outcome }) => outcome === 'had').length).toBe(15)
  expect(await Logs.countDocuments({ siteId: bins.site._id })).toBe(3)
  expect(await pendingPoints(home)).toBe(3)
  expect(await countsAt(bins.site._id)).toEqual({ households: 2, anonymous: 1, 'food/correct': 3 })
  const [changed] = await sync(app, bins.wang, [{ ...rows[0]!, result: 'wrong' } as LogRow])
  expect(changed).toMatchObject({ outcome: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' })
  const [foreign] = await sync(app, bins.li, [rows[0]!])
  expect(foreign).toMatchObject({ outcome: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' })
  await expectCleanLedger()
})

test('a row that cannot be read is refused alone; the rest goes on', async () => {
  const good = aDropoff(bins, home)
  const answers = await sync(app, bins.wang, [{ id: newId() }, { ...aDropoff(bins, home), format: 2 } as never, good])
  expect(answers.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'accepted'])
})

test('I22: earns once a stream and window, whoever logs it and where; another stream and window again', async () => {
  const back = await aBinSite(bins.compound, {
    name: '后门',
    windows: [...bins.site.windows, { weekdays: [1], from: '07:00', to: '09:00' }],
  })
  await onShift(bins, back)
  await sync(app, bins.wang, [
    aDropoff(bins, home, { at: evening('19:10') }),
    aDropoff(bins, home, { at: evening('19:12') }),
  ])
  await sync(app, bins.li, [aDropoff(bins, home, { siteId: back._id })])
  expect(await pendingPoints(home)).toBe(3)
  await sync(app, bins.li, [aDropoff(bins, home, { stream: 'residual' })])
  expect(await pendingPoints(home)).toBe(4)
  // phones that hand in at the same moment share a transaction, and each brings what its own logs may earn
  const second = bins.homes[1] as Home
  const streams = ['food', 'residual', 'recyclable'] as const
  await Promise.all(
    streams.map((stream, at) => sync(app, at % 2 === 0 ? bins.wang : bins.li, [aDropoff(bins, second, { stream })])),
  )
  expect(await pendingPoints(second)).toBe(5)
  await sync(app, bins.li, [aDropoff(bins, home, { siteId: back._id, at: evening('08:10') })])
  expect(await pendingPoints(home)).toBe(7)
  await expectCleanLedger()
})

test('I22: own household: not offered by the table, refused by the server, also for who acts for it or left lately', async () => {
  await addMember(home._id, bins.wang.personId)
  const { own, households } = await app.as(bins.wang).call(dropoffs.tonight, { siteId: bins.site._id })
  expect(own.length).toBe(1)
  expect(households.length).toBe(3)
  expect(await sync(app, bins.wang, [aDropoff(bins, home)])).toMatchObject([
    { outcome: 'refused', code: 'DROPOFF_OWN_HOUSEHOLD' },
  ])
  expect(await Logs.countDocuments({ siteId: bins.site._id })).toBe(0)
  expect(await sync(app, bins.li, [aDropoff(bins, home)])).toMatchObject([{ outcome: 'accepted' }])
})

test('who never stood at a bin is refused; whoever lost the role afterwards still hands in, before a person', async () => {
  const nobody = await aResident()
  expect(await sync(app, nobody, [aDropoff(bins, home)])).toMatchObject([{ outcome: 'refused', code: 'NOT_ALLOWED' }])
  await expectError(app.as(nobody).call(dropoffs.tonight, { siteId: bins.site._id }), 'NOT_ALLOWED')
  await RoleGrants.updateMany(
    { personId: bins.wang.personId },
    { $set: { active: false, revokedAt: evening('19:15') } },
  )
  forgetActors()
  expect(
    await sync(app, bins.wang, [
      aDropoff(bins, home, { at: evening('19:10') }),
      aDropoff(bins, home, { at: evening('19:20') }),
    ]),
  ).toMatchObject([
    { outcome: 'review', code: 'role' },
    { outcome: 'review', code: 'role' },
  ])
  expect(await pendingPoints(home)).toBe(0)
})

test.each<[string, (bins: Bins) => Promise<Parameters<typeof aDropoff>[2]>, string]>([
  ['outside of the window', async () => ({ at: evening('16:00') }), 'window'],
  [
    'by a phone that is years off',
    async () => ({ at: new Date('2020-01-01T00:00:00Z'), offsetMs: 7 * 365 * 86_400_000 }),
    'clock',
  ],
  ['by a phone that never knew', async () => ({ offsetMs: null }), 'clock'],
  [
    'of a stream without a bin',
    async ({ compound }) => ({ siteId: (await aBinSite(compound, { name: '厨余点', streams: ['residual'] }))._id }),
    'stream',
  ],
  [
    'at a site where no shift of theirs runs',
    async ({ compound }) => ({ siteId: (await aBinSite(compound, { name: '北门' }))._id }),
    'shift',
  ],
  ['at a site elsewhere', async () => ({ siteId: (await aBinSite(await aPlace()))._id }), 'site'],
  [
    'at a site that is closed',
    async ({ compound }) => ({ siteId: (await aBinSite(compound, { name: '停用', status: 'suspended' }))._id }),
    'site',
  ],
])('%s: kept, before a person, and told why', async (_name, wish, code) => {
  const row = aDropoff(bins, home, await wish(bins))
  const [answer] = await sync(app, bins.wang, [row])
  expect(answer).toMatchObject({ outcome: 'review', state: 'review', code })
  expect(answer?.text).toContain('核对后再记')
  expect(await pendingPoints(home)).toBe(0)
  expect(await sync(app, bins.wang, [row])).toMatchObject([{ outcome: 'had', state: 'review', code }])
})

test('a photographed code of another compound waits; a forged reference finds nobody', async () => {
  const far = await aHousehold()
  expect(await sync(app, bins.wang, [aDropoff(bins, far)])).toMatchObject([{ outcome: 'review', code: 'elsewhere' }])
  // what waits has come all the same: the board says so, and when
  const { sites } = await app.as(bins.worker).call(dropoffsDesk.sites, {})
  expect(sites.find(({ siteId }) => siteId === bins.site._id)).toMatchObject({
    ...{ received: 1, waiting: 1, checks: 0, lastAt: expect.any(String) },
  })
  const ref = `261130-${'A'.repeat(22)}`
  expect(await sync(app, bins.wang, [aDropoff(bins, { kind: 'ref', ref })])).toMatchObject([
    { outcome: 'refused', code: 'DROPOFF_REFERENCE_WRONG' },
  ])
  const other = await aBinSite(bins.compound, { name: '西门' })
  const of = await scan(app, bins.wang, other._id, home.typed)
  expect(await sync(app, bins.wang, [aDropoff(bins, of)])).toMatchObject([{ code: 'DROPOFF_REFERENCE_WRONG' }])
})

test('typed codes can not be guessed at the bins: after a few wrong ones none is looked up for a while', async () => {
  const guesses = Array.from({ length: 9 }, (_unused, at) => typedCodeFrom([at, 1, 2, 3, 4, 5, 6]))
  const rows = guesses.map((code) => aDropoff(bins, { kind: 'code', code }))
  const answers = await sync(app, bins.wang, rows)
  expect(answers.every(({ outcome, code }) => outcome === 'review' && code === 'code')).toBe(true)
  expect(await sync(app, bins.wang, [aDropoff(bins, home)])).toMatchObject([{ outcome: 'review', code: 'code' }])
  // what was scanned, and what another one types, is not held up
  expect(await sync(app, bins.wang, [aDropoff(bins, { kind: 'code', code: home.token })])).toMatchObject([
    { points: 3 },
  ])
  expect(await sync(app, bins.li, [aDropoff(bins, bins.homes[1] as Home)])).toMatchObject([{ points: 3 }])
})

test('I24: decided by the community, once, and not by whoever lives there: counted as if it had come in time', async () => {
  const rows = [aDropoff(bins, home, { at: evening('16:00') }), aDropoff(bins, null, { at: evening('16:01') })]
  await sync(app, bins.wang, rows)
  const { logs } = await app.as(bins.worker).call(dropoffsDesk.doubts, {})
  expect(logs).toMatchObject([{ reason: 'window', count: 2, mayDecide: true, by: '测试王阿姨' }])
  const subject = logs[0]?.subject ?? ''
  const decide = () =>
    app.as(bins.worker).call(dropoffsDesk.decideLogs, { subject, outcome: 'count', reason: '下雨提前开放' })
  await decide()
  expect(await pendingPoints(home)).toBe(3)
  expect(await countsAt(bins.site._id)).toEqual({ households: 1, anonymous: 1, 'food/correct': 2 })
  await expectError(decide(), 'WRONG_STATE')
  // one more of the same kind asks again
  await sync(app, bins.wang, [aDropoff(bins, bins.homes[1] as Home, { at: evening('16:02') })])
  await addMember((bins.homes[1] as Home)._id, bins.worker.personId)
  await expectError(decide(), 'DECIDES_OWN_CASE')
  await expectCleanLedger()
})

test('two who agree count once; two who differ earn nothing until a person decides', async () => {
  await sync(app, bins.wang, [aDropoff(bins, home, { at: evening('19:10') })])
  await sync(app, bins.li, [aDropoff(bins, home, { at: evening('19:11') })])
  expect(await countsAt(bins.site._id)).toEqual({ households: 1, 'food/correct': 1, doubles: 1 })
  const second = bins.homes[1] as Home
  await sync(app, bins.wang, [aDropoff(bins, second, { at: evening('19:12') })])
  expect(await pendingPoints(second)).toBe(3)
  await sync(app, bins.li, [aDropoff(bins, second, { at: evening('19:13'), result: 'mixed' })])
  expect(await pendingPoints(second)).toBe(0)
  const { bags } = await app.as(bins.worker).call(dropoffsDesk.doubts, {})
  expect(bags).toMatchObject([{ stream: 'food', mayDecide: true }])
  const decision = { subject: bags[0]?.subject ?? '', outcome: 'first' as const, reason: '看过照片' }
  await app.as(bins.worker).call(dropoffsDesk.decideBag, decision)
  expect(await pendingPoints(second)).toBe(3)
  expect((await app.as(bins.worker).call(dropoffsDesk.doubts, {})).bags).toEqual([])
  await expectCleanLedger()
})

test('the lead stands above the first result, both are kept, and the question falls away', async () => {
  await sync(app, bins.wang, [aDropoff(bins, home, { at: evening('19:10') })])
  await sync(app, bins.li, [aDropoff(bins, home, { at: evening('19:11'), result: 'wrong' })])
  await sync(app, bins.lead, [aDropoff(bins, home, { at: evening('19:12'), result: 'mixed', isLook: true })])
  expect((await app.as(bins.worker).call(dropoffsDesk.doubts, {})).bags).toEqual([])
  expect(await countsAt(bins.site._id)).toEqual({ households: 1, 'food/mixed': 1, doubles: 1 })
  expect(await Logs.countDocuments({ householdId: home._id })).toBe(3)
  expect(await app.as(bins.wang).call(dropoffs.mine, {})).toMatchObject({ evenings: 1, bags: 1, looked: 1, agreed: 0 })
})

test('undone within ten seconds, before or after its log, in one batch or two: a trace, no points, no count', async () => {
  const [one, two, three, four] = [home, home, null, home].map((of, index) =>
    aDropoff(bins, of, { at: evening(`19:1${index}` as '19:10') }),
  )
  await sync(app, bins.wang, [one!, anUndo(one!)])
  const undo = anUndo(two!)
  expect(await sync(app, bins.wang, [undo])).toMatchObject([{ outcome: 'accepted' }])
  expect(await sync(app, bins.wang, [two!])).toMatchObject([{ outcome: 'accepted', state: 'undone' }])
  await sync(app, bins.wang, [three!])
  expect(await sync(app, bins.wang, [anUndo(three!)])).toMatchObject([{ outcome: 'accepted', state: 'undone' }])
  expect(await sync(app, bins.wang, [undo])).toMatchObject([{ outcome: 'had', state: 'undone' }])
  await sync(app, bins.wang, [four!])
  expect(await sync(app, bins.wang, [anUndo(four!, 60)])).toMatchObject([{ code: 'DROPOFF_UNDO_TOO_LATE' }])
  expect(await sync(app, bins.li, [anUndo(four!)])).toMatchObject([{ code: 'DROPOFF_NOT_YOURS' }])
  expect(await pendingPoints(home)).toBe(3)
  await sync(app, bins.wang, [anUndo(four!)])
  expect(await pendingPoints(home)).toBe(0)
  expect(await Logs.countDocuments({ siteId: bins.site._id, state: 'undone' })).toBe(4)
  expect(await countsAt(bins.site._id)).toEqual({})
  await expectCleanLedger()
})

test('a household that was merged in the evening: its card leads to the one that goes on', async () => {
  const of = await scan(app, bins.wang, bins.site._id, home.token)
  const into = bins.homes[1] as Home
  await Households.updateOne({ _id: home._id }, { $set: { status: 'merged', mergedInto: into._id } })
  expect(await sync(app, bins.wang, [aDropoff(bins, of)])).toMatchObject([{ outcome: 'accepted', points: 3 }])
  expect([await pendingPoints(into), await pendingPoints(home)]).toEqual([3, 0])
  const resident = await aNeighbour(into)
  setClock(evening('19:40'))
  await sync(app, bins.wang, [aDropoff(bins, into, { stream: 'residual', at: evening('19:35') })])
  await Logs.updateMany({ householdId: into._id, stream: 'residual' }, { $set: { householdId: home._id } })
  const { items } = await app.as(resident).call(dropoffsHousehold.lines, { householdId: into._id })
  expect(items.map(({ stream }) => stream)).toEqual(['residual'])
})

test('a stranger reads no household’s lines; staff of the place do, audited', async () => {
  await sync(app, bins.wang, [aDropoff(bins, home)])
  await expectError(app.as(await aResident()).call(dropoffsHousehold.lines, { householdId: home._id }), 'NOT_FOUND')
  const { items } = await app.as(bins.worker).call(dropoffsDesk.household, { householdId: home._id })
  expect(items.length).toBe(1)
  await expectError(app.as(bins.wang).call(dropoffsDesk.household, { householdId: home._id }), 'NOT_ALLOWED')
  expect(await Days.countDocuments({ householdId: home._id })).toBe(1)
})

test('who was answered is asked again for what the server has forgotten', async () => {
  const row = aDropoff(bins, home)
  await sync(app, bins.wang, [row])
  const ask = (lastAnswered: string) => app.as(bins.wang).call(dropoffs.sync, { rows: [], lastAnswered })
  expect((await ask(row.id)).sendAgain).toBeUndefined()
  expect((await ask(newId())).sendAgain).toBe(true)
})
