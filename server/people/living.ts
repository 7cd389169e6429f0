// What people have that lives at places: households, memberships, requests that wait, consents to act, card PINs,
// roles.
import { living } from '../living'
import { Households, JoinRequests, Memberships, Pins, Proxies } from './households.model'
import { RoleGrants } from './people.model'

export const peopleAtPlaces = [
  living(RoleGrants),
  living(Households),
  living(Memberships),
  living(JoinRequests, { status: 'waiting' }),
  living(Proxies),
  living(Pins),
]
