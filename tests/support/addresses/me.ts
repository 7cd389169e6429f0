// What the screens of me are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ household, place }) => ({
  household: `id=${household}`,
  code: `id=${household}`,
  fund: `id=${place}`,
  dropoffs: `id=${household}`,
})
