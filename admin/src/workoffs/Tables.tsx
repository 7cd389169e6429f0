// How long a fine takes, with its versions: what holds, what held, what waits for a second person.
import { Alert, Button, Descriptions, Drawer, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { showMinutes } from '@shared/shifts/hours'
import { longDay } from '@shared/time'
import { workoffsDesk, type WorkoffTableRecord } from '@shared/workoffs/desk-contract'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { askReason } from '@/ui/reason'
import { TableForm } from './TableForm'

const FILTERS = ['open'] as const

export function Tables() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const query = useRead(workoffsDesk.tables, {})
  const [editing, setEditing] = useState<WorkoffTableRecord | 'new' | null>(null)
  const items = query.data?.items ?? []
  const shown = items.find(({ id }) => id === open)
  return (
    <>
      <p className="faint">
        上级文件没有写多少时长抵多少罚款，由本地定：一位同事起草，另一位同事看过后公布。已转办的不受影响。
      </p>
      {query.data?.mayPropose && (
        <div className="filters">
          <Button type="primary" onClick={() => setEditing('new')}>
            起草新表
          </Button>
        </div>
      )}
      <ListTable<WorkoffTableRecord>
        list={{
          items,
          isLoading: query.isLoading,
          isFetching: query.isFetching,
          error: query.error,
          hasMore: false,
          more: () => undefined,
          reload: () => void query.refetch(),
        }}
        rowKey={(row) => row.id}
        empty="还没有本地的表，现在按系统的参考值算"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '执行', render: (_value, row) => `${row.validFrom} 起` },
          { title: '范围', render: (_value, row) => row.placeName },
          { title: '状态', render: (_value, row) => <State row={row} /> },
          { title: '期限', render: (_value, row) => `${row.content.days}天` },
          { title: '依据', render: (_value, row) => <span className="wrap">{row.source}</span> },
          { title: '公布', render: (_value, row) => row.publishedBy ?? '—' },
        ]}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={shown ? `${longDay(shown.validFrom)}起的折抵时长表` : '折抵时长表'}
        destroyOnHidden
      >
        {shown && <One table={shown} onEdit={() => setEditing(shown)} onGone={() => setFilters({ open: undefined })} />}
      </Drawer>
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={720}
        title={editing === 'new' ? '起草折抵时长表' : '修改折抵时长表'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing !== null && (
          <TableForm
            table={editing === 'new' ? null : editing}
            from={editing === 'new' ? (items.find(({ isNow }) => isNow) ?? null) : editing}
            onDone={() => setEditing(null)}
          />
        )}
      </Drawer>
    </>
  )
}

function State({ row }: { row: WorkoffTableRecord }) {
  if (row.state === 'proposed') return <Tag color="orange">待第二人公布</Tag>
  return row.isNow ? <Tag color="green">现行</Tag> : <Tag>已公布</Tag>
}

type OneProps = { table: WorkoffTableRecord; onEdit: () => void; onGone: () => void }

function One({ table, onEdit, onGone }: OneProps) {
  const publish = useWrite(workoffsDesk.publishTable, '已公布')
  const withdraw = useWrite(workoffsDesk.withdrawTable, '已撤回')
  const { id, version, allowed, content } = table
  const takeBack = async (): Promise<void> => {
    const reason = await askReason('撤回这一版？', '撤回', true)
    if (reason) withdraw.mutate({ id, version, reason }, { onSuccess: onGone })
  }
  return (
    <>
      {table.state === 'proposed' && !allowed.includes('publish') && (
        <Alert type="info" title="起草的人不能自己公布，要由另一位同事公布。" style={{ marginBottom: 12 }} />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'from', label: '执行', children: `${longDay(table.validFrom)}起，${table.placeName}` },
          { key: 'days', label: '期限', children: `转办后${content.days}天内做满` },
          { key: 'source', label: '依据', children: table.source },
          { key: 'by', label: '起草', children: `${table.by}，${fullTime(table.at)}` },
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        {allowed.includes('publish') && (
          <Popconfirm
            title={`公布后不能再改，${longDay(table.validFrom)}起执行`}
            okText="公布"
            cancelText="再看看"
            onConfirm={() => publish.mutate({ id, version })}
          >
            <Button type="primary" loading={publish.isPending}>
              公布
            </Button>
          </Popconfirm>
        )}
        {allowed.includes('change') && <Button onClick={onEdit}>修改</Button>}
        {allowed.includes('withdraw') && (
          <Button danger loading={withdraw.isPending} onClick={() => void takeBack()}>
            撤回
          </Button>
        )}
      </Space>
      <Table
        size="small"
        pagination={false}
        rowKey="upToYuan"
        dataSource={content.steps.map((step, at) => ({ ...step, from: content.steps[at - 1]?.upToYuan ?? 0 }))}
        columns={[
          {
            title: '罚款',
            render: (_value, row) =>
              row.from === 0 ? `${row.upToYuan}元及以下` : `${row.from}元以上到${row.upToYuan}元`,
          },
          { title: '要做', render: (_value, row) => showMinutes(row.minutes) },
        ]}
      />
    </>
  )
}
