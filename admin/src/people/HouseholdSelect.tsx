// Choosing a household of one place by its room.
import { Select } from 'antd'
import { useState } from 'react'
import { households } from '@shared/people/household-contract'
import { useList } from '@/lib/query'

export function HouseholdSelect({
  placeId,
  value,
  onChange,
}: {
  placeId: string
  value: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const [room, setRoom] = useState('')
  const list = useList(households.list, { placeId, limit: 50, ...(room ? { room } : {}) })
  return (
    <Select
      showSearch
      allowClear
      filterOption={false}
      style={{ width: '100%' }}
      aria-label="选择住户"
      placeholder="输入门牌，如 501"
      value={value}
      loading={list.isFetching}
      onSearch={setRoom}
      onChange={(id?: string) => onChange(id)}
      options={list.items.map((row) => ({ value: row.id, label: row.label }))}
    />
  )
}
