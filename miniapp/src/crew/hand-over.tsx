// Handing a run to another phone: a code to scan, or to send to somebody who cannot scan. The server makes and checks
// the code, so that it is good once; without a network the page says so and asks again by itself.
// Invariant: what still waits on this phone is said; it will go out from here also after the run is handed over.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { runsCrew } from '@shared/runs/crew-contract'
import { clockOf } from '@shared/time'
import { useOutbox } from '@/lib/outbox/outbox'
import { useWrite } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Card, Notice, Skeleton } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { ErrorState } from '@/ui/ErrorState'
import { CrewScreen, NeedsNetwork, NotHere } from './parts'
import { copyText } from './reach'
import { isOfCrew, refreshRuns, useRun } from './store'

type Offer = { code: string; typed: string; expiresAt: string }

function HandOver() {
  const { id = '' } = useRouter().params
  const run = useRun(id)
  const offer = useWrite(runsCrew.offerHandOver)
  const [given, setGiven] = useState<Offer | null>(null)
  const { waiting, online } = useOutbox()
  const count = waiting.filter(isOfCrew).length
  const isOffline = !given && (!online || offer.error?.code === 'NETWORK_DOWN')
  const ask = () => {
    void offer.run({ id }).then(setGiven)
  }
  useEffect(() => {
    if (online && !given) ask()
  }, [online])
  if (!run) return <NotHere title="交给别人" text="这个班次已经不在这部手机上" hint="对方接手以后，这里就看不到了" />
  const bottom = (
    <Button
      id="given"
      kind="primary"
      onClick={() => {
        void refreshRuns()
      }}
    >
      对方接手好了
    </Button>
  )
  return (
    <CrewScreen title="交给别人" run={run} bottom={bottom}>
      {count > 0 && (
        <Notice tone="warn">{`这部手机还有${count}条记录没有上传。交出去以后也会自动上传，请先不要关机、不要删除小程序。`}</Notice>
      )}
      {isOffline && <NeedsNetwork onRetry={ask} busy={offer.busy} />}
      {offer.busy && !given && !isOffline && <Skeleton />}
      {offer.error && !isOffline && <ErrorState error={offer.error} onRetry={ask} />}
      {given && (
        <Card title="请对方扫一扫">
          <View className="hand-over">
            <QrCode content={given.code} code="" label="交接班次的二维码" />
          </View>
          <Text className="quiet">{`对方打开“收运班次 · 接手班次”扫这个码。有效到 ${clockOf(new Date(given.expiresAt))}，只能用一次。`}</Text>
          <Text className="hand-over__typed" {...a11y({ label: `交接码 ${[...given.typed].join(' ')}` })}>
            {given.typed}
          </Text>
          <Text className="quiet">不能扫码，就把上面 8位码念给对方，在“接手班次”里输入。</Text>
          <Button id="copy" onClick={() => copyText(given.code, '交接码已复制，发给对方粘贴')}>
            不能扫码，复制交接码
          </Button>
        </Card>
      )}
      {given && (
        <Button id="again" kind="quiet" onClick={ask}>
          换一个新的码
        </Button>
      )}
    </CrewScreen>
  )
}

export { HandOver as default }
