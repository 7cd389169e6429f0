// The truck at the weighbridge, or unloaded at the station: its net weight is logged for the run and compared with the
// doors. Relies on the outbox, so that it works without a network; a figure may be logged again, and the latest one
// counts. Invariant: what still waits is shown beside what the server has reckoned, never mixed into it.
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import type { WeighedAt, WeightChain } from '@shared/runs/checks-contract'
import { separateIn, sourceText } from '@shared/pickups/separate'
import { isCollected } from '@shared/runs/stop-machine'
import { gapText } from '@shared/runs/weight-chain'
import { clockOf } from '@shared/time'
import { showGrams } from '@shared/units'
import { Button } from '@/ui/Button'
import { Choice, Field } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { logWeighing, weighedTexts } from './logging'
import { CrewScreen, NotHere, Refused, SyncLine } from './parts'
import { refreshRuns, useRun, useWeighings } from './store'
import { gramsOf } from './weights'

function Weighbridge() {
  const { id = '' } = useRouter().params
  const [at, setAt] = useState<WeighedAt>('truck')
  const [typed, setTyped] = useState('')
  const run = useRun(id)
  const waiting = useWeighings(id)
  const grams = gramsOf(typed.trim())
  useEffect(() => {
    void refreshRuns()
  }, [])
  if (!run) return <NotHere title="过磅" text="这个班次不在这部手机上" />
  const separate = separateIn(run.stops.filter(({ status }) => isCollected(status)).flatMap(({ items }) => items))
  const send = async () => {
    if (grams !== null && (await logWeighing(id, at, grams))) setTyped('')
  }
  return (
    <CrewScreen
      title="过磅"
      bottom={
        <Button
          id="send"
          kind="primary"
          disabled={grams === null}
          onClick={() => {
            void send()
          }}
        >
          登记重量
        </Button>
      }
    >
      <SyncLine />
      <Refused />
      <Choice
        label="在哪里称的"
        value={at}
        onChange={setAt}
        options={[
          { value: 'truck', title: weighedTexts.truck, note: '减去空车' },
          { value: 'station', title: weighedTexts.station, note: '站里的磅单' },
        ]}
      />
      <Field
        id="kilograms"
        label="净重（千克）"
        type="digit"
        value={typed}
        onChange={setTyped}
        max={8}
        placeholder="例如：1250.5"
      />
      <Notice>登记错了再登记一次就行，以最后一次为准。差得多也如实登记，调度会核对。</Notice>
      {waiting.length > 0 && (
        <Card title="已记下，待上传">
          {waiting.map((row) => (
            <Row key={row.seq} title={row.label} note={`${clockOf(new Date(row.writtenAt))} 登记`} />
          ))}
        </Card>
      )}
      {separate.length > 0 && (
        <Card title="这一车要单独交的">
          {separate.map((line) => (
            <Row
              key={line.what}
              title={`${line.names}：${line.what}`}
              value={`${line.count}件`}
              note={`${line.how}。（${sourceText(line)}）`}
            />
          ))}
        </Card>
      )}
      {run.chain && <Chain chain={run.chain} />}
    </CrewScreen>
  )
}

/** What the server has reckoned from what has reached it. */
function Chain({ chain }: { chain: WeightChain }) {
  return (
    <Card title="这一趟（已上传的）">
      <Row title="上门合计" value={showGrams(chain.doorGrams)} />
      {chain.truckGrams !== null && (
        <Row title="整车" value={showGrams(chain.truckGrams)} note={`比上门合计 ${gapText(chain.truckGapPermille)}`} />
      )}
      {chain.stationGrams !== null && (
        <Row
          title="中转站"
          value={showGrams(chain.stationGrams)}
          note={`比前一次 ${gapText(chain.stationGapPermille)}`}
        />
      )}
    </Card>
  )
}

export { Weighbridge as default }
