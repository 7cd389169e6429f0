// What the server's rooms do once is not written by hand elsewhere. Each rule proves on a planted copy that it can fail.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server/*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

const rules: { what: string; pattern: RegExp; planted: readonly string[]; except: readonly string[] }[] = [
  {
    what: 'reads one row more than a page by itself, or keeps a cursor of its own: see server/paging.ts',
    pattern: /limit(\(|: )\(?\w*[a-z]\w*(\.\w+)?( \?\? \w+\))? \+ 1\b|\$[gl]te?: (\w+\.)?cursor\b/,
    planted: [
      '.limit(limit + 1)',
      '.limit(input.limit + 1)',
      '{ sort: { _id: 1 }, limit: limit + 1 }',
      '.limit((limit ?? 20) + 1)',
      '_id: { $gt: input.cursor }',
      '_id: { $lt: cursor }',
    ],
    except: ['server/paging.ts'],
  },
]

test.each(rules)('no feature $what', ({ pattern, planted, except }) => {
  expect(files.length).toBeGreaterThan(100)
  const copies = files.filter(
    (file) => !except.includes(file) && pattern.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(copies).toEqual([])
  expect(planted.filter((copy) => !pattern.test(copy))).toEqual([])
})
