// Would the tests notice? Mistakes that people really make are planted, one at a time, into a copy of the sources in a
// temporary folder (the working tree is never touched), and the ledger's tests are run against the copy. Each mistake
// must make a test fail; a copy without any must pass, and a mistake that no longer fits the sources fails the run.
// `npm run faults -- ledger-mutants [--mutant=n] [--quick=1]`: only the n-th; quick runs just the files that are
// expected to notice instead of all of tests/ledger until the first failing file. Prints what noticed each; exits 1
// when something was not noticed.
import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openDatabase } from '@server/platform/mongod'
import { cacheDir } from '../support/cache-dir'
import { numberOf, runFaults, type Table } from '../support/faults'
import { mutants, type Mutant } from '../support/ledger-mutants'

const ONLY = numberOf('mutant', 0)
const QUICK = numberOf('quick', 0) === 1
const root = path.resolve(__dirname, '../..')

/** Sources, the tests that are run, and the dependencies by a link. */
async function copySources(copy: string): Promise<void> {
  const isWanted = (source: string): boolean =>
    !/(\/node_modules|\/dist|\/\.tmp|\/e2e|\/miniapp|\/bench|\/guide\/terms)(\/|$)/.test(source.slice(root.length))
  await mkdir(copy)
  for (const name of ['shared', 'server', 'tests'])
    await cp(path.join(root, name), path.join(copy, name), { recursive: true, filter: isWanted })
  for (const name of await readdir(root))
    if (/^(package\.json|tsconfig.*\.json)$/.test(name)) await cp(path.join(root, name), path.join(copy, name))
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
}

type Result = { failed: string[]; passed: number; said: string }

/** Runs tests in the copy; only a test that ran and failed counts. */
async function runTests(copy: string, mongodbUri: string, project: string, files: readonly string[]): Promise<Result> {
  const outputFile = path.join(copy, 'result.json')
  await writeFile(outputFile, '{}')
  const args = [
    '-c',
    'tests/jest.config.js',
    '--selectProjects',
    project,
    '--runInBand',
    '--bail=1',
    '--json',
    `--outputFile=${outputFile}`,
    '--',
    ...files,
  ]
  const child = spawn(process.execPath, [path.join(copy, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: copy,
    env: { ...process.env, TEST_MONGODB_URI: mongodbUri },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (part: Buffer) => said.push(part.toString()))
  await new Promise((resolve) => {
    child.once('close', resolve)
  })
  const { testResults = [] } = JSON.parse(await readFile(outputFile, 'utf8')) as {
    testResults?: { name: string; assertionResults: { fullName: string; status: string }[] }[]
  }
  const results = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((each) => ({ ...each, name: `${path.relative(copy, name)} “${each.fullName}”` })),
  )
  return {
    failed: results.filter((each) => each.status === 'failed').map((each) => each.name),
    passed: results.filter((each) => each.status === 'passed').length,
    said: said.join(''),
  }
}

/** Plants the mistake; the answer takes it out again. */
async function plant(copy: string, { name, changes }: Mutant): Promise<() => Promise<void>> {
  const before = new Map<string, string>()
  for (const { file, from, to } of changes) {
    const text = await readFile(path.join(copy, file), 'utf8')
    if (text.split(from).length !== 2)
      throw new Error(`“${name}” no longer fits ${file}: ${text.split(from).length - 1} places for ${from}`)
    if (!before.has(file)) before.set(file, text)
    await writeFile(
      path.join(copy, file),
      text.replace(from, () => to),
    )
  }
  return async () => {
    for (const [file, text] of before) await writeFile(path.join(copy, file), text)
  }
}

const suiteOf = ({ project = 'ledger', files }: Mutant): readonly string[] =>
  QUICK || project !== 'ledger' ? files : ['tests/ledger']

async function checkMutants(table: Table, copy: string, mongodbUri: string): Promise<void> {
  const chosen = mutants.filter((_mutant, index) => ONLY === 0 || index + 1 === ONLY)
  for (const project of ['ledger', 'api'] as const) {
    const files = [...new Set(chosen.filter((mutant) => (mutant.project ?? 'ledger') === project).flatMap(suiteOf))]
    if (files.length === 0) continue
    const { failed, passed, said } = await runTests(copy, mongodbUri, project, files)
    if (failed.length > 0 || passed === 0) console.error(said.slice(-3000))
    table.check(`没有错误的副本(${project},${passed} 项通过):失败`, 0, passed === 0 ? '没有运行' : failed.length)
  }
  for (const mutant of chosen) {
    const undo = await plant(copy, mutant)
    const { failed, passed, said } = await runTests(copy, mongodbUri, mutant.project ?? 'ledger', suiteOf(mutant))
    await undo()
    if (failed.length + passed === 0) console.error(said.slice(-3000))
    table.check(
      mutant.name,
      '被发现',
      failed.length > 0 ? '被发现' : failed.length + passed === 0 ? '没有运行' : '没有被发现',
    )
    const row = table.rows.at(-1)
    if (row)
      row.what += `${failed.length > 0 ? `\n      发现它的(${failed.length} 项):` : ''}${failed.slice(0, 3).join(';')}`
    if (failed[0]) console.error(`      ${failed[0]}`)
  }
}

runFaults('ledger-mutants', async (table, dataDir, ends) => {
  const database = await openDatabase({
    uri: process.env['TEST_MONGODB_URI'],
    dataDir,
    cacheDir: cacheDir(),
    enableTestCommands: true,
    log: (line) => console.error(line),
  })
  ends.push(() => database.stop())
  const copy = path.join(dataDir, 'copy')
  await copySources(copy)
  await checkMutants(table, copy, database.uri)
})
