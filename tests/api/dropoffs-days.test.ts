// Days of drop-offs over real HTTP and the real database: midnight and month end, waiting for a check-in, closing,
// caps, contests, and facts against a naive recount.
import { dropoffs } from '@shared/dropoffs/contract'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { WAITING_TEXT } from '@shared/dropoffs/vocabulary'
import { accountFor } from '@shared/ledger/accounts'
import { addDays } from '@shared/time'
import { freeDropoffs } from '@server/dropoffs/closing'
import { DayCounts, Logs, SiteDays } from '@server/dropoffs/dropoffs.model'
import { recountDay } from '@server/dropoffs/facts'
import { balanceOf } from '@server/ledger/ledger'
import { RoleGrants } from '@server/people/people.model'
import { ShiftBookings } from '@server/shifts/shifts.model'
import { aResident, aStaff, expectError, setClock } from '../support/app'
import { anEarningRule } from '../support/earning'
import { useDatabase } from '../support/database'
import {
  aBinSite,
  aBinWorld,
  aDropoff,
  aNeighbour,
  anUndo,
  aShift,
  available,
  checkIn,
  closeAt,
  countsAt,
  evening,
  onShift,
  expectCleanLedger,
  pendingPoints,
  reportPhone,
  runAt,
  sync,
  TONIGHT,
  type Bins,
  type Home,
} from '../support/dropoffs'
import { useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

const addHours = (from: string): string => `${String(Number(from.slice(0, 2)) + 2).padStart(2, '0')}:00`

let bins: Bins
let home: Home
beforeEach(async () => {
  bins = await aBinWorld(app)
  home = bins.homes[0] as Home
})

test('past midnight and at the month’s end it is the evening’s; the next evening earns again', async () => {
  const late = await aBinSite(bins.compound, {
    name: '夜间点',
    windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '01:00' }],
  })
  await onShift(bins, late)
  await onShift(bins, late, addDays(TONIGHT, 1))
  setClock(evening('00:45', addDays(TONIGHT, 1)))
  const at = evening('00:40', addDays(TONIGHT, 1))
  await sync(app, bins.wang, [aDropoff(bins, home, { siteId: late._id, at })])
  expect(await Logs.findOne({ siteId: late._id }).lean()).toMatchObject({ day: TONIGHT, window: `${TONIGHT}T22:00` })
  expect((await app.as(bins.wang).call(dropoffs.tonight, { siteId: late._id })).day).toBe(TONIGHT)
  expect(await countsAt(late._id)).toEqual({ households: 1, 'food/correct': 1 })
  setClock(evening('22:30', addDays(TONIGHT, 1)))
  await sync(app, bins.wang, [aDropoff(bins, home, { siteId: late._id, at: evening('22:10', addDays(TONIGHT, 1)) })])
  expect(await pendingPoints(home)).toBe(6)
  await closeAt(evening('06:00', addDays(TONIGHT, 5)))
  const lots = Object.keys((await balanceOf(accountFor({ householdId: home._id })))?.lots ?? {})
  expect(lots).toEqual(['2028-11', '2028-12'])
  await expectCleanLedger()
})

test('I23: a day stays open while a phone holds logs, closes after 72 hours, and what comes later is closed by itself', async () => {
  await sync(app, bins.wang, [aDropoff(bins, home)])
  await reportPhone(bins, 12, false)
  await closeAt(evening('22:00'))
  expect(await available(home)).toBe(0)
  const { sites } = await app.as(bins.worker).call(dropoffsDesk.sites, {})
  expect(sites).toMatchObject([
    { status: 'open', received: 1, checks: 1, correct: 1, phones: 1, unsent: 12, people: 1 },
  ])
  await closeAt(evening('21:05', addDays(TONIGHT, 3)))
  expect(await available(home)).toBe(3)
  const at = evening('21:20')
  await sync(app, bins.wang, [aDropoff(bins, home, { stream: 'residual', at })])
  expect(await pendingPoints(home)).toBe(1)
  await closeAt(evening('23:00', addDays(TONIGHT, 3)))
  expect([await available(home), await pendingPoints(home)]).toEqual([4, 0])
  // what was booked and proves wrong afterwards is taken back, and the rest booked anew
  setClock(evening('21:15', addDays(TONIGHT, 3)))
  await sync(app, bins.li, [aDropoff(bins, home, { result: 'wrong', at })])
  await closeAt(evening('00:30', addDays(TONIGHT, 4)))
  expect([await available(home), await pendingPoints(home)]).toEqual([1, 0])
  expect(await SiteDays.countDocuments({ siteId: bins.site._id, status: 'closed', isLate: false })).toBe(1)
  await expectCleanLedger()
})

test('caps: of a window at once, of a day when it is closed; the rest goes back to the rule', async () => {
  await anEarningRule(
    'dropoff',
    { food_correct: 5, residual_correct: 4 },
    {
      caps: [
        { kind: 'window', most: 7 },
        { kind: 'householdDay', most: 6 },
      ],
    },
  )
  await sync(app, bins.wang, [aDropoff(bins, home), aDropoff(bins, home, { stream: 'residual' })])
  expect(await pendingPoints(home)).toBe(7)
  await reportPhone(bins)
  await closeAt(evening('22:00'))
  expect([await available(home), await pendingPoints(home)]).toEqual([6, 0])
  await expectCleanLedger()
})

