// The room of imports over real HTTP, with a small table of its own: the files that people really send, progress,
// stopping midway, the same file twice, and nobody else's imports.
import type { Role } from '@shared/actors'
import { imports, type ImportShown } from '@shared/imports/contract'
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { defineModel, type Document } from '@server/db'
import { features } from '@server/features'
import { ImportRecords, ImportRowPortions } from '@server/imports/imports.model'
import { configureImports, defineImport, type Effect } from '@server/imports/kinds'
import { newId } from '@server/ids'
import { JobRuns } from '@server/long-work'
import { readSheet, writeSheet, type Cell } from '@server/sheets'
import { aPlace, aStaff, ancestorOf, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { csv, messyFiles, ROWS, xlsx, type File } from '../support/messy-files'

type Bin = Document & { community: string; count: number }
const Bins = defineModel<Bin>('TestBin', 'testBins', {
  community: { type: String, required: true },
  count: { type: Number, required: true },
})

/** Holds the writing of portions up until it is let go. */
let gate: Promise<void> | null = null
let atGate: (() => void) | null = null

const bins = defineImport<Bin, Map<string, Bin>>({
  name: 'testBins',
  title: '试桶',
  may: ['communityWorker'],
  columns: [{ name: '编号', required: true }, { name: '社区', required: true }, { name: '个数' }],
  example: ['A1', '柳湾社区', 3],
  begin: async () => new Map((await Bins.find({}).lean<Bin[]>()).map((bin) => [bin._id, bin])),
  readRow: (known, reader): { effect: Effect; write?: Bin } => {
    const bin = {
      _id: reader.required('编号', 20),
      community: reader.required('社区', 20),
      count: reader.count('个数', 1_000) ?? 0,
    }
    const before = known.get(bin._id)
    if (before && JSON.stringify(before) === JSON.stringify(bin)) return { effect: 'same' }
    known.set(bin._id, bin)
    return { effect: before ? 'change' : 'create', write: bin }
  },
  applyRows: async (tx, _actor, _context, writes) => {
    for (const { _id, ...set } of writes) await tx.on(Bins).updateOne({ _id }, { $set: set }, { upsert: true })
    if (!gate) return
    atGate?.()
    await gate
  },
})

useDatabase()
const app = useApp()
let worker: Signed
let colleague: Signed
beforeAll(async () => {
  configureImports([...features.flatMap((feature) => [...(feature.imports ?? [])]), bins])
  const community = (await ancestorOf(await aPlace(), 'community'))._id
  worker = await aStaff('communityWorker', community)
  colleague = await aStaff('communityWorker', community)
})
beforeEach(() => Bins.deleteMany({}))
afterEach(() => {
  setClock()
  gate = null
  atGate = null
})

const send = (file: File, id = newId(), who = worker): Promise<ImportShown> =>
  app.as(who).upload(imports.upload, { id, kind: 'testBins' }, file)
const apply = ({ id }: { id: string }): Promise<ImportShown> => app.as(worker).call(imports.apply, { id })
const show = (id: string): Promise<ImportShown> => app.as(worker).call(imports.show, { id })
const stored = async (): Promise<Cell[][]> =>
  (await Bins.find({}).sort({ _id: 1 }).lean<Bin[]>()).map(({ _id, community, count }) => [_id, community, count])

describe('files as people send them', () => {
  test.each(messyFiles)('%s', async (_what, make) => {
    const checked = await send(await make())
    expect(checked).toMatchObject({ status: 'checked', problems: [], counts: { total: 3, done: 3, created: 3 } })
    expect(await stored()).toEqual([])
    expect(await apply(checked)).toMatchObject({ status: 'applied', counts: { total: 3, done: 3, created: 3 } })
    expect(await stored()).toEqual(ROWS)
  })

  test.each<[string, () => Promise<File> | File, string, string]>([
    ['an error value', () => csv('编号,社区,个数', 'A1,#N/A,3'), '社区', '错误值'],
    [
      'an error value in a workbook',
      () =>
        xlsx((workbook) => {
          workbook.addWorksheet('表').addRows([
            ['编号', '社区', '个数'],
            ['A1', { error: '#VALUE!' } as never, 3],
          ])
        }),
      '社区',
      '错误值',
    ],
    ['a code in scientific notation', () => csv('编号,社区,个数', '4.11002E+11,柳湾,3'), '编号', '科学计数'],
    [
      'a number longer than a spreadsheet keeps',
      () =>
        xlsx((workbook) => {
          workbook.addWorksheet('表').addRows([
            ['编号', '社区', '个数'],
            [4_110_020_030_010_000_000, '柳湾', 3],
          ])
        }),
      '编号',
      '15位',
    ],
    ['a comma too many', () => csv('编号,社区,个数', 'A1,柳湾,3,二号'), '第 4 列', '二号'],
    ['something below no header', () => csv('编号,,社区,个数', 'A1,丢了,柳湾,3'), '第 2 列', '丢了'],
  ])('%s is told by row and column, and nothing is written', async (_what, make, column, reason) => {
    const checked = await send(await make())
    expect(checked.problems).toContainEqual(
      expect.objectContaining({ row: 2, column, reason: expect.stringContaining(reason) }),
    )
    expect((await apply(checked)).counts).toMatchObject({ created: 0, failed: 1 })
    expect(await stored()).toEqual([])
  })

  test('a quote in a cell stays; one that never ends is told by its row', async () => {
    expect(await send(csv('编号,社区,个数', 'A1,柳"湾,3'))).toMatchObject({ counts: { created: 1 } })
    await expect(send(csv('编号,社区,个数', 'A1,柳湾,3', 'A2,"柳湾,4', 'A3,柳湾,5'))).rejects.toMatchObject({
      code: 'SHEET_UNREADABLE',
      body: { details: { row: 3 } },
    })
  })

  test('a column that stands there twice is refused', async () => {
    await expectError(send(csv('编号,社区,个数,社区', 'A1,柳湾,3,文庙')), 'SHEET_COLUMNS_WRONG')
  })

  test('while 10 MB are read others are answered', async () => {
    const bytes = Buffer.from(`编号,社区,个数\r\n${`A1,${'柳'.repeat(150)},3\r\n`.repeat(20_000)}`)
    const pauses: number[] = []
    let last = performance.now()
    const timer = setInterval(() => {
      pauses.push(performance.now() - last)
      last = performance.now()
    }, 5)
    await readSheet(bytes)
    clearInterval(timer)
    // read in one piece there would be none
    expect(pauses.length).toBeGreaterThan(30)
  })

  test('of two sheets it says which was read and which was not', async () => {
    const file = await xlsx((workbook) => {
      for (const [name, id] of [
        ['一月', 'A1'],
        ['二月', 'A2'],
      ]) {
        const sheet = workbook.addWorksheet(name)
        sheet.addRow(['编号', '社区'])
        sheet.addRow([id, '柳湾'])
      }
    })
    expect(await send(file)).toMatchObject({ sheet: '一月', otherSheets: ['二月'], counts: { total: 1 } })
  })

  test('formulas are told by row and column, and never evaluated', async () => {
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('表')
      sheet.addRow(['编号', '社区', '个数'])
      sheet.addRow(['A1', '柳湾', { formula: 'SUM(1,2)', result: 3 }])
      sheet.addRow([{ formula: 'HYPERLINK("http://x")', result: 'A2' }, '柳湾', 4])
    })
    const checked = await send(file)
    expect(checked.counts).toMatchObject({ total: 2, failed: 2 })
    expect(checked.problems.map(({ row, column }) => [row, column])).toEqual([
      [2, '个数'],
      [3, '编号'],
    ])
    expect(await apply(checked)).toMatchObject({ status: 'applied', counts: { created: 0, failed: 2 } })
    expect(await stored()).toEqual([])
  })

  test('rows that did not pass come back with the reason, and are taken when mended', async () => {
    const checked = await send(csv('编号,社区,个数', 'A1,柳湾,3', ',柳湾,4', 'B1,文庙,很多'))
    expect(checked.problems).toEqual([
      { row: 3, column: '编号', value: '', reason: '必须填写' },
      { row: 4, column: '个数', value: '很多', reason: '请填 0 到 1000 的整数' },
    ])
    await apply(checked)
    const { body } = await app.as(worker).download(imports.failedRows, { id: checked.id, format: 'csv' })
    const sheet = await readSheet(body)
    expect(sheet.rows.map(({ cells }) => cells.at(-1))).toEqual([
      '原第3行：编号 必须填写',
      '原第4行：个数 请填 0 到 1000 的整数',
    ])
    expect(sheet.rows.map(({ cells }) => cells[2])).toEqual(['4', '很多'])
    const mended = body.toString().replace(',柳湾,4', 'A2,柳湾,4').replace('很多', '5')
    expect((await apply(await send({ bytes: Buffer.from(mended), filename: '改.csv' }))).counts).toMatchObject({
      created: 2,
      failed: 0,
    })
    expect(await stored()).toEqual(ROWS)
  })

  test.each([
    ['nothing but a header', csv('编号,社区'), 'SHEET_EMPTY'],
    ['an unknown column', csv('编号,社区,密码', 'A1,柳湾,x'), 'SHEET_COLUMNS_WRONG'],
    ['a missing column', csv('编号', 'A1'), 'SHEET_COLUMNS_WRONG'],
    ['an empty file', { bytes: Buffer.from(''), filename: 'x.csv' }, 'SHEET_EMPTY'],
    ['a picture', { bytes: Buffer.from([0xff, 0xd8, 0x00, 0x01]), filename: 'x.csv' }, 'SHEET_UNREADABLE'],
  ] as const)('refuses %s and keeps nothing', async (_what, file, code) => {
    const id = newId()
    await expectError(send(file, id), code)
    expect(await ImportRecords.findById(id)).toBeNull()
  })
})

