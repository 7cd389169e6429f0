// What I call a household, so that my home and my mother's are told apart at a glance. Relies on people.updateMe; the
// name is shown to nobody else. Invariant: a household without a name keeps its masked address as its title.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { Id } from '@shared/ids'
import { people } from '@shared/people/contract'
import { useHomeNames } from '@/lib/home-names'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Choice, Field } from '@/ui/inputs'
import { ErrorState } from '@/ui/ErrorState'
import { Row } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'

const usual = ['我家', '母亲家', '父亲家', '老家'] as const
const LONGEST = 8

export function HomeName({ householdId }: { householdId: Id }) {
  const named = useHomeNames()[householdId] ?? ''
  const [open, setOpen] = useState(false)
  return (
    <View>
      <Row
        title="我给它起的名字"
        note={named === '' ? '比如“母亲家”，只有您自己看得到' : undefined}
        value={named === '' ? '起一个' : named}
        onClick={() => setOpen(true)}
      />
      {open && <Naming householdId={householdId} before={named} onClose={() => setOpen(false)} />}
    </View>
  )
}

function Naming({ householdId, before, onClose }: { householdId: Id; before: string; onClose: () => void }) {
  const [name, setName] = useState(before)
  const update = useWrite(people.updateMe, { refreshes: [people.me], onDone: onClose })
  return (
    <Sheet
      open
      title="给这一户起名"
      onClose={onClose}
      bottom={
        <Button
          id="keep-name"
          kind="primary"
          loading={update.busy}
          onClick={() => {
            void update.run({ home: { householdId, name: name.trim() } })
          }}
        >
          {name.trim() === '' ? '不要名字' : '就叫这个'}
        </Button>
      }
    >
      {update.error && <ErrorState error={update.error} />}
      <Choice
        label="常用的"
        value={usual.find((one) => one === name) ?? null}
        options={usual.map((one) => ({ value: one, title: one }))}
        onChange={setName}
      />
      <Field id="home-name" label="或者自己写" value={name} max={LONGEST} onChange={setName} />
    </Sheet>
  )
}
