// Deciding an objection: upheld or not, the reason, and the right weights where it is about a weight. A correction
// never changes what was posted: the server reverses it and posts anew.
import { Button, Form, Input, Select, Space } from 'antd'
import { useEffect } from 'react'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Booking, Material } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useWrite } from '@/lib/query'
import { materialOptions } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Fields = { reason: string; weights?: { material: Material; kilograms: number }[]; owedYuan?: number }
type Props = { booking: Booking; upheld: boolean; onDone: () => void; onBack: () => void }

const usual = {
  yes: {
    weight: ['复核称重记录，原记录有误', '照片显示的数量与记录不符'],
    reason: ['现场照片不能证明原因', '收运员没有按时到达'],
    price: ['计费有误，已按公布价目更正', '物品件数登记有误'],
  },
  no: {
    weight: ['称重照片与记录一致', '材料按公布的分类计重'],
    reason: ['现场照片清楚，原因属实', '电话记录与收运员登记一致'],
    price: ['按预约时公布的价目计费', '楼层附加费已在确认前说明'],
  },
} as const

export function DecideForm({ booking, upheld, onDone, onBack }: Props) {
  const [form] = Form.useForm<Fields>()
  const save = useWrite(pickupsDesk.decideContest, '已裁定，住户会收到答复')
  const about = booking.contest?.about ?? 'reason'
  const reweighs = upheld && about === 'weight'
  const choices = usual[upheld ? 'yes' : 'no'][about]
  useEffect(() => {
    form.getFieldInstance('reason')?.focus()
  }, [form])
  const lowers = upheld && about === 'price'
  const submit = ({ reason, weights, owedYuan }: Fields): void =>
    save.mutate(
      {
        id: booking.id,
        upheld,
        reason: reason.trim(),
        ...(lowers ? { owedFen: Math.round((owedYuan ?? 0) * 100) } : {}),
        ...(reweighs
          ? {
              weights: (weights ?? []).map(({ material, kilograms }) => ({
                material,
                grams: Math.round(kilograms * 1000),
              })),
            }
          : {}),
      },
      { onSuccess: onDone },
    )
  const weights = booking.receipt?.lines.map(({ material, grams }) => ({ material, kilograms: grams / 1000 })) ?? []
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ weights, owedYuan: 0 }}
      onFinish={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit()
        if (event.key === 'Escape') onBack()
      }}
    >
      {reweighs && <Weights />}
      {lowers && (
        <Form.Item
          label="更正后的应收"
          name="owedYuan"
          rules={[{ required: true, message: '请填写更正后的应收' }]}
          extra={`现在应收 ${showFen(booking.owedFen)}；已多收的，请另行登记退款`}
        >
          <NumberInput min={0} max={booking.owedFen / 100} precision={2} suffix="元" style={{ width: 160 }} />
        </Form.Item>
      )}
      {upheld && about === 'reason' && <p>成立后，这次不再记为住户原因，可以安排补收。</p>}
      <Form.Item label="常用理由">
        <Space wrap>
          {choices.map((text) => (
            <Button key={text} size="small" onClick={() => form.setFieldsValue({ reason: text })}>
              {text}
            </Button>
          ))}
        </Space>
      </Form.Item>
      <Form.Item
        label="理由（住户会看到）"
        name="reason"
        rules={[{ required: true, whitespace: true, message: '请写明理由' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <Space>
        <Button type="primary" danger={!upheld} htmlType="submit" loading={save.isPending}>
          {upheld ? '裁定成立' : '裁定不成立'}
        </Button>
        <Button onClick={onBack}>返回</Button>
        <span className="faint">Ctrl + 回车 提交</span>
      </Space>
    </Form>
  )
}

function Weights() {
  return (
    <Form.List name="weights">
      {(rows, { add, remove }) => (
        <Form.Item label="更正后的重量">
          {rows.map(({ key, name }) => (
            <Space key={key} align="baseline" style={{ display: 'flex' }}>
              <Form.Item name={[name, 'material']} rules={[{ required: true, message: '请选择材料' }]}>
                <Select
                  style={{ width: 150 }}
                  options={materialOptions}
                  showSearch={{ optionFilterProp: 'label' }}
                  aria-label="材料"
                />
              </Form.Item>
              <Form.Item name={[name, 'kilograms']} rules={[{ required: true, message: '请填写重量' }]}>
                <NumberInput
                  min={0.001}
                  max={100_000}
                  precision={3}
                  suffix="千克"
                  aria-label="重量（千克）"
                  style={{ width: 140 }}
                />
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                去掉
              </Button>
            </Space>
          ))}
          <Button size="small" onClick={() => add({ material: 'paper' })} disabled={rows.length >= 20}>
            加一种材料
          </Button>
        </Form.Item>
      )}
    </Form.List>
  )
}
