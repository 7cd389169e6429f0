// For whom: a household found by its room, the address alone, or the compound's bulky site.
import { Button, Form, Input, Radio, Select, Space, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { households } from '@shared/people/household-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { useList, useRead } from '@/lib/query'
import { Failed } from '@/ui/states'
import type { Given, Whom } from './book-for'
import { NumberInput } from '@/ui/NumberInput'

type Asked = { building?: string; unit?: string; room: string }
type Props = { whom: Whom; onChange: (whom: Whom) => void; onlySites: boolean }
const need = (message: string) => [{ required: true, message }]

export function BookForWhom({ whom, onChange, onlySites }: Props) {
  return (
    <section className="book-step" aria-label="为谁">
      <h4>3 为谁、东西放在哪里</h4>
      {!onlySites && (
        <Form.Item>
          <Radio.Group
            optionType="button"
            value={whom.way}
            options={[
              { value: 'resident', label: '住户' },
              { value: 'site', label: '小区大件堆放点' },
            ]}
            onChange={(event) =>
              onChange({ placeId: whom.placeId, placeName: whom.placeName, way: event.target.value as Whom['way'] })
            }
          />
        </Form.Item>
      )}
      {whom.way === 'site' ? <Site whom={whom} onChange={onChange} /> : <Resident whom={whom} onChange={onChange} />}
      <Space wrap align="start">
        {whom.way !== 'site' && (
          <>
            <Form.Item label="楼层" name="floor" rules={need('请填写楼层')} extra="一楼或楼下填 0">
              <NumberInput min={-5} max={120} precision={0} suffix="层" style={{ width: 110 }} />
            </Form.Item>
            <Form.Item label="有电梯" name="hasLift" valuePropName="checked">
              <Switch />
            </Form.Item>
          </>
        )}
        <Form.Item
          label="放在哪里"
          name="standsAt"
          rules={need('请写明放在哪里')}
          extra="头天晚上以后再放出来，不要占消防通道"
        >
          <Input maxLength={40} style={{ width: 260 }} placeholder="如：单元门口右侧" />
        </Form.Item>
      </Space>
    </section>
  )
}

function Resident({ whom, onChange }: Pick<Props, 'whom' | 'onChange'>) {
  const form = Form.useFormInstance<Given>()
  const [asked, setAsked] = useState<Asked | null>(null)
  const detail = useRead(households.detail, { id: whom.householdId ?? '' }, { enabled: whom.householdId !== undefined })
  const address = detail.data?.address
  useEffect(() => {
    if (address) form.setFieldsValue({ building: address.building, unit: address.unit, room: address.room })
  }, [address, form])
  const find = (): void => {
    const { building, unit, room } = form.getFieldsValue(['building', 'unit', 'room']) as Partial<Given>
    if (room) setAsked({ room, ...(building ? { building } : {}), ...(unit ? { unit } : {}) })
  }
  return (
    <>
      <Space wrap align="start">
        <Form.Item label="楼栋" name="building">
          <Input maxLength={20} style={{ width: 100 }} placeholder="3栋" />
        </Form.Item>
        <Form.Item label="单元" name="unit">
          <Input maxLength={20} style={{ width: 90 }} placeholder="2" />
        </Form.Item>
        <Form.Item label="房号" name="room" rules={need('请填写房号')}>
          <Input
            maxLength={20}
            style={{ width: 100 }}
            placeholder="501"
            onPressEnter={(event) => {
              event.preventDefault()
              find()
            }}
          />
        </Form.Item>
        <Form.Item label=" " colon={false}>
          <Button onClick={find}>查住户</Button>
        </Form.Item>
      </Space>
      {whom.householdId && (
        <p>
          记在住户：<strong>{whom.householdLabel}</strong>{' '}
          <Button
            size="small"
            onClick={() => onChange({ placeId: whom.placeId, placeName: whom.placeName, way: 'resident' })}
          >
            不记在住户，只按地址
          </Button>
        </p>
      )}
      {!whom.householdId && asked && (
        <Matches
          placeId={whom.placeId}
          asked={asked}
          onChoose={(householdId, householdLabel) => onChange({ ...whom, householdId, householdLabel })}
        />
      )}
      {!whom.householdId && !asked && (
        <p className="faint">查到住户，积分和免费件数记到这一户；查不到也可以只按地址预约。</p>
      )}
    </>
  )
}

function Matches({
  placeId,
  asked,
  onChoose,
}: {
  placeId: string
  asked: Asked
  onChoose: (id: string, label: string) => void
}) {
  const list = useList(households.list, { placeId, ...asked, limit: 20 })
  if (list.error) return <Failed error={list.error} retry={list.reload} />
  if (list.isLoading) return <p className="faint">正在查…</p>
  if (list.items.length === 0) return <p>没有登记这一户，将只按地址预约。</p>
  return (
    <Form.Item label="查到这些住户，请点一户（不点就只按地址）">
      <Space wrap>
        {list.items.map((row) => (
          <Button key={row.id} onClick={() => onChoose(row.id, row.label)}>
            {row.label}（{row.memberCount > 0 ? `${row.memberCount}人` : '户卡户'}）
          </Button>
        ))}
      </Space>
    </Form.Item>
  )
}

function Site({ whom, onChange }: Pick<Props, 'whom' | 'onChange'>) {
  const sites = useList(placesDesk.sites, { placeId: whom.placeId, kind: 'bulky', status: 'open' })
  if (sites.error) return <Failed error={sites.error} retry={sites.reload} />
  return (
    <Space wrap align="start">
      <Form.Item label="堆放点" required>
        <Select
          style={{ width: 240 }}
          aria-label="堆放点"
          loading={sites.isLoading}
          value={whom.siteId}
          placeholder="请选择"
          notFoundContent="这个小区没有登记大件堆放点"
          options={sites.items.map(({ site }) => ({ value: site.id, label: site.name }))}
          onChange={(siteId: string) => onChange({ ...whom, siteId })}
        />
      </Form.Item>
      <Form.Item label="估计体积" name="cubicMetres">
        <NumberInput min={0.1} max={100} precision={1} suffix="立方米" style={{ width: 140 }} />
      </Form.Item>
    </Space>
  )
}
