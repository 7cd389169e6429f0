// Applications of the area: where each stands, what is due, what it came to. One opens with everything of it.
import { Drawer, Input, Select, Tag } from 'antd'
import { cellsDesk, type DeskRow } from '@shared/cells/desk-contract'
import { cells } from '@shared/cells/contract'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames, type CellKind } from '@shared/cells/table-words'
import type { CellState } from '@shared/cells/vocabulary'
import { showDay } from '@shared/time'
import { download } from '@/lib/api'
import { shortTime } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Deadline } from '@/ui/Deadline'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'
import { CellDetail } from './CellDetail'
import { kindOptions, stateOptions, StateTag } from './words'
import './cells.css'

const FILTERS = ['state', 'kind', 'placeId', 'q', 'open'] as const

export function CellsPage() {
  const [{ state, kind, placeId, q, open }, setFilters] = useFilters(FILTERS)
  const asked = {
    ...(state ? { state: state as CellState } : {}),
    ...(kind ? { kind: kind as CellKind } : {}),
    ...(placeId ? { placeId } : {}),
  }
  const list = useList(cellsDesk.list, { ...asked, ...(q ? { q } : {}) })
  return (
    <Page title="无废细胞" hint="单位、小区和家庭的申报：资料审核、现场评估、整改、公示、命名和以后的检查。">
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 170 }}
          value={state}
          options={stateOptions}
          onChange={(value?: string) => setFilters({ state: value })}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 170 }}
          value={kind}
          options={kindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Input.Search
          allowClear
          placeholder="名称"
          aria-label="名称"
          style={{ width: 180 }}
          defaultValue={q}
          onSearch={(text) => setFilters({ q: text.trim() || undefined })}
        />
        <ExportButtons save={(format) => download(cellsDesk.exportList, { ...asked, format })} />
      </div>
      <ListTable<DeskRow>
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的申报"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          {
            title: '名称',
            render: (_value, row) => (
              <>
                {row.subject.name}
                <div className="faint">{row.subject.placeNames.slice(-2).join(' ')}</div>
              </>
            ),
          },
          { title: '类型', render: (_value, row) => cellKindNames[row.kind] },
          {
            title: '状态',
            render: (_value, row) => (
              <>
                <StateTag state={row.state} />
                {row.isModel && <Tag color="gold">示范</Tag>}
              </>
            ),
          },
          { title: '下一步', render: (_value, row) => <span className="wrap">{row.next}</span> },
          { title: '期限', sort: 'dueOn', render: (_value, row) => (row.dueOn ? <Deadline day={row.dueOn} /> : '—') },
          { title: '得分', render: (_value, row) => (row.total === null ? '—' : showPoints(row.total)) },
          { title: '提交', render: (_value, row) => (row.submittedOn ? showDay(row.submittedOn) : '—') },
          {
            title: '证书',
            render: (_value, row) =>
              row.certificate ? (
                <>
                  {row.certificate.code}
                  <div className="faint">到{showDay(row.certificate.until)}</div>
                </>
              ) : (
                '—'
              ),
          },
          { title: '更新', sort: 'updatedAt', render: (_value, row) => shortTime(row.updatedAt) },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size={1080}
        title="一份申报"
        destroyOnHidden
      >
        {open && <One key={open} id={open} />}
      </Drawer>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(cells.show, { id })
  return <Loaded query={query}>{(cell) => <CellDetail cell={cell} />}</Loaded>
}
