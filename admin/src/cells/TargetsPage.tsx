// What an area wants to reach in a year, by kind or in all, and how far it is.
import { Button, Form, Input, InputNumber, Modal, Progress, Select, Table } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { cellKindNames, type CellKind } from '@shared/cells/table-words'
import { cellFigures } from '@shared/cells/tables-contract'
import { dayOf } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import { kindOptions } from './words'

const FILTERS = ['year'] as const
type Shown = OutputOf<typeof cellFigures.targets>
type Target = Shown['items'][number]
type Place = Shown['places'][number]

export function TargetsPage() {
  const [{ year: asked }, setFilters] = useFilters(FILTERS)
  const now = Number(dayOf(new Date()).slice(0, 4))
  const year = Number(asked ?? now)
  const query = useRead(cellFigures.targets, { year })
  const [editing, setEditing] = useState<Target | 'new' | null>(null)
  const places = query.data?.places ?? []
  return (
    <Page
      title="年度目标"
      hint="到年底要有多少个有效的无废细胞，按类型或合计定；进度只算现在有效的，撤销和到期的不算。"
      actions={
        places.length > 0 && (
          <Button type="primary" onClick={() => setEditing('new')}>
            定一个目标
          </Button>
        )
      }
    >
      <div className="filters">
        <Select
          aria-label="年份"
          style={{ width: 120 }}
          value={year}
          options={Array.from({ length: 6 }, (_none, at) => now + 2 - at).map((value) => ({
            value,
            label: `${value}年`,
          }))}
          onChange={(value: number) => setFilters({ year: String(value) })}
        />
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text={`${year}年还没有定目标。`} />
          ) : (
            <Targets items={items} mine={places} onEdit={setEditing} />
          )
        }
      </Loaded>
      <Modal
        open={editing !== null}
        title={editing === 'new' ? `定${year}年的目标` : '改目标'}
        footer={null}
        onCancel={() => setEditing(null)}
        destroyOnHidden
      >
        {editing !== null && (
          <TargetForm
            year={year}
            target={editing === 'new' ? null : editing}
            items={query.data?.items ?? []}
            places={places}
            onDone={() => setEditing(null)}
          />
        )}
      </Modal>
    </Page>
  )
}

const nameOf = ({ kind }: Pick<Target, 'kind'>): string => (kind ? cellKindNames[kind] : '各类合计')

function Targets({ items, mine, onEdit }: { items: Target[]; mine: Place[]; onEdit: (one: Target) => void }) {
  return (
    <Table<Target>
      pagination={false}
      rowKey={({ placeId, kind }) => `${placeId} ${kind ?? ''}`}
      scroll={{ x: 'max-content' }}
      dataSource={items}
      columns={[
        { title: '范围', dataIndex: 'placeName' },
        { title: '类型', render: (_value, row) => nameOf(row) },
        { title: '目标', render: (_value, { wanted }) => `${wanted}个` },
        {
          title: '进度',
          render: (_value, { held, wanted }) => (
            <Progress
              percent={Math.min(100, Math.floor((100 * held) / wanted))}
              format={() => `${held}/${wanted}`}
              style={{ minWidth: 200 }}
            />
          ),
        },
        { title: '正在办', render: (_value, { underway }) => `${underway}个` },
        {
          title: '还差',
          render: (_value, { held, wanted }) => (held >= wanted ? '已达到' : `${wanted - held}个`),
        },
        { title: '说明', dataIndex: 'note' },
        {
          title: '操作',
          render: (_value, row) =>
            mine.some(({ id }) => id === row.placeId) && (
              <Button size="small" onClick={() => onEdit(row)} aria-label={`改${nameOf(row)}的目标`}>
                改
              </Button>
            ),
        },
      ]}
    />
  )
}

type Fields = { placeId: string; kind: CellKind | 'all'; wanted: number; note: string }
type FormProps = { year: number; target: Target | null; items: Target[]; places: Place[]; onDone: () => void }

function TargetForm({ year, target, items, places, onDone }: FormProps) {
  const set = useWrite(cellFigures.setTarget, '已保存')
  const send = ({ placeId, kind: chosen, wanted, note }: Fields): void => {
    const kind = chosen === 'all' ? null : chosen
    const had = target ?? items.find((one) => one.placeId === placeId && one.kind === kind)
    set.mutate({ year, placeId, kind, wanted, note, version: had?.version ?? 0 }, { onSuccess: onDone })
  }
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{
        placeId: target?.placeId ?? places[0]?.id,
        kind: target ? (target.kind ?? 'all') : 'all',
        wanted: target?.wanted ?? 10,
        note: target?.note ?? '',
      }}
      onFinish={send}
    >
      <Form.Item label="范围" name="placeId">
        <Select disabled={target !== null} options={places.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item label="类型" name="kind">
        <Select disabled={target !== null} options={[{ value: 'all', label: '各类合计' }, ...kindOptions]} />
      </Form.Item>
      <Form.Item
        label="到年底要有多少个（0为取消这个目标）"
        name="wanted"
        rules={[{ required: true, message: '请填写' }]}
      >
        <InputNumber min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item label="说明，如文件依据" name="note">
        <Input maxLength={100} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={set.isPending}>
        保存
      </Button>
    </Form>
  )
}
