// What a household sees of its own bags, on the compiled page against the real server: results, points that wait for
// the day's closing, and objecting to a bag that was called wrong.
import { Logs } from '@server/dropoffs/dropoffs.model'
import { setClock, signInAs } from '../support/app'
import { aBinWorld, aDropoff, aNeighbour, closeAt, evening, reportPhone, sync } from '../support/dropoffs'
import { useDatabase } from '../support/database'
import { useCrewApp } from '../support/runs'
import { signedIn } from './crew-phone'
import { launch } from './harness'

useDatabase()
const app = useCrewApp({ requestsPerSecond: 1000 })
afterAll(() => setClock())

test('each bag with its result and points; once the day is closed a wrong one can be objected to', async () => {
  const bins = await aBinWorld(app)
  const [home] = bins.homes
  if (!home) throw new Error('no home')
  setClock(evening('08:00'))
  const resident = await aNeighbour(home)
  setClock(evening('19:30'))
  const wrong = aDropoff(bins, home, { result: 'wrong' })
  await sync(app, bins.wang, [wrong, aDropoff(bins, home, { stream: 'residual', at: evening('19:21') })])

  const phone = await launch({ baseUrl: app.url, flash: signedIn(await signInAs(resident.personId)), online: true })
  const page = await phone.open(`/me/dropoffs?id=${home._id}`)
  expect(page.text()).toContain('其他垃圾 正确')
  expect(page.text()).toContain('1分，当天结算后入账')
  expect(page.text()).toContain('厨余垃圾 分错')
  expect(page.text()).not.toContain('有异议')
  phone.kill()

  await reportPhone(bins)
  await closeAt(evening('23:00'))
  const later = await launch({ baseUrl: app.url, flash: signedIn(await signInAs(resident.personId)), online: true })
  const list = await later.open(`/me/dropoffs?id=${home._id}`)
  expect(list.text()).toContain('1分，已入账')
  await list.tap('有异议')
  await list.input('contest-reason', '当时已经破袋')
  await list.tap('contest-send')
  expect(list.text()).toContain('异议处理中')
  expect(await Logs.findById(wrong.id).lean()).toMatchObject({ contest: 'open', contestText: '当时已经破袋' })
  expect(later.phone.failures).toEqual([])
})
