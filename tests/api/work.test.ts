// What waits for staff: each role is told of what it may do in its area, and of nothing else, by when it is due; every
// link leads to a page of the console that the role may open; a case of one's own is left to others; counts end.
import path from 'node:path'
import mongoose from 'mongoose'
import { staffRoles, type Role } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { complaints } from '@shared/reports/complaints-contract'
import { operations } from '@shared/operations/contract'
import { notices } from '@shared/notices/contract'
import { households } from '@shared/people/household-contract'
import type { PlaceKind } from '@shared/places/vocabulary'
import { addDays, dayOf, instantAt } from '@shared/time'
import { MAX_COUNTED } from '@shared/contract'
import { showCount, work } from '@shared/work/contract'
import { setClock } from '@server/clock'
import { AskedWords, Askings } from '@server/guide/guide.model'
import { newId } from '@server/ids'
import { JobRuns } from '@server/long-work'
import { JoinRequests } from '@server/people/households.model'
import { newRequest } from '@server/people/join-requests'
import { Bookings } from '@server/pickups/bookings.model'
import type { Place } from '@server/places/places.model'
import { kindNames } from '@server/reviews/kinds'
import { newReview } from '@server/reviews/reviews'
import { Reviews } from '@server/reviews/reviews.model'
import { Runs } from '@server/runs/runs.model'
import { Settlements, type SettlementRecord } from '@server/rewards/settlements.model'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  addMember,
  ancestorOf,
  expectError,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { anEarningRule } from '../support/earning'

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the console's own table, without its types of pages
const console_ = require(path.resolve(__dirname, '../../admin/src/features')) as {
  pages: { path: string; roles: readonly Role[] }[]
}

useDatabase()
const app = useApp()
const TODAY = '2026-11-24'
const NOON = instantAt(TODAY, '12:00')

type Rows = OutputOf<typeof work.mine>['rows']
let compound: Place
let resident: Signed
const at = async (kind: PlaceKind, place = compound): Promise<string> => (await ancestorOf(place, kind))._id
const rowsOf = async (who: Signed): Promise<Rows> => (await app.as(who).call(work.mine, {})).rows
const kindsOf = async (who: Signed): Promise<string[]> => (await rowsOf(who)).map(({ kind }) => kind)

const settlement = (over: Partial<SettlementRecord>): SettlementRecord => ({
  _id: `${newId()}:2026-10`,
  shopId: newId(),
  shopName: '柳湾便民店',
  month: '2026-10',
  placePath: compound.path,
  status: 'confirmed',
  version: 2,
  lines: [],
  pieces: 0,
  points: 0,
  fen: 0,
  openDisputes: 0,
  createdAt: NOON,
  draftedAt: NOON,
  draftedBy: 'system:rewards',
  ...over,
})

/** A question of every kind that there is, at the compound. */
async function questions(due: string | null): Promise<void> {
  for (const kind of kindNames()) {
    const opening = { subjectId: newId(), placePath: compound.path, headline: kind, due: due ? { on: due } : null }
    await Reviews.create(await newReview(kind, opening, 'system:tests'))
  }
}

/** A run without a crew tomorrow, a booking in none today, and a missed pickup without a revisit. */
async function pickupsOf(place: Place): Promise<void> {
  const fields = { placePath: place.path, placeId: place._id, districtId: await at('district', place) }
  await Runs.collection.insertOne({
    ...{ _id: newId(), ...fields, roundId: newId(), day: addDays(TODAY, 1), group: 'am', part: 1, name: '一号线 上午' },
    ...{
      vehicle: '',
      crewIds: [],
      names: [],
      status: 'planned',
      from: '08:00',
      to: '12:00',
      version: 1,
      formerCrew: [],
    },
  } as never)
  const booking = { ...fields, placeName: place.name, bookedBy: newId() }
  await Bookings.collection.insertMany([
    { _id: newId(), number: newId(), ...booking, status: 'confirmed', day: TODAY },
    { _id: newId(), number: newId(), ...booking, status: 'missed', day: TODAY, missed: { dueOn: addDays(TODAY, 2) } },
  ] as never[])
}

