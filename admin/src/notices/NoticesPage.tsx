// Messages to whoever is signed in, the newest first. One that is opened counts as read and leads to where it is done.
import { Button, Tag } from 'antd'
import { useNavigate } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { noticeKinds } from '@shared/notices/rules'
import { deskPath } from '@/lib/links'
import { shortTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'

type Row = OutputOf<typeof notices.inbox>['items'][number]

export function NoticesPage() {
  const navigate = useNavigate()
  const [{ unread }, setFilters] = useFilters(['unread'])
  const list = useList(notices.inbox, unread === 'true' ? { unread } : {})
  const read = useWrite(notices.markRead)
  const open = (row: Row): void => {
    if (row.readAt === null) read.mutate({ ids: [row.id] })
    const path = deskPath(row.link)
    if (path) void navigate(path)
  }
  return (
    <Page
      title="消息"
      actions={
        <>
          <Button
            aria-pressed={unread === 'true'}
            type={unread === 'true' ? 'primary' : 'default'}
            onClick={() => setFilters({ unread: unread === 'true' ? undefined : 'true' })}
          >
            只看未读
          </Button>
          <Button loading={read.isPending} onClick={() => read.mutate({ all: true })}>
            全部标为已读
          </Button>
        </>
      }
    >
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={unread === 'true' ? '没有未读的消息' : '还没有消息'}
        onRow={open}
        columns={[
          { title: '类别', width: 120, render: (_value, row) => <Tag>{noticeKinds[row.kind].title}</Tag> },
          {
            title: '内容',
            render: (_value, row) => (
              <div className="notice">
                {row.readAt === null ? <strong>{row.title}</strong> : row.title}
                {row.readAt === null && <span className="unread">未读</span>}
                <div className="faint">{row.text}</div>
                {row.link !== null && deskPath(row.link) === null && (
                  <div className="faint">这件事是您作为居民的，请在小程序里看。</div>
                )}
              </div>
            ),
          },
          { title: '时间', width: 160, render: (_value, row) => shortTime(row.at) },
        ]}
      />
    </Page>
  )
}
