// Tables in and out over real HTTP: dry run, good rows accepted, failed rows out and in again, formulas, encodings,
// limits, twenty thousand rows with progress.
import ExcelJS from 'exceljs'
import { deflateRawSync } from 'node:zlib'
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { seedOrganisations } from '@server/organisations/seed'
import { Places, Sites } from '@server/places/places.model'
import { seedCity } from '@server/places/seed'
import { seedPlace } from '@server/places/seed-ids'
import { hasLookAlikes } from '@shared/look-alikes'
import { readSheet, writeSheet, type Cell } from '@server/sheets'
import { imports, type ImportShown } from '@shared/imports/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aStaff, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
let cityOfficer: Signed, officer: Signed, worker: Signed
const community = seedPlace('liuwan/1')
const PATH = '清川市/东湖区/柳湾街道/柳湾社区'

beforeAll(async () => {
  await seedCity({ today: '2026-11-22', progress: () => {} })
  await seedOrganisations({ today: '2026-11-22', progress: () => {} })
  cityOfficer = await aStaff('cityOfficer', seedPlace('qingchuan').id)
  officer = await aStaff('subdistrictOfficer', seedPlace('liuwan').id)
  worker = await aStaff('communityWorker', community.id)
})

/** An archive that says of every file, in both its headers, that it is a thousand bytes long. */
function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const header = (signature: number, before: number, name: string, packed: Buffer, after: number): Buffer => {
    const bytes = Buffer.alloc(before + 26 + after)
    bytes.writeUInt32LE(signature, 0)
    bytes.writeUInt16LE(8, before + 4)
    bytes.writeUInt32LE(packed.length, before + 14)
    bytes.writeUInt32LE(1000, before + 18)
    bytes.writeUInt16LE(name.length, before + 22)
    return Buffer.concat([bytes, Buffer.from(name)])
  }
  const packed = files.map(([name, bytes]) => [name, deflateRawSync(bytes)] as const)
  const locals = packed.map(([name, bytes]) => Buffer.concat([header(0x04034b50, 4, name, bytes, 0), bytes]))
  const central = Buffer.concat(packed.map(([name, bytes]) => header(0x02014b50, 6, name, bytes, 14)))
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(Buffer.concat(locals).length, 16)
  return Buffer.concat([...locals, central, end])
}

const csv = (...lines: string[]) => ({ bytes: Buffer.from(lines.join('\r\n')), filename: '地点.csv' })
type What = 'places' | 'sites'
async function send(
  who: Signed,
  what: What,
  mode: 'check' | 'apply',
  file: { bytes: Buffer; filename: string },
  id = newId(),
): Promise<ImportShown> {
  const checked = await app.as(who).upload(imports.upload, { id, kind: what }, file)
  return mode === 'check' ? checked : app.as(who).call(imports.apply, { id })
}

