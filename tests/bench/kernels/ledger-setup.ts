// What every case of the ledger's bench starts from: options, members, the peer in its own process, contestants
// in turn.
import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { ledgerCounts, post } from '@server/ledger/ledger'
import mongoose from 'mongoose'
import { type Account } from '@shared/ledger/accounts'
import { earning } from './ledger-fill'
import type { Command } from './ledger-medici'
import { reporter, timed, together, type Timed } from './report'

export const numberOf = (name: string, usual: number): number =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
export const quick = process.argv.includes('--quick')
export const ROUNDS = numberOf('rounds', quick ? 1 : 3)
export const SCALE = quick ? 0.1 : 1
export const only =
  process.argv
    .find((word) => word.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',') ?? []
export const wanted = (name: string): boolean => only.length === 0 || only.includes(name)
export const scaled = (count: number): number => Math.round(count * SCALE)
export const MEMBERS = 20_000
export const { report, end } = reporter({ medici: '7.4.0' })

export const memberAt = (at: number): Account => `household:b${(at * 7919) % MEMBERS}`
export const HOT = 'household:hot'

export type Peer = { child: ChildProcess; ask: (command: Command) => Promise<Timed> }
export function startPeer(): Peer {
  const child = fork(path.join(__dirname, 'ledger-medici.ts'), [], { execArgv: ['--import', 'tsx'] })
  return {
    child,
    ask: (command) =>
      new Promise((resolve, reject) => {
        child.once('message', (answer: { result?: Timed; error?: string }) =>
          answer.error ? reject(new Error(answer.error)) : resolve(answer.result as Timed),
        )
        child.send(command)
      }),
  }
}

/** Contestants in turn, `ROUNDS` times. */
export async function inTurn<K extends string>(
  contestants: Record<K, () => Promise<Timed>>,
): Promise<Record<K, ReturnType<typeof together>>> {
  const runs = Object.fromEntries(Object.keys(contestants).map((name) => [name, []])) as unknown as Record<K, Timed[]>
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of Object.keys(contestants) as K[]) runs[name].push(await contestants[name]())
  return Object.fromEntries((Object.keys(runs) as K[]).map((name) => [name, together(runs[name])])) as Record<
    K,
    ReturnType<typeof together>
  >
}

export async function earnOurs(
  callers: number,
  count: number,
  accountOf: (at: number) => Account,
): Promise<Timed & { batch: number }> {
  const posts = Array.from({ length: count }, (_unused, at) => earning(accountOf(at)))
  const before = ledgerCounts()
  const run = await timed(callers, count, async (at) => {
    const [outcome] = await post([posts[at] as (typeof posts)[number]])
    if (outcome?.status !== 'posted') throw new Error(`not posted: ${JSON.stringify(outcome)}`)
  })
  return { ...run, batch: count / Math.max(1, ledgerCounts().batches - before.batches) }
}

/** Writing out what was filled in would make everyone wait who is measured after it. */
export const onDisk = (): Promise<unknown> => mongoose.connection.getClient().db('admin').command({ fsync: 1 })
