// One booking with what may be done: the inside of the drawers that show one.
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { useRead } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { BookingActions } from './BookingActions'
import { BookingDetail } from './BookingDetail'
import { BookingPayments } from './BookingPayments'

export function OneBooking({ id }: { id: string }) {
  const query = useRead(pickupsDesk.showBooking, { id })
  return (
    <Loaded query={query}>
      {(booking) => (
        <>
          <p className="read-out">{booking.number}</p>
          <BookingActions booking={booking} />
          <BookingPayments id={booking.id} />
          <BookingDetail booking={booking} />
        </>
      )}
    </Loaded>
  )
}