describe('places', () => {
  const file = csv(
    '类型,名称,代码,上级代码,上级路径,户数,管理方式,物业公司,经度,纬度',
    `小区,导入一院,,,${PATH},120,物业公司,清川惠邻物业服务有限公司,114.21,33.93`,
    '小区,导入二院,,419902001999,,80,,,,',
    '社区/村委会,导入社区,419902001999,419902001,,,,,,',
    `小区,导入三院,,,${PATH},很多,物业公司,没有的物业,33.93,114.21`,
    `小区,导入一院,,,${PATH},120,,,,`,
    '小区,导入四院,,419902002001,,10,,,,',
    '街道,错级,,,清川市,,,,,',
    '小区,=1+1,,,,,,,,',
  )

  test('a dry run tells row, column, value and reason, and writes nothing', async () => {
    const before = await Places.countDocuments()
    const checked = await send(officer, 'places', 'check', file)
    expect(checked.counts).toEqual({ total: 8, done: 8, created: 3, changed: 0, unchanged: 0, failed: 5 })
    expect(checked.problems).toEqual(
      expect.arrayContaining([
        { row: 5, column: '户数', value: '很多', reason: '请填 0 到 100000 的整数' },
        { row: 5, column: '物业公司', value: '没有的物业', reason: expect.stringContaining('没有这家物业公司') },
        { row: 5, column: '经度', value: '33.93', reason: '经度和纬度像是填反了' },
        { row: 6, column: '名称', value: '导入一院', reason: '和第2行重复' },
        { row: 7, column: '上级代码', value: '419902002001', reason: expect.stringContaining('不在您的管理范围') },
        { row: 8, column: '上级路径', value: '清川市', reason: '街道/镇的上级应是区县' },
        { row: 9, column: '名称', value: '=1+1', reason: '单元格是公式，请改成数值或文字' },
      ]),
    )
    expect(await Places.countDocuments()).toBe(before)
  })

  test('good rows are accepted, whatever their order; the same again changes nothing', async () => {
    const id = newId()
    const applied = await send(officer, 'places', 'apply', file, id)
    expect(applied.counts).toMatchObject({ created: 3, failed: 5 })
    expect(await Places.findOne({ name: '导入二院' }).lean()).toMatchObject({
      households: 80,
      path: [...seedPlace('liuwan').path, expect.any(String), expect.any(String)],
    })
    expect((await send(officer, 'places', 'apply', file)).counts).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 3,
      failed: 5,
    })
    expect(await Places.countDocuments({ name: /^导入/ })).toBe(3)
    expect((await app.as(officer).call(imports.show, { id })).counts).toEqual(applied.counts)
    await expectError(app.as(cityOfficer).call(imports.show, { id }), 'NOT_FOUND')
    expect(await AuditRows.countDocuments({ subject: `imports/${id}`, action: 'imports.apply' })).toBe(1)
    for (const cursor of ['1e309', '-1e309', 'NaN', 'x', '|', '9e15'])
      await expectError(app.as(officer).call(imports.list, { cursor }), 'INPUT_INVALID')
  })

  test('the failed rows come back alone and can be sent again when corrected', async () => {
    const { id } = await send(officer, 'places', 'apply', file)
    for (const format of ['csv', 'xlsx'] as const) {
      const answer = await app.as(officer).download(imports.failedRows, { id, format })
      const sheet = await readSheet(answer.body)
      expect(sheet.rows).toHaveLength(5)
      expect(sheet.header.at(-1)).toBe('错误原因')
      expect(sheet.rows[0]?.cells.at(-1)).toContain('原第5行：')
      // the one that stood there twice is no repetition any more
      expect(
        (await send(officer, 'places', 'check', { bytes: answer.body, filename: `改.${format}` })).counts,
      ).toMatchObject({ failed: 4, unchanged: 1 })
      if (format !== 'csv') continue
      const corrected = answer.body
        .toString()
        .replace('很多', '66')
        .replace('没有的物业', '清川惠邻物业服务有限公司')
        .replace('33.93,114.21', '114.21,33.93')
      expect(
        (await send(officer, 'places', 'apply', { bytes: Buffer.from(corrected), filename: '改.csv' })).counts,
      ).toMatchObject({ created: 1, failed: 3, unchanged: 1 })
    }
  })

  test('a changed value changes the place, an empty cell leaves it', async () => {
    const changed = await send(
      officer,
      'places',
      'apply',
      csv('类型,名称,上级路径,户数,管理方式', `小区,导入一院,${PATH},121,无物业`),
    )
    expect(changed.counts).toMatchObject({ changed: 1 })
    const place = await Places.findOne({ name: '导入一院' }).lean()
    expect(place).toMatchObject({ households: 121, management: 'none', location: { coordinates: [114.21, 33.93] } })
    expect(place).not.toHaveProperty('companyId')
  })

  test('an export can be imported again and changes nothing', async () => {
    for (const format of ['csv', 'xlsx'] as const) {
      const answer = await app.as(cityOfficer).download(placesDesk.exportSheet, { what: 'places', format })
      const again = await send(cityOfficer, 'places', 'check', { bytes: answer.body, filename: `导出.${format}` })
      expect(again).toMatchObject({ problems: [], counts: { created: 0, changed: 0, failed: 0 } })
      expect(again.counts.unchanged).toBe(await Places.countDocuments({ status: 'active' }))
    }
    expect(await AuditRows.countDocuments({ action: 'places.export' })).toBe(2)
    await expectError(
      app
        .as(officer)
        .call(placesDesk.exportSheet, { what: 'places', format: 'csv', placeId: seedPlace('zhonglou').id }),
      'NOT_FOUND',
    )
  })

  test('GB 18030, as Excel writes it on Chinese Windows, is read', async () => {
    // 类型,名称,上级代码 / 小区,国标院,419902001001
    const bytes = Buffer.concat([
      Buffer.from('c0e0d0cd2cc3fbb3c62cc9cfbcb6b4fac2eb0d0a', 'hex'),
      Buffer.from('d0a1c7f82cb9fab1ead4ba2c', 'hex'),
      Buffer.from('419902001001\r\n'),
    ])
    expect((await send(officer, 'places', 'apply', { bytes, filename: 'gbk.csv' })).counts).toMatchObject({
      created: 1,
      failed: 0,
    })
    expect(await Places.countDocuments({ name: '国标院' })).toBe(1)
  })

  test.each([
    ['nothing but a header', Buffer.from('类型,名称\r\n'), 'SHEET_EMPTY'],
    ['an unknown column', Buffer.from('类型,名称,密码\r\n小区,甲,乙'), 'SHEET_COLUMNS_WRONG'],
    ['a missing column', Buffer.from('名称\r\n甲'), 'SHEET_COLUMNS_WRONG'],
    ['a broken workbook', Buffer.from('PK nothing of a zip'), 'SHEET_UNREADABLE'],
    ['an archive without a sheet', Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`), 'SHEET_UNREADABLE'],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0x01, 0x02]), 'SHEET_UNREADABLE'],
    ['20,001 rows', Buffer.from(`类型,名称\r\n${'小区,甲\r\n'.repeat(20_001)}`), 'SHEET_TOO_LONG'],
    ['an unclosed quote', Buffer.from('类型,名称\r\n小区,"甲'), 'SHEET_UNREADABLE'],
  ] as const)('refuses %s', async (_name, bytes, code) => {
    await expectError(send(officer, 'places', 'check', { bytes, filename: 'x.csv' }), code)
  })

  test('a workbook that would unpack beyond all measure is refused unread', async () => {
    const bytes = await writeSheet('xlsx', [{ name: '类型' }, { name: '名称' }], [['小区', '甲']])
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt32LE(0x7fffffff, directory + 24)
    await expectError(send(officer, 'places', 'check', { bytes, filename: 'bombe.xlsx' }), 'SHEET_TOO_LONG')
  })

  test.each([
    ['the sheet', 'xl/worksheets/sheet1.xml'],
    ['the shared strings', 'xl/sharedStrings.xml'],
    ['something that nobody reads', 'xl/media/picture.bin'],
  ])('a workbook that lies about the size of %s is refused while it is unpacked', async (_what, name) => {
    const honest = zipOf([['xl/workbook.xml', Buffer.from('<workbook/>')]])
    await expectError(send(officer, 'places', 'check', { bytes: honest, filename: 'x.xlsx' }), 'SHEET_UNREADABLE')
    const bytes = zipOf([
      ['xl/workbook.xml', Buffer.from('<workbook/>')],
      [name, Buffer.alloc(70 * 1024 * 1024, 'a')],
    ])
    expect(bytes.length).toBeLessThan(1024 * 1024)
    await expectError(send(officer, 'places', 'check', { bytes, filename: 'x.xlsx' }), 'SHEET_TOO_LONG')
  })

  test('formulas in a workbook are told, never evaluated', async () => {
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('x')
    sheet.addRow(['类型*', '名称*', '上级路径', '户数'])
    sheet.addRow(['小区', '公式院', PATH, { formula: 'SUM(1,2)', result: 3 }])
    const checked = await send(officer, 'places', 'check', {
      bytes: Buffer.from(await workbook.xlsx.writeBuffer()),
      filename: 'f.xlsx',
    })
    expect(checked).toMatchObject({
      counts: { failed: 1 },
      problems: [{ row: 2, column: '户数', reason: '单元格是公式，请改成数值或文字' }],
    })
  })

  test.each(['导入 一院', '导入\u200b一院', '导入一院\u2060', '导入一院（Ａ）', '导入一院(А)'])(
    'a name is the same in other letters: %s',
    async (name) => {
      const first = name.includes('院（') || name.includes('院(') ? '导入一院(A)' : '导入一院'
      await send(officer, 'places', 'apply', csv('类型,名称,上级路径', `小区,${first},${PATH}`))
      const again = csv('类型,名称,上级路径', `小区,${first},${PATH}`, `小区,${name},${PATH}`)
      const { counts, problems } = await send(officer, 'places', 'check', again)
      expect(counts).toMatchObject({ created: 0, unchanged: 1, failed: 1 })
      expect(problems[0]).toMatchObject({ column: '名称', reason: '和第2行重复' })
      const parent = await Places.findOne({ name: first }).lean()
      if (!hasLookAlikes(name))
        await expectError(
          app
            .as(officer)
            .call(placesDesk.create, { id: newId(), kind: 'compound', name, parentId: parent?.parentId ?? '' }),
          'PLACE_NAME_TAKEN',
        )
    },
  )

  test('community workers don’t import', async () => {
    await expectError(send(worker, 'places', 'check', file), 'NOT_ALLOWED')
  })
})

describe('sites', () => {
  const header = '点位类型,名称,地点路径,收什么,桶的种类,开放时间,经度,纬度,负责人'
  const place = `${PATH}/${seedPlace('liuwan/1/1').name}`
  test('come in with windows in words, once', async () => {
    const file = csv(
      header,
      `投放点,7号投放点,${place},分类桶,厨余垃圾、其他垃圾,每天 07:00-09:00、19:00-21:00,114.21,33.93,测试张三`,
      `投放点,8号投放点,${place},分类桶,,早晚,114.21,33.93,`,
      `旧衣回收箱,衣箱,${place},旧衣织物,,,,,`,
    )
    const applied = await send(officer, 'sites', 'apply', { ...file, filename: '点位.csv' })
    expect(applied.counts).toMatchObject({ created: 2, failed: 1 })
    expect(applied.problems.map((problem) => problem.column)).toEqual(['开放时间', '桶的种类'])
    expect(await Sites.findOne({ name: '7号投放点' }).lean()).toMatchObject({
      streams: ['food', 'residual'],
      windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '09:00' }, { from: '19:00' }],
    })
    expect((await send(officer, 'sites', 'apply', file)).counts).toMatchObject({ created: 0, changed: 0, unchanged: 2 })
  })
  test('an export masks the keeper, and imported again leaves everything as it is', async () => {
    const answer = await app
      .as(cityOfficer)
      .download(placesDesk.exportSheet, { what: 'sites', format: 'xlsx', placeId: seedPlace('liuwan').id })
    const sheet = await readSheet(answer.body)
    const keepers = sheet.rows.map((row) => row.cells[sheet.header.indexOf('负责人')] ?? '')
    expect(keepers.every((name) => name === '' || name.includes('*'))).toBe(true)
    expect(
      (await send(cityOfficer, 'sites', 'check', { bytes: answer.body, filename: '点位.xlsx' })).counts,
    ).toMatchObject({ created: 0, changed: 0, failed: 0 })
  })
})

describe('files going out', () => {
  test('CSV can’t be taken for formulas, has a BOM, and reads back as it was', async () => {
    const cells: Cell[] = ['=cmd()', '+86', '-危险()', '@x', '-5', '007', '含,逗号"引号"', -3.5, null]
    const tricks: Cell[] = ['\n=1+1', ' =1+1', '\u3000@x', '＝1+1', '＋1(', '－1(', '＠x', '\t=1', '\r=1', '\u00a0=1']
    const header = tricks.map((_cell, index) => ({ name: `列${index}` }))
    const written = (await writeSheet('csv', header, [tricks])).toString()
    for (const trick of tricks) expect(written).toContain(`'${String(trick)}`)
    expect((await readSheet(Buffer.from(written))).rows[0]?.cells).toEqual(
      tricks.map((trick) => (/^[\t\r\n]/.test(String(trick)) ? expect.any(String) : String(trick))),
    )
    const bytes = await writeSheet(
      'csv',
      cells.map((_cell, index) => ({ name: `列${index}` })),
      [cells],
    )
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(bytes.toString()).toContain("'=cmd(),+86,'-危险(),'@x,-5,007")
    expect((await readSheet(bytes)).rows[0]).toMatchObject({
      cells: ['=cmd()', '+86', '-危险()', '@x', '-5', '007', '含,逗号"引号"', '-3.5', ''],
      formulas: [],
    })
  })
})

