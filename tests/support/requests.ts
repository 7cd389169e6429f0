// Sends any route's input as a client would, and tells whether the database is as before. For tests that are generated
// from the contracts.
import mongoose from 'mongoose'
import { fillPath, isKeyed, queryString, type Route } from '@shared/contract'
import type { ErrorBody } from '@shared/errors'
import { newId } from '@server/ids'
import type { Answer, Client } from './app'

/** The server's own bookkeeping: counters of limits, kept answers, times of last use. */
const BOOKKEEPING = [
  'rateLimits',
  'idempotencyRecords',
  'sessions',
  'accessLinks',
  'accessDevices',
  'testMarks',
  'auditRows',
]

/** One hash of everything that is not bookkeeping. */
export async function databaseHash(): Promise<string> {
  const { db } = mongoose.connection
  const names = (await db?.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    ?.map(({ name }) => name)
    .filter((name) => !BOOKKEEPING.includes(name) && !name.startsWith('system.'))
  return String((await db?.command({ dbHash: 1, collections: names }))?.md5)
}

/** Makes room for many requests of one person. */
export const forgetLimits = async (): Promise<void> =>
  void (await mongoose.connection.collection('rateLimits').deleteMany({}))

/** Sends until it is not refused for being one of too many: limits are no matter of tests that try every route. */
export async function unlimited(request: () => Promise<Answer>): Promise<Answer> {
  const answer = await request()
  if (answer.status !== 429) return answer
  await forgetLimits()
  return request()
}

/** Sends an input, good or not; never throws on a status. A fresh Idempotency-Key unless the headers bring one. */
export function send(
  client: Client,
  route: Route,
  input: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { path, rest } = fillPath(route, input)
  const key: Record<string, string> = isKeyed(route) ? { 'idempotency-key': newId() } : {}
  if (route.method === 'GET' || route.method === 'DELETE') {
    const query = queryString(rest)
    return client.raw(route.method, query ? `${path}?${query}` : path, { headers: { ...key, ...headers } })
  }
  if (route.inputKind === 'multipart')
    return client.raw(route.method, path, {
      headers: { ...key, ...headers, 'content-type': 'multipart/form-data; boundary=x' },
      body: formOf(rest),
    })
  return client.raw(route.method, path, {
    headers: { ...key, ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(rest),
  })
}

const formOf = (fields: Record<string, unknown>): string =>
  `${Object.entries(fields)
    .map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`)
    .join('')}--x--\r\n`

export const errorOf = (answer: Answer): ErrorBody['error'] => (JSON.parse(answer.body.toString()) as ErrorBody).error
