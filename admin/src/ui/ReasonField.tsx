// A reason in a form, with sentences to start from: a click puts one in, and it can still be changed.
import { Button, Form, Input } from 'antd'

type Props = { name: string; label: string; templates: readonly string[]; max?: number }

export function ReasonField({ name, label, templates, max = 200 }: Props) {
  const form = Form.useFormInstance()
  return (
    <>
      <Form.Item
        label={label}
        name={name}
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明理由，会告诉对方' }]}
        style={{ marginBottom: 30 }}
      >
        <Input.TextArea rows={3} maxLength={max} showCount />
      </Form.Item>
      <div className="filters" role="group" aria-label="常用理由">
        {templates.map((text) => (
          <Button key={text} size="small" onClick={() => form.setFieldValue(name, text)}>
            {text.length > 18 ? `${text.slice(0, 17)}…` : text}
          </Button>
        ))}
      </div>
    </>
  )
}
