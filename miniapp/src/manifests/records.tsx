// All handovers of one's organisation, newest first, also by state. Relies on manifests.handovers.
import { View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { manifests } from '@shared/manifests/contract'
import type { HandoverState } from '@shared/manifests/vocabulary'
import { useReadPages } from '@/lib/query'
import { NextPage } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { sideOf, type Own } from './acting'
import { ActingScreen, HandLine } from './parts'

const filters = [
  { value: 'all', title: '全部' },
  { value: 'unanswered', title: '未确认' },
  { value: 'notHappened', title: '未发生' },
  { value: 'refused', title: '拒收' },
] as const

function RecordsPage() {
  const { params } = useRouter()
  return (
    <ActingScreen title="全部记录">
      {(organisation) => <List organisation={organisation} producerId={params['producer']} />}
    </ActingScreen>
  )
}

function List({ organisation, producerId }: { organisation: Own; producerId: string | undefined }) {
  const [which, setWhich] = useState<(typeof filters)[number]['value']>('all')
  const pages = useReadPages(manifests.handovers, {
    organisationId: organisation.id,
    ...(producerId ? { producerId } : {}),
    ...(which === 'all' ? {} : { state: which satisfies HandoverState }),
  })
  const isHauler = sideOf(organisation) === 'hauler'
  return (
    <View>
      <Choice label="看哪些" value={which} onChange={setWhich} options={filters} />
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="没有这样的记录" hint="交接以后会记在这里" />}
      >
        {(items) => (
          <Card>
            {items.map((one) => (
              <HandLine key={one.id} handover={one} {...(isHauler ? { name: one.producer } : {})} />
            ))}
            <NextPage id="more" pages={pages}>
              再看更早的
            </NextPage>
          </Card>
        )}
      </QueryView>
    </View>
  )
}

export { RecordsPage as default }
