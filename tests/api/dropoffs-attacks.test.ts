// What somebody could gain by rows that no phone of ours would send: logs of days long past, references and looks of
// another evening, tapping back what is booked, two sites at once. All of it is kept, and nothing of it counts alone.
import { dropoffs } from '@shared/dropoffs/contract'
import { addDays } from '@shared/time'
import { Added, Logs, SiteDays, type SiteDayRecord } from '@server/dropoffs/dropoffs.model'
import { closeDay, freeDropoffs } from '@server/dropoffs/closing'
import { recountDay } from '@server/dropoffs/facts'
import { referencesOf } from '@server/dropoffs/references'
import { newId } from '@server/ids'
import { RoleGrants } from '@server/people/people.model'
import { forgetActors } from '@server/people/sessions'
import { ShiftBookings, Shifts } from '@server/shifts/shifts.model'
import { aStaff, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBinSite,
  aBinWorld,
  aDropoff,
  aShift,
  anUndo,
  available,
  closeAt,
  countsAt,
  evening,
  expectCleanLedger,
  onShift,
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

let bins: Bins
let home: Home
beforeEach(async () => {
  bins = await aBinWorld(app)
  home = bins.homes[0] as Home
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const endRole = async (personId: string): Promise<void> => {
  await RoleGrants.updateMany({ personId }, { $set: { active: false, revokedAt: evening('19:31') } })
  forgetActors()
}

test('a day that is over: a log that comes more than 72 hours after it was made waits, however old, shift or not', async () => {
  await RoleGrants.updateMany({}, { $set: { grantedAt: evening('08:00', addDays(TONIGHT, -400)) } })
  forgetActors()
  for (const ago of [4, 39, 41, 90, 365]) {
    const row = aDropoff(bins, home, { at: evening('19:20', addDays(TONIGHT, -ago)) })
    expect(await sync(app, bins.wang, [row])).toMatchObject([{ outcome: 'review', code: 'late' }])
  }
  setClock(evening('19:19', addDays(TONIGHT, 3)))
  expect(await sync(app, bins.wang, [aDropoff(bins, home)])).toMatchObject([{ state: 'counted' }])
  setClock(evening('19:21', addDays(TONIGHT, 3)))
  expect(await sync(app, bins.wang, [aDropoff(bins, home)])).toMatchObject([{ code: 'late' }])
  expect(await pendingPoints(home)).toBe(3)
})

test('a reference of another day than the log’s evening waits, also across midnight', async () => {
  const refOf = (siteId: string, day: string) => ({ kind: 'ref' as const, ref: referencesOf(siteId, day)(home._id) })
  for (const day of ['2025-01-01', addDays(TONIGHT, -1), addDays(TONIGHT, 1)])
    expect(await sync(app, bins.wang, [aDropoff(bins, refOf(bins.site._id, day))])).toMatchObject([
      { outcome: 'review', code: 'code' },
    ])
  const windows = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '01:00' }]
  const late = await aBinSite(bins.compound, { name: '夜间点', windows })
  await onShift(bins, late)
  setClock(evening('00:45', addDays(TONIGHT, 1)))
  const wish = { siteId: late._id, at: evening('00:40', addDays(TONIGHT, 1)) }
  expect(await sync(app, bins.wang, [aDropoff(bins, refOf(late._id, addDays(TONIGHT, 1)), wish)])).toMatchObject([
    { code: 'code' },
  ])
  expect(await sync(app, bins.wang, [aDropoff(bins, refOf(late._id, TONIGHT), wish)])).toMatchObject([
    { state: 'counted', points: 3 },
  ])
})

test('whose role has ended takes nothing back either; the try is kept', async () => {
  const row = aDropoff(bins, home)
  await sync(app, bins.wang, [row])
  await endRole(bins.wang.personId)
  setClock(evening('19:40'))
  const undo = anUndo(row)
  for (const _again of [1, 2])
    expect(await sync(app, bins.wang, [undo])).toMatchObject([{ outcome: 'refused', code: 'DROPOFF_UNDO_KEPT' }])
  expect(await Added.findById(undo.id).lean()).toMatchObject({ isDone: true, code: 'DROPOFF_UNDO_KEPT' })
  expect(await pendingPoints(home)).toBe(3)
})

test('taking back: not before the tap, not by two clocks that differ, and never what is closed or decided', async () => {
  const row = aDropoff(bins, home)
  await sync(app, bins.wang, [row])
  const tampered = [
    anUndo(row, -5),
    { ...anUndo(row), clock: { ...anUndo(row).clock, tick: row.clock.tick - 1 } },
    { ...anUndo(row), clock: { ...anUndo(row).clock, at: evening('19:29').toISOString() } },
    { ...anUndo(row, -60), clock: { ...anUndo(row, -60).clock, run: newId() } },
  ]
  for (const undo of tampered)
    expect(await sync(app, bins.wang, [undo])).toMatchObject([{ code: 'DROPOFF_UNDO_TOO_LATE' }])
  await reportPhone(bins)
  await closeAt(evening('22:00'))
  const undo = anUndo(row)
  expect(await sync(app, bins.wang, [undo])).toMatchObject([{ code: 'DROPOFF_UNDO_KEPT' }])
  expect([await available(home), await pendingPoints(home)]).toEqual([3, 0])
  expect(await Logs.findById(row.id).lean()).toMatchObject({ state: 'counted' })
  expect(await Added.countDocuments({ logId: row.id, isDone: true })).toBe(5)
  // a phone that was offline until now brings both at once: that tap never counted
  const both = aDropoff(bins, bins.homes[1] as Home)
  await sync(app, bins.wang, [both, anUndo(both)])
  expect(await pendingPoints(bins.homes[1] as Home)).toBe(0)
  await expectCleanLedger()
})

test('taking back and closing at the same moment: what a closed day has read does not change afterwards', async () => {
  const [row, wrong] = [aDropoff(bins, null), aDropoff(bins, home, { result: 'wrong' })]
  await sync(app, bins.wang, [row, wrong])
  setClock(evening('21:40'))
  for (const log of [row, wrong]) {
    const _id = `${bins.site._id}/${TONIGHT}`
    const siteDay = await SiteDays.findOneAndUpdate({ _id }, { $set: { status: 'open' } }).lean<SiteDayRecord>()
    const closing: Promise<string | undefined>[] = []
    const update = Logs.updateOne.bind(Logs)
    const spy = jest.spyOn(Logs, 'updateOne').mockImplementation(((...asked: Parameters<typeof update>) => {
      // another process closes the day while this one is about to write
      const close = async () => {
        await closeDay(siteDay as SiteDayRecord)
        return (await Logs.findById(log.id).lean())?.state
      }
      if (closing.length === 0) closing.push(close())
      return Promise.race([closing[0], pause(300)]).then(() => update(...asked))
    }) as never)
    await sync(app, bins.wang, [anUndo(log)])
    spy.mockRestore()
    expect(await closing[0]).toBe((await Logs.findById(log.id).lean())?.state)
  }
})

test('a note that came before its log and is by somebody else changes nothing', async () => {
  const row = aDropoff(bins, home)
  const note = { ...anUndo(row), kind: 'note', note: '不是我写的' }
  await sync(app, bins.li, [note])
  await sync(app, bins.wang, [row])
  expect((await Logs.findById(row.id).lean())?.note).toBeUndefined()
})

test('a look: by who leads there now, on what another has logged, until the day is closed; else it is set aside', async () => {
  const [one, two, three] = bins.homes as [Home, Home, Home]
  await sync(app, bins.wang, [aDropoff(bins, one)])
  const setAside = { outcome: 'accepted', state: 'setAside', code: 'look' }
  const look = (of: Home, at = evening('19:25')) => aDropoff(bins, of, { result: 'wrong', isLook: true, at })
  expect(await sync(app, bins.li, [look(one)])).toMatchObject([setAside])
  expect(await sync(app, bins.lead, [look(one, evening('16:00'))])).toMatchObject([setAside])
  expect(await pendingPoints(one)).toBe(3)
  // their own log stays as they made it
  const alone = await aBinSite(bins.compound, { name: '西门' })
  const own = { siteId: alone._id }
  await sync(app, bins.lead, [aDropoff(bins, two, own), { ...look(two), siteId: alone._id }])
  expect(await countsAt(alone._id)).toEqual({ households: 1, 'food/correct': 1 })
  // who leads elsewhere only
  const far = await aStaff('leadVolunteer', bins.compound._id)
  await RoleGrants.updateMany({ personId: far.personId }, { $set: { placeId: newId() } })
  forgetActors()
  expect(await sync(app, far, [look(one)])).toMatchObject([setAside])
  await sync(app, bins.wang, [aDropoff(bins, three)])
  expect(await sync(app, bins.lead, [look(three)])).toMatchObject([{ state: 'counted' }])
  expect(await pendingPoints(three)).toBe(0)
  await SiteDays.updateMany({}, { $set: { status: 'closed' } })
  const late = look(one)
  expect(await sync(app, bins.lead, [late])).toMatchObject([setAside])
  expect(await sync(app, bins.lead, [late])).toMatchObject([{ outcome: 'had', state: 'setAside', code: 'look' }])
  expect(await pendingPoints(one)).toBe(3)
  expect(await recountDay(TONIGHT)).toBe(0)
})

test.each([
  ['the long window first', '19:10', '19:40', 1],
  ['the short window first', '19:40', '19:10', 1],
  ['within minutes', '19:20', '19:24', 1],
])('two sites, windows that overlap, %s: one stream earns once', async (_name, atLong, atShort) => {
  setClock(evening('19:50'))
  const windows = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '06:00', to: '22:00' }]
  const long = await aBinSite(bins.compound, { name: '全天点', windows })
  await onShift(bins, long)
  await sync(app, bins.wang, [aDropoff(bins, home, { siteId: long._id, at: evening(atLong) })])
  await sync(app, bins.wang, [aDropoff(bins, home, { at: evening(atShort) })])
  expect(await pendingPoints(home)).toBe(3)
  expect(await recountDay(TONIGHT)).toBe(0)
  const { items } = { items: await Logs.find({ householdId: home._id, state: 'counted' }).lean() }
  expect(items.length).toBe(2)
  await expectCleanLedger()
})

test('a shift that is called off lets nobody in: what waited for its check-in goes before a person', async () => {
  await ShiftBookings.deleteMany({})
  await Shifts.deleteMany({})
  const shift = await aShift(bins)
  expect(await sync(app, bins.wang, [aDropoff(bins, home)])).toMatchObject([{ state: 'waiting' }])
  await Shifts.updateOne({ _id: shift._id }, { $set: { status: 'cancelled' } })
  await runAt(freeDropoffs, evening('20:00'))
  expect(await Logs.findOne({ householdId: home._id }).lean()).toMatchObject({ state: 'review', reason: 'shift' })
  // a lead stands there without one
  expect(await sync(app, bins.lead, [aDropoff(bins, home)])).toMatchObject([{ state: 'counted' }])
  expect((await app.as(bins.lead).call(dropoffs.mine, {})).bags).toBe(1)
})
