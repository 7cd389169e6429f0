// One household at the desk: its points, what this desk can give, the PIN typed by the resident, and what was redeemed
// lately.
import { Alert, Button, Form, Input, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { shortTime, withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { PaperButton } from '@/ui/PaperButton'
import { Failed, Loading, Nothing } from '@/ui/states'
import { DeskDispute } from './DeskDispute'
import { SetPin } from './DeskPin'
import type { Card, DeskView } from './DeskPage'
import { redemptionColours } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Good = OutputOf<typeof rewardsDesk.goodsAt>['items'][number]
type Recent = Card['recent'][number]
type Props = { card: Card; onView: (view: DeskView) => void; onChanged: () => void }

export function DeskCounter({ card, onView, onChanged }: Props) {
  const [shopId, setShopId] = useState(card.desks[0]?.id)
  const [good, setGood] = useState<Good | null>(null)
  const [settingPin, setSettingPin] = useState(false)
  const goods = useRead(
    rewardsDesk.goodsAt,
    { shopId: shopId ?? '', householdId: card.householdId },
    { enabled: shopId !== undefined },
  )
  const chosen = goods.data?.items.find((row) => row.id === good?.id) ?? null
  return (
    <>
      <div className="counter">
        <div>
          <section className="section">
            <h4>兑什么</h4>
            {card.desks.length === 0 && (
              <Alert
                type="warning"
                showIcon
                title="您负责的地方还没有社区服务台"
                description="请街道在“兑换点”里建一个种类为社区服务台的点，并入库。"
              />
            )}
            {card.desks.length > 1 && (
              <div className="filters">
                <Select
                  aria-label="服务台"
                  style={{ width: 280 }}
                  value={shopId}
                  onChange={(id: string) => {
                    setShopId(id)
                    setGood(null)
                  }}
                  options={card.desks.map(({ id, name }) => ({ value: id, label: name }))}
                />
              </div>
            )}
            {shopId && <Goods goods={goods} available={card.available} chosen={chosen} onChoose={setGood} />}
          </section>
          <RecentList card={card} onChanged={onChanged} />
        </div>
        <aside className="counter-side" aria-label="办理">
          <strong>{card.label}</strong>
          <span>
            可用积分 <span className="big-number">{withCommas(card.available)}</span> 分
          </span>
          {card.pinLocked && (
            <Alert
              type="warning"
              showIcon
              title="卡密码输错太多次，已暂时锁住"
              description="请稍后再试，或核对身份后重设密码。"
            />
          )}
          {!card.hasPin && (
            <Alert
              type="info"
              showIcon
              title="这张卡还没有设密码"
              description="核对身份后，请居民自己设一个 6位密码。"
            />
          )}
          {card.hasPin && shopId && chosen && (
            <Confirm
              key={chosen.id}
              card={card}
              shopId={shopId}
              good={chosen}
              onDone={(receipt) => onView({ kind: 'done', receipt })}
              onRefused={() => void goods.refetch()}
            />
          )}
          {card.hasPin && !chosen && <span className="faint">在左边选一件商品</span>}
          <Space wrap>
            <Button type={card.hasPin ? 'default' : 'primary'} onClick={() => setSettingPin(true)}>
              {card.hasPin ? '重设卡密码' : '设卡密码'}
            </Button>
            <Button onClick={() => onView({ kind: 'points' })}>积分明细与异议</Button>
            <Button onClick={() => onView({ kind: 'statement' })}>对账单</Button>
          </Space>
        </aside>
      </div>
      {settingPin && (
        <SetPin
          code={card.code}
          label={card.label}
          onClose={() => setSettingPin(false)}
          onDone={() => {
            setSettingPin(false)
            onChanged()
          }}
        />
      )}
    </>
  )
}

type GoodsProps = {
  goods: ReturnType<typeof useRead<typeof rewardsDesk.goodsAt>>
  available: number
  chosen: Good | null
  onChoose: (good: Good) => void
}

function Goods({ goods, available, chosen, onChoose }: GoodsProps) {
  if (goods.error) return <Failed error={goods.error} retry={() => void goods.refetch()} />
  if (!goods.data) return <Loading />
  if (goods.data.items.length === 0) return <Nothing text="这个服务台现在没有可兑的商品" />
  return (
    <div className="goods">
      {goods.data.items.map((row) => {
        const left = row.shops[0]?.left ?? row.left
        const why =
          row.blocked ??
          (left === 0 ? '已兑完' : row.points > available ? `还差${withCommas(row.points - available)}分` : null)
        return (
          <button
            key={row.id}
            type="button"
            className="good"
            aria-pressed={chosen?.id === row.id}
            disabled={why !== null}
            onClick={() => onChoose(row)}
          >
            <strong>{row.name}</strong>
            <span>
              {withCommas(row.points)}分 · 剩{left}件
            </span>
            {row.limitPerMonth !== null && (
              <span className="faint">
                每户每月{row.limitPerMonth}件，本月已兑{row.usedThisMonth}件
              </span>
            )}
            {why && <span>{why}</span>}
          </button>
        )
      })}
    </div>
  )
}

type ConfirmProps = {
  card: Card
  shopId: string
  good: Good
  onDone: (receipt: OutputOf<typeof rewardsDesk.redeem>) => void
  onRefused: () => void
}

function Confirm({ card, shopId, good, onDone, onRefused }: ConfirmProps) {
  const [id] = useState(newId)
  const [form] = Form.useForm<{ quantity: number; pin: string }>()
  const quantity = Form.useWatch('quantity', form) ?? 1
  const refuse = (text: string): void => {
    form.setFields([{ name: 'pin', value: '', errors: [text] }])
    form.focusField('pin')
  }
  const redeem = useWrite(rewardsDesk.redeem, undefined, refuse)
  const most = Math.max(
    1,
    Math.min(
      20,
      good.shops[0]?.left ?? good.left,
      good.limitPerMonth === null ? 20 : good.limitPerMonth - good.usedThisMonth,
      Math.floor(card.available / good.points),
    ),
  )
  const submit = ({ pin }: { pin: string }): void =>
    redeem.mutate(
      { id, code: card.code, pin, goodId: good.id, shopId, quantity, points: good.points * quantity },
      { onSuccess: onDone, onError: onRefused },
    )
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError={{ focus: true }}
      initialValues={{ quantity: 1 }}
      onFinish={submit}
    >
      <p>
        <strong>{good.name}</strong>
      </p>
      <Form.Item label="几件" name="quantity" rules={[{ required: true, message: '请填写件数' }]}>
        <NumberInput min={1} max={most} precision={0} suffix="件" style={{ width: 120 }} />
      </Form.Item>
      <p>
        共 <strong>{withCommas(good.points * quantity)}</strong> 分，办完还剩{' '}
        {withCommas(card.available - good.points * quantity)}分
      </p>
      <Form.Item
        label="请居民自己输入 6位卡密码"
        name="pin"
        validateTrigger="onSubmit"
        rules={[{ required: true, pattern: /^\d{6}$/, message: '密码是6位数字' }]}
      >
        <Input.Password
          autoFocus
          inputMode="numeric"
          maxLength={6}
          autoComplete="one-time-code"
          visibilityToggle={false}
          style={{ width: 160 }}
        />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" loading={redeem.isPending}>
        扣积分并交付
      </Button>
    </Form>
  )
}

function RecentList({ card, onChanged }: Omit<Props, 'onView'>) {
  const [disputing, setDisputing] = useState<Recent | null>(null)
  return (
    <section className="section">
      <h4>这一户最近的兑换</h4>
      {card.recent.length === 0 && <p className="faint">还没有兑换过</p>}
      {card.recent.map((row) => (
        <div key={row.id} className="filters" style={{ alignItems: 'center' }}>
          <span>
            {shortTime(row.createdAt)} {row.goodName}，{row.quantity}件，共{withCommas(row.points)}分 · {row.shopName}
          </span>
          <Tag color={redemptionColours[row.status]}>{row.statusText}</Tag>
          <PaperButton size="small" route={rewardsDesk.receipt} input={{ id: row.id }}>
            打印凭据
          </PaperButton>
          {row.status === 'captured' && !row.disputedAt && (
            <Button size="small" onClick={() => setDisputing(row)}>
              代提异议
            </Button>
          )}
        </div>
      ))}
      {disputing && (
        <DeskDispute
          row={disputing}
          onClose={() => setDisputing(null)}
          onDone={() => {
            setDisputing(null)
            onChanged()
          }}
        />
      )}
    </section>
  )
}
