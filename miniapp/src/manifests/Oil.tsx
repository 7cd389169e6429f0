// Used oil apart from food waste: it is fetched now and then, by weight, and has lines of its own in the logbook.
import { View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { manifests, type Kitchen as Shown } from '@shared/manifests/contract'
import { monthDay } from '@shared/time'
import { deviceId, newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field, Stepper } from '@/ui/inputs'
import { Row } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'
import type { Own } from './acting'
import { typedGrams, weightText } from './words'

export function Oil({ shown: { producer, lastOil }, organisation }: { shown: Shown; organisation: Own }) {
  const [isOpen, setOpen] = useState(false)
  const [buckets, setBuckets] = useState(1)
  const [typed, setTyped] = useState('')
  const going = useRef<{ id: string; at: string } | null>(null)
  const hand = useWrite(manifests.hand, {
    refreshes: [manifests.kitchen],
    onDone: () => {
      going.current = null
      setOpen(false)
      setTyped('')
      toast('废油记好了')
    },
  })
  const grams = typed.trim() === '' ? null : typedGrams(typed)
  const give = async () => {
    going.current ??= { id: await newId(), at: new Date().toISOString() }
    await hand.run({
      producerId: producer.id,
      organisationId: organisation.id,
      deviceId: await deviceId(),
      handoverId: going.current.id,
      kind: 'usedOil',
      buckets,
      litres: producer.bucketLitres,
      grams,
      at: going.current.at,
      sentAt: new Date().toISOString(),
    })
  }
  const last = lastOil
    ? `上次${monthDay(lastOil.day)}，${weightText({ ...lastOil, isEstimated: lastOil.how === 'estimate' })}`
    : '还没有记过'
  return (
    <View>
      <Row id="oil" icon="fish-bone" tint="warm" title="废油另外记" note={last} onClick={() => setOpen(true)} />
      <Sheet
        open={isOpen}
        title="交出废油"
        onClose={() => setOpen(false)}
        bottom={
          <Button
            id="oil-done"
            kind="primary"
            loading={hand.busy}
            disabled={typed.trim() !== '' && grams === null}
            onClick={() => {
              void give()
            }}
          >
            {`交了${buckets}桶废油`}
          </Button>
        }
      >
        {hand.error && <ErrorState error={hand.error} />}
        <Stepper label="桶数" value={buckets} onChange={setBuckets} min={1} max={20} unit="桶" />
        <Field
          label="称过的话，多少千克"
          type="digit"
          value={typed}
          onChange={setTyped}
          max={8}
          hint="没称就不用填"
          error={typed.trim() !== '' && grams === null ? '只写数字，例如 38 或 38.5' : null}
        />
      </Sheet>
    </View>
  )
}
