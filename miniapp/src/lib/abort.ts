// AbortController for phones: WeChat has none, and the query library makes one for every request.
// Relies on config/index.ts, which turns each free mention in the weapp build into an import of this file.
// Invariants: a signal fires once, and never for a listener that was removed.

type Listener = (event: { type: 'abort'; target: AbortSignal }) => void

export class AbortSignal {
  aborted = false
  reason: unknown = undefined
  onabort: Listener | null = null
  private listeners: Listener[] = []

  addEventListener(type: string, listener: Listener): void {
    if (type === 'abort' && !this.listeners.includes(listener)) this.listeners.push(listener)
  }

  removeEventListener(type: string, listener: Listener): void {
    if (type === 'abort') this.listeners = this.listeners.filter((one) => one !== listener)
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  /** Called by the controller only. */
  fire(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const event = { type: 'abort', target: this } as const
    this.onabort?.(event)
    for (const listener of this.listeners.slice()) listener(event)
    this.listeners = []
  }
}

export class AbortController {
  readonly signal = new AbortSignal()

  abort(reason?: unknown): void {
    const error = new Error('aborted')
    error.name = 'AbortError'
    this.signal.fire(reason ?? error)
  }
}
