// An objection that a resident brings to the desk on paper or in words; the worker who enters it is named.
import { Form, Input, Modal, Radio } from 'antd'
import type { InputOf, OutputOf } from '@shared/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'
import { disputeOptions } from './words'

type Fields = Pick<InputOf<typeof rewardsDesk.dispute>, 'reason' | 'how' | 'note'>
type Props = { row: OutputOf<typeof rewardsDesk.card>['recent'][number]; onClose: () => void; onDone: () => void }

export function DeskDispute({ row, onClose, onDone }: Props) {
  const [form] = Form.useForm<Fields>()
  const send = useWrite(rewardsDesk.dispute, '异议已录入，由街道裁定')
  useFocusBack()
  return (
    <Modal
      open
      title={`代提异议：${row.goodName}`}
      okText="录入"
      cancelText="返回"
      okButtonProps={{ loading: send.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ note: '' }}
        onFinish={(fields) => send.mutate({ id: row.id, ...fields, note: fields.note.trim() }, { onSuccess: onDone })}
      >
        <Form.Item label="居民怎么提的" name="how" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group
            options={[
              { value: 'spoken', label: '当面说的' },
              { value: 'paper', label: '写在纸上' },
            ]}
          />
        </Form.Item>
        <Form.Item label="什么问题" name="reason" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group options={disputeOptions} />
        </Form.Item>
        <Form.Item label="居民的原话（可不写）" name="note">
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
