// What is put right without cancelling: whom the crew calls, and how large a site's pile is.
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Booking, Quote } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'

type FormProps = { booking: Booking; onDone: () => void }
const need = (message: string) => [{ required: true, whitespace: true, message }]

export function ContactForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickups.correctContact, '已更正')
  return (
    <Form<{ name: string; phone?: string }>
      layout="vertical"
      onFinish={({ name, phone }) =>
        write.mutate(
          {
            id: booking.id,
            version: booking.version,
            contact: { name: name.trim(), ...(phone?.trim() ? { phone: phone.trim() } : {}) },
          },
          { onSuccess: onDone },
        )
      }
    >
      <p className="faint">
        现在登记的是 {booking.contactName} {booking.contactPhone}。预约的其他内容不变。
      </p>
      <Form.Item label="联系人" name="name" rules={need('请写联系人')}>
        <Input maxLength={20} autoFocus />
      </Form.Item>
      <Form.Item label="电话（不填就不变）" name="phone">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={write.isPending}>
        更正
      </Button>
    </Form>
  )
}

export function VolumeForm({ booking, onDone }: FormProps) {
  const [quote, setQuote] = useState<Quote | null>(null)
  const write = useWrite(pickupsDesk.correctVolume, '已更正')
  const agreed = quote ? { agreedFen: quote.totalFen, priceListVersion: quote.priceListVersion } : {}
  const now = booking.site?.cubicDecimetres
  return (
    <Form<{ cubicMetres: number }>
      layout="vertical"
      initialValues={{ cubicMetres: now ? now / 1000 : undefined }}
      onValuesChange={() => setQuote(null)}
      onFinish={({ cubicMetres }) =>
        write.mutate(
          {
            id: booking.id,
            version: booking.version,
            cubicDecimetres: Math.round(cubicMetres * 1000),
            ...agreed,
          },
          {
            onSuccess: onDone,
            onError: ({ code, details }) => {
              if (code === 'PICKUP_PRICE_CHANGED') setQuote((details as { quote?: Quote } | undefined)?.quote ?? null)
            },
          },
        )
      }
    >
      {quote && (
        <Alert
          type="warning"
          style={{ marginBottom: 16 }}
          title={`按新的体积应收 ${showFen(quote.totalFen)}。同意后再点一次。`}
        />
      )}
      <Form.Item label="重新量的体积" name="cubicMetres" rules={[{ required: true, message: '请填写体积' }]}>
        <NumberInput min={0.001} max={100} precision={3} suffix="立方米" style={{ width: 180 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={write.isPending}>
        {quote ? '同意新的费用，更正' : '更正'}
      </Button>
    </Form>
  )
}
