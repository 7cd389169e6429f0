// What the screens of guide are asked for.
import type { Addresses } from '../screen-people'

export const addresses: Addresses = () => ({
  answer: 'id=奶茶杯',
  category: 'key=recyclable',
  sites: 'route=bulky&name=沙发',
  ask: 'word=冒泡石',
})
