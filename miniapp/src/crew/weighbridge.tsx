// The truck at the weighbridge, or unloaded at the station: its net weight is logged for the run and compared with the doors.
// Relies on the contract of checks. Needs a network; a figure may be sent again and replaces the earlier one.
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { checks, type WeightChain } from '@shared/pickups/checks-contract'
import { gapText } from '@shared/pickups/weight-chain'
import { showGrams } from '@shared/units'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Choice, Field } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/QueryView'
import { CrewScreen } from './parts'
import { gramsOf } from './weights'

function Weighbridge() {
  const { id = '' } = useRouter().params
  const [at, setAt] = useState<'truck' | 'station'>('truck')
  const [typed, setTyped] = useState('')
  const [chain, setChain] = useState<WeightChain | null>(null)
  const log = useWrite(checks.logWeighing)
  const grams = gramsOf(typed.trim())
  const send = async () => {
    const done = grams === null ? null : await log.run({ id, at, grams })
    if (!done) return
    setChain(done.chain)
    setTyped('')
  }
  return (
    <CrewScreen title='过磅' bottom={<Button id='send' kind='primary' loading={log.busy} disabled={grams === null} onClick={() => { void send() }}>登记重量</Button>}>
      {log.error && <ErrorState error={log.error} />}
      <Choice label='在哪里称的' value={at} onChange={setAt} options={[{ value: 'truck', title: '整车过磅', note: '减去空车' }, { value: 'station', title: '中转站卸货', note: '站里的磅单' }]} />
      <Field id='kilograms' label='净重(千克)' type='digit' value={typed} onChange={setTyped} max={8} placeholder='例如:1250.5' />
      <Notice>登记错了再登记一次就行,以最后一次为准。差得多也如实登记,调度会核对。</Notice>
      {chain && (
        <Card title='这一趟'>
          <Row title='上门合计' value={showGrams(chain.doorGrams)} />
          {chain.truckGrams !== null && <Row title='整车' value={showGrams(chain.truckGrams)} note={`比上门合计 ${gapText(chain.truckGapPermille)}`} />}
          {chain.stationGrams !== null && <Row title='中转站' value={showGrams(chain.stationGrams)} note={`比前一次 ${gapText(chain.stationGapPermille)}`} />}
        </Card>
      )}
    </CrewScreen>
  )
}

export { Weighbridge as default }
