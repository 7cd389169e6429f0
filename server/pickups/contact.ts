// Whom the crew calls, put right without cancelling: by the booking's people, or for them at the counter.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import type { Booking } from '@shared/pickups/schemas'
import { audit } from '../audit'
import { transaction } from '../db'
import { seal } from '../field-cipher'
import { phoneIndexOf } from '../people/people'
import { contactOf, requireBooking } from './bookings'
import { openFor } from './pickups'
import { refuseOwnBooking } from './pickups-desk'
import { transition } from './pickups-transitions'
import { isResident, presentBooking } from './present'
import { tell } from './reminders'

/**
 * @throws DomainError NOT_FOUND, WRONG_STATE once the crew is done, CHANGED_MEANWHILE, PICKUP_NOTHING_CHANGED,
 * DECIDES_OWN_CASE
 */
export async function correctContact(
  actor: PersonActor,
  { id, version, contact }: ParsedOf<typeof pickups.correctContact>,
): Promise<Booking> {
  const { relations, context } = await openFor(actor, id)
  return transaction(async (tx) => {
    const before = await requireBooking(tx, id)
    if (!isResident(relations)) await refuseOwnBooking(tx, actor, before)
    const had = contactOf(before)
    const now = { name: contact.name, phone: contact.noPhone ? '' : (contact.phone ?? had.phone) }
    if (now.name === had.name && now.phone === had.phone) throw new DomainError('PICKUP_NOTHING_CHANGED')
    const after = await transition(tx, id, 'correctContact', {
      actor,
      relations,
      context,
      version,
      text: '联系人已更正',
      set: {
        contactSealed: seal(JSON.stringify(now), id),
        phoneIndex: now.phone === '' ? 'none' : phoneIndexOf(now.phone),
      },
    })
    if (!isResident(relations)) {
      await audit(tx, actor, { action: 'pickups.correctContact', subject: `pickups/${id}`, placePath: after.placePath })
      await tell(
        tx,
        after,
        `contact/${after.version}`,
        'booking_changed',
        '联系人已更正',
        '工作人员按您说的更正了联系人和电话，预约的其他内容不变。',
      )
    }
    return presentBooking(actor, after, { context, relations })
  })
}
