// What the screens of 以工代罚 are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ workoff }) => ({ offers: `id=${workoff}` })
