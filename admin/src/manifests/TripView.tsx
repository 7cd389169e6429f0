// One trip: handovers against the weighbridge as a plot with its table, signatures, refusals, and the decision of its
// case, which is about the trip and never about a kitchen.
import { Alert, Button, Descriptions, Form, Input, Radio, Space, Table } from 'antd'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import type { TripDetail } from '@shared/manifests/trips-contract'
import {
  caseCauseNames,
  caseOutcomeNames,
  caseOutcomes,
  refusalReasonNames,
  tripGapNames,
  type CaseOutcome,
} from '@shared/manifests/vocabulary'
import { longDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useWrite } from '@/lib/query'
import { ChartBlock } from '@/ui/ChartBlock'
import { PaperButton } from '@/ui/PaperButton'
import { Photos } from '@/ui/Photos'
import { CorrectionCard } from './CorrectionCard'
import { Signatures } from './HandoverDetail'
import { GapTag, HandoverTag, kindName, sumText, TripTag, weightOf } from './words'

type Props = { trip: TripDetail }

export function TripView({ trip }: Props) {
  const { weighing, refusal } = trip
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'plate', label: '车牌', children: trip.plate },
          { key: 'day', label: '日期', children: longDay(trip.day) },
          { key: 'hauler', label: '收运单位', children: trip.hauler },
          { key: 'disposer', label: '处置单位', children: trip.disposer },
          { key: 'state', label: '状态', children: <TripTag state={trip.state} /> },
          { key: 'gap', label: '对没对上', children: <GapTag gap={trip.gap} /> },
          { key: 'sum', label: '交接合计', children: sumText(trip.sum) },
          {
            key: 'weighing',
            label: '过磅',
            children: weighing
              ? `满车${showKg(weighing.grossGrams)}，空车${showKg(weighing.tareGrams)}，净重${showKg(weighing.netGrams)}千克${weighing.byDevice ? '，地磅自动上报' : ''}${weighing.times > 1 ? `，共称${weighing.times}次` : ''}`
              : '还没有过磅',
          },
          {
            key: 'accepted',
            label: '接收',
            children:
              trip.acceptedGrams === null
                ? '还没有接收'
                : `${showKg(trip.acceptedGrams)}千克，拒收${showKg(trip.refusedGrams ?? 0)}千克`,
          },
          { key: 'closed', label: '办结', children: fullTime(trip.closedAt) },
          ...(refusal
            ? [
                {
                  key: 'refusal',
                  label: '拒收原因',
                  children: `${refusalReasonNames[refusal.reason]}${refusal.text ? `，${refusal.text}` : ''}`,
                },
              ]
            : []),
        ]}
      />
      {refusal && <Photos ids={refusal.photoIds} label="拒收照片" />}
      <Space wrap style={{ margin: '16px 0' }}>
        <PaperButton route={manifestsBook.tripPaper} input={{ id: trip.id }}>
          打印车次联单
        </PaperButton>
      </Space>
      <Case trip={trip} />
      <Compared trip={trip} />
      <Loaded trip={trip} />
      <Signatures signatures={trip.signatures} />
      {trip.refusedBefore.length > 0 && (
        <section className="section">
          <h4>先前没有收的</h4>
          <ul>
            {trip.refusedBefore.map((each) => (
              <li key={each.at}>
                {fullTime(each.at)} {each.disposer}：{refusalReasonNames[each.reason]}
                {each.text && `，${each.text}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      {trip.corrections.map((one) => (
        <CorrectionCard key={one.id} correction={one} />
      ))}
    </>
  )
}

function Case({ trip }: Props) {
  const { case: opened } = trip
  const mayDecide = useMay(manifestsDesk.decideCase)
  if (!opened) return null
  if (opened.outcome)
    return (
      <Alert
        type="success"
        title={`${caseCauseNames[opened.cause]}：${caseOutcomeNames[opened.outcome]}`}
        description={`${opened.reason ?? ''}（${fullTime(opened.decidedAt)}）`}
        style={{ marginBottom: 12 }}
      />
    )
  return (
    <Alert
      type="warning"
      title={`${caseCauseNames[opened.cause]}，${fullTime(opened.openedAt)}开始核查`}
      description={mayDecide && trip.allowed.includes('decide') ? <Decide id={trip.id} /> : '由有权的工作人员办理'}
      style={{ marginBottom: 12 }}
    />
  )
}

function Decide({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false)
  const decide = useWrite(manifestsDesk.decideCase, '已办结')
  if (!isOpen) return <Button onClick={() => setOpen(true)}>写核查结论</Button>
  return (
    <Form<{ outcome: CaseOutcome; reason: string }>
      layout="vertical"
      onFinish={(typed) => decide.mutate({ id, ...typed }, { onSuccess: () => setOpen(false) })}
    >
      <Form.Item label="结论" name="outcome" rules={[{ required: true, message: '请选结论' }]}>
        <Radio.Group options={caseOutcomes.map((value) => ({ value, label: caseOutcomeNames[value] }))} />
      </Form.Item>
      <Form.Item label="原因" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={decide.isPending}>
        办结
      </Button>
    </Form>
  )
}

const kilograms = (grams: number): number => Math.round(grams / 100) / 10

/** Weighed and estimated handovers beside what the weighbridge found. */
function Compared({ trip: { sum, weighing, gap, gapGrams, limitGrams, day } }: Props) {
  if (!weighing) return null
  const weighed = kilograms(sum.grams - sum.estimatedGrams)
  const estimated = kilograms(sum.estimatedGrams)
  const net = kilograms(weighing.netGrams)
  return (
    <ChartBlock
      dates={day}
      said={`交接合计${showKg(sum.grams)}千克，净重${showKg(weighing.netGrams)}千克，差${showKg(Math.abs(gapGrams ?? 0))}千克${gap ? `：${tripGapNames[gap]}` : ''}。`}
      method={`相差不超过净重的5%或5千克（取大，这一车是${showKg(limitGrams ?? 0)}千克）算对得上；估的超过两成时只作提示。`}
      figures={{
        title: '交接合计与过磅净重',
        unit: '千克',
        stacked: true,
        series: [
          { name: '称的', total: weighed },
          { name: '估的', total: estimated },
          { name: '过磅净重', total: net },
        ],
        rows: [
          { label: '交接合计', values: [weighed, estimated, 0] },
          { label: '过磅', values: [0, 0, net] },
        ],
      }}
    />
  )
}

function Loaded({ trip: { handovers } }: Props) {
  return (
    <section className="section">
      <h4>{`车上的${handovers.length}次交接`}</h4>
      <Table
        size="small"
        pagination={false}
        scroll={{ x: 'max-content', y: 360 }}
        rowKey="id"
        dataSource={handovers}
        locale={{ emptyText: '还没有交接并到这一车' }}
        columns={[
          { title: '编号', render: (_value, row) => showCode(row.number) },
          { title: '产生单位', render: (_value, row) => row.producer ?? '—' },
          { title: '种类', render: (_value, row) => kindName(row.kind) },
          { title: '桶数', className: 'number', render: (_value, row) => row.buckets ?? '—' },
          { title: '重量', className: 'number', render: (_value, row) => weightOf(row.grams, row.how) },
          { title: '状态', render: (_value, row) => <HandoverTag state={row.state} /> },
        ]}
      />
    </section>
  )
}