test('每日一袋：the first right food bag of the day earns, whenever it arrives; the line of the other says so', async () => {
  setClock(evening('08:00'))
  const resident = await aNeighbour(home)
  setClock(evening('19:30'))
  const windows = ['14:00', '19:00'].map((from) => ({ weekdays: [1, 2, 3, 4, 5, 6, 7], from, to: addHours(from) }))
  const site = await aBinSite(bins.compound, { name: '午后点', windows })
  await onShift(bins, site)
  const caps = [{ kind: 'foodBagsPerHouseholdDay' as const, most: 1 }]
  await anEarningRule('dropoff', { food_correct: 2, bag_opened: 1, residual_correct: 1 }, { caps })
  const of = { siteId: site._id }
  const evenings = [evening('19:10'), evening('14:10')].map((at) => aDropoff(bins, home, { ...of, at }))
  const answers = []
  for (const log of evenings) answers.push(...(await sync(app, bins.wang, [log])))
  // the afternoon's bag was first, though it came later
  expect(answers.map(({ points }) => points)).toEqual([3, 3])
  expect(await pendingPoints(home)).toBe(3)
  await sync(app, bins.wang, [aDropoff(bins, home, { ...of, stream: 'residual' })])
  expect(await pendingPoints(home)).toBe(4)
  const { items } = await app.as(resident).call(dropoffsHousehold.lines, { householdId: home._id })
  const said = items.filter(({ stream }) => stream === 'food').map((line) => [line.points, line.isBeyondDaily])
  expect(said).toEqual([
    [0, true],
    [3, false],
  ])
  // the lead saw that the afternoon's was wrong: the evening's takes its place
  setClock(evening('19:40'))
  await sync(app, bins.lead, [aDropoff(bins, home, { ...of, at: evening('14:12'), result: 'wrong', isLook: true })])
  expect(await pendingPoints(home)).toBe(4)
  await closeAt(evening('06:00', addDays(TONIGHT, 5)))
  expect([await available(home), await pendingPoints(home)]).toEqual([4, 0])
  await expectCleanLedger()
})

test('what looks odd when a day closes goes before a person with its evidence, once, and changes nothing', async () => {
  const rows = Array.from({ length: 13 }, (_, index) =>
    aDropoff(bins, index === 0 ? home : null, { at: new Date(evening('19:20').getTime() + index * 4_000) }),
  )
  await sync(app, bins.wang, rows)
  await reportPhone(bins)
  await closeAt(evening('22:00'))
  await closeAt(evening('23:00'))
  const asked = async () => (await app.as(bins.worker).call(dropoffsDesk.doubts, {})).signals
  const [signal, ...more] = await asked()
  expect(more).toEqual([])
  expect(signal).toMatchObject({ kind: 'fast', by: '测试王阿姨', household: null, mayDecide: true })
  expect([signal?.logs.length, signal?.text]).toEqual([13, expect.stringContaining('13户')])
  expect([await available(home), await Logs.countDocuments({ siteId: bins.site._id, state: 'counted' })]).toEqual([
    3, 13,
  ])
  const decided = { subject: signal?.subject ?? '', outcome: 'noted' as const, reason: '已当面说明' }
  await expectError(app.as(bins.lead).call(dropoffsDesk.decideSignal, decided), 'NOT_ALLOWED')
  expect(await app.as(bins.worker).call(dropoffsDesk.decideSignal, decided)).toMatchObject({ outcome: 'noted' })
  await expectError(app.as(bins.worker).call(dropoffsDesk.decideSignal, decided), 'WRONG_STATE')
  expect(await asked()).toEqual([])
  expect([await available(home), await Logs.countDocuments({ siteId: bins.site._id, state: 'counted' })]).toEqual([
    3, 13,
  ])
  await expectCleanLedger()
})

test('a 分错 can be contested for seven days from the closing, by the household alone, decided by others', async () => {
  const resident = await aNeighbour(home)
  setClock(evening('19:40'))
  const row = aDropoff(bins, home, { result: 'wrong', at: evening('19:35') })
  const second = aDropoff(bins, home, { result: 'mixed', stream: 'residual', at: evening('19:36') })
  await sync(app, bins.wang, [row, second])
  const contest = (who = resident) => app.as(who).call(dropoffsHousehold.contest, { id: row.id, text: '当时已经破袋' })
  await expectError(contest(), 'WRONG_STATE')
  await reportPhone(bins)
  await closeAt(evening('22:00'))
  await expectError(contest(await aResident()), 'NOT_FOUND')
  expect(await contest()).toMatchObject({ contest: 'open' })
  await expectError(contest(), 'WRONG_STATE')
  await app
    .as(bins.worker)
    .call(dropoffsDesk.decideContest, { id: row.id, outcome: 'upheld', reason: '看过照片，确已破袋' })
  await closeAt(evening('23:30'))
  expect([await available(home), await pendingPoints(home)]).toEqual([3, 0])
  const { items } = await app.as(resident).call(dropoffsHousehold.lines, { householdId: home._id })
  expect(items).toMatchObject([
    { result: 'mixed', contest: null, points: 0 },
    { result: 'wrong', contest: 'upheld', points: 3, pointsState: 'booked' },
  ])
  setClock(evening('22:01', addDays(TONIGHT, 7)))
  const late = app.as(resident).call(dropoffsHousehold.contest, { id: second.id, text: '当时已经分开' })
  await expectError(late, 'DROPOFF_CONTEST_LATE')
  await expectCleanLedger()
})

