// Fees unpaid and refunds due: how much in all, whose, since when; asking for a fee once more, one or many at a time.
import { Alert, App, Button, Drawer, Radio, Tag } from 'antd'
import type { InputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickupsMoney, type MoneyRow } from '@shared/pickups/money-contract'
import type { MoneyDue } from '@shared/pickups/money'
import { showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { download } from '@/lib/api'
import { useChosen } from '@/lib/chosen'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { OneBooking } from './OneBooking'
import { statusColour } from './words'
import './pickups.css'

const FILTERS = ['due', 'placeId', 'from', 'to', 'open'] as const
const titles: Record<MoneyDue, string> = { fee: '未收的费用', refund: '应退的款' }

export function MoneyPage() {
  const [{ open, due: typed, ...filters }, setFilters] = useFilters(FILTERS)
  const due: MoneyDue = typed === 'refund' ? 'refund' : 'fee'
  const asked = { due, ...filters } as Omit<InputOf<typeof pickupsMoney.money>, 'cursor'>
  const list = useList(pickupsMoney.money, asked)
  const sum = useRead(pickupsMoney.money, { ...asked, limit: 1 })
  const mayAsk = useMay(pickupsMoney.askForFees)
  const mayCash = useMay(pickupsDesk.recordPayment)
  const chosen = useChosen(list.items, {
    may: ({ allowed }) => allowed.includes('ask'),
    nameOf: ({ number }) => number,
  })
  return (
    <Page
      title="收退款"
      hint={`这里只登记和提醒，不经手钱款。地址已脱敏；打开一行可以看这一笔${mayCash ? '，登记收款或退款' : ''}。`}
    >
      <div className="filters">
        <Radio.Group
          value={due}
          optionType="button"
          onChange={(event) => setFilters({ due: event.target.value === 'fee' ? undefined : 'refund' })}
          options={Object.entries(titles).map(([value, label]) => ({ value, label }))}
        />
        <PlaceSelect
          label="全部地点"
          value={filters.placeId}
          onChange={(placeId) => setFilters({ placeId })}
          width={220}
        />
        <DateRange from={filters.from} to={filters.to} onChange={setFilters} />
        <ExportButtons save={(format) => download(pickupsMoney.exportMoney, { due, ...filters, format })} />
        {mayAsk && due === 'fee' && <Ask ids={chosen.ids} onDone={chosen.clear} />}
      </div>
      {sum.data && sum.data.dueFen !== null && sum.data.dueFen > 0 && (
        <Alert
          type="info"
          style={{ marginBottom: 16 }}
          title={`${titles[due]}共${showFen(sum.data.dueFen)}${due === 'fee' ? `；同一笔每 ${sum.data.everyDays}天最多提醒一次` : ''}`}
        />
      )}
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={due === 'fee' ? '没有未收的费用' : '没有要退的款'}
        onRow={(row) => setFilters({ open: row.id })}
        {...(due === 'fee' && mayAsk ? { selection: chosen.selection } : {})}
        columns={[
          { title: '编号', dataIndex: 'number' },
          { title: '上门日期', sort: 'day', render: (_value, row) => `${row.day.slice(0, 4)}年${showDay(row.day)}` },
          { title: '小区/村', dataIndex: 'placeName' },
          { title: '地址', dataIndex: 'addressText' },
          { title: '状态', render: (_value, row) => <Tag color={statusColour(row.status)}>{row.statusText}</Tag> },
          { title: '应收', className: 'number', render: (_value, row) => showFen(row.owedFen) },
          { title: '已收', className: 'number', render: (_value, row) => showFen(row.paidFen) },
          {
            title: due === 'fee' ? '还差' : '应退',
            className: 'number',
            render: (_value, row) => <strong>{showFen(row.dueFen)}</strong>,
          },
          ...(due === 'fee' ? [{ title: '提醒', render: (_value: unknown, row: MoneyRow) => askedText(row) }] : []),
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size={760}
        title="预约"
        destroyOnHidden
      >
        {open && <OneBooking id={open} />}
      </Drawer>
    </Page>
  )
}

function askedText({ askedTimes, askedOn, nextAskOn, allowed }: MoneyRow): string {
  if (!askedOn) return '还没有提醒过'
  const next = allowed.includes('ask') || !nextAskOn ? '可以再提醒' : `${showDay(nextAskOn)}起可再提醒`
  return `${askedTimes}次，上次${showDay(askedOn)}，${next}`
}

function Ask({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { message } = App.useApp()
  const write = useWrite(pickupsMoney.askForFees)
  const send = (): void =>
    write.mutate(
      { ids: ids.slice(0, 100) },
      {
        onSuccess: ({ told, byHand, tooSoon, notDue }) => {
          const rest = [
            byHand > 0 ? `${byHand}笔没有手机账号，已放进“待告知”` : '',
            tooSoon > 0 ? `${tooSoon}笔刚提醒过` : '',
            notDue > 0 ? `${notDue}笔已经缴清` : '',
          ].filter((text) => text !== '')
          void message.info([`已提醒 ${told}笔`, ...rest].join('；'), 6)
          onDone()
        },
      },
    )
  return (
    <Button type="primary" disabled={ids.length === 0} loading={write.isPending} onClick={send}>
      {ids.length === 0 ? '选几笔再提醒' : `提醒所选 ${Math.min(ids.length, 100)}笔`}
    </Button>
  )
}
