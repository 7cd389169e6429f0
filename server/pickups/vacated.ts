// Nobody of a household is left: its open bookings are cancelled with everything given back, since whoever booked them
// no longer sees them and whoever moves in never asked for them.
import type { Actor } from '@shared/actors'
import { isOpen } from '@shared/pickups/machine'
import { showDay } from '@shared/time'
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { belongingOf } from './bookings'
import { Bookings } from './bookings.model'
import { cancelForOperator } from './pickups-desk'
import { contextAt } from './terms'

export async function cancelOfVacated(tx: Tx, householdId: string): Promise<void> {
  const actor: Actor = { kind: 'system', name: 'pickups' }
  for (const booking of await tx.on(Bookings).find({ holderKey: `household:${householdId}` })) {
    if (!isOpen(booking.status)) continue
    await cancelForOperator(tx, booking._id, {
      actor,
      relations: ['system'],
      context: await contextAt(booking.placePath),
      reason: '这一户已没有成员',
    })
    const { authorId } = belongingOf(booking)
    if (authorId)
      await notify(tx, authorId, `pickups/${booking._id}/vacated`, {
        kind: 'booking_changed',
        title: '您退出住户，预约已取消',
        text: `${showDay(booking.day)}的上门预约随住户一起取消了，费用和免费件数全部退回。还要收的话，请按现在的住处另约。`,
      })
  }
}