const aClaim = async (who: Signed): Promise<void> => {
  const { typed } = await aHousehold({ place: compound })
  await app.as(who).call(households.claim, { id: newId(), code: typed })
}
const anAsk = (who: Signed, room: string, placeId = compound._id): Promise<unknown> =>
  app.as(who).call(households.ask, { id: newId(), placeId, building: '8', unit: '1', room, note: '' })

const deadRow = (id: string) => ({
  _id: `notice:${id}`,
  kind: 'notice',
  payload: { kind: 'receipt', personId: 'x' },
  status: 'dead',
  attempts: 8,
  nextAt: NOON,
  createdAt: NOON,
  lastError: 'WECHAT_DOWN',
})

beforeEach(() => setClock(NOON))
afterAll(() => setClock())

beforeAll(async () => {
  setClock(NOON)
  compound = await aPlace()
  resident = await aResident({ household: await aHousehold({ place: compound }) })
  await questions(addDays(TODAY, 3))
  await pickupsOf(compound)
  await anAsk(resident, '101')
  await aClaim(await aResident())
  await anEarningRule('pickup-recyclable', { paper: 2 }, { status: 'proposed', validFrom: addDays(TODAY, 1) })
  await Settlements.create([settlement({}), settlement({ status: 'objected' })])
  await AskedWords.create({ _id: '怪东西', word: '怪东西', count: 2, status: 'waiting', firstAt: NOON, lastAt: NOON })
  await mongoose.connection.collection('outbox').insertOne(deadRow('one') as never)
  await JobRuns.create({
    _id: 'ledgerSeal:2026-11-23',
    job: 'ledgerSeal',
    slot: '2026-11-23',
    status: 'failed',
    holder: 'x',
    leaseUntil: NOON,
    startedAt: NOON,
    attempts: 5,
  })
})

const levels: Readonly<Partial<Record<Role, PlaceKind>>> = {
  dispatcher: 'district',
  hauler: 'district',
  propertyManager: 'compound',
  communityWorker: 'community',
  inspector: 'subdistrict',
  subdistrictOfficer: 'subdistrict',
  enforcementOfficer: 'subdistrict',
}

const joining = ['people.claims', 'people.requests']
const ofTrucks = ['reviews.manifestCorrection', 'reviews.manifestTrip']
const unmanned = ['runs.unplanned', 'runs.withoutCrew']
const atTheBins = ['reviews.dropoffBag', 'reviews.dropoffContest', 'reviews.dropoffLogs', 'reviews.dropoffSignal']
/** Everything of the area that the role may do, but what the data lacks: other tests leave some of that behind. */
const expected: Readonly<Record<(typeof staffRoles)[number], readonly string[]>> = {
  dispatcher: ['pickups.missed', 'runs.unplanned', 'runs.withoutCrew'],
  hauler: [],
  propertyManager: [],
  inspector: ['reviews.loadCheck'],
  enforcementOfficer: ofTrucks,
  auditor: [],
  communityWorker: [
    ...joining,
    'reviews.complaint',
    ...atTheBins,
    'reviews.hoursCertificate',
    'reviews.householdStatus',
    'reviews.loadCheck',
    'reviews.madeUpHours',
    'reviews.nickname',
    'reviews.report',
  ],
  subdistrictOfficer: [
    ...joining,
    'pickups.missed',
    'reviews.cellApplication',
    'reviews.complaint',
    ...atTheBins,
    'reviews.hoursCertificate',
    'reviews.householdStatus',
    'reviews.ledgerContest',
    'reviews.loadCheck',
    'reviews.madeUpHours',
    ...ofTrucks,
    'reviews.nickname',
    'reviews.pickupContest',
    'reviews.pickupFetched',
    'reviews.report',
    'reviews.rewardDispute',
    'reviews.rewardFlag',
    'reviews.standingObjection',
    'rewards.redraft',
    ...unmanned,
  ],
  cityOfficer: [
    'guide.questions',
    'ledger.rules',
    'notices.undelivered',
    ...joining,
    'pickups.missed',
    'reviews.cellApplication',
    'reviews.cellObjection',
    'reviews.complaint',
    'reviews.creditObjection',
    ...atTheBins,
    'reviews.hoursCertificate',
    'reviews.householdStatus',
    'reviews.ledgerContest',
    'reviews.loadCheck',
    'reviews.madeUpHours',
    ...ofTrucks,
    'reviews.nickname',
    'reviews.pickupContest',
    'reviews.pickupFetched',
    'reviews.report',
    'reviews.rewardDispute',
    'reviews.rewardFlag',
    'reviews.standingObjection',
    'rewards.redraft',
    'rewards.sign',
    ...unmanned,
  ],
  administrator: [
    'guide.questions',
    'notices.undelivered',
    'operations.jobs',
    ...joining,
    'pickups.missed',
    'reviews.complaint',
    ...atTheBins,
    'reviews.loadCheck',
    'reviews.madeUpHours',
    'reviews.report',
    ...unmanned,
  ],
}

