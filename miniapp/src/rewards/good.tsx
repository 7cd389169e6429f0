// One good: price, rules and limits, the shops that have it with their opening hours; then shop and number of pieces,
// one question, and the redemption with its code. Works signed out up to the button.
// Relies on rewards.good and rewards.redeem. Invariants: the price that was shown is the price that is sent; one
// redemption has one id, so that pressing again after a lost answer redeems once.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { rewards } from '@shared/rewards/contract'
import type { GoodDetail } from '@shared/rewards/schemas'
import { newId } from '@/lib/ids'
import { useMyPlace } from '@/lib/my-place'
import { useRead, useWrite } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Choice, Stepper } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { GoodPicture, periodText } from './parts'

const MOST_PIECES = 20
const OWN = 'own'
type Payer = OutputOf<typeof rewards.payers>['items'][number]
type Chosen = { shopId: string | null; quantity: number; payer: string | null }
const keyOf = ({ householdId }: Payer): string => householdId ?? OWN

function Good() {
  const { params } = useRouter()
  const place = useMyPlace()
  const good = useRead(rewards.good, { id: params['id'] ?? '', ...(place ? { placeId: place.id } : {}) })
  const signedIn = useSignedIn()
  const payers = useRead(rewards.payers, {}, { enabled: signedIn })
  const [chosen, setChosen] = useState<Chosen>({ shopId: null, quantity: 1, payer: null })
  const change = (part: Partial<Chosen>) => setChosen((before) => ({ ...before, ...part }))
  const detail = good.data
  const order = useOrder(detail, payers.data?.items ?? [], chosen, () => {
    void good.refetch()
  })
  const bottom =
    detail && !detail.blocked && detail.shops.length > 0 ? (
      <View>
        {order.problem}
        <Button
          id="redeem"
          kind="primary"
          loading={order.busy}
          onClick={() => {
            void order.place()
          }}
        >{`兑换，用${order.points}分`}</Button>
      </View>
    ) : undefined
  return (
    <Screen title="兑换" bottom={bottom}>
      <QueryView query={good}>
        {(data) => (
          <>
            <About good={data} />
            {!data.blocked && (
              <Choices good={data} payers={payers.data?.items ?? []} chosen={chosen} order={order} onChange={change} />
            )}
            <Rules good={data} />
          </>
        )}
      </QueryView>
      {order.sheet}
    </Screen>
  )
}

/** The first account that has enough, never one of somebody I act for; else the fullest of my own. */
function usualPayer(payers: readonly Payer[], points: number): Payer | undefined {
  const mine = payers.filter(({ asProxy }) => !asProxy)
  return mine.find(({ available }) => available >= points) ?? [...mine].sort((a, b) => b.available - a.available)[0]
}

/** What would be sent, and the sending of it. */
function useOrder(good: GoodDetail | undefined, payers: readonly Payer[], chosen: Chosen, refetch: () => void) {
  const id = useRef<string | null>(null)
  const signIn = useSignIn()
  const [missing, setMissing] = useState<string | null>(null)
  const redeem = useWrite(rewards.redeem, {
    refreshes: [ledger.summaries, ledger.statement, rewards.payers, rewards.mine, rewards.catalogue, rewards.good],
  })
  const inStock = good?.shops.filter(({ left }) => left > 0) ?? []
  // one that has it; another is one tap away, and the question before sending names it
  const shop = inStock.find((each) => each.id === chosen.shopId) ?? inStock[0]
  const points = (good?.points ?? 0) * chosen.quantity
  const payer = payers.find((each) => keyOf(each) === chosen.payer) ?? usualPayer(payers, points)
  const place = async () => {
    setMissing(null)
    if (!good || !(await signIn.ask('登录后才能用积分兑换'))) return
    // Right after signing in the balance is still being read: the person looks at it and presses again.
    if (!payer) return setMissing('正在读取您的积分，请稍等一下再点')
    if (!shop) return setMissing('请选到哪个兑换点领取')
    if (payer.available < points)
      return setMissing(`${payer.label}可用${payer.available}分，还差${points - payer.available}分`)
    const sure = await confirm({
      title: `用${points}分兑换${good.name}${chosen.quantity > 1 ? ` ${chosen.quantity}件` : ''}？`,
      text: `到“${shop.name}”领取。${good.holdDays}天内没有领，积分自动退回。`,
      ok: '确定兑换',
      cancel: '再想想',
    })
    if (!sure) return
    id.current ??= await newId()
    const made = await redeem.run({
      id: id.current,
      goodId: good.id,
      shopId: shop.id,
      quantity: chosen.quantity,
      points,
      householdId: payer.householdId,
    })
    if (made) void Taro.redirectTo({ url: `/rewards/redemption?id=${made.id}&new=1` })
    else refetch()
  }
  const problem = missing ? (
    <Notice tone="warn">{missing}</Notice>
  ) : redeem.error ? (
    <ErrorState error={redeem.error} />
  ) : null
  return {
    place,
    busy: redeem.busy,
    points,
    problem,
    sheet: signIn.sheet,
    shopId: shop?.id ?? null,
    payerKey: payer ? keyOf(payer) : null,
  }
}

