// What the fault scripts share: flags, a seed, the table, server processes on one database, and requests that are sent
// again under their key until the answer is definite. A seed replays all that a run draws; how processes interleave it
// cannot replay.
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { useFieldKey } from '@server/field-cipher'
import { newId } from '@server/ids'
import { configurePeople } from '@server/people/settings'
import { networkOf, signInAs, type Signed } from './people'
import { dropScratchDatabase, openScratchDatabase } from './scratch-database'

/** A number given as --name=…, else the usual one. */
export const numberOf = (name: string, usual: number): number =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? usual)

/** Of this run; printed first and with the table. */
export const seed = numberOf('seed', randomInt(2 ** 31))

export type Draw = {
  /** 0 … count − 1 */
  below: (count: number) => number
  pick: <T>(list: readonly [T, ...T[]]) => T
  shuffled: <T>(list: readonly T[]) => T[]
}

/**
 * Draws of its own for each name, so that what one worker draws does not depend on when another one does (mulberry32).
 */
export function drawsOf(name: string): Draw {
  let state = createHash('sha256').update(`${seed}/${name}`).digest().readUInt32BE()
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count)
  }
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    shuffled: (list) => {
      const left = [...list]
      return list.flatMap(() => left.splice(below(left.length), 1))
    },
  }
}

/** The item of a list that is known not to be empty, counted round and round. */
export function roundRobin<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length]
  if (item === undefined) throw new Error('an empty list')
  return item
}

/** Runs `body` for each item, `atOnce` at a time; answers in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  body: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.map((item, index) => ({ item, index }))
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next.index] = await body(next.item, next.index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

export type Permits = { take: () => Promise<void>; give: () => void }

/** So many at a time, in the order in which they asked. */
export function permitsOf(count: number): Permits {
  const waiting: (() => void)[] = []
  let free = count
  return {
    take: async () => {
      if (free > 0) free -= 1
      else
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
    },
    give: () => {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    },
  }
}

export type Row = { what: string; expected: string; found: string; seconds: number; ok: boolean }
export type Table = {
  rows: Row[]
  check: (what: string, expected: string | number, found: string | number, since?: number) => void
}

/** Rows are told on stderr as they come. */
export function newTable(): Table {
  const rows: Row[] = []
  let last = performance.now()
  return {
    rows,
    check: (what, expected, found, since = last) => {
      const row = {
        what,
        expected: String(expected),
        found: String(found),
        seconds: (performance.now() - since) / 1000,
        ok: String(expected) === String(found),
      }
      last = performance.now()
      rows.push(row)
      console.error(`${row.ok ? '通过' : '不符'}  ${what}  ${row.found}`)
    },
  }
}

/** What is to be ended after a script, the last one first. */
export type Ends = (() => Promise<unknown>)[]

/** Runs a script in a folder of its own, prints its table and seed, and ends the process: 1 on any deviation. */
export function runFaults(title: string, body: (table: Table, dataDir: string, ends: Ends) => Promise<void>): void {
  const table = newTable()
  const ends: Ends = []
  const main = async (): Promise<boolean> => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-faults-'))
    let ended: Promise<void> | null = null
    const end = (): Promise<void> =>
      (ended ??= (async () => {
        for (const each of ends.reverse()) await each()
        await rm(dataDir, { recursive: true, force: true })
      })())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        console.error(`${signal}：没有跑完，种子 ${seed}`)
        void end().finally(() => process.exit(1))
      })
    console.error(`${title} --seed=${seed}`)
    try {
      await body(table, dataDir, ends)
    } finally {
      await end()
    }
    console.log(`${title}  种子 ${seed}（--seed=${seed} 重放）`)
    for (const { what, expected, found, seconds, ok } of table.rows)
      console.log(
        `${ok ? '通过' : '不符'}  ${what}\n      应为 ${expected}  实为 ${found}  用时 ${seconds.toFixed(1)} 秒`,
      )
    return table.rows.length > 0 && table.rows.every((row) => row.ok)
  }
  main().then(
    (ok) => process.exit(ok ? 0 : 1),
    (error: unknown) => {
      console.error(error)
      console.error(`未完成，种子 ${seed}`)
      process.exit(1)
    },
  )
}

/** Environment of the servers, and of what works on their database. */
export const secrets = {
  TOKEN_SECRET: randomBytes(32).toString('base64url'),
  FIELD_KEY: randomBytes(32).toString('base64url'),
}

/** Makes this process one that signs and seals as the servers it starts do. */
function shareSecrets(): void {
  useFieldKey(secrets.FIELD_KEY)
  configurePeople({ mode: 'demo', tokenSecret: secrets.TOKEN_SECRET })
}

/** Errors that a server could not name, as it logged them, and how often: findings. */
export const defects = new Map<string, number>()

