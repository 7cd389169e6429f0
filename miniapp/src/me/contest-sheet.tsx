// Objecting to one line of the statement: one tap, a reason only if one likes, and by when it will be answered.
// Relies on the ledger's contests. Invariants: nothing is asked for but the tap; what was typed survives a failed
// sending.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useRef } from 'react'
import { ledger, type StatementLine } from '@shared/ledger/contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { showDay, showInstant } from '@shared/time'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { useStoredText } from '@/lib/stored-text'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { TextArea } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Sheet } from '@/ui/Sheet'

/** Where what the line is about can be looked at, as far as there is a page for it. */
export function pageOf(subject: string): { url: string; text: string } | null {
  const [feature, id] = subject.split('/')
  if (feature === 'pickups' && id) return { url: `/pickups/booking?id=${id}`, text: '看这次上门的记录' }
  if (feature === 'rewards' && id) return { url: `/rewards/redemption?id=${id}`, text: '看这次兑换' }
  return null
}

type Props = { account: string; line: StatementLine; onClose: () => void }

export function ContestSheet({ account, line, onClose }: Props) {
  const reason = useStoredText(`contest/${line.entryId}`)
  const id = useRef<string | null>(null)
  const contest = useWrite(ledgerContests.contest, { refreshes: [ledger.statement, ledgerContests.myContests] })
  const send = async () => {
    id.current ??= await newId()
    const text = reason.text.trim()
    const made = await contest.run({
      id: id.current,
      entryId: line.entryId,
      account,
      ...(text ? { reason: text } : {}),
    })
    if (!made) return
    reason.clear()
    toast(`已提出，${showDay(made.dueOn)}前答复您`)
    onClose()
  }
  const page = pageOf(line.subject)
  return (
    <Sheet
      open
      title="对这一笔有异议"
      onClose={onClose}
      bottom={
        <Button
          id="contest-send"
          kind="primary"
          loading={contest.busy}
          onClick={() => {
            void send()
          }}
        >
          提出异议
        </Button>
      }
    >
      <Card>
        <Text className="line__text">{line.text}</Text>
      </Card>
      <Notice>{`会由没有经办这件事的人核对记录后答复您。不用拍照，不写原因也可以${line.contestUntil ? `，${showInstant(new Date(line.contestUntil))} 以前都可以提` : ''}。`}</Notice>
      {contest.error && <ErrorState error={contest.error} />}
      <TextArea
        id="contest-reason"
        label="哪里不对（可不写）"
        value={reason.text}
        max={300}
        onChange={reason.set}
        placeholder="例如：那天我投放了两袋，只记了一袋"
      />
      {page && (
        <Button
          onClick={() => {
            void Taro.navigateTo({ url: page.url })
          }}
        >
          {page.text}
        </Button>
      )}
    </Sheet>
  )
}
