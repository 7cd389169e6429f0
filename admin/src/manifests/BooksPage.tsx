// What the manifests come to: the logbook of any kitchen and month, the month of an area, and its bills. Nothing of it
// is typed.
import { Alert, DatePicker, Descriptions, Table, Tabs } from 'antd'
import dayjs from 'dayjs'
import { manifestsBills, type BillRow, type BillView } from '@shared/manifests/bills-contract'
import { showRate } from '@shared/manifests/bills'
import { estimatedShare, monthSpan, showKg, showShare } from '@shared/manifests/book'
import { manifestsBook, type BookView, type MonthStatistics } from '@shared/manifests/book-contract'
import { dayOf, longMonth, monthDay, monthOf, showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { download } from '@/lib/api'
import { useMay } from '@/lib/me'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ChartBlock } from '@/ui/ChartBlock'
import { ExportButtons } from '@/ui/ExportButtons'
import { Page } from '@/ui/Page'
import { PaperButton } from '@/ui/PaperButton'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded, Nothing } from '@/ui/states'
import { ProducerSelect } from './ProducerSelect'
import { SocialTab } from './SocialTab'
import { HandoverTag, kindName, sumText, weightOf } from './words'

const FILTERS = ['tab', 'month', 'producerId', 'placeId'] as const

export function BooksPage() {
  const [{ tab, month: asked, producerId, placeId }, setFilters] = useFilters(FILTERS)
  const month = asked ?? monthOf(dayOf(new Date()))
  return (
    <Page
      title="餐厨台账"
      hint="台账、统计和账单都由交接单自动生成。哪天没有记录会列出来；当天没有产生的，由店里点“今日无产生”。"
    >
      <div className="filters">
        <DatePicker
          picker="month"
          allowClear={false}
          aria-label="月份"
          value={dayjs(`${month}-01`)}
          onChange={(day) => setFilters({ month: day?.format('YYYY-MM') })}
        />
        {tab === 'book' || !tab ? (
          <ProducerSelect value={producerId} onChange={(id) => setFilters({ producerId: id })} />
        ) : (
          <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        )}
      </div>
      <Tabs
        activeKey={tab ?? 'book'}
        onChange={(key) => setFilters({ tab: key })}
        destroyOnHidden
        items={[
          {
            key: 'book',
            label: '单位台账',
            children: producerId ? (
              <Book producerId={producerId} month={month} />
            ) : (
              <Nothing text="先选一个产生点，就能看它的台账和账单" />
            ),
          },
          { key: 'statistics', label: '月统计', children: <Statistics month={month} placeId={placeId} /> },
          {
            key: 'social',
            label: '分类统计上报',
            children: <SocialTab month={month} placeId={placeId} />,
          },
          {
            key: 'bills',
            label: '账单',
            children: (
              <Bills month={month} placeId={placeId} onOpen={(id) => setFilters({ tab: 'book', producerId: id })} />
            ),
          },
        ]}
      />
    </Page>
  )
}

function Book({ producerId, month }: { producerId: string; month: string }) {
  const query = useRead(manifestsBook.month, { producerId, month })
  const bill = useRead(manifestsBills.bill, { producerId, month })
  const span = { producerId, ...monthSpan(month) }
  return (
    <Loaded query={query}>
      {(book) => (
        <>
          <div className="filters">
            <PaperButton route={manifestsBook.paper} input={span}>
              打印台账
            </PaperButton>
            <PaperButton route={manifestsBills.billPaper} input={{ producerId, month }}>
              打印账单
            </PaperButton>
            <ExportButtons save={(format) => download(manifestsBook.file, { ...span, format })} />
          </div>
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: 'producer', label: '产生单位', children: book.producer.name },
              ...book.kinds.map(({ kind, sum }) => ({ key: kind, label: kindName(kind), children: sumText(sum) })),
              {
                key: 'bill',
                label: '账单',
                children: bill.data ? <BillText bill={bill.data} /> : '正在读取',
              },
            ]}
          />
          {book.missing.length > 0 && (
            <Alert
              type="warning"
              title={`有${book.missing.length}天没有记录：${book.missing.map(monthDay).join('、')}`}
              style={{ marginBottom: 12 }}
            />
          )}
          <Days book={book} />
        </>
      )}
    </Loaded>
  )
}

function BillText({ bill }: { bill: BillView }) {
  if (!bill.card) return <>本地还没有公布费率，不计费</>
  const parts = bill.lines.map(
    (line) => `${kindName(line.kind)} ${line.span} ${showKg(line.grams)}千克×${showRate(line.fenPerTonne)}`,
  )
  return (
    <>
      <b>{showFen(bill.fen)}</b>
      {!bill.isFinal && '（还会变）'}：
      {[...parts, ...(bill.baseFen > 0 ? [`基本费${showFen(bill.baseFen)}`] : [])].join('；')}
    </>
  )
}

const stands = { nothing: '今日无产生', missing: '没有记录', notHappened: '没有发生' } as const

type DayRow = { key: string; day: string; line: BookView['days'][number]['lines'][number] | null; said: string }

