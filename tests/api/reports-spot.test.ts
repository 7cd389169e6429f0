// Reports from the spot: due by kind, told to whom it concerns, one case out of what several people saw, dealt with,
// confirmed or sent back once, and counted for the lists.
import type { InputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import { complaints } from '@shared/reports/complaints-contract'
import { reports } from '@shared/reports/reports-contract'
import { notices } from '@shared/notices/contract'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import type { Place } from '@server/places/places.model'
import { countedCases } from '@server/reports/counted-cases'
import { reviewsLate } from '@server/reviews/reviews-jobs'
import sharp from 'sharp'
import { aPlace, aResident, aStaff, ancestorOf, expectError, signInAs, useApp, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const at = (instant: string) => setClock(new Date(`${instant}:00+08:00`))
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))
const told = async (who: Signed): Promise<string[]> => {
  await deliverOutbox({ notice: deliverNotice })
  return (await (await fresh(who)).call(notices.inbox, {})).items.map(({ title }) => title)
}
let place: Place
let worker: Signed
let picture: Buffer
beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer()
})
beforeEach(async () => {
  await clearDatabase()
  // a Saturday evening
  at('2026-11-28T19:40')
  place = await aPlace()
  worker = await aStaff('communityWorker', (await ancestorOf(place, 'community'))._id)
})
afterAll(() => setClock())

type Filed = InputOf<typeof reports.file>
const anOverflow = (more: Partial<Filed> = {}): Filed => ({
  id: newId(),
  category: 'overflow',
  placeId: place._id,
  position: { lng: 104.06, lat: 30.65 },
  spot: '东门口',
  seenAt: '2026-11-28T11:38:00Z',
  ...more,
})
async function aPhoto(who: Signed, purpose = 'reportDone'): Promise<string> {
  const id = newId()
  await app.as(who).upload(files.upload, { id, purpose }, { bytes: picture, filename: 'spot.jpg', type: 'image/jpeg' })
  return id
}
const mend = async (who: Signed, id: string) =>
  (await fresh(who)).call(reports.handle, {
    id,
    outcome: 'mended',
    text: '已经清走，地面冲过了',
    photoIds: [await aPhoto(who)],
  })

