// Sends rows of the outbox: a row's pictures first, then the row; rows of one batch route together.
// Relies on api.ts; needs no code of any feature, so that it works before a sub-package is loaded.
// Invariant: every request carries the key made when the row was written, so repeating it changes nothing.
import * as z from '@shared/z'
import type { Route } from '@shared/contract'
import { call, upload } from '../api'
import type { Row } from './rows'

export type Outcome = { id: string; refused?: { code: string; text: string } }

const anything = z.object({})

/** A row keeps only what sending needs of its route. */
const routeOf = ({ method, path }: Row['route']): Route => ({
  method, path, may: 'signedIn', input: anything, output: anything, summary: '',
})

/** The rows that go in one request with the first: neighbours in the queue, of the same batch route. */
export function together(rows: readonly Row[]): Row[] {
  const [first] = rows
  if (!first) return []
  if (!first.batch) return [first]
  const fits = (row: Row) => row.batch?.field === first.batch?.field && row.route.path === first.route.path && row.owner === first.owner
  const end = rows.findIndex((row) => !fits(row))
  return rows.slice(0, Math.min(end < 0 ? rows.length : end, first.batch.max))
}

/** Sends the pictures that the server does not have yet. @param keep stores the row after each one */
export async function sendFiles(row: Row, keep: (row: Row) => void): Promise<Row> {
  let current = row
  for (const [at, file] of row.files.entries()) {
    if (file.fileId) continue
    const answer = (await upload(routeOf(file.route), file.path, file.fields, { key: file.key })) as { id: string }
    const files = current.files.map((one, i) => (i === at ? { ...one, fileId: answer.id } : one))
    current = { ...current, files }
    keep(current)
  }
  return current
}

/** The row's input with the identifiers of its pictures. */
export function inputOf(row: Row): Record<string, unknown> {
  const input = { ...row.input }
  for (const { into, fileId } of row.files) {
    const before = input[into]
    input[into] = [...(Array.isArray(before) ? (before as unknown[]) : []), fileId]
  }
  return input
}

/**
 * Sends one request for rows that go together.
 * @returns one outcome a row that the server has decided on @throws ApiError
 */
export async function sendTogether(rows: readonly Row[]): Promise<Outcome[]> {
  const [first] = rows
  if (!first) return []
  if (!first.batch) {
    await call(routeOf(first.route), inputOf(first), { key: first.id })
    return [{ id: first.id }]
  }
  // A batch needs no key of its own: each entry carries its id, and the same entry may arrive in different batches.
  const entries = rows.map((row) => ({ id: row.id, ...inputOf(row) }))
  const answer = await call(routeOf(first.route), { [first.batch.field]: entries })
  return outcomesOf(answer, rows)
}

type RowAnswer = { id: string; error?: { code: string; text: string } | null }

/** Reads `{ results: [{ id, error? }] }`; an entry that is not answered stays in the queue. */
function outcomesOf(answer: unknown, rows: readonly Row[]): Outcome[] {
  const { results } = answer as { results?: RowAnswer[] }
  const known = new Set(rows.map((row) => row.id))
  return (results ?? []).filter(({ id }) => known.has(id)).map(({ id, error }) => (error ? { id, refused: error } : { id }))
}
