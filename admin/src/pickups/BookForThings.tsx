// What: things of the catalogue, found by any name they go by, or typed; with how many of each.
import { Button, Checkbox, Input, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import type { BookedItem } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useRead } from '@/lib/query'
import { Failed } from '@/ui/states'
import type { Things } from './book-for'
import { NumberInput } from '@/ui/NumberInput'

type Props = { placeId: string; things: Things; onChange: (items: BookedItem[]) => void }
const OTHER = 'other'

export function BookForThings({ placeId, things: { kind, items }, onChange }: Props) {
  const catalogue = useRead(pickups.catalogue, { placeId })
  const [typed, setTyped] = useState('')
  const known = catalogue.data?.items ?? []
  const offered = known.filter(
    (item) => item.code !== OTHER && (item.kind === kind || (kind === 'bulky' && item.kind === 'appliance')),
  )
  const add = (item: BookedItem): void => {
    if (!items.some((one) => one.code === item.code && one.name === item.name)) onChange([...items, item])
  }
  const set = (at: number, change: Partial<BookedItem>): void =>
    onChange(items.map((item, index) => (index === at ? { ...item, ...change } : item)))
  const addTyped = (): void => {
    if (typed.trim() === '') return
    add({ code: OTHER, name: typed.trim(), count: 1 })
    setTyped('')
  }
  return (
    <section className="book-step" aria-label="物品">
      <h4>4 有哪些东西</h4>
      {catalogue.error && <Failed error={catalogue.error} retry={() => void catalogue.refetch()} />}
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          showSearch={{
            filterOption: (text, option) => `${option?.label ?? ''} ${option?.names ?? ''}`.includes(text),
          }}
          style={{ width: 300 }}
          aria-label="添加物品"
          placeholder="输入名称添加，如：沙发"
          value={null}
          loading={catalogue.isLoading}
          options={offered.map((item) => ({
            value: item.code,
            label: `${item.name}${item.priceFen ? `（${showFen(item.priceFen)}/件）` : ''}`,
            names: item.aliases.join(' '),
          }))}
          onChange={(code: string | null) => {
            const item = offered.find((one) => one.code === code)
            if (item) add({ code: item.code, name: item.name, count: 1 })
          }}
        />
        <Space.Compact>
          <Input
            value={typed}
            maxLength={30}
            placeholder="目录里没有的，写名称"
            aria-label="目录外的物品名称"
            style={{ width: 200 }}
            onChange={(event) => setTyped(event.target.value)}
            onPressEnter={(event) => {
              event.preventDefault()
              addTyped()
            }}
          />
          <Button onClick={addTyped}>添加</Button>
        </Space.Compact>
      </Space>
      <Table
        size="small"
        pagination={false}
        rowKey={(item) => `${item.code}${item.name}`}
        dataSource={items}
        locale={{ emptyText: '还没有添加物品' }}
        columns={[
          {
            title: '物品',
            render: (_value, item) => (
              <>
                {item.name}
                <br />
                <span className="faint">{known.find(({ code }) => code === item.code)?.hint}</span>
              </>
            ),
          },
          {
            title: '数量',
            width: 140,
            className: 'number',
            render: (_value, item, at) => (
              <NumberInput
                min={1}
                max={Math.min(20, known.find(({ code }) => code === item.code)?.maxCount ?? 20)}
                precision={0}
                value={item.count}
                suffix="件"
                aria-label={`${item.name}数量`}
                onChange={(count) => set(at, { count: count ?? 1 })}
              />
            ),
          },
          {
            title: '',
            width: 90,
            render: (_value, item, at) =>
              known.find(({ code }) => code === item.code)?.canDismantle ? (
                <Checkbox
                  checked={item.dismantled ?? false}
                  onChange={(event) => set(at, { dismantled: event.target.checked })}
                >
                  已拆
                </Checkbox>
              ) : null,
          },
          {
            title: '',
            width: 80,
            render: (_value, item, at) => (
              <Button
                size="small"
                aria-label={`去掉${item.name}`}
                onClick={() => onChange(items.filter((_one, index) => index !== at))}
              >
                去掉
              </Button>
            ),
          },
        ]}
      />
      {catalogue.data && <p className="faint">{catalogue.data.rules.text.join('；')}</p>}
    </section>
  )
}
