// Finding one's compound or village by its name, in a sheet. Relies on the public contract of places; needs no account
// and no position. Invariant: nothing is picked without a tap on a full name.
//
//   <PlacePicker open={open} onClose={() => setOpen(false)} onPick={({ id, name }) => …} />
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { places } from '@shared/places/contract'
import { useRead } from '@/lib/query'
import type { MyPlace } from '@/lib/my-place'
import { Field } from './inputs'
import { Card, Empty, Row } from './layout'
import { QueryView } from './QueryView'
import { Sheet } from './Sheet'

type Props = { open: boolean; onClose: () => void; onPick: (place: MyPlace) => void }

const TYPING_MS = 350

/** What was typed, once the fingers rest. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

export function PlacePicker({ open, onClose, onPick }: Props) {
  return (
    <Sheet open={open} title="选择小区或村" onClose={onClose}>
      <PlaceSearch onPick={onPick} />
    </Sheet>
  )
}

/** The search itself, for a page that shows it without a sheet. */
export function PlaceSearch({ onPick }: { onPick: (place: MyPlace) => void }) {
  const [typed, setTyped] = useState('')
  const asked = useRested(typed.trim())
  const found = useRead(places.findCompounds, { q: asked, limit: 12 }, { enabled: asked !== '' })
  return (
    <View>
      <Field
        id="place-name"
        label="小区或村名"
        value={typed}
        onChange={setTyped}
        max={30}
        placeholder="例如：锦绣花园"
        hint="写名称里的几个字，或拼音首字母"
      />
      {asked !== '' && (
        <QueryView
          query={found}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty text="没有找到这个名称" hint="少写几个字再试，例如只写前两个字，或写拼音首字母" />}
        >
          {({ items }) => (
            <Card>
              {items.map(({ id, name, pathNames }) => (
                <Row
                  key={id}
                  title={name}
                  note={pathNames.slice(1, -1).join(' ')}
                  onClick={() => onPick({ id, name })}
                />
              ))}
            </Card>
          )}
        </QueryView>
      )}
      {asked === '' && <Text className="field__hint">不需要定位。选好以后会记在这台手机里。</Text>}
    </View>
  )
}
