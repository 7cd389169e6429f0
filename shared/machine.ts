// State machines and permission as one table: who (by relation) may do what in which state, and where it leads.
// Route guards, the `allowed` list in answers and the README's diagram all derive from the same rows.
import type { ErrorCode } from './errors'

export type Transition<State extends string, Action extends string, Relation extends string, Facts> = {
  from: readonly State[]
  action: Action
  by: readonly Relation[]
  /** A named refusal, or null when the rule has nothing against it. */
  when?: (facts: Facts) => ErrorCode | null
  to: State
}

export type Decision<State> = { ok: true; to: State } | { ok: false; code: ErrorCode }

/**
 * NOT_ALLOWED where no relation fits in any state, WRONG_STATE where the state does not, else the rule's own refusal.
 */
export function decide<S extends string, A extends string, R extends string, F>(
  table: readonly Transition<S, A, R, F>[],
  state: S,
  action: A,
  relations: readonly R[],
  facts: F,
): Decision<S> {
  const mine = table.filter((row) => row.action === action && row.by.some((relation) => relations.includes(relation)))
  if (mine.length === 0) return { ok: false, code: 'NOT_ALLOWED' }
  const here = mine.filter((row) => row.from.includes(state))
  let refusal: ErrorCode = 'WRONG_STATE'
  for (const row of here) {
    const code = row.when?.(facts) ?? null
    if (code === null) return { ok: true, to: row.to }
    refusal = code
  }
  return { ok: false, code: refusal }
}

/**
 * The actions the actor may take next, in table order; sent with every thing so that clients never re-implement a rule.
 */
export function allowedActions<S extends string, A extends string, R extends string, F>(
  table: readonly Transition<S, A, R, F>[],
  state: S,
  relations: readonly R[],
  facts: F,
): A[] {
  const actions = table.filter((row) => decide(table, state, row.action, relations, facts).ok).map((row) => row.action)
  return [...new Set(actions)]
}
