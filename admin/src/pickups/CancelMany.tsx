// Cancelling several bookings for one reason (a vehicle is out, a road is closed): what will change is shown first, and
// each that could not be cancelled is named afterwards.
import { Alert, Button, Form, Input, Modal, Progress } from 'antd'
import { useState } from 'react'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { BookingSummary } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { ApiError, call } from '@/lib/api'
import { describeError, queryClient } from '@/lib/query'

type Outcome = { row: BookingSummary; error: string | null }

/** @param rows those that are chosen: they may shrink while it runs, since what is cancelled can no longer be chosen */
export function CancelMany({ rows: chosen, onDone }: { rows: readonly BookingSummary[]; onDone: () => void }) {
  const [open, setOpen] = useState(false)
  const [rows, setRows] = useState<readonly BookingSummary[]>([])
  const [outcomes, setOutcomes] = useState<Outcome[] | null>(null)
  const run = async (reason: string): Promise<void> => {
    const done: Outcome[] = []
    setOutcomes([])
    for (const row of rows) {
      const error = await call(pickupsDesk.cancelByOperator, { id: row.id, reason }).then(
        () => null,
        (thrown: unknown) => (thrown instanceof ApiError ? describeError(thrown) : '没有成功'),
      )
      done.push({ row, error })
      setOutcomes([...done])
    }
    await queryClient.invalidateQueries()
  }
  const isRunning = outcomes !== null && outcomes.length < rows.length
  const close = (): void => {
    setOpen(false)
    if (outcomes) onDone()
    setOutcomes(null)
  }
  return (
    <>
      {chosen.length > 0 && (
        <Button
          danger
          onClick={() => {
            setRows(chosen)
            setOpen(true)
          }}
        >
          取消所选 {chosen.length}个
        </Button>
      )}
      <Modal
        open={open}
        onCancel={close}
        closable={!isRunning}
        mask={{ closable: false }}
        keyboard={!isRunning}
        footer={null}
        title={`运营方取消 ${rows.length}个预约`}
        destroyOnHidden
      >
        {outcomes ? (
          <Results outcomes={outcomes} total={rows.length} onClose={close} />
        ) : (
          <Ask rows={rows} onSend={(reason) => void run(reason)} />
        )}
      </Modal>
    </>
  )
}

function Ask({ rows, onSend }: { rows: readonly BookingSummary[]; onSend: (reason: string) => void }) {
  return (
    <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => onSend(reason.trim())}>
      <Alert
        type="warning"
        style={{ marginBottom: 12 }}
        title="这些预约会被取消，费用和免费件数全部退回，每一户都会收到通知。取消后不能恢复。"
      />
      <ul style={{ maxHeight: 220, overflow: 'auto' }}>
        {rows.map((row) => (
          <li key={row.id}>
            {showDay(row.day)} {row.from} {row.placeName}：{row.itemsText}（{row.statusText}）
          </li>
        ))}
      </ul>
      <Form.Item
        label="原因（住户会看到）"
        name="reason"
        rules={[{ required: true, whitespace: true, message: '请写明原因' }]}
      >
        <Input maxLength={60} autoFocus />
      </Form.Item>
      <Button type="primary" danger htmlType="submit">
        取消这{rows.length}个预约
      </Button>
    </Form>
  )
}

function Results({ outcomes, total, onClose }: { outcomes: readonly Outcome[]; total: number; onClose: () => void }) {
  const failed = outcomes.filter(({ error }) => error !== null)
  return (
    <>
      <Progress aria-label="进度" percent={Math.round((outcomes.length / total) * 100)} />
      <p>
        已取消 {outcomes.length - failed.length}个{failed.length > 0 && `,${failed.length}个没有成功`}。
      </p>
      <ul>
        {failed.map(({ row, error }) => (
          <li key={row.id}>
            {showDay(row.day)} {row.placeName}：{error}
          </li>
        ))}
      </ul>
      <Button type="primary" disabled={outcomes.length < total} onClick={onClose}>
        知道了
      </Button>
    </>
  )
}
