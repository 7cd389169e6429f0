// Objecting to a redemption that was taken: what is wrong, in one's own words if one likes; and how the objection
// stands. Relies on rewards.dispute. Invariants: no photo is asked for; what was typed survives a failed sending.
import { useState } from 'react'
import { rewards } from '@shared/rewards/contract'
import type { DisputeReason, Redemption } from '@shared/rewards/schemas'
import { showInstant } from '@shared/time'
import { useWrite } from '@/lib/query'
import { useStoredText } from '@/lib/stored-text'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Choice, TextArea } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Sheet } from '@/ui/Sheet'

const options: readonly { value: DisputeReason; title: string }[] = [
  { value: 'notHandedOver', title: '没有拿到东西' },
  { value: 'faulty', title: '东西有问题' },
  { value: 'wrongGoods', title: '给错了东西' },
  { value: 'other', title: '别的' },
]

export function DisputeSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const [reason, setReason] = useState<DisputeReason | null>(null)
  const note = useStoredText(`dispute/${id}`)
  const dispute = useWrite(rewards.dispute, { refreshes: [rewards.show, rewards.mine] })
  const send = async () => {
    if (!reason || !(await dispute.run({ id, reason, note: note.text.trim(), fileIds: [] }))) return
    note.clear()
    toast('已提出，会有人核对后答复您')
    onClose()
  }
  return (
    <Sheet
      open
      title="哪里不对"
      onClose={onClose}
      bottom={
        <Button
          id="dispute-send"
          kind="primary"
          loading={dispute.busy}
          disabled={!reason}
          onClick={() => {
            void send()
          }}
        >
          提出
        </Button>
      }
    >
      <Notice>兑换点会说明情况，由别的工作人员裁定。您有理的，积分退回来。不用拍照。</Notice>
      {dispute.error && <ErrorState error={dispute.error} />}
      <Choice label="怎么了" columns={1} options={options} value={reason} onChange={setReason} />
      <TextArea id="dispute-note" label="想说明的（可不写）" value={note.text} max={200} onChange={note.set} />
    </Sheet>
  )
}

export function DisputeState({ dispute }: { dispute: NonNullable<Redemption['dispute']> }) {
  const { reasonText, note, at, shopAnswer, decision, decidedAt, decisionReason } = dispute
  return (
    <Card title="您提出的">
      <Row title={reasonText} note={note || undefined} value={showInstant(new Date(at))} />
      {shopAnswer && <Row title="兑换点说" note={shopAnswer} />}
      {decision ? (
        <Notice
          tone={decision === 'upheld' ? 'good' : 'info'}
          title={decision === 'upheld' ? '您有理，积分已退回' : '核对后维持'}
        >
          {[decisionReason, decidedAt && showInstant(new Date(decidedAt))].filter(Boolean).join(' · ')}
        </Notice>
      ) : (
        <Notice>正在核对，有了结果会发消息给您。</Notice>
      )}
    </Card>
  )
}
