// A household's log at the bins, in its page: each line with its result and points.
import { Tag } from 'antd'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { logStateNames, resultNames } from '@shared/dropoffs/vocabulary'
import { streamNames } from '@shared/places/vocabulary'
import { fullTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Photos } from '@/ui/Photos'

const contestNames = { open: '异议待答复', upheld: '异议成立', kept: '异议不成立' }

export function HouseholdDropoffs({ householdId }: { householdId: string }) {
  const list = useList(dropoffsDesk.household, { householdId })
  return (
    <ListTable
      list={list}
      rowKey={(row) => row.id}
      empty="这一户还没有投放登记"
      columns={[
        { title: '时间', render: (_value, row) => fullTime(row.at) },
        { title: '投放点', dataIndex: 'siteName' },
        { title: '类别', render: (_value, row) => streamNames[row.stream] },
        {
          title: '结果',
          render: (_value, row) => (
            <>
              <Tag color={row.result === 'correct' ? 'green' : 'orange'}>{resultNames[row.result]}</Tag>
              {row.leadResult && `复看：${resultNames[row.leadResult]}`}
            </>
          ),
        },
        { title: '状态', render: (_value, row) => logStateNames[row.state] },
        {
          title: '积分',
          className: 'number',
          render: (_value, row) =>
            row.isBeyondDaily
              ? '当天已记过一袋'
              : row.points === 0
                ? '—'
                : `${row.points}${row.pointsState === 'pending' ? '（待入账）' : ''}`,
        },
        {
          title: '说明和照片',
          render: (_value, row) => (
            <>
              {row.note || (row.photoIds.length === 0 && '—')}
              <Photos ids={row.photoIds} label="登记照片" />
            </>
          ),
        },
        { title: '异议', render: (_value, row) => (row.contest ? contestNames[row.contest] : '—') },
      ]}
    />
  )
}
