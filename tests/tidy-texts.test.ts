// Chinese as it is printed: full-width punctuation (GB/T 15834) in every text that people see. Texts are what stands
// between quotes, backticks and tags; patterns and code are none. The guide's own room and what only operators read in
// a terminal (server/platform) come later. The check proves on planted samples that it can fail.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const root = path.resolve(__dirname, '..')
const FOLDERS = ['miniapp/src', 'admin/src', 'server', 'shared']
const LATER = /^(shared|server)\/guide\/|^server\/platform\//
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

test('texts have full-width punctuation', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...FOLDERS], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !LATER.test(file))
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) =>
    halfWidth(file, readFileSync(path.join(root, file), 'utf8')).map((text) => `${file}: ${text}`),
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
