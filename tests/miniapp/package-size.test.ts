// The package as WeChat would take it: within the size budget, readable aloud, in syntax and with library
// functions that phones of 2019 have.
import fs from 'node:fs'
import path from 'node:path'
import { filesIn, packageLimits, packageSizes } from '../support/package-sizes'
import { aheadOf, functionsAhead, syntaxAhead } from '../support/phone-level'
import { ensureWeappBuild } from './build'

const KILO = 1000

let dist = ''
beforeAll(async () => {
  dist = await ensureWeappBuild()
}, 900_000)

test('main package, sub-packages and total keep within their budgets', () => {
  const { main, subPackages, total } = packageSizes(dist)
  const table = [['main', main], ...subPackages, ['total', total]].map(
    ([name, size]) => `${String(name).padEnd(10)} ${(Number(size) / KILO).toFixed(0).padStart(6)} kB`,
  )
  process.stdout.write(`${table.join('\n')}\n`)
  expect(main).toBeLessThanOrEqual(packageLimits.main)
  for (const [root, size] of subPackages) expect([root, size <= packageLimits.subPackage]).toEqual([root, true])
  expect(total).toBeLessThanOrEqual(packageLimits.total)
})

test('the templates keep what is read aloud', () => {
  const template = fs.readFileSync(path.join(dist, 'base.wxml'), 'utf8')
  for (const name of ['aria-label', 'aria-role', 'aria-checked', 'aria-disabled', 'aria-live'])
    expect(template).toContain(`${name}="{{`)
})

test('every script is ES2015, regular expressions included, calls nothing that phones lack, and evaluates no text', () => {
  const scripts = filesIn(dist).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(50)
  expect(aheadOf(scripts, 2015)).toEqual([])
  for (const file of scripts.filter((name) => path.basename(name) !== 'runtime.js')) {
    const source = fs.readFileSync(file, 'utf8')
    expect([file, /new Function\(|\beval\(/.test(source)]).toEqual([file, false])
  }
})

test('what a phone could not read or call is found', () => {
  expect(syntaxAhead('const skin = /(?<!莲)皮/', 2015)).toMatch(/Invalid group/)
  expect(syntaxAhead('const one = two?.three', 2017)).toMatch(/Unexpected token/)
  expect(syntaxAhead('const { one, ...rest } = two', 2017)).toMatch(/Unexpected token/)
  expect(syntaxAhead('const one = (two) => `${two}`', 2015)).toBeNull()
  const called = (source: string) => functionsAhead(source).map(({ what }) => what)
  expect(called('list.at(-1); Object.hasOwn(a, b); structuredClone(a); Promise.any([])')).toEqual([
    '.at()',
    '.hasOwn()',
    'structuredClone',
    'Promise.any()',
  ])
  expect(called("new RegExp('(?<=a)b')")).toEqual(['"(?<=a)b"'])
  expect(called("list.flatMap(each); a['at']; ({ at: 1, structuredClone: 2 }).structuredClone")).toEqual([])
})

test('text sizes grow with the phone, and pictures of the tab bar are small', () => {
  const style = filesIn(dist)
    .filter((file) => file.endsWith('.wxss'))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n')
  expect(style).toMatch(/font-size:calc\(var\(--t-m\) ?\* ?var\(--fs\)\)/)
  const icons = filesIn(path.join(dist, 'assets/tab'))
  expect(icons).toHaveLength(8)
  for (const icon of icons) expect(fs.statSync(icon).size).toBeLessThan(2000)
})
