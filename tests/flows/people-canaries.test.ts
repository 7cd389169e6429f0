// Twenty and more personal values are planted over HTTP, as a person would leave them. Then every route that can be
// read is read by everyone whom they are no concern of, with every id there is; then the person deletes their account.
// The values are in nobody's answer, in no line of the log, and after the deletion nowhere in the database. Read routes
// are taken from the table of features, so a new one is covered as soon as it is there.
import sharp from 'sharp'
import { fillPath, queryString, type Route } from '@shared/contract'
import { files } from '@shared/files/contract'
import { guide } from '@shared/guide/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { complaints } from '@shared/reports/complaints-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { now } from '@server/clock'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { deliverOutbox } from '@server/outbox'
import { Memberships, Proxies } from '@server/people/households.model'
import { phoneIndexOf } from '@server/people/people'
import { RoleGrants } from '@server/people/people.model'
import { forgetErased } from '@server/people/rights'
import { forgetActors } from '@server/people/sessions'
import { Runs } from '@server/runs/runs.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  ancestorOf,
  aStaff,
  expectError,
  grant,
  logLines,
  setClock,
  signInAs,
  type Signed,
} from '../support/app'
import { allTexts } from '../support/all-texts'
import { aLog, anotherCompound, aWorld, morning, plan, send, shanghai, useCrewApp, type World } from '../support/runs'
import { useDatabase } from '../support/database'
import { bookingOf, sofa } from '../support/pickups'

useDatabase()
const app = useCrewApp({ requestsPerSecond: 100_000 })
jest.setTimeout(300_000)
afterAll(() => setClock())

/** What people leave behind, each recognisable. */
const canaries = {
  name: '金丝雀一号',
  phone: '13755550199',
  requestNote: '金丝雀申请附言',
  requestRoom: '雀101甲',
  building: '雀苑七',
  room: '雀702',
  contactName: '金丝雀联系人',
  contactPhone: '13755550288',
  standsAt: '雀笼旁边',
  bookingNote: '金丝雀预约附言',
  thing: '金丝雀的旧笼',
  cancelReason: '金丝雀取消原因',
  missedNote: '金丝雀漏收说明',
  contest: '金丝雀的异议',
  rating: '金丝雀的评价',
  questionNote: '金丝雀的提问说明',
  complaint: '金丝雀的投诉',
  ledgerContest: '金丝雀说积分不对',
  camera: 'SERIAL-JINSIQUE',
  device: 'jinsique-device-0001',
}

let world: World
let person: Signed
let ids: string[]
/** Values made for the person: tokens, cards, codes. */
let secrets: string[]

beforeAll(async () => {
  world = await aWorld(app)
  person = await aResident({ name: canaries.name, deviceId: canaries.device })
  const household = await aHousehold({
    place: world.compound,
    building: canaries.building,
    unit: '',
    room: canaries.room,
  })
  await addMember(household._id, person.personId)
  await app.as(person).call(people.updateMe, { displayName: canaries.name })
  await app.as(person).call(people.typePhone, { phone: canaries.phone })
  await app.as(person).call(households.ask, {
    id: newId(),
    placeId: world.compound._id,
    building: '8',
    unit: '',
    room: canaries.requestRoom,
    note: canaries.requestNote,
  })
  const { code } = await app
    .as(person)
    .call(households.invite, { householdId: household._id, id: newId(), kind: 'member' })
  await app.as(person).call(guide.ask, { id: newId(), word: '量子纠缠盒', note: canaries.questionNote })
  const photo = await plantPhoto()
  const { bookings } = await liveThrough(household._id, photo)
  await answeredByTheOffice(bookings[1] ?? '')
  ids = [person.personId, household._id, world.compound._id, world.district._id, world.round._id, photo, ...bookings]
  secrets = [household.token, household.typed, code, person.token, person.refreshToken]
})

async function plantPhoto(): Promise<string> {
  const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#885533' } })
    .jpeg()
    .withExif({ IFD0: { Software: canaries.camera } })
    .toBuffer()
  const { id } = await app
    .as(person)
    .upload(
      files.upload,
      { id: newId(), purpose: 'pickup' },
      { bytes, filename: `${canaries.name}.jpg`, type: 'image/jpeg' },
    )
  return id
}

/** A complaint and a contest, each answered, so that the office's own answers speak of them too. */
async function answeredByTheOffice(bookingId: string): Promise<void> {
  const officer = app.as(await aStaff('cityOfficer', world.compound.path[0] ?? ''))
  const complaint = await app
    .as(person)
    .call(complaints.file, { id: newId(), about: 'other', placeId: world.compound._id, text: canaries.complaint })
  await officer.call(complaints.answer, { id: complaint.id, outcome: 'partly', text: '已改' })
  const { receipt } = await app.as(person).call(pickups.show, { id: bookingId })
  const contest = await app.as(person).call(ledgerContests.contest, {
    id: newId(),
    entryId: receipt?.entryId ?? '',
    account: `person:${person.personId}`,
    reason: canaries.ledgerContest,
  })
  await officer.call(ledgerContests.decideLedgerContest, { id: contest.id, outcome: 'kept', reason: '磅单无误' })
}

