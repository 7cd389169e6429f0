// Figures for staff: every staff role is told something, of its own area and nothing beyond it; the sums are those of
// the records; a span is bounded.
import { staffRoles, type Role } from '@shared/actors'
import { figures } from '@shared/work/figures'
import { instantAt } from '@shared/time'
import { newId } from '@server/ids'
import { Affiliations } from '@server/organisations/organisations.model'
import { Bookings } from '@server/pickups/bookings.model'
import { Rounds } from '@server/pickups/rounds.model'
import { Complaints } from '@server/reports/complaints.model'
import { LoadChecks } from '@server/runs/load-checks.model'
import type { Place } from '@server/places/places.model'
import { aPlace, aStaff, ancestorOf, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const TODAY = '2026-11-24'
const MONTH = { from: '2026-11-01', to: '2026-11-30' }
const ROUND = newId()

let compound: Place
let elsewhere: Place
const staff = new Map<Role, Signed>()

type Fate = { status: string; weights?: { material: string; grams: number }[]; missed?: object; mixedLoad?: boolean }
const fates: readonly (Fate & { day: string; siteId?: string; roundId?: string })[] = [
  { day: '2026-11-02', status: 'settled', weights: [{ material: 'paper', grams: 1250 }], roundId: ROUND },
  { day: '2026-11-03', status: 'collected', weights: [{ material: 'steel', grams: 700 }], siteId: newId() },
  { day: '2026-11-03', status: 'settled', weights: [] },
  { day: '2026-11-03', status: 'collected', mixedLoad: true, weights: [{ material: 'paper', grams: 9000 }] },
  { day: '2026-11-10', status: 'missed', missed: { dueOn: '2026-11-12' } },
  { day: '2026-11-11', status: 'settled', missed: { dueOn: '2026-11-13' } },
  { day: '2026-11-25', status: 'confirmed' },
  { day: '2026-11-12', status: 'cancelled' },
  { day: '2026-10-31', status: 'collected', weights: [{ material: 'paper', grams: 5000 }] },
]

async function write(place: Place): Promise<void> {
  const fields = { placeId: place._id, placePath: place.path, placeName: place.name, bookedBy: newId() }
  await Bookings.collection.insertMany(
    fates.map((fate) => ({ _id: newId(), number: newId(), weights: [], ...fields, ...fate })) as never[],
  )
  const at = instantAt('2026-11-09', '12:00')
  const complaint = {
    placeId: place._id,
    placePath: place.path,
    personId: newId(),
    at,
    kind: 'complaint',
    about: 'crew',
  }
  await Complaints.collection.insertMany([
    { _id: newId(), number: newId(), ...complaint, status: 'waiting', answers: [] },
    { _id: newId(), number: newId(), ...complaint, status: 'answered', answers: [{ outcome: 'upheld' }] },
    { _id: newId(), number: newId(), ...complaint, status: 'answered', answers: [{ outcome: 'notUpheld' }] },
  ] as never[])
  const check = { placePath: place.path, day: '2026-11-09', at }
  await LoadChecks.collection.insertMany([
    { _id: newId(), ...check, status: 'open' },
    { _id: newId(), ...check, status: 'withdrawn' },
  ] as never[])
}

beforeAll(async () => {
  setClock(instantAt(TODAY, '12:00'))
  compound = await aPlace()
  elsewhere = await aPlace()
  await write(compound)
  await write(elsewhere)
  const district = await ancestorOf(compound, 'district')
  for (const role of staffRoles) {
    const at = role === 'propertyManager' ? compound : district
    staff.set(role, await aStaff(role, at._id))
  }
  const organisationId = newId()
  await Rounds.collection.insertOne({ _id: ROUND, organisationId, placePath: district.path } as never)
  const personId = staff.get('hauler')?.personId
  const spans = [{ role: 'contact', from: '2026-01-01', until: null }]
  await Affiliations.collection.insertOne({ _id: newId(), organisationId, personId, spans } as never)
})
afterAll(() => setClock())

const read = async (role: Role, input: object = MONTH) =>
  (await app.as(staff.get(role) as Signed).call(figures.mine, input as typeof MONTH)).charts
const totals = async (role: Role, kind: string, input: object = MONTH): Promise<Record<string, number>> => {
  const chart = (await read(role, input)).find((each) => each.kind === kind)
  return Object.fromEntries(
    (chart?.series ?? []).filter(({ total }) => total !== 0).map((one) => [one.name, one.total]),
  )
}

test.each(staffRoles.map((role) => [role]))('%s is told at least two things', async (role) => {
  expect((await read(role)).length).toBeGreaterThanOrEqual(2)
})

test('what became of the pickups of a month: each booking once, of the own area alone', async () => {
  const all = { 收走: 3, 到场没收成: 1, 报漏收: 2, 还没到时候: 1 }
  expect(await totals('dispatcher', 'pickups.kept')).toEqual(all)
  const chart = (await read('communityWorker')).find(({ kind }) => kind === 'pickups.kept')
  expect(chart?.said).toBe('预约7户次：收走 3，没收成 1，报漏收 2')
  expect(chart?.rows).toHaveLength(30)
  expect(chart?.rows[2]).toEqual({ label: '11月3日', values: [2, 1, 0, 0] })
  // a property manager: what is booked for its sites; a hauler: its own rounds
  expect(await totals('propertyManager', 'pickups.kept')).toEqual({ 收走: 1 })
  expect(await totals('hauler', 'pickups.kept')).toEqual({ 收走: 1 })
})

test('today in a few figures, of the own area alone; what may call for something comes first', async () => {
  const tiles = async (role: Role) => (await app.as(staff.get(role) as Signed).call(figures.today, {})).tiles
  const [doors, rate, ...rest] = await tiles('dispatcher')
  expect(doors).toMatchObject({ kind: 'pickups.today', value: '0', note: '今天没有预约', share: null })
  expect(rate).toMatchObject({ value: '57.1', unit: '%', note: '7户次里收走 4户次' })
  expect(rest.map(({ kind, value, note }) => [kind, value, note])).toEqual([
    ['runs.mixed', '1', '1 车次等着核查'],
    ['reports.about', '3', '1件还没答复'],
  ])
  expect((await tiles('propertyManager')).map(({ kind, value }) => [kind, value])).toEqual([
    ['pickups.today', '0'],
    ['pickups.rate', '100'],
    ['pickups.weights', '7'],
  ])
})

test('weights are those of the scales, without mixed loads, in kilograms', async () => {
  expect(await totals('auditor', 'pickups.weights')).toEqual({ 纸类: 1.25, '金属、玻璃、织物': 0.7 })
  expect(await totals('propertyManager', 'pickups.weights')).toEqual({ 纸类: 1.25, '金属、玻璃、织物': 0.7 })
  expect(await totals('hauler', 'pickups.weights')).toEqual({ 纸类: 1.25 })
  const october = { from: '2026-10-01', to: '2026-10-31', placeId: compound._id }
  expect(await totals('communityWorker', 'pickups.weights', october)).toEqual({ 纸类: 5 })
})

test('complaints by what they are about, mixed loads by week', async () => {
  const found = (await read('subdistrictOfficer')).find(({ kind }) => kind === 'reports.about')
  expect(found?.said).toBe('投诉 3件，等待答复 1件')
  expect(found?.rows.find(({ label }) => label === '收运员态度')?.values).toEqual([1, 1, 1])
  expect(await totals('inspector', 'runs.mixed')).toEqual({ 等待核查: 1 })
})

test('not of a place outside the area, not without end, and not backwards', async () => {
  const dispatcher = app.as(staff.get('dispatcher') as Signed)
  await expectError(dispatcher.call(figures.mine, { ...MONTH, placeId: elsewhere._id }), 'NOT_FOUND')
  await expectError(dispatcher.call(figures.mine, { ...MONTH, placeId: newId() }), 'NOT_FOUND')
  await expectError(dispatcher.call(figures.mine, { from: '2026-01-01', to: '2026-11-30' }), 'INPUT_INVALID')
  await expectError(dispatcher.call(figures.mine, { from: '2026-11-30', to: '2026-11-01' }), 'INPUT_INVALID')
  await expectError(app.anonymous().call(figures.mine, MONTH), 'SIGN_IN_REQUIRED')
})
