// Who is about to be titled: open for everybody to see, and to object while the notice runs.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { cellsPublic } from '@shared/cells/desk-contract'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import type { OutputOf } from '@shared/contract'
import { showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignInFirst } from '@/ui/SignInSheet'
import './cells.scss'

type One = OutputOf<typeof cellsPublic.notices>['items'][number]

function Notices() {
  const query = useRead(cellsPublic.notices, {})
  return (
    <Screen title="公示">
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty icon="award" text="现在没有公示" hint="有单位通过验收后，会在这里公示5个工作日" />}
      >
        {({ items }) => items.map((one) => <Notified key={one.id} one={one} />)}
      </QueryView>
    </Screen>
  )
}

function Notified({ one: { id, kind, name, placeNames, score, from, to, isDisputed } }: { one: One }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Card title={name} {...(isDisputed ? { extra: <Tag tone="warn">有异议，核实中</Tag> } : {})}>
      <Text className="cell__text">{`${cellKindNames[kind]} · ${showPoints(score)}分`}</Text>
      <Text className="cell__note">{`${placeNames.join(' ')} · 公示${showDay(from)}到${showDay(to)}`}</Text>
      {isOpen ? (
        <Object id={id} />
      ) : (
        <>
          <View className="apart" />
          <Button id={`object-${id}`} small about={name} onClick={() => setOpen(true)}>
            我有不同意见
          </Button>
        </>
      )}
    </Card>
  )
}

function Object({ id: applicationId }: { id: string }) {
  const signedIn = useSignedIn()
  const [words, setWords] = useState('')
  const [done, setDone] = useState<string | null>(null)
  const object = useWrite(cellsPublic.object, { refreshes: [cellsPublic.notices] })
  const id = useRef<string | null>(null)
  if (!signedIn) return <SignInFirst why="登录后可以提出异议，只有核实的人知道是谁提的" />
  if (done !== null) return <Notice tone="good">{done}</Notice>
  const send = async () => {
    id.current ??= await newId()
    const sent = await object.run({ applicationId, id: id.current, text: words.trim() })
    if (sent) setDone(sent.dueOn ? `收到了，${showDay(sent.dueOn)}以前核实。` : '收到了，会核实。')
  }
  return (
    <View>
      <TextArea
        id={`words-${applicationId}`}
        label="您看到了什么"
        hint="写清时间、地方和情况，至少10个字。只有核实的人知道是谁提的。"
        value={words}
        onChange={setWords}
        max={500}
      />
      {object.error && <ErrorState error={object.error} />}
      <Button
        id={`send-${applicationId}`}
        kind="primary"
        loading={object.busy}
        disabled={words.trim().length < 10}
        onClick={() => {
          void send()
        }}
      >
        提出异议
      </Button>
    </View>
  )
}

export { Notices as default }