test('a log waits for its check-in, whichever phone was faster, and goes to a person when it does not come', async () => {
  await ShiftBookings.deleteMany({ siteId: bins.site._id })
  const shift = await aShift(bins)
  const [early, late] = [aDropoff(bins, home), aDropoff(bins, bins.homes[1] as Home, { at: evening('19:25') })]
  expect(await sync(app, bins.wang, [early])).toMatchObject([{ outcome: 'accepted', state: 'waiting', points: null }])
  expect(await sync(app, bins.li, [late])).toMatchObject([{ state: 'waiting' }])
  expect(await countsAt(bins.site._id)).toEqual({})
  await checkIn(shift, bins.wang, evening('18:55'))
  await runAt(freeDropoffs, evening('20:00'))
  expect(await countsAt(bins.site._id)).toEqual({ households: 1, 'food/correct': 1 })
  expect(await pendingPoints(home)).toBe(3)
  // who is there is not asked again
  expect(await sync(app, bins.wang, [aDropoff(bins, home, { stream: 'residual' })])).toMatchObject([
    { state: 'counted' },
  ])
  // 自记: a tap without the lead's code vouches for nobody, until somebody confirms it
  await ShiftBookings.deleteMany({ personId: bins.li.personId })
  await checkIn(shift, bins.li, evening('18:55'))
  await ShiftBookings.updateMany({ personId: bins.li.personId }, { $set: { standing: 'self', how: 'tap' } })
  const byTap = aDropoff(bins, bins.homes[2] as Home, { stream: 'residual' })
  expect(await sync(app, bins.li, [byTap])).toMatchObject([{ state: 'waiting', text: WAITING_TEXT }])
  // a keeper stands there without a shift
  const keeper = await aStaff('keeper', bins.compound._id)
  await RoleGrants.updateMany({ personId: keeper.personId }, { $set: { grantedAt: evening('08:00') } })
  expect(await sync(app, keeper, [aDropoff(bins, bins.homes[2] as Home)])).toMatchObject([{ state: 'counted' }])
  await runAt(freeDropoffs, evening('21:00', addDays(TONIGHT, 1)))
  expect((await app.as(bins.worker).call(dropoffsDesk.doubts, {})).logs).toMatchObject([
    { reason: 'unconfirmed', count: 2 },
  ])
  await expectCleanLedger()
})

test('facts are what a naive recount of the logs says, and can be built again for a day', async () => {
  const back = await aBinSite(bins.compound, { name: '南门' })
  await onShift(bins, back)
  const [one, two, three] = bins.homes as [Home, Home, Home]
  const twice = aDropoff(bins, two, { stream: 'residual', result: 'mixed', at: evening('19:12') })
  await sync(app, bins.wang, [
    aDropoff(bins, one, { at: evening('19:10') }),
    aDropoff(bins, one, { stream: 'recyclable', at: evening('19:10') }),
    aDropoff(bins, two, { result: 'unopened', at: evening('19:11') }),
    twice,
    anUndo(twice),
    aDropoff(bins, null, { result: 'wrong' }),
    aDropoff(bins, three, { at: evening('16:00') }),
  ])
  await sync(app, bins.li, [aDropoff(bins, one, { siteId: back._id, at: evening('19:20') })])
  const logs = await Logs.find({ placePath: bins.compound._id, state: 'counted' }).sort({ at: 1 }).lean()
  const bags = new Map<string, string>()
  for (const { _id, householdId, stream, result, personId } of logs)
    if (![...bags.keys()].some((key) => key.startsWith(`${householdId} ${stream} `) && !key.includes(personId)))
      bags.set(`${householdId ?? _id} ${stream} ${personId} ${_id}`, `${stream}/${result}`)
  const naive: Record<string, number> = {}
  for (const name of bags.values()) naive[name] = (naive[name] ?? 0) + 1
  expect(await countsAt(bins.compound._id)).toEqual({ ...naive, households: 2, anonymous: 1, doubles: 1 })
  const before = [await countsAt(bins.site._id), await countsAt(back._id), await countsAt(bins.compound._id)]
  expect(await recountDay(TONIGHT)).toBe(0)
  await DayCounts.updateOne({ _id: `${bins.site._id}/${TONIGHT}` }, { $set: { 'counts.households': 7 } })
  await DayCounts.deleteOne({ _id: `${bins.compound._id}/${TONIGHT}` })
  expect(await recountDay(TONIGHT)).toBe(2)
  expect([await countsAt(bins.site._id), await countsAt(back._id), await countsAt(bins.compound._id)]).toEqual(before)
})
