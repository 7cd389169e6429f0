// Certificates of hours in the office: asked for, compared with the identity paper, issued or declined; issued ones are
// printed and, by who leads the office, taken back.
import { Button, Descriptions, Drawer, Select, Space, Tag } from 'antd'
import {
  certificateStatusNames,
  certificateStatuses,
  showIdentity,
  type CertificateStatus,
} from '@shared/shifts/certificates'
import { certificates, type DeskCertificate } from '@shared/shifts/certificates-contract'
import { showMinutes } from '@shared/shifts/hours'
import { longDay, showDay } from '@shared/time'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { PaperButton } from '@/ui/PaperButton'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'

const FILTERS = ['status', 'placeId', 'open'] as const
const colours = { asked: 'orange', issued: 'green', declined: 'default', revoked: 'red' } as const
const statuses = certificateStatuses.map((value) => ({ value, label: certificateStatusNames[value] }))

export function Certificates() {
  const [{ status, placeId, open }, setFilters] = useFilters(FILTERS)
  const list = useList(certificates.list, {
    ...(status ? { status: status as CertificateStatus } : {}),
    ...(placeId ? { placeId } : {}),
  })
  // what a link opens may stand far down in the list
  const named = useRead(certificates.list, { open: open ?? '' }, { enabled: open !== undefined })
  const one = list.items.find(({ id }) => id === open) ?? named.data?.items.find(({ id }) => id === open)
  return (
    <>
      <p className="faint">只算志愿者身份、经第二个人核实的时长。核对证件原件后再出具；不能给自己和家里人办。</p>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 160 }}
          value={status}
          options={statuses}
          onChange={(value?: string) => setFilters({ status: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
      </div>
      <ListTable<DeskCertificate>
        list={list}
        rowKey={(row) => row.id}
        empty={status ? '没有这样的证明' : '还没有人申请过证明'}
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '申请人', render: (_value, row) => row.name },
          { title: '服务时间', render: (_value, row) => `${showDay(row.from)}～${showDay(row.to)}` },
          { title: '时长', render: (_value, row) => <Length row={row} /> },
          { title: '出具单位', render: (_value, row) => <span className="wrap">{row.office}</span> },
          { title: '编号', render: (_value, row) => row.number ?? '—' },
          {
            title: '状态',
            render: (_value, row) => <Tag color={colours[row.status]}>{certificateStatusNames[row.status]}</Tag>,
          },
          {
            title: '最晚办理',
            render: (_value, row) => (row.status === 'asked' ? showDay(row.dueOn) : '—'),
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one ? `${one.name}的证明` : '证明'}
        loading={!one && named.isLoading}
        destroyOnHidden
      >
        {one ? <Detail one={one} /> : <p>没有找到这份证明，或不在您的片区。</p>}
      </Drawer>
    </>
  )
}

const Length = ({ row }: { row: DeskCertificate }) => (
  <span className="wrap">
    {showMinutes(row.minutes)}
    {row.madeUp > 0 && <div className="faint">另有补记{showMinutes(row.madeUp)}</div>}
  </span>
)

function Detail({ one }: { one: DeskCertificate }) {
  const { id, allowed } = one
  const decide = useWrite(certificates.decide, '已办理，已告诉本人')
  const revoke = useWrite(certificates.revoke, '已撤销，核验页已显示')
  const decline = async (): Promise<void> => {
    const reason = await askReason('不出具？原因本人看得到', '不出具', true)
    if (reason) decide.mutate({ id, outcome: 'declined', reason })
  }
  const takeBack = async (): Promise<void> => {
    const reason = await askReason('撤销这份证明？核验页会公开原因', '撤销', true)
    if (reason) revoke.mutate({ id, reason })
  }
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'name', label: '姓名', children: one.name },
          { key: 'account', label: '账户姓名', children: one.account ?? '账户没有填姓名，请问清是不是本人' },
          { key: 'paper', label: '证件', children: showIdentity(one.identityKind, one.identityTail) },
          { key: 'span', label: '服务时间', children: `${longDay(one.from)}至${longDay(one.to)}，${one.times}次` },
          { key: 'hours', label: '时长', children: <Length row={one} /> },
          { key: 'office', label: '出具单位', children: one.office },
          { key: 'number', label: '编号', children: one.number ?? '出具时生成' },
          { key: 'handler', label: '经办人', children: one.handler ?? '—' },
          { key: 'issued', label: '出具日期', children: one.issuedOn ? longDay(one.issuedOn) : '—' },
          { key: 'state', label: '状态', children: certificateStatusNames[one.status] },
          ...(one.reason ? [{ key: 'why', label: '原因', children: one.reason }] : []),
        ]}
      />
      {allowed.includes('decide') && <p>请核对证件原件：姓名相同，尾号相同，再出具。</p>}
      {one.status === 'asked' && !allowed.includes('decide') && (
        <p className="faint">与您有关，或不归您办，由别人出具。</p>
      )}
      <Space wrap style={{ marginTop: 16 }}>
        {allowed.includes('decide') && (
          <>
            <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate({ id, outcome: 'issued' })}>
              证件核对无误，出具
            </Button>
            <Button loading={decide.isPending} onClick={() => void decline()}>
              不出具
            </Button>
          </>
        )}
        {allowed.includes('paper') && (
          <PaperButton route={certificates.paper} input={{ id }} type="primary">
            打印证明
          </PaperButton>
        )}
        {allowed.includes('revoke') && (
          <Button danger loading={revoke.isPending} onClick={() => void takeBack()}>
            撤销
          </Button>
        )}
      </Space>
    </>
  )
}
