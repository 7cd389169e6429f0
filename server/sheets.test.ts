// Large tables are read beside the requests: however long one is, others have their turn again and again, and what is
// read is the same.
import { strFromU8, unzipSync } from 'fflate'
import { readSheet, writeSheet, type SheetFormat } from './sheets'
import { pack } from './sheets-pack'

const ROWS = 4000
const COLUMNS = [{ name: '编号' }, { name: '地址' }, { name: '说明' }]
/** Rows that may be read in one turn; a few milliseconds. */
const ROWS_A_TURN = 200

/** How often others had their turn meanwhile. */
async function turnsDuring(body: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  await body().finally(() => {
    isOver = true
  })
  return turns
}

const rows = Array.from({ length: ROWS }, (_unused, index) => [
  `A${index}`,
  `柳湾路 ${index} 号院内北侧第三排`,
  '雨棚下面，靠近 3 号楼的围墙；钥匙在门卫。'.repeat(4),
])

test.each<SheetFormat>(['csv', 'xlsx'])('%s: others have their turn at least once in 200 rows', async (format) => {
  const file = await writeSheet(format, COLUMNS, rows)
  const read: { cells: string[] }[] = []
  const turns = await turnsDuring(async () => read.push(...(await readSheet(file)).rows))
  // every 100 rows one character lies across two portions
  expect(read.filter(({ cells }, index) => cells.join('|') !== rows[index]?.join('|'))).toEqual([])
  expect(read).toHaveLength(ROWS)
  expect(turns).toBeGreaterThan(ROWS / ROWS_A_TURN)
})

test('a character that lies across two portions is one character', async () => {
  for (const shift of [0, 1, 2]) {
    const name = 'a'.repeat(shift) + '柳'.repeat(60_000)
    const lines = [
      ['编号', '说明'],
      ['1', name],
    ]
      .map((row) => row.join(','))
      .join('\n')
    expect((await readSheet(Buffer.from(lines))).rows[0]?.cells).toEqual(['1', name])
  }
})

test('an archive of ours is read by others', async () => {
  const files = [
    ['xl/workbook.xml', '<workbook/>'],
    ['xl/sheet1.xml', '柳湾'.repeat(5_000)],
    ['empty.xml', ''],
  ] as const
  const archive = await pack(files.map(([name, text]) => [name, Buffer.from(text)] as const))
  const read = Object.entries(unzipSync(archive)).map(([name, bytes]) => [name, strFromU8(bytes)])
  expect(JSON.stringify(read) === JSON.stringify(files)).toBe(true)
})
