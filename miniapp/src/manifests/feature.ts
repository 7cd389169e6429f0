// Kitchen waste from hand to hand: the kitchen's one tap, the driver's night, the weighbridge, the logbook.
// Its pages, in the order in which people come to them; the address of one is `/manifests/<page>`.
import type { Feature } from '../feature'

export const manifests: Feature = {
  folder: 'manifests',
  pages: {
    home: { title: '餐厨交接' },
    handover: { title: '一次交接' },
    stop: { title: '这一家' },
    trip: { title: '一车' },
    records: { title: '全部记录' },
    paper: { title: '纸质单补录' },
    book: { title: '台账' },
    bill: { title: '账单' },
  },
}
