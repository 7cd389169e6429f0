// One contestant of the HTTP bench in a process of its own: listens on a free port, tells it to the parent, and answers
// "cpu" with the CPU time that it has used. Each serves `GET /api/bench/constant` and `POST /api/bench/batch`, the same
// bytes everywhere. Ours is the whole pipeline: trace id, log line, headers, rate limit, a signed token checked, all
// real routes in the router, input and output through the contract. Usage: fork with its name as argument.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
import { serve } from '@hono/node-server'
import fastify from 'fastify'
import { Hono } from 'hono'
import type { Actor } from '@shared/actors'
import { route } from '@shared/contract'
import * as z from '@shared/z'
import { createApp } from '@server/app'
import { features } from '@server/features'
import type { Implemented } from '@server/http/implement'
import { log } from '@server/log'
import { ANSWER, BatchInput, SECRET, batchAnswer, type Batch } from './http-work'

const ACTOR: Actor = { kind: 'person', personId: '01KB0000000000000000000001', sessionId: 's', grants: [] } as never

const constant = route({
  method: 'GET',
  path: '/api/bench/constant',
  may: 'signedIn',
  input: z.strictObject({}),
  output: z.object({ ok: z.boolean(), at: z.string(), items: z.array(z.object({ id: z.string(), points: z.int() })) }),
  summary: 'bench',
})
const batch = route({
  method: 'POST',
  path: '/api/bench/batch',
  may: 'signedIn',
  keyed: false,
  input: BatchInput,
  output: z.object({ count: z.int() }),
  summary: 'bench',
})

/** All real routes; `times` over, under other prefixes, to see whether the router's cost grows. */
function routesOf(times: number): Implemented[] {
  const real = features.flatMap((feature) => feature.routes ?? [])
  const more = Array.from({ length: times - 1 }, (_unused, at) =>
    real.map((each) => ({ ...each, route: { ...each.route, path: `/api/more${at}${each.route.path}` as const } })),
  )
  return [
    ...real,
    ...more.flat(),
    { name: 'bench.constant', route: constant, handler: () => Promise.resolve(ANSWER) },
    { name: 'bench.batch', route: batch, handler: (input: Batch) => Promise.resolve(batchAnswer(input)) },
  ]
}

const whoever = () => Promise.resolve(ACTOR)

function ours(times: number): http.Server {
  const app = createApp({
    routes: routesOf(times),
    tokenSecret: SECRET,
    actors: { person: whoever, link: whoever, device: whoever },
    requireStepUp: () => Promise.resolve(),
    trustProxy: false,
    publicHost: null,
    secureCookies: false,
    strictOutput: false,
    requestsPerSecond: 1e9,
    operator: { openApi: () => ({}), isServing: () => true, readers: 'everybody' },
    site: null,
  })
  const handle = app.callback()
  return http.createServer((request, response) => void handle(request, response))
}

function bareKoa(): http.Server {
  const app = new Koa()
  app.use(bodyParser({ enableTypes: ['json'] }))
  app.use((ctx) => {
    ctx.body = ctx.method === 'GET' ? ANSWER : batchAnswer(BatchInput.parse(ctx.request.body))
  })
  const handle = app.callback()
  return http.createServer((request, response) => void handle(request, response))
}

async function listen(name: string): Promise<number> {
  if (name === 'hono') {
    const app = new Hono()
    app.get('/api/bench/constant', (context) => context.json(ANSWER))
    app.post('/api/bench/batch', async (context) =>
      context.json(batchAnswer(BatchInput.parse(await context.req.json()))),
    )
    return new Promise((resolve) => {
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (address) => {
        resolve(address.port)
      })
    })
  }
  if (name === 'fastify') {
    const app = fastify()
    app.get('/api/bench/constant', () => Promise.resolve(ANSWER))
    app.post('/api/bench/batch', (request) => Promise.resolve(batchAnswer(BatchInput.parse(request.body))))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as AddressInfo).port
  }
  const server = name === 'koa' ? bareKoa() : ours(name === 'ours, 10 x routes' ? 10 : 1)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

async function main(): Promise<void> {
  log.level = 'silent'
  const port = await listen(process.argv[2] ?? '')
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMicros: user + system })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ port })
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
