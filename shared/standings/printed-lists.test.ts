// Lists as they were printed, read back: four tables on a sheet, and everything people do to such a sheet.
import { isPrintedHead, monthIn, printedRows } from './printed-lists'

const sheet = (...lines: string[]) =>
  lines.flatMap((line, at) =>
    line === '' ? [] : [{ row: at + 1, cells: line.split('|').map((cell) => cell.trim()), formulas: [] as number[] }],
  )
const read = (rows: ReturnType<typeof sheet>, name = ''): string[] =>
  printedRows(rows, name).map(({ row, cells }) => `${row} ${cells.join(' ')}`.trim())

const FOUR = sheet(
  '清川市2025年3月生活垃圾分类红黑榜',
  '居民小区生活垃圾分类红榜名单|||||| 行政村、居生活垃圾分类红榜名单',
  '榜单\\项目|镇街|小区|排名|物业公司|| 榜单\\项目|镇街|行政村|排名',
  '红榜|柳湾街道|荷塘里|1|清川安居物业服务有限公司||红榜|石渡镇|上柳村|1',
  '红榜|河东街道|清河雅筑|2|无物业||红榜|南桥乡|桥头村|2',
  '',
  '居民小区生活垃圾分类黑榜名单|||||| 行政村、居生活垃圾分类黑榜名单',
  '榜单\\项目|镇街|小区|排名|物业公司|| 榜单\\项目|镇街|行政村|排名',
  '黑榜|柳湾街道|东河雅苑|1|清川市和顺物业服务有限公司||黑榜|石渡镇|下柳村|1',
  '|柳湾街道|南桥新村|2|无物业（清川市洁源环保有限公司临时代管）||||',
)

test('four tables, two by two; villages without a company', () =>
  expect(read(FOUR)).toEqual([
    '4 红榜 2025-03 小区 柳湾街道 荷塘里 1 清川安居物业服务有限公司',
    '4 红榜 2025-03 行政村、居 石渡镇 上柳村 1',
    '5 红榜 2025-03 小区 河东街道 清河雅筑 2 无物业',
    '5 红榜 2025-03 行政村、居 南桥乡 桥头村 2',
    '9 黑榜 2025-03 小区 柳湾街道 东河雅苑 1 清川市和顺物业服务有限公司',
    '9 黑榜 2025-03 行政村、居 石渡镇 下柳村 1',
    '10 黑榜 2025-03 小区 柳湾街道 南桥新村 2 无物业（清川市洁源环保有限公司临时代管）',
  ]))

test.each<[string, ReturnType<typeof sheet>, string, string[]]>([
  [
    'the month stands in the name of the file',
    sheet('榜单\\项目|镇街|小区|排名|物业公司', '黑榜|柳湾街道|东河雅苑|1|无物业'),
    '2025年11月红黑榜.xlsx',
    ['2 黑榜 2025-11 小区 柳湾街道 东河雅苑 1 无物业'],
  ],
  [
    'the colour stands in the title alone',
    sheet('2024年12月居民小区黑榜名单', '榜单\\项目|镇街|小区|排名', '|柳湾街道|东河雅苑|第1名'),
    '',
    ['3 黑榜 2024-12 小区 柳湾街道 东河雅苑 1'],
  ],
  [
    'a plain table of many months',
    sheet(
      '榜单|月份|类别|镇街|名称|排名|物业公司',
      '红榜|2025年1月|小区|柳湾街道|荷塘里|1|',
      '黑榜|2025-02|行政村、居|石渡镇|下柳村|3|',
    ),
    '',
    ['2 红榜 2025-01 小区 柳湾街道 荷塘里 1', '3 黑榜 2025-02 行政村、居 石渡镇 下柳村 3'],
  ],
  [
    'titles of their own months, one above the other',
    sheet(
      '2025年1月小区红榜名单',
      '榜单|镇街|小区|排名',
      '红榜|柳湾街道|荷塘里|1',
      '2025年2月小区红榜名单',
      '榜单|镇街|小区|排名',
      '红榜|柳湾街道|清河雅筑|1',
    ),
    '',
    ['3 红榜 2025-01 小区 柳湾街道 荷塘里 1', '6 红榜 2025-02 小区 柳湾街道 清河雅筑 1'],
  ],
  ['nothing is guessed', sheet('榜单|镇街|名称|排名', '|柳湾街道|荷塘里|1'), '', ['2    柳湾街道 荷塘里 1']],
  ['no table at all', sheet('姓名|电话', '某人|1'), '', []],
])('%s', (_what, rows, name, expected) => expect(read(rows, name)).toEqual(expected))

test('what is wrong with a cell goes along to its new column', () => {
  const rows = sheet('x|y|榜单|镇街|小区|排名', '||红榜|柳湾街道|荷塘里|1')
  rows[1]?.formulas.push(5)
  expect(printedRows(rows, '')[0]?.formulas).toEqual([5])
  expect(isPrintedHead(rows[0]?.cells ?? [])).toBe(true)
})

test.each([
  ['2025年3月', '2025-03'],
  ['红黑榜2025.12', '2025-12'],
  ['2025年13月', ''],
  ['第3期', ''],
  ['2025年３月', '2025-03'],
])('the month in %s', (text, month) => expect(monthIn(text)).toBe(month))
