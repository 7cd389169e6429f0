// What the screens of drop-offs are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ binSite }) => ({
  home: `site=${binSite}`,
  log: `site=${binSite}`,
})
