// The community desk: a resident without a phone shows the household card, enters the PIN, takes the goods and a
// printed receipt. The card's code stays in this page's memory only; "下一位" forgets it.
import { Alert, Button, Space } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { useWrite } from '@/lib/query'
import { Page } from '@/ui/Page'
import { DeskCard } from './DeskCard'
import { DeskCounter } from './DeskCounter'
import { Given, MonthStatement } from './DeskPapers'
import { MonthPoints } from './DeskPoints'
import './rewards.css'

export type Card = OutputOf<typeof rewardsDesk.card> & { code: string }
type Receipt = OutputOf<typeof rewardsDesk.redeem>
/** What the page shows once a card is there. */
export type DeskView =
  { kind: 'counter' } | { kind: 'done'; receipt: Receipt } | { kind: 'statement' } | { kind: 'points' }

export function DeskPage() {
  const [card, setCard] = useState<Card | null>(null)
  const [view, setView] = useState<DeskView>({ kind: 'counter' })
  const [refused, setRefused] = useState<string | null>(null)
  const look = useWrite(rewardsDesk.card, undefined, setRefused)
  const find = (code: string): void => {
    setRefused(null)
    look.mutate(
      { code },
      {
        onSuccess: (answer) => {
          setCard({ ...answer, code })
          setView({ kind: 'counter' })
        },
      },
    )
  }
  const next = (): void => {
    setCard(null)
    setView({ kind: 'counter' })
    setRefused(null)
    look.reset()
  }
  return (
    <Page
      title="窗口兑换"
      hint="凭住户卡和卡密码当面办理，经办人留名。查看住户卡会留痕。"
      actions={
        card && (
          <Space>
            {view.kind !== 'counter' && (
              <Button onClick={() => find(card.code)} loading={look.isPending}>
                回到这一户
              </Button>
            )}
            <Button type="primary" onClick={next}>
              办完了，下一位
            </Button>
          </Space>
        )
      }
    >
      {card && refused && <Alert type="error" showIcon title={refused} style={{ marginBottom: 12 }} />}
      {!card ? (
        <DeskCard isLooking={look.isPending} refused={refused} onFind={find} />
      ) : (
        <Shown card={card} view={view} onView={setView} onAgain={() => find(card.code)} />
      )}
    </Page>
  )
}

function Shown({
  card,
  view,
  onView,
  onAgain,
}: {
  card: Card
  view: DeskView
  onView: (view: DeskView) => void
  onAgain: () => void
}) {
  if (view.kind === 'counter') return <DeskCounter card={card} onView={onView} onChanged={onAgain} />
  if (view.kind === 'done') return <Given receipt={view.receipt} />
  if (view.kind === 'points') return <MonthPoints householdId={card.householdId} />
  return <MonthStatement householdId={card.householdId} />
}
