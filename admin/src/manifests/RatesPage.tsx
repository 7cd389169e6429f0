// Rate cards of the metered fee with their versions: what holds, what held, what waits for a second person.
import { Alert, Button, Descriptions, Drawer, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { showRate } from '@shared/manifests/bills'
import { manifestsBills, type RateCardRecord } from '@shared/manifests/bills-contract'
import { showKg } from '@shared/manifests/book'
import { showFen } from '@shared/units'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { RateForm } from './RateForm'
import { kindName } from './words'

const FILTERS = ['open'] as const

export function RatesPage() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const query = useRead(manifestsBills.cards, {})
  const [editing, setEditing] = useState<RateCardRecord | 'new' | null>(null)
  const items = query.data?.items ?? []
  const shown = items.find(({ id }) => id === open)
  return (
    <Page
      title="餐厨费率"
      hint="按量计费的费率，按版本生效：一位同事起草，另一位同事看过后公布，从某月1日起执行。账单只记账，收款在别处。"
      actions={
        query.data?.mayPropose && (
          <Button type="primary" onClick={() => setEditing('new')}>
            起草新费率
          </Button>
        )
      }
    >
      <ListTable<RateCardRecord>
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
        empty="还没有费率；没有公布费率的地方不计费"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '执行', render: (_value, row) => `${row.validFrom} 起` },
          { title: '范围', render: (_value, row) => row.placeName },
          { title: '状态', render: (_value, row) => <State row={row} /> },
          { title: '费率', render: (_value, row) => <span className="wrap">{inShort(row)}</span> },
          { title: '依据', render: (_value, row) => <span className="wrap">{row.source}</span> },
          { title: '起草', render: (_value, row) => row.by },
          { title: '公布', render: (_value, row) => row.publishedBy ?? '—' },
        ]}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={shown ? `${shown.validFrom} 起的费率` : '费率'}
        destroyOnHidden
      >
        {shown && <One card={shown} onEdit={() => setEditing(shown)} onGone={() => setFilters({ open: undefined })} />}
      </Drawer>
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={820}
        title={editing === 'new' ? '起草费率' : '修改费率'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing !== null && (
          <RateForm
            card={editing === 'new' ? null : editing}
            from={editing === 'new' ? (items.find(({ isNow }) => isNow) ?? null) : editing}
            onDone={() => setEditing(null)}
          />
        )}
      </Drawer>
    </Page>
  )
}

const inShort = ({ content }: RateCardRecord): string =>
  content.kinds
    .map(({ kind, tiers }) => `${kindName(kind)} ${tiers.map(({ fenPerTonne }) => showRate(fenPerTonne)).join('、')}`)
    .join('；')

function State({ row }: { row: RateCardRecord }) {
  if (row.state === 'proposed') return <Tag color="orange">待第二人公布</Tag>
  return row.isNow ? <Tag color="green">现行</Tag> : <Tag>已公布</Tag>
}

function One({ card, onEdit, onGone }: { card: RateCardRecord; onEdit: () => void; onGone: () => void }) {
  const publish = useWrite(manifestsBills.publishCard, '已公布')
  const withdraw = useWrite(manifestsBills.withdrawCard, '已撤回')
  const { id, version, allowed, content } = card
  const takeBack = async (): Promise<void> => {
    const reason = await askReason('撤回这一版？', '撤回', true)
    if (reason) withdraw.mutate({ id, version, reason }, { onSuccess: onGone })
  }
  return (
    <>
      {card.state === 'proposed' && !allowed.includes('publish') && (
        <Alert type="info" title="起草的人不能自己公布，要由另一位市级同事公布。" style={{ marginBottom: 12 }} />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'from', label: '执行', children: `${card.validFrom} 起，${card.placeName}` },
          { key: 'base', label: '每月基本费', children: showFen(content.baseFen) },
          { key: 'source', label: '依据', children: card.source },
          { key: 'by', label: '起草', children: `${card.by}，${fullTime(card.at)}` },
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        {allowed.includes('publish') && (
          <Popconfirm
            title={`公布后不能再改，${card.validFrom} 起执行`}
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
      {content.kinds.map(({ kind, tiers }) => (
        <section key={kind} className="section">
          <h4>{kindName(kind)}</h4>
          <Table
            size="small"
            pagination={false}
            rowKey="from"
            dataSource={tiers.map((tier, at) => ({ ...tier, from: tiers[at - 1]?.upToGrams ?? 0 }))}
            columns={[
              {
                title: '每月的量',
                render: (_value, row) =>
                  row.upToGrams === null
                    ? row.from === 0
                      ? '全部'
                      : `${showKg(row.from)}千克以上`
                    : `${showKg(row.from)}～${showKg(row.upToGrams)}千克`,
              },
              { title: '单价', className: 'number', render: (_value, row) => showRate(row.fenPerTonne) },
            ]}
          />
        </section>
      ))}
    </>
  )
}