test('twenty thousand rows go in with readable progress', async () => {
  const lines = Array.from(
    { length: 20_000 },
    (_unused, index) => `小区,批量${index}号院,,,清川市/东湖区/钟楼街道/文庙社区,${index % 300}`,
  )
  const id = newId()
  const file = csv('类型,名称,代码,上级代码,上级路径,户数', ...lines)
  await app.as(cityOfficer).upload(imports.upload, { id, kind: 'places' }, file)
  const look = () => app.as(cityOfficer).call(imports.show, { id })
  const until = async (over: (shown: ImportShown) => boolean, seen: number[]): Promise<ImportShown> => {
    for (;;) {
      const shown = await look()
      if (over(shown)) return shown
      seen.push(shown.counts.done)
      await new Promise((resolve) => {
        setTimeout(resolve, 150)
      })
    }
  }
  expect(await until(({ status }) => status !== 'checking', [])).toMatchObject({
    status: 'checked',
    counts: { created: 20_000, failed: 0 },
  })
  const seen: number[] = []
  const applying = app.as(cityOfficer).call(imports.apply, { id })
  const applied = await until(({ status }) => status === 'applied', seen)
  await applying
  expect(applied.counts).toEqual({
    total: 20_000,
    done: 20_000,
    created: 20_000,
    changed: 0,
    unchanged: 0,
    failed: 0,
  })
  expect(seen.some((done) => done > 0 && done < 20_000)).toBe(true)
  expect(seen.filter((done) => done < 20_000)).toEqual(seen.filter((done) => done < 20_000).sort((a, b) => a - b))
  expect(await Places.countDocuments({ name: /^批量/ })).toBe(20_000)
}, 120_000)