function About({ good }: { good: GoodDetail }) {
  const { name, kind, points, description, photoFileId, blocked, kindName, left } = good
  return (
    <Card title={name}>
      <GoodPicture id={photoFileId} kind={kind} large />
      <Text className="good-price">{`${points}分`}</Text>
      <Text className="good-quiet">{`${kindName} · ${left > 0 ? `还有${left}件` : '兑完了'}`}</Text>
      {description && <Text className="good-text">{description}</Text>}
      {blocked && <Notice tone="warn">{blocked}</Notice>}
    </Card>
  )
}

type ChoicesProps = {
  good: GoodDetail
  payers: readonly Payer[]
  chosen: Chosen
  order: ReturnType<typeof useOrder>
  onChange: (part: Partial<Chosen>) => void
}

function Choices({ good, payers, chosen, order, onChange }: ChoicesProps) {
  const { shops, limitPerMonth, usedThisMonth } = good
  if (shops.length === 0) return <Empty text="现在没有兑换点有货" hint="过些日子再来看看，或换一件" />
  const leftHere = shops.find(({ id }) => id === order.shopId)?.left ?? MOST_PIECES
  const most = Math.max(
    1,
    Math.min(MOST_PIECES, leftHere, limitPerMonth === null ? MOST_PIECES : limitPerMonth - usedThisMonth),
  )
  return (
    <View>
      <Choice
        label="到哪里领"
        columns={1}
        value={order.shopId}
        onChange={(shopId) => onChange({ shopId, quantity: 1 })}
        options={shops.map(({ id, name, address, hours, left, takesOffline }) => ({
          value: id,
          title: name,
          disabled: left < 1,
          note: [
            address,
            hours && `营业 ${hours}`,
            left > 0 ? `有${left}件` : '兑完了',
            takesOffline ? '断网也能领' : '',
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
      {most > 1 && (
        <Stepper
          label="几件"
          value={Math.min(chosen.quantity, most)}
          onChange={(quantity) => onChange({ quantity })}
          min={1}
          max={most}
          unit="件"
        />
      )}
      {payers.length > 1 && (
        <Choice
          label="用谁的积分"
          columns={1}
          value={order.payerKey}
          onChange={(payer) => onChange({ payer })}
          options={payers.map((each) => ({
            value: keyOf(each),
            title: each.label,
            note: `可用${each.available}分${each.asProxy ? '，您代办' : ''}`,
          }))}
        />
      )}
    </View>
  )
}

function Rules({ good }: { good: GoodDetail }) {
  const { limitPerMonth, usedThisMonth, holdDays, eligibleText, howToUse } = good
  return (
    <Section title="兑换规则">
      <Card>
        <Row title="谁可以兑" note={eligibleText} />
        <Row title="什么时候可以兑" note={periodText(good)} />
        {limitPerMonth !== null && (
          <Row
            title="每户每月"
            note={usedThisMonth > 0 ? `本月已兑${usedThisMonth}件` : undefined}
            value={`最多${limitPerMonth}件`}
          />
        )}
        <Row title="多久内领" note="没领的，积分退回原来那一批，到期日不变" value={`${holdDays}天`} />
        {howToUse && <Row title="怎么用" note={howToUse} />}
      </Card>
    </Section>
  )
}

export { Good as default }
