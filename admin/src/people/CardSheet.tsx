// Household cards, or labels for a household's bags, to print and cut out: three beside each other on A4, none cut by
// the end of a page, and nothing else on the paper. Relies on households.sheet, which hands out a hundred at a time and
// keeps a trace; what is not listed yet is said, on screen only.
import { Alert, Button, Input, QRCode, Radio } from 'antd'
import { useState } from 'react'
import { households } from '@shared/people/household-contract'
import { useList } from '@/lib/query'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Failed, Loading, Nothing } from '@/ui/states'
import './cards.css'

type Kind = 'card' | 'bag'
const kinds = [
  { value: 'card', label: '户卡' },
  { value: 'bag', label: '投放袋标签' },
]

export function CardSheet({
  placeId,
  onChoose,
}: {
  placeId: string | undefined
  onChoose: (id: string | undefined) => void
}) {
  const [building, setBuilding] = useState('')
  const [kind, setKind] = useState<Kind>('card')
  return (
    <>
      <div className="filters">
        <PlaceSelect label="小区或村" width={380} value={placeId} onChange={onChoose} />
        <Input.Search
          allowClear
          placeholder="楼栋(不填为全部)"
          aria-label="楼栋"
          style={{ width: 190 }}
          onSearch={(text) => setBuilding(text.trim())}
        />
        <Radio.Group
          aria-label="打印什么"
          value={kind}
          options={kinds}
          optionType="button"
          onChange={(event) => setKind(event.target.value as Kind)}
        />
      </div>
      {placeId ? (
        <Cards key={`${placeId} ${building}`} placeId={placeId} building={building} kind={kind} />
      ) : (
        <Nothing text="先选小区或村,再打印那里的户卡" />
      )}
    </>
  )
}

function Cards({ placeId, building, kind }: { placeId: string; building: string; kind: Kind }) {
  const list = useList(households.sheet, { placeId, limit: 100, ...(building ? { building } : {}) })
  if (list.error && list.items.length === 0) return <Failed error={list.error} retry={list.reload} />
  if (list.isLoading) return <Loading />
  if (list.items.length === 0)
    return <Nothing text={building ? '这一栋还没有户卡,请核对楼栋的写法,例如“3栋”' : '这里还没有户卡'} />
  return (
    <>
      <div className="filters no-print" style={{ alignItems: 'center' }}>
        <Button type="primary" onClick={() => window.print()}>
          打印这 {list.items.length} 张
        </Button>
        {list.hasMore && (
          <Button onClick={list.more} loading={list.isFetching}>
            再列出一些
          </Button>
        )}
        <span className="faint">{list.hasMore ? '' : '全部列出了。'}每张 A4 纸 18 张,沿虚线剪开。</span>
      </div>
      {list.hasMore && (
        <Alert
          className="no-print"
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title="还有没列出来的户卡,打印出来的只是下面这些。"
        />
      )}
      <div className="household-cards">
        {list.items.map(({ householdId, label, typed, token, bag }) =>
          kind === 'bag' ? (
            // a bag is left at the bin: its label names neither building nor room
            <article key={householdId} className="household-card" aria-label={`投放袋标签 ${label}`}>
              <QRCode type="svg" value={bag.token} size={96} bordered={false} />
              <div>
                <div className="household-card-label">投放袋标签</div>
                <div className="household-card-code">
                  {bag.typed.slice(0, 5)} {bag.typed.slice(5)}
                </div>
                <div className="household-card-hint">只能登记投放</div>
                <div className="household-card-hint no-print">{label}</div>
              </div>
            </article>
          ) : (
            <article key={householdId} className="household-card" aria-label={`户卡 ${label}`}>
              <QRCode type="svg" value={token} size={96} bordered={false} />
              <div>
                <div className="household-card-label">
                  {label.split(' ').map((part) => (
                    <div key={part}>{part}</div>
                  ))}
                </div>
                <div className="household-card-code">
                  {typed.slice(0, 4)} {typed.slice(4)}
                </div>
                <div className="household-card-hint">收运、兑换时出示</div>
              </div>
            </article>
          ),
        )}
      </div>
    </>
  )
}
