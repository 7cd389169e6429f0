// What is done in one place is not written by hand elsewhere. Each rule proves on a planted copy that it can fail.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const folders = ['server/', 'shared/', 'admin/src/', 'miniapp/src/']
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && existsSync(path.join(root, file)))

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
  {
    what: 'asks by itself that only a person acts: see server/acting-person.ts',
    pattern: /\.kind !== 'person'\) throw new DomainError\('SIGN_IN_REQUIRED'\)/,
    planted: ["if (actor.kind !== 'person') throw new DomainError('SIGN_IN_REQUIRED')"],
    except: ['server/acting-person.ts', 'server/http/dispatch.ts'],
  },
  {
    what: 'escapes by itself: see shared/escape.ts',
    pattern: /replace(All)?\((\/(\[&<>|"\/g)|'[&<"]'|.*'\\\\\$&'\))/,
    planted: [
      `value.replace(/[&<>"']/g, (char) => char)`,
      "value.replaceAll('&', '&amp;')",
      `safe.replace(/"/g, '""')`,
      "text.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&')",
    ],
    except: ['shared/escape.ts'],
  },
  {
    what: 'writes data as one text by itself: see shared/canonical.ts',
    pattern: /function canonical/,
    planted: ['function canonical(value: unknown): string {'],
    except: ['shared/canonical.ts'],
  },
  {
    what: 'writes out the refusal of one field: see `invalid` in shared/errors.ts',
    pattern: /'INPUT_INVALID', \{\s*fields: \[\{ path: ('\w*'|\w+), text(?:\$\{[^}]*\}|[^}])*\}\]/,
    planted: [
      "new DomainError('INPUT_INVALID', { fields: [{ path: 'day', text }] })",
      "new DomainError('INPUT_INVALID', {\n  fields: [{ path: 'day', text: `至少 ${days}天` }],\n})",
    ],
    except: ['shared/errors.ts'],
  },
  {
    what: 'opens a transaction by itself: see server/db.ts',
    pattern: /\.(withTransaction|startTransaction)\(/,
    planted: ['await session.withTransaction(async () => {', 'session.startTransaction()'],
    except: ['server/db.ts'],
  },
]

test('nothing that runs on a phone formats by Intl, which old ones lack or do otherwise', () => {
  const pattern = /\bIntl\.|\.toLocale\w*\(|\.localeCompare\(/
  const onPhones = files.filter((file) => /^(shared|miniapp\/src)\//.test(file))
  expect(onPhones.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([])
  const planted = ['new Intl.NumberFormat()', 'day.toLocaleDateString()', 'a.localeCompare(b)']
  expect(planted.filter((line) => !pattern.test(line))).toEqual([])
})

test('nothing in a client asks a schema for its options: there it is a stand-in that knows none (shared/z-thin.ts)', () => {
  const pattern = /\b[A-Z]\w+\.options\b/
  const inClients = files.filter((file) => /^(shared|miniapp\/src|admin\/src)\//.test(file))
  // inside of a schema of its own, which stands in as well
  const asked = inClients.filter((file) => file !== 'shared/pickups/desk-contract.ts')
  expect(asked.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([])
  const planted = ['Outcome.options.map((each) => each)', 'z.enum([...First.options, ...Second.options])']
  expect(planted.filter((line) => !pattern.test(line))).toEqual([])
})

test.each(rules)('nothing $what', ({ pattern, planted, except }) => {
  expect(files.length).toBeGreaterThan(100)
  const copies = files.filter(
    (file) => !except.includes(file) && pattern.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(copies).toEqual([])
  expect(planted.filter((copy) => !pattern.test(copy))).toEqual([])
})