/** Three bookings: cancelled, missed, and collected with a contest and a rating. */
async function liveThrough(householdId: string, photo: string): Promise<{ bookings: string[] }> {
  const order = (window: string, day: string) =>
    bookingOf(world.compound, `${world.round._id}:${window}`, {
      day,
      householdId,
      note: canaries.bookingNote,
      agreedFen: 3000,
      contact: { name: canaries.contactName, phone: canaries.contactPhone },
      items: [{ ...sofa, name: canaries.thing }],
      address: {
        placeId: world.compound._id,
        building: canaries.building,
        unit: '',
        room: canaries.room,
        floor: 3,
        hasLift: true,
        standsAt: canaries.standsAt,
      },
    })
  const me = () => app.as(person)
  const dropped = await me().call(pickups.book, { ...order('am', '2026-11-26'), photoIds: [photo] })
  await me().call(pickups.cancel, { id: dropped.id, reason: canaries.cancelReason })
  const taken = await me().call(pickups.book, {
    ...order('am', '2026-11-24'),
    kind: 'recyclable',
    agreedFen: 0,
    items: [{ code: 'paper', name: canaries.thing, count: 1 }],
  })
  await plan(world)
  const runs = await morning(world)
  const stopOf = (id: string): string =>
    runs.flatMap(({ stops }) => stops).find((stop) => stop.bookingId === id)?.id ?? ''
  setClock(shanghai('09:00'))
  await app.as(world.zhang).call(runsCrew.startRun, { id: runs[0]?.id ?? '', names: ['张强'] })
  await send(world, [
    aLog(stopOf(taken.id), 'arrive', '08:30'),
    aLog(stopOf(taken.id), 'collect', '08:40', { weights: [{ material: 'paper', grams: 9_000 }] }),
  ])
  await me().call(pickups.contest, { id: taken.id, contestId: newId(), about: 'weight', text: canaries.contest })
  await me().call(pickups.rate, { id: taken.id, stars: 2, text: canaries.rating })
  const missed = await me().call(pickups.book, order('pm', '2026-11-25'))
  setClock(shanghai('20:30', '2026-11-25'))
  await me().call(pickups.reportMissed, { id: missed.id, note: canaries.missedNote })
  return { bookings: [dropped.id, taken.id, missed.id] }
}

const readable = features
  .flatMap(({ routes }) => routes.map(({ name, route }) => [name, route] as const))
  .filter(([, route]) => route.method === 'GET')

/**
 * The route with every id that may be asked for, in its path or as a filter: places for places, accounts for accounts.
 */
function inputsOf(route: Route): Record<string, string>[] {
  const fields = Object.keys((route.input as { shape?: object }).shape ?? {}).filter((name) =>
    /^(id|.*Id|account|subject|starts)$/.test(name),
  )
  const places = ids.slice(2, 4)
  const valueOf = (name: string, id: string): string =>
    name === 'placeId' && !places.includes(id)
      ? (places[0] ?? '')
      : /account|starts/.test(name)
        ? `${id === ids[0] ? 'person' : 'household'}:${id}`
        : id
  const filled =
    fields.length === 0
      ? []
      : (fields.every((name) => name === 'placeId') ? places : ids).map((id) =>
          Object.fromEntries(fields.map((name) => [name, valueOf(name, id)])),
        )
  return [{}, { day: '2026-11-24', placeId: world.district._id }, ...filled]
}

async function readEverything(who: Signed): Promise<string> {
  const seen: string[] = []
  for (const [name, route] of readable) {
    for (const input of inputsOf(route)) {
      if ([...route.path.matchAll(/:(\w+)/g)].some(([, parameter]) => !input[parameter ?? ''])) continue
      const { path, rest } = fillPath(route, input)
      const { status, body } = await app
        .as(who)
        .raw('GET', `${path}${queryString(rest) ? `?${queryString(rest)}` : ''}`)
      if (status === 429 || status >= 500) throw new Error(`${name} ${path}: ${status} ${body.toString()}`)
      if (status < 300) seen.push(`${name} ${path} ${body.toString('latin1')} ${body.toString()}`)
    }
  }
  return seen.join('\n')
}

const found = (text: string, values: readonly string[]): string[] =>
  values
    .filter((value) => text.includes(value))
    .map((value) => `${value}: ${text.slice(Math.max(0, text.indexOf(value) - 160), text.indexOf(value) + 40)}`)

test('planted as they should be: the person reads them, and so does who has to fetch the thing', async () => {
  const own = await readEverything(await signInAs(person.personId))
  const { thing, contactPhone, bookingNote, contest, requestNote, name } = canaries
  expect(found(own, [thing, contactPhone, bookingNote, contest, requestNote, name])).toHaveLength(6)
})

