// What the screens of reports are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ report }) => ({
  report: `id=${report}`,
})