function Days({ book }: { book: BookView }) {
  const rows = book.days
    .filter(({ stand }) => stand !== 'ahead' && stand !== 'outside')
    .flatMap(({ day, stand, lines }): DayRow[] =>
      lines.length > 0
        ? lines.map((line) => ({ key: line.id, day, line, said: '' }))
        : [{ key: day, day, line: null, said: stands[stand as keyof typeof stands] ?? '' }],
    )
  return (
    <Table
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      locale={{ emptyText: <Nothing text="这个月还没有记录" /> }}
      columns={[
        { title: '日期', render: (_value, row) => showDay(row.day) },
        { title: '种类', render: (_value, row) => (row.line ? kindName(row.line.kind) : row.said) },
        { title: '桶数', className: 'number', render: (_value, row) => row.line?.buckets ?? '' },
        {
          title: '重量',
          className: 'number',
          render: (_value, row) =>
            row.line && !row.line.isVoid ? weightOf(row.line.grams, row.line.isEstimated ? 'estimate' : 'scale') : '',
        },
        { title: '收运单位', render: (_value, row) => row.line?.hauler ?? '' },
        { title: '车牌', render: (_value, row) => row.line?.plate ?? '' },
        { title: '处置单位', render: (_value, row) => row.line?.disposer ?? '' },
        { title: '签收', render: (_value, row) => (row.line ? <HandoverTag state={row.line.state} /> : '') },
      ]}
    />
  )
}

function Statistics({ month, placeId }: { month: string; placeId: string | undefined }) {
  const query = useRead(manifestsBook.statistics, { month, ...(placeId ? { placeId } : {}) })
  return <Loaded query={query}>{(shown) => <Month shown={shown} />}</Loaded>
}

const kilograms = (grams: number): number => Math.round(grams / 100) / 10

function Month({ shown: { month, sum, producers, days, kinds, haulers } }: { shown: MonthStatistics }) {
  if (sum.handovers === 0) return <Nothing text="这个月还没有交接" />
  return (
    <>
      <p>{`${longMonth(month)}，${producers}个产生点交接${sumText(sum)}。`}</p>
      <ChartBlock
        dates={month}
        said={`一共${showKg(sum.grams)}千克，其中称的占${showShare(1000 - estimatedShare(sum))}。`}
        method="按交接的日子计，拒收和未发生的不计；称和估分开画。"
        figures={{
          title: '每天收运量',
          unit: '千克',
          stacked: true,
          series: [
            { name: '称的', total: kilograms(sum.grams - sum.estimatedGrams) },
            { name: '估的', total: kilograms(sum.estimatedGrams) },
          ],
          rows: days.map(({ day, grams, estimatedGrams }) => ({
            label: String(Number(day.slice(8))),
            values: [kilograms(grams - estimatedGrams), kilograms(estimatedGrams)],
          })),
        }}
      />
      <Table
        size="small"
        pagination={false}
        rowKey="name"
        scroll={{ x: 'max-content' }}
        dataSource={[
          ...kinds.map(({ kind, sum: own }) => ({ name: kindName(kind), ...own })),
          ...haulers.map((each) => ({ name: each.name, ...each.sum })),
        ]}
        columns={[
          { title: '种类、收运单位', dataIndex: 'name' },
          { title: '交接', className: 'number', dataIndex: 'handovers' },
          { title: '桶数', className: 'number', dataIndex: 'buckets' },
          { title: '重量（千克）', className: 'number', render: (_value, row) => showKg(row.grams) },
          { title: '估的占', className: 'number', render: (_value, row) => showShare(estimatedShare(row)) },
        ]}
      />
    </>
  )
}

type BillsProps = { month: string; placeId: string | undefined; onOpen: (producerId: string) => void }

function Bills({ month, placeId, onOpen }: BillsProps) {
  const asked = { month, ...(placeId ? { placeId } : {}) }
  const query = useRead(manifestsBills.bills, asked)
  const mayExport = useMay(manifestsBills.exportBills)
  return (
    <Loaded query={query}>
      {({ items, fen, grams }) => (
        <>
          <div className="filters">
            <span>{`${items.length}个产生点，${showKg(grams)}千克，合计${showFen(fen)}。只记账，不收款。`}</span>
            {mayExport && (
              <ExportButtons save={(format) => download(manifestsBills.exportBills, { ...asked, format })} />
            )}
          </div>
          <Table<BillRow>
            size="middle"
            pagination={false}
            scroll={{ x: 'max-content' }}
            rowKey={(row) => row.producer.id}
            dataSource={items}
            locale={{ emptyText: <Nothing text="这个月还没有交接" /> }}
            onRow={(row) => ({
              onClick: () => onOpen(row.producer.id),
              onKeyDown: (event) => event.key === 'Enter' && onOpen(row.producer.id),
              tabIndex: 0,
              style: { cursor: 'pointer' },
            })}
            columns={[
              { title: '产生单位', render: (_value, row) => <span className="wrap">{row.producer.name}</span> },
              { title: '交接', className: 'number', render: (_value, row) => `${row.handovers}次` },
              { title: '重量（千克）', className: 'number', render: (_value, row) => showKg(row.grams) },
              { title: '估的占', className: 'number', render: (_value, row) => showShare(estimatedShare(row)) },
              { title: '没办结', className: 'number', render: (_value, row) => row.open },
              {
                title: '金额',
                className: 'number',
                render: (_value, row) => (row.hasCard ? showFen(row.fen) : '没有费率'),
              },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}