test.each([
  ['overflow', '2026-11-28T13:40'],
  ['blocked', '2026-11-28T15:40'],
  ['dumping', '2026-12-01T09:00'],
  ['mixed', '2026-12-02T09:00'],
] as const)('%s reported on a Saturday evening is due at %s', async (category, dueAt) => {
  const wang = await aResident()
  const input = anOverflow({ category, plate: '川a12345' })
  const made = await app.as(wang).call(reports.file, input)
  expect(made).toMatchObject({ number: 'SP20261128-0001', status: 'waiting', late: false, plate: '川A12345' })
  expect(made.dueAt.slice(0, 16)).toBe(dueAt)
  expect(await app.as(wang).call(reports.file, input)).toEqual(made)
  await expectError(app.as(await aResident()).call(reports.file, input), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(app.as(wang).call(reports.file, { ...input, spot: '西门口' }), 'IDEMPOTENCY_KEY_REUSED')
})

test.each(['2099-01-01T00:00:00Z', '1900-01-01T00:00:00Z'])(
  'a phone that shows %s says nothing of when it was seen',
  async (seenAt) => {
    expect(await app.as(await aResident()).call(reports.file, anOverflow({ seenAt }))).toMatchObject({ seenAt: null })
  },
)

test('told to those whom the kind concerns; the list holds both kinds; no name where none was left', async () => {
  const [wang, li] = [await aResident({ name: '王小明' }), await aResident({ name: '李大海' })]
  const dispatcher = await aStaff('dispatcher', (await ancestorOf(place, 'district'))._id)
  const open = await app.as(wang).call(reports.file, anOverflow())
  const hidden = await app.as(li).call(reports.file, anOverflow({ category: 'service', isAnonymous: true }))
  await app.as(wang).call(complaints.file, { id: newId(), about: 'staff', placeId: place._id, text: '窗口没有人' })
  expect(await told(dispatcher)).toEqual(['有一条随手拍待处理'])
  expect((await told(worker)).filter((title) => title.includes('随手拍'))).toHaveLength(2)

  const seen = (await app.as(worker).call(complaints.desk, {})).items
  expect(seen.map(({ kind, reporter }) => [kind, reporter]).sort()).toEqual([
    ['complaint', null],
    ['report', null],
    ['report', '王**'],
  ])
  expect((await app.as(worker).call(complaints.desk, { kind: 'report', category: 'service' })).items).toMatchObject([
    { id: hidden.id, isAnonymous: true, reporter: null },
  ])
  expect(JSON.stringify(seen)).not.toContain(li.personId)
  expect((await app.as(dispatcher).call(complaints.desk, {})).items.map(({ id }) => id)).toEqual([open.id])
  // who reported it sees it all the same, and nobody else's
  expect((await app.as(li).call(reports.mine, {})).items.map(({ id }) => id)).toEqual([hidden.id])
  await expectError(app.as(li).call(reports.show, { id: open.id }), 'NOT_FOUND')
  const elsewhere = await aStaff('communityWorker', (await aPlace())._id)
  await expectError(
    app.as(elsewhere).call(reports.handle, { id: open.id, outcome: 'notFound', text: '没有看到' }),
    'NOT_FOUND',
  )
  // the two kinds are not answered by each other's routes
  await expectError(
    app.as(worker).call(complaints.answer, { id: open.id, outcome: 'upheld', text: '已知道' }),
    'NOT_FOUND',
  )
  await expectError(app.as(wang).call(complaints.reopen, { id: open.id, text: '不行' }), 'NOT_FOUND')
})

test('photos come after the words; own ones alone, and no more than four', async () => {
  const wang = await aResident()
  const { id } = await app.as(wang).call(reports.file, anOverflow())
  const photoId = await aPhoto(wang, 'report')
  const add = { id, photoIds: [photoId] }
  expect(await app.as(wang).call(reports.addPhotos, add)).toEqual({ id, photoIds: [photoId] })
  expect(await app.as(wang).call(reports.addPhotos, add)).toEqual({ id, photoIds: [photoId] })
  await expectError(
    app.as(wang).call(reports.addPhotos, { id, photoIds: [newId(), newId(), newId(), newId()] }),
    'REPORT_TOO_MANY_PHOTOS',
  )
  const stranger = await aResident()
  await expectError(app.as(stranger).call(reports.addPhotos, add), 'NOT_FOUND')
  await expectError(app.as(stranger).call(files.link, { id: photoId }), 'NOT_FOUND')
  expect((await app.as(worker).call(files.link, { id: photoId })).url).toContain('/api/files/linked/')
  expect((await app.as(worker).call(complaints.desk, { id })).items).toMatchObject([{ photoIds: [photoId] }])
})

test('what is seen by several people nearby is one case, and all of them hear of it', async () => {
  const [wang, li, zhao] = [await aResident(), await aResident(), await aResident()]
  const first = await app.as(wang).call(reports.file, anOverflow())
  const near = { lng: 104.0601, lat: 30.6501 }
  const second = await app.as(li).call(reports.file, anOverflow({ position: near, text: '我家楼下臭得很' }))
  expect(second).toMatchObject({ status: 'merged', mergedInto: { id: first.id, number: first.number } })
  // another kind, or farther off, is a case of its own
  expect(await app.as(li).call(reports.file, anOverflow({ category: 'damaged' }))).toMatchObject({ status: 'waiting' })
  const far = await app.as(zhao).call(reports.file, anOverflow({ position: { lng: 104.07, lat: 30.65 } }))
  expect(far.status).toBe('waiting')
  // the office sees that it is the same
  expect((await app.as(worker).call(reports.alike, { id: far.id })).items.map(({ id }) => id)).toEqual([first.id])
  await expectError(app.as(worker).call(reports.merge, { id: far.id, intoId: second.id }), 'WRONG_STATE')
  await app.as(worker).call(reports.merge, { id: far.id, intoId: first.id })
  expect(await told(zhao)).toContain('和别人报的并成一件了')
  expect((await app.as(worker).call(complaints.desk, { id: first.id })).items).toMatchObject([{ others: 2 }])
  await expectError((await fresh(wang)).call(reports.withdraw, { id: first.id }), 'WRONG_STATE')

  await mend(worker, first.id)
  for (const who of [wang, li, zhao]) expect(await told(who)).toContain('您报的事处理了')
  const shown = await (await fresh(li)).call(reports.show, { id: first.id })
  expect(shown).toMatchObject({ id: second.id, text: '我家楼下臭得很', answers: [{ outcome: 'mended' }] })
  const proof = await (await fresh(li)).call(files.link, { id: shown.answers[0]?.photoIds[0] ?? '' })
  expect(proof.url).toContain('/api/files/linked/')
  // sent back by one whose report was merged: the case is open again, in their words for the office alone
  await (await fresh(li)).call(reports.reopen, { id: second.id, text: '又满了，我家楼下' })
  expect(await (await fresh(wang)).call(reports.show, { id: first.id })).toMatchObject({
    status: 'reopened',
    again: '',
  })
  expect((await (await fresh(worker)).call(complaints.desk, { id: first.id })).items).toMatchObject([
    { again: '又满了，我家楼下', allowed: ['handle', 'note'] },
  ])
})

test('mended with a photo, sent back once, closed; confirmed by who reported it', async () => {
  const wang = await aResident()
  const { id } = await app.as(wang).call(reports.file, anOverflow())
  await expectError(
    app.as(worker).call(reports.handle, { id, outcome: 'mended', text: '弄好了' }),
    'REPORT_NEEDS_PHOTO',
  )
  expect(await mend(worker, id)).toMatchObject({ status: 'answered', allowed: ['note'] })
  await expectError(mend(worker, id), 'WRONG_STATE')
  const mine = await fresh(wang)
  expect(await mine.call(reports.show, { id })).toMatchObject({ allowed: ['reopen', 'confirm'] })
  expect(await mine.call(reports.reopen, { id, text: '还有一半' })).toMatchObject({ status: 'reopened', allowed: [] })
  await mend(worker, id)
  await expectError(mine.call(reports.reopen, { id, text: '再来' }), 'WRONG_STATE')
  expect(await mine.call(reports.show, { id })).toMatchObject({ status: 'closed', allowed: [] })

  const other = await mine.call(reports.file, anOverflow({ category: 'damaged' }))
  await mend(worker, other.id)
  expect(await mine.call(reports.confirm, { id: other.id })).toMatchObject({ status: 'closed', allowed: [] })
  const taken = await mine.call(reports.file, anOverflow({ category: 'other' }))
  expect(await mine.call(reports.withdraw, { id: taken.id })).toMatchObject({ status: 'withdrawn', allowed: [] })
  await expectError(
    (await fresh(worker)).call(reports.handle, { id: taken.id, outcome: 'notFound', text: '没有' }),
    'WRONG_STATE',
  )
})

test('nobody deals with what they reported themselves', async () => {
  const { id } = await app.as(worker).call(reports.file, anOverflow())
  await expectError(mend(worker, id), 'DECIDES_OWN_CASE')
})

test('late ones go up by the clock, and the lists read each round on the day it fell due', async () => {
  const chief = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  const [wang, li] = [await aResident(), await aResident()]
  const late = await app.as(wang).call(reports.file, anOverflow())
  const inTime = await app.as(wang).call(reports.file, anOverflow({ category: 'hazardous' }))
  await app.as(wang).call(reports.file, anOverflow({ category: 'service' }))
  await app.as(li).call(reports.file, anOverflow({ category: 'hazardous' }))
  const elsewhere = await app.as(li).call(reports.file, anOverflow({ category: 'bulky' }))
  await mend(worker, inTime.id)
  await (await fresh(worker)).call(reports.handle, { id: elsewhere.id, outcome: 'outOfScope', text: '是物业的装修点' })
  at('2026-11-28T22:10')
  await runJob(reviewsLate, '2026-11-28T22')
  expect(await told(chief)).toContain('随手拍处理超期')
  expect(await told(wang)).toContain('对不起，处理迟了')
  const month = { placeIds: [place._id], from: '2026-11-01', to: '2026-11-30' }
  const day = '2026-11-28'
  const before = [
    { id: `${late.id}/1`, place: place._id, day, closedInTime: false },
    { id: `${inTime.id}/1`, place: place._id, day, closedInTime: true },
  ].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(await countedCases(month)).toEqual(before)
  // sent back in December: November stays as it was
  at('2026-12-01T08:00')
  await (await fresh(wang)).call(reports.reopen, { id: inTime.id, text: '又有了' })
  at('2026-12-02T08:00')
  expect(await countedCases(month)).toEqual(before)
  expect(await countedCases({ ...month, from: '2026-12-01', to: '2026-12-31' })).toEqual([
    { id: `${inTime.id}/2`, place: place._id, day: '2026-12-01', closedInTime: false },
  ])
  expect(await countedCases({ ...month, placeIds: [newId()] })).toEqual([])
})
