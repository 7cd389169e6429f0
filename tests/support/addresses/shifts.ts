// What the screens of shifts are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ shift, shiftBooking }) => ({
  shift: `id=${shiftBooking}`,
  lead: `id=${shift}`,
})
