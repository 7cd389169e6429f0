// The package as WeChat would take it: within the size budget, readable aloud, in syntax that phones of 2019 run.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'acorn'
import { ensureWeappBuild } from './build'

const KILO = 1000
const MAIN_LIMIT = 1000 * KILO
const SUB_PACKAGE_LIMIT = 500 * KILO
const TOTAL_LIMIT = 4000 * KILO

let dist = ''
beforeAll(async () => { dist = await ensureWeappBuild() }, 900_000)

const filesIn = (folder: string): string[] => fs.readdirSync(folder, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? filesIn(path.join(folder, entry.name)) : [path.join(folder, entry.name)]))
const sizeOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + fs.statSync(file).size, 0)

test('main package, sub-packages and total keep within their budgets', () => {
  const { subPackages = [] } = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as { subPackages?: { root: string }[] }
  const all = filesIn(dist)
  const sizes = new Map(subPackages.map(({ root }) => [root, sizeOf(all.filter((file) => file.startsWith(path.join(dist, root) + path.sep)))]))
  const total = sizeOf(all)
  const main = total - [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const table = [['main', main], ...sizes, ['total', total]].map(([name, size]) => `${String(name).padEnd(10)} ${(Number(size) / KILO).toFixed(0).padStart(6)} kB`)
  process.stdout.write(`${table.join('\n')}\n`)
  expect(main).toBeLessThanOrEqual(MAIN_LIMIT)
  for (const [root, size] of sizes) expect([root, size <= SUB_PACKAGE_LIMIT]).toEqual([root, true])
  expect(total).toBeLessThanOrEqual(TOTAL_LIMIT)
})

test('the templates keep what is read aloud', () => {
  const template = fs.readFileSync(path.join(dist, 'base.wxml'), 'utf8')
  for (const name of ['aria-label', 'aria-role', 'aria-checked', 'aria-disabled', 'aria-live']) expect(template).toContain(`${name}="{{`)
})

test('every script parses as ES2018 and none needs to evaluate text', () => {
  for (const file of filesIn(dist).filter((name) => name.endsWith('.js'))) {
    const source = fs.readFileSync(file, 'utf8')
    expect(() => parse(source, { ecmaVersion: 2018 })).not.toThrow()
    if (path.basename(file) !== 'runtime.js') expect([file, /new Function\(|\beval\(/.test(source)]).toEqual([file, false])
  }
})

test('text sizes grow with the phone, and pictures of the tab bar are small', () => {
  const style = filesIn(dist).filter((file) => file.endsWith('.wxss')).map((file) => fs.readFileSync(file, 'utf8')).join('\n')
  expect(style).toMatch(/font-size:calc\(var\(--t-m\) ?\* ?var\(--fs\)\)/)
  const icons = filesIn(path.join(dist, 'assets/tab'))
  expect(icons).toHaveLength(8)
  for (const icon of icons) expect(fs.statSync(icon).size).toBeLessThan(2000)
})
