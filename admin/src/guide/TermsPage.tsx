// The guide's entries: find, edit, retire. What changed is published from EditionsPage.tsx.
import { Button, Drawer, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { guide } from '@shared/guide/contract'
import { shortTime, withCommas } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ImportPanel } from '@/ui/ImportPanel'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { codeOptions, codeText, routeNames } from './words'
import { TermDrawer } from './TermDrawer'

const FILTERS = ['q', 'code', 'changed', 'term'] as const
type Row = OutputOf<typeof guide.terms>['items'][number]

export function TermsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const { term, changed, ...search } = filters
  const list = useList(guide.terms, { ...search, ...(changed === 'true' ? { changed } : {}) })
  const edition = useRead(guide.edition, {})
  const [importing, setImporting] = useState(false)
  const listed = list.items.find((row) => row.id === term)
  // what is typed stays open, though a colleague's save may move the row out of the list
  const [opened, setOpened] = useState(listed)
  if (listed && listed !== opened) setOpened(listed)
  const editing: Row | 'new' | null =
    term === 'new' ? 'new' : (listed ?? (opened?.id === term ? (opened ?? null) : null))
  const about = edition.data
  const mayEdit = useMay(guide.saveTerm)
  return (
    <Page
      title="词条"
      hint={
        about &&
        `现行第${about.number}版（${about.publishedOn}），${withCommas(about.terms)}个词条、${withCommas(about.names)}个名称，${about.reviewedBy ? `${about.reviewedBy} 复核` : '未经主管部门复核'}`
      }
      actions={
        mayEdit && (
          <>
            <Button onClick={() => setImporting(true)}>导入</Button>
            <Button onClick={() => setFilters({ term: 'new' })}>新词条</Button>
            <Link to="/guide-editions">
              <Button type="primary">发布新版</Button>
            </Link>
          </>
        )
      }
    >
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="名称或别名"
          aria-label="按名称查"
          defaultValue={filters.q}
          onSearch={(q) => setFilters({ q })}
          style={{ width: 240 }}
        />
        <Select
          allowClear
          placeholder="全部类别"
          aria-label="按类别筛选"
          style={{ width: 200 }}
          value={filters.code}
          options={codeOptions}
          onChange={(code) => setFilters({ code })}
        />
        <Select
          allowClear
          placeholder="全部"
          aria-label="是否有未发布的改动"
          style={{ width: 200 }}
          value={changed}
          options={[{ value: 'true', label: '改过、还没发布' }]}
          onChange={(value) => setFilters({ changed: value })}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的词条"
        onRow={(row) => setFilters({ term: row.id })}
        columns={[
          { title: '名称', dataIndex: 'name' },
          { title: '类别', render: (_value, row) => codeText(row.code) },
          { title: '去向', render: (_value, row) => routeNames[row.route] },
          {
            title: '别名',
            render: (_value, row) => (
              <span className="wrap">
                {row.aliases.slice(0, 6).join('、') || '—'}
                {row.aliases.length > 6 && ` 等 ${row.aliases.length}个`}
              </span>
            ),
          },
          { title: '怎么处理', render: (_value, row) => <span className="wrap">{row.preparation || '—'}</span> },
          {
            title: '状态',
            render: (_value, row) =>
              row.changedSincePublished ? <Tag color="orange">未发布</Tag> : <Tag color="green">已发布</Tag>,
          },
          { title: '修改', render: (_value, row) => shortTime(row.updatedAt) },
        ]}
      />
      {editing && (
        <TermDrawer
          key={editing === 'new' ? 'new' : editing.id}
          term={editing}
          mayEdit={mayEdit}
          onClose={() => setFilters({ term: undefined })}
        />
      )}
      <Drawer open={importing} onClose={() => setImporting(false)} size="large" title="导入词条" destroyOnHidden>
        <ImportPanel kind="guideTerms" />
      </Drawer>
    </Page>
  )
}
