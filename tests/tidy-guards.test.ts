// Checks that something is really used or really cited: invariants in code and tests, rules of an area, routes of the
// contract, exports. Each proves on a planted sample that it can fail.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Route } from '@shared/contract'
import { profiles } from '@shared/places/profiles'
import { mutants } from './support/ledger-mutants'

const root = path.resolve(__dirname, '..')
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|tsx)$/.test(file) && !file.includes('/fixtures/') && !file.endsWith('.d.ts'))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const textOf = (files: readonly string[]): string => files.map(read).join('\n')
const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.startsWith('tests/')
const product = tracked.filter((file) => !isTest(file) && !file.startsWith('scripts/'))

/** Numbers of docs/invariants.md that a text does not name. */
function uncited(page: string, text: string): string[] {
  const numbers = [...page.matchAll(/^\|\s*(I\d+)\s*\|/gm)].map((match) => match[1] ?? '')
  expect(numbers.length).toBeGreaterThan(0)
  return numbers.filter((number) => !new RegExp(`\\b${number}\\b`).test(text))
}

test('every invariant is cited where it is enforced and where it is tried to be broken', () => {
  const page = read('docs/invariants.md')
  const code = textOf(product.filter((file) => /^(server|shared)\//.test(file)))
  expect(uncited(page, code)).toEqual([])
  expect(uncited(page, textOf(tracked.filter((file) => isTest(file) && !file.startsWith('tests/tidy'))))).toEqual([])
  expect(uncited(`${page}\n| I99 | planted | | |\n`, code)).toEqual(['I99'])
})

/** Rules of an area, "section.name", that no code outside their definition and their form reads. */
function unread(names: readonly string[]): string[] {
  const definition = ['shared/places/settings.ts', 'shared/places/profiles.ts', 'admin/src/places/SettingsForm.tsx']
  const readers = product.filter((file) => !definition.includes(file) && !file.endsWith('seed.ts'))
  const all = textOf(readers)
  const byKey = textOf(readers.filter((file) => read(file).includes('.switches[')))
  return names.filter((full) => {
    const [section = '', name = ''] = full.split('.')
    if (section !== 'switches') return !new RegExp(`\\b${name}\\b`).test(all)
    return !all.includes(`switches.${name}`) && !byKey.includes(`'${name}'`)
  })
}

test('every rule and switch of an area is read by some code', () => {
  const { settings } = profiles.xuchang
  const names = Object.entries(settings).flatMap(([section, rules]) =>
    Object.keys(rules).map((name) => `${section}.${name}`),
  )
  expect(names.length).toBeGreaterThan(30)
  expect(unread(names)).toEqual([])
  const planted = ['booking.plantedRule', 'switches.standings']
  expect(unread([...names, ...planted])).toEqual(planted)
})

/** Routes that no screen calls, each with the reason why it is there all the same. */
const calledByOthers: Readonly<Record<string, string>> = {
  'dropoffsDevice.send': 'a smart bin that reports by itself',
  'files.show': 'pictures are loaded by their address',
  'files.linked': 'pictures of people who are not signed in are loaded by a signed address',
  'places.sitePage': 'the page that the QR of a drop-off point opens',
  'shiftsClasses.page': 'the page that the code on a paper of a class opens',
  'workoffs.page': 'the page that the code on a certificate of a fine worked off opens',
  'standings.page': 'the public page of the lists, opened by its address',
  'standings.placePage': 'the public page of a place, opened from that of the lists',
  'standings.periodPage': 'the public page of a month, opened by its address',
  'standings.versionPage': 'the public page of a version, opened by its address',
  'awards.page': 'the public page of awards, opened from that of the lists',
  'credit.page': 'the public page of the grades, opened from that of the lists',
  'standings.file': 'files of a list, opened from its page',
  'standings.checkScript': 'the script of the public page, run by it',
  'certificates.page': 'the page that the QR of a certificate of hours opens',
  'certificates.issuedPage': 'the page on which a number is typed; opened by its address',
  'cellsPublic.page': 'the page that the QR of a cell’s certificate opens',
  'cellsPublic.checkPage': 'the page on which a certificate’s code is typed; opened by its address',
  'inspectionsDraws.published': 'open data: draws with the hashes of their files',
  'inspectionsDraws.publishedFile': 'open data: what a draw is run again from',
  'guide.search': 'for a city portal or a speaker at home; our own clients search in what they carry',
  'places.area': 'open data: what holds at a place, for other systems of the city',
  'places.childrenOf': 'open data: the tree of places',
  'places.calendar': 'open data: working days and holidays',
  'people.consents': 'the same list is part of "my data"; kept for clients in the field',
  'people.phoneOf': 'no screen yet',
  'access.device': 'called by the devices themselves',
  'manifestTrips.deviceWeigh': 'called by weighbridges themselves',
  'manifestsDesk.counts': 'open data: manifests opened and closed, by month',
  'manifestTrips.open': 'for other systems of a hauler; its drivers open one by a row of their phone',
  'reviews.sendLink': 'no screen yet; comes with the first feature that sends links',
  'reviews.answers': 'no screen yet; comes with the first feature that sends links',
  'reviews.byLink': 'no screen yet; comes with the first feature that sends links',
  'reviews.answerByLink': 'no screen yet; comes with the first feature that sends links',
  'runsChecks.weightGaps': 'no screen yet',
}

type Named = { name: string; route: Route }

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'summary' in value

/** Every route by "contract.key"; one that is exported under two names stands here twice. */
function routesByName(): Named[] {
  const files = product.filter((file) => /^shared\/[a-z-]+\/[a-z-]*contract\.ts$/.test(file))
  return files.flatMap((file) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the list of files is read from the folder
    const exported = require(path.join(root, file)) as Record<string, unknown>
    return Object.entries(exported).flatMap(([contract, value]) =>
      Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([key, route]) =>
        isRoute(route) ? [{ name: `${contract}.${key}`, route }] : [],
      ),
    )
  })
}

