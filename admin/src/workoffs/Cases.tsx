// Cases: referred, being worked off, worked off, come back. What may be done with one comes from `allowed`.
import { App, Button, DatePicker, Descriptions, Drawer, Form, Input, Progress, Select, Space, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { showMinutes } from '@shared/shifts/hours'
import { longDay, showDay } from '@shared/time'
import { workoffsDesk, type DeskWorkoff } from '@shared/workoffs/desk-contract'
import { LONGEST_EXTENSION } from '@shared/workoffs/rules'
import { offenceNames, workoffStateNames, workoffStates, type WorkoffState } from '@shared/workoffs/vocabulary'
import { workoffs } from '@shared/workoffs/contract'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { PaperButton } from '@/ui/PaperButton'
import { askReason } from '@/ui/reason'
import { ReferForm } from './ReferForm'

const FILTERS = ['state', 'open'] as const
const colours: Readonly<Record<WorkoffState, string>> = {
  referred: 'orange',
  working: 'blue',
  worked: 'orange',
  done: 'green',
  returned: 'red',
  settled: 'default',
  withdrawn: 'default',
  revoked: 'red',
}
const states = workoffStates.map((value) => ({ value, label: workoffStateNames[value] }))

export function Cases() {
  const [{ state, open }, setFilters] = useFilters(FILTERS)
  const [isReferring, setReferring] = useState(false)
  const mayRefer = useMay(workoffsDesk.refer)
  const list = useList(workoffsDesk.list, state ? { state: state as WorkoffState } : {})
  // what a link opens may stand far down in the list
  const named = useRead(workoffsDesk.list, { open: open ?? '' }, { enabled: open !== undefined })
  const one = list.items.find(({ id }) => id === open) ?? named.data?.items.find(({ id }) => id === open)
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 160 }}
          value={state}
          options={states}
          onChange={(value?: string) => setFilters({ state: value })}
        />
        {mayRefer && (
          <Button type="primary" onClick={() => setReferring(true)}>
            转办一件
          </Button>
        )}
      </div>
      <ListTable<DeskWorkoff>
        list={list}
        rowKey={(row) => row.id}
        empty={state ? '没有这样的个案' : '还没有转办过；处罚决定作出后，本人愿意的可以在这里转办'}
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '决定书', render: (_value, row) => <span className="wrap">{row.number}</span> },
          { title: '姓名', render: (_value, row) => row.name },
          { title: '罚款', className: 'number', render: (_value, row) => `${row.fineYuan}元` },
          { title: '已做', render: (_value, row) => `${showMinutes(row.minutes)} / ${showMinutes(row.owed)}` },
          { title: '期限', render: (_value, row) => showDay(row.dueOn) },
          {
            title: '状态',
            render: (_value, row) => <Tag color={colours[row.state]}>{workoffStateNames[row.state]}</Tag>,
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one ? one.number : '以工代罚'}
        loading={!one && named.isLoading}
        destroyOnHidden
      >
        {one ? <Detail one={one} /> : <p>没有找到这一件，或不在您的片区。</p>}
      </Drawer>
      <Drawer
        open={isReferring}
        onClose={() => setReferring(false)}
        size={720}
        title="转办以工代罚"
        destroyOnHidden
        mask={{ closable: false }}
      >
        {isReferring && <ReferForm onDone={() => setReferring(false)} />}
      </Drawer>
    </>
  )
}