function noteDefect(line: string): void {
  const { msg, route, err } = JSON.parse(line) as {
    msg?: string
    route?: string
    err?: { name: string; message: string; stack?: string }
  }
  const where = err?.stack
    ?.split('\n')
    .find((frame) => /\/server\/(?!db\.ts)/.test(frame))
    ?.replace(/^.*\/server\//, 'server/')
  const text = `${route}: ${err?.name} ${err?.message.slice(0, 120).replace(/\d+/g, '…')} ${where ?? ''}`
  if (msg === 'defect') defects.set(text, (defects.get(text) ?? 0) + 1)
}

/** What the servers met and could not name, as a row of the table. */
export function checkDefects(table: Table): void {
  table.check(
    '服务端没有归类的错误（DEFECT）',
    0,
    [...defects].reduce((sum, [, count]) => sum + count, 0),
  )
  for (const [text, count] of defects) console.error(`${count} × ${text}`)
}

export type Instance = { child: ChildProcess; port: number; agent: http.Agent; uri: string; dataDir: string }

/** A real server process; without jobs, so that a script runs them when it wants. */
export async function startInstance(mongodbUri: string, dataDir: string): Promise<Instance> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.resolve(__dirname, '../../server/main.ts'), '--no-jobs'],
    {
      env: {
        ...process.env,
        ...secrets,
        MONGODB_URI: mongodbUri,
        DATA_DIR: dataDir,
        PORT: '0',
        APP_MODE: 'demo',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said: string[] = []
  child.stderr?.on('data', (part: Buffer) => said.push(part.toString()))
  if (!child.stdout) throw new Error('no output to read')
  const lines = createInterface({ input: child.stdout })
  const port = await new Promise<number | null>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('{"listening"'))
        resolve(Number(new URL((JSON.parse(line) as { listening: string }).listening).port))
      else if (line.startsWith('{')) noteDefect(line)
      else said.push(line)
    })
    child.once('exit', () => resolve(null))
  })
  if (port === null) throw new Error(`a server did not start: ${said.join('\n').slice(-2000)}`)
  return { child, port, agent: new http.Agent({ keepAlive: true, maxSockets: 512 }), uri: mongodbUri, dataDir }
}

/** SIGKILL, and waits until the process is gone. */
export async function killInstance({ child, agent }: Instance): Promise<void> {
  const gone = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await gone
  agent.destroy()
}

/** Kills the server unless it is dead, and puts a new process on the same database in its place. */
export async function restartInstance(instances: Instance[], index: number): Promise<void> {
  const old = roundRobin(instances, index)
  await killInstance(old)
  instances[index] = await startInstance(old.uri, old.dataDir)
}

/** So many servers on one database; whatever stands in their place in the end is killed. */
export async function serversOn(uri: string, dataDir: string, count: number, ends: Ends): Promise<Instance[]> {
  shareSecrets()
  const instances: Instance[] = []
  ends.push(() => inParallel(instances, 2, killInstance))
  while (instances.length < count) instances.push(await startInstance(uri, dataDir))
  return instances
}

/**
 * So many servers on a database of the script's own, to which this process is connected too.
 */
export async function serversOnDatabase(name: string, dataDir: string, count: number, ends: Ends): Promise<Instance[]> {
  const database = await openScratchDatabase(`faults_${name}`, dataDir)
  ends.push(
    () => database.stop(),
    async () => {
      await dropScratchDatabase()
      await disconnectDatabase()
    },
  )
  const instances = await serversOn(database.uri, dataDir, count, ends)
  await connectDatabase(database.uri)
  return instances
}

/** A key of null sends none: for routes whose rows carry ids of their own. */
export type Asked = { who: Signed; target: string; body: object; key?: string | null }
export type Answer = { status: number; code: string | null; text: string; sends: number }

/** One request under a key; rejects when the connection breaks, which says nothing about the effect. */
export function send(
  { port, agent }: Instance,
  { who, target, body, key = newId() }: Asked,
): Promise<Omit<Answer, 'sends'>> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        agent,
        localAddress: networkOf(who.personId),
        method: 'POST',
        path: target,
        headers: {
          authorization: `Bearer ${who.token}`,
          'content-type': 'application/json',
          ...(key ? { 'idempotency-key': key } : {}),
        },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          const answer = JSON.parse(text || '{}') as { error?: { code: string } }
          resolve({ status: response.statusCode ?? 0, code: answer.error?.code ?? null, text })
        })
      },
    )
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

const isAlive = ({ child }: Instance): boolean => child.exitCode === null && child.signalCode === null
const isDefinite = ({ status, code }: Omit<Answer, 'sends'>): boolean =>
  status < 500 && status !== 429 && code !== 'IDEMPOTENCY_IN_PROGRESS'

/**
 * An access token ends while a long script runs; renewed a minute before, as a phone does, and once for all who wait.
 */
const renewals = new Map<Signed, Promise<unknown>>()
async function keepSignedIn(who: Signed): Promise<void> {
  const { exp } = JSON.parse(Buffer.from(who.token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }
  if (exp * 1000 - Date.now() > 60_000) return
  const renewal =
    renewals.get(who) ??
    signInAs(who.personId)
      .then((signed) => Object.assign(who, signed))
      .finally(() => renewals.delete(who))
  renewals.set(who, renewal)
  await renewal
}

/** Answers that are not definite, by code: what clients met meanwhile. */
export const unsettled = new Map<string, number>()

/**
 * Sends again under the same key, to any instance that lives, until the answer is definite, as a phone does.
 * @param first which instance is asked first @param rest waits between two sends
 */
export async function untilDefinite(
  instances: readonly Instance[],
  first: number,
  asked: Asked,
  rest: (ms: number) => Promise<void> = wait,
): Promise<Answer> {
  const keyed = { ...asked, key: asked.key === undefined ? newId() : asked.key }
  let last = 'no connection'
  for (let sends = 1; sends <= 400; sends += 1) {
    const alive = instances.filter(isAlive)
    const instance = alive[(first + sends - 1) % Math.max(1, alive.length)]
    const answer = instance
      ? await keepSignedIn(asked.who)
          .then(() => send(instance, keyed))
          .catch(() => null)
      : null
    if (answer && isDefinite(answer)) return { ...answer, sends }
    last = answer ? `${answer.status} ${answer.code ?? ''}` : 'no connection'
    unsettled.set(last, (unsettled.get(last) ?? 0) + 1)
    await rest(answer?.code === 'IDEMPOTENCY_IN_PROGRESS' ? 500 : 200)
  }
  throw new Error(`${asked.target}: no definite answer, the last one: ${last}`)
}
