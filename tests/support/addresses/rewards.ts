// What the screens of rewards are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = ({ good, redemption }) => ({
  good: `id=${good}`,
  redemption: `id=${redemption}`,
})
