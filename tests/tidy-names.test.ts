// Names that are stored: of jobs, under which runs are kept, and of what the audit log says was done. One style for
// both, `feature.verbNoun`, so that a name can be guessed and belongs to its feature; and each stands in full in the
// code, so that it can be found. Names in another style fail, as planted ones do.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const folders = readdirSync(path.join(root, 'server'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server/*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const)

function jobNames(text: string): string[] {
  return [...text.matchAll(/defineJob\(\{\s*name: '([^']*)'/g)].map(([, name]) => name ?? '')
}

/** Texts with a dot on a line that says `action:`, rows of `auditActions`, and what a template begins with. */
function auditNames(text: string): string[] {
  const lines = text.split('\n').filter((line) => /\baction: /.test(line))
  const tables = [...text.matchAll(/const auditActions = \{([^}]*)\}/g)].map(([, rows]) => rows ?? '')
  return [...lines, ...tables].flatMap((part) => [
    ...[...part.matchAll(/'([A-Za-z]+\.[^']*)'/g)].map(([, name]) => name ?? ''),
    ...[...part.matchAll(/action: (`[^`]*`)/g)].map(([, name]) => name ?? ''),
  ])
}

/** Names that are not `feature.verbNoun`, or name another feature than the folder they are written in. */
function odd(file: string, names: readonly string[]): string[] {
  const folder = file.split('/')[1] ?? ''
  return names.filter((name) => {
    const [, feature = ''] = /^([a-z]+)\.[a-z]+([A-Z][a-z]*)*$/.exec(name) ?? []
    return !(folders.includes(feature) && (feature === folder || folder.endsWith('.ts')))
  })
}

test('jobs and entries of the audit log are called feature.verbNoun', () => {
  const jobs = sources.flatMap(([file, text]) => odd(file, jobNames(text)).map((name) => `${file}: ${name}`))
  const audits = sources.flatMap(([file, text]) => odd(file, auditNames(text)).map((name) => `${file}: ${name}`))
  expect([...jobs, ...audits]).toEqual([])
  expect(sources.flatMap(([, text]) => jobNames(text)).length).toBeGreaterThan(20)
  expect(sources.flatMap(([, text]) => auditNames(text)).length).toBeGreaterThan(100)
})

test.each([
  ["defineJob({\n  name: 'ledgerSealDays',", ['ledgerSealDays']],
  ["defineJob({ name: 'Ledger.seal',", ['Ledger.seal']],
  ["defineJob({ name: 'ledger.seal-days',", ['ledger.seal-days']],
  ["defineJob({ name: 'rewards.sealDays',", ['rewards.sealDays']],
  ["defineJob({ name: 'ledger.sealDays',", []],
])('%s', (planted, found) => expect(odd('server/ledger/seals.ts', jobNames(planted))).toEqual(found))

test.each([
  ["action: 'ledger.rule.edit',", ['ledger.rule.edit']],
  ["action: before ? 'ledger.term.change' : 'ledger.addTerm',", ['ledger.term.change']],
  ["action: 'ledger.decide_contest',", ['ledger.decide_contest']],
  ['action: `ledger.${verb}Rule`,', ['`ledger.${verb}Rule`']],
  ["const auditActions = { edit: 'ledger.rule.edit' } as const", ['ledger.rule.edit']],
  ["action: 'guide.saveTerm',", ['guide.saveTerm']],
  ["action: 'ledger.editRule', action: 'arrive'", []],
])('%s', (planted, found) => expect(odd('server/ledger/rules.ts', auditNames(planted))).toEqual(found))
