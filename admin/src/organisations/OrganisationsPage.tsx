// Organisations of the area: found by name or kind; one opens with its facts and its people.
import { Button, Drawer, Input, Select, Tag } from 'antd'
import { organisations, type OrganisationRow } from '@shared/organisations/contract'
import {
  organisationKindNames,
  organisationStandingNames,
  type OrganisationKind,
  type OrganisationStanding,
} from '@shared/organisations/vocabulary'
import { useMay } from '@/lib/me'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ImportPanel } from '@/ui/ImportPanel'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { OrganisationDetail } from './OrganisationDetail'
import { OrganisationForm } from './OrganisationForm'
import { optionsOf } from './options'

const titles: Readonly<Record<string, string>> = { new: '登记单位', import: '批量导入单位' }
const IMPORT_NOTE =
  '按信用代码（没有时按名称）认定是不是同一家。空着的格子不改原来的内容；类型只增加，不去掉；已停用的单位不会被导入恢复。'
const FILTERS = ['q', 'kind', 'standing', 'organisation'] as const

export function OrganisationsPage() {
  const [{ q, kind, standing = 'active', organisation }, setFilters] = useFilters(FILTERS)
  const list = useList(organisations.list, {
    ...(q ? { q } : {}),
    ...(kind ? { kind: kind as OrganisationKind } : {}),
    ...(standing === 'all' ? {} : { standing: standing as OrganisationStanding }),
  })
  const mayCreate = useMay(organisations.create)
  const close = (): void => setFilters({ organisation: undefined })
  return (
    <Page
      title="单位"
      hint="物业、收运、学校、餐饮、评估机构等。谁在哪个单位、从哪天到哪天，决定谁能检查和评估谁。"
      actions={
        mayCreate && (
          <>
            <Button onClick={() => setFilters({ organisation: 'import' })}>批量导入</Button>
            <Button type="primary" onClick={() => setFilters({ organisation: 'new' })}>
              登记单位
            </Button>
          </>
        )
      }
    >
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="名称、拼音首字母或信用代码"
          aria-label="找单位"
          defaultValue={q}
          onSearch={(text) => setFilters({ q: text.trim() })}
          style={{ width: 280 }}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 160 }}
          value={kind}
          options={optionsOf(organisationKindNames)}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <Select
          aria-label="状态"
          style={{ width: 120 }}
          value={standing}
          options={[...optionsOf(organisationStandingNames), { value: 'all', label: '全部状态' }]}
          onChange={(value: string) => setFilters({ standing: value === 'active' ? undefined : value })}
        />
      </div>
      <ListTable<OrganisationRow>
        list={list}
        rowKey={(row) => row.id}
        empty={q || kind ? '没有符合条件的单位' : '还没有登记单位'}
        onRow={(row) => setFilters({ organisation: row.id })}
        columns={[
          { title: '名称', render: (_value, row) => <span className="wrap">{row.name}</span> },
          {
            title: '类型',
            render: (_value, row) => (
              <span className="wrap">{row.kinds.map((each) => organisationKindNames[each]).join('、')}</span>
            ),
          },
          { title: '所在', dataIndex: 'placeName' },
          { title: '电话', render: (_value, row) => row.phone ?? '—' },
          { title: '现有人员', className: 'number', dataIndex: 'people' },
          { title: '状态', render: (_value, row) => <Standing row={row} /> },
        ]}
      />
      <Drawer
        open={organisation !== undefined}
        onClose={close}
        size="large"
        title={titles[organisation ?? ''] ?? '单位'}
        destroyOnHidden
      >
        {organisation === 'new' ? (
          <OrganisationForm row={null} onDone={(id) => setFilters({ organisation: id })} />
        ) : organisation === 'import' ? (
          <ImportPanel kind="organisations" note={IMPORT_NOTE} />
        ) : (
          organisation && <OrganisationDetail id={organisation} />
        )}
      </Drawer>
    </Page>
  )
}

function Standing({ row }: { row: OrganisationRow }) {
  return (
    <Tag color={row.standing === 'active' ? 'green' : 'default'}>
      {organisationStandingNames[row.standing]}
      {row.endedOn && `（${row.endedOn}）`}
    </Tag>
  )
}
