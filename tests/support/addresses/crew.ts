// What the screens of crew are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ run, stop }) => ({
  run: `id=${run}`,
  board: `id=${run}`,
  'hand-over': `id=${run}`,
  weighbridge: `id=${run}`,
  stop: `id=${stop}`,
  weigh: `id=${stop}&action=collect`,
  reason: `id=${stop}&action=no_access`,
})
