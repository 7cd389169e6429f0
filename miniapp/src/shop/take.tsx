// Taking one code: scanned or typed, then what it is for, one confirmation, done. Refusals stand in plain words with
// what to do next. Relies on rewardsShop.look and .capture. Invariants: nothing is handed over before it was looked at;
// pressing again after a lost answer takes the code once, as it can be taken only once.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { clockOf } from '@shared/time'
import { platform } from '@/lib/platform/platform'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Field } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { ForShop, openPage, type Shop } from './parts'
import { typedCode } from './typed-code'

type Looked = OutputOf<typeof rewardsShop.look>
type Captured = OutputOf<typeof rewardsShop.capture>
const LEAST = 8

function Take() {
  const { params } = useRouter()
  const scanned = params['code'] ? decodeURIComponent(params['code']) : null
  return (
    <Screen title="核销">
      <ForShop>{(shop) => <ForOne key={shop.id} shop={shop} scanned={scanned} />}</ForShop>
    </Screen>
  )
}

function ForOne({ shop, scanned }: { shop: Shop; scanned: string | null }) {
  const [code, setCode] = useState(scanned)
  const [looked, setLooked] = useState<Looked | null>(null)
  const [done, setDone] = useState<Captured | null>(null)
  const look = useWrite(rewardsShop.look, { onDone: setLooked })
  const capture = useWrite(rewardsShop.capture, {
    refreshes: [rewardsShop.today, rewardsShop.statement, rewardsShop.stock],
    onDone: setDone,
  })
  const begin = (next: string | null) => {
    setCode(next)
    setLooked(null)
    setDone(null)
    look.reset()
    capture.reset()
    if (next) void look.run({ shopId: shop.id, code: next })
  }
  const first = useRef(scanned)
  useEffect(() => {
    if (first.current) void look.run({ shopId: shop.id, code: first.current })
    first.current = null
  })
  const take = async () => {
    if (!code) return
    const taken = await capture.run({ shopId: shop.id, code })
    platform.vibrate(taken ? 'short' : 'long')
  }
  if (done) return <Done done={done} onNext={() => begin(null)} />
  if (looked)
    return (
      <Found
        looked={looked}
        busy={capture.busy}
        error={capture.error}
        onTake={() => {
          void take()
        }}
        onNext={() => begin(null)}
      />
    )
  return (
    <View>
      {look.error && <ErrorState error={look.error} />}
      {look.error?.status === 0 && shop.takesOffline && (
        <Button onClick={() => openPage('/shop/offline')}>没有网？去断网收码</Button>
      )}
      <Enter busy={look.busy} onCode={begin} />
    </View>
  )
}

function Enter({ busy, onCode }: { busy: boolean; onCode: (code: string) => void }) {
  const [typed, setTyped] = useState('')
  const [unread, setUnread] = useState(false)
  const isEnough = typedCode(typed).length >= LEAST
  const scan = () => {
    setUnread(false)
    platform.scan().then(
      (code) => {
        if (code) onCode(code)
      },
      () => setUnread(true),
    )
  }
  return (
    <View>
      {unread && <Notice tone="warn">没有扫成功。请居民把屏幕调亮再扫一次，或者输二维码下面的字。</Notice>}
      {platform.canScan && (
        <Button id="scan" kind="primary" loading={busy} onClick={scan}>
          扫一扫兑换码
        </Button>
      )}
      <View className="shop-text" />
      <Field
        id="code"
        label={platform.canScan ? '或输二维码下面的字' : '输二维码下面的字'}
        value={typed}
        onChange={setTyped}
        max={24}
        placeholder="例如：7K2M 9QXA 4T"
        hint="不分大小写，空格和横线可以不输"
        onDone={() => {
          if (isEnough) onCode(typedCode(typed))
        }}
      />
      <Button
        id="look"
        kind={platform.canScan ? 'plain' : 'primary'}
        loading={busy}
        disabled={!isEnough}
        onClick={() => onCode(typedCode(typed))}
      >
        查看
      </Button>
    </View>
  )
}

type FoundProps = {
  looked: Looked
  busy: boolean
  error: ReturnType<typeof useWrite>['error']
  onTake: () => void
  onNext: () => void
}

function Found({ looked, busy, error, onTake, onNext }: FoundProps) {
  const { goodName, kindName, quantity, points, canTake, text, statusText } = looked
  return (
    <View>
      <Card>
        <Text className="shop-good">{goodName}</Text>
        <Text className="shop-count">{`${quantity}件`}</Text>
        <Row title="种类" value={kindName} />
        <Row title="积分" note="已从居民的积分里留住" value={`${points}分`} />
        {!canTake && <Row title="现在" value={statusText} />}
      </Card>
      <Notice tone={canTake ? 'info' : 'error'} {...(canTake ? {} : { title: '不能收' })}>
        {canTake ? '先点“确认核销”，再把东西交给居民。' : text}
      </Notice>
      {error && <ErrorState error={error} />}
      {canTake && (
        <Button id="take" kind="primary" loading={busy} onClick={onTake}>
          确认核销
        </Button>
      )}
      <View className="shop-text" />
      <Button id="next" onClick={onNext}>
        {canTake ? '先不收' : '换一个码'}
      </Button>
    </View>
  )
}

function Done({ done, onNext }: { done: Captured; onNext: () => void }) {
  const { goodName, quantity, points, capturedAt, text, left } = done
  return (
    <View>
      <View className="shop-done">
        <View className="shop-done__mark" />
        <Text className="shop-good">核销好了</Text>
      </View>
      <Card>
        <Row title={`${goodName} × ${quantity}`} note={clockOf(new Date(capturedAt))} value={`${points}分`} />
        <Row title="本店还有" value={`${left}件`} />
      </Card>
      {text && <Notice tone="good">{text}</Notice>}
      <Button id="next" kind="primary" onClick={onNext}>
        收下一个
      </Button>
    </View>
  )
}

export { Take as default }
