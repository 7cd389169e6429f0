// A party without an account answers by link, with a small kind of question of its own: only a party of the case gets a
// link, it opens nothing else, an answer to what went back sends it in again, words are sealed, every act is the
// link's.
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import type { Place } from '@server/places/places.model'
import { defineReview, type Opening, type ReviewRecord } from '@server/reviews/reviews'
import { Reviews } from '@server/reviews/reviews.model'
import { access } from '@shared/access/contract'
import { notices } from '@shared/notices/contract'
import { organisations } from '@shared/organisations/contract'
import { reviews } from '@shared/reviews/contract'
import { MOST_ANSWERS } from '@shared/reviews/rules'
import {
  actorOf,
  aHousehold,
  aPlace,
  aStaff,
  addMember,
  ancestorOf,
  expectError,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

const letter = defineReview<null, ReviewRecord>({
  name: 'testLetter',
  title: '整改核查',
  verb: '核查',
  deciders: ['subdistrictOfficer'],
  tells: ['subdistrictOfficer'],
  noticeKind: 'work',
  deskLink: () => '/',
  askers: () => Promise.resolve([]),
  askerLink: () => '/',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: () => Promise.resolve({}),
  present: (_tx, _actor, review) => Promise.resolve(review),
  backlog: () => Promise.resolve([]),
  dueAgain: () => Promise.resolve({ hours: 48 }),
  audit: { action: 'tests.decide', subject: ({ _id }) => _id },
})

let place: Place
let officer: Signed, elsewhere: Signed
let company: { id: string; name: string }

beforeAll(async () => {
  setClock(new Date('2026-11-23T10:00:00+08:00'))
  place = await aPlace()
  const street = await ancestorOf(place, 'subdistrict')
  officer = await aStaff('subdistrictOfficer', street._id)
  elsewhere = await aStaff('subdistrictOfficer', (await aPlace())._id)
  company = await app.as(officer).call(organisations.create, {
    id: newId(),
    name: '清川试点物业',
    kinds: ['propertyCompany'],
    creditCode: null,
    phone: null,
    placeId: street._id,
  })
})
afterAll(() => setClock())

async function asked(over: Partial<Opening> = {}): Promise<string> {
  const subjectId = newId()
  const actor = { kind: 'system', name: 'tests' } as const
  await transaction((tx) =>
    letter.open(tx, actor, {
      subjectId,
      placePath: place.path,
      headline: '3号点桶满溢',
      due: { on: '2026-11-30' },
      items: ['照片'],
      organisationIds: [company.id],
      ...over,
    }),
  )
  return subjectId
}
const order = (subjectId: string, over: object = {}) => ({
  id: newId(),
  kind: 'testLetter',
  subjectId,
  party: { kind: 'organisation' as const, id: company.id },
  days: 7,
  ...over,
})
const sent = async (subjectId: string, over: object = {}) => {
  const link = await app.as(officer).call(reviews.sendLink, order(subjectId, over))
  return { ...link, party: app.withKey('Link', link.token) }
}

test('what is open is read and answered; staff are told and read the words, which are sealed', async () => {
  const subjectId = await asked()
  const { id: linkId, party } = await sent(subjectId)
  expect(await party.call(reviews.byLink, {})).toEqual({
    title: '整改核查',
    headline: '3号点桶满溢',
    status: 'open',
    round: 1,
    dueOn: '2026-11-30',
    returned: [],
    reason: null,
    answers: [],
    allowed: ['answer'],
  })
  const input = { id: newId(), text: '已加一个桶' }
  const answered = await party.call(reviews.answerByLink, input)
  expect(answered).toMatchObject({ status: 'open', round: 1, answers: [{ text: '已加一个桶' }] })
  // sent again under another key it is the same answer
  expect(await party.call(reviews.answerByLink, input)).toEqual(answered)
  expect(JSON.stringify(await Reviews.findById(`testLetter:${subjectId}`).lean())).not.toContain('加一个桶')
  expect((await app.as(officer).call(reviews.answers, { kind: 'testLetter', subjectId })).items).toMatchObject([
    { round: 1, name: '清川试点物业', text: '已加一个桶' },
  ])
  await deliverOutbox({ notice: deliverNotice })
  const told = (await app.as(officer).call(notices.inbox, {})).items.map(({ title }) => title)
  expect(told).toContain('整改核查有了回复')
  const trail = await AuditRows.find({ actorId: `link:${linkId}` }).lean()
  expect(trail.map(({ action }) => action).sort()).toEqual(['reviews.answerByLink', 'reviews.readByLink'])
  // whoever sent the link does not decide on what came by it
  await expect(
    letter.decide(await actorOf(officer), { subjectId, outcome: 'done', reason: '已整改', given: null }),
  ).rejects.toMatchObject({ code: 'DECIDES_OWN_CASE' })
})

test('an answer to what went back sends it in again, in a new round with its own day', async () => {
  const subjectId = await asked()
  const { party } = await sent(subjectId)
  await letter.giveBack(await actorOf(officer), subjectId, { 照片: '看不清' }, '请重拍')
  expect(await party.call(reviews.byLink, {})).toMatchObject({
    status: 'returned',
    returned: [{ id: '照片', note: '看不清' }],
    reason: '请重拍',
  })
  expect(await party.call(reviews.answerByLink, { id: newId(), text: '已重拍' })).toMatchObject({
    status: 'open',
    round: 2,
    dueOn: '2026-11-25',
    returned: [],
    reason: null,
  })
})

test('so many answers a round and no more, however many come at once', async () => {
  const { party } = await sent(await asked())
  const tries = await Promise.allSettled(
    Array.from({ length: MOST_ANSWERS + 3 }, (_unused, count) =>
      party.call(reviews.answerByLink, { id: newId(), text: `第${count}次` }),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_ANSWERS)
  await expectError(party.call(reviews.answerByLink, { id: newId(), text: '再来一次' }), 'REVIEW_ANSWERED_ENOUGH')
})

test('a decided case is read, not answered; a revoked link reads nothing', async () => {
  const subjectId = await asked()
  const { id, party } = await sent(subjectId)
  await letter.decide(await actorOf(officer), { subjectId, outcome: 'done', reason: '现场看过，已整改', given: null })
  expect(await party.call(reviews.byLink, {})).toMatchObject({
    status: 'decided',
    reason: '现场看过，已整改',
    allowed: [],
  })
  await expectError(party.call(reviews.answerByLink, { id: newId(), text: '还有话说' }), 'WRONG_STATE')
  await expectError(app.as(officer).call(reviews.sendLink, order(subjectId)), 'WRONG_STATE')
  await app.as(officer).call(access.revokeLink, { id, reason: '办完了' })
  await expectError(party.call(reviews.byLink, {}), 'LINK_INVALID')
})

test('only a party of the case gets one, from staff who may decide it', async () => {
  const home = await aHousehold({ place })
  const subjectId = await asked({ householdIds: [home._id] })
  const household = { kind: 'household' as const, id: home._id }
  const send = (who: Signed, over: object = {}) => app.as(who).call(reviews.sendLink, order(subjectId, over))
  for (const party of [
    { kind: 'organisation' as const, id: newId() },
    { kind: 'household' as const, id: company.id },
    { kind: 'organisation' as const, id: home._id },
  ])
    await expectError(send(officer, { party }), 'REVIEW_NOT_THEIRS')
  await expectError(send(elsewhere), 'NOT_FOUND')
  await expectError(send(officer, { subjectId: newId() }), 'NOT_FOUND')
  await expectError(send(officer, { kind: 'noSuchKind' }), 'NOT_FOUND')
  await expectError(app.as(elsewhere).call(reviews.answers, { kind: 'testLetter', subjectId }), 'NOT_FOUND')
  // each reads its own answers alone
  const [theirs, ours] = [await sent(subjectId, { party: household }), await sent(subjectId)]
  await theirs.party.call(reviews.answerByLink, { id: newId(), text: '住户的话' })
  expect((await ours.party.call(reviews.byLink, {})).answers).toEqual([])
  // who lives there doesn't send it
  await addMember(home._id, officer.personId)
  await expectError(send(officer, { party: household }), 'DECIDES_OWN_CASE')
})