function Detail({ one }: { one: DeskWorkoff }) {
  return (
    <>
      <Progress
        percent={Math.min(100, Math.floor((one.minutes / one.owed) * 100))}
        status={one.state === 'returned' ? 'exception' : 'normal'}
        format={() => `${showMinutes(one.minutes)} / ${showMinutes(one.owed)}`}
      />
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'name', label: '姓名', children: one.name },
          { key: 'agency', label: '作出决定的机关', children: one.agency },
          {
            key: 'offence',
            label: '缘由',
            children: `${offenceNames[one.offence]}，${longDay(one.happenedOn)}，${one.placeName}`,
          },
          { key: 'fine', label: '罚款', children: `${one.fineYuan}元` },
          { key: 'table', label: '时长依据', children: one.tableSource },
          { key: 'due', label: '最晚做完', children: longDay(one.dueOn) },
          { key: 'by', label: '转办', children: `${one.by}，${fullTime(one.referredAt)}` },
          { key: 'state', label: '状态', children: workoffStateNames[one.state] },
          ...(one.reason ? [{ key: 'why', label: '说明', children: one.reason }] : []),
          ...(one.certificate ? [{ key: 'number', label: '证明编号', children: one.certificate }] : []),
          ...(one.closedBy ? [{ key: 'closed', label: '办理', children: one.closedBy }] : []),
        ]}
      />
      {one.state === 'working' && <p className="faint">做满由系统每小时核计一次，只计有人核实过的时长。</p>}
      <Acts one={one} />
    </>
  )
}

function Acts({ one: { id, allowed, dueOn } }: { one: DeskWorkoff }) {
  const [isExtending, setExtending] = useState(false)
  const { modal } = App.useApp()
  const issue = useWrite(workoffsDesk.issue, '已办结，已告诉本人')
  const settle = useWrite(workoffsDesk.settle, '已办结')
  const withdraw = useWrite(workoffsDesk.withdraw, '已撤回，已告诉本人')
  const revoke = useWrite(workoffsDesk.revoke, '已撤销，核验页已显示')
  const because = async (write: typeof settle, title: string, ok: string): Promise<void> => {
    const reason = await askReason(`${title}（本人看得到）`, ok, true)
    if (reason) write.mutate({ id, reason })
  }
  const close = (): void =>
    void modal.confirm({
      title: '时长已够，办结并开完成证明？',
      okText: '办结',
      cancelText: '再看看',
      onOk: () => issue.mutate({ id }),
    })
  if (isExtending) return <ExtendForm id={id} dueOn={dueOn} onDone={() => setExtending(false)} />
  return (
    <Space wrap style={{ marginTop: 16 }}>
      {allowed.includes('issue') && (
        <Button type="primary" loading={issue.isPending} onClick={close}>
          办结，开完成证明
        </Button>
      )}
      {allowed.includes('paper') && (
        <PaperButton route={workoffs.paper} input={{ id }} type="primary">
          打印证明
        </PaperButton>
      )}
      {allowed.includes('settle') && (
        <Button loading={settle.isPending} onClick={() => void because(settle, '改按罚款办理？写明情况', '按罚款办结')}>
          按罚款办结
        </Button>
      )}
      {allowed.includes('extend') && <Button onClick={() => setExtending(true)}>延期</Button>}
      {allowed.includes('withdraw') && (
        <Button danger loading={withdraw.isPending} onClick={() => void because(withdraw, '撤回转办？', '撤回')}>
          撤回
        </Button>
      )}
      {allowed.includes('revoke') && (
        <Button danger loading={revoke.isPending} onClick={() => void because(revoke, '撤销完成证明？', '撤销')}>
          撤销证明
        </Button>
      )}
    </Space>
  )
}

function ExtendForm({ id, dueOn, onDone }: { id: string; dueOn: string; onDone: () => void }) {
  const extend = useWrite(workoffsDesk.extend, '已延期，已告诉本人')
  const submit = ({ until, reason }: { until: Dayjs; reason: string }): void =>
    extend.mutate({ id, dueOn: until.format('YYYY-MM-DD'), reason: reason.trim() }, { onSuccess: onDone })
  const first = dayjs().add(1, 'day').startOf('day')
  const start = dayjs(dueOn).add(7, 'day')
  return (
    <Form<{ until: Dayjs; reason: string }>
      layout="vertical"
      onFinish={submit}
      style={{ marginTop: 16 }}
      initialValues={{ until: start.isAfter(first) ? start : first.add(7, 'day') }}
    >
      <Form.Item label="改为哪天前做满" name="until" rules={[{ required: true, message: '请选日期' }]}>
        <DatePicker minDate={first} maxDate={dayjs().add(LONGEST_EXTENSION, 'day')} />
      </Form.Item>
      <Form.Item label="原因（本人看得到）" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={extend.isPending}>
          延期
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </Form>
  )
}
