// Whom to reach, and how the person agreed to being booked for: recorded with the booking.
import { Checkbox, Form, Input, Radio, Space } from 'antd'
import type { Given } from './book-for'

const PHONE = /^1[3-9]\d{9}$|^0\d{2,3}-?\d{7,8}$/
/** What is written for each way of agreeing; it can be changed. */
export const usualConsent: Record<Given['how'], string> = {
  phone: '本人在电话中同意代为预约',
  counter: '本人在窗口当面同意代为预约',
}

export function BookForConsent({ forSite }: { forSite: boolean }) {
  const form = Form.useFormInstance<Given>()
  const hasNone = Form.useWatch('noPhone', form) === true && !forSite
  return (
    <section className="book-step" aria-label="联系人和同意">
      <h4>5 联系人{forSite ? '' : '和同意'}</h4>
      <Space wrap align="start">
        <Form.Item label="联系人" name="name" rules={[{ required: true, whitespace: true, message: '请填写联系人' }]}>
          <Input maxLength={20} style={{ width: 160 }} autoComplete="off" />
        </Form.Item>
        {!hasNone && (
          <Form.Item
            label="电话"
            name="phone"
            rules={[{ required: true, pattern: PHONE, message: '请填写手机号或带区号的座机' }]}
          >
            <Input maxLength={13} style={{ width: 180 }} autoComplete="off" inputMode="tel" />
          </Form.Item>
        )}
        {!forSite && (
          <Form.Item label=" " colon={false} name="noPhone" valuePropName="checked">
            <Checkbox>没有电话</Checkbox>
          </Form.Item>
        )}
        <Form.Item label="备注（给收运员）" name="note">
          <Input maxLength={100} style={{ width: 280 }} />
        </Form.Item>
      </Space>
      {hasNone && (
        <p className="faint">
          收运员会上门敲门。时间有变化时，会列入“待告知”，由工作人员上门告诉住户；预约单请打印给住户带走。
        </p>
      )}
      {!forSite && (
        <>
          <Space wrap align="start">
            <Form.Item label="怎样办理的" name="how">
              <Radio.Group
                optionType="button"
                options={[
                  { value: 'phone', label: '电话' },
                  { value: 'counter', label: '窗口' },
                ]}
                onChange={(event) => form.setFieldsValue({ consent: usualConsent[event.target.value as Given['how']] })}
              />
            </Form.Item>
            <Form.Item
              label="同意的方式（会记录）"
              name="consent"
              rules={[{ required: true, whitespace: true, message: '请写明怎样同意的' }]}
            >
              <Input maxLength={60} style={{ width: 360 }} />
            </Form.Item>
          </Space>
          <Form.Item
            name="agreed"
            valuePropName="checked"
            rules={[
              {
                validator: (_rule, value) =>
                  value ? Promise.resolve() : Promise.reject(new Error('请先念给住户听，得到同意')),
              },
            ]}
          >
            <Checkbox>已把时间、物品和费用念给住户听，住户同意由工作人员代为预约</Checkbox>
          </Form.Item>
        </>
      )}
    </section>
  )
}
