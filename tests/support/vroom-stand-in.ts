// A route service on a loopback port that takes VROOM's problems and speaks its documented answers; it does not
// optimise: it drives the jobs in the order of their windows, and within a window from east to west, which the built-in
// planner would hardly do.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Problem = {
  jobs: { id: number; location: [number, number]; service: number; time_windows: [number, number][] }[]
  vehicles: { id: number; start: [number, number]; time_window: [number, number] }[]
}
type Step = { type: 'start' | 'job' | 'end'; id?: number; job?: number; location: [number, number]; arrival: number }
export type Answered = {
  code: number
  error?: string
  unassigned?: { id: number; type: string }[]
  routes?: { vehicle: number; steps: Step[] }[]
}
export type Reply = { status?: number; body: Answered | string; afterMs?: number }

/** An order that keeps the windows, over the vehicles given, in even shares. */
export function inOrder({ jobs, vehicles }: Problem): Answered {
  const order = [...jobs].sort(
    (a, b) =>
      (a.time_windows[0]?.[0] ?? 0) - (b.time_windows[0]?.[0] ?? 0) || b.location[0] - a.location[0] || a.id - b.id,
  )
  const share = Math.ceil(order.length / vehicles.length)
  const routes = vehicles.map(({ id: vehicle, start }, index) => ({
    vehicle,
    steps: [
      { type: 'start' as const, location: start, arrival: 0 },
      ...order.slice(index * share, (index + 1) * share).map(({ id, location, time_windows: [window] }) => ({
        type: 'job' as const,
        id,
        location,
        arrival: window?.[0] ?? 0,
      })),
      { type: 'end' as const, location: start, arrival: 0 },
    ],
  }))
  return { code: 0, unassigned: [], routes }
}

export type StandIn = {
  url: string
  problems: Problem[]
  reply: (problem: Problem) => Reply
  stop: () => Promise<void>
}

export async function startVroom(): Promise<StandIn> {
  const state: Pick<StandIn, 'problems' | 'reply'> = { problems: [], reply: (problem) => ({ body: inOrder(problem) }) }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const problem = JSON.parse(Buffer.concat(parts).toString('utf8')) as Problem
      state.problems.push(problem)
      const { status = 200, body, afterMs = 0 } = state.reply(problem)
      setTimeout(
        () =>
          response
            .writeHead(status, { 'content-type': 'application/json' })
            .end(typeof body === 'string' ? body : JSON.stringify(body)),
        afterMs,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}
