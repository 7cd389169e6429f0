// 农资回收 on the phone of a shop or of the village's collector. The address of its page is `/farm/home`.
import type { Feature } from '../feature'

export const farm: Feature = {
  folder: 'farm',
  role: 'villageCollector',
  pages: { home: { title: '农资回收' } },
}
