// One stop: where, who, what, and the large buttons for what happened. Works without a network.
// Relies on rules.ts for what can be tapped. Invariant: on the way there one tap is enough; an outcome that counts
// against the resident goes through the page that asks for a reason and a photo.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { Stop } from '@shared/runs/crew-contract'
import { separateIn, sourceText } from '@shared/pickups/separate'
import { reasonTexts } from '@shared/pickups/reasons'
import { isOpenStop, type LogAction } from '@shared/runs/stop-machine'
import { showFen } from '@shared/units'
import { Button, Buttons } from '@/ui/Button'
import { Card, Notice, Row, Section, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { logTap } from './logging'
import { CrewScreen, leavePage, NotHere, openPage, Refused, StopTag, TakeBack } from './parts'
import { callContact, hasPosition, showWay } from './reach'
import { actionsNow, actionTexts, floorText, itemsText, nextStop, totalText, usualStep } from './rules'
import { useStop, type RunNow } from './store'

function Where({ stop }: { stop: Stop }) {
  return (
    <Card>
      <View className="where__head">
        <Text className="where__window">{`${stop.from}～${stop.to}`}</Text>
        <StopTag status={stop.status} />
      </View>
      <Text className="where__place">{stop.addressText}</Text>
      <Text className="where__line">{`${floorText(stop)} · 放在：${stop.standsAt}`}</Text>
      {stop.carryHelp && (
        <Notice tone="warn" title="帮扶上门">
          这一户搬不下来，请进屋帮搬
        </Notice>
      )}
      {stop.elder && <Tag tone="info">长辈家，请多等一会儿</Tag>}
      {stop.number && <Text className="where__line">{`编号 ${stop.number}`}</Text>}
      <Text className="where__line">{`联系人 ${stop.contactName} ${stop.contactPhone || '（没有电话，请敲门）'}`}</Text>
      <Buttons>
        {stop.contactPhone !== '' && (
          <Button id="call" about={stop.contactName} onClick={() => callContact(stop)}>
            打电话
          </Button>
        )}
        <Button id="way" about={stop.addressText} onClick={() => showWay(stop)}>
          {hasPosition(stop) ? '导航' : '复制地址'}
        </Button>
      </Buttons>
    </Card>
  )
}

function What({ stop }: { stop: Stop }) {
  return (
    <Card title="收什么">
      <Text className="what__items">{itemsText(stop)}</Text>
      {separateIn(stop.items).map((line) => (
        <Notice key={line.what} tone="warn" title={`${line.names}：${line.what}`}>
          {`${line.how}。（${sourceText(line)}）`}
        </Notice>
      ))}
      {stop.note !== '' && <Notice title="住户留言">{stop.note}</Notice>}
      {stop.owedFen > 0 && isOpenStop(stop.status) && (
        <Notice tone="warn">{`应收 ${showFen(stop.owedFen)}，收完时登记是否当面收到`}</Notice>
      )}
      {stop.photoIds.length > 0 && <PhotoRow ids={stop.photoIds} label="住户拍的照片" />}
    </Card>
  )
}

/** What was logged, once it is over. */
function Result({ stop }: { stop: Stop }) {
  const weighed = totalText(stop.weights)
  if (!stop.reason && weighed === '') return null
  return (
    <Card title="登记的结果">
      {stop.reason && <Row title="原因" value={reasonTexts[stop.reason]} />}
      {weighed !== '' && <Row title="重量" value={weighed} />}
    </Card>
  )
}

/** On the way one tap logs; an outcome opens its page first. */
function act(stop: Stop, action: LogAction, by: string): void {
  if (action === 'set_out' || action === 'arrive') void logTap(stop, action, by)
  else openPage(action === 'collect' ? `/crew/weigh?id=${stop.id}` : `/crew/reason?id=${stop.id}&action=${action}`)
}

function Actions({ stop, by }: { stop: Stop; by: string }) {
  const usual = usualStep(stop.status)
  const others = actionsNow(stop.status).filter((action) => action !== usual)
  return (
    <Section title="其他情况">
      <View className="acts">
        {others.map((action) => (
          <View key={action} className="acts__one">
            <Button
              id={action}
              kind={action === 'arrive' || action === 'collect' ? 'plain' : 'danger'}
              onClick={() => act(stop, action, by)}
            >
              {actionTexts[action]}
            </Button>
          </View>
        ))}
      </View>
    </Section>
  )
}

function bottomOf(stop: Stop, run: RunNow, by: string) {
  const usual = usualStep(stop.status)
  if (usual)
    return (
      <Button id={usual} kind="primary" onClick={() => act(stop, usual, by)}>
        {actionTexts[usual]}
      </Button>
    )
  const next = nextStop(run.stops)
  if (!next)
    return (
      <Button id="to-run" kind="primary" onClick={() => leavePage(`/crew/run?id=${run.id}`)}>
        都做完了，回到班次
      </Button>
    )
  return (
    <Button
      id="next"
      kind="primary"
      about={next.addressText}
      onClick={() => {
        void Taro.redirectTo({ url: `/crew/stop?id=${next.id}` })
      }}
    >
      去下一站
    </Button>
  )
}

function StopPage() {
  const { id = '' } = useRouter().params
  const found = useStop(id)
  if (!found) return <NotHere title="站点" text="这一站不在这部手机上" hint="可能已经改派或取消" />
  const { stop, run } = found
  if (!run.board) {
    const start = (
      <Button
        id="to-start"
        kind="primary"
        onClick={() => {
          void Taro.redirectTo({ url: `/crew/run?id=${run.id}` })
        }}
      >
        先选车上的人
      </Button>
    )
    return (
      <CrewScreen title="站点" bottom={start}>
        <Where stop={stop} />
        <What stop={stop} />
      </CrewScreen>
    )
  }
  const number = run.stops.findIndex((one) => one.id === id) + 1
  // At the door the outcomes come first: the things are in sight, the hands in gloves.
  const isThere = stop.status === 'arrived'
  const actions = isOpenStop(stop.status) && <Actions stop={stop} by={run.board.by} />
  return (
    <CrewScreen title={`第${number}站，共${run.stops.length}站`} run={run} bottom={bottomOf(stop, run, run.board.by)}>
      <TakeBack stops={[stop]} by={run.board.by} isOwnStop />
      <Where stop={stop} />
      {isThere && actions}
      <What stop={stop} />
      <Result stop={stop} />
      {!isThere && actions}
      <Refused />
    </CrewScreen>
  )
}

export { StopPage as default }
