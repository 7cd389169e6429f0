// The one error of the embedded database. Its message is a whole Chinese sentence for the person at the terminal:
// what is wrong and what to do. Callers print it as it is, without a stack.

/** The database can't be had; `message` says why and what helps. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/** The short reason inside any thrown value, on one line and at most 200 characters. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\s+/g, ' ').trim().slice(0, 200)
}
