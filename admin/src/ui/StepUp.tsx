// Asks for the dynamic code again when the server wants it before something weighty. Stands once at the top of the app;
// requests that wait for it are sent again by lib/api when the code was taken, and keep their refusal when the person
// thinks better of it.
import { Form, Input, Modal, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { staff } from '@shared/people/staff-contract'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import { askForCodeBy } from '@/lib/step-up'

type Fields = { code: string }

export function StepUp() {
  const [form] = Form.useForm<Fields>()
  const [isOpen, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const input = useRef<InputRef>(null)
  const waiting = useRef<((taken: boolean) => void) | null>(null)
  const end = (taken: boolean): void => {
    waiting.current?.(taken)
    waiting.current = null
    setOpen(false)
  }
  useEffect(() => {
    const takeAway = askForCodeBy(
      () =>
        new Promise<boolean>((resolve) => {
          waiting.current = resolve
          setOpen(true)
        }),
    )
    // Signed out meanwhile: nobody is left to ask, and nobody may wait for ever.
    return () => {
      takeAway()
      waiting.current?.(false)
    }
  }, [])
  const submit = async ({ code }: Fields): Promise<void> => {
    setBusy(true)
    try {
      await call(staff.stepUp, { code })
      end(true)
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'SESSION_ENDED') return end(false)
      form.setFields([
        { name: 'code', errors: [thrown instanceof ApiError ? describeError(thrown) : '没有成功，请重试'] },
      ])
      input.current?.select()
    } finally {
      setBusy(false)
    }
  }
  // Above drawers and other questions, whichever was opened first.
  return (
    <Modal
      open={isOpen}
      title="请再输入一次动态验证码"
      okText="继续"
      cancelText="返回"
      okButtonProps={{ loading: busy }}
      zIndex={2000}
      width={420}
      destroyOnHidden
      afterOpenChange={(open) => open && input.current?.focus()}
      onOk={() => form.submit()}
      onCancel={() => end(false)}
    >
      <p>
        这项业务关系到居民的资料、积分、钱款或对外发布。打开验证器应用，填写现在显示的6位数字；之后十分钟内不再询问。
      </p>
      <Form<Fields>
        form={form}
        layout="vertical"
        preserve={false}
        data-search
        requiredMark={false}
        onFinish={(fields) => void submit(fields)}
        onFinishFailed={() => input.current?.focus()}
      >
        <Form.Item
          label="动态验证码"
          name="code"
          rules={[{ required: true, pattern: /^\d{6}$/, message: '请填6位数字' }]}
          validateTrigger="onSubmit"
        >
          <Input ref={input} inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
