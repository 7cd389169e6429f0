// Places over real HTTP and the real database, on the demo city: finding, the tree, area rules, sites, the nearest one,
// the calendar.
import { newId } from '@server/ids'
import { AuditRows } from '@server/audit'
import {
  placesBelow,
  pathNames,
  profileOf,
  requirePlace,
  settingsOf,
  workCalendar,
  isRural,
} from '@server/places/places'
import { calendarNote, ensureHolidayYears } from '@server/places/calendar'
import { HolidayYears, Places, Sites } from '@server/places/places.model'
import { seedCity } from '@server/places/seed'
import { seedPlace, seedPlaces } from '@server/places/seed-ids'
import { places } from '@shared/places/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { isWorkingDay } from '@shared/time'
import { aStaff, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

let officer: Signed, worker: Signed, cityOfficer: Signed, auditor: Signed, elsewhere: Signed, administrator: Signed
const liuwan = seedPlace('liuwan')
const community = seedPlace('liuwan/1')
const compound = seedPlace('liuwan/1/1')
const village = seedPlace('huaiyin/2/1')

beforeAll(async () => {
  await seedCity({ today: '2026-11-22', progress: () => {} })
  officer = await aStaff('subdistrictOfficer', liuwan.id)
  worker = await aStaff('communityWorker', community.id)
  cityOfficer = await aStaff('cityOfficer', seedPlace('qingchuan').id)
  auditor = await aStaff('auditor', seedPlace('qingchuan').id)
  elsewhere = await aStaff('subdistrictOfficer', seedPlace('zhonglou').id)
  administrator = await aStaff('administrator', seedPlace('qingchuan').id)
})
afterEach(() => setClock())

describe('the demo city', () => {
  test('is as large as promised', async () => {
    const all = seedPlaces()
    const count = (kind: string) => all.filter((place) => place.kind === kind).length
    expect([count('district'), count('subdistrict'), count('community'), count('compound'), count('village')]).toEqual([
      2, 3, 14, 54, 16,
    ])
    expect(all.reduce((sum, place) => sum + place.households, 0)).toBeGreaterThanOrEqual(6000)
    expect(await Sites.countDocuments()).toBeGreaterThanOrEqual(150)
    expect(new Set(all.filter((place) => place.kind === 'compound').map((place) => place.name)).size).toBe(54)
  })
  test('answers other features', async () => {
    expect(await placesBelow(liuwan.id, 'compound')).toHaveLength(30)
    expect(await pathNames(compound.path)).toEqual(['清川市', '东湖区', '柳湾街道', '柳湾社区', compound.name])
    expect(await profileOf(village.path)).toBe('xuchang')
    expect(isRural(await requirePlace(village.id))).toBe(true)
    expect(isRural(await requirePlace(compound.id))).toBe(false)
    await expectCode(requirePlace(newId()), 'NOT_FOUND')
  })
})

const expectCode = (promise: Promise<unknown>, code: string) => expect(promise).rejects.toMatchObject({ code })

describe('finding one’s place, without signing in', () => {
  test.each([[compound.name], [compound.name.slice(1)], ['jxhy'], [` ${compound.name} `]])('by %s', async (q) => {
    const { items } = await app.anonymous().call(places.findCompounds, { q })
    expect(items[0]).toMatchObject({
      id: compound.id,
      pathNames: ['清川市', '东湖区', '柳湾街道', '柳湾社区', compound.name],
      rural: false,
    })
  })
  test('a village is found too, and special characters find nothing', async () => {
    expect((await app.anonymous().call(places.findCompounds, { q: village.name })).items[0]).toMatchObject({
      kind: 'village',
      rural: true,
    })
    expect((await app.anonymous().call(places.findCompounds, { q: '.*' })).items).toEqual([])
  })
  test('or step by step', async () => {
    const top = await app.anonymous().call(places.childrenOf, {})
    expect(top).toMatchObject({ parent: null, items: [{ name: '清川市' }] })
    const below = await app.anonymous().call(places.childrenOf, { parentId: community.id })
    expect(below.parent?.name).toBe('柳湾社区')
    expect(below.items).toHaveLength(6)
  })
  test('the area tells scheme and rules, the countryside its own', async () => {
    const town = await app.anonymous().call(places.area, { id: compound.id })
    expect(town.scheme.categories.map((category) => category.name)).toEqual([
      '可回收物',
      '厨余垃圾',
      '有害垃圾',
      '其他垃圾',
    ])
    expect(town.settings.booking.lookAheadDays).toBe(21)
    const country = await app.anonymous().call(places.area, { id: village.id })
    expect(country.scheme.categories[0]?.name).toBe('可烂垃圾')
    expect(country.settings).toMatchObject({
      booking: { lookAheadDays: 28, freeBulkyPiecesPerYear: 4 },
      contact: { hotline: '0399-5550141', officeHours: expect.stringContaining('工作日') },
    })
    await expectError(app.anonymous().call(places.area, { id: newId() }), 'NOT_FOUND')
  })
  test('no list of compounds collects the whole collection', async () => {
    const plan = JSON.stringify(
      await Places.find({ searchKeys: /^锦绣/, kind: { $in: ['compound', 'village'] }, status: 'active' }).explain(
        'queryPlanner',
      ),
    )
    expect(plan).not.toContain('COLLSCAN')
  })
})

describe('the tree', () => {
  const create = (over: object = {}) => ({
    id: newId(),
    kind: 'compound' as const,
    name: '新柳名邸',
    parentId: community.id,
    households: 200,
    ...over,
  })

  test('starts where the actor answers, and pages by name', async () => {
    expect((await app.as(officer).call(placesDesk.tree, {})).items.map((row) => row.name)).toEqual(['柳湾街道'])
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page: { items: { name: string }[]; next: string | null } = await app
        .as(officer)
        .call(placesDesk.tree, { parentId: community.id, limit: 4, ...(cursor ? { cursor } : {}) })
      names.push(...page.items.map((row) => row.name))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(names).toHaveLength(6)
    expect(names).toEqual([...names].sort())
  })
  test('outside the actor’s scope nothing exists', async () => {
    await expectError(app.as(elsewhere).call(placesDesk.get, { id: compound.id }), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(placesDesk.tree, { parentId: community.id }), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(placesDesk.create, create()), 'NOT_FOUND')
    expect((await app.as(elsewhere).call(placesDesk.search, { q: compound.name })).items).toEqual([])
    await expectError(app.anonymous().call(placesDesk.tree, {}), 'SIGN_IN_REQUIRED')
  })
  test('a compound is added once, whatever is repeated, and found at once', async () => {
    const input = create({
      management: 'substitute',
      substituteName: '柳湾社区居委会',
      position: { lng: 114.22, lat: 33.94, datum: 'gcj02' },
    })
    const key = newId()
    const first = await app.as(officer).call(placesDesk.create, input, { key })
    expect(await app.as(officer).call(placesDesk.create, input, { key })).toEqual(first)
    expect(first).toMatchObject({
      rural: false,
      management: 'substitute',
      substituteName: '柳湾社区居委会',
      households: 200,
      rights: expect.arrayContaining(['shape']),
    })
    // GCJ-02 lies some hundred metres off.
    expect(Math.abs((first.position?.lng ?? 0) - 114.22)).toBeGreaterThan(0.001)
    expect((await app.anonymous().call(places.findCompounds, { q: '新柳' })).items[0]?.id).toBe(input.id)
    await expectError(app.as(officer).call(placesDesk.create, { ...input, id: newId() }), 'PLACE_NAME_TAKEN')
  })
  test('of ten who add the same name at once one succeeds', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => app.as(officer).call(placesDesk.create, create({ name: '同名小区' }))),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
  test.each([
    ['a compound below a subdistrict', { parentId: liuwan.id }, 'PLACE_PARENT_WRONG'],
    ['a subdistrict below a community', { kind: 'subdistrict' as const }, 'PLACE_PARENT_WRONG'],
    ['a code in use', { code: '419902001001', name: '别名' }, 'PLACE_CODE_TAKEN'],
    ['a company without naming it', { management: 'company' as const, name: '无名' }, 'INPUT_INVALID'],
    ['a code with spaces', { code: '41 99' }, 'INPUT_INVALID'],
  ] as const)('refuses %s', async (_name, over, code) => {
    await expectError(app.as(cityOfficer).call(placesDesk.create, create(over)), code)
  })
  test('a community keeps the facts and not the names; the auditor nothing', async () => {
    const row = await app.as(worker).call(placesDesk.get, { id: compound.id })
    const changed = await app
      .as(worker)
      .call(placesDesk.update, { id: compound.id, revision: row.revision, households: 123, management: 'none' })
    expect(changed).toMatchObject({ households: 123, management: 'none', companyId: null, revision: row.revision + 1 })
    await expectError(
      app.as(worker).call(placesDesk.update, { id: compound.id, revision: changed.revision, name: '改名' }),
      'NOT_ALLOWED',
    )
    await expectError(
      app.as(worker).call(placesDesk.update, { id: compound.id, revision: row.revision, households: 5 }),
      'CHANGED_MEANWHILE',
    )
    await expectError(
      app.as(auditor).call(placesDesk.update, { id: compound.id, revision: changed.revision, households: 5 }),
      'NOT_ALLOWED',
    )
    expect(await AuditRows.countDocuments({ subject: `places/${compound.id}`, action: 'places.update' })).toBe(1)
  })
  test('what has something below it stays; an empty compound is archived with its reason and restored', async () => {
    await expectError(
      app.as(cityOfficer).call(placesDesk.archive, { id: community.id, reason: '合并' }),
      'PLACE_HAS_CHILDREN',
    )
    const empty = await app.as(officer).call(placesDesk.create, create({ name: '将撤小区' }))
    await expectError(app.as(officer).call(placesDesk.archive, { id: liuwan.id, reason: '试试' }), 'NOT_ALLOWED')
    expect((await app.as(officer).call(placesDesk.archive, { id: empty.id, reason: '拆迁完成' })).status).toBe(
      'archived',
    )
    await expectError(app.as(officer).call(placesDesk.archive, { id: empty.id, reason: '再来一次' }), 'WRONG_STATE')
    await expectError(
      app.as(officer).call(placesDesk.update, { id: empty.id, revision: 1, households: 1 }),
      'PLACE_ARCHIVED',
    )
    await expectError(app.as(officer).call(placesDesk.createSite, site(empty.id)), 'PLACE_ARCHIVED')
    expect((await app.anonymous().call(places.findCompounds, { q: '将撤小区' })).items).toEqual([])
    expect((await app.as(officer).call(placesDesk.restore, { id: empty.id, reason: '误操作' })).status).toBe('active')
    expect(await AuditRows.findOne({ subject: `places/${empty.id}`, action: 'places.archive' }).lean()).toMatchObject({
      reason: '拆迁完成',
    })
  })
  test('archiving and adding below at the same time never leaves an orphan', async () => {
    const parent = await app
      .as(cityOfficer)
      .call(placesDesk.create, { id: newId(), kind: 'community', name: '竞态社区', parentId: liuwan.id })
    const outcomes = await Promise.allSettled([
      app.as(cityOfficer).call(placesDesk.archive, { id: parent.id, reason: '合并' }),
      ...Array.from({ length: 5 }, (_unused, index) =>
        app.as(cityOfficer).call(placesDesk.create, create({ name: `竞态${index}号院`, parentId: parent.id })),
      ),
    ])
    const archived = outcomes[0]?.status === 'fulfilled'
    const children = await Places.countDocuments({ parentId: parent.id, status: 'active' })
    expect(archived ? children === 0 : children > 0).toBe(true)
  })
})

describe('area rules', () => {
  test('change within scope, by version, with reason and history', async () => {
    const shown = await app.as(officer).call(placesDesk.settings, { id: liuwan.id })
    expect(shown).toMatchObject({
      own: { booking: { lookAheadDays: 21 } },
      version: 1,
      mayEdit: true,
      profile: 'xuchang',
    })
    expect(shown.sources).toContainEqual({ field: 'contact.hotline', placeId: liuwan.id, placeName: '柳湾街道' })
    const changed = await app.as(officer).call(placesDesk.setSettings, {
      id: liuwan.id,
      version: 1,
      settings: { booking: { lookAheadDays: 14, holdMinutes: 20 } },
      reason: '试点缩短',
    })
    expect(changed).toMatchObject({
      version: 2,
      effective: {
        booking: { lookAheadDays: 14, holdMinutes: 20, cutoffClock: '16:00' },
        contact: { hotline: '0399-5550100' },
      },
    })
    expect((await settingsOf(compound.id)).settings.booking.lookAheadDays).toBe(14)
    expect((await settingsOf(compound.path)).version).toContain(`${liuwan.id}@2`)
    const after = await app.as(officer).call(placesDesk.settings, { id: liuwan.id })
    expect(after.history.map((row) => [row.version, row.reason])).toEqual([
      [2, '试点缩短'],
      [1, '开通时设定'],
    ])
    await expectError(
      app.as(officer).call(placesDesk.setSettings, { id: liuwan.id, version: 1, settings: {}, reason: '旧版本' }),
      'CHANGED_MEANWHILE',
    )
  })
  test('refuses what contradicts itself or is unknown, and strangers', async () => {
    const input = { id: liuwan.id, version: 2, reason: '测试一下' }
    const refused = await expectError(
      app
        .as(officer)
        .call(placesDesk.setSettings, { ...input, settings: { booking: { holdMinutes: 60, holdMinutesMax: 30 } } }),
      'SETTINGS_CONTRADICT',
    )
    expect(refused.body.details).toMatchObject({
      fields: expect.arrayContaining([{ path: 'booking.holdMinutes', text: expect.any(String) }]),
    })
    await expectError(
      app.as(officer).call(placesDesk.setSettings, { ...input, settings: { booking: { itemsPerBooking: 21 } } }),
      'INPUT_INVALID',
    )
    await expectError(
      app.as(officer).call(placesDesk.setSettings, { ...input, settings: { booking: { invented: 1 } } as never }),
      'INPUT_INVALID',
    )
    await expectError(app.as(elsewhere).call(placesDesk.setSettings, { ...input, settings: {} }), 'NOT_FOUND')
    await expectError(app.as(worker).call(placesDesk.setSettings, { ...input, settings: {} }), 'NOT_ALLOWED')
    expect((await settingsOf(liuwan.id)).settings.booking.holdMinutes).toBe(20)
  })
})

describe('property companies', () => {
  test('one that manages a compound can’t be archived', async () => {
    const mine = await app.as(officer).call(placesDesk.createCompany, {
      id: newId(),
      placeId: liuwan.id,
      name: '清川试点物业有限公司',
      phone: '0399-5550299',
    })
    await expectError(
      app.as(officer).call(placesDesk.createCompany, { id: newId(), placeId: liuwan.id, name: '清川试点物业有限公司' }),
      'COMPANY_NAME_TAKEN',
    )
    const row = await app.as(officer).call(placesDesk.get, { id: compound.id })
    await app
      .as(officer)
      .call(placesDesk.update, { id: compound.id, revision: row.revision, management: 'company', companyId: mine.id })
    await expectError(
      app.as(officer).call(placesDesk.archiveCompany, { id: mine.id, reason: '退出' }),
      'COMPANY_IN_USE',
    )
    await app.as(officer).call(placesDesk.update, { id: compound.id, revision: row.revision + 1, management: 'none' })
    expect((await app.as(officer).call(placesDesk.archiveCompany, { id: mine.id, reason: '退出' })).status).toBe(
      'archived',
    )
    await expectError(
      app.as(elsewhere).call(placesDesk.updateCompany, { id: mine.id, revision: 1, name: '别人改' }),
      'NOT_ALLOWED',
    )
    expect((await app.as(auditor).call(placesDesk.companies, { q: '惠邻' })).items).toHaveLength(1)
  })
})

const site = (placeId: string, over: object = {}) => ({
  id: newId(),
  placeId,
  kind: 'drop_off' as const,
  name: '9号投放点',
  takes: ['bin' as const],
  streams: ['food' as const, 'residual' as const],
  windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '09:00' }],
  address: '西门',
  position: { lng: 114.21, lat: 33.93 },
  keeper: '测试王小明',
  duties: [{ level: 'building' as const, title: '3号楼', name: '测试李大爷', phone: '0399-5550300' }],
  note: '',
  ...over,
})

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
    expect(items[0]?.distanceText).toMatch(/^约 \d+ 米$/)
  })
  test('at night says when it opens', async () => {
    const { items } = await app
      .anonymous()
      .call(places.nearestSites, { route: 'hazardous_point', ...near, at: '2026-11-23T15:00:00Z' })
    expect(items.every((item) => !item.site.open && item.site.opensAt !== null)).toBe(true)
    expect(items[0]?.site.openText).toBe('现在关闭,周三15:00开放')
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

describe('the working calendar', () => {
  test('2026 is announced, 2027 is not and says so', async () => {
    const calendar = await workCalendar()
    expect(calendar.knownUntil).toBe('2026-12-31')
    expect(['2026-10-10', '2026-02-14'].map((day) => isWorkingDay(day, calendar))).toEqual([true, true])
    expect(['2026-10-01', '2026-02-17', '2026-01-02'].map((day) => isWorkingDay(day, calendar))).toEqual([
      false,
      false,
      false,
    ])
    const shown = await app.anonymous().call(places.calendar, { from: '2026-12-31', to: '2027-01-01' })
    expect(shown.days.map((day) => [day.known, day.note])).toEqual([
      [true, null],
      [false, '节假日安排未公布,可能调整'],
    ])
    expect(shown.sources.map((source) => [source.year, source.status])).toEqual([
      [2026, 'published'],
      [2027, 'unknown'],
    ])
  })
  test('festivals are named ranges with a text for the date screen', async () => {
    const { festivals, days } = await app.anonymous().call(places.calendar, { from: '2026-02-14', to: '2026-02-24' })
    expect(festivals).toContainEqual({
      name: '春节',
      from: '2026-02-15',
      to: '2026-02-23',
      text: expect.stringContaining('收运时段减少'),
    })
    expect(days[0]).toMatchObject({ kind: 'workday', working: true, note: null })
    expect(days[1]).toMatchObject({ kind: 'holiday', working: false, note: expect.stringContaining('2月15日—2月23日') })
    expect(await calendarNote('2026-10-03')).toContain('国庆')
    await expectError(app.anonymous().call(places.calendar, { from: '2026-01-01', to: '2026-12-31' }), 'INPUT_INVALID')
    await expectError(app.anonymous().call(places.calendar, { from: '2026-02-30', to: '2026-03-01' }), 'INPUT_INVALID')
  })
  test('is kept by the city, holds at once, and is not overwritten by the package', async () => {
    const years = (await app.as(cityOfficer).call(placesDesk.holidayYears, {})).items
    const unknown = years.find((year) => year.year === 2027)
    expect(unknown).toMatchObject({ status: 'unknown', days: [], source: expect.stringContaining('尚未公布') })
    const input = {
      year: 2027,
      revision: unknown?.revision ?? 0,
      status: 'published' as const,
      source: '测试公布的安排',
      festivals: [{ name: '春节', from: '2027-02-05', to: '2027-02-12', text: '春节减少' }],
      days: [
        { day: '2027-01-01', kind: 'holiday' as const },
        { day: '2027-01-09', kind: 'workday' as const },
      ],
    }
    await expectError(app.as(officer).call(placesDesk.setHolidayYear, input), 'NOT_ALLOWED')
    await expectError(
      app.as(cityOfficer).call(placesDesk.setHolidayYear, { ...input, days: [{ day: '2028-01-01', kind: 'holiday' }] }),
      'HOLIDAY_YEAR_WRONG',
    )
    await workCalendar()
    await app.as(administrator).call(placesDesk.setHolidayYear, input)
    expect(await workCalendar()).toMatchObject({ knownUntil: '2027-12-31', days: { '2027-01-09': 'workday' } })
    await expectError(app.as(cityOfficer).call(placesDesk.setHolidayYear, input), 'CHANGED_MEANWHILE')
    expect(await ensureHolidayYears([2026, 2027])).toBe(0)
    expect(await HolidayYears.findOne({ year: 2027 }).lean()).toMatchObject({ source: '测试公布的安排' })
  })
})
