// Indicator tables with their versions: what holds, what held, what waits for a second person, clause by clause against
// the version before, and tried on past applications.
import { Alert, Button, Descriptions, Drawer, Popconfirm, Select, Space, Table, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { levelNames, showPoints } from '@shared/cells/scoring'
import { cellKindNames, checkModeNames, sourceWords, tableFormNames } from '@shared/cells/table-words'
import type { CellKind } from '@shared/cells/table-words'
import type { TableItem } from '@shared/cells/tables'
import { cellTables, type TableDetail, type TableRow } from '@shared/cells/tables-contract'
import { changeNames } from '@shared/cells/versions'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { Loaded, Nothing } from '@/ui/states'
import { TableEditor } from './TableEditor'
import { methodText } from './TableMethod'
import { kindOptions } from './words'
import './cells.css'

const FILTERS = ['kind', 'open'] as const

export function TablesPage() {
  const [{ kind, open }, setFilters] = useFilters(FILTERS)
  const query = useRead(cellTables.list, kind ? { kind: kind as CellKind } : {})
  const [editing, setEditing] = useState<TableDetail | null>(null)
  const items = query.data?.items ?? []
  const close = (): void => setFilters({ open: undefined })
  return (
    <Page
      title="评价表"
      hint="每类单位一张表，标准和评价细则各有版次。一位同事从现行的表起草新版，另一位看过后公布；已经开始的申报仍按原来的表。"
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 200 }}
          value={kind}
          options={kindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
      </div>
      <ListTable<TableRow>
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
        empty="还没有评价表"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '类型', render: (_value, row) => cellKindNames[row.kind] },
          { title: '版次', render: (_value, row) => `标准第${row.standardEdition}版，细则第${row.ruleEdition}版` },
          { title: '条款', render: (_value, row) => `${row.items}条，平台填${row.byPlatform}条` },
          { title: '执行', render: (_value, row) => `${row.validFrom} 起` },
          { title: '范围', render: (_value, row) => row.placeName },
          { title: '状态', render: (_value, row) => <State row={row} /> },
          { title: '起草', render: (_value, row) => row.by },
          { title: '公布', render: (_value, row) => row.publishedBy ?? '—' },
        ]}
      />
      <Drawer open={open !== undefined} onClose={close} size={1000} title="评价表" destroyOnHidden>
        {open && <One id={open} mayPropose={query.data?.mayPropose ?? false} onEdit={setEditing} onGone={close} />}
      </Drawer>
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={1000}
        title={editing?.state === 'proposed' ? '修改评价表' : '起草新版'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing !== null && <TableEditor table={editing} onDone={() => setEditing(null)} />}
      </Drawer>
    </Page>
  )
}

function State({ row }: { row: TableRow }) {
  if (row.state === 'proposed') return <Tag color="orange">待第二人公布</Tag>
  return row.isNow ? <Tag color="green">现行</Tag> : <Tag>已公布</Tag>
}

type OneProps = { id: string; mayPropose: boolean; onEdit: (table: TableDetail) => void; onGone: () => void }

function One({ id, ...rest }: OneProps) {
  const query = useRead(cellTables.show, { id })
  return <Loaded query={query}>{(table) => <Shown table={table} {...rest} />}</Loaded>
}

function Shown({ table, mayPropose, onEdit, onGone }: Omit<OneProps, 'id'> & { table: TableDetail }) {
  const { content, since } = table
  const { standard, rule, steps } = content
  return (
    <>
      {table.state === 'proposed' && !table.allowed.includes('publish') && (
        <Alert type="info" title="起草的人不能自己公布，要由另一位市级同事公布。" style={{ marginBottom: 12 }} />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'standard', label: '标准', children: `《${standard.title}（第${standard.edition}版）》` },
          {
            key: 'rule',
            label: '细则',
            children: `《${rule.title}（第${rule.edition}版）》，${tableFormNames[content.form]}`,
          },
          { key: 'from', label: '执行', children: `${table.validFrom} 起` },
          {
            key: 'sunset',
            label: '旧版截止',
            children: table.sunset ? `按旧版开始的，${table.sunset} 以前提交` : '按旧版开始的，做完为止',
          },
          { key: 'steps', label: '各步叫法', children: Object.values(steps).join('·') },
          {
            key: 'lines',
            label: '分数线',
            children: `${content.titledFrom}分达标，${content.modelFrom}分示范；加分最多${content.bonusCap}分；有效${content.validYears}年`,
          },
          { key: 'source', label: '依据', children: content.source },
          { key: 'by', label: '起草', children: `${table.by}，${fullTime(table.at)}` },
        ]}
      />
      <Acts table={table} mayPropose={mayPropose} onEdit={onEdit} onGone={onGone} />
      <Tabs
        items={[
          { key: 'clauses', label: '条款', children: <Clauses table={table} /> },
          {
            key: 'changes',
            label: since ? `和上一版比（${since.changes.length + since.frame.length}处）` : '和上一版比',
            children: <Changes since={since} />,
          },
          { key: 'trial', label: '试算', children: <Trial id={table.id} /> },
        ]}
      />
    </>
  )
}

