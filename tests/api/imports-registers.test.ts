// Households and organisations as tables over real HTTP: what is wrong told by row, column and reason, nothing that is
// there ever changed by a row that says nothing of it, the same file twice, two at once, other people's areas.
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { Organisations, type Organisation } from '@server/organisations/organisations.model'
import { HouseholdCodes, Households, type Household } from '@server/people/households.model'
import { unsealAddress } from '@server/people/household-records'
import type { Place } from '@server/places/places.model'
import { Runs } from '@server/standings/standings.model'
import { imports, type ImportShown } from '@shared/imports/contract'
import { organisations } from '@shared/organisations/contract'
import { creditCheck } from '@shared/organisations/rules'
import { households } from '@shared/people/household-contract'
import { showAddress } from '@shared/people/addresses'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  setClock,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { csv, xlsx } from '../support/messy-files'

useDatabase()
const app = useApp()
let compound: Place, street: Place, worker: Signed, officer: Signed, elsewhere: Signed

beforeAll(async () => {
  compound = await aPlace({ name: '荷塘里' })
  street = await ancestorOf(compound, 'subdistrict')
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
  officer = await aStaff('subdistrictOfficer', street._id)
  elsewhere = await aStaff('subdistrictOfficer', (await aPlace({ kind: 'subdistrict' }))._id)
})

const check = (who: Signed, kind: string, ...lines: string[]): Promise<ImportShown> =>
  app.as(who).upload(imports.upload, { id: newId(), kind }, csv(...lines))
const apply = (who: Signed, { id }: ImportShown): Promise<ImportShown> => app.as(who).call(imports.apply, { id })
const send = async (who: Signed, kind: string, ...lines: string[]): Promise<ImportShown> =>
  apply(who, await check(who, kind, ...lines))
const told = ({ problems }: ImportShown): string[] =>
  problems.map(({ row, column, reason }) => `${row} ${column} ${reason}`)

