// Who may import whom (.dependency-cruiser.cjs): the sources keep the rules, and each rule still catches the violation
// that is planted for it, so that a rule which stops matching fails here.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const fixtures = 'tests/fixtures/boundaries/'

type Report = { summary: { violations: { rule: { name: string } }[] } }

function cruise(folders: string[], env: Record<string, string>): { stdout: string; stderr: string } {
  return spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      ...folders,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: 256 * 1024 * 1024,
    },
  )
}

function violations(folders: string[], env: Record<string, string> = {}): string[] {
  const cruised = cruise(folders, env)
  return (JSON.parse(cruised.stdout) as Report).summary.violations.map(({ rule }) => rule.name)
}

test('the sources keep the rules', () => {
  expect(violations(['shared', 'server', 'miniapp/src', 'admin/src'])).toEqual([])
}, 120_000)

test('each rule catches the violation planted for it', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration of a tool that reads CommonJS
  const { forbidden } = require(path.join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] }
  const caught = new Set(violations([fixtures], { BOUNDARIES_ROOT: fixtures }))
  expect(forbidden.map(({ name }) => name).filter((name) => !caught.has(name))).toEqual([])
}, 60_000)

test('a folder of the server that is in no list stops the check', () => {
  const { stderr } = cruise(['tests/fixtures/boundaries-unlisted'], {
    BOUNDARIES_ROOT: 'tests/fixtures/boundaries-unlisted/',
  })
  expect(stderr).toContain('server/newcomer is in no list')
}, 60_000)
