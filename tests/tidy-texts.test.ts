// Chinese as it is printed: full-width punctuation (GB/T 15834) and figures without typed blanks (support/figures.ts)
// in every text that people see. Texts are what stands between quotes, backticks and tags; patterns and code are none.
// The guide's entries are read as they lie in server/guide/terms. The checks prove on planted samples that they can
// fail.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { closed, textsOf, whole } from './support/figures'

const root = path.resolve(__dirname, '..')
const FOLDERS = ['miniapp/src', 'admin/src', 'server', 'shared']
/** Patterns and word lists; what people type in tests of the guide; what only operators read in a terminal. */
const LATER = /^shared\/guide\/(lexicon|not-waste|plain)\.ts$|\/guide\/.*\.test\.ts$|^server\/platform\//
/** A Chinese character, or the mark that closes a quotation. */
const HAN = '[\\u4e00-\\u9fff”）]'
const HALF = new RegExp(`${HAN}[,;:?!()]|[,;:?!()]${HAN}`)

const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteral(node) || ts.isJsxText(node) || ts.isTemplateLiteralToken(node)

/** Texts of a source that have half-width punctuation beside a Chinese character. */
function halfWidth(file: string, source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (isText(node) && HALF.test(node.text)) found.push(node.text.trim().slice(0, 80))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return found
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...FOLDERS], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !LATER.test(file))

test('texts have full-width punctuation', () => {
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) =>
    halfWidth(file, readFileSync(path.join(root, file), 'utf8')).map((text) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})

test('entries of the guide have full-width punctuation', () => {
  const folder = path.join(root, 'server/guide/terms')
  const found = readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#') && HALF.test(line))
      .map((line) => `${file}: ${line.slice(0, 80)}`),
  )
  expect(found).toEqual([])
})

test('a planted text is found, whatever stands around it; patterns and comments are left alone', () => {
  const source = [
    "const a = '约好了,明天来'",
    'const b = `${name},约好了(明天)`',
    'const c = <p>放在:门口</p>',
    "const g = '点“有异议”,再写'",
    '// 约好了,明天来',
    'const d = /约好了,明天来/',
    "const e = '约好了，8:00来'",
    "const f = { 街道: 'street' }",
  ].join('\n')
  expect(halfWidth('planted.tsx', source)).toEqual(['约好了,明天来', ',约好了(明天)', '放在:门口', '点“有异议”,再写'])
})

/** Texts of a source with a typed blank at a figure, as they should stand; … is an expression. */
const openFigures = (file: string, source: string): string[] =>
  textsOf(file, source)
    .map(whole)
    .filter((text) => closed(text) !== text)
    .map((text) =>
      closed(text)
        .replaceAll(/[\u0001-\u0003]/g, '…')
        .trim(),
    )

test('no blank is typed between a figure and its unit, nor before a figure within a sentence', () => {
  const found = files.flatMap((file) =>
    openFigures(file, readFileSync(path.join(root, file), 'utf8')).map((text) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})

test('a planted blank is found in quotes, templates and tags; labels, codes and other words keep theirs', () => {
  const source = [
    "const a = '还剩 3 件'",
    'const b = `共 ${count} 户`',
    'const c = <p>共 {count} 条</p>',
    "const d = { text: '投放 {times} 次' }",
    'const e = `请在 ${from} 到 ${to} 分里选`',
    'const h = `每件 ${showFen(fen)}，还差 ${name}`',
    "const f = ['纸板 12.5千克', '12月2日 周三', '清A·D1102', '第3行 名称', '2 名称', '5 分类', '3 件数']",
    'const g = `编号 ${number} 已收`',
    '// 还剩 3 件',
  ].join('\n')
  expect(openFigures('planted.tsx', source)).toEqual([
    '还剩3件',
    '共…户',
    '共…条',
    '投放 {times}次',
    '请在…到…分里选',
    '每件…，还差 …',
  ])
})
