// Hours that were not recorded on the evening: what is asked for, what proves it, and a decision by somebody else.
import { Button, Descriptions, Drawer, Select, Space, Tag } from 'antd'
import { showMinutes } from '@shared/shifts/hours'
import { madeUpStatusNames, madeUpStatuses, type MadeUpStatus } from '@shared/shifts/made-up'
import { madeUpHours, type DeskMadeUp } from '@shared/shifts/made-up-contract'
import { showDay } from '@shared/time'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'

const FILTERS = ['status', 'open'] as const
const colours = { asked: 'orange', approved: 'green', declined: 'default' } as const
const statuses = madeUpStatuses.map((value) => ({ value, label: madeUpStatusNames[value] }))

export function MadeUp() {
  const [{ status, open }, setFilters] = useFilters(FILTERS)
  const list = useList(madeUpHours.list, status ? { status: status as MadeUpStatus } : {})
  // what a link opens may stand far down in the list
  const named = useRead(madeUpHours.list, { open: open ?? '' }, { enabled: open !== undefined })
  const one = list.items.find(({ id }) => id === open) ?? named.data?.items.find(({ id }) => id === open)
  return (
    <>
      <p className="faint">补记的时长单独列出，不和核实的时长混在一起，也不计积分。不能办自己和家里人的。</p>
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
      </div>
      <ListTable<DeskMadeUp>
        list={list}
        rowKey={(row) => row.id}
        empty={status ? '没有这样的申请' : '还没有人申请过补记'}
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '申请人', render: (_value, row) => row.person },
          { title: '时间', render: (_value, row) => `${showDay(row.day)} ${row.from}～${row.to}` },
          { title: '点位', render: (_value, row) => <span className="wrap">{row.name}</span> },
          { title: '可补时长', render: (_value, row) => showMinutes(row.minutes) },
          {
            title: '状态',
            render: (_value, row) => <Tag color={colours[row.status]}>{madeUpStatusNames[row.status]}</Tag>,
          },
          { title: '最晚办理', render: (_value, row) => (row.status === 'asked' ? showDay(row.dueOn) : '—') },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one ? `${one.person}申请补记` : '补记时长'}
        loading={!one && named.isLoading}
        destroyOnHidden
      >
        {one ? <Detail one={one} /> : <p>没有找到这条申请，或不在您的片区。</p>}
      </Drawer>
    </>
  )
}

function Detail({ one }: { one: DeskMadeUp }) {
  const { id, allowed, overlap } = one
  const decide = useWrite(madeUpHours.decide, '已办理，已告诉本人')
  const ask = async (outcome: 'approved' | 'declined', title: string): Promise<void> => {
    const reason = await askReason(`${title}（本人看得到原因）`, title, outcome === 'declined')
    if (reason) decide.mutate({ id, outcome, reason })
  }
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'when', label: '时间', children: `${showDay(one.day)} ${one.from}～${one.to}` },
          { key: 'where', label: '点位', children: one.name },
          {
            key: 'minutes',
            label: '可补时长',
            children: `${showMinutes(one.minutes)}${overlap > 0 ? `（另有${showMinutes(overlap)}已计在别的记录里）` : ''}`,
          },
          { key: 'text', label: '说明', children: one.text || '没有写' },
          { key: 'state', label: '状态', children: madeUpStatusNames[one.status] },
          ...(one.reason ? [{ key: 'why', label: '原因', children: `${one.decidedBy ?? ''}：${one.reason}` }] : []),
        ]}
      />
      <Photos ids={one.photoIds} label="当晚的照片" />
      {one.status === 'asked' && !allowed.includes('decide') && <p className="faint">与您有关，由别人核准。</p>}
      {allowed.includes('decide') && (
        <Space wrap style={{ marginTop: 16 }}>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('approved', '核准补记')}>
            核准补记
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('declined', '不予补记')}>
            不予补记
          </Button>
        </Space>
      )}
    </>
  )
}
