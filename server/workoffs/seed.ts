// 以工代罚 of the demo city: the district's table in force and one that waits for a second person; a case in every
// state that somebody has to do something about, and one that is done. Everybody is invented.
import { minutesOwed } from '@shared/workoffs/rules'
import type { WorkoffState } from '@shared/workoffs/vocabulary'
import { addDays, addMonths, instantAt, monthOf, type Day } from '@shared/time'
import type { SeedContext } from '../feature'
import { now } from '../clock'
import { insertInBulk } from '../db'
import { seal } from '../field-cipher'
import { seedId } from '../ids'
import { seedHouseholds, seedPersonId } from '../people/seed-ids'
import { fullNames } from '../people/people'
import { seedPlace } from '../places/seed-ids'
import { seedPresence } from '../shifts/seed-presence'
import { recount } from './counting'
import { WorkoffCases, WorkoffTables, type WorkoffCase, type WorkoffTableDocument } from './workoffs.model'

const SOURCE = '东湖区垃圾分类以工代罚办法（演示，非真实文件）'
const content = {
  days: 30,
  steps: [
    { upToYuan: 50, minutes: 120 },
    { upToYuan: 100, minutes: 240 },
    { upToYuan: 200, minutes: 480 },
  ],
}

const officer = seedPersonId('field-14-qi')
const handler = seedPersonId('city-1-xu')

type Told = { person: string; number: number; state: WorkoffState; days: number; evenings: number; fineYuan?: number }

/** Called once, after shifts. */
export async function seedWorkoffs({ today, progress }: SeedContext): Promise<void> {
  await seedTables(today)
  const { id: placeId } = seedPlace('liuwan/1')
  const people = seedHouseholds()
    .filter(({ place, members, demoKey }) => place.path.includes(placeId) && members.length > 0 && !demoKey)
    .slice(40, 44)
    .flatMap(({ members }) => members[0] ?? [])
  const [one = '', two = '', three = '', four = ''] = people
  const told: Told[] = [
    { person: seedPersonId('resident-3-chen'), number: 41, state: 'working', days: 9, evenings: 1, fineYuan: 100 },
    { person: one, number: 44, state: 'referred', days: 2, evenings: 0, fineYuan: 100 },
    { person: two, number: 38, state: 'working', days: 12, evenings: 2 },
    { person: three, number: 35, state: 'returned', days: 16, evenings: 0 },
    { person: four, number: 21, state: 'done', days: 13, evenings: 2 },
  ]
  for (const each of told) await seedCase(today, each)
  progress(`以工代罚 ${told.length}件`)
}

async function seedCase(today: Day, { person, number, state, days, evenings, fineYuan = 50 }: Told): Promise<void> {
  const { id: placeId, path: placePath } = seedPlace('liuwan/1/2')
  const id = seedId(`workoff:${number}`)
  const on = addDays(today, -days)
  const bookingIds: string[] = []
  for (let day = addDays(today, -1); day > on && bookingIds.length < evenings; day = addDays(day, -1)) {
    const bookingId = await seedPresence(seedId('site:liuwan/1/2:drop1'), day, person, 'trainee')
    if (bookingId) bookingIds.push(bookingId)
  }
  const isDone = state === 'done'
  const one: WorkoffCase = {
    _id: id,
    personId: person,
    nameSealed: seal((await fullNames([person])).get(person) ?? '住户', id),
    number: `东湖城管罚决〔${today.slice(0, 4)}〕第${number}号`,
    plainNumber: `东湖城管罚决[${today.slice(0, 4)}]第${number}号`,
    agency: '东湖区城市管理综合执法大队',
    placeId,
    placePath,
    offence: number % 2 === 0 ? 'wrongTime' : 'unsorted',
    happenedOn: addDays(on, -3),
    fineYuan,
    owed: minutesOwed(content, fineYuan),
    tableId: seedId('workoffTable:now'),
    tableSource: SOURCE,
    referredAt: instantAt(on, '10:20'),
    referredBy: officer,
    ...(state === 'referred' || state === 'returned' ? {} : { acceptedAt: instantAt(on, '12:05') }),
    dueOn: addDays(on, content.days),
    state,
    bookingIds,
    minutes: isDone ? minutesOwed(content, fineYuan) : 0,
    ...(state === 'returned' ? { returnedWhy: 'declined' as const, reason: '本人选择缴纳罚款' } : {}),
    ...(isDone
      ? { certificate: 'YG2026-DEM24-K7Q2M', doneAt: instantAt(addDays(today, -1), '09:10'), closedBy: officer }
      : {}),
  }
  await insertInBulk(WorkoffCases, [one])
  await recount(id)
}

async function seedTables(today: Day): Promise<void> {
  const { id: placeId, path: placePath } = seedPlace('donghu')
  const table = (label: string, over: Partial<WorkoffTableDocument>): WorkoffTableDocument => ({
    _id: seedId(`workoffTable:${label}`),
    placeId,
    placePath,
    validFrom: addDays(today, -90),
    content,
    source: SOURCE,
    version: 1,
    state: 'published',
    updatedAt: now(),
    updatedBy: officer,
    writtenBy: [officer],
    ...over,
  })
  const longer = { ...content, days: 45 }
  const next = `${addMonths(monthOf(today), 1)}-01`
  await insertInBulk(WorkoffTables, [
    table('now', { publishedBy: handler, updatedAt: instantAt(addDays(today, -95), '15:00') }),
    table('next', { state: 'proposed', validFrom: next, content: longer, source: `${SOURCE}，期限放宽到45天` }),
  ])
}
