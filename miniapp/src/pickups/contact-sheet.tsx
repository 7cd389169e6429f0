// Whom the crew calls, put right without cancelling; a number that is left empty stays as it is.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import type { Booking } from '@shared/pickups/schemas'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Notice } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'

export function ContactSheet({ booking, onClose }: { booking: Booking; onClose: () => void }) {
  const [name, setName] = useState(booking.contactName)
  const [phone, setPhone] = useState(booking.contactPhone)
  const correct = useWrite(pickups.correctContact, { refreshes: [pickups.show] })
  const isSame = name.trim() === booking.contactName && phone.trim() === booking.contactPhone
  const [said, setSaid] = useState<string | null>(null)
  const run = async () => {
    const missing = name.trim() === '' ? '请写联系人' : isSame ? '名字和电话都和原来一样，改好了再点' : null
    setSaid(missing)
    if (missing) return
    const contact = { name: name.trim(), ...(phone.trim() ? { phone: phone.trim() } : {}) }
    if (!(await correct.run({ id: booking.id, version: booking.version, contact }))) return
    toast('已更正')
    onClose()
  }
  return (
    <Sheet
      open
      title="更正联系人"
      onClose={onClose}
      bottom={
        <View>
          {said && <Notice tone="error">{said}</Notice>}
          <Button
            id="contact-now"
            kind="primary"
            loading={correct.busy}
            onClick={() => {
              void run()
            }}
          >
            更正
          </Button>
        </View>
      }
    >
      <Notice>只改收运员找谁、打哪个电话，日期和东西都不变。</Notice>
      {correct.error && <ErrorState error={correct.error} />}
      <Field id="contact-name" label="联系人" value={name} max={20} onChange={setName} />
      <Field id="contact-phone" label="电话" type="number" value={phone} max={20} onChange={setPhone} />
    </Sheet>
  )
}
