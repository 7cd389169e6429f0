// Finding the household by its card: a scanner types the code and Enter; a person types the eight characters.
import { Button, Form, Input } from 'antd'

export function DeskCard({ isLooking, onFind }: { isLooking: boolean; onFind: (code: string) => void }) {
  return (
    <Form<{ code: string }> layout="vertical" onFinish={({ code }) => onFind(code.trim())} style={{ maxWidth: 420 }}>
      <Form.Item
        label="扫住户卡,或输入卡上的户码" name="code" extra="用扫码枪对准卡上的二维码;没有扫码枪就照卡上的字输入"
        rules={[{ required: true, whitespace: true, message: '请扫卡或输入户码' }, { min: 6, message: '户码不完整' }]}
      >
        <Input size="large" autoFocus autoComplete="off" maxLength={200} placeholder="如 7K2M9QXA" />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" loading={isLooking}>查这张卡</Button>
    </Form>
  )
}
