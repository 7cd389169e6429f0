// What the screens of inspections are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ visit }) => ({
  visit: `id=${visit}`,
  look: `id=${visit}`,
})
