// One run: who is on board, how far it has come, the next stop large, all stops in order, what waits to be sent.
// Relies on store.ts. Invariant: everything here works without a network; starting too.
import { Text, View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Stop } from '@shared/runs/crew-contract'
import { showFen } from '@shared/units'
import { Button, Buttons } from '@/ui/Button'
import { Card, Empty, ProgressBar, Section, Tag } from '@/ui/layout'
import { startRun } from './logging'
import { Names } from './names'
import { CrewScreen, NotHere, openPage, Refused, StopLine, StopTag, SyncLine, TakeBack } from './parts'
import { callContact, showWay } from './reach'
import { floorText, itemsText, nextStop, progressOf } from './rules'
import { refreshRuns, useRun, type RunNow } from './store'

function Next({ stop }: { stop: Stop }) {
  return (
    <Card title="下一站" extra={<StopTag status={stop.status} />}>
      <Text className="next__place">{stop.addressText}</Text>
      <Text className="next__line">{`${stop.from}～${stop.to} · ${floorText(stop)} · ${stop.standsAt}`}</Text>
      <Text className="next__line">{itemsText(stop)}</Text>
      {stop.owedFen > 0 && <Tag tone="warn">{`应收 ${showFen(stop.owedFen)}`}</Tag>}
      <Buttons>
        <Button id="next-way" about={stop.addressText} onClick={() => showWay(stop)}>
          导航
        </Button>
        {stop.contactPhone !== '' && (
          <Button id="next-call" about={stop.contactName} onClick={() => callContact(stop)}>
            打电话
          </Button>
        )}
      </Buttons>
    </Card>
  )
}

function Working({ run }: { run: RunNow }) {
  const { done, failed, total } = progressOf(run.stops)
  const next = nextStop(run.stops)
  return (
    <View>
      <TakeBack stops={run.stops} by={run.board?.by ?? ''} />
      <SyncLine />
      <Refused />
      <ProgressBar
        value={total === 0 ? 0 : (100 * done) / total}
        label="已完成"
        text={`${done} / ${total}站${failed > 0 ? `，${failed}站没收成` : ''}`}
      />
      {next ? <Next stop={next} /> : <Empty text="这个班次都做完了" hint="记录上传完以后，就可以收工了" />}
      <Section title="全部站点">
        <Card>
          {run.stops.map((stop, index) => (
            <StopLine key={stop.id} stop={stop} number={index + 1} />
          ))}
        </Card>
      </Section>
      <Buttons>
        <Button id="hand-over" onClick={() => openPage(`/crew/hand-over?id=${run.id}`)}>
          交给别人
        </Button>
        <Button id="weighbridge" onClick={() => openPage(`/crew/weighbridge?id=${run.id}`)}>
          过磅
        </Button>
        <Button id="names" onClick={() => openPage(`/crew/board?id=${run.id}`)}>
          换人上车
        </Button>
      </Buttons>
    </View>
  )
}

/** Before the start: the names, then the large button. */
function Starting({
  run,
  chosen,
  onChange,
}: {
  run: RunNow
  chosen: readonly string[]
  onChange: (names: string[]) => void
}) {
  return (
    <View>
      <Card title={run.name}>
        <Text className="quiet">{[run.vehicle, `${run.stops.length}站`].filter(Boolean).join(' · ')}</Text>
      </Card>
      <Names planned={run.crewNames ?? []} chosen={chosen} onChange={onChange} />
      <SyncLine />
      <Refused />
    </View>
  )
}

function Run() {
  const { id = '' } = useRouter().params
  const run = useRun(id)
  const [chosen, setChosen] = useState<string[]>([])
  useDidShow(() => {
    void refreshRuns()
  })
  if (!run) return <NotHere title="班次" text="这个班次不在这部手机上" />
  if (!run.board) {
    const start = (
      <Button
        id="start"
        kind="primary"
        disabled={chosen.length === 0}
        onClick={() => {
          void startRun(run, chosen)
        }}
      >
        {chosen.length === 0 ? '先选车上的人' : chosen.length === 1 ? '一个人开始' : '开始班次'}
      </Button>
    )
    return (
      <CrewScreen title="开始班次" bottom={start}>
        <Starting run={run} chosen={chosen} onChange={setChosen} />
      </CrewScreen>
    )
  }
  const next = nextStop(run.stops)
  const bottom = next && (
    <Button id="next" kind="primary" about={next.addressText} onClick={() => openPage(`/crew/stop?id=${next.id}`)}>
      打开下一站
    </Button>
  )
  return (
    <CrewScreen title={run.name} run={run} bottom={bottom}>
      <Working run={run} />
    </CrewScreen>
  )
}

export { Run as default }
