// Sites over real HTTP: their sealed names, windows, public page, and the nearest one that takes something.
import { newId } from '@server/ids'
import { AuditRows } from '@server/audit'
import { Places, Sites } from '@server/places/places.model'
import { seedCity } from '@server/places/seed'
import { seedPlace } from '@server/places/seed-ids'
import { places } from '@shared/places/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aStaff, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { site } from '../support/places'

useDatabase()
const app = useApp()

let officer: Signed, worker: Signed, cityOfficer: Signed, auditor: Signed, elsewhere: Signed
const compound = seedPlace('liuwan/1/1')
const village = seedPlace('huaiyin/2/1')

beforeAll(async () => {
  await seedCity({ today: '2026-11-22', progress: () => {} })
  officer = await aStaff('subdistrictOfficer', seedPlace('liuwan').id)
  worker = await aStaff('communityWorker', seedPlace('liuwan/1').id)
  cityOfficer = await aStaff('cityOfficer', seedPlace('qingchuan').id)
  auditor = await aStaff('auditor', seedPlace('qingchuan').id)
  elsewhere = await aStaff('subdistrictOfficer', seedPlace('zhonglou').id)
})
afterEach(() => setClock())

describe('sites', () => {
  test('names are sealed, readable for their staff with a trace, masked for everyone else', async () => {
    const made = await app.as(worker).call(placesDesk.createSite, site(compound.id))
    expect(made.site.keeper).toBe('测试王小明')
    expect(JSON.stringify(await Sites.findById(made.site.id).lean())).not.toContain('王小明')
    const seen = await app.anonymous().call(places.site, { id: made.site.id })
    expect(seen).toMatchObject({
      site: { keeper: '测****' },
      duties: [{ name: '测****', phone: null, levelName: '楼栋桶长' }],
    })
    const staff = await app.as(officer).call(placesDesk.siteForStaff, { id: made.site.id })
    expect(staff).toMatchObject({
      site: { keeper: '测试王小明' },
      duties: [{ name: '测试李大爷', phone: '0399-5550300' }],
      publicPath: `/p/${made.site.id}`,
    })
    expect(await AuditRows.countDocuments({ action: 'places.readKeeper', subject: `sites/${made.site.id}` })).toBe(1)
    const listed = await app.as(officer).call(placesDesk.sites, { placeId: compound.id })
    expect(listed.items.every((row) => row.site.keeper === null || row.site.keeper.includes('*'))).toBe(true)
    await expectError(app.as(elsewhere).call(placesDesk.siteForStaff, { id: made.site.id }), 'NOT_FOUND')
    await expectError(app.as(worker).call(placesDesk.createSite, site(compound.id)), 'SITE_NAME_TAKEN')
  })
  test.each([
    ['bins without streams', { streams: [] }],
    ['streams without bins', { takes: ['bulky'] }],
    ['a window that is none', { windows: [{ weekdays: [8], from: '07:00', to: '09:00' }] }],
    ['nothing taken', { takes: [] }],
  ])('refuses %s', async (_name, over) => {
    await expectError(
      app.as(worker).call(placesDesk.createSite, site(compound.id, { name: '不行', ...over }) as never),
      'INPUT_INVALID',
    )
  })
  test('is changed by revision, paused and reopened with a reason, and withdrawn for good', async () => {
    const { site: made, revision } = await app
      .as(worker)
      .call(placesDesk.createSite, site(compound.id, { name: '10号投放点' }))
    const changed = await app
      .as(worker)
      .call(placesDesk.updateSite, { id: made.id, revision, windows: [], keeper: null })
    expect(changed.site).toMatchObject({ keeper: null, hoursText: '全天' })
    await expectError(
      app.as(worker).call(placesDesk.updateSite, { id: made.id, revision, note: '旧' }),
      'CHANGED_MEANWHILE',
    )
    const status = (to: 'open' | 'suspended' | 'archived') =>
      app.as(worker).call(placesDesk.setSiteStatus, { id: made.id, status: to, reason: '地面维修' })
    expect((await status('suspended')).site).toMatchObject({
      status: 'suspended',
      open: false,
      openText: '暂停使用',
      statusReason: '地面维修',
    })
    await expectError(status('suspended'), 'WRONG_STATE')
    expect((await status('open')).site).toMatchObject({ status: 'open', statusReason: null })
    await status('archived')
    await expectError(status('open'), 'WRONG_STATE')
    await expectError(
      app.as(auditor).call(placesDesk.setSiteStatus, { id: made.id, status: 'open', reason: '无权' }),
      'NOT_ALLOWED',
    )
  })
  test('the public page is HTML without script, escaped, and kind about unknown codes', async () => {
    const { site: made } = await app
      .as(worker)
      .call(placesDesk.createSite, site(compound.id, { name: '<b>11号</b>投放点' }))
    const page = await app.anonymous().raw('GET', `/p/${made.id}`)
    const html = page.body.toString()
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    expect(html).toContain('&#60;b&#62;11号')
    expect(html).toContain('每天 07:00–09:00')
    expect(html).not.toMatch(/<script|王小明|李大爷/)
    for (const id of [newId(), 'x', '%3Cscript%3E']) {
      const unknown = await app.anonymous().raw('GET', `/p/${id}`)
      expect([unknown.status, unknown.body.toString().includes('没有找到这个点位')]).toEqual([404, true])
    }
  })
})

