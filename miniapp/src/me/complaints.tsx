// My complaints: number, day of the answer, what was answered; once, asking for it to be taken up again.
// Relies on the contract of complaints. Invariant: only what `allowed` names is offered.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { aboutNames, complaints, complaintStatusTexts, type Complaint } from '@shared/reports/complaints-contract'
import { anyOutcomeTexts } from '@shared/reports/outcomes'
import { showDay, showInstant } from '@shared/time'
import { useReadPages, useWrite } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './me.scss'

const toNew = () => {
  void Taro.navigateTo({ url: '/me/complain' })
}

function Complaints() {
  return (
    <Screen
      title="我的投诉"
      bottom={
        <Button id="new" kind="primary" onClick={toNew}>
          投诉、提意见
        </Button>
      }
    >
      <SignedIn why="登录后才能看到您的投诉">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const pages = useReadPages(complaints.mine, {})
  return (
    <>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="没有投诉过" hint="对服务不满意，点下面的按钮，马上有编号和答复的日期" />}
      >
        {(items) => items.map((one) => <One key={one.id} one={one} />)}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

function One({ one }: { one: Complaint }) {
  const open = one.status === 'waiting' || one.status === 'reopened'
  return (
    <Card
      title={aboutNames[one.about ?? 'other']}
      extra={<Tag tone={open ? 'warn' : 'good'}>{complaintStatusTexts[one.status]}</Tag>}
    >
      <Text className="line__text">{one.text}</Text>
      <Text className="line__after">{`${one.number} · ${one.placeName} · ${showInstant(new Date(one.at))}`}</Text>
      {open && (
        <Notice tone={one.late ? 'warn' : 'info'}>
          {one.late ? `应在${showDay(one.dueOn)}前答复，已经上报催办。` : `${showDay(one.dueOn)}前答复您。`}
        </Notice>
      )}
      {one.answers.map((answer) => (
        <Notice
          key={answer.at}
          tone="good"
          title={anyOutcomeTexts[answer.outcome]}
        >{`${answer.text}（${answer.by}，${showInstant(new Date(answer.at))}）`}</Notice>
      ))}
      {one.again !== '' && <Text className="line__after">{`您说：${one.again}`}</Text>}
      {one.allowed.includes('reopen') && <Again id={one.id} />}
    </Card>
  )
}

/** Not satisfied: taken up again once. */
function Again({ id }: { id: string }) {
  const [text, setText] = useState<string | null>(null)
  const reopen = useWrite(complaints.reopen, { refreshes: [complaints.mine] })
  if (text === null)
    return (
      <Button id={`again-${id}`} small onClick={() => setText('')}>
        不满意，请重新办理
      </Button>
    )
  return (
    <>
      {reopen.error && <ErrorState error={reopen.error} />}
      <TextArea id={`why-${id}`} label="哪里不满意" value={text} onChange={setText} max={300} />
      <Button
        id={`send-${id}`}
        kind="primary"
        loading={reopen.busy}
        disabled={text.trim().length < 2}
        onClick={() => {
          void reopen.run({ id, text: text.trim() })
        }}
      >
        重新办理
      </Button>
    </>
  )
}

export { Complaints as default }
