// The weighbridge: trucks that are on their way or stand here, and what was received lately. Relies on manifestTrips.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifests } from '@shared/manifests/contract'
import { manifestTrips, type Trip } from '@shared/manifests/trips-contract'
import { tripGapNames } from '@shared/manifests/vocabulary'
import { showDay, showInstant } from '@shared/time'
import { useRead, useReadPages } from '@/lib/query'
import { NextPage } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import type { Own } from './acting'
import { Corrections } from './Corrections'
import { openPage } from './parts'
import { tripStateOf } from './words'

export function Gate({ organisation }: { organisation: Own }) {
  const [which, setWhich] = useState<'here' | 'done'>('here')
  const asked = { organisationId: organisation.id, waiting: which === 'here' ? ('true' as const) : ('false' as const) }
  const pages = useReadPages(manifestTrips.list, asked)
  const corrections = useRead(manifests.corrections, { organisationId: organisation.id, state: 'open' })
  return (
    <View>
      <Corrections
        items={corrections.data?.items ?? []}
        organisationId={organisation.id}
        refreshes={[manifests.corrections]}
      />
      <Choice
        label="看哪些车"
        value={which}
        onChange={setWhich}
        options={[
          { value: 'here', title: '等着过磅' },
          { value: 'done', title: '收完的' },
        ]}
      />
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={
          <Empty text={which === 'here' ? '现在没有车在等' : '还没有收过'} hint="收运单位出车以后，车会出现在这里" />
        }
      >
        {(items) => (
          <View>
            {items.map((one) => (
              <Truck key={one.id} trip={one} />
            ))}
            <NextPage id="more" pages={pages}>
              再看更早的
            </NextPage>
          </View>
        )}
      </QueryView>
    </View>
  )
}

function Truck({ trip }: { trip: Trip }) {
  const { id, plate, hauler, state, sum, weighing, openedAt, day, gap } = trip
  const { word, tone } = tripStateOf(state)
  return (
    <Card
      id={`trip-${id}`}
      title={plate}
      extra={<Tag tone={tone}>{word}</Tag>}
      onClick={() => openPage(`/manifests/trip?id=${id}`)}
      label={`${plate}，${word}`}
    >
      <Text className="hand__note">{`${hauler}，${showDay(day)}，${showInstant(new Date(openedAt)).split(' ')[1] ?? ''}出车`}</Text>
      <Text className="hand__text">
        {weighing ? `净重${showKg(weighing.netGrams)}千克` : `${sum.handovers}家，合计${showKg(sum.grams)}千克`}
      </Text>
      {gap && gap !== 'fits' && <Tag tone="warn">{tripGapNames[gap]}</Tag>}
    </Card>
  )
}
