// What is settled with each shop month by month: drafted, confirmed by the shop, signed by a second person. One opens
// as a page of its own, so that it prints as one sheet.
import { Button, DatePicker, Form, Modal, Select, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers } from '@shared/rewards/roles'
import { addMonths, dayOf, monthOf } from '@shared/time'
import { showFen } from '@shared/units'
import { download } from '@/lib/api'
import { withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { ShopSelect } from './Choose'
import { SettlementSheet } from './SettlementSheet'
import { settlementColours, settlementNames } from './words'
import './rewards.css'

const FILTERS = ['month', 'shopId', 'status', 'open'] as const
type Asked = Omit<InputOf<typeof rewardsOffice.settlements>, 'cursor'>

export function SettlementsPage() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const [drafting, setDrafting] = useState(false)
  const mayDraft = useHasRole(rewardManagers)
  if (open)
    return (
      <Page title="月结单" actions={<Button onClick={() => setFilters({ open: undefined })}>返回列表</Button>}>
        <OneSettlement id={open} />
      </Page>
    )
  return (
    <Page
      title="结算"
      hint="每月一张：编制后由兑换点确认，再由另一个人复核签字。本系统只记账，不付款。"
      actions={
        mayDraft && (
          <Button type="primary" onClick={() => setDrafting(true)}>
            编制月结单
          </Button>
        )
      }
    >
      <Settlements onOpen={(id) => setFilters({ open: id })} />
      {drafting && (
        <DraftSettlement
          onClose={() => setDrafting(false)}
          onDone={(id) => {
            setDrafting(false)
            setFilters({ open: id })
          }}
        />
      )}
    </Page>
  )
}

function Settlements({ onOpen }: { onOpen: (id: string) => void }) {
  const [{ month, shopId, status }, setFilters] = useFilters(FILTERS)
  const list = useList(rewardsOffice.settlements, {
    ...(month ? { month } : {}),
    ...(shopId ? { shopId } : {}),
    ...(status ? { status } : {}),
  } as Asked)
  return (
    <>
      <div className="filters">
        <DatePicker
          picker="month"
          aria-label="月份"
          placeholder="全部月份"
          value={month ? dayjs(`${month}-01`) : null}
          onChange={(day) => setFilters({ month: day?.format('YYYY-MM') })}
        />
        <ShopSelect value={shopId} onChange={(id) => setFilters({ shopId: id })} />
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 170 }}
          value={status}
          onChange={(value?: string) => setFilters({ status: value })}
          options={Object.entries(settlementNames).map(([value, label]) => ({ value, label }))}
        />
        <ExportButtons
          disabled={!month}
          save={(format) => download(rewardsOffice.exportSettlements, { month: month ?? '', format })}
        />
        {!month && (
          <span className="faint" style={{ alignSelf: 'center' }}>
            先选月份，再导出这个月的全部月结单
          </span>
        )}
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的月结单"
        onRow={(row) => onOpen(row.id)}
        columns={[
          { title: '月份', dataIndex: 'month' },
          { title: '兑换点', dataIndex: 'shopName' },
          { title: '件数', className: 'number', render: (_value, row) => withCommas(row.pieces) },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '应付', className: 'number', render: (_value, row) => showFen(row.fen) },
          {
            title: '未决异议',
            className: 'number',
            render: (_value, row) => (row.openDisputes > 0 ? <Tag color="orange">{row.openDisputes}</Tag> : '0'),
          },
          { title: '状态', render: (_value, row) => <Tag color={settlementColours[row.status]}>{row.statusText}</Tag> },
          { title: '编制', dataIndex: 'draftedBy' },
          { title: '确认', render: (_value, row) => row.confirmedBy ?? '—' },
          { title: '复核', render: (_value, row) => row.signedBy ?? '—' },
        ]}
      />
    </>
  )
}

function DraftSettlement({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const [form] = Form.useForm<{ shopId: string; month: dayjs.Dayjs }>()
  const draft = useWrite(rewardsOffice.draftSettlement, '已编制，等兑换点确认')
  const lastMonth = dayjs(`${addMonths(monthOf(dayOf(new Date())), -1)}-01`)
  return (
    <Modal
      open
      title="编制月结单"
      okText="编制"
      okButtonProps={{ loading: draft.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ month: lastMonth }}
        onFinish={({ shopId, month }) =>
          draft.mutate({ shopId, month: month.format('YYYY-MM') }, { onSuccess: ({ id }) => onDone(id) })
        }
      >
        <Form.Item label="兑换点" name="shopId" rules={[{ required: true, message: '请选择兑换点' }]}>
          <ShopSelect />
        </Form.Item>
        <Form.Item label="月份（已经结束的月份）" name="month" rules={[{ required: true, message: '请选择月份' }]}>
          <DatePicker picker="month" maxDate={lastMonth} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function OneSettlement({ id }: { id: string }) {
  const query = useRead(rewardsOffice.settlement, { id })
  return <Loaded query={query}>{(settlement) => <SettlementSheet settlement={settlement} />}</Loaded>
}