describe('the nearest site that takes it', () => {
  const near = { lng: compound.at[0], lat: compound.at[1] }
  test('open ones first, then by distance, and says until when', async () => {
    setClock(new Date('2026-11-23T19:30:00+08:00'))
    const { items, by } = await app.anonymous().call(places.nearestSites, { route: 'bin', ...near })
    expect(by).toBe('position')
    expect(items).toHaveLength(10)
    expect(items[0]?.site).toMatchObject({ open: true, openText: expect.stringContaining('现在开放') })
    const metres = items.filter((item) => item.site.open).map((item) => item.metres ?? 0)
    expect(metres).toEqual([...metres].sort((a, b) => a - b))
    expect(items[0]?.distanceText).toMatch(/^约\d+米$/)
  })
  test('at night says when it opens', async () => {
    const { items } = await app
      .anonymous()
      .call(places.nearestSites, { route: 'hazardous_point', ...near, at: '2026-11-23T15:00:00Z' })
    expect(items.every((item) => !item.site.open && item.site.opensAt !== null)).toBe(true)
    expect(items[0]?.site.openText).toBe('现在关闭，周三15:00开放')
    expect(
      (
        await app
          .anonymous()
          .call(places.nearestSites, { route: 'hazardous_point', ...near, at: '2026-11-23T15:00:00Z', openOnly: true })
      ).items,
    ).toEqual([])
  })
  test('works without a position, by the place, even where the place has none', async () => {
    const byPlace = await app.anonymous().call(places.nearestSites, { route: 'bulky', placeId: compound.id })
    expect([byPlace.by, byPlace.items.length > 0]).toEqual(['place', true])
    await Places.updateOne({ _id: village.id }, { $unset: { location: 1 } })
    const upwards = await app.anonymous().call(places.nearestSites, { route: 'reuse', placeId: village.id })
    expect(upwards.items[0]).toMatchObject({ site: { name: '槐荫镇换客小店' }, metres: null, distanceText: '' })
    await expectError(app.anonymous().call(places.nearestSites, { route: 'bulky', placeId: newId() }), 'NOT_FOUND')
    await expectError(app.anonymous().call(places.nearestSites, { route: 'fire' as never }), 'INPUT_INVALID')
    expect((await app.anonymous().call(places.nearestSites, { route: 'textile_box' })).by).toBe('city')
  })
  test('a paused site is not offered', async () => {
    const before = await app.anonymous().call(places.nearestSites, { route: 'bulky', ...near, limit: 1 })
    const first = before.items[0]?.site
    await app
      .as(cityOfficer)
      .call(placesDesk.setSiteStatus, { id: first?.id ?? '', status: 'suspended', reason: '满了' })
    const after = await app.anonymous().call(places.nearestSites, { route: 'bulky', ...near })
    expect(after.items.map((item) => item.site.id)).not.toContain(first?.id)
  })
})
