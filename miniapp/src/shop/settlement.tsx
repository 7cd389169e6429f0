// One month's settlement as the shop sees it: its lines and sum, confirming it, or saying what is wrong.
// Relies on the settlement's `allowed` and version. Invariant: what was typed survives a failed sending.
import { useState } from 'react'
import { rewardsShop } from '@shared/rewards/shop-contract'
import type { Settlement } from '@shared/rewards/schemas'
import { showInstant } from '@shared/time'
import { showFen } from '@shared/units'
import { useWrite } from '@/lib/query'
import { useStoredText } from '@/lib/stored-text'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { TextArea } from '@/ui/inputs'
import { Card, Notice, Row, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Sheet } from '@/ui/Sheet'

const tones = { draft: 'warn', objected: 'info', confirmed: 'good', signed: 'good' } as const

export function SettlementCard({ settlement }: { settlement: Settlement }) {
  const {
    id,
    month,
    version,
    status,
    statusText,
    lines,
    pieces,
    fen,
    openDisputes,
    objection,
    confirmedAt,
    confirmedBy,
    allowed,
  } = settlement
  const [objecting, setObjecting] = useState(false)
  const agree = useWrite(rewardsShop.confirmSettlement, {
    refreshes: [rewardsShop.settlements],
    onDone: () => toast('已确认'),
  })
  const ask = async () => {
    const sure = await confirm({
      title: `确认${Number(month.slice(5))}月的月结单？`,
      text: `${pieces}件，应付 ${showFen(fen)}。确认后由另一位工作人员复核签字。`,
      ok: '数目对，确认',
      cancel: '再看看',
    })
    if (sure) await agree.run({ id, version })
  }
  return (
    <Card
      title={`${month.slice(0, 4)}年${Number(month.slice(5))}月`}
      extra={<Tag tone={tones[status]}>{statusText}</Tag>}
    >
      {lines.map((line) => (
        <Row
          key={`${line.goodId}-${line.unitFen}-${line.unitPoints}`}
          title={line.goodName}
          value={showFen(line.fen)}
          note={`${line.pieces}件，每件${showFen(line.unitFen)}${line.reversedPieces > 0 ? `，退回 ${line.reversedPieces}件` : ''}`}
        />
      ))}
      <Row title="合计" note={`${pieces}件`} value={showFen(fen)} />
      {openDisputes > 0 && (
        <Notice tone="warn">{`有${openDisputes}笔居民异议还没有裁定，裁定后在下个月里调整。`}</Notice>
      )}
      {objection && <Notice title="您提出的">{objection}</Notice>}
      {confirmedAt && (
        <Row title="已确认" note={[confirmedBy, showInstant(new Date(confirmedAt))].filter(Boolean).join(' · ')} />
      )}
      {agree.error && <ErrorState error={agree.error} />}
      {(allowed.includes('confirm') || allowed.includes('object')) && (
        <Buttons>
          {allowed.includes('object') && <Button onClick={() => setObjecting(true)}>数目不对</Button>}
          {allowed.includes('confirm') && (
            <Button
              id={`confirm-${month}`}
              kind="primary"
              loading={agree.busy}
              onClick={() => {
                void ask()
              }}
            >
              确认
            </Button>
          )}
        </Buttons>
      )}
      {objecting && <ObjectionSheet settlement={settlement} onClose={() => setObjecting(false)} />}
    </Card>
  )
}

function ObjectionSheet({ settlement: { id, version }, onClose }: { settlement: Settlement; onClose: () => void }) {
  const note = useStoredText(`settlement/${id}`)
  const object = useWrite(rewardsShop.objectSettlement, { refreshes: [rewardsShop.settlements] })
  const send = async () => {
    if (!(await object.run({ id, version, note: note.text.trim() }))) return
    note.clear()
    toast('已提出，会重新核对')
    onClose()
  }
  return (
    <Sheet
      open
      title="数目不对"
      onClose={onClose}
      bottom={
        <Button
          id="objection-send"
          kind="primary"
          loading={object.busy}
          disabled={note.text.trim() === ''}
          onClick={() => {
            void send()
          }}
        >
          提出
        </Button>
      }
    >
      {object.error && <ErrorState error={object.error} />}
      <TextArea
        id="objection"
        label="哪里不对"
        value={note.text}
        max={200}
        onChange={note.set}
        placeholder="例如：洗衣液我们记了32件"
      />
    </Sheet>
  )
}
