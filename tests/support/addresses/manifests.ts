// What the screens of manifests are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ handover, kitchen }) => ({
  handover: `id=${handover}`,
  stop: `id=${handover}`,
  book: `producer=${kitchen}`,
  bill: `producer=${kitchen}`,
})
