// Sends rows of the outbox: a row's pictures first, then the row; rows of one batch route together.
// Relies on api.ts; needs no code of any feature, so that it works before a sub-package is loaded.
// Invariant: every request carries the key made when the row was written, so repeating it changes nothing.
import * as z from '@shared/z'
import type { Route } from '@shared/contract'
import type { Id } from '@shared/ids'
import { call, upload } from '../api'
import type { Batch, Row } from './rows'

/** `result`: what the server answered to this row, as it came. */
export type Outcome = { id: string; result: unknown; refused?: { code: string; text: string } }
/** `sendAgain`: the server does not know the row that it was told this phone holds as answered. */
export type Sent = { outcomes: Outcome[]; sendAgain: boolean }

const anything = z.object({})

/** A row keeps only what sending needs of its route. */
const routeOf = ({ method, path }: Row['route']): Route => ({
  method,
  path,
  may: 'signedIn',
  input: anything,
  output: anything,
  summary: '',
})

/** The rows that go in one request with the first: neighbours in the queue, of the same batch route. */
export function together(rows: readonly Row[]): Row[] {
  const [first] = rows
  if (!first) return []
  if (!first.batch) return [first]
  const beside = JSON.stringify(first.batch.beside ?? {})
  const fits = (row: Row) =>
    row.batch?.field === first.batch?.field &&
    row.route.path === first.route.path &&
    row.owner === first.owner &&
    JSON.stringify(row.batch?.beside ?? {}) === beside
  const end = rows.findIndex((row) => !fits(row))
  return rows.slice(0, Math.min(end < 0 ? rows.length : end, first.batch.max))
}

/** Sends the pictures that the server does not have yet. @param keep stores the row after each one */
export async function sendFiles(row: Row, keep: (row: Row) => void): Promise<Row> {
  let current = row
  for (const file of row.files) {
    if (file.sent) continue
    await upload(routeOf(file.route), file.path, { ...file.fields, id: file.id }, { key: file.id })
    current = { ...current, files: current.files.map((one) => (one.id === file.id ? { ...one, sent: true } : one)) }
    keep(current)
  }
  return current
}

/**
 * Sends one request for rows that go together.
 * @param lastAnswered the row of the same route that this phone holds as answered @throws ApiError
 * @returns one outcome a row that the server has decided on
 */
export async function sendTogether(rows: readonly Row[], lastAnswered: Id | null): Promise<Sent> {
  const [first] = rows
  if (!first) return { outcomes: [], sendAgain: false }
  if (!first.batch) {
    const result: unknown = await call(routeOf(first.route), first.input, { key: first.id })
    return { outcomes: [{ id: first.id, result }], sendAgain: false }
  }
  // A batch needs no key of its own: each entry carries its id, and the same entry may arrive in different batches.
  const entries = rows.map((row) => ({ ...row.input, id: row.id }))
  const answer = await call(routeOf(first.route), {
    ...first.batch.beside,
    [first.batch.field]: entries,
    ...namedLast(first.batch, lastAnswered),
    ...(first.batch.sentAt ? { [first.batch.sentAt]: new Date().toISOString() } : {}),
  })
  return { outcomes: outcomesOf(answer, rows), sendAgain: asksAgain(answer) }
}

/** Asks whether the server still knows the row; true when it wants the last 30 days again. @throws ApiError */
export async function isForgotten({ route, batch, id }: Row): Promise<boolean> {
  if (!batch?.last) return false
  return asksAgain(await call(routeOf(route), { ...batch.beside, [batch.field]: [], ...namedLast(batch, id) }))
}

const namedLast = ({ last }: Batch, id: Id | null): Record<string, Id> => (last && id ? { [last]: id } : {})
const asksAgain = (answer: unknown): boolean => (answer as { sendAgain?: boolean }).sendAgain === true

type RowAnswer = { id: string; outcome?: string; result?: string; code?: string | null; text?: string | null }

/**
 * Reads `{ results: [{ id, outcome or result, code, text }] }`; an entry that is not answered stays in the queue, and
 * so does one that `waits` for another to arrive first.
 */
function outcomesOf(answer: unknown, rows: readonly Row[]): Outcome[] {
  const { results } = answer as { results?: RowAnswer[] }
  const known = new Set(rows.map((row) => row.id))
  return (results ?? [])
    .filter(({ id, outcome }) => known.has(id) && outcome !== 'waits')
    .map((result) => {
      const { id, outcome, code, text } = result
      return (outcome ?? result.result) === 'refused'
        ? { id, result, refused: { code: code ?? 'REFUSED', text: text ?? '服务没有说明原因' } }
        : { id, result }
    })
}
