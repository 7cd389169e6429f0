// My messages, newest first. Relies on notices. Invariant: a message counts as read when it was tapped, or by the
// button for all.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { OutputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { showInstant } from '@shared/time'
import { features, tabs } from '@/features'
import { useReadPages, useWrite } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Row, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './me.scss'

type Notice = OutputOf<typeof notices.inbox>['items'][number]

const known = new Set(
  [...features, tabs].flatMap(({ folder, pages }) => Object.keys(pages).map((page) => `/${folder}/${page}`)),
)
/** Links of the console lead nowhere here. */
const inside = (link: string | null): string | null => (link && known.has(link.split('?')[0] ?? '') ? link : null)

function Inbox() {
  return (
    <Screen title="消息">
      <SignedIn why="登录后才能看到您的消息">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const pages = useReadPages(notices.inbox, {})
  const read = useWrite(notices.markRead, { refreshes: [notices.inbox, notices.unread] })
  const open = (notice: Notice) => {
    if (!notice.readAt) void read.run({ ids: [notice.id] })
    const link = inside(notice.link)
    if (link) void (link.startsWith('/pages/') ? Taro.switchTab({ url: link }) : Taro.navigateTo({ url: link }))
  }
  const unread = pages.items.some(({ readAt }) => !readAt)
  return (
    <>
      {read.error && <ErrorState error={read.error} />}
      {unread && (
        <Button
          id="read-all"
          loading={read.busy}
          onClick={() => {
            void read.run({ all: true })
          }}
        >
          全部标为已读
        </Button>
      )}
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有消息" hint="预约、积分、提问的结果会告诉您" />}
      >
        {(items) =>
          items.map((notice) => (
            <Card
              key={notice.id}
              title={notice.title}
              extra={notice.readAt ? undefined : <Tag tone="warn">未读</Tag>}
              onClick={() => open(notice)}
              label={`${notice.readAt ? '' : '未读，'}${notice.title}，${notice.text}`}
            >
              <Text className="line__text">{notice.text}</Text>
              <Text className="line__after">{`${showInstant(new Date(notice.at))}${inside(notice.link) ? ' · 点开看' : ''}`}</Text>
            </Card>
          ))
        }
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
      <Card>
        <Row
          title="消息设置"
          note="哪些要收、哪些不收"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/notices' })
          }}
        />
      </Card>
    </>
  )
}

export { Inbox as default }
