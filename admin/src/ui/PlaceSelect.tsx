// Choosing places by name, initials or code, within what the person may see. `AreaSelect` starts from the person's own
// area.
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { people } from '@shared/people/contract'
import { placesDesk } from '@shared/places/desk-contract'
import type { PlaceKind } from '@shared/places/vocabulary'
import { useRead } from '@/lib/query'

/** In a closed box the place itself comes first, then what it belongs to: a long path is cut where it matters most. */
const nearest = (path: unknown): string => {
  const [name = '', above] = String(path ?? '')
    .split(' › ')
    .reverse()
  return above ? `${name}（${above}）` : name
}

type Props = {
  value?: string
  onChange?: (id: string | undefined) => void
  kind?: PlaceKind
  label: string
  width?: number
  allowClear?: boolean
  disabled?: boolean
}

export function PlaceSelect({ value, onChange, kind, label, width = 280, allowClear = true, disabled }: Props) {
  const { options, search, loading } = usePlaceOptions(kind, value ? [value] : [])
  return (
    <Select
      showSearch
      filterOption={false}
      allowClear={allowClear}
      disabled={disabled}
      aria-label={label}
      placeholder={label}
      style={{ width }}
      value={value}
      loading={loading}
      labelRender={({ label: path }) => nearest(path)}
      popupMatchSelectWidth={false}
      onSearch={search}
      onChange={(id: string | undefined) => onChange?.(id)}
      options={options}
      notFoundContent="输入名称查找"
    />
  )
}

export function PlacesSelect({
  value = [],
  onChange,
  label,
}: {
  value?: string[]
  onChange?: (ids: string[]) => void
  label: string
}) {
  const { options, search, loading } = usePlaceOptions(undefined, value)
  return (
    <Select
      mode="multiple"
      showSearch
      filterOption={false}
      aria-label={label}
      placeholder={label}
      style={{ width: '100%' }}
      value={value}
      loading={loading}
      onSearch={search}
      onChange={(ids: string[]) => onChange?.(ids)}
      options={options}
      notFoundContent="输入名称查找"
    />
  )
}

/** The area a page works on: the one in the address, else the first the person has a role for. */
export function AreaSelect({ value, onChange }: { value: string | undefined; onChange: (id: string) => void }) {
  const me = useRead(people.me, {})
  const own = me.data?.grants[0]?.placeId
  useEffect(() => {
    if (!value && own) onChange(own)
  }, [onChange, own, value])
  return <PlaceSelect label="片区" value={value} allowClear={false} onChange={(id) => id && onChange(id)} />
}

function usePlaceOptions(kind: PlaceKind | undefined, chosen: readonly string[]) {
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<Record<string, string>>({})
  const found = useRead(
    placesDesk.search,
    { q: typed || '市', limit: 20, ...(kind ? { kind } : {}) },
    { enabled: typed !== '' },
  )
  const missing = chosen.find((id) => !known[id])
  const single = useRead(placesDesk.get, { id: missing ?? '' }, { enabled: missing !== undefined })
  useEffect(() => {
    const rows = [...(found.data?.items ?? []), ...(single.data ? [single.data] : [])]
    if (rows.length > 0)
      setKnown((before) => ({
        ...before,
        ...Object.fromEntries(rows.map((row) => [row.id, row.pathNames.slice(1).join(' › ') || row.name])),
      }))
  }, [found.data, single.data])
  const ids = [...new Set([...chosen, ...(typed ? (found.data?.items.map((row) => row.id) ?? []) : [])])]
  return {
    options: ids.map((id) => ({ value: id, label: known[id] ?? '…' })),
    search: setTyped,
    loading: found.isFetching,
  }
}
