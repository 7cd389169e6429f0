// A slip that was written by hand where no phone worked: entered within two working days, with its picture.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useRef, useState } from 'react'
import { isCode, plainCode } from '@shared/manifests/codes'
import { manifests, type Producer } from '@shared/manifests/contract'
import { PAPER_WORKING_DAYS } from '@shared/manifests/rules'
import type { WasteKind } from '@shared/manifests/vocabulary'
import { addDays, dayOf, instantAt, showDay } from '@shared/time'
import { deviceId, newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field, Stepper } from '@/ui/inputs'
import { Card, Empty, Notice, Row } from '@/ui/layout'
import { PhotoPicker } from '@/ui/Photos'
import { sideOf, type Own } from './acting'
import { packOf, tripOf, useNightRun, useTonight } from './night'
import { ActingScreen } from './parts'
import { kindWord, typedGrams } from './words'

function PaperPage() {
  return (
    <ActingScreen title="纸质单补录">
      {(organisation) =>
        sideOf(organisation) === 'hauler' ? (
          <Choose organisation={organisation} />
        ) : (
          <Empty text="纸质单由收运单位补录" hint="请把留下的一联交给司机" />
        )
      }
    </ActingScreen>
  )
}

function Choose({ organisation }: { organisation: Own }) {
  useTonight(organisation.id)
  const pack = packOf(useNightRun(), organisation.id)
  const [typed, setTyped] = useState('')
  const [producer, setProducer] = useState<Producer | null>(null)
  if (producer) return <Slip organisation={organisation} producer={producer} onBack={() => setProducer(null)} />
  const word = typed.trim()
  const found = (pack?.producers ?? []).filter((one) => `${one.organisation}${one.name}`.includes(word)).slice(0, 12)
  return (
    <View>
      <Notice>{`没信号、手机坏了时写的纸质单，${PAPER_WORKING_DAYS}个工作日内补录，记录里会标出来。`}</Notice>
      <Field id="find" label="哪一家" value={typed} onChange={setTyped} max={20} />
      <Card>
        {found.map((one) => (
          <Row
            key={one.id}
            id={`pick-${one.id}`}
            icon="building-store"
            title={`${one.organisation} ${one.name}`}
            note={one.address}
            onClick={() => setProducer(one)}
          />
        ))}
        {found.length === 0 && <Row title="没有找到这一家" note="名录里没有的，请联系街道登记" />}
      </Card>
    </View>
  )
}

/** Hours of the evening that slips are usually of. */
const hours = ['19:00', '20:00', '21:00', '22:00', '23:00'] as const

function Slip({ organisation, producer, onBack }: { organisation: Own; producer: Producer; onBack: () => void }) {
  const today = dayOf(new Date())
  const [day, setDay] = useState(addDays(today, -1))
  const [hour, setHour] = useState<string>('21:00')
  const [kind, setKind] = useState<WasteKind>(producer.kinds[0] ?? 'foodWaste')
  const [buckets, setBuckets] = useState(producer.usualBuckets)
  const [typed, setTyped] = useState('')
  const [number, setNumber] = useState('')
  const [photoIds, setPhotoIds] = useState<string[]>([])
  const trip = tripOf(useNightRun(), organisation.id)
  const id = useRef<string | null>(null)
  const enter = useWrite(manifests.enterPaper, {
    refreshes: [manifests.handovers, manifests.night],
    onDone: () => {
      toast('补录好了')
      void Taro.navigateBack()
    },
  })
  const grams = typed.trim() === '' ? null : typedGrams(typed)
  const code = number.trim() === '' ? null : plainCode(number)
  const wrongNumber = code !== null && !isCode(code)
  const isWrong = (typed.trim() !== '' && grams === null) || wrongNumber
  const send = async () => {
    id.current ??= await newId()
    await enter.run({
      organisationId: organisation.id,
      deviceId: await deviceId(),
      handoverId: id.current,
      producerId: producer.id,
      kind,
      day,
      number: code,
      buckets,
      litres: producer.bucketLitres,
      quarters: 4,
      grams,
      at: instantAt(day, hour).toISOString(),
      tripId: trip?.day === day ? trip.id : null,
      photoIds,
    })
  }
  return (
    <View>
      <Card title={`${producer.organisation} ${producer.name}`}>
        <Row id="other" title="换一家" onClick={onBack} />
      </Card>
      {enter.error && <ErrorState error={enter.error} />}
      <Choice
        label="哪一天"
        columns={1}
        value={day}
        onChange={setDay}
        options={[0, 1, 2, 3, 4].map((back) => ({
          value: addDays(today, -back),
          title: showDay(addDays(today, -back)),
        }))}
      />
      <Choice
        label="大概几点"
        columns={3}
        value={hour}
        onChange={setHour}
        options={hours.map((value) => ({ value, title: value }))}
      />
      {producer.kinds.length > 1 && (
        <Choice
          label="收的是什么"
          value={kind}
          onChange={setKind}
          options={producer.kinds.map((value) => ({ value, title: kindWord(value) }))}
        />
      )}
      <Stepper label="几桶" value={buckets} onChange={setBuckets} min={0} max={60} unit="桶" />
      <Field
        id="paper-kg"
        label="称过的话，多少千克"
        type="digit"
        value={typed}
        onChange={setTyped}
        max={8}
        hint="没称就不用填，按桶估"
        error={typed.trim() !== '' && grams === null ? '只写数字，例如 286 或 286.5' : null}
      />
      <Field
        id="paper-number"
        label="单子上的编号"
        value={number}
        onChange={setNumber}
        max={12}
        hint="8个字；没有就不填"
        error={wrongNumber ? '编号不对，请照原样再核对一遍' : null}
      />
      <PhotoPicker label="拍下纸质单" ids={photoIds} onChange={(ids) => setPhotoIds([...ids])} max={4} />
      <Button
        id="enter"
        kind="primary"
        loading={enter.busy}
        disabled={isWrong || photoIds.length === 0}
        onClick={() => {
          void send()
        }}
      >
        {photoIds.length === 0 ? '先拍下纸质单' : '补录这一单'}
      </Button>
    </View>
  )
}

export { PaperPage as default }
