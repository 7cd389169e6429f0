// Whom to reach about a booking, in full, for a reason that is written down; shown once and kept nowhere.
import { App, Button } from 'antd'
import { pickupsTelling } from '@shared/pickups/telling-contract'
import { ApiError, call } from '@/lib/api'
import { useMay } from '@/lib/me'
import { describeError } from '@/lib/query'
import { askReason } from '@/ui/reason'

/** @param reason already known, such as the notice that is to be told */
export function ContactButton({ bookingId, reason }: { bookingId: string; reason?: string }) {
  const { message, modal } = App.useApp()
  if (!useMay(pickupsTelling.contact)) return null
  const show = async (): Promise<void> => {
    const why = reason ?? (await askReason('查看完整的电话和住址？为什么要看，会留痕', '查看'))
    if (!why) return
    await call(pickupsTelling.contact, { id: bookingId, reason: why }).then(
      ({ name, phone, addressText }) =>
        void modal.info({
          title: `${name} ${phone ?? '没有电话'}`,
          content: `${addressText}。只用于这一次联系，不要抄到别处。`,
          okText: '好',
        }),
      (error: unknown) => void message.error(error instanceof ApiError ? describeError(error) : '没有成功，请重试'),
    )
  }
  return (
    <Button size="small" onClick={() => void show()}>
      看电话和住址
    </Button>
  )
}
