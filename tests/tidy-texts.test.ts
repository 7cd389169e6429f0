// Chinese as it is printed: full-width punctuation (GB/T 15834) in every text that people see. Checked where the texts
// have been put right so far; a folder that is joins the list. The check proves on planted samples that it can fail.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const FOLDERS = ['miniapp/src']
const HAN = '[\\u4e00-\\u9fff]'
const HALF = new RegExp(`${HAN}[,;:?!()]|[,;:?!()]${HAN}`)
const COMMENT = /^\s*(\/\/|\*|\/\*)/

/** Lines of a source whose text has half-width punctuation beside a Chinese character; comments are not shown. */
const halfWidth = (source: string): string[] =>
  source
    .split('\n')
    .filter((line) => !COMMENT.test(line))
    .map((line) => line.replace(/\s\/\/ .*$/, ''))
    .filter((line) => HALF.test(line))

test('texts have full-width punctuation', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...FOLDERS], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file))
  expect(files.length).toBeGreaterThan(100)
  const found = files.flatMap((file) =>
    halfWidth(readFileSync(path.join(root, file), 'utf8')).map((line) => `${file}: ${line.trim().slice(0, 80)}`),
  )
  expect(found).toEqual([])
  expect(halfWidth("const a = '约好了,明天来'\n// 约好了,明天来\nconst b = '约好了，8:00来'")).toEqual([
    "const a = '约好了,明天来'",
  ])
})
