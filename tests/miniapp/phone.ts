// A phone for tests: a bare JavaScript world with what WeChat documents and nothing else, timers that die with it,
// storage and files that outlive it. Relies on Node's vm; its clock is the server's, also where a test has set that.
// Invariants: code on the phone sees no fetch, AbortController, crypto, process, Buffer, window, document, full Intl or
// eval; after `kill()` not one more line of it runs and nothing more is stored.
import vm from 'node:vm'
import { clockOffset, now, setClock } from '@server/clock'

/** What outlives a kill: storage and kept files. */
export type Flash = { storage: Map<string, string>; files: Map<string, Buffer> }
export const newFlash = (): Flash => ({ storage: new Map(), files: new Map() })

export type Task = () => void

/** Syntax-level things that older phones lack; code that needs them must bring its own. */
const MISSING = `
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'BigInt', 'BigInt64Array',
    'BigUint64Array', 'Intl', 'AggregateError', 'Iterator', 'escape', 'unescape']) delete globalThis[name]
  for (const name of ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'flat', 'flatMap'])
    delete Array.prototype[name]
  for (const name of ['at', 'replaceAll', 'matchAll', 'trimStart', 'trimEnd', 'isWellFormed', 'toWellFormed'])
    delete String.prototype[name]
  for (const name of ['hasOwn', 'groupBy', 'fromEntries']) delete Object[name]
  for (const name of ['any', 'withResolvers', 'allSettled']) delete Promise[name]
  delete Promise.prototype.finally
  delete Array.fromAsync
  for (const [owner, names] of [[Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']], [Number.prototype, ['toLocaleString']]]) {
    for (const name of names) owner[name] = () => { throw new Error(name + ' differs from phone to phone') }
  }
`

/** `Date` of a phone whose clock is right: as far ahead of the machine's as the server's is. */
const CLOCK = `
  (ahead) => {
    const Machine = Date
    globalThis.Date = class Date extends Machine {
      constructor(...parts) { super(...(parts.length > 0 ? parts : [Machine.now() + ahead()])) }
      static now() { return Machine.now() + ahead() }
    }
  }
`

/** Files as they were parsed for the first phone: a test has dozens of lives of one program. */
const scripts = new Map<string, { shape: string; script: vm.Script }>()
function compiled(shape: string, filename: string): vm.Script {
  const known = scripts.get(filename)
  if (known?.shape === shape) return known.script
  const script = new vm.Script(shape, { filename })
  scripts.set(filename, { shape, script })
  return script
}

export class Phone {
  readonly context: vm.Context
  /** Everything that went wrong unseen: thrown in a timer or callback, or told to console.error. */
  readonly failures: string[] = []
  /** Short timers and requests that are still running. */
  busy = 0
  dead = false
  private readonly timers = new Map<number, { handle: NodeJS.Timeout; dueAt: number; run: Task }>()
  private readonly abandoned = new Set<Task>()
  private nextTimer = 1
  private stepsLeft = Infinity

  constructor(readonly flash: Flash) {
    const console = {
      log: () => undefined,
      info: () => undefined,
      debug: () => undefined,
      warn: () => undefined,
      error: (...parts: unknown[]) => this.fail(parts.map(String).join(' ')),
    }
    const sandbox = {
      console,
      setTimeout: (task: Task, ms = 0) => this.start(task, ms, false),
      setInterval: (task: Task, ms = 0) => this.start(task, ms, true),
      clearTimeout: (id: number) => this.stop(id),
      clearInterval: (id: number) => this.stop(id),
    }
    this.context = vm.createContext(sandbox, { codeGeneration: { strings: false, wasm: false } })
    ;(vm.runInContext(CLOCK, this.context) as (ahead: () => number) => void)(clockOffset)
    vm.runInContext(MISSING, this.context)
  }

  /** Runs a CommonJS file's text in this world. */
  module(
    source: string,
    filename: string,
    require: (name: string) => unknown,
    extra: Readonly<Record<string, unknown>>,
  ): { exports: unknown } {
    const names = Object.keys(extra)
    const shape = `(function (require, module, exports, ${names.join(', ')}) {${source}\n})`
    const run = compiled(shape, filename).runInContext(this.context) as (...parts: unknown[]) => void
    const module = { exports: this.value('({})') as unknown }
    run(require, module, module.exports, ...names.map((name) => extra[name]))
    return module
  }

  /** The value of an expression of this world. */
  value(expression: string): unknown {
    return vm.runInContext(expression, this.context)
  }

  /** Parses JSON into objects of this world. */
  parse(json: string): unknown {
    return (this.value('JSON.parse') as (text: string) => unknown)(json)
  }

  fail(text: string): void {
    if (!this.dead) this.failures.push(text)
  }

  /** Runs something that WeChat would call back later; it counts as busy until then. */
  soon(task: Task, ms = 0): void {
    this.start(task, ms, false)
  }

  /** What to do when the phone dies, such as giving up a request. */
  onKill(task: Task): () => void {
    this.abandoned.add(task)
    return () => this.abandoned.delete(task)
  }

  /** The phone dies at the n-th step from now (a stored value, a request leaving, an answer arriving). */
  killAtStep(count: number): void {
    this.stepsLeft = count
  }

  /** Counts a step; false when the phone is or has just gone dead and the step must not happen. */
  step(): boolean {
    if (this.dead) return false
    this.stepsLeft -= 1
    if (this.stepsLeft > 0) return true
    this.kill()
    return false
  }

  /** Time goes by for phone and server: what was to happen in it happens now, in its order, each thing once. */
  pass(ms: number): void {
    setClock(new Date(now().getTime() + ms))
    const due = [...this.timers].filter(([, { dueAt }]) => dueAt <= now().getTime())
    for (const [id, { handle, run }] of due.sort(([, a], [, b]) => a.dueAt - b.dueAt)) {
      if (!this.timers.has(id)) continue
      clearTimeout(handle)
      run()
    }
  }

  kill(): void {
    this.dead = true
    for (const { handle } of this.timers.values()) clearTimeout(handle)
    this.timers.clear()
    for (const task of this.abandoned) task()
    this.abandoned.clear()
  }

  private start(task: Task, ms: number, again: boolean): number {
    const id = this.nextTimer
    this.nextTimer += 1
    if (this.dead) return id
    const isShort = !again && ms <= 100
    if (isShort) this.busy += 1
    const run = () => {
      this.timers.delete(id)
      if (isShort) this.busy -= 1
      if (this.dead) return
      if (again) this.wait(id, run, ms)
      try {
        task()
      } catch (error) {
        this.fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
    }
    this.wait(id, run, ms)
    if (isShort) this.shorts.add(id)
    return id
  }

  private wait(id: number, run: Task, ms: number): void {
    this.timers.set(id, { handle: setTimeout(run, ms), dueAt: now().getTime() + ms, run })
  }

  private readonly shorts = new Set<number>()

  private stop(id: number): void {
    const timer = this.timers.get(id)
    if (timer === undefined) return
    clearTimeout(timer.handle)
    this.timers.delete(id)
    if (this.shorts.delete(id)) this.busy -= 1
  }
}
