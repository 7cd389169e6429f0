// Finding the household by its card: a scanner types the code and Enter; a person types the eight characters.
// A code that was refused stays marked, so that the next scan takes its place.
import { Button, Form, Input, type InputRef } from 'antd'
import { useEffect, useRef } from 'react'

type Props = { isLooking: boolean; refused: string | null; onFind: (code: string) => void }

export function DeskCard({ isLooking, refused, onFind }: Props) {
  const [form] = Form.useForm<{ code: string }>()
  const input = useRef<InputRef>(null)
  useEffect(() => {
    if (!refused) return
    form.setFields([{ name: 'code', errors: [refused] }])
    input.current?.focus({ cursor: 'all' })
  }, [form, refused])
  return (
    <Form<{ code: string }>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => onFind(code.trim())}
      style={{ maxWidth: 420 }}
    >
      <Form.Item
        label="扫住户卡，或输入卡上的户码"
        name="code"
        extra="用扫码枪对准卡上的二维码；没有扫码枪就照卡上的字输入"
        validateTrigger="onSubmit"
        rules={[
          { required: true, whitespace: true, message: '请扫卡或输入户码' },
          { min: 6, message: '户码不完整' },
        ]}
      >
        <Input ref={input} size="large" autoFocus autoComplete="off" maxLength={200} placeholder="如 7K2M9QXA" />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" loading={isLooking}>
        查这张卡
      </Button>
    </Form>
  )
}
