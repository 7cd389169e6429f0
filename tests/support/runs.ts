// A small world of crews for tests: a compound with a round, prices, two crew members, a dispatcher, and residents who
// book through the API itself. Figures are fixed: paper 2 points and 80 fen a kilogram, cardboard 3 points, a sofa 30
// yuan, 30 points for a miss.
import { runsCrew, type Run, type StopLog } from '@shared/runs/crew-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { files } from '@shared/files/contract'
import { pickups } from '@shared/pickups/contract'
import type { Booking, PickupKind } from '@shared/pickups/schemas'
import { instantAt, type Clock, type Day } from '@shared/time'
import { newId } from '@server/ids'
import type { RoundRecord } from '@server/pickups/rounds.model'
import type { Place } from '@server/places/places.model'
import { signAccessToken } from '@server/http/auth'
import {
  aHousehold,
  ancestorOf,
  aPlace,
  aResident,
  aStaff,
  setClock,
  TOKEN_SECRET,
  useApp,
  type AppSetup,
  type Signed,
  type TestApp,
} from './app'
import { pickupRules } from './earning'
import { aPriceList, aRoundFor, bookingOf, sofa } from './pickups'

export const TODAY: Day = '2026-11-23'
export const DAY: Day = '2026-11-24'
export const shanghai = (clock: Clock, day: Day = DAY): Date => instantAt(day, clock)

/**
 * The app for tests that jump through the day: access tokens, which live for 15 minutes, are made at the moment of the
 * call.
 */
export function useCrewApp(setup: AppSetup = {}): TestApp {
  const app = useApp(setup)
  return {
    get url() {
      return app.url
    },
    anonymous: (address) => app.anonymous(address),
    withKey: (scheme, key) => app.withKey(scheme, key),
    close: () => app.close(),
    as: (who) => app.as(typeof who === 'string' ? who : { ...who, token: renewed(who) }),
  }
}

function renewed({ personId, token }: Signed): string {
  const { sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }
  return signAccessToken(TOKEN_SECRET, personId, sid).token
}

export type World = {
  app: TestApp
  district: Place
  compound: Place
  round: RoundRecord
  zhang: Signed
  liu: Signed
  dispatcher: Signed
}

/** Everything is there on Monday 2026-11-23 at 10:00; pickups can be booked for Tuesday. */
export async function aWorld(app: TestApp, overrides: Partial<RoundRecord> = {}): Promise<World> {
  setClock(shanghai('10:00', TODAY))
  const compound = await aPlace({ kind: 'compound', location: { type: 'Point', coordinates: [113.85, 34.03] } })
  const district = await ancestorOf(compound, 'district')
  const zhang = await aStaff('crew', district._id, { name: '张强' })
  const liu = await aStaff('crew', district._id, { name: '刘洋' })
  const dispatcher = await aStaff('dispatcher', district._id, { name: '周敏' })
  const round = await aRoundFor(compound, {
    name: '东湖一线',
    vehicle: '清A00001',
    crewIds: [zhang.personId],
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity: 40 },
      { key: 'pm', from: '14:00', to: '18:00', capacity: 40 },
    ],
    ...overrides,
  })
  await aPriceList(compound, {
    placeId: district._id,
    itemFen: { sofa_3: 3000 },
    freePiecesPerYear: 0,
    floorSurchargeFen: 0,
    compensationPoints: 30,
    materials: [
      { code: 'paper', fenPerKg: 80 },
      { code: 'cardboard', fenPerKg: null },
    ],
  })
  await pickupRules({ paper: 2, cardboard: 3 })
  return { app, district, compound, round, zhang, liu, dispatcher }
}

/** A neighbour compound some way off. */
export const anotherCompound = async (world: World, lng: number, lat: number): Promise<Place> =>
  aPlace({
    kind: 'compound',
    parent: await ancestorOf(world.compound, 'community'),
    location: { type: 'Point', coordinates: [lng, lat] },
  })

export type Booked = { who: Signed; householdId: string; booking: Booking }

/** A resident of a household books through the API. */
export async function aBooking(
  world: World,
  given: { kind?: PickupKind; window?: 'am' | 'pm'; place?: Place; day?: Day } = {},
): Promise<Booked> {
  const place = given.place ?? world.compound
  const household = await aHousehold({ place })
  const who = await aResident({ name: '王秀英', household })
  const kind = given.kind ?? 'recyclable'
  const booking = await world.app.as(who).call(
    pickups.book,
    bookingOf(place, `${world.round._id}:${given.window ?? 'am'}`, {
      kind,
      day: given.day ?? DAY,
      address: {
        placeId: place._id,
        building: '3',
        unit: '2',
        room: '301',
        floor: 3,
        hasLift: false,
        standsAt: '楼下大厅外',
      },
      contact: { name: '王秀英', phone: '13900001111' },
      items: [kind === 'bulky' ? sofa : { code: 'paper', name: '旧书报', count: 1 }],
      householdId: household._id,
      agreedFen: kind === 'bulky' ? 3000 : 0,
    }),
  )
  return { who, householdId: household._id, booking }
}

/** Plans the day by the dispatcher and gives the runs of the board. */
export async function plan(world: World, day: Day = DAY) {
  await world.app.as(world.dispatcher).call(runsDesk.planDay, { placeId: world.district._id, day })
  return boardOf(world, day)
}

export const boardOf = (world: World, day: Day = DAY) =>
  world.app
    .as(world.dispatcher)
    .call(runsDesk.board, { placeId: world.district._id, day })
    .then(({ runs }) => runs)

/** The crew's bundle on the morning of the day. */
export async function morning(world: World, who: Signed = world.zhang): Promise<Run[]> {
  setClock(shanghai('08:00'))
  return (await world.app.as(who).call(runsCrew.mine, {})).runs
}

export const aLog = (
  stopId: string,
  action: StopLog['action'],
  clock: Clock,
  more: Partial<StopLog> = {},
): StopLog => ({
  id: newId(),
  stopId,
  action,
  at: shanghai(clock).toISOString(),
  by: '张强',
  ...(action === 'collect' ? { weights: [{ material: 'paper', grams: 1000 }] } : {}),
  ...more,
})

export const send = (world: World, rows: StopLog[], who: Signed = world.zhang) =>
  world.app
    .as(who)
    .call(runsCrew.syncLogs, { rows })
    .then(({ results }) => results)

/** One grey pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** A photo of this person. */
export async function aPhoto(
  app: TestApp,
  who: Signed,
  id = newId(),
  purpose: 'stop' | 'dropoff' = 'stop',
): Promise<string> {
  await app.as(who).upload(files.upload, { id, purpose }, { bytes: PICTURE, filename: 'stop.png', type: 'image/png' })
  return id
}
