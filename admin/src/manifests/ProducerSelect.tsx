// Choosing a kitchen of the area by its name.
import { Select } from 'antd'
import { useState } from 'react'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { useList, useRead } from '@/lib/query'

type Props = { value?: string | undefined; onChange?: (id: string | undefined) => void }

export function ProducerSelect({ value, onChange }: Props) {
  const [q, setQ] = useState('')
  const list = useList(manifestsDesk.producers, q ? { q } : {})
  const chosen = useRead(manifestsDesk.producer, { id: value ?? '' }, { enabled: value !== undefined })
  const rows = list.items.some(({ id }) => id === value) || !chosen.data ? list.items : [chosen.data, ...list.items]
  return (
    <Select
      showSearch
      allowClear
      filterOption={false}
      aria-label="产生点"
      placeholder="输入店名查找"
      style={{ width: 340 }}
      value={value}
      onSearch={setQ}
      onChange={(id?: string) => onChange?.(id)}
      options={rows.map((each) => ({ value: each.id, label: `${each.organisation} ${each.name}` }))}
    />
  )
}
