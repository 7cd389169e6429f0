// The room of reviews itself, with a small kind of question of its own: decided once however many try at once, by two
// where two are asked, sent back item by item, withdrawn, opened again, late once, and read by its indexes.
import type { PersonActor } from '@shared/actors'
import type { NoticeKind } from '@shared/notices/contract'
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { Reviews } from '@server/reviews/reviews.model'
import { mergeReviews } from '@server/reviews/reviews-rights'
import { reviewsLate } from '@server/reviews/reviews-jobs'
import { circleOf, nearOf } from '@server/people/conflicts'
import { reviewWork } from '@server/reviews/reviews-lists'
import { workOf } from '@server/work'
import { defineReview, type Opening, type ReviewRecord } from '@server/reviews/reviews'
import type { Place } from '@server/places/places.model'
import {
  actorOf,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  addMember,
  ancestorOf,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
useApp()

const applied: string[] = []
const told: NoticeKind = 'work'
const parcel = defineReview<{ after: number }, ReviewRecord>({
  name: 'testParcel',
  title: '试件',
  verb: '答复',
  deciders: ['cityOfficer'],
  tells: [],
  noticeKind: told,
  deskLink: () => '/',
  askers: () => Promise.resolve([]),
  askerLink: () => '/',
  tellsLate: false,
  isObjection: true,
  freshDecider: true,
  answered: () => null,
  apply: (_tx, { review, outcome, given }) => {
    applied.push(`${review._id} ${outcome}`)
    return Promise.resolve({ before: { points: 5 }, after: { points: given.after } })
  },
  present: (_tx, _actor, review) => Promise.resolve(review),
  backlog: () => Promise.resolve([]),
  audit: { action: 'tests.decide', subject: ({ _id }) => _id },
})

let place: Place
let city = ''
let asker: Signed
beforeAll(async () => {
  place = await aPlace()
  city = (await ancestorOf(place, 'city'))._id
  asker = await aResident()
})
afterAll(() => setClock())

const waiting = async (actor: PersonActor) => {
  const circle = await transaction((tx) => circleOf(tx, actor))
  return (await workOf(actor, nearOf(circle), reviewWork())).rows
}
const officer = (): Promise<Signed> => aStaff('cityOfficer', city)
async function asked(over: Partial<Opening> = {}): Promise<string> {
  const subjectId = newId()
  const actor = await actorOf(asker)
  const opening: Opening = {
    subjectId,
    placePath: place.path,
    headline: '一件',
    due: { hours: 1 },
    personId: asker.personId,
    author: asker.personId,
    ...over,
  }
  await transaction((tx) => parcel.open(tx, actor, opening))
  return subjectId
}
const decide = async (who: Signed, subjectId: string, outcome = 'kept', after = 5) =>
  parcel.decide(await actorOf(who), { subjectId, outcome, reason: '看过了', given: { after } })
const codes = async (tries: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(tries)).map((each) =>
    each.status === 'fulfilled' ? 'done' : (each.reason as { code: string }).code,
  )
const kept = async (subjectId: string) => Reviews.findById(`testParcel:${subjectId}`).lean<ReviewRecord>()

it('decided by ten at once: one has decided it', async () => {
  const subjectId = await asked()
  const officers = await Promise.all(Array.from({ length: 10 }, officer))
  const outcomes = await codes(officers.map((who) => decide(who, subjectId)))
  expect(outcomes.filter((each) => each === 'done')).toHaveLength(1)
  expect(outcomes.filter((each) => each === 'WRONG_STATE')).toHaveLength(9)
  expect((await kept(subjectId))?.votes).toHaveLength(1)
})

it('decided and withdrawn at once: one of the two', async () => {
  const one = await officer()
  const system = { kind: 'system', name: 'tests' } as const
  for (let round = 0; round < 5; round += 1) {
    const subjectId = await asked()
    const withdrawn = transaction((tx) => parcel.withdraw(tx, system, subjectId, '不用了'))
    const [decided, fell] = [...(await codes([decide(one, subjectId)])), await withdrawn]
    expect(fell).toBe(decided !== 'done')
    expect((await kept(subjectId))?.status).toBe(decided === 'done' ? 'decided' : 'withdrawn')
  }
})

it('two deciders: the first waits, the second agrees; who differ begin a round for others', async () => {
  const [one, two, three, four] = await Promise.all([officer(), officer(), officer(), officer()])
  const agreed = await asked({ deciders: 2 })
  expect((await decide(one, agreed)).status).toBe('open')
  expect(await codes([decide(one, agreed)])).toEqual(['DECIDES_OWN_CASE'])
  expect(applied.some((each) => each.includes(agreed))).toBe(false)
  expect((await decide(two, agreed)).status).toBe('decided')
  expect(applied.filter((each) => each.includes(agreed))).toHaveLength(1)
  const differing = await asked({ deciders: 2 })
  await decide(one, differing, 'kept')
  expect(await decide(two, differing, 'upheld')).toMatchObject({ status: 'open', round: 2, decision: null })
  expect(await codes([decide(one, differing)])).toEqual(['DECIDES_OWN_CASE'])
  await decide(three, differing)
  expect((await decide(four, differing)).status).toBe('decided')
})

it('an objection leaves nobody worse off, and a refused decision leaves it open', async () => {
  const subjectId = await asked()
  const one = await officer()
  expect(await codes([decide(one, subjectId, 'upheld', 4)])).toEqual(['REVIEW_WORSE'])
  expect(await kept(subjectId)).toMatchObject({ status: 'open', votes: [] })
  expect((await decide(one, subjectId, 'upheld', 9)).status).toBe('decided')
})

it('items go back by themselves; sent in again only they are open, in a new round', async () => {
  const subjectId = await asked({ items: ['照片', '地址'] })
  const one = await actorOf(await officer())
  expect(await codes([parcel.giveBack(one, subjectId, { 电话: '缺' }, '请补充')])).toEqual(['INPUT_INVALID'])
  const back = await parcel.giveBack(one, subjectId, { 照片: '看不清' }, '请补充')
  expect(back).toMatchObject({
    status: 'returned',
    items: [{ state: 'returned', note: '看不清' }, { state: 'passed' }],
  })
  const actor = await actorOf(asker)
  const again = await transaction((tx) => parcel.resubmit(tx, actor, subjectId, { hours: 2 }))
  expect(again).toMatchObject({ status: 'open', round: 2, items: [{ state: 'open' }, { state: 'passed' }] })
})

it('late goes up once a round; what waits is counted for who may decide it', async () => {
  const chief = await actorOf(await officer())
  const subjectId = await asked({ due: { on: '2026-11-02' }, at: new Date('2026-11-01T02:00:00Z') })
  expect((await waiting(chief)).find(({ kind }) => kind === 'reviews.testParcel')).toMatchObject({
    counts: { late: 1 },
    items: expect.arrayContaining([expect.objectContaining({ id: subjectId, group: 'late', dueOn: '2026-11-02' })]),
  })
  await runJob(reviewsLate, '2026-11-02T23')
  expect((await kept(subjectId))?.escalatedAt).toBeUndefined()
  await runJob(reviewsLate, '2026-11-03T00')
  const first = (await kept(subjectId))?.escalatedAt
  expect(first).toBeInstanceOf(Date)
  await runJob(reviewsLate, '2026-11-03T01')
  expect((await kept(subjectId))?.escalatedAt).toEqual(first)
  expect(await waiting(await actorOf(asker))).toEqual([])
})

it('a case of a merged household is one of the household that stays', async () => {
  const [from, into] = [await aHousehold({ place }), await aHousehold({ place })]
  const one = await officer()
  const subjectId = await asked({ householdIds: [from._id] })
  await addMember(into._id, one.personId)
  await transaction((tx) => mergeReviews(tx, from._id, into._id))
  expect(await codes([decide(one, subjectId)])).toEqual(['DECIDES_OWN_CASE'])
})

it('what is late and what waits is read by an index', async () => {
  const queries = [
    [
      { status: 'open', dueAt: { $ne: null, $lte: new Date() }, escalatedAt: { $exists: false } },
      { dueAt: 1, _id: 1 },
    ],
    [
      { kind: 'testParcel', status: 'open', placePath: { $in: [city] } },
      { dueAt: 1, _id: 1 },
    ],
  ] as const
  for (const [filter, sort] of queries) {
    const plan = JSON.stringify(
      await Reviews.find(filter as object)
        .sort(sort as never)
        .explain('queryPlanner'),
    )
    expect(plan).toContain('IXSCAN')
    expect(plan).not.toContain('COLLSCAN')
  }
})
