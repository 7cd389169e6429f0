// The package as WeChat would take it: within the size budget, readable aloud, in syntax that phones of 2019 run.
import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'acorn'
import { filesIn, packageLimits, packageSizes } from '../support/package-sizes'
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

test('every script parses as ES2018 and none needs to evaluate text', () => {
  for (const file of filesIn(dist).filter((name) => name.endsWith('.js'))) {
    const source = fs.readFileSync(file, 'utf8')
    expect(() => parse(source, { ecmaVersion: 2018 })).not.toThrow()
    if (path.basename(file) !== 'runtime.js')
      expect([file, /new Function\(|\beval\(/.test(source)]).toEqual([file, false])
  }
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
