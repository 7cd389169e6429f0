// Changing one's own password: what is asked of a new one is said before, what is wrong beside the field it concerns.
import { App, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { staff } from '@shared/people/staff-contract'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'

type Fields = { current: string; next: string; again: string }

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const [busy, setBusy] = useState(false)
  useFocusBack()
  const submit = async ({ current, next }: Fields): Promise<void> => {
    setBusy(true)
    try {
      await call(staff.changePassword, { current, next })
      void message.success('密码已修改，其他设备上的登录已退出')
      onClose()
    } catch (thrown) {
      const said = complaint(thrown)
      form.setFields([said])
      form.focusField(said.name)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title="修改密码"
      okText="修改"
      cancelText="返回"
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>
        新密码至少12个字符，汉字、字母、数字、空格都可以，例如一句自己记得住的话。太常见的词、连号、和登录名相近的不能用。改好后，其他设备上的登录会退出。
      </p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        onFinish={(fields) => void submit(fields)}
      >
        <Form.Item label="现在的密码" name="current" rules={[{ required: true, message: '请填写现在的密码' }]}>
          <Input.Password autoFocus autoComplete="current-password" maxLength={128} />
        </Form.Item>
        <Form.Item
          label="新密码（至少12个字符）"
          name="next"
          rules={[{ required: true, min: 12, message: '至少12个字符' }]}
        >
          <Input.Password autoComplete="new-password" maxLength={128} />
        </Form.Item>
        <Form.Item
          label="再填一次新密码"
          name="again"
          dependencies={['next']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value) =>
                value && value === getFieldValue('next')
                  ? Promise.resolve()
                  : Promise.reject(new Error('两次填写的新密码不一样')),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={128} />
        </Form.Item>
        {/* so that Enter sends the form: the button that is seen stands outside it */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  )
}

function complaint(thrown: unknown): { name: keyof Fields; errors: string[] } {
  if (!(thrown instanceof ApiError)) return { name: 'current', errors: ['没有成功，请重试'] }
  if (thrown.code === 'STAFF_SIGN_IN_WRONG')
    return { name: 'current', errors: ['现在的密码不对。连续输错多次要等一会儿才能再试'] }
  return { name: thrown.code.startsWith('PASSWORD_') ? 'next' : 'current', errors: [describeError(thrown)] }
}