/** Who lived there, acted for the household, was on the crew that came, ran the rounds, and is none of it any more. */
async function aFormer(): Promise<Signed> {
  const [, householdId = ''] = ids
  const former = await aStaff('crew', world.district._id)
  await grant(former.personId, 'dispatcher', world.district._id)
  await addMember(householdId, former.personId)
  await Proxies.create({
    _id: newId(),
    householdId,
    placePath: world.compound.path,
    personId: former.personId,
    how: 'written',
    recordedBy: 'system:tests',
    recordedAt: now(),
    until: '2026-11-24',
    note: '',
    active: false,
    revokedAt: now(),
  })
  await Memberships.updateOne(
    { householdId, personId: former.personId },
    { $set: { active: false, owner: false, until: now() } },
  )
  await RoleGrants.updateMany({ personId: former.personId }, { $set: { active: false, revokedAt: now() } })
  await Runs.updateMany({}, { $push: { crewIds: former.personId } } as never)
  forgetActors()
  return former
}

/** Verified by the same number: one person for decisions, but what one account has left the other does not read. */
async function aSecondAccount(): Promise<Signed> {
  return aResident({ person: { phoneIndex: phoneIndexOf(canaries.phone), phoneVerifiedAt: now() } })
}

/** Of the same city and district, everything one can be there, one street further. */
async function anOfficerNextDoor(): Promise<Signed> {
  const nextDoor = await aPlace({ kind: 'subdistrict', parent: world.district })
  const officer = await aStaff('subdistrictOfficer', nextDoor._id)
  for (const role of ['communityWorker', 'dispatcher', 'inspector', 'crew'] as const)
    await grant(officer.personId, role, nextDoor._id)
  return officer
}

test('nobody else meets them: neighbours, managers, auditors, officials elsewhere, who was there once', async () => {
  const elsewhere = await ancestorOf(await aPlace(), 'city')
  const city = world.compound.path[0] ?? ''
  const others: [string, Signed, string[]?][] = [
    [
      '邻居',
      await aResident({
        name: '邻居',
        household: await aHousehold({ place: await anotherCompound(world, 113.86, 34.04) }),
      }),
    ],
    ['同小区', await aResident({ household: await aHousehold({ place: world.compound }) })],
    // a manager has the buildings in the register; an auditor reads what was written when something was decided, never
    // who or where
    ['物业', await aStaff('propertyManager', world.compound._id), ['building']],
    ['检查员', await aStaff('inspector', city), ['building']],
    [
      '审计',
      await aStaff('auditor', city),
      [
        'building',
        'standsAt',
        'thing',
        'bookingNote',
        'requestNote',
        'cancelReason',
        'missedNote',
        'contest',
        'rating',
        'complaint',
        'ledgerContest',
      ],
    ],
    ['督导员', await aStaff('volunteer', city)],
    ['商家', await aStaff('merchant', world.compound._id)],
    ['不再有关系的人', await aFormer()],
    ['同一个人的另一个账号', await aSecondAccount()],
    ['别的街道的干部', await anOfficerNextDoor()],
    ['别处的市级', await aStaff('cityOfficer', elsewhere._id)],
    ['别处的收运员', await aStaff('crew', elsewhere._id)],
    ['别处的管理员', await aStaff('administrator', elsewhere._id)],
  ]
  for (const [title, who, may = []] of others) {
    expect({
      [title]: found(await readEverything(who), [
        ...Object.entries(canaries)
          .filter(([what]) => !may.includes(what))
          .map(([, value]) => value),
        ...secrets,
      ]),
    }).toEqual({ [title]: [] })
  }
})

test('the log has none of them', () => {
  expect(logLines().length).toBeGreaterThan(0)
  expect(found(logLines().join('\n'), [...Object.values(canaries), ...secrets])).toEqual([])
})

test('after the deletion the database has none of them, and neither has anybody’s answer', async () => {
  const dispatcher = world.dispatcher
  expect(found(await readEverything(dispatcher), [canaries.thing])).toHaveLength(1)
  await app.as(person).call(people.deleteMe, { confirm: '注销' })
  await expectError(app.as(person).call(people.me, {}), 'SESSION_ENDED')
  setClock(new Date(now().getTime() + 1000))
  await deliverOutbox({ forgetAnswers: forgetErased })
  // what is left of a household is its card: the room is the city's register, not the person's
  const gone = Object.entries(canaries)
    .filter(([what]) => !['building', 'room'].includes(what))
    .map(([, value]) => value)
  expect(found(await allTexts([person.personId, ...ids]), gone)).toEqual([])
  for (const who of [dispatcher, world.zhang, await aStaff('cityOfficer', world.compound.path[0] ?? '')])
    expect(found(await readEverything(who), gone)).toEqual([])
})
