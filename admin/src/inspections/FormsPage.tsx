// Forms by kind of target with their versions: what holds, what held, what waits for a second person.
import { Alert, Button, Descriptions, Drawer, Popconfirm, Select, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { FormItem } from '@shared/inspections/forms'
import { inspectionsForms, type FormRecord } from '@shared/inspections/forms-contract'
import { dueText } from '@shared/inspections/score'
import { methodNames, targetKindNames, type TargetKind } from '@shared/inspections/vocabulary'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { FormEditor } from './FormEditor'
import { targetKindOptions } from './words'
import './inspections.css'

const FILTERS = ['kind', 'open'] as const

export function FormsPage() {
  const [{ kind, open }, setFilters] = useFilters(FILTERS)
  const query = useRead(inspectionsForms.list, kind ? { kind: kind as TargetKind } : {})
  const [editing, setEditing] = useState<FormRecord | 'new' | null>(null)
  const items = query.data?.items ?? []
  const shown = items.find(({ id }) => id === open)
  return (
    <Page
      title="检查表"
      hint="每类对象一张表，按版本生效：一位同事起草，另一位同事看过后公布，从明天或以后起执行；已经做过的检查仍按当时的表。"
      actions={
        query.data?.mayPropose && (
          <Button type="primary" onClick={() => setEditing('new')}>
            起草新版
          </Button>
        )
      }
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部对象"
          aria-label="对象类型"
          style={{ width: 160 }}
          value={kind}
          options={targetKindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
      </div>
      <ListTable<FormRecord>
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
        empty="还没有检查表；起草并公布后才能安排检查"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '对象', render: (_value, row) => targetKindNames[row.kind] },
          { title: '名称', render: (_value, row) => <span className="wrap">{row.content.title}</span> },
          { title: '执行', render: (_value, row) => `${row.validFrom} 起` },
          { title: '范围', render: (_value, row) => row.placeName },
          { title: '状态', render: (_value, row) => <State row={row} /> },
          { title: '起草', render: (_value, row) => row.by },
          { title: '公布', render: (_value, row) => row.publishedBy ?? '—' },
        ]}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={shown?.content.title ?? '检查表'}
        destroyOnHidden
      >
        {shown && <One form={shown} onEdit={() => setEditing(shown)} onGone={() => setFilters({ open: undefined })} />}
      </Drawer>
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={900}
        title={editing === 'new' ? '起草检查表' : '修改检查表'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing !== null && <FormEditor form={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />}
      </Drawer>
    </Page>
  )
}

function State({ row }: { row: FormRecord }) {
  if (row.state === 'proposed') return <Tag color="orange">待第二人公布</Tag>
  return row.isNow ? <Tag color="green">现行</Tag> : <Tag>已公布</Tag>
}

function One({ form, onEdit, onGone }: { form: FormRecord; onEdit: () => void; onGone: () => void }) {
  const publish = useWrite(inspectionsForms.publish, '已公布')
  const withdraw = useWrite(inspectionsForms.withdraw, '已撤回')
  const { id, version, allowed, content } = form
  const takeBack = async (): Promise<void> => {
    const reason = await askReason('撤回这一版？', '撤回', true)
    if (reason) withdraw.mutate({ id, version, reason }, { onSuccess: onGone })
  }
  return (
    <>
      {form.state === 'proposed' && !allowed.includes('publish') && (
        <Alert type="info" title="起草的人不能自己公布，要由另一位市级同事公布。" style={{ marginBottom: 12 }} />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'from', label: '执行', children: `${form.validFrom} 起` },
          { key: 'bags', label: '抽查袋数', children: content.bags > 0 ? `${content.bags}袋，检查前定好` : '不查袋' },
          { key: 'back', label: '再次出现', children: `${content.lookBackDays}天内同一项目、同一地点` },
          {
            key: 'due',
            label: '整改期限',
            children: content.severities.map((one) => `${one.name} ${dueText(one)}`).join('；'),
          },
          { key: 'source', label: '依据', children: content.source },
          { key: 'by', label: '起草', children: `${form.by}，${fullTime(form.at)}` },
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        {allowed.includes('publish') && (
          <Popconfirm
            title={`公布后不能再改，${form.validFrom} 起执行`}
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
      {content.items.map((item) => (
        <Item key={item.code} item={item} severities={content.severities} />
      ))}
    </>
  )
}

function Item({ item, severities }: { item: FormItem; severities: FormRecord['content']['severities'] }) {
  const nameOf = (code: string): string => severities.find((one) => one.code === code)?.name ?? code
  return (
    <div className="inspection-line">
      <header>
        <b>{item.title}</b>
        <span>
          {item.points}分 · {methodNames[item.method]}
          {item.mayBeAbsent && ' · 可不涉及'}
        </span>
      </header>
      {item.hint && <p className="faint">{item.hint}</p>}
      <Table
        size="small"
        pagination={false}
        rowKey="code"
        scroll={{ x: 'max-content' }}
        dataSource={item.phrases}
        columns={[
          { title: '发现', dataIndex: 'text' },
          { title: '扣分', render: (_value, row) => (item.method === 'yesNo' ? '全部' : row.points) },
          { title: '再次出现', render: (_value, row) => (item.method === 'yesNo' ? '全部' : row.again) },
          { title: '整改类别', render: (_value, row) => nameOf(row.severity) },
        ]}
      />
    </div>
  )
}
