// Whether the person has one of some roles at all: what a page offers. Whether it is allowed here and now, the server
// decides.
import { people } from '@shared/people/contract'
import type { Role } from '@shared/actors'
import type { Route } from '@shared/contract'
import { useRead } from './query'
import { rolesOf } from '@shared/contract'

export function useHasRole(roles: readonly Role[]): boolean {
  const me = useRead(people.me, {})
  return me.data?.roles.some((role) => roles.includes(role)) ?? false
}

/** Whether a page offers what a route does: one of the roles the route names. */
export function useMay(route: Pick<Route, 'may'>): boolean {
  const { may } = route
  const isNamed = useHasRole(rolesOf(may))
  return may === 'anyone' || may === 'signedIn' || isNamed
}
