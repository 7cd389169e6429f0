// One redemption: while it is held a big code that renews itself, the typed code in groups and how to use it;
// afterwards how it ended. Relies on rewards.show and rewards.code. Invariants: a code that may have ended is not
// shown; what is offered comes from `allowed`.
import { Text } from '@tarojs/components'
import Taro, { useDidHide, useDidShow, useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { ledger } from '@shared/ledger/contract'
import { rewards } from '@shared/rewards/contract'
import type { Redemption as Made } from '@shared/rewards/schemas'
import { showInstant } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Card, Notice, Row, Section, StatusSteps } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { DisputeSheet, DisputeState } from './dispute'
import { LiveCode } from './live-code'
import { forgetCode, KeptCode, OfflineCode } from './offline-code'
import { StatusTag, untilText } from './parts'

/** How often the page asks whether the shop has taken the code. */
const LOOK_MS = 5_000

function RedemptionPage() {
  const { params } = useRouter()
  const id = params['id'] ?? ''
  return (
    <Screen title="兑换码">
      <KeptCode id={id} />
      <SignedIn why="登录后才能看到您的兑换">
        <Loaded id={id} isNew={params['new'] === '1'} />
      </SignedIn>
    </Screen>
  )
}

/** True while this page is in front. */
function useInFront(): boolean {
  const [inFront, setInFront] = useState(true)
  useDidShow(() => setInFront(true))
  useDidHide(() => setInFront(false))
  return inFront
}

function Loaded({ id, isNew }: { id: string; isNew: boolean }) {
  const redemption = useRead(rewards.show, { id })
  const inFront = useInFront()
  const isOpen = redemption.data?.status === 'held'
  const { refetch } = redemption
  useEffect(() => {
    if (!isOpen || !inFront) return undefined
    const timer = setInterval(() => {
      void refetch()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [isOpen, inFront, refetch])
  const hasEnded = redemption.data !== undefined && !isOpen
  useEffect(() => {
    if (hasEnded) forgetCode(id)
  }, [hasEnded, id])
  return (
    <QueryView query={redemption}>
      {(data) => (
        <>
          {isNew && isOpen && (
            <Notice
              tone="good"
              title="兑换好了"
            >{`积分和东西都给您留住了，请在${untilText(data.lapsesAt)}去领。`}</Notice>
          )}
          {isOpen ? <Open redemption={data} /> : <Ended redemption={data} />}
          <Facts redemption={data} />
          <Actions redemption={data} />
        </>
      )}
    </QueryView>
  )
}

function Open({ redemption }: { redemption: Made }) {
  const { id, goodName, quantity, lapsesAt, shop, howToUse, allowed } = redemption
  const elder = useElder()
  return (
    <>
      <Card title={`${goodName}${quantity > 1 ? ` × ${quantity}` : ''}`}>
        {allowed.includes('showCode') ? (
          <LiveCode id={id} />
        ) : (
          <Notice tone="warn">已经过了领取的时间，积分会自动退回来。</Notice>
        )}
        <Text className="code-until">{`${untilText(lapsesAt)}有效，只能用一次`}</Text>
      </Card>
      <Card title="怎么领">
        <Text className="how">{`1. 到“${shop.name}”${shop.address ? `（${shop.address}）` : ''}`}</Text>
        <Text className="how">2. 把屏幕调亮，给店员扫码，或念码下面的字</Text>
        <Text className="how">3. 拿到东西，看到“已领取”再走</Text>
        {howToUse && !elder && <Text className="good-quiet">{howToUse}</Text>}
      </Card>
      <OfflineCode redemption={redemption} />
    </>
  )
}

function Ended({ redemption }: { redemption: Made }) {
  const { status, statusText, goodName, quantity, dispute } = redemption
  const back = status === 'cancelled' || status === 'lapsed'
  return (
    <>
      <Card
        title={`${goodName}${quantity > 1 ? ` × ${quantity}` : ''}`}
        extra={<StatusTag status={status} text={statusText} />}
      >
        {status === 'captured' && (
          <Notice tone="good" title="已领取">
            谢谢您。东西有问题可以在下面提出来。
          </Notice>
        )}
        {back && <Notice>积分已退回原来那一批，到期日不变。</Notice>}
      </Card>
      {dispute && <DisputeState dispute={dispute} />}
    </>
  )
}

function Facts({ redemption }: { redemption: Made }) {
  const { points, shop, createdAt, from, history } = redemption
  const elder = useElder()
  return (
    <>
      <Card>
        <Row title="用的积分" note={from === 'household' ? '本户的' : '您自己的'} value={`${points}分`} />
        <Row
          title={shop.name}
          note={[shop.address, shop.hours && `营业 ${shop.hours}`].filter(Boolean).join(' · ')}
          {...(shop.phone
            ? {
                value: '打电话',
                label: `给${shop.name}打电话`,
                onClick: () => {
                  void Taro.makePhoneCall({ phoneNumber: shop.phone })
                },
              }
            : {})}
        />
        {!elder && <Row title="兑换时间" value={showInstant(new Date(createdAt))} />}
      </Card>
      {!elder && history.length > 1 && (
        <Section title="经过">
          <Card>
            <StatusSteps
              steps={history.map(({ at, text }) => ({
                title: text,
                note: showInstant(new Date(at)),
                state: 'done' as const,
              }))}
            />
          </Card>
        </Section>
      )}
    </>
  )
}

function Actions({ redemption }: { redemption: Made }) {
  const { id, allowed, disputeUntil, goodName } = redemption
  const [disputing, setDisputing] = useState(false)
  const cancel = useWrite(rewards.cancel, {
    refreshes: [rewards.show, rewards.mine, rewards.payers, rewards.catalogue, ledger.summaries, ledger.statement],
    onDone: () => toast('已取消，积分退回了'),
  })
  const ask = async () => {
    const sure = await confirm({
      title: `不兑${goodName}了？`,
      text: '积分马上退回原来那一批，到期日不变。',
      ok: '取消兑换',
      cancel: '先不取消',
      danger: true,
    })
    if (sure) await cancel.run({ id })
  }
  return (
    <>
      {cancel.error && <ErrorState error={cancel.error} />}
      {allowed.includes('cancel') && (
        <Button
          id="cancel"
          kind="danger"
          loading={cancel.busy}
          onClick={() => {
            void ask()
          }}
        >
          取消兑换，退回积分
        </Button>
      )}
      {allowed.includes('dispute') && (
        <Button id="dispute" onClick={() => setDisputing(true)}>
          没拿到，或东西有问题
        </Button>
      )}
      {allowed.includes('dispute') && disputeUntil && (
        <Text className="good-quiet">{`${untilText(disputeUntil)}可以提出`}</Text>
      )}
      {disputing && <DisputeSheet id={id} onClose={() => setDisputing(false)} />}
    </>
  )
}

export { RedemptionPage as default }