describe('again, stopped, and looked back at', () => {
  test('the same file twice changes nothing and is said to be the same', async () => {
    const file = csv('编号,社区,个数', 'A1,柳湾,3', 'A2,柳湾,4')
    const first = await apply(await send(file))
    const second = await send(file)
    expect(second).toMatchObject({ sameAs: { id: first.id }, counts: { created: 0, changed: 0, unchanged: 2 } })
    expect((await apply(second)).counts).toMatchObject({ created: 0, changed: 0, unchanged: 2 })
    expect(await Bins.countDocuments()).toBe(2)
  })

  test('the same id again answers the first import; another file under it is refused', async () => {
    const id = newId()
    const file = csv('编号,社区', 'A1,柳湾')
    const first = await send(file, id)
    expect(await send(file, id)).toEqual(first)
    await expectError(send(csv('编号,社区', 'A9,柳湾'), id), 'NOT_FOUND')
    await expectError(send(file, id, colleague), 'NOT_FOUND')
  })

  test('applied by ten at once it is written once', async () => {
    const { id } = await send(csv('编号,社区', 'A1,柳湾', 'A2,柳湾'))
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => apply({ id })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await AuditRows.countDocuments({ action: 'imports.apply', subject: `imports/${id}` })).toBe(1)
    await expectError(apply({ id }), 'WRONG_STATE')
  })

  test('ten thousand rows: progress can be read, and what is done is kept when it is stopped midway', async () => {
    const lines = Array.from({ length: 10_000 }, (_unused, index) => `R${String(index).padStart(5, '0')},柳湾,1`)
    const checked = await send(csv('编号,社区,个数', ...lines))
    expect(checked).toMatchObject({ status: 'checked', counts: { total: 10_000, created: 10_000 } })
    let open: () => void = () => undefined
    const reached = new Promise<void>((resolve) => (atGate = resolve))
    gate = new Promise((resolve) => (open = resolve))
    const applying = apply(checked)
    await reached
    // the first portion is being written: nothing of it is there yet
    expect(await show(checked.id)).toMatchObject({ status: 'applying', allowed: ['cancel'], counts: { done: 0 } })
    gate = null
    open()
    let seen = await show(checked.id)
    while (seen.counts.done === 0) seen = await show(checked.id)
    const cancelled = await app.as(worker).call(imports.cancel, { id: checked.id })
    expect(cancelled).toMatchObject({ status: 'cancelled', allowed: ['apply'] })
    await applying
    const written = await Bins.countDocuments()
    expect([written, written > 0 && written < 10_000]).toEqual([cancelled.counts.done, true])
    expect((await JobRuns.findById(`imports.apply:${checked.id}`).lean())?.status).toBe('cancelled')
    await expectError(app.as(worker).call(imports.cancel, { id: checked.id }), 'WRONG_STATE')
    let rest = await apply(checked)
    while (rest.status === 'applying') rest = await show(checked.id)
    expect(rest).toMatchObject({ status: 'applied', counts: { created: 10_000 - written, unchanged: written } })
    expect(await Bins.countDocuments()).toBe(10_000)
    expect(await ImportRowPortions.countDocuments({ importId: checked.id })).toBe(0)
  }, 120_000)

  test('a server that went away leaves it stopped; it can be written again', async () => {
    const { id } = await send(csv('编号,社区', 'A1,柳湾'))
    const long = new Date(Date.now() - 10 * 60_000)
    await ImportRecords.updateOne({ _id: id }, { $set: { status: 'applying', touchedAt: long } })
    await JobRuns.create({
      _id: `imports.apply:${id}`,
      job: 'imports.apply',
      slot: id,
      status: 'running',
      holder: 'gone',
      leaseUntil: long,
      startedAt: long,
      attempts: 1,
    })
    expect(await show(id)).toMatchObject({ status: 'stopped', allowed: ['apply', 'cancel'] })
    expect(await apply({ id })).toMatchObject({ status: 'applied', counts: { created: 1 } })
  })

  test('one’s own imports are listed, the latest first, by kind; others’ are unknown', async () => {
    const one = await send(csv('编号,社区', 'A1,柳湾'))
    const two = await send(csv('编号,社区', 'A2,柳湾'))
    const { items } = await app.as(worker).call(imports.list, { kind: 'testBins', limit: 2 })
    expect(items.map(({ id }) => id)).toEqual([two.id, one.id])
    expect((await app.as(worker).call(imports.list, { kind: 'places' })).items).toEqual([])
    for (const call of [imports.show, imports.apply, imports.cancel])
      await expectError(app.as(colleague).call(call as typeof imports.show, { id: one.id }), 'NOT_FOUND')
    await expectError(app.as(colleague).download(imports.failedRows, { id: one.id, format: 'csv' }), 'NOT_FOUND')
    for (const cursor of ['1e309', 'x', '|'])
      await expectError(app.as(worker).call(imports.list, { cursor }), 'INPUT_INVALID')
  })
})

