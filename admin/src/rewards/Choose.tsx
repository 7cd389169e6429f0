// Choosing a good or a shop by name from those the person may see.
import { Select } from 'antd'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { useList } from '@/lib/query'

type Props = { value?: string | undefined; onChange?: (id: string | undefined) => void }
const MOST = 100

export function GoodSelect({ value, onChange }: Props) {
  const list = useList(rewardsOffice.goods, { limit: MOST })
  return <ByName label="全部商品" value={value} onChange={onChange} list={list} />
}

export function ShopSelect({ value, onChange }: Props) {
  const list = useList(rewardsOffice.shops, { limit: MOST })
  return <ByName label="全部兑换点" value={value} onChange={onChange} list={list} />
}

type List = { items: { id: string; name: string }[]; isLoading: boolean; hasMore: boolean; more: () => void }

function ByName({ label, value, onChange, list }: Props & { label: string; list: List }) {
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={label}
      aria-label={label.replace('全部', '')}
      style={{ width: 220 }}
      value={value}
      loading={list.isLoading}
      options={list.items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id?: string) => onChange?.(id)}
      onOpenChange={(open) => open && list.hasMore && list.more()}
    />
  )
}
