// For operations that an actor of any kind may reach and that only a person may carry out. Where the contract says that
// a person must sign in, the handler's actor is a `PersonActor` already and nothing needs to be asked.
import type { Actor, PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'

/** @throws DomainError SIGN_IN_REQUIRED for anyone but a person */
export function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new DomainError('SIGN_IN_REQUIRED')
  return actor
}
