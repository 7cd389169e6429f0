// A link for a property company: made once, shown once, good until a day.
import { Alert, Button, Form, InputNumber, Typography } from 'antd'
import { useState } from 'react'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'

const addressOf = (token: string): string => `${location.origin}/admin/company-findings#${token}`

type Props = { companyId: string; findingIds: string[]; onDone: () => void }

export function ForwardForm({ companyId, findingIds, onDone }: Props) {
  const forward = useWrite(inspectionsFindings.forward, '链接已生成')
  const [id] = useState(newId)
  const link = forward.data
  if (link)
    return (
      <>
        <Alert
          type="success"
          title={`链接到${fullTime(link.expiresAt)}前有效，只能看到和回报这${findingIds.length}个问题。`}
        />
        <Typography.Paragraph
          copyable={{ text: addressOf(link.token) }}
          style={{ marginTop: 16, wordBreak: 'break-all' }}
        >
          {addressOf(link.token)}
        </Typography.Paragraph>
        <p className="faint">请复制后发给物业公司的联系人；凭它不用账号就能回报整改。</p>
        <Button onClick={onDone}>完成</Button>
      </>
    )
  return (
    <Form<{ days: number }>
      layout="vertical"
      initialValues={{ days: 14 }}
      onFinish={({ days }) => forward.mutate({ id, companyId, findingIds, days })}
    >
      <p>物业公司凭链接看到这{findingIds.length}个问题，拍照回报整改；不用账号。</p>
      <Form.Item label="几天内有效" name="days" rules={[{ required: true, message: '请填写天数' }]}>
        <InputNumber min={1} max={60} precision={0} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={forward.isPending}>
        生成链接
      </Button>
    </Form>
  )
}
