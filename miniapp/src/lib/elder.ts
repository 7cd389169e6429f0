// Switching elder mode: on this phone at once; with an account also on the server, where it makes holds longer and
// tells the crew. It belongs to the person: signing in brings it along. Relies on session and the contract of people.
// Invariant: the switch works without a network and without an account.
import { people } from '@shared/people/contract'
import { call } from './api'
import { session, setSession, type Session } from './session'

export function chooseElder(elder: Session['elder']): void {
  setSession({ elder })
  if (session().tokens) call(people.updateMe, { elderMode: elder }).catch(() => undefined)
}

/** After signing in: the person's choice holds on this phone; where there is none yet, the phone's becomes it. */
export function adoptElder(chosen: Session['elder']): void {
  const { elder } = session()
  if (chosen !== 'auto') setSession({ elder: chosen })
  else if (elder !== 'auto') chooseElder(elder)
}
