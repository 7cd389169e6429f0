// Ties a contract to its handlers. A handler gets the checked input and who acts; it returns plain data.
import type { Readable } from 'node:stream'
import type { Actor, PersonActor } from '@shared/actors'
import type { Contract, OutputOf, ParsedOf, Route } from '@shared/contract'

/** One uploaded file, whole in memory (its size is limited at the boundary). */
export type Upload = { bytes: Buffer; filename: string }

export type CallContext<A extends Actor = Actor> = {
  actor: A
  requestId: string
  /** The client's idempotency key, when it sent one. */
  key: string | null
  ip: string
  userAgent: string
  upload: Upload | null
  cookies: {
    get: (name: string) => string | undefined
    set: (name: string, value: string | null, maxAgeSeconds?: number) => void
  }
}

/** The answer of a route whose `answer` is not JSON. */
export type FileAnswer = {
  contentType: string
  body: Buffer | Readable | string
  filename?: string
  headers?: Record<string, string>
  status?: number
}

type Answer<R extends Route> = NonNullable<R['answer']> extends 'json' ? OutputOf<R> : FileAnswer | OutputOf<R>
/** Who may reach a handler: the dispatcher lets nobody but persons pass where `may` is not `anyone`. */
type ActorOf<R extends Route> = 'anyone' extends R['may'] ? Actor : PersonActor
export type Handler<R extends Route> = (input: ParsedOf<R>, context: CallContext<ActorOf<R>>) => Promise<Answer<R>>

export type Implemented = {
  name: string
  route: Route
  handler: (input: never, context: CallContext) => Promise<unknown>
}

/** `implement('pickups', pickups)({ book: (input, { actor }) => bookPickup(actor, input), … })` */
export function implement<C extends Contract>(feature: string, contract: C) {
  return (handlers: { [K in keyof C]: Handler<C[K]> }): Implemented[] =>
    Object.entries(contract).map(([name, route]) => ({
      name: `${feature}.${name}`,
      route,
      handler: handlers[name] as Implemented['handler'],
    }))
}
