// A smart bin as a program: keeps what was thrown in until the server has answered it, signs each request with its key,
// sets its clock by the server's and sends again what got no answer. Who builds a bin can read here all that one has to
// do; the tests play with it, and `npm run bin` lets it run.
import { randomBytes } from 'node:crypto'
import { ulidFrom } from '@shared/ids'
import type { BinRow } from '@shared/dropoffs/device-contract'
import { MOST_ROWS } from '@shared/dropoffs/rules'
import { deviceHeader } from '../server/access/device-signatures'

export type Thrown = Pick<BinRow, 'code' | 'stream' | 'result'>
type Answered = { id: string; outcome: string; text: string | null; points: number | null }
type Refusal = { error: { code: string; text: string; details?: { at?: string } } }

export class SmartBin {
  private offset = 0
  private lastTime = 0
  readonly waiting: BinRow[] = []

  /** @param clock its own, which may be wrong */
  constructor(
    private readonly address: string,
    private readonly key: string,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  private time(): number {
    return this.clock().getTime() + this.offset
  }

  /** Something was thrown in: kept until it is answered. */
  take(thrown: Thrown): BinRow {
    const time = this.time()
    const row = { format: 1 as const, id: ulidFrom(time, randomBytes(10)), ...thrown, at: new Date(time).toISOString() }
    this.waiting.push(row)
    return row
  }

  /** Which device and site the key is for. @throws Error with the server's sentence */
  async who(): Promise<{ name: string; siteName: string }> {
    return (await this.ask('GET', '/api/access/device')) as { name: string; siteName: string }
  }

  /** Sends what waits; what was answered is kept no longer. @throws Error: nothing is lost, send again */
  async send(): Promise<Answered[]> {
    const rows = this.waiting.slice(0, MOST_ROWS)
    if (rows.length === 0) return []
    const { results } = (await this.ask('POST', '/api/dropoffs/device/rows', { rows })) as { results: Answered[] }
    const answered = new Set(results.map(({ id }) => id))
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter(({ id }) => !answered.has(id)))
    return results
  }

  private async ask(method: string, path: string, content?: object, isAgain = false): Promise<unknown> {
    const body = content ? JSON.stringify(content) : ''
    this.lastTime = Math.max(this.time(), this.lastTime + 1)
    const authorization = deviceHeader(this.key, { method, path, body }, this.lastTime)
    const answer = await fetch(new URL(path, this.address), {
      method,
      headers: { authorization, ...(content ? { 'content-type': 'application/json' } : {}) },
      ...(content ? { body } : {}),
    })
    if (answer.ok) return answer.json()
    const { error } = (await answer.json()) as Refusal
    if (error.code === 'DEVICE_CLOCK_WRONG' && error.details?.at && !isAgain) {
      this.offset = new Date(error.details.at).getTime() - this.clock().getTime()
      this.lastTime = 0
      return this.ask(method, path, content, true)
    }
    throw new Error(`${error.code} ${error.text}`)
  }
}
