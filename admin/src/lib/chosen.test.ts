// What a button for many rows acts on: rows that are ticked, shown and allowed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chosenOf } from './chosen'

const row = (id: string, isDue = true) => ({ id, isDue })

test.each<[string, ReturnType<typeof row>[], string[], string[]]>([
  ['the ticked ones', [row('a'), row('b')], ['b'], ['b']],
  ['none that has left the list', [row('a')], ['a', 'paid'], ['a']],
  ['none that nothing can be done with any more', [row('a', false), row('b')], ['a', 'b'], ['b']],
  ['nothing of an empty list', [], ['a'], []],
])('%s', (_name, shown, ticked, chosen) => {
  expect(chosenOf(shown, ticked, ({ isDue }) => isDue).map(({ id }) => id)).toEqual(chosen)
})

test('every table with boxes chooses in this way', () => {
  const root = join(__dirname, '..')
  const own = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('electedRowKeys'))
  expect(own).toEqual([])
})
