// What belongs to the request or job being carried out: its id for logs, its idempotency record, the transaction under
// way.
import { AsyncLocalStorage } from 'node:async_hooks'

export type Scope = {
  requestId: string
  /** The record that the request's answer is written to, in the transaction that brings the effect. */
  idempotency?: { id: string; holder: string; answered: boolean }
  inTransaction?: boolean
}

const storage = new AsyncLocalStorage<Scope>()

export const currentScope = (): Scope | undefined => storage.getStore()
export const runInScope = <T>(scope: Scope, body: () => Promise<T>): Promise<T> => storage.run(scope, body)
