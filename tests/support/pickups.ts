// A small world of pickups for tests: a compound with a round, prices, two crew members, a dispatcher and residents, and bookings made
// through the API itself. Figures are fixed: paper 2 points and 80 fen a kilogram, cardboard 3 points.
import type { Clock, Day } from '@shared/time'
import { crew } from '@shared/pickups/crew-contract'
import type { Run, StopLog } from '@shared/pickups/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { desk } from '@shared/pickups/desk-contract'
import type { Booking, PickupKind } from '@shared/pickups/schemas'
import { files } from '@shared/files/contract'
import { instantAt } from '@shared/time'
import { newId } from '@server/ids'
import { PriceLists } from '@server/pickups/price-lists.model'
import { Rounds, type RoundRecord } from '@server/pickups/rounds.model'
import type { Place } from '@server/places/places.model'
import sharp from 'sharp'
import { aHousehold, ancestorOf, aPlace, aResident, aStaff, setClock, type Signed, type TestApp } from './app'

export const TODAY: Day = '2026-11-23'
export const DAY: Day = '2026-11-24'
export const shanghai = (clock: Clock, day: Day = DAY): Date => instantAt(day, clock)

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
  const round: RoundRecord = {
    _id: newId(), name: '东湖一线', placeId: district._id, placePath: district.path, districtId: district._id, areaPlaceIds: [district._id],
    kinds: ['bulky', 'appliance', 'recyclable', 'hazardous'], weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 40 }, { key: 'pm', from: '14:00', to: '18:00', capacity: 40 }],
    vehicle: '清A00001', crewIds: [zhang.personId], validFrom: '2026-01-01', validUntil: null, staffOnly: false, version: 1, updatedAt: new Date(), updatedBy: 'tests', ...overrides,
  }
  await Rounds.create([round])
  await PriceLists.create([{
    _id: newId(), placeId: district._id, placePath: district.path, validFrom: '2026-01-01', mode: 'perItem', itemFen: { sofa_3: 3000 }, perCubicMetreFen: 0,
    floorSurchargeFen: 0, freePiecesPerYear: 0, compensationPoints: 30, version: 1, updatedAt: new Date(), updatedBy: 'tests',
    materials: [{ code: 'paper', fenPerKg: 80, pointsPerKg: 2 }, { code: 'cardboard', fenPerKg: null, pointsPerKg: 3 }],
  }])
  return { app, district, compound, round, zhang, liu, dispatcher }
}

/** A neighbour compound some way off. */
export const anotherCompound = (world: World, lng: number, lat: number): Promise<Place> => ancestorOf(world.compound, 'community')
  .then((parent) => aPlace({ kind: 'compound', parent, location: { type: 'Point', coordinates: [lng, lat] } }))

export type Booked = { who: Signed; householdId: string; booking: Booking }

/** A resident of a household books through the API. */
export async function aBooking(world: World, given: { kind?: PickupKind; window?: 'am' | 'pm'; place?: Place; day?: Day } = {}): Promise<Booked> {
  const place = given.place ?? world.compound
  const household = await aHousehold({ place })
  const who = await aResident({ name: '王秀英', household })
  const kind = given.kind ?? 'recyclable'
  const items = kind === 'bulky' ? [{ code: 'sofa_3', name: '三人沙发', count: 1 }] : [{ code: 'paper_bag', name: '废纸', count: 1 }]
  const booking = await world.app.as(who).call(pickups.book, {
    id: newId(), kind, day: given.day ?? DAY, slot: `${world.round._id}:${given.window ?? 'am'}`,
    address: { placeId: place._id, building: '3', unit: '2', room: '301', floor: 3, hasLift: false, standsAt: '楼下大厅外' },
    contact: { name: '王秀英', phone: '13900001111' }, items: kind === 'recyclable' ? [{ code: 'other', name: '废纸一袋', count: 1 }] : items,
    householdId: household._id, agreedFen: kind === 'bulky' ? 3000 : 0, priceListVersion: 1,
  })
  return { who, householdId: household._id, booking }
}

/** Plans the day by the dispatcher and gives the runs of the board. */
export async function plan(world: World, day: Day = DAY) {
  await world.app.as(world.dispatcher).call(desk.planDay, { placeId: world.district._id, day })
  return (await world.app.as(world.dispatcher).call(desk.board, { placeId: world.district._id, day })).runs
}

/** The crew's bundle on the morning of the day. */
export async function morning(world: World, who: Signed = world.zhang): Promise<Run[]> {
  setClock(shanghai('08:00'))
  return (await world.app.as(who).call(crew.runs, {})).runs
}

export const aLog = (stopId: string, action: StopLog['action'], clock: Clock, more: Partial<StopLog> = {}): StopLog =>
  ({ id: newId(), stopId, action, at: shanghai(clock).toISOString(), by: '张强', ...more })

export const send = (world: World, rows: StopLog[], who: Signed = world.zhang) => world.app.as(who).call(crew.syncLogs, { rows }).then(({ results }) => results)

/** A photo of this person. */
export async function aPhoto(app: TestApp, who: Signed): Promise<string> {
  const id = newId()
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } }).jpeg().toBuffer()
  await app.as(who).upload(files.upload, { id, purpose: 'stop' }, { bytes, filename: 'stop.jpg', type: 'image/jpeg' })
  return id
}