describe.each(staffRoles)('%s', (role) => {
  test('is told of what they may do, and each link is a page that they may open', async () => {
    const who = await aStaff(role, await at(levels[role] ?? 'city'))
    const rows = (await rowsOf(who)).filter(({ kind }) => kind !== 'operations.quality')
    expect(rows.map(({ kind }) => kind).sort()).toEqual(expected[role])
    for (const link of rows.flatMap((row) => [row.link, ...row.items.map((item) => item.link)])) {
      const page = console_.pages.find((each) => `/${each.path}` === link.split('?')[0])
      expect([link, page?.roles.includes(role)]).toEqual([link, true])
    }
    expect(console_.pages[0]).toMatchObject({ path: 'work', roles: expect.arrayContaining([role]) })
  })

  test('is told of nothing at a place that is not theirs', async () => {
    const other = await aPlace({ kind: levels[role] ?? 'city' })
    const rows = await rowsOf(await aStaff(role, other._id))
    expect(rows.filter(({ kind }) => /^(people|reviews|rewards|pickups|runs)\./.test(kind))).toEqual([])
  })
})

test('only staff has a list of work', async () => {
  await expectError(app.as(resident).call(work.mine, {}), 'NOT_ALLOWED')
  await expectError(app.as(await aStaff('volunteer', compound._id)).call(work.mine, {}), 'NOT_ALLOWED')
  await expectError(app.anonymous().call(work.mine, {}), 'SIGN_IN_REQUIRED')
})

describe('by when it is due', () => {
  test('late, today and later, the next due first; what has no day comes last', async () => {
    const place = await aPlace()
    const worker = await aStaff('communityWorker', await at('community', place))
    const asker = await aResident()
    const filed: string[] = []
    for (const day of ['2026-11-10', '2026-11-17', '2026-11-24']) {
      setClock(instantAt(day, '10:00'))
      const id = newId()
      filed.push(id)
      await app.as(asker).call(complaints.file, { id, placeId: place._id, about: 'other', text: '楼下一直没有人来收' })
    }
    setClock(NOON)
    const due = (await Reviews.find({ subjectId: { $in: filed } }).sort({ dueAt: 1 })).map(({ dueAt }) => dueAt)
    // noon of the last day on which the second one is in time
    setClock(new Date((due[1]?.getTime() ?? 0) - 12 * 3_600_000))
    const [row] = await rowsOf(worker)
    expect(row).toMatchObject({ kind: 'reviews.complaint', counts: { late: 1, today: 1, later: 1 } })
    expect(row?.items.map(({ id, group }) => [id, group])).toEqual([
      [filed[0], 'late'],
      [filed[1], 'today'],
      [filed[2], 'later'],
    ])
    expect(row?.items[1]?.dueOn).toBe(dayOf(new Date((due[1]?.getTime() ?? 0) - 1)))
  })

  test('a rule can be approved until the day on which it would begin', async () => {
    const officer = await aStaff('cityOfficer', await at('city'))
    const group = async () =>
      (await rowsOf(await signInAs(officer.personId))).find(({ kind }) => kind === 'ledger.rules')?.items[0]?.group
    expect(await group()).toBe('today')
    setClock(instantAt(addDays(TODAY, 1), '00:00'))
    expect(await group()).toBe('late')
    setClock(instantAt(addDays(TODAY, -1), '12:00'))
    expect(await group()).toBe('later')
  })

  test('more than is shown is counted by an index, and a count ends at ten thousand', async () => {
    const place = await aPlace()
    const worker = await aStaff('communityWorker', await at('community', place))
    const many = Array.from({ length: MAX_COUNTED + 5 }, (_unused, index) => ({
      ...newRequest(
        newId(),
        'ask',
        newId(),
        { placeId: place._id, placePath: place.path },
        {
          addressIndex: `a${index}`,
          addressSealed: 'x',
        },
      ),
    }))
    await JoinRequests.insertMany(many)
    const [row] = await rowsOf(worker)
    expect(row).toMatchObject({ counts: { late: 0, today: 0, later: MAX_COUNTED } })
    expect(row?.items).toHaveLength(5)
    expect(showCount(row?.counts.later ?? 0)).toBe('1 万以上')
  })
})

