// Booking a pickup at home, from the date to the receipt.
// Its pages, in the order in which people come to them; the address of one is `/pickups/<page>`.
import type { Feature } from '../feature'

export const pickups: Feature = {
  folder: 'pickups',
  pages: {
    dates: { title: '选日期' },
    items: { title: '选物品' },
    place: { title: '放在哪里' },
    summary: { title: '核对并提交' },
    done: { title: '预约成功' },
    booking: { title: '预约详情' },
    help: { title: '帮扶与减免' },
  },
}