describe('who may import what', () => {
  test('each kind asks for its own roles; an unknown one is not found', async () => {
    const who = await signInAs(worker.personId)
    const file = csv('类型,名称', '小区,甲')
    await expectError(app.as(who).upload(imports.upload, { id: newId(), kind: 'nothingOfTheKind' }, file), 'NOT_FOUND')
    await expectError(app.as(who).upload(imports.upload, { id: newId(), kind: 'places' }, file), 'NOT_ALLOWED')
    await expectError(app.as(who).download(imports.template, { kind: 'places', format: 'csv' }), 'NOT_ALLOWED')
  })

  const kinds = features.flatMap((feature) => [...(feature.imports ?? [])])
  test.each(kinds.map(({ name, may }) => [name, may[0] as Role] as const))(
    'the template of %s has its columns and one example that its own check reads',
    async (kind, role) => {
      const who = await aStaff(role, (await ancestorOf(await aPlace(), 'city'))._id)
      for (const format of ['csv', 'xlsx'] as const) {
        const answer = await app.as(who).download(imports.template, { kind, format })
        expect(answer.headers['content-disposition']).toContain('attachment')
        const sheet = await readSheet(answer.body)
        expect([sheet.rows.length, sheet.rows[0]?.formulas]).toEqual([1, []])
        const shown = await app
          .as(who)
          .upload(imports.upload, { id: newId(), kind }, { bytes: answer.body, filename: `x.${format}` })
        expect([kind, shown.counts.total]).toEqual([kind, 1])
      }
    },
  )

  test('a workbook that would unpack beyond all measure is refused unread', async () => {
    const bytes = await writeSheet('xlsx', [{ name: '编号' }, { name: '社区' }], [['A1', '柳湾']])
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt32LE(0x7fffffff, directory + 24)
    await expectError(send({ bytes, filename: 'bombe.xlsx' }), 'SHEET_TOO_LONG')
  })
})
