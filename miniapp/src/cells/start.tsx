// Beginning an application: for whom, and as what kind of place. One that is under way is gone on with.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useRef, useState } from 'react'
import { cells } from '@shared/cells/contract'
import { cellKindNames, type CellKind } from '@shared/cells/table-words'
import type { OutputOf } from '@shared/contract'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { Choice } from '@/ui/inputs'
import { Empty, Notice } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { takeDetail } from './drafts'

type Choices = OutputOf<typeof cells.choices>['items']
type Chosen = Choices[number]

function Start() {
  return (
    <Screen title="开始申报">
      <SignedIn why="登录后选择替谁申报">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const query = useRead(cells.choices, {})
  return (
    <QueryView
      query={query}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Empty icon="building-store" text="没有您能替它申报的单位" hint="请单位联系人或社区，把您登记为单位人员" />
      }
    >
      {({ items }) => <Pick items={items} />}
    </QueryView>
  )
}

const keyOf = ({ organisation, subject }: Chosen): string => `${organisation?.id ?? ''} ${subject.id}`

function Pick({ items }: { items: Choices }) {
  const [key, setKey] = useState(items.length === 1 && items[0] ? keyOf(items[0]) : null)
  const chosen = items.find((one) => keyOf(one) === key) ?? null
  return (
    <View>
      <Choice
        label="替谁申报"
        columns={1}
        value={key}
        onChange={setKey}
        options={items.map((one) => ({
          value: keyOf(one),
          title: one.subject.name,
          note: one.subject.kind === 'household' ? '我的家' : one.subject.placeNames.slice(-2).join(' ') || '全市',
        }))}
      />
      {chosen && <Kinds key={key} chosen={chosen} />}
    </View>
  )
}

function Kinds({ chosen: { organisation, subject, kinds } }: { chosen: Chosen }) {
  const [kind, setKind] = useState<CellKind | null>(kinds.length === 1 ? (kinds[0]?.kind ?? null) : null)
  const start = useWrite(cells.start, { refreshes: [cells.mine, cells.choices] })
  const ids = useRef(new Map<CellKind, string>())
  const known = kinds.find((one) => one.kind === kind)
  const begin = async () => {
    if (!known) return
    if (known.applicationId) {
      void Taro.redirectTo({ url: `/cells/apply?id=${known.applicationId}` })
      return
    }
    // one id a kind, so that a second tap is the same application
    const id = ids.current.get(known.kind) ?? (await newId())
    ids.current.set(known.kind, id)
    const detail = await start.run({
      id,
      kind: known.kind,
      subjectKind: subject.kind,
      subjectId: subject.id,
      ...(organisation ? { organisationId: organisation.id } : {}),
    })
    if (!detail) return
    takeDetail(detail)
    void Taro.redirectTo({ url: `/cells/apply?id=${detail.id}` })
  }
  return (
    <View>
      <Choice
        label="申报什么"
        columns={1}
        value={kind}
        onChange={setKind}
        options={kinds.map((one) => ({
          value: one.kind,
          title: cellKindNames[one.kind],
          ...(one.applicationId ? { note: '已经在办，接着办' } : {}),
        }))}
      />
      <Notice>平台已有的数据会自动填好，您只填剩下的。随时可以停下，填过的都留着。</Notice>
      {start.error && <ErrorState error={start.error} />}
      <Button
        id="begin"
        kind="primary"
        loading={start.busy}
        disabled={!known}
        onClick={() => {
          void begin()
        }}
      >
        {known?.applicationId ? '接着办' : '开始填写'}
      </Button>
    </View>
  )
}

export { Start as default }
