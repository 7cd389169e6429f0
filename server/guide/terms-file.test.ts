// The terms format and the shipped files: every complaint names line and reason; no name stands in two entries.
import { readingsOf } from './readings'
import { parseTerms, findDuplicateNames, readTermsFolder } from './terms-file'

const GOOD = '奶茶杯 | 奶茶杯子 珍珠奶茶杯 | O | bin | lowvalue | 倒空 | 沾污难回收'
const reasons = (text: string): string[] =>
  parseTerms(text, 'x.txt').errors.map((error) => `${error.line} ${error.reason}`)

describe('one entry', () => {
  test('all fields and details are read', () => {
    const { terms, errors } = parseTerms(
      `# 注释\n${GOOD}\n  ? 洗干净的 | R.plastic | bin | 冲净\n  ! 纸吸管另投\n  ! 杯盖可回收\n  @ GB/T 19095-2019 表1\n`,
      'x.txt',
    )
    expect(errors).toEqual([])
    expect(terms[0]).toMatchObject({
      file: 'x.txt',
      line: 2,
      term: {
        id: '奶茶杯',
        aliases: ['奶茶杯子', '珍珠奶茶杯'],
        code: 'O',
        route: 'bin',
        flags: ['lowvalue'],
        preparation: '倒空',
        counterExample: '纸吸管另投；杯盖可回收',
        source: 'GB/T 19095-2019 表1',
        variants: [{ condition: '洗干净的', code: 'R.plastic', route: 'bin', preparation: '冲净' }],
      },
    })
  })
  test.each([
    ['a field too few', '奶茶杯 | | O | bin | | 倒空', '1 一个词条要有7栏，这里有6栏'],
    ['an unknown class', GOOD.replace('| O |', '| X |'), '1 不认识的类别代码“X”'],
    ['a class without sub-class', GOOD.replace('| O |', '| R |'), '1 不认识的类别代码“R”'],
    ['an unknown route', GOOD.replace('bin', 'box'), '1 不认识的去向“box”'],
    ['an unknown flag', GOOD.replace('lowvalue', 'cheap'), '1 不认识的标记“cheap”'],
    ['an unknown material', GOOD.replace('lowvalue', 'material=gold'), '1 不认识的标记“material=gold”'],
    ['a name with a space', GOOD.replace('奶茶杯 |', '奶茶 杯 |'), '1 名称不能为空，也不能有空格'],
    ['no name', GOOD.replace('奶茶杯 |', '|'), '1 名称不能为空，也不能有空格'],
    ['a condition without class', `${GOOD}\n  ? 洗干净的 | bin`, '2 以 ? 开头的行应为：条件 | 类别代码 | 去向 | 准备'],
    ['an unknown mark', `${GOOD}\n  * 备注`, '2 不认识的行首“*”，应为 ? ! 或 @'],
    ['a detail without entry', '  ! 备注', '1 缩进的行上面没有词条'],
  ])('%s is refused', (_name, text, reason) => expect(reasons(text)).toEqual([reason]))
  test('a detail below a refused entry belongs to nothing', () =>
    expect(reasons(`${GOOD.replace('| O |', '| X |')}\n  ! 备注`)).toHaveLength(2))
})

describe('names', () => {
  const duplicates = (text: string): string[] =>
    findDuplicateNames(parseTerms(text, 'x.txt').terms).map((error) => error.reason)
  test('the same name in two entries is told with both places', () => {
    expect(duplicates(`${GOOD}\n${GOOD.replace('奶茶杯 | 奶茶杯子 珍珠奶茶杯', '纸杯 | 奶茶杯子')}`)).toEqual([
      '“奶茶杯子”已在 x.txt:1 的“奶茶杯”里',
    ])
  })
  test('full width, case and digits make no other name', () => {
    expect(
      duplicates(
        `${GOOD.replace('奶茶杯 |', 'LED灯 |')}\n${GOOD.replace('奶茶杯 | 奶茶杯子 珍珠奶茶杯', '灯 | led灯 ＬＥＤ灯')}`,
      ),
    ).toHaveLength(2)
    expect(
      duplicates(
        `${GOOD.replace('奶茶杯 |', '五号电池 |')}\n${GOOD.replace('奶茶杯 | 奶茶杯子 珍珠奶茶杯', '电池 | 5号电池')}`,
      ),
    ).toHaveLength(1)
  })
})

test('the shipped files are without fault, and broad', () => {
  const { placed, errors } = readTermsFolder()
  expect(errors).toEqual([])
  expect(placed.length).toBeGreaterThanOrEqual(2500)
  expect(placed.reduce((sum, { term }) => sum + 1 + term.aliases.length, 0)).toBeGreaterThanOrEqual(9000)
})

test('readings: the usual one of a character, and where a name reads it otherwise', () => {
  const readings = readingsOf(['弹簧', '弹弓', '弹力绳', '子弹壳'])
  expect(readings.lines.find((line) => line.startsWith('tan'))).toContain('弹')
  expect(readings.exceptionsOf('弹簧')).toBe('')
  expect(readings.exceptionsOf('子弹壳')).toBe('1=dan')
  // a common character that no name holds is there for homophones
  expect(readings.lines.some((line) => line.includes('饼'))).toBe(true)
})
