// Every action that the server writes into the audit log has a Chinese name in the console, and nothing else has.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { features } from '../features'
import { auditWords } from '../lib/audit-words'

const parts = features.flatMap(({ audit }) => audit ?? [])
const { actionName, subjectOf } = auditWords(parts)

const server = path.resolve(__dirname, '../../../server')
const source = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(server, file), 'utf8'))
  .join('\n')
/** `action: '…'`, one of two, or a row of a table `auditActions`. */
const actions = String.raw`'([a-z]+\.[A-Za-z.]+)'`
const tables = [...source.matchAll(/const auditActions = \{([^}]*)\}/g)].map(([, rows]) => rows ?? '').join('\n')
const written = new Set(
  [
    ...source.matchAll(new RegExp(`action: (?:[^'\\n]{0,80}(?:'check' )?\\? )?${actions}(?: : ${actions})?`, 'g')),
    ...tables.matchAll(new RegExp(`: ${actions}`, 'g')),
  ].flatMap(([, one, other]) => [one ?? '', ...(other ? [other] : [])]),
)
const named = parts.flatMap(({ actions }) => Object.keys(actions))

test('every action written by its name has a Chinese one', () => {
  expect(written.size).toBeGreaterThan(90)
  expect([...written].filter((action) => !named.includes(action))).toEqual([])
})

test('every name belongs to an action that some line of the server writes', () => {
  expect(named.filter((action) => !source.includes(`'${action}'`))).toEqual([])
})

test.each([
  ['rewards/settlements/01K:2026-10', '月结单', '/settlements?open=01K%3A2026-10'],
  ['rewards/01K', '兑换', '/redemptions?open=01K'],
  ['rewards/disputes', '兑换异议', null],
  ['pickups', '预约', null],
  ['ledger/household:01K', '账户', '/accounts?account=household%3A01K'],
  ['ledger/12:pickups/01K', '一笔流水', null],
  ['places/01K', '地点', '/places?place=01K'],
])('%s is read as %s', (subject, name, to) => expect(subjectOf(subject)).toEqual({ name, to }))

test('an action of a later server shows its code', () => expect(actionName('later.thing')).toBe('later.thing'))

test('every record that a figure of 无废细胞 cites has a page', () => {
  const cited = [...source.matchAll(/\b(?:cite|citation)\(\s*'([A-Za-z]+)'/g)].map(([, subject]) => subject ?? '')
  expect(new Set(cited).size).toBeGreaterThan(8)
  // a day's drop-offs are known by place and day
  expect(cited.filter((subject) => subjectOf(`${subject}/01JPLACE/2026-11-24`).to === null)).toEqual([])
})
