// One person whom the search found without a household: what they have asked for, what they do here, and what they have
// booked by an address alone.
import { Button, Table, Tag } from 'antd'
import { Link } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { households } from '@shared/people/household-contract'
import { fullTime } from '@/lib/format'
import { useRead } from '@/lib/query'
import { roleNames } from '@/lib/roles'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Failed, Loading, Nothing } from '@/ui/states'
import { PhoneButton } from './PhoneButton'

type Person = OutputOf<typeof households.person>
const FILTERS = ['open'] as const
const statusNames: Readonly<Record<Person['requests'][number]['status'], string>> = {
  waiting: '待审核',
  approved: '已同意',
  refused: '已拒绝',
  withdrawn: '已撤回',
  lapsed: '已过期',
}

export function PersonPage() {
  const [{ open }] = useFilters(FILTERS)
  if (open) return <One key={open} id={open} />
  return (
    <Page title="一个人">
      <Nothing text="在上面的搜索框里按手机号或姓名找一个人" />
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(households.person, { id })
  if (query.error)
    return (
      <Page title="一个人">
        <Failed error={query.error} retry={() => void query.refetch()} />
      </Page>
    )
  const one = query.data
  if (!one)
    return (
      <Page title="一个人">
        <Loading />
      </Page>
    )
  return (
    <Page
      title={one.name}
      hint={`${fullTime(one.since)} 注册，手机号${one.verified ? '已验证' : '还没有验证'}`}
      actions={
        <>
          <PhoneButton personId={id} name={one.name} />
          <Link to={`/bookings?bookedBy=${id}`}>
            <Button>看本人约的</Button>
          </Link>
        </>
      }
    >
      <p>
        {one.households.length === 0
          ? '没有住户：按地址预约的，记在地址上；同意入户以后，积分和免费件数才记到一户。'
          : '住户：'}
        {one.households.map((home) => (
          <Link key={home.id} to={`/household?open=${home.id}`} style={{ marginRight: 12 }}>
            {home.label}
          </Link>
        ))}
      </p>
      {one.roles.length > 0 && (
        <p>
          身份：
          {one.roles.map((row) => (
            <Tag key={`${row.role} ${row.placeName}`} color="green">
              {roleNames[row.role]} {row.placeName}
              {row.until && `，到 ${fullTime(row.until)}`}
            </Tag>
          ))}
        </p>
      )}
      <h4>入户申请</h4>
      <Table
        size="middle"
        pagination={false}
        dataSource={one.requests}
        rowKey="id"
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing text="没有申请过加入住户" /> }}
        columns={[
          { title: '申请加入', dataIndex: 'label' },
          { title: '时间', render: (_value, row) => fullTime(row.at) },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.status === 'waiting' ? 'orange' : 'default'}>{statusNames[row.status]}</Tag>
            ),
          },
          {
            title: '',
            render: (_value, row) => row.status === 'waiting' && <Link to="/households?tab=requests">去审核</Link>,
          },
        ]}
      />
    </Page>
  )
}
