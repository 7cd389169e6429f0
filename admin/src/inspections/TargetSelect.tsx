// One target of a kind, found by typing a part of its name.
import { Select } from 'antd'
import { useState } from 'react'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { useRead } from '@/lib/query'

type Props = { kind: TargetKind | undefined; value?: string; onChange?: (id: string) => void }

export function TargetSelect({ kind, value, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const found = useRead(
    inspectionsDesk.targets,
    { kind: kind ?? 'compound', ...(typed ? { typed } : {}) },
    { enabled: kind !== undefined },
  )
  return (
    <Select
      showSearch
      filterOption={false}
      disabled={kind === undefined}
      aria-label="检查对象"
      placeholder={kind ? '输入名称查找' : '请先选对象类型'}
      loading={found.isLoading}
      value={value}
      onSearch={setTyped}
      onChange={onChange}
      options={(found.data?.items ?? []).map(({ id, name, placeNames }) => ({
        value: id,
        label: [name, placeNames.at(-1)].filter(Boolean).join(' · '),
      }))}
    />
  )
}
