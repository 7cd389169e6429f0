// Where it is fetched and for whom: one's household, a household one acts for, or any address of a compound or village.
// Relies on the contracts of people; works signed out by naming a place. Invariant: a household's place is always its
// own.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { Id } from '@shared/ids'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { showAddress } from '@shared/people/addresses'
import { asApiError, call } from '@/lib/api'
import { myPlace, pickPlace, type MyPlace } from '@/lib/my-place'
import { useHomeAddress } from '@/lib/home-names'
import { useRead } from '@/lib/query'
import { session, useSignedIn } from '@/lib/session'
import { toast } from '@/ui/Confirm'
import { Card, Row } from '@/ui/layout'
import { PlaceSearch } from '@/ui/PlacePicker'
import { Sheet } from '@/ui/Sheet'
import type { Draft, Whose } from './draft'

/** What can be said without asking: the household acted for, else the place picked on this phone. */
export function usualWhose(): Whose | null {
  const { household } = session()
  const place = myPlace()
  if (household && place?.id === household.placeId)
    return { place, householdId: household.id, label: household.label, isProxy: false }
  return place ? byAddress(place) : null
}

const byAddress = (place: MyPlace): Whose => ({ place, householdId: null, label: place.name, isProxy: false })

/** The household's own address, filled in for the person. @throws ApiError */
export async function householdWhose(
  id: Id,
  isProxy: boolean,
): Promise<Pick<Draft, 'whose' | 'building' | 'unit' | 'room'>> {
  const { placeId, placeName, label: masked, address } = await call(households.detail, { id })
  const label = address ? `${placeName} ${showAddress({ ...address, sub: '' })}` : masked
  return {
    whose: { place: { id: placeId, name: placeName }, householdId: id, label, isProxy },
    building: address?.building ?? '',
    unit: address?.unit ?? '',
    room: address?.room ?? '',
  }
}

type Chosen = Pick<Draft, 'whose' | 'building' | 'unit' | 'room'>
type Props = { open: boolean; onClose: () => void; onChoose: (chosen: Chosen) => void }

export function WhoseSheet({ open, onClose, onChoose }: Props) {
  const signedIn = useSignedIn()
  const byPlace = (place: MyPlace) => {
    pickPlace(place)
    onChoose({ whose: byAddress(place), building: '', unit: '', room: '' })
  }
  return (
    <Sheet open={open} title="在哪里收" onClose={onClose}>
      {open && signedIn && <Households onChoose={onChoose} />}
      {open && <PlaceSearch onPick={byPlace} />}
    </Sheet>
  )
}

function Households({ onChoose }: { onChoose: (chosen: Chosen) => void }) {
  const me = useRead(people.me, {})
  const [opening, setOpening] = useState<Id | null>(null)
  const choose = (id: Id, isProxy: boolean) => {
    if (opening) return
    setOpening(id)
    householdWhose(id, isProxy)
      .then(onChoose, (error: unknown) => toast(asApiError(error).text))
      .finally(() => setOpening(null))
  }
  const titled = (id: Id, label: string, note = '') => ({
    name: me.data?.homeNames[id],
    label,
    note,
    ...(opening === id ? { value: '正在打开' } : {}),
  })
  if (!me.data || me.data.households.length + me.data.proxied.length === 0) return null
  return (
    <View>
      {me.data.households.length > 0 && (
        <Card title="我家">
          {me.data.households.map(({ id, label }) => (
            <Home key={id} {...titled(id, label)} id={id} onClick={() => choose(id, false)} />
          ))}
        </Card>
      )}
      {me.data.proxied.length > 0 && (
        <Card title="帮家人约">
          {me.data.proxied.map(({ householdId, label }) => (
            <Home
              key={householdId}
              id={householdId}
              {...titled(householdId, label, '已登记由您代办')}
              onClick={() => choose(householdId, true)}
            />
          ))}
        </Card>
      )}
    </View>
  )
}

type HomeProps = { id: Id; name: string | undefined; label: string; note: string; value?: string; onClick: () => void }

/** A home by its name, else by its address, which only who may book for it reads. */
function Home({ id, name, label, note, ...rest }: HomeProps) {
  const address = useHomeAddress(id, label)
  const under = [name ? address : '', note].filter(Boolean).join('，')
  return <Row title={name ?? address} {...(under ? { note: under } : {})} {...rest} />
}
