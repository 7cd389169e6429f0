// What residents object to at this shop, without who they are, and the shop's own account of it. Relies on
// rewardsShop.disputes.
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { showInstant } from '@shared/time'
import { useReadPages, useWrite } from '@/lib/query'
import { useStoredText } from '@/lib/stored-text'
import { Button, NextPage } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { ForShop, type Shop } from './parts'

type Dispute = OutputOf<typeof rewardsShop.disputes>['items'][number]

function Disputes() {
  return (
    <Screen title="居民的异议">
      <ForShop>{(shop) => <ForOne key={shop.id} shop={shop} />}</ForShop>
    </Screen>
  )
}

function ForOne({ shop }: { shop: Shop }) {
  const pages = useReadPages(rewardsShop.disputes, { shopId: shop.id })
  const [answering, setAnswering] = useState<Id | null>(null)
  return (
    <>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="没有居民提出异议" hint="有了会列在这里，您可以说明情况" />}
      >
        {(items) => (
          <>
            {items.map((dispute) => (
              <One key={dispute.id} dispute={dispute} onAnswer={() => setAnswering(dispute.id)} />
            ))}
          </>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
      {answering && <AnswerSheet shop={shop} id={answering} onClose={() => setAnswering(null)} />}
    </>
  )
}

function One({ dispute, onAnswer }: { dispute: Dispute; onAnswer: () => void }) {
  const { at, goodName, quantity, points, reasonText, disputedAt, shopAnswer, decisionReason, statusText, canAnswer } =
    dispute
  return (
    <Card title={`${goodName} × ${quantity}`} extra={<Tag tone="info">{statusText}</Tag>}>
      <Row title={reasonText} note={`${showInstant(new Date(disputedAt))} 提出`} />
      <Row title="核销时间" note={showInstant(new Date(at))} value={`${points}分`} />
      {shopAnswer && <Row title="您说的" note={shopAnswer} />}
      {decisionReason && <Notice title="裁定">{decisionReason}</Notice>}
      {canAnswer && (
        <Button about={goodName} onClick={onAnswer}>
          {shopAnswer ? '补充说明' : '说明情况'}
        </Button>
      )}
    </Card>
  )
}

function AnswerSheet({ shop, id, onClose }: { shop: Shop; id: Id; onClose: () => void }) {
  const text = useStoredText(`answer/${id}`)
  const answer = useWrite(rewardsShop.answerDispute, { refreshes: [rewardsShop.disputes] })
  const send = async () => {
    if (!(await answer.run({ shopId: shop.id, id, answer: text.text.trim() }))) return
    text.clear()
    toast('已送出')
    onClose()
  }
  return (
    <Sheet
      open
      title="说明情况"
      onClose={onClose}
      bottom={
        <Button
          id="answer-send"
          kind="primary"
          loading={answer.busy}
          disabled={text.text.trim() === ''}
          onClick={() => {
            void send()
          }}
        >
          送出
        </Button>
      }
    >
      <Notice>由没有经办的工作人员裁定，您的说明居民能看到。</Notice>
      {answer.error && <ErrorState error={answer.error} />}
      <TextArea id="answer" label="当时的情况" value={text.text} max={200} onChange={text.set} />
    </Sheet>
  )
}

export { Disputes as default }
