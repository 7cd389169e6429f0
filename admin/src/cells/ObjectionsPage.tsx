// Objections to public notices: what was said, by when it is decided, and the decision. Upheld: there is no title.
import { Button, Drawer, Space, Tag } from 'antd'
import { Link } from 'react-router'
import { cellsDesk, type Objection } from '@shared/cells/desk-contract'
import { cellKindNames } from '@shared/cells/table-words'
import { dayOf } from '@shared/time'
import { fullTime, shortTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Deadline } from '@/ui/Deadline'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'

const outcomeNames = { open: '待裁定', upheld: '成立', dismissed: '不成立' } as const
const colours = { open: 'orange', upheld: 'red', dismissed: undefined } as const
const FILTERS = ['open'] as const

export function ObjectionsPage() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const list = useList(cellsDesk.objections, open ? { open } : {})
  const shown = list.items.find(({ id }) => id === open)
  return (
    <Page title="公示异议" hint="提出人只有裁定的人看得到；参与过这份申请的人不能裁定。">
      <ListTable<Objection>
        list={list}
        rowKey={(row) => row.id}
        empty="没有公示异议"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '时间', sort: 'at', render: (_value, row) => shortTime(row.at) },
          { title: '公示对象', render: (_value, row) => row.subject.name },
          { title: '类型', render: (_value, row) => cellKindNames[row.kind] },
          {
            title: '状态',
            render: (_value, row) => <Tag color={colours[row.outcome]}>{outcomeNames[row.outcome]}</Tag>,
          },
          {
            title: '期限',
            render: (_value, row) =>
              row.dueAt ? <Deadline day={dayOf(new Date(row.dueAt))} ended={row.outcome !== 'open'} /> : '—',
          },
          { title: '内容', render: (_value, row) => <span className="wrap">{row.text}</span> },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一条异议"
        destroyOnHidden
      >
        {shown && <One objection={shown} />}
      </Drawer>
    </Page>
  )
}

function One({
  objection: { id, applicationId, subject, text, by, at, outcome, reason, mayDecide },
}: {
  objection: Objection
}) {
  const resolve = useWrite(cellsDesk.resolve, '已裁定，提出人和申报单位会收到消息')
  const decide = async (as: 'upheld' | 'dismissed'): Promise<void> => {
    const why = await askReason(
      as === 'upheld' ? '异议成立？这一份就不命名了。' : '异议不成立？公示继续。',
      as === 'upheld' ? '成立' : '不成立',
      as === 'upheld',
    )
    if (why) resolve.mutate({ id, outcome: as, reason: why })
  }
  return (
    <>
      <p>
        <Link to={`/cells?open=${applicationId}`}>{subject.name}的申报</Link>
      </p>
      <p className="faint">
        {by}，{fullTime(at)}
      </p>
      <p>{text}</p>
      {outcome !== 'open' && (
        <p>
          <Tag color={colours[outcome]}>{outcomeNames[outcome]}</Tag>
          {reason}
        </p>
      )}
      {outcome === 'open' && mayDecide && (
        <Space wrap>
          <Button danger loading={resolve.isPending} onClick={() => void decide('upheld')}>
            异议成立
          </Button>
          <Button type="primary" loading={resolve.isPending} onClick={() => void decide('dismissed')}>
            不成立，公示继续
          </Button>
        </Space>
      )}
    </>
  )
}
