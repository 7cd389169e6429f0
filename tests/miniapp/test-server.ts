// A server that keeps the product's rules towards clients and remembers what it was sent: one effect a key, the first
// answer again for the same key, one outcome a row in a batch. For tests of the client's promises, not of any feature.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = {
  method: string
  path: string
  key: string | undefined
  token: string | undefined
  body: Record<string, unknown>
}
type Reply = { status: number; body: unknown }
export type TestServer = {
  url: string
  /** Every request, also repeated ones. */
  seen: Seen[]
  /** Effects in the order they came about: the keys or row ids. */
  effects: string[]
  /** Answers in place of the usual; null lets the request through. */
  decide: (seen: Seen) => Reply | null
  /** Named in every answer, as the real server does. */
  epoch: string
  /** Brings the server back to what it knew when it had seen so many effects. */
  goBackTo: (effects: number) => void
  stop: () => Promise<void>
}

export const refusal = (status: number, code: string, text = code): Reply => ({
  status,
  body: { error: { code, text, requestId: 'req-1' } },
})

export async function startTestServer(): Promise<TestServer> {
  const answers = new Map<string, Reply>()
  const done = new Set<string>()
  const state: Pick<TestServer, 'seen' | 'effects' | 'decide' | 'epoch' | 'goBackTo'> = {
    seen: [],
    effects: [],
    decide: () => null,
    epoch: 'first',
    goBackTo: (effects) => {
      for (const id of state.effects.splice(effects)) {
        done.delete(id)
        answers.delete(id)
      }
    },
  }

  const effect = (id: string): boolean => {
    if (done.has(id)) return false
    done.add(id)
    state.effects.push(id)
    return true
  }
  const usual = (seen: Seen): Reply => {
    if (Array.isArray(seen.body['rows'])) {
      const rows = seen.body['rows'] as { id: string; bad?: boolean }[]
      const results = rows.map(({ id, bad }) =>
        bad
          ? { id, outcome: 'refused', code: 'WRONG_STATE', text: '这一站已经完成' }
          : { id, outcome: effect(id) ? 'accepted' : 'had', code: null, text: null },
      )
      const last = seen.body['lastAnswered']
      return { status: 200, body: { results, ...(last && !done.has(String(last)) ? { sendAgain: true } : {}) } }
    }
    if (seen.key) effect(seen.key)
    return { status: 200, body: { id: seen.key ?? 'none' } }
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const seen: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        key: request.headers['idempotency-key'] as string | undefined,
        token: request.headers.authorization?.replace('Bearer ', ''),
        body,
      }
      state.seen.push(seen)
      const known = seen.key ? answers.get(seen.key) : undefined
      const reply = known ?? state.decide(seen) ?? usual(seen)
      if (
        seen.key &&
        (reply.status < 400 ||
          reply.status === 422 ||
          (reply.status === 409 && !JSON.stringify(reply.body).includes('IN_PROGRESS')))
      )
        answers.set(seen.key, reply)
      const headers = { 'content-type': 'application/json', 'x-epoch': state.epoch }
      response.writeHead(reply.status, headers).end(JSON.stringify(reply.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { text }
  }
}
