// `npm run bench [-- name]`, `faults` and `sim`: run the named script of tests/bench, tests/faults or tests/sim, or all
// of them, each in a process of its own; exit 1 when one fails. What can't run says NOT RUN and fails: it never passes
// silently.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

const [kind = '', ...wanted] = process.argv.slice(2)
const folder = path.resolve(__dirname, '../tests', kind)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .sort()
const chosen = wanted.filter((word) => !word.startsWith('--'))
const unknown = chosen.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`没有 ${unknown.join('、')};可选:${names.join('、')}`)
  process.exit(1)
}
const failed: string[] = []
for (const name of chosen.length > 0 ? chosen : names) {
  console.log(`\n# ${kind} ${name}`)
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(folder, `${name}.ts`), ...wanted.filter((word) => word.startsWith('--'))],
    { stdio: 'inherit' },
  )
  if (status !== 0) failed.push(name)
}
console.log(failed.length > 0 ? `\n未通过:${failed.join('、')}` : '\n全部通过')
process.exit(failed.length > 0 ? 1 : 0)
