// Setting a household card's PIN at the desk: how the worker made sure who is there, and the PIN typed twice by the
// resident.
import { Form, Input, Modal, Radio } from 'antd'
import type { InputOf } from '@shared/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'

type Fields = Pick<InputOf<typeof rewardsDesk.setPin>, 'pin' | 'how'> & { again: string }
const pinRules = [{ required: true, pattern: /^\d{6}$/, message: '密码是6位数字' }]

export function SetPin({
  code,
  label,
  onClose,
  onDone,
}: {
  code: string
  label: string
  onClose: () => void
  onDone: () => void
}) {
  const [form] = Form.useForm<Fields>()
  const refuse = (text: string): void => {
    form.setFields([
      { name: 'pin', value: '', errors: [text] },
      { name: 'again', value: '' },
    ])
    form.focusField('pin')
  }
  const set = useWrite(rewardsDesk.setPin, '卡密码已设好', refuse)
  useFocusBack()
  return (
    <Modal
      open
      title={`设卡密码：${label}`}
      okText="设好"
      cancelText="返回"
      okButtonProps={{ loading: set.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        onFinish={({ pin, how }) => set.mutate({ code, pin, how }, { onSuccess: onDone })}
      >
        <Form.Item label="怎么核对的身份（会留痕）" name="how" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group
            options={[
              { value: 'idCard', label: '看了身份证' },
              { value: 'known', label: '本人我认识' },
              { value: 'homeVisit', label: '上门核对' },
            ]}
          />
        </Form.Item>
        <Form.Item
          label="请居民输入新密码"
          name="pin"
          rules={pinRules}
          extra="不要用生日、连号或同一个数字；不要告诉工作人员"
        >
          <PinInput />
        </Form.Item>
        <Form.Item
          label="再输一遍"
          name="again"
          dependencies={['pin']}
          rules={[
            ...pinRules,
            ({ getFieldValue }) => ({
              validator: (_rule, value) =>
                !value || value === getFieldValue('pin')
                  ? Promise.resolve()
                  : Promise.reject(new Error('两次输入的不一样')),
            }),
          ]}
        >
          <PinInput />
        </Form.Item>
        {/* so that Enter sends the form: the button that is seen stands outside it */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  )
}

const PinInput = (given: object) => (
  <Input.Password
    {...given}
    inputMode="numeric"
    maxLength={6}
    autoComplete="one-time-code"
    visibilityToggle={false}
    style={{ width: 160 }}
  />
)
