// Saved views: each person their own, wherever they sign in; a name stands once a page; gone with the account.
import { newId } from '@server/ids'
import { SavedViews } from '@server/people/views.model'
import { people } from '@shared/people/contract'
import { views } from '@shared/people/views-contract'
import { aPlace, aResident, aStaff, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const view = (name: string, filters: Record<string, string> = { from: '@-6', to: '@0' }) => ({
  id: newId(),
  page: 'bookings',
  name,
  filters,
})
const names = async (who: Signed, page = 'bookings'): Promise<string[]> =>
  (await app.as(who).call(views.list, { page })).items.map(({ name }) => name)

test('a view is there in another session, for its person and page alone, and a name stands once', async () => {
  const worker = await aStaff('communityWorker', (await aPlace())._id)
  const other = await aStaff('communityWorker', (await aPlace())._id)
  const first = view('本周')
  expect(await app.as(worker).call(views.save, first)).toMatchObject({ filters: { from: '@-6', to: '@0' } })
  await app.as(worker).call(views.save, first)
  const again = view('本周', { status: 'missed' })
  await app.as(worker).call(views.save, again)
  expect(await names(await signInAs(worker.personId))).toEqual(['本周'])
  expect([await names(other), await names(worker, 'audit')]).toEqual([[], []])
  await app.as(other).call(views.remove, { id: again.id })
  await expectError(app.as(other).call(views.save, { ...view('别人'), id: again.id }), 'IDEMPOTENCY_KEY_REUSED')
  expect(await names(worker)).toEqual(['本周'])
  await app.as(worker).call(views.remove, { id: again.id })
  expect(await names(worker)).toEqual([])
})

test('no more than twenty a page; residents have none; they go with the account', async () => {
  const worker = await aStaff('communityWorker', (await aPlace())._id)
  for (let at = 0; at < 20; at += 1) await app.as(worker).call(views.save, view(`视图${at}`))
  await expectError(app.as(worker).call(views.save, view('再一个')), 'INPUT_INVALID')
  await expectError(app.as(await aResident()).call(views.list, { page: 'bookings' }), 'NOT_ALLOWED')
  await app.as(worker).call(people.deleteMe, { confirm: '注销' })
  expect(await SavedViews.countDocuments({ personId: worker.personId })).toBe(0)
})
