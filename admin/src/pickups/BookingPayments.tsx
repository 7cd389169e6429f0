// What was written down for a booking as collected or given back, and putting a wrong entry right: one person says what
// it really came to, another looks again; the entry itself stays.
import { Alert, Button, Form, Input, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import { pickupsMoney, type Payments } from '@shared/pickups/money-contract'
import { showFen } from '@shared/units'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { askReason } from '@/ui/reason'

type Payment = Payments['items'][number]

export function BookingPayments({ id }: { id: string }) {
  const mayRead = useMay(pickupsMoney.payments)
  const { data } = useRead(pickupsMoney.payments, { id }, { enabled: mayRead })
  const [wrong, setWrong] = useState<Payment | null>(null)
  if (!data || data.items.length === 0) return null
  return (
    <section className="section">
      <h4>收退款登记</h4>
      {data.correction && <Waiting id={id} payments={data} correction={data.correction} />}
      <Table<Payment>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={data.items}
        columns={[
          { title: '时间', render: (_value, row) => fullTime(row.at) },
          { title: '金额', className: 'number', render: (_value, row) => showFen(row.fen) },
          {
            title: '说明',
            render: (_value, row) => <span className="wrap">{row.corrects ? `更正：${row.note}` : row.note}</span>,
          },
          { title: '经手', dataIndex: 'by' },
          {
            title: '',
            render: (_value, row) =>
              row.mayCorrect && (
                <Button size="small" onClick={() => setWrong(row)}>
                  更正
                </Button>
              ),
          },
        ]}
      />
      {wrong && <CorrectionForm id={id} payment={wrong} onClose={() => setWrong(null)} />}
    </section>
  )
}

type WaitingProps = { id: string; payments: Payments; correction: NonNullable<Payments['correction']> }

function Waiting({ id, payments, correction }: WaitingProps) {
  const approve = useWrite(pickupsMoney.decideCorrection, '已更正，原来的登记还在')
  const refuse = useWrite(pickupsMoney.decideCorrection, '没有更正')
  const was = payments.items.find((payment) => payment.id === correction.paymentId)?.nowFen ?? 0
  const decide = async (isRight: boolean): Promise<void> => {
    const title = isRight ? '同意更正？请写明怎样核对的' : '不更正？请写明原因'
    const reason = await askReason(title, isRight ? '同意更正' : '不更正')
    if (reason) (isRight ? approve : refuse).mutate({ id, correctionId: correction.id, approve: isRight, reason })
  }
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={`${correction.by}提出更正：${showFen(was)}应为${showFen(correction.fen)}`}
      description={`${correction.reason}（${fullTime(correction.at)}）。${correction.mayApprove ? '请核对凭据再定。' : '等没有经手这笔钱的另一位同事复核。'}`}
      action={
        correction.mayRefuse && (
          <Space orientation="vertical">
            <Button
              type="primary"
              disabled={!correction.mayApprove}
              loading={approve.isPending}
              onClick={() => void decide(true)}
            >
              同意更正
            </Button>
            <Button loading={refuse.isPending} onClick={() => void decide(false)}>
              不更正
            </Button>
          </Space>
        )
      }
    />
  )
}

function CorrectionForm({ id, payment, onClose }: { id: string; payment: Payment; onClose: () => void }) {
  const [correctionId] = useState(newId)
  const propose = useWrite(pickupsMoney.proposeCorrection, '已提出，等另一位同事复核')
  return (
    <Modal open title="更正一笔登记" footer={null} onCancel={onClose} destroyOnHidden>
      <Form<{ yuan: number; reason: string }>
        layout="vertical"
        onFinish={({ yuan, reason }) =>
          propose.mutate(
            { id, paymentId: payment.id, correctionId, fen: Math.round(yuan * 100), reason },
            { onSuccess: onClose },
          )
        }
      >
        <p>
          现在登记的是{showFen(payment.nowFen)}（{payment.by}，{payment.note}）。退款写成负数；没有收过写 0。
        </p>
        <Form.Item label="实际金额" name="yuan" rules={[{ required: true, message: '请填写实际金额' }]}>
          <NumberInput min={-10_000} max={10_000} precision={2} suffix="元" style={{ width: 180 }} />
        </Form.Item>
        <Form.Item
          label="哪里登记错了"
          name="reason"
          rules={[{ required: true, min: 2, message: '请写明原因，会留痕' }]}
        >
          <Input.TextArea maxLength={100} rows={2} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={propose.isPending}>
          提出更正
        </Button>
      </Form>
    </Modal>
  )
}