describe('households', () => {
  const HEAD = '小区或村,楼栋,单元,门牌,分户'
  const homesAt = async (place: Place): Promise<string[]> =>
    (await Households.find({ placeId: place._id, status: 'active' }).lean<Household[]>())
      .map((household) => showAddress(unsealAddress(household)))
      .sort()

  test('one home a row or a staircase a row: each a household with a card, written once however often it is sent', async () => {
    const place = await aPlace({ name: '新荷苑', parent: await ancestorOf(compound, 'community') })
    const known = await aHousehold({ place, building: '1', unit: '1', room: '101' })
    const member = await aResident({ household: known })
    const file = [HEAD, '新荷苑,1栋,1单元,101、102、201,', '新荷苑,2栋,,301室,A', '新荷苑,2栋,,301,B', ',,,,']
    const checked = await check(worker, 'households', ...file)
    expect(checked).toMatchObject({ status: 'checked', problems: [], counts: { total: 3, created: 3, failed: 0 } })
    expect(await homesAt(place)).toHaveLength(1)
    const wrote = await apply(worker, checked)
    expect(wrote).toMatchObject({ status: 'applied', counts: { created: 3, unchanged: 0, failed: 0 } })
    expect(await homesAt(place)).toEqual(['1栋1单元101', '1栋1单元102', '1栋1单元201', '2栋301(A)', '2栋301(B)'])
    expect(await HouseholdCodes.countDocuments({ active: true, householdId: { $in: await idsAt(place) } })).toBe(5)
    expect(await AuditRows.countDocuments({ action: 'people.createHousehold', reason: '导入 桶.csv' })).toBe(4)
    expect(await send(worker, 'households', ...file)).toMatchObject({ counts: { created: 0, unchanged: 3, failed: 0 } })
    expect(await homesAt(place)).toHaveLength(5)
    expect((await app.as(member).call(households.detail, { id: known._id })).members).toHaveLength(1)
  })

  const idsAt = async (place: Place): Promise<string[]> =>
    (await Households.find({ placeId: place._id }).lean<Household[]>()).map(({ _id }) => _id)

  test('what is wrong is told by row and column, and no other row suffers for it', async () => {
    const place = await aPlace({ name: '错户苑', parent: await ancestorOf(compound, 'community') })
    await aPlace({ name: '同名里', parent: await ancestorOf(compound, 'community') })
    await aPlace({ name: '同名里', parent: await aPlace({ kind: 'community', parent: street }) })
    const lines = [
      '没有的苑,1,1,101,',
      '错户苑,,,,',
      '错户苑,2026/3/2,,101,',
      '错户苑,3月2日,,101,',
      '错户苑,1栋,2单元,3-2-401,',
      '错户苑,1,1,"101,102",A',
      '错户苑,1,1,101,',
      '错户苑,1栋,1单元,101室,',
      '错户苑,5,5,"501,501",',
      '错户苑,1,1,!!!,',
      '错户苑,9,1,901,',
    ]
    const wrote = await send(worker, 'households', HEAD, ...lines)
    expect(told(wrote)).toEqual([
      '2 小区或村 没有这个地点，或不在您的管理范围内',
      '3 门牌 必须填写',
      '4 楼栋 像是被表格软件改成了日期，请把这一列设为“文本”再填',
      '5 楼栋 像是被表格软件改成了日期，请把这一列设为“文本”再填',
      '6 门牌 “3-2-401”和楼栋、单元对不上，或有门牌上没有的字符',
      '7 分户 合租分户要一户写一行',
      '9 门牌 1栋1单元101 和第8行重复',
      '10 门牌 5栋5单元501 和本行前面的重复',
      '11 门牌 “!!!”和楼栋、单元对不上，或有门牌上没有的字符',
    ])
    expect(await homesAt(place)).toEqual(['1栋1单元101', '9栋1单元901'])
    const named = await check(officer, 'households', HEAD, '同名里,1,1,101,')
    expect(told(named)[0]).toMatch(/^2 小区或村 有2个同名的，请写代码或完整路径/)
  })

  test('a row without its building is told where other rows of the compound have one', async () => {
    await aPlace({ name: '缺栋苑', parent: await ancestorOf(compound, 'community') })
    await aPlace({ name: '单栋苑', parent: await ancestorOf(compound, 'community') })
    const lines = ['缺栋苑,3,1,101,', '缺栋苑,,1,102,', '缺栋苑,,,3-1-103,', '单栋苑,,1,101,']
    const checked = await check(worker, 'households', HEAD, ...lines)
    expect(told(checked)).toEqual(['3 楼栋 这个小区别的行写了楼栋，这一行没有，请补上'])
  })

  test('only where one keeps the register, and not by who only reads it', async () => {
    const [theirs] = told(await check(elsewhere, 'households', HEAD, '荷塘里,1,1,101,'))
    expect(theirs).toBe('2 小区或村 没有这个地点，或不在您的管理范围内')
    const auditor = await aStaff('auditor', street._id)
    await expectError(check(auditor, 'households', HEAD, '荷塘里,1,1,101,'), 'NOT_ALLOWED')
  })

  test('a home registered by hand between the check and the writing stays the only one', async () => {
    const place = await aPlace({ name: '赛跑苑', parent: await ancestorOf(compound, 'community') })
    const checked = await check(worker, 'households', HEAD, '赛跑苑,1,1,101,', '赛跑苑,1,1,102,')
    const own = { id: newId(), placeId: place._id, building: '1', unit: '1', room: '101' }
    const [wrote] = await Promise.all([
      apply(worker, checked),
      app
        .as(worker)
        .call(households.create, own)
        .catch(() => 0),
    ])
    expect(wrote.status).toBe('applied')
    expect(await homesAt(place)).toEqual(['1栋1单元101', '1栋1单元102'])
  })

  test('who moved in by a card meanwhile stays', async () => {
    const place = await aPlace({ name: '入住苑', parent: await ancestorOf(compound, 'community') })
    await send(worker, 'households', HEAD, '入住苑,1,1,101,')
    const [id = ''] = await idsAt(place)
    await addMember(id, (await aResident()).personId)
    await send(worker, 'households', HEAD, '入住苑,1,1,101,')
    expect(await Households.findById(id).lean<Household>()).toMatchObject({ memberCount: 1, status: 'active' })
  })
})

