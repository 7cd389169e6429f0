// Where I am signed in, and signing another device out. Relies on people's sessions.
import { people } from '@shared/people/contract'
import { showInstant } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card, Empty, Row, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

const kinds = { mini: '微信小程序', console: '管理台', demo: '演示登录' } as const

function Devices() {
  return (
    <Screen title="登录的设备">
      <SignedIn why="登录后才能看到登录的设备">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const sessions = useRead(people.sessions, {})
  const end = useWrite(people.endSession, { refreshes: [people.sessions] })
  const signOut = async (id: string) => {
    if (
      await confirm({ title: '让这台设备退出？', text: '那台设备要重新登录才能用。', ok: '退出那台设备', danger: true })
    )
      await end.run({ id })
  }
  return (
    <>
      {end.error && <ErrorState error={end.error} />}
      <QueryView query={sessions} isEmpty={({ items }) => items.length === 0} empty={<Empty text="没有登录的设备" />}>
        {({ items }) =>
          items.map(({ id, kind, device, current, createdAt, lastSeenAt }) => (
            <Card key={id} title={kinds[kind]} extra={current ? <Tag tone="good">这台</Tag> : undefined}>
              {device && <Row title="设备" value={device} />}
              <Row title="登录时间" value={showInstant(new Date(createdAt))} />
              <Row title="最近使用" value={showInstant(new Date(lastSeenAt))} />
              {!current && (
                <Button
                  kind="danger"
                  loading={end.busy}
                  onClick={() => {
                    void signOut(id)
                  }}
                >
                  让它退出
                </Button>
              )}
            </Card>
          ))
        }
      </QueryView>
    </>
  )
}

export { Devices as default }
