// What this phone could not send, handed to staff as a file: for a phone that is full, or that does not reach the
// server. Relies on the outbox. Invariants: the rows stay on the phone and are sent as soon as that works, where the
// server knows them again; what was handed over can't be changed any more; a photo that has not been sent stays
// behind.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { HAND_OVER, type HandedOver } from '@shared/dropoffs/hand-over'
import { dayOf } from '@shared/time'
import { outbox, sayGiven } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Notice } from '@/ui/layout'
import { isRow } from './evening'

export function HandOver() {
  const [given, setGiven] = useState(0)
  const give = async () => {
    const { waiting, refused } = outbox()
    const rows = [...waiting, ...refused].filter(isRow).filter(({ files }) => files.every(({ sent }) => sent))
    const [first] = rows
    if (!first) {
      toast('没有可以导出的登记')
      return
    }
    const now = new Date()
    const file: HandedOver = {
      kind: HAND_OVER,
      format: 1,
      personId: first.owner,
      at: now.toISOString(),
      rows: rows.map(({ id, input }) => ({ ...input, id })),
    }
    sayGiven(rows.map(({ id }) => id))
    if (await platform.giveText(JSON.stringify(file), `投放登记${dayOf(now)}.txt`)) setGiven(rows.length)
  }
  return (
    <View>
      <Button
        id="hand-over"
        onClick={() => {
          give().catch(() => toast('没能导出，请再点一次'))
        }}
      >
        送不出去？导出来交给社区
      </Button>
      {given > 0 && (
        <Notice tone="good">{`已导出${given}条，请把文件发给社区工作人员。手机里的还留着，有网时照常送，不会重复。`}</Notice>
      )}
    </View>
  )
}
