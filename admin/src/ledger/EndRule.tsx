// Ending a rule: its last day (today or later) and why; what was earned until then stays.
import { DatePicker, Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { earning } from '@shared/ledger/earning-contract'
import { useWrite } from '@/lib/query'
import type { Rule } from './words'

type Fields = { lastDay: Dayjs; reason: string }

export function EndRule({ rule, open, onClose }: { rule: Rule; open: boolean; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const end = useWrite(earning.endRule, '已定下停用日期')
  const submit = (fields: Fields): void =>
    end.mutate(
      {
        id: rule.id,
        revision: rule.revision,
        lastDay: fields.lastDay.format('YYYY-MM-DD'),
        reason: fields.reason.trim(),
      },
      { onSuccess: onClose },
    )
  return (
    <Modal
      open={open}
      title={`停用“${rule.name}”`}
      okText="停用"
      cancelText="返回"
      okButtonProps={{ danger: true, loading: end.isPending }}
      onCancel={onClose}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>停用后这个来源不再得分，已得的积分不变。原因会公开。</p>
      <Form<Fields> form={form} layout="vertical" onFinish={submit} initialValues={{ lastDay: dayjs() }}>
        <Form.Item label="最后一天（当天仍然有效）" name="lastDay" rules={[{ required: true, message: '请选择日期' }]}>
          <DatePicker minDate={dayjs()} />
        </Form.Item>
        <Form.Item label="原因" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
          <Input.TextArea maxLength={200} rows={3} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