/** Routes none of whose names stands in a text. */
function uncalled(routes: readonly Named[], text: string): string[] {
  const called = new Set(
    routes.filter(({ name }) => new RegExp(`\\b${name.replace('.', '\\.')}\\b`).test(text)).map(({ route }) => route),
  )
  return routes
    .filter(({ route }) => !called.has(route))
    .map(({ name, route }) => `${name} ${route.method} ${route.path}`)
}

test('every route of the contract is called by a screen, or listed with the reason why not', () => {
  const routes = routesByName()
  expect(routes.length).toBeGreaterThan(150)
  const screens = textOf(product.filter((file) => /^(miniapp|admin)\/src\//.test(file)))
  const found = uncalled(routes, screens).filter((line) => !((line.split(' ')[0] ?? '') in calledByOthers))
  expect(found).toEqual([])
  const spec = routes[0]?.route as Route
  expect(uncalled([{ name: 'planted.route', route: { ...spec } }], screens)).toHaveLength(1)
  const gone = Object.keys(calledByOthers).filter((name) => !routes.some((each) => each.name === name))
  expect(gone).toEqual([])
})

/** What the dead-code check reports about a copy of the sources, with something planted in it. */
function deadCode(plant: (copy: string) => void): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'dead-code-'))
  try {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    for (const file of files.split('\n').filter((each) => /\.(tsx?|jsx?|cjs|mjs|json)$/.test(each))) {
      if (!existsSync(path.join(root, file))) continue
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
      copyFileSync(path.join(root, file), path.join(copy, file))
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
    plant(copy)
    const ran = spawnSync(process.execPath, [path.join(root, 'node_modules/knip/bin/knip.js'), '--production'], {
      cwd: copy,
      encoding: 'utf8',
    })
    return ran.stdout
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

test('the dead-code check finds an export and a file that nobody uses, on the server and in the shared rules', () => {
  const found = deadCode((copy) => {
    for (const file of ['shared/units.ts', 'server/ids.ts']) {
      const name = file.startsWith('shared') ? 'plantedRule' : 'plantedOperation'
      appendFileSync(path.join(copy, file), `export const ${name} = (): number => 1\n`)
    }
    writeFileSync(path.join(copy, 'server/planted.ts'), 'export const planted = 1\n')
  })
  expect(found).toContain('plantedRule')
  expect(found).toContain('plantedOperation')
  expect(found).toContain('server/planted.ts')
}, 120_000)

/** Planted mistakes whose place is not found exactly once in the sources. */
const misfits = (planted: typeof mutants): string[] =>
  planted.flatMap(({ name, changes }) =>
    changes.filter(({ file, from }) => read(file).split(from).length !== 2).map(() => name),
  )

test('every mistake that the fault run plants into the ledger still fits the sources', () => {
  expect(mutants.length).toBeGreaterThan(8)
  expect(misfits(mutants)).toEqual([])
  const planted = {
    name: 'planted',
    files: [],
    changes: [{ file: 'server/ledger/ledger.ts', from: 'no such line', to: '' }],
  }
  expect(misfits([planted])).toEqual(['planted'])
})
