// Choosing an active organisation of the city by its name.
import { Select } from 'antd'
import { useState } from 'react'
import { organisations } from '@shared/organisations/contract'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { useRead } from '@/lib/query'

type Props = {
  value?: string | null
  onChange?: (id: string | null) => void
  label: string
  kind?: OrganisationKind
  /** The name of the one that was chosen before. */
  known?: string | undefined
}

export function OrganisationSelect({ value, onChange, label, kind, known }: Props) {
  const [typed, setTyped] = useState('')
  const [first] = useState(value)
  const found = useRead(organisations.names, { ...(typed ? { q: typed } : {}), ...(kind ? { kind } : {}) })
  const options = (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const isListed = !first || !known || options.some((option) => option.value === first)
  return (
    <Select
      showSearch
      filterOption={false}
      allowClear
      aria-label={label}
      placeholder="输入名称或拼音首字母查找"
      style={{ width: 340 }}
      value={value ?? undefined}
      loading={found.isFetching}
      options={isListed ? options : [{ value: first, label: known }, ...options]}
      notFoundContent={found.isFetching ? '正在查找' : '没有找到在册的单位'}
      onSearch={setTyped}
      onChange={(id: string | undefined) => onChange?.(id ?? null)}
    />
  )
}
