// Switching elder mode: on this phone at once; with an account also on the server, where it makes holds longer and
// tells the crew. Relies on session and the contract of people. Invariant: the switch works without a network and
// without an account.
import { people } from '@shared/people/contract'
import { call } from './api'
import { session, setSession, type Session } from './session'

export function chooseElder(elder: Session['elder']): void {
  setSession({ elder })
  if (session().tokens) call(people.updateMe, { elderMode: elder }).catch(() => undefined)
}