describe('a case of one’s own', () => {
  test('is left to others: what they asked, what a member of their home asked, what they drafted', async () => {
    const place = await aPlace()
    const [chief, other] = [
      await aStaff('cityOfficer', await at('city', place)),
      await aStaff('cityOfficer', await at('city', place)),
    ]
    const home = await aHousehold({ place })
    await addMember(home._id, chief.personId)
    const wife = await aResident({ household: home })
    await anAsk(wife, '202', place._id)
    await app
      .as(wife)
      .call(complaints.file, { id: newId(), placeId: place._id, about: 'other', text: '楼下一直没有人来收' })
    await Settlements.create(settlement({ placePath: place.path, draftedBy: chief.personId }))
    await anEarningRule(
      'pickup-bulky',
      { piece: 2 },
      {
        status: 'proposed',
        draftedBy: chief.personId,
        validFrom: addDays(TODAY, 9),
      },
    )
    const own = (kinds: string[]) => kinds.filter((kind) => /^(people|reviews|rewards)\./.test(kind))
    expect(own(await kindsOf(chief))).toEqual([])
    expect(own(await kindsOf(other))).toEqual(['people.requests', 'rewards.sign', 'reviews.complaint'])
    const rules = async (who: Signed) => (await rowsOf(who)).find(({ kind }) => kind === 'ledger.rules')?.items.length
    expect([await rules(chief), await rules(other)]).toEqual([1, 2])
  })

  test('a word that they have asked for themselves', async () => {
    const editor = await aStaff('cityOfficer', await at('city'))
    expect(await kindsOf(editor)).toContain('guide.questions')
    await Askings.create({ _id: newId(), personId: editor.personId, wordKey: '怪东西', note: '', askedAt: NOON })
    expect(await kindsOf(editor)).not.toContain('guide.questions')
  })
})

test('messages that could not be sent are sent once more, and are no work any more', async () => {
  const administrator = await aStaff('administrator', await at('city'))
  const { items } = await app.as(administrator).call(notices.undelivered, {})
  expect(items.map(({ id }) => id)).toEqual(['notice:one'])
  await expectError(
    app.as(await aStaff('auditor', await at('city'))).call(notices.sendAgain, { ids: ['notice:one'] }),
    'NOT_ALLOWED',
  )
  expect(await app.as(administrator).call(notices.sendAgain, { ids: ['notice:one', 'notice:none'] })).toEqual({
    count: 1,
  })
  expect(await kindsOf(administrator)).not.toContain('notices.undelivered')
  const { items: rows } = await app.as(administrator).call(operations.audit, { action: 'notices.sendAgain' })
  expect(rows).toMatchObject([{ details: { count: 1 } }])
})

test('every line of data quality leads to a page of the console', async () => {
  const { rows } = await app.as(await aStaff('auditor', await at('city'))).call(operations.quality, {})
  expect(rows.length).toBeGreaterThan(3)
  const paths = console_.pages.map((page) => `/${page.path}`)
  expect(rows.filter(({ link }) => !paths.includes(link.split('?')[0] ?? ''))).toEqual([])
})
