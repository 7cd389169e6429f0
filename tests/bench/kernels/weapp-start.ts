// One evaluation of a compiled mini-program's main package in a fresh process: app.js, what it requires, and the pages
// named, in the bare world of tests/miniapp/phone.ts with its `wx`. Prints one JSON line. Run with --jitless, as phones
// without a compiler do. argv: the folder that holds app.js, then pages, e.g. "pages/index/index".
import fs from 'node:fs'
import path from 'node:path'
import { newFlash, Phone } from '../../miniapp/phone'
import { Wechat } from '../../miniapp/wechat'

export type Start = {
  /**
   * Processor time of compiling and evaluating, without reading the files; other programs on the machine do not count.
   */
  ms: number
  /** Length of the scripts that were evaluated. */
  characters: number
}

const [dist = '', ...pages] = process.argv.slice(2)
const phone = new Phone(newFlash())
const { wx } = new Wechat({ phone })
const app = {}
let registered = 0
const world: Record<string, unknown> = {
  wx,
  App: (config: object) => {
    Object.assign(app, config)
  },
  Page: () => {
    registered += 1
  },
  Component: () => undefined,
  Behavior: (behavior: unknown) => behavior,
  getApp: () => app,
  getCurrentPages: () => [],
  window: undefined,
  document: undefined,
  navigator: undefined,
  location: undefined,
  self: undefined,
  history: undefined,
  localStorage: undefined,
  XMLHttpRequest: undefined,
  WebSocket: undefined,
}

const sources = new Map<string, string>()
const filesOf = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesOf(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    )
for (const file of filesOf(dist)) if (file.endsWith('.js')) sources.set(file, fs.readFileSync(file, 'utf8'))

const modules = new Map<string, { exports: unknown }>()
let characters = 0
function load(file: string): unknown {
  const full = file.endsWith('.js') ? file : `${file}.js`
  const known = modules.get(full)
  if (known) return known.exports
  const source = sources.get(full)
  if (source === undefined) throw new Error(`no ${full}`)
  characters += source.length
  const module = phone.module(source, full, (name) => load(path.resolve(path.dirname(full), name)), world)
  modules.set(full, module)
  return module.exports
}

const from = process.cpuUsage()
load(path.join(dist, 'app.js'))
for (const page of pages) load(path.join(dist, page))
const spent = process.cpuUsage(from)
const ms = (spent.user + spent.system) / 1000
if (registered !== pages.length) throw new Error(`${registered} pages registered, not ${pages.length}`)
const start: Start = { ms, characters }
process.stdout.write(`${JSON.stringify(start)}\n`, () => process.exit(phone.failures.length > 0 ? 1 : 0))