describe('organisations', () => {
  const HEAD = '名称,类型,信用代码,电话,所在地'
  const code = (body: string): string => body + creditCheck(body)
  const stored = (name: string): Promise<Organisation | null> =>
    Organisations.findOne({ name }).lean<Organisation>().exec()

  test('new ones are made; an empty cell leaves what is there; a kind is added, never taken away', async () => {
    const credit = code('91419902MA9X10001')
    const rows = [
      `清荷物业有限公司,物业公司,${credit},0374-5550001,${street.name}`,
      `惠民超市,商店、商场超市,,,${street.name}`,
    ]
    expect(await send(officer, 'organisations', HEAD, ...rows)).toMatchObject({ counts: { created: 2, failed: 0 } })
    expect(await send(officer, 'organisations', HEAD, ...rows)).toMatchObject({ counts: { unchanged: 2, changed: 0 } })
    const more = await send(
      officer,
      'organisations',
      HEAD,
      `清荷物业服务有限公司,分类服务企业,${credit},,`,
      '惠民超市,,,0374-5550002,',
    )
    expect(more).toMatchObject({ counts: { changed: 2, created: 0, failed: 0 } })
    expect(await stored('清荷物业服务有限公司')).toMatchObject({
      kinds: ['propertyCompany', 'sortingCompany'],
      creditCode: credit,
      phone: '0374-5550001',
      placeId: street._id,
      revision: 1,
    })
    expect(await stored('惠民超市')).toMatchObject({ kinds: ['shop', 'mall'], phone: '0374-5550002' })
  })

  test('what is wrong is told by row and column', async () => {
    const [one, other] = [code('91419902MA9X20001'), code('91419902MA9X20002')]
    await send(
      officer,
      'organisations',
      HEAD,
      `甲方公司,其他企业,${one},,${street.name}`,
      `停用公司,其他企业,,,${street.name}`,
    )
    const ended = await stored('停用公司')
    await app.as(officer).call(organisations.end, { id: ended?._id ?? '', reason: '已注销' })
    const lines = [
      '甲,其他企业,,,',
      `乙方公司,没有的类型,,,${street.name}`,
      `丙方公司,,,,${street.name}`,
      '丁方公司,其他企业,,,',
      `戊方公司,其他企业,91419902MA9X20001X,,${street.name}`,
      `己方公司,其他企业,,电话不明,${street.name}`,
      `甲方公司,其他企业,${other},,`,
      `停用公司,其他企业,,,${street.name}`,
      `庚方公司,其他企业,,,${street.name}`,
      `庚方 公司,其他企业,,,${street.name}`,
    ]
    const wrote = await send(officer, 'organisations', HEAD, ...lines)
    expect(told(wrote).map((problem) => problem.slice(0, 20))).toEqual(
      [
        '2 名称 至少2个字',
        '2 所在地 新的单位必须填写',
        '3 类型 只能填：物业公司、收运单位、处置单位',
        '4 类型 新的单位必须填写',
        '5 所在地 新的单位必须填写',
        '6 信用代码 统一社会信用代码不对，请核对 18位',
        '7 电话 电话只能有数字和横线',
        `8 信用代码 同名单位登记的代码是 ${one}`,
        '9 名称 这家单位已停用；要恢复请在“单位”里操作',
        '11 名称 和第10行重复',
      ].map((problem) => problem.slice(0, 20)),
    )
    expect(wrote.counts).toMatchObject({ created: 1, failed: 9 })
  })

  test('nobody writes what another area keeps', async () => {
    await send(officer, 'organisations', HEAD, `别处的公司,其他企业,,,${street.name}`)
    const theirs = await check(elsewhere, 'organisations', HEAD, '别处的公司,其他企业,,0374-5550009,')
    expect(told(theirs)).toEqual(['2 名称 已由别的片区登记，您不能修改'])
    await expectError(check(worker, 'organisations', HEAD, '别处的公司,其他企业,,,'), 'NOT_ALLOWED')
  })
})

