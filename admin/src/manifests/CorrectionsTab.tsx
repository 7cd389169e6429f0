// Corrections of the area: which wait for the other side, which for staff.
import { Drawer, Select } from 'antd'
import type { Correction } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { correctionStateNames, correctionStates, sideNames, type CorrectionState } from '@shared/manifests/vocabulary'
import { shortTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { changeText, CorrectionCard } from './CorrectionCard'

const FILTERS = ['correctionState', 'correction'] as const
const options = correctionStates.map((value) => ({ value, label: correctionStateNames[value] }))

export function CorrectionsTab() {
  const [{ correctionState, correction }, setFilters] = useFilters(FILTERS)
  const list = useList(manifestsDesk.corrections, correctionState ? { state: correctionState as CorrectionState } : {})
  const shown = list.items.find(({ id }) => id === correction)
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="更正状态"
          style={{ width: 180 }}
          value={correctionState}
          options={options}
          onChange={(value?: string) => setFilters({ correctionState: value })}
        />
      </div>
      <ListTable<Correction>
        list={list}
        rowKey={(row) => row.id}
        empty="没有更正"
        onRow={(row) => setFilters({ correction: row.id })}
        columns={[
          { title: '提出', sort: 'askedAt', render: (_value, row) => shortTime(row.askedAt) },
          { title: '哪一单', render: (_value, row) => row.ofName },
          { title: '谁提出', render: (_value, row) => `${sideNames[row.side]} ${row.organisation}` },
          { title: '原来', render: (_value, row) => changeText(row.before) },
          { title: '改成', render: (_value, row) => changeText(row.change) },
          { title: '状态', render: (_value, row) => correctionStateNames[row.state] },
          { title: '答复期限', render: (_value, row) => row.dueOn },
        ]}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setFilters({ correction: undefined })}
        title="一条更正"
        destroyOnHidden
      >
        {shown && <CorrectionCard correction={shown} />}
      </Drawer>
    </>
  )
}
