// Loads that crews confirmed as mixed: each is looked into by its day, and what was found is written down.
import { Form, Input, Modal, Radio, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { runsChecks, findingTexts, type Finding, type LoadCheck } from '@shared/runs/checks-contract'
import { showDay } from '@shared/time'
import { showGrams } from '@shared/units'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { useMay } from '@/lib/me'

const FILTERS = ['status'] as const
const statusNames: Record<LoadCheck['status'], string> = { open: '待核查', done: '已核查', withdrawn: '已撤回' }

export function LoadChecksPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const status = (filters.status ?? 'open') as LoadCheck['status']
  const list = useList(runsChecks.loadChecks, { status })
  const [open, setOpen] = useState<LoadCheck | null>(null)
  const mayClose = useMay(runsChecks.closeLoadCheck)
  return (
    <Page
      title="混装核查"
      hint="收运员登记为混装的，不计回收量和积分；按地区规则里的期限到小区核查原因，并做一次分类提示。"
    >
      <div className="filters">
        <Radio.Group
          value={status}
          optionType="button"
          onChange={(event) => setFilters({ status: event.target.value as string })}
          options={Object.entries(statusNames).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status === 'open' ? '没有待核查的混装' : '没有记录'}
        onRow={status === 'open' && mayClose ? setOpen : undefined}
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '小区', dataIndex: 'placeName' },
          { title: '地址', dataIndex: 'addressText' },
          { title: '重量', className: 'number', render: (_value, row) => showGrams(row.totalGrams) },
          { title: '登记人', dataIndex: 'reportedBy' },
          {
            title: '期限',
            render: (_value, row) => (
              <>
                {showDay(row.dueOn)} {row.late && <Tag color="red">已超期</Tag>}
              </>
            ),
          },
          {
            title: '结果',
            render: (_value, row) =>
              row.finding ? `${findingTexts[row.finding]}：${row.note}（${row.closedBy}）` : '—',
          },
          {
            title: '',
            render: (_value, row) => (
              <Link to={`/bookings?open=${row.bookingId}`} onClick={(event) => event.stopPropagation()}>
                查看预约
              </Link>
            ),
          },
        ]}
      />
      {open && <CloseForm key={open.id} row={open} onClose={() => setOpen(null)} />}
    </Page>
  )
}

function CloseForm({ row, onClose }: { row: LoadCheck; onClose: () => void }) {
  const [form] = Form.useForm<{ finding: Finding; note: string }>()
  const close = useWrite(runsChecks.closeLoadCheck, '已登记')
  const submit = async (): Promise<void> => {
    const fields = await form.validateFields()
    await close.mutateAsync({ id: row.id, ...fields }).then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title={`${row.placeName} ${showDay(row.day)}的混装`}
      okText="登记结果"
      cancelText="先不登记"
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={close.isPending}
    >
      <Form form={form} layout="vertical">
        <Form.Item name="finding" label="原因" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group options={Object.entries(findingTexts).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item
          name="note"
          label="现场看到的情况（住户会看到）"
          rules={[{ required: true, whitespace: true, message: '请写明情况' }]}
        >
          <Input.TextArea maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