function Acts({ table, mayPropose, onEdit, onGone }: Omit<OneProps, 'id'> & { table: TableDetail }) {
  const publish = useWrite(cellTables.publish, '已公布')
  const withdraw = useWrite(cellTables.withdraw, '已撤回')
  const { id, version, allowed } = table
  const takeBack = async (): Promise<void> => {
    const reason = await askReason('撤回这一版？', '撤回', true)
    if (reason) withdraw.mutate({ id, version, reason }, { onSuccess: onGone })
  }
  return (
    <Space wrap style={{ margin: '12px 0' }}>
      {allowed.includes('publish') && (
        <Popconfirm
          title={`公布后不能再改，${table.validFrom} 起执行`}
          onConfirm={() => publish.mutate({ id, version })}
        >
          <Button type="primary" loading={publish.isPending}>
            公布
          </Button>
        </Popconfirm>
      )}
      {allowed.includes('change') && <Button onClick={() => onEdit(table)}>修改</Button>}
      {allowed.includes('withdraw') && (
        <Button danger loading={withdraw.isPending} onClick={() => void takeBack()}>
          撤回
        </Button>
      )}
      {table.state === 'published' && mayPropose && <Button onClick={() => onEdit(table)}>从这一版起草新版</Button>}
    </Space>
  )
}

function Clauses({ table: { content } }: { table: TableDetail }) {
  return (
    <>
      {content.sections.map((section) => (
        <section key={section.code}>
          <h4>
            {section.name}（{section.max}分）
          </h4>
          <Items items={section.items} />
        </section>
      ))}
      {content.bonus.length > 0 && (
        <section>
          <h4>加分（最多{content.bonusCap}分）</h4>
          <Items items={content.bonus} />
        </section>
      )}
      <h4>一票否决</h4>
      <ul>
        {content.vetoes.map(({ code, text }) => (
          <li key={code}>{text}</li>
        ))}
      </ul>
    </>
  )
}

function Items({ items }: { items: readonly TableItem[] }) {
  return (
    <Table<TableItem>
      size="small"
      pagination={false}
      rowKey="code"
      scroll={{ x: 'max-content' }}
      dataSource={[...items]}
      columns={[
        { title: '条款', dataIndex: 'clause' },
        {
          title: '要求',
          className: 'cell-clause',
          render: (_value, { text, required, mayBeAbsent }) => (
            <>
              {text} {required && <Tag color="red">必备</Tag>}
              {mayBeAbsent && <Tag>可不涉及</Tag>}
            </>
          ),
        },
        { title: '满分', dataIndex: 'max' },
        { title: '评分办法', className: 'cell-clause', render: (_value, item) => methodText(item.method) },
        {
          title: '核对',
          render: (_value, { check, source, evidence }) =>
            source
              ? `平台：${sourceWords[source].name}`
              : `${checkModeNames[check]}${evidence.ask ? `，${evidence.ask}` : ''}`,
        },
      ]}
    />
  )
}

type Since = TableDetail['since']
type Change = NonNullable<Since>['changes'][number]

function Changes({ since }: { since: Since }) {
  if (!since) return <Nothing text="这是第一版，没有上一版可比。" />
  if (since.changes.length + since.frame.length === 0) return <Nothing text="和上一版一样。" />
  const side = (one: Change['before']): string =>
    one ? `${one.clause} ${one.text}${one.max ? `（${one.max}分）` : ''}` : '—'
  return (
    <>
      <p className="faint">上一版从 {since.validFrom} 起执行。</p>
      {since.frame.map(({ name, before, after }) => (
        <p key={name}>
          {name}：{before} → {after}
        </p>
      ))}
      <Table<Change>
        size="small"
        pagination={false}
        rowKey="code"
        scroll={{ x: 'max-content' }}
        dataSource={since.changes}
        columns={[
          {
            title: '变化',
            render: (_value, { kinds }) => kinds.map((kind) => <Tag key={kind}>{changeNames[kind]}</Tag>),
          },
          { title: '原来', className: 'cell-clause', render: (_value, row) => side(row.before) },
          { title: '现在', className: 'cell-clause', render: (_value, row) => side(row.after) },
        ]}
      />
    </>
  )
}

function Trial({ id }: { id: string }) {
  const query = useRead(cellTables.trial, { id })
  return (
    <Loaded query={query}>
      {({ applications }) => {
        if (applications.length === 0) return <Nothing text="近两年还没有打过分的同类申报，试算不了。" />
        const moved = applications.filter(({ levelBefore, levelAfter }) => levelBefore !== levelAfter).length
        return (
          <>
            <p>
              拿近两年打过分的{applications.length}份申报试算，{moved > 0 ? `${moved}份的结果会变` : '结果都不变'}
              。新增的条款没有答案，按0分算；试算不改任何东西。
            </p>
            <Table
              size="small"
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
              rowKey="id"
              scroll={{ x: 'max-content' }}
              dataSource={applications}
              columns={[
                { title: '名称', dataIndex: 'name' },
                {
                  title: '原来',
                  render: (_value, row) => `${showPoints(row.before)}分，${levelNames[row.levelBefore]}`,
                },
                {
                  title: '按这一版',
                  render: (_value, row) => `${showPoints(row.after)}分，${levelNames[row.levelAfter]}`,
                },
                { title: '没有答案的条款', dataIndex: 'toAnswer' },
              ]}
            />
          </>
        )
      }}
    </Loaded>
  )
}
