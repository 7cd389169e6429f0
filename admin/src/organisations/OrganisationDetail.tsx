// One organisation: its people from–to, its facts, and ending or reopening it.
import { Alert, Button, Space, Tabs } from 'antd'
import { useState } from 'react'
import { organisations, type OrganisationRow } from '@shared/organisations/contract'
import { useRead, useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { MergeInto } from './MergeInto'
import { OrganisationForm } from './OrganisationForm'
import { PeopleTab } from './PeopleTab'

export function OrganisationDetail({ id }: { id: string }) {
  const query = useRead(organisations.get, { id })
  return (
    <Loaded query={query}>
      {(row) => (
        <>
          <h3 style={{ marginTop: 0 }}>{row.name}</h3>
          {row.standing === 'ended' && (
            <Alert
              type="info"
              showIcon
              title={
                row.mergedInto
                  ? `重复登记，已于 ${row.endedOn ?? ''} 并入“${row.mergedInto.name}”，人员和业务都已转过去。`
                  : `已于 ${row.endedOn ?? ''} 停用，人员登记到那一天为止。`
              }
              style={{ marginBottom: 12 }}
            />
          )}
          {!row.mayKeep && (
            <Alert
              type="info"
              showIcon
              title="您可以查看，不能修改：由所在街道或市级工作人员维护。"
              style={{ marginBottom: 12 }}
            />
          )}
          <Tabs
            items={[
              { key: 'people', label: '人员', children: <PeopleTab organisation={row} /> },
              {
                key: 'facts',
                label: '基本情况',
                children: <Facts row={row} />,
              },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

function Facts({ row }: { row: OrganisationRow }) {
  const end = useWrite(organisations.end, '已停用')
  const reopen = useWrite(organisations.reopen, '已恢复，请重新登记人员')
  const [merging, setMerging] = useState(false)
  const isActive = row.standing === 'active'
  const decide = async (): Promise<void> => {
    const reason = await askReason(
      isActive ? '停用这个单位？所有人员的登记到今天为止' : '恢复这个单位？原来的人员要重新登记',
      isActive ? '停用' : '恢复',
      isActive,
    )
    if (reason) (isActive ? end : reopen).mutate({ id: row.id, reason })
  }
  return (
    <>
      <OrganisationForm row={row} onDone={() => undefined} />
      {row.mayKeep && !row.mergedInto && (
        <Space style={{ marginTop: 16 }}>
          {isActive && <Button onClick={() => setMerging(true)}>并入另一个单位</Button>}
          <Button danger={isActive} onClick={() => void decide()}>
            {isActive ? '停用单位' : '恢复单位'}
          </Button>
        </Space>
      )}
      {merging && <MergeInto row={row} onClose={() => setMerging(false)} />}
    </>
  )
}
