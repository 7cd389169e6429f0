// Choosing who is on board: the names planned for the run and those known on this phone as large tiles, and a field for
// another one. Relies on store.ts for the names used before. Invariant: nobody is chosen by default, since every log
// carries a name.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useSession } from '@/lib/session'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Field } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { useCrew } from './store'

const MOST = 4

/** @param planned whom the dispatcher has put on this run; they are offered first */
export function Names({
  planned,
  chosen,
  onChange,
}: {
  planned: readonly string[]
  chosen: readonly string[]
  onChange: (names: string[]) => void
}) {
  const [typed, setTyped] = useState('')
  const { names } = useCrew()
  const mine = useSession((state) => state.person?.name ?? '')
  const offered = [...new Set([mine, ...planned, ...names, ...chosen])].filter((name) => name !== '')
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name].slice(-MOST))
  const add = () => {
    const name = typed.trim()
    if (name === '') return
    setTyped('')
    if (!chosen.includes(name)) onChange([...chosen, name].slice(-MOST))
  }
  return (
    <Card title="今天车上是谁">
      <Notice>请选两个人的名字。每条登记都会写上是谁登记的。</Notice>
      <View className="names" {...a11y({ role: 'group', label: '车上的人' })}>
        {offered.map((name) => (
          <View
            key={name}
            className={classes('name', chosen.includes(name) && 'name--chosen')}
            onClick={() => toggle(name)}
            {...a11y({ role: 'checkbox', label: name, checked: chosen.includes(name) })}
          >
            {chosen.includes(name) ? `✓ ${name}` : name}
          </View>
        ))}
      </View>
      <Field
        id="another"
        label="没有在上面的人"
        value={typed}
        onChange={setTyped}
        max={20}
        placeholder="写名字"
        onDone={add}
      />
      <Button id="add-name" disabled={typed.trim() === ''} onClick={add}>
        加上这个人
      </Button>
    </Card>
  )
}
