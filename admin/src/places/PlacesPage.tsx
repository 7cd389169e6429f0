// The tree of places: walk down, find by name, open one for its facts and its rules; import and export.
import { Breadcrumb, Button, Drawer, Input, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { placesDesk } from '@shared/places/desk-contract'
import type { PlaceRow } from '@shared/places/desk-rows'
import { managementNames } from '@shared/places/vocabulary'
import { withCommas } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { Tables } from './Tables'
import { MovePlace } from './MovePlace'
import { PlaceForm } from './PlaceForm'
import { SettingsForm } from './SettingsForm'

const FILTERS = ['parentId', 'q', 'place'] as const

export function PlacesPage() {
  const [{ parentId, q, place }, setFilters] = useFilters(FILTERS)
  const tree = useList(placesDesk.tree, parentId ? { parentId } : {})
  const found = useList(placesDesk.search, { q: q ?? '市' })
  const parent = useRead(placesDesk.get, { id: parentId ?? '' }, { enabled: parentId !== undefined })
  const [importing, setImporting] = useState(false)
  const list = q ? found : tree
  const mayShape = useMay(placesDesk.create)
  return (
    <Page
      title="地点"
      hint="市 → 区县 → 街道/镇 → 社区/村 → 小区/自然村"
      actions={
        <>
          <Button onClick={() => setImporting(true)}>{mayShape ? '导入与导出' : '导出'}</Button>
          {mayShape && (
            <Button type="primary" onClick={() => setFilters({ place: 'new' })}>
              新增地点
            </Button>
          )}
        </>
      }
    >
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="名称、拼音首字母或代码"
          aria-label="找地点"
          defaultValue={q}
          onSearch={(text) => setFilters({ q: text })}
          style={{ width: 280 }}
        />
      </div>
      {!q && <Path place={parent.data} onGo={(id) => setFilters({ parentId: id })} />}
      <ListTable<PlaceRow>
        list={list}
        rowKey={(row) => row.id}
        empty={q ? '没有找到，换个名称试试' : '下面还没有地点'}
        columns={[
          {
            title: '名称',
            render: (_value, row) =>
              row.childCount > 0 ? (
                <Button
                  type="link"
                  style={{ paddingInline: 0 }}
                  onClick={() => setFilters({ parentId: row.id, q: undefined })}
                >
                  {row.name}
                </Button>
              ) : (
                row.name
              ),
          },
          { title: '类型', render: (_value, row) => row.kindName },
          { title: '所在', render: (_value, row) => row.pathNames.slice(0, -1).join(' › ') },
          { title: '代码', render: (_value, row) => row.code ?? '—' },
          {
            title: '户数',
            className: 'number',
            render: (_value, row) => (row.households > 0 ? withCommas(row.households) : '—'),
          },
          {
            title: '物业',
            render: (_value, row) =>
              row.companyName ??
              (row.management
                ? `${managementNames[row.management]}${row.substituteName ? `：${row.substituteName}` : ''}`
                : '—'),
          },
          {
            title: '状态',
            render: (_value, row) => (row.status === 'active' ? <Tag color="green">使用中</Tag> : <Tag>已停用</Tag>),
          },
          {
            title: '',
            render: (_value, row) => (
              <Button size="small" onClick={() => setFilters({ place: row.id })}>
                查看
              </Button>
            ),
          },
        ]}
      />
      <Drawer
        open={place !== undefined}
        onClose={() => setFilters({ place: undefined })}
        size="large"
        title={place === 'new' ? '新增地点' : '地点'}
        destroyOnHidden
      >
        {place === 'new' ? (
          <PlaceForm place={null} parentId={parentId} onDone={() => setFilters({ place: undefined })} />
        ) : (
          place && <Details id={place} onDone={() => setFilters({ place: undefined })} />
        )}
      </Drawer>
      <Drawer
        open={importing}
        onClose={() => setImporting(false)}
        size="large"
        title={mayShape ? '导入与导出' : '导出'}
        destroyOnHidden
      >
        <Tables placeId={parentId} />
      </Drawer>
    </Page>
  )
}

function Path({ place, onGo }: { place: PlaceRow | undefined; onGo: (id: string | undefined) => void }) {
  const steps = place
    ? place.path.map((id, index) => ({ key: id, title: <a onClick={() => onGo(id)}>{place.pathNames[index]}</a> }))
    : []
  return (
    <Breadcrumb
      style={{ marginBottom: 12 }}
      items={[{ key: 'top', title: <a onClick={() => onGo(undefined)}>我负责的地点</a> }, ...steps]}
    />
  )
}

function Details({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useRead(placesDesk.get, { id })
  return (
    <Loaded query={query}>
      {(place) => (
        <Tabs
          items={[
            {
              key: 'facts',
              label: '基本情况',
              children: <PlaceForm place={place} parentId={place.parentId ?? undefined} onDone={onDone} />,
            },
            { key: 'rules', label: '规则', children: <SettingsForm id={id} /> },
            { key: 'parent', label: '上级', children: <MovePlace place={place} /> },
          ]}
        />
      )}
    </Loaded>
  )
}