describe('lists published before', () => {
  const HEAD = '榜单,月份,类别,镇街,名称,排名,物业公司'
  const kind = 'publishedLists'
  let keeper: Signed
  beforeAll(async () => {
    setClock(new Date('2026-11-20T02:00:00Z'))
    keeper = await aStaff('cityOfficer', (await ancestorOf(compound, 'city'))._id)
  })
  const page = async (address: string): Promise<string> => (await app.anonymous().raw('GET', address)).body.toString()

  test('four tables on a sheet, cells merged: read by row, written once, shown as imported and without a score', async () => {
    const rural = await ancestorOf(compound, 'community')
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('三月')
      const heads = ['榜单\\项目', '镇街', '小区', '排名', '物业公司', '', '榜单\\项目', '镇街', '行政村', '排名']
      sheet.addRow(['清川市2025年3月生活垃圾分类红黑榜'])
      sheet.mergeCells('A1:J1')
      sheet.addRow(heads)
      sheet.addRow([
        '黑榜',
        street.name,
        '荷塘里',
        1,
        '无物业（洁源环保临时代管）',
        '',
        '红榜',
        street.name,
        rural.name,
        2,
      ])
      sheet.addRow(['', street.name, '没有的小区', 2, '无物业'])
      sheet.mergeCells('A3:A4')
    })
    const checked = await app.as(keeper).upload(imports.upload, { id: newId(), kind }, file)
    expect(told(checked)).toEqual([`4 名称 ${street.name}没有叫这个名字的地点；改过名的请写现在的名字`])
    expect(checked.counts).toMatchObject({ total: 3, created: 2, failed: 1 })
    expect(await page('/lists/2025-03')).toContain('没有找到')
    expect((await apply(keeper, checked)).counts).toMatchObject({ created: 2, failed: 1 })
    const again = await app.as(keeper).upload(imports.upload, { id: newId(), kind }, file)
    expect(again.counts).toMatchObject({ created: 0, unchanged: 2, failed: 1 })
    const list = await page('/lists/2025-03')
    for (const words of ['录入', '荷塘里', '无物业（洁源环保临时代管）', rural.name, '没有得分'])
      expect(list).toContain(words)
    expect(await page('/lists')).toContain('href="/lists/2025-03"')
    expect(await page(`/lists/places/${compound._id}`)).toContain('黑榜第1名（录入）')
    expect(await AuditRows.countDocuments({ action: 'standings.importEntry' })).toBe(2)
  })

  test('what is wrong is told; a month that was closed here is not touched', async () => {
    const city = await ancestorOf(compound, 'city')
    await Runs.collection.insertOne({ _id: `${city._id}:2025-08`, area: city._id, period: '2025-08' } as never)
    const row = (month: string, colour = '红榜', town = street.name, rank = '1'): string =>
      `${colour},${month},小区,${town},荷塘里,${rank},`
    const wrote = await check(
      keeper,
      kind,
      HEAD,
      row('2025年5月', ''),
      row('2025-04'),
      row('2025-04', '黑榜'),
      row('2026-11'),
      row('', '红榜'),
      row('2025-06', '红榜', '别处'),
      row('2025-07', '红榜', street.name, '0'),
      row('2025-08'),
    )
    expect(told(wrote)).toEqual([
      '2 榜单 看不出是红榜还是黑榜，请在这一列或表的标题里写明',
      '4 名称 和第3行是同一个地点、同一个月',
      '5 月份 只能导入以前的月份',
      '6 月份 看不出是哪个月，请写在标题、文件名或“月份”一列里，例如 2025年3月',
      '7 镇街 没有这个镇街，或不在您的管理范围内',
      '8 排名 请填 1 以上的整数',
      '9 月份 这个月的榜单是本系统算出来的，不能用表格改',
    ])
    await expectError(check(officer, kind, HEAD, row('2025-04')), 'NOT_ALLOWED')
  })
})
