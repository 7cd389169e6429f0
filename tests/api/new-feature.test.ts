// A whole feature that is not of the product (tests/fixtures/feature), on the real app and database with one row in the
// table of features. What the house promises a new feature is walked through once: counted days, a question that is
// decided, a paper, an import, a row of work, rows of a phone that had no network.
import { imports } from '@shared/imports/contract'
import { people } from '@shared/people/contract'
import { work } from '@shared/work/contract'
import { setClock } from '@server/clock'
import { features } from '@server/features'
import { newId } from '@server/ids'
import type { Place } from '@server/places/places.model'
import { Reviews } from '@server/reviews/reviews.model'
import { SlotDays } from '@server/slots/days.model'
import { swaps } from '../fixtures/feature/shared/swaps/contract'
import { ROW_FORMAT } from '../fixtures/feature/shared/swaps/rules'
import { swapsFeature } from '../fixtures/feature/server/swaps/feature'
import { Swaps } from '../fixtures/feature/server/swaps/swaps.model'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { squeezed } from '../support/papers'

useDatabase()
const app = useApp({ features: [...features, swapsFeature] })

const DAY = '2026-11-28'
let compound: Place
let resident: Signed
let worker: Signed
beforeAll(async () => {
  setClock(new Date('2026-11-24T02:00:00Z'))
  compound = await aPlace()
  resident = await aResident({ household: await aHousehold({ place: compound }) })
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
})
afterAll(() => setClock())

const book = (who: Signed, rest: { half?: 'am' | 'pm'; isLarge?: boolean; id?: string } = {}) =>
  app.as(who).call(swaps.book, { id: newId(), placeId: compound._id, day: DAY, half: 'am', isLarge: false, ...rest })

test('its days are counted: two tables a half, whoever asks at the same moment', async () => {
  const people_ = await Promise.all(Array.from({ length: 6 }, () => aResident()))
  const outcomes = await Promise.allSettled(people_.map((who) => book(who, { half: 'pm' })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  const day = await SlotDays.findById(`swaps:${compound._id}:${DAY}`).lean()
  expect(day?.seats.filter(({ slot }) => slot === 'pm')).toHaveLength(2)
})

let stallId = ''
test('its question waits for staff of the place, is decided once, and the answer is told', async () => {
  stallId = (await book(resident, { isLarge: true })).id
  expect((await Reviews.findById(`largeStall:${stallId}`).lean())?.status).toBe('open')
  const { rows } = await app.as(worker).call(work.mine, {})
  expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['reviews.largeStall', 'swaps.withoutTable']))
  const decision = { id: stallId, outcome: 'granted' as const, reason: '有空位' }
  await expectError(app.as(resident).call(swaps.decide, decision), 'NOT_ALLOWED')
  const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
  await expectError(app.as(elsewhere).call(swaps.decide, decision), 'NOT_FOUND')
  expect((await app.as(worker).call(swaps.decide, decision)).size).toBe('large')
  await expectError(app.as(worker).call(swaps.decide, decision), 'WRONG_STATE')
})

test('nobody decides a question of their own', async () => {
  const neighbour = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
  const { id } = await book(neighbour, { isLarge: true })
  await expectError(
    app.as(neighbour).call(swaps.decide, { id, outcome: 'granted', reason: '给自己' }),
    'DECIDES_OWN_CASE',
  )
})

test('its table is imported, twice the same', async () => {
  const upload = async () => {
    const file = { bytes: Buffer.from(`编号,台号\r\n${stallId},A1\r\n${newId()},A2`), filename: '台子.csv' }
    const { id } = await app.as(worker).upload(imports.upload, { id: newId(), kind: 'swapTables' }, file)
    return settled(id, 'checking')
  }
  const checked = await upload()
  expect(checked.problems).toMatchObject([{ row: 3, column: '编号', reason: '没有这个预约' }])
  await app.as(worker).call(imports.apply, { id: checked.id })
  expect((await settled(checked.id, 'applying')).counts).toMatchObject({ changed: 1, failed: 1 })
  expect((await upload()).counts).toMatchObject({ unchanged: 1 })
  await expectError(
    app
      .as(resident)
      .upload(
        imports.upload,
        { id: newId(), kind: 'swapTables' },
        { bytes: Buffer.from('编号,台号'), filename: 'a.csv' },
      ),
    'NOT_ALLOWED',
  )
})

async function settled(id: string, status: string) {
  for (;;) {
    const shown = await app.as(worker).call(imports.show, { id })
    if (shown.status !== status) return shown
  }
}

test('what was imported shows in its list, and the work that it was is done', async () => {
  const { items, total } = await app.as(worker).call(swaps.stalls, { sort: 'createdAt' })
  expect(items.find(({ id }) => id === stallId)).toMatchObject({ table: 'A1', size: 'large' })
  expect(total).toEqual({ count: items.length, more: false })
  const { rows } = await app.as(worker).call(work.mine, {})
  const waiting = rows.find(({ kind }) => kind === 'swaps.withoutTable')
  expect(waiting?.items.map(({ id }) => id)).not.toContain(stallId)
})

test('its paper is printed by staff of the place and nobody else', async () => {
  const { body } = await app.as(worker).download(swaps.poster, { placeId: compound._id, day: DAY })
  expect(await squeezed(body)).toContain('旧物交换日')
  const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
  await expectError(app.as(elsewhere).download(swaps.poster, { placeId: compound._id, day: DAY }), 'NOT_FOUND')
})

test('rows of a phone are answered one by one, by their format, and repeating them changes nothing', async () => {
  const row = (rest: object) => ({
    format: ROW_FORMAT,
    id: newId(),
    stallId,
    at: '2026-11-28T02:00:00Z',
    grams: 1_200,
    ...rest,
  })
  const rows = [row({}), row({ format: ROW_FORMAT + 1 }), row({ stallId: newId() }), row({ grams: 300 })]
  const send = async () => (await app.as(resident).call(swaps.sendRows, { rows })).results
  expect((await send()).map(({ outcome, code }) => [outcome, code])).toEqual([
    ['accepted', null],
    ['refused', 'INPUT_INVALID'],
    ['refused', 'NOT_FOUND'],
    ['accepted', null],
  ])
  expect((await send()).map(({ outcome }) => outcome)).toEqual(['had', 'refused', 'refused', 'had'])
  expect(await Swaps.countDocuments({})).toBe(2)
})

test('what it keeps of a person is in their copy of data', async () => {
  const copy = (await app.as(resident).download(people.myData, {})).body.toString('utf8')
  expect(copy).toContain(stallId)
})
