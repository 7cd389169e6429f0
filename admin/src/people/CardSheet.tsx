// Household cards, or labels for a household's bags, printed as a paper to cut out: sorted by staircase, 18 on a page.
import { Input, Radio } from 'antd'
import { useState } from 'react'
import { households } from '@shared/people/household-contract'
import { PaperButton } from '@/ui/PaperButton'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Nothing } from '@/ui/states'

type Which = 'card' | 'bag'
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
  const [which, setWhich] = useState<Which>('card')
  const typed = building.trim()
  return (
    <>
      <div className="filters">
        <PlaceSelect label="小区或村" width={380} value={placeId} onChange={onChoose} />
        <Input
          allowClear
          placeholder="楼栋（不填为全部）"
          aria-label="楼栋"
          maxLength={20}
          style={{ width: 190 }}
          value={building}
          onChange={(event) => setBuilding(event.target.value)}
        />
        <Radio.Group
          aria-label="打印什么"
          value={which}
          options={kinds}
          optionType="button"
          onChange={(event) => setWhich(event.target.value as Which)}
        />
      </div>
      {placeId ? (
        <>
          <PaperButton
            type="primary"
            route={households.cards}
            input={{ placeId, which, ...(typed ? { building: typed } : {}) }}
          >
            打印{which === 'bag' ? '投放袋标签' : '户卡'}
          </PaperButton>
          <p className="faint">
            每张 A4 纸18张，按楼栋、单元、门牌排好，每个单元从新的一页开始，沿虚线剪开。一次最多 720
            户，再多请填楼栋分几次打印。
          </p>
        </>
      ) : (
        <Nothing text="先选小区或村，再打印那里的户卡" />
      )}
    </>
  )
}
