// What a new feature touches: folders of its own, and one line in each of six tables. Everything else that is shared
// knows no feature by name, so that nothing else has to be edited. tests/fixtures/feature is a whole feature; how it
// fits is walked through in tests/api/new-feature.test.ts.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')

/** Each with the line that a feature called `swaps` would add. */
const TABLES: Readonly<Record<string, string>> = {
  'shared/errors.ts': '  ...swapsErrors,',
  'shared/notices/rules.ts': "  swap_day: { title: '交换日', canSwitchOff: true, quiet: true },",
  'server/features.ts': '  swapsFeature,',
  'miniapp/src/features.ts': 'export const features: readonly Feature[] = [… swaps]',
  'admin/src/features.ts': '  swaps,',
  '.dependency-cruiser.cjs': "  'swaps',",
}

/** What every feature builds on: who, where, whose turn, what is told. They may be known by name anywhere. */
const GROUND = [
  'access',
  'files',
  'imports',
  'me',
  'notices',
  'operations',
  'organisations',
  'papers',
  'people',
  'places',
  'platform',
  'reviews',
  'search',
  'slots',
  'work',
]
const folders = (of: string): string[] =>
  readdirSync(path.join(root, of), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
const rooms = [
  'app',
  'custom-tab-bar',
  'dist',
  'http',
  'lib',
  'native',
  'node_modules',
  'pages',
  'ui',
  'assets',
  'look',
]
const features = [...new Set(['server', 'shared', 'admin/src', 'miniapp/src'].flatMap(folders))].filter(
  (name) => !GROUND.includes(name) && !rooms.includes(name),
)

/** Folders that are shared by all; people, places and organisations are features with screens of their own. */
const shared = [...rooms, ...GROUND].filter(
  (name) => !['pages', 'me', 'people', 'places', 'organisations'].includes(name),
)

/** Files that belong to no feature. The tab pages (miniapp/src/pages) are made of features, by design and by hand. */
function isCentral(file: string): boolean {
  if (!/\.(ts|tsx|cjs|mjs)$/.test(file) || /\.test\.tsx?$|\.d\.ts$/.test(file)) return false
  if (/^tests\/support\/(app|people|requests|samples|screens?|screen-[a-z]+|console|browser)\.ts$/.test(file))
    return true
  if (/^(\.dependency-cruiser|eslint\.config)/.test(file)) return true
  const [, folder] = /^(?:server|shared|(?:admin|miniapp)\/src)\/(?:([a-z-]+)\/)?/.exec(file) ?? []
  if (!/^(server|shared|admin\/src|miniapp\/src)\//.test(file)) return false
  return folder === undefined || shared.includes(folder)
}

/** Imports of a feature, addresses, names that begin with one ("pickups/booking", "/rewards/goods", "runs.start"). */
const named = new RegExp(`(?:['"\`]|['"\`](?:\\.{1,2}|@|@shared|@server)?/)(${features.join('|')})(?=[./'"\`])`, 'g')
const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
const namesIn = (text: string): string[] => [
  ...new Set([...withoutComments(text).matchAll(named)].map(([, name]) => name ?? '')),
]

/** Shared parts that show or switch something of one feature, each with why it stands where it does. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // a role, which the law of the city knows, and not the workbench of that name
  'shared/actors.ts': ['crew'],
  // switches of the city for what not every city offers
  'shared/places/settings.ts': ['rewards'],
  // the tab bar, and the two of its pages that have a name of their own
  'miniapp/src/app.config.ts': ['guide', 'pickups'],
  'miniapp/src/ui/TabBar.tsx': ['guide', 'pickups'],
  // pages of two features show what is free this year
  'miniapp/src/lib/free-pieces.ts': ['pickups'],
  // whose workbench a page is, by role
  'miniapp/src/feature.ts': ['crew'],
  'tests/support/screen-people.ts': ['crew', 'runs', 'rewards', 'shifts', 'reports', 'manifests', 'workoffs', 'cells'],
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && isCentral(file))
const found = files.flatMap((file) => {
  const known = KNOWN[file] ?? []
  const names = file in TABLES ? [] : namesIn(readFileSync(path.join(root, file), 'utf8'))
  return names.filter((name) => !known.includes(name)).map((name) => `${file}: ${name}`)
})

test('six tables know the features by name, and no other shared file does', () => {
  expect(Object.keys(TABLES)).toHaveLength(6)
  expect(features).toEqual(expect.arrayContaining(['guide', 'ledger', 'pickups', 'runs', 'rewards', 'reports', 'shop']))
  expect(files.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

test.each(Object.keys(TABLES))('%s is there, and names features', (file) => {
  expect(readFileSync(path.join(root, file), 'utf8').length).toBeGreaterThan(0)
})

test.each([
  ["import { visitOf } from './runs/runs'", ['runs']],
  ["import { rewards } from '@shared/rewards/contract'", ['rewards']],
  ["go('/crew/home')", ['crew']],
  ["action: 'pickups.book'", ['pickups']],
  ["name.startsWith('crew/')", ['crew']],
  ['// as in pickups/booking', []],
  ["import { workOf } from './work'", []],
  ["const route = 'https://city.example/pickup'", []],
])('%s names %j', (planted, names) => expect(namesIn(planted)).toEqual(names))

test.each(Object.keys(KNOWN))('%s still needs its exception', (file) => {
  const names = namesIn(readFileSync(path.join(root, file), 'utf8'))
  expect(KNOWN[file]?.filter((name) => !names.includes(name))).toEqual([])
})
