// Weighing a truck: full, empty, and what that leaves. A second weighing says why.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestTrips, type TripDetail } from '@shared/manifests/trips-contract'
import { judgeTrip } from '@shared/manifests/weights'
import { tripGapNames } from '@shared/manifests/vocabulary'
import { deviceId, newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Section } from '@/ui/layout'
import { typedGrams } from './words'

export function Weighing({ trip, organisationId }: { trip: TripDetail; organisationId: string }) {
  const isAgain = trip.allowed.includes('weighAgain')
  const [isOpen, setOpen] = useState(false)
  if (!trip.allowed.includes('weigh') && !isAgain) return null
  if (isAgain && !isOpen)
    return (
      <Button id="again" small onClick={() => setOpen(true)}>
        称错了，再称一次
      </Button>
    )
  return <Form trip={trip} organisationId={organisationId} isAgain={isAgain} onDone={() => setOpen(false)} />
}

type FormProps = { trip: TripDetail; organisationId: string; isAgain: boolean; onDone: () => void }

function Form({ trip, organisationId, isAgain, onDone }: FormProps) {
  const [gross, setGross] = useState('')
  const [tare, setTare] = useState('')
  const [reason, setReason] = useState('')
  const going = useRef<{ id: string; at: string } | null>(null)
  const weigh = useWrite(manifestTrips.weigh, {
    refreshes: [manifestTrips.get, manifestTrips.list],
    onDone: () => {
      going.current = null
      toast('过磅记好了')
      onDone()
    },
  })
  const [grossGrams, tareGrams] = [typedGrams(gross), typedGrams(tare)]
  const net = grossGrams !== null && tareGrams !== null ? grossGrams - tareGrams : null
  const wrong = net !== null && net < 0 ? '空车不能比满车重，请核对' : null
  const isReady = net !== null && net >= 0 && (!isAgain || reason.trim().length >= 2)
  const send = async () => {
    if (grossGrams === null || tareGrams === null) return
    going.current ??= { id: await newId(), at: new Date().toISOString() }
    await weigh.run({
      id: trip.id,
      weighingId: going.current.id,
      organisationId,
      deviceId: await deviceId(),
      grossGrams,
      tareGrams,
      at: going.current.at,
      sentAt: new Date().toISOString(),
      ...(isAgain ? { reason: reason.trim() } : {}),
    })
  }
  return (
    <Section title="过磅">
      {weigh.error && <ErrorState error={weigh.error} />}
      <Field id="gross" label="满车多少千克" type="digit" value={gross} onChange={setGross} max={9} />
      <Field id="tare" label="空车多少千克" type="digit" value={tare} onChange={setTare} max={9} error={wrong} />
      {isAgain && <Field id="weigh-why" label="为什么再称" value={reason} onChange={setReason} max={100} />}
      {net !== null && net >= 0 && (
        <View>
          <Text className="kitchen__figure">{`净重${showKg(net)}千克`}</Text>
          <Text className="kitchen__note">
            {`交接合计${showKg(trip.sum.grams)}千克，${tripGapNames[judgeTrip({ grams: trip.sum.grams, estimated: trip.sum.estimatedGrams }, net)]}`}
          </Text>
        </View>
      )}
      <Button
        id="weigh"
        kind="primary"
        loading={weigh.busy}
        disabled={!isReady}
        onClick={() => {
          void send()
        }}
      >
        {net === null ? '先写满车和空车' : '记下过磅'}
      </Button>
    </Section>
  )
}
