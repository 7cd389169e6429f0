// What the oldest phones and browsers that we serve cannot run, looked for in built files: syntax of a later level
// (regular expressions included, which a bundler never rewrites) and library functions that those phones lack and that
// neither the build nor miniapp/src/lib/polyfills.ts supplies.
// Relies on acorn, which reads a script as a phone of the given level would.
import fs from 'node:fs'
import path from 'node:path'
import { parse, type ecmaVersion, type Node } from 'acorn'

/** Where a built file is ahead of the phones: its line, and what stands there. */
export type Late = { line: number; what: string }

/** Methods later than ES2020, by name, whatever object they are called on; polyfills.ts supplies replaceAll. */
const LATE_METHODS = new Set([
  'at',
  'findLast',
  'findLastIndex',
  'toSorted',
  'toReversed',
  'toSpliced',
  'isWellFormed',
  'toWellFormed',
  'hasOwn',
  'groupBy',
  'withResolvers',
  'fromAsync',
])
const LATE_GLOBALS = new Set(['structuredClone', 'AggregateError', 'WeakRef', 'FinalizationRegistry'])
const LOOKS_BEHIND = /\(\?<[=!]/

type Any = Node & Record<string, unknown>
const isNode = (value: unknown): value is Any =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

function walk(node: Any, visit: (node: Any, parent: Any | null) => void, parent: Any | null = null): void {
  visit(node, parent)
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) walk(child, visit, node)
}

const nameOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'Identifier' ? String(node['name']) : null
const textOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null

/** What a phone of the level could not even read, or null. */
export function syntaxAhead(source: string, level: ecmaVersion): string | null {
  for (const sourceType of ['script', 'module'] as const) {
    try {
      parse(source, { ecmaVersion: level, sourceType })
      return null
    } catch (error) {
      if (sourceType === 'module') return String((error as Error).message)
    }
  }
  return null
}

/** Calls of library functions that phones of the level lack, and texts that become such regular expressions. */
export function functionsAhead(source: string): Late[] {
  const found: Late[] = []
  const tree = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) as unknown as Any
  walk(tree, (node, parent) => {
    const line = (node as unknown as { loc: { start: { line: number } } }).loc.start.line
    const note = (what: string) => found.push({ line, what })
    if (node.type === 'CallExpression' && isNode(node['callee']) && node['callee'].type === 'MemberExpression') {
      const { property, object } = node['callee']
      const name = nameOf(property) ?? textOf(property)
      if (name && node['callee']['computed'] !== true && LATE_METHODS.has(name)) note(`.${name}()`)
      if (name === 'any' && nameOf(object) === 'Promise') note('Promise.any()')
    }
    const name = nameOf(node)
    // a member or key of that name is somebody's own
    const isOwn =
      parent?.['computed'] !== true &&
      (parent?.['property'] === node || (parent?.['key'] === node && !parent['shorthand']))
    if (name && LATE_GLOBALS.has(name) && !isOwn) note(name)
    const text = textOf(node)
    if (text !== null && LOOKS_BEHIND.test(text)) note(`"${text.slice(0, 30)}"`)
  })
  return found
}

/** Everything in these files that a phone of the level could not run, as "file: what". */
export const aheadOf = (files: readonly string[], level: ecmaVersion): string[] =>
  files.flatMap((file) => {
    const source = fs.readFileSync(file, 'utf8')
    const syntax = syntaxAhead(source, level)
    const all = [
      ...(syntax ? [syntax] : []),
      ...functionsAhead(source).map(({ line, what }) => `${what} in line ${line}`),
    ]
    return all.map((what) => `${path.basename(file)}: ${what}`)
  })
