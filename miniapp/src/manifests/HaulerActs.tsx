// What the hauler does with a trip on line: take handovers along that lie on none, sign, go elsewhere after a refusal,
// call an empty one off.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { manifests } from '@shared/manifests/contract'
import { manifestTrips, type TripDetail } from '@shared/manifests/trips-contract'
import { deviceId } from '@/lib/ids'
import { useRead, useReadPages, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Notice } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'

type Props = { trip: TripDetail; organisationId: string }
const again = [manifestTrips.get, manifestTrips.list, manifests.night]

export function HaulerActs({ trip, organisationId }: Props) {
  const [asking, setAsking] = useState<'redirect' | 'cancel' | null>(null)
  const sign = useWrite(manifestTrips.sign, { refreshes: again, onDone: () => toast('已签字') })
  const send = async () => {
    const now = new Date().toISOString()
    await sign.run({ id: trip.id, organisationId, deviceId: await deviceId(), at: now, sentAt: now })
  }
  if (trip.side !== 'hauler') return null
  const isSigned = trip.signatures.some(({ side, holds }) => side === 'hauler' && holds)
  return (
    <View>
      {sign.error && <ErrorState error={sign.error} />}
      {trip.allowed.includes('load') && <Load trip={trip} organisationId={organisationId} />}
      {trip.allowed.includes('sign') && !isSigned && (
        <Button
          id="sign"
          kind="primary"
          loading={sign.busy}
          onClick={() => {
            void send()
          }}
        >
          送到了，签字
        </Button>
      )}
      {trip.allowed.includes('redirect') && (
        <Button id="redirect" kind="primary" onClick={() => setAsking('redirect')}>
          改送另一家
        </Button>
      )}
      {trip.allowed.includes('cancel') && (
        <Button id="cancel" kind="quiet" onClick={() => setAsking('cancel')}>
          取消这一车
        </Button>
      )}
      {asking && <Ask how={asking} trip={trip} organisationId={organisationId} onDone={() => setAsking(null)} />}
    </View>
  )
}

/** Handovers of the days around that lie on no trip yet. */
function Load({ trip, organisationId }: Props) {
  const pages = useReadPages(manifests.handovers, { organisationId, from: trip.day, to: trip.day })
  const load = useWrite(manifestTrips.load, { refreshes: again, onDone: () => toast('并到这一车了') })
  const loose = pages.items.filter(
    ({ tripId, state }) => tripId === null && ['collected', 'confirmed', 'unanswered'].includes(state),
  )
  if (loose.length === 0) return null
  return (
    <Notice
      tone="warn"
      title={`有${loose.length}次交接没并到车上`}
      action={
        <Button
          id="load"
          small
          loading={load.busy}
          onClick={() => {
            void load.run({ id: trip.id, organisationId, handoverIds: loose.map(({ id }) => id) })
          }}
        >
          都并到这一车
        </Button>
      }
    >
      {loose
        .slice(0, 5)
        .map(({ producer }) => producer)
        .join('、')}
    </Notice>
  )
}

function Ask({ how, trip, organisationId, onDone }: Props & { how: 'redirect' | 'cancel'; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const [disposerId, setDisposer] = useState<string | null>(null)
  const night = useRead(manifests.night, { organisationId }, { enabled: how === 'redirect' })
  const done = { refreshes: again, onDone: () => onDone() }
  const redirect = useWrite(manifestTrips.redirect, done)
  const cancel = useWrite(manifestTrips.cancel, done)
  const failed = redirect.error ?? cancel.error
  const isReady = reason.trim().length >= 2 && (how === 'cancel' || disposerId !== null)
  const send = () => {
    const said = { id: trip.id, organisationId, reason: reason.trim() }
    if (how === 'cancel') void cancel.run(said)
    else if (disposerId) void redirect.run({ ...said, disposerId })
  }
  return (
    <Sheet
      open
      title={how === 'redirect' ? '改送另一家' : '取消这一车'}
      onClose={onDone}
      bottom={
        <Button id="ask-done" kind="primary" disabled={!isReady} loading={redirect.busy || cancel.busy} onClick={send}>
          {how === 'redirect' ? '改送' : '取消这一车'}
        </Button>
      }
    >
      {failed && <ErrorState error={failed} />}
      {how === 'redirect' && (
        <Choice
          label="送到哪里"
          columns={1}
          value={disposerId}
          onChange={setDisposer}
          options={(night.data?.disposers ?? [])
            .filter(({ id }) => id !== trip.disposerId)
            .map(({ id, name }) => ({ value: id, title: name }))}
        />
      )}
      <Field id="ask-why" label="原因" value={reason} onChange={setReason} max={100} />
    </Sheet>
  )
}
