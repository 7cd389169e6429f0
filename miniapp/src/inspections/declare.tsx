// Saying before a draw what one has to do with a place, so that one is not drawn for it.
import { Text } from '@tarojs/components'
import { useRef, useState } from 'react'
import { inspections } from '@shared/inspections/contract'
import { showInstant } from '@shared/time'
import { newId } from '@/lib/ids'
import type { MyPlace } from '@/lib/my-place'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import { SiteScreen } from './parts'

function Declare() {
  return (
    <SiteScreen title="利害关系申报">
      <SignedIn why="用检查员身份登录后申报">
        <Notice>住在那里、在那里任职、亲友在那里管事的，先说明，抽签就不会派您去。</Notice>
        <New />
        <Known />
      </SignedIn>
    </SiteScreen>
  )
}

function New() {
  const [place, setPlace] = useState<MyPlace | null>(null)
  const [reason, setReason] = useState('')
  const [choosing, setChoosing] = useState(false)
  const id = useRef<string | null>(null)
  const declare = useWrite(inspections.declare, { refreshes: [inspections.declarations] })
  const submit = async () => {
    if (!place) return
    id.current ??= await newId()
    const done = await declare.run({
      id: id.current,
      targetKind: 'compound',
      targetId: place.id,
      reason: reason.trim(),
    })
    if (!done) return
    id.current = null
    setPlace(null)
    setReason('')
    toast('已申报')
  }
  return (
    <>
      {declare.error && <ErrorState error={declare.error} />}
      <Card>
        <Row
          id="place"
          icon="map-pin"
          title={place?.name ?? '选小区'}
          value={place ? '改' : undefined}
          onClick={() => setChoosing(true)}
        />
      </Card>
      <Field
        id="reason"
        label="有什么关系"
        value={reason}
        onChange={setReason}
        max={100}
        placeholder="例如：父母住在那里"
      />
      <Button
        id="submit"
        kind="primary"
        loading={declare.busy}
        disabled={!place || reason.trim().length < 2}
        onClick={() => {
          void submit()
        }}
      >
        申报
      </Button>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          id.current = null
          setPlace(picked)
          setChoosing(false)
        }}
      />
    </>
  )
}

function Known() {
  const known = useRead(inspections.declarations, {})
  return (
    <Section title="申报过的">
      <QueryView query={known} isEmpty={({ items }) => items.length === 0} empty={<Empty text="还没有申报过" />}>
        {({ items }) =>
          items.map(({ id, target, reason, at }) => (
            <Card key={id} title={target.name}>
              <Text className="site__text">{reason}</Text>
              <Text className="site__note">{`${showInstant(new Date(at))}申报`}</Text>
            </Card>
          ))
        }
      </QueryView>
    </Section>
  )
}

export { Declare as default }
