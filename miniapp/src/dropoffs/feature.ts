// The workbench of who stands at the bins: choosing the site, logging what neighbours bring, what became of it.
// Its pages, in the order in which people come to them; the address of one is `/dropoffs/<page>`.
import type { Feature } from '../feature'

export const dropoffs: Feature = {
  folder: 'dropoffs',
  role: 'volunteer',
  pages: {
    home: { title: '投放督导' },
    log: { title: '投放登记' },
    tonight: { title: '今晚登记' },
    note: { title: '补充说明' },
  },
}
