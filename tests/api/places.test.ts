// Places over real HTTP and the real database, on the demo city: finding, the tree, area rules.
import { newId } from '@server/ids'
import { AuditRows } from '@server/audit'
import { profileOf, requirePlace, settingsOf, isRural } from '@server/places/places'
import { Places, Sites } from '@server/places/places.model'
import { seedCity } from '@server/places/seed'
import { seedPlace, seedPlaces } from '@server/places/seed-ids'
import { places } from '@shared/places/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aStaff, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { site } from '../support/places'

useDatabase()
const app = useApp()

let officer: Signed, worker: Signed, cityOfficer: Signed, auditor: Signed, elsewhere: Signed
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
})

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
  test('by its whole pinyin, by its community and by its street', async () => {
    const idsOf = async (q: string) =>
      (await app.anonymous().call(places.findCompounds, { q, limit: 50 })).items.map(({ id }) => id)
    expect((await idsOf('jinxiuhuayuan'))[0]).toBe(compound.id)
    expect((await idsOf('xiuhua'))[0]).toBe(compound.id)
    for (const q of ['柳湾社区', '柳湾街道', 'lwjd', 'liuwan']) expect(await idsOf(q)).toContain(compound.id)
  })
  test('near a position, the nearest first; far from everything nothing', async () => {
    const [lng = 0, lat = 0] = (await requirePlace(compound.id)).location?.coordinates ?? []
    const near = await app.anonymous().call(places.findCompounds, { lng, lat, datum: 'wgs84', limit: 3 })
    expect(near.items[0]?.id).toBe(compound.id)
    expect(near.items).toHaveLength(3)
    expect((await app.anonymous().call(places.findCompounds, { lng: 0, lat: 0, datum: 'wgs84' })).items).toEqual([])
    expect((await app.anonymous().call(places.findCompounds, {})).items).toEqual([])
  })
  test('a list that was cut says so', async () => {
    expect((await app.anonymous().call(places.findCompounds, { q: '柳湾街道', limit: 2 })).more).toBe(true)
    expect((await app.anonymous().call(places.findCompounds, { q: compound.name, limit: 20 })).more).toBe(false)
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
