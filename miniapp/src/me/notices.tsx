// Which kinds of messages I get, and when it stays quiet. Relies on notices.
import type { NoticeKind } from '@shared/notices/contract'
import { notices } from '@shared/notices/contract'
import { useRead, useWrite } from '@/lib/query'
import { SwitchRow } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

function Notices() {
  return (
    <Screen title="消息设置">
      <SignedIn why="登录后才能设置消息">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const settings = useRead(notices.settings, {})
  const change = useWrite(notices.switchKind, { refreshes: [notices.settings] })
  const leftOf = (templates: readonly { kind: NoticeKind; left: number }[], kind: NoticeKind) =>
    templates.find((each) => each.kind === kind)?.left ?? 0
  return (
    <QueryView query={settings}>
      {({ kinds, templates, quietFrom, quietTo }) => (
        <>
          <Notice>{`小程序里的消息一直有。微信消息在您预约时问过您、您同意了才发，同意一次发一条；${quietFrom} 到 ${quietTo} 不打扰。`}</Notice>
          {change.error && <ErrorState error={change.error} />}
          <Card>
            {kinds.map(({ kind, title, on, canSwitchOff }) => {
              const left = leftOf(templates, kind)
              const note = left > 0 ? `微信还可以发 ${left}条` : undefined
              if (!canSwitchOff) return <Row key={kind} title={title} note={note} value="一直开启" />
              return (
                <SwitchRow
                  key={kind}
                  title={title}
                  {...(note ? { note } : {})}
                  value={on}
                  onChange={(next) => change.run({ kind, on: next })}
                />
              )
            })}
          </Card>
        </>
      )}
    </QueryView>
  )
}

export { Notices as default }
