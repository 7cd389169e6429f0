// A new version of what was agreed and is wrong: what it is to be, and why. The other side accepts it.
import { useRef, useState } from 'react'
import { manifests, type Handover } from '@shared/manifests/contract'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field, Stepper } from '@/ui/inputs'
import { Sheet } from '@/ui/Sheet'
import { typedGrams } from './words'

type Props = { one: Handover; organisationId: string; onDone: () => void }

export function AskCorrection({ one, organisationId, onDone }: Props) {
  const [buckets, setBuckets] = useState(one.buckets ?? 0)
  const [typed, setTyped] = useState(one.grams === null ? '' : String(one.grams / 1000))
  const [how, setHow] = useState(one.how ?? 'estimate')
  const [reason, setReason] = useState('')
  const id = useRef<string | null>(null)
  const ask = useWrite(manifests.askCorrection, {
    refreshes: [manifests.handover, manifests.kitchen],
    onDone: () => {
      toast('已提出，等对方同意')
      onDone()
    },
  })
  const grams = typedGrams(typed)
  const change = {
    ...(buckets === one.buckets ? {} : { buckets }),
    ...(grams === null || grams === one.grams ? {} : { grams }),
    ...(how === one.how ? {} : { how }),
  }
  const isReady = grams !== null && Object.keys(change).length > 0 && reason.trim().length >= 2
  const send = async () => {
    id.current ??= await newId()
    await ask.run({
      id: id.current,
      organisationId,
      of: 'handover',
      ofId: one.id,
      version: one.version,
      change,
      reason: reason.trim(),
    })
  }
  return (
    <Sheet
      open
      title="提出更正"
      onClose={onDone}
      bottom={
        <Button
          id="correct-done"
          kind="primary"
          loading={ask.busy}
          disabled={!isReady}
          onClick={() => {
            void send()
          }}
        >
          提出，等对方同意
        </Button>
      }
    >
      {ask.error && <ErrorState error={ask.error} />}
      <Stepper label="桶数" value={buckets} onChange={setBuckets} min={0} max={200} unit="桶" />
      <Field
        id="correct-kg"
        label="多少千克"
        type="digit"
        value={typed}
        onChange={setTyped}
        max={10}
        error={grams === null ? '只写数字，例如 286 或 286.5' : null}
      />
      <Choice
        label="怎样来的"
        value={how}
        onChange={setHow}
        options={[
          { value: 'scale', title: '称的' },
          { value: 'estimate', title: '估的' },
        ]}
      />
      <Field id="correct-why" label="为什么要改" value={reason} onChange={setReason} max={200} />
    </Sheet>
  )
}
