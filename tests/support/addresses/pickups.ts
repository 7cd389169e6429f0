// What the screens of pickups are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ booking, household }) => ({
  help: `id=${household}`,
  booking: `id=${booking}`,
  done: `id=${booking}`,
  dates: 'kind=bulky',
})
