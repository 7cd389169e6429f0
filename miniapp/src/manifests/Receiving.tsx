// Receiving a load: all of it with one tap, a part of it, or none. What is sent away has a reason and a photo; nought
// is a number.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestTrips, type TripDetail } from '@shared/manifests/trips-contract'
import type { RefusalReason } from '@shared/manifests/vocabulary'
import { deviceId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { PhotoPicker } from '@/ui/Photos'
import { Sheet } from '@/ui/Sheet'
import { reasonOptions, typedGrams } from './words'

type Props = { trip: TripDetail; organisationId: string }
const again = [manifestTrips.get, manifestTrips.list]

export function Receiving({ trip, organisationId }: Props) {
  const [asking, setAsking] = useState<'part' | 'none' | null>(null)
  const receive = useWrite(manifestTrips.receive, { refreshes: again, onDone: () => toast('收下了') })
  const net = trip.weighing?.netGrams ?? null
  const all = async () => {
    if (net === null) return
    if (!(await confirm({ title: `收下${showKg(net)}千克？`, ok: '全部收下', cancel: '返回' }))) return
    const now = new Date().toISOString()
    await receive.run({
      id: trip.id,
      organisationId,
      deviceId: await deviceId(),
      acceptedGrams: net,
      refusedGrams: 0,
      at: now,
      sentAt: now,
    })
  }
  const mayReceive = trip.allowed.includes('receive') && net !== null
  return (
    <View>
      {receive.error && <ErrorState error={receive.error} />}
      {mayReceive && (
        <Button
          id="receive"
          kind="primary"
          loading={receive.busy}
          onClick={() => {
            void all()
          }}
        >
          {`全部收下，${showKg(net)}千克`}
        </Button>
      )}
      {(mayReceive || trip.allowed.includes('refuse')) && (
        <Buttons>
          {mayReceive && trip.allowed.includes('receivePart') && (
            <Button id="receive-part" onClick={() => setAsking('part')}>
              只收一部分
            </Button>
          )}
          {trip.allowed.includes('refuse') && (
            <Button id="refuse-trip" kind="danger" onClick={() => setAsking('none')}>
              整车不收
            </Button>
          )}
        </Buttons>
      )}
      {asking && <NotAll how={asking} trip={trip} organisationId={organisationId} onDone={() => setAsking(null)} />}
    </View>
  )
}

function NotAll({ how, trip, organisationId, onDone }: Props & { how: 'part' | 'none'; onDone: () => void }) {
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState<RefusalReason | null>(null)
  const [text, setText] = useState('')
  const [photoIds, setPhotoIds] = useState<string[]>([])
  const done = {
    refreshes: again,
    onDone: () => {
      toast('记好了')
      onDone()
    },
  }
  const receive = useWrite(manifestTrips.receive, done)
  const refuse = useWrite(manifestTrips.refuse, done)
  const net = trip.weighing?.netGrams ?? 0
  const refused = how === 'none' ? net : typedGrams(typed)
  const isOver = how === 'part' && refused !== null && refused > net
  const missing =
    reason === null
      ? '选一个原因'
      : how === 'part' && (refused === null || isOver)
        ? '写上没收多少千克'
        : how === 'none' && text.trim().length < 2
          ? '写几个字'
          : photoIds.length === 0
            ? '拍一张照片'
            : null
  const failed = receive.error ?? refuse.error
  const send = async () => {
    if (reason === null || refused === null) return
    const now = new Date().toISOString()
    const said = { id: trip.id, organisationId, deviceId: await deviceId(), reason, photoIds, at: now, sentAt: now }
    if (how === 'none') await refuse.run({ ...said, text: text.trim() })
    else
      await receive.run({
        ...said,
        acceptedGrams: net - refused,
        refusedGrams: refused,
        ...(text.trim() ? { text: text.trim() } : {}),
      })
  }
  return (
    <Sheet
      open
      title={how === 'none' ? '整车不收' : '只收一部分'}
      onClose={onDone}
      bottom={
        <Button
          id="not-all-done"
          kind="primary"
          loading={receive.busy || refuse.busy}
          disabled={missing !== null}
          onClick={() => {
            void send()
          }}
        >
          {missing
            ? `还要${missing}`
            : how === 'none'
              ? '不收，退回收运单位'
              : `收${showKg(net - (refused ?? 0))}，退${showKg(refused ?? 0)}千克`}
        </Button>
      }
    >
      {failed && <ErrorState error={failed} />}
      {how === 'part' && (
        <Field
          id="refused-kg"
          label="没收多少千克"
          type="digit"
          value={typed}
          onChange={setTyped}
          max={9}
          error={isOver ? `不能超过净重${showKg(net)}千克` : null}
        />
      )}
      <Choice label="为什么" columns={1} value={reason} onChange={setReason} options={reasonOptions} />
      <Field
        id="not-all-text"
        label={how === 'none' ? '说明' : '想补一句就写（可不写）'}
        value={text}
        onChange={setText}
        max={100}
      />
      <PhotoPicker label="照片" ids={photoIds} onChange={(ids) => setPhotoIds([...ids])} max={4} />
    </Sheet>
  )
}
