// How many pupils came, by whoever looks: the teacher on their page, the lead on theirs.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { Route } from '@shared/contract'
import { MOST_PUPILS } from '@shared/shifts/classes'
import { shiftsClasses, type ClassVisit } from '@shared/shifts/classes-contract'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'

type Props = {
  one: ClassVisit
  /** What whoever looks has said already. */
  said: number | null
  refreshes: readonly Route[]
}

export function CountPupils({ one, said, refreshes }: Props) {
  const [typed, setTyped] = useState(String(said ?? one.pupils))
  const count = useWrite(shiftsClasses.count, { refreshes, onDone: () => toast('报上了') })
  const pupils = typed.trim() === '' ? Number.NaN : Number(typed)
  const isGood = Number.isInteger(pupils) && pupils >= 0 && pupils <= MOST_PUPILS
  return (
    <View>
      {count.error && <ErrorState error={count.error} />}
      <Field
        id={`count-${one.id}`}
        label="实际来了多少学生"
        value={typed}
        onChange={setTyped}
        max={2}
        error={isGood ? null : `请写0到${MOST_PUPILS}`}
      />
      <Button
        small
        kind="primary"
        about={one.className}
        loading={count.busy}
        onClick={() => {
          if (isGood) void count.run({ id: one.id, pupils })
        }}
      >
        {said === null ? '报人数' : '改报人数'}
      </Button>
    </View>
  )
}
