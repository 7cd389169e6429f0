// What the property manager of the demo city has booked for the bulky site of its compound: two pickups to come and one
// called off again. Through the operations, like everything that is booked at a counter.
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { bookPickup, cancelPickup } from './pickups'
import { freeDates } from './pickups-offers'
import { quote } from './pickups-quote'

const PILES = [
  { name: '沙发、床垫一堆', code: 'sofa_3', cubicDecimetres: 2_400 },
  { name: '旧衣柜和床板', code: 'wardrobe_2', cubicDecimetres: 3_000 },
  { name: '旧书桌', code: 'desk', cubicDecimetres: 1_200 },
] as const

/** Called once, after the bookings of residents; answers how many there are. */
export async function seedSiteBookings(): Promise<number> {
  const manager = seedActor('property-1-qian')
  const placeId = seedPlace('liuwan/1/1').id
  const siteId = seedId('site:liuwan/1/1:bulky')
  const { next } = await freeDates(manager, { kind: 'bulky', placeId })
  let made = 0
  for (const [index, { day, windows }] of next.entries()) {
    const [pile, slot] = [PILES[index], windows.at(-1)?.slot]
    if (!pile || !slot) continue
    const { name, code, cubicDecimetres } = pile
    const address = { placeId, floor: 0, hasLift: false }
    const wanted = { kind: 'bulky' as const, items: [{ code, name, count: 1 }], day, siteId, cubicDecimetres }
    const { totalFen, priceListVersion } = await quote(manager, { ...wanted, address })
    const { id } = await bookPickup(manager, {
      ...wanted,
      id: seedId(`booking:site:${index}`),
      slot,
      address: { ...address, standsAt: '大件暂存处' },
      contact: { name: '钱锋', phone: '13800000985' },
      agreedFen: totalFen,
      priceListVersion,
    })
    if (index === 2) await cancelPickup(manager, { id, reason: '住户自己送走了' })
    made += 1
  }
  return made
}
