// Messages that could not be sent after all tries: what kind, since when, why; sent once more when the cause is mended.
import { Button } from 'antd'
import { notices } from '@shared/notices/contract'
import { noticeKinds } from '@shared/notices/rules'
import { useChosen } from '@/lib/chosen'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'

/** Beside messages, what the server has to tell itself goes out in the same way. */
const kindName = (kind: string): string =>
  (noticeKinds as Record<string, { title: string }>)[kind]?.title ?? `系统内部（${kind}）`

export function UndeliveredPage() {
  const list = useList(notices.undelivered, { limit: 100 })
  const chosen = useChosen(list.items, { nameOf: (row) => `${kindName(row.kind)} ${shortTime(row.at)}` })
  const maySend = useMay(notices.sendAgain)
  const send = useWrite(notices.sendAgain, '已重新排队，几分钟内会再发')
  return (
    <Page
      title="未送达消息"
      hint="试了8次仍没有发出的消息。先排除原因（网络、微信授权），再重发。"
      actions={
        maySend && (
          <Button
            type="primary"
            disabled={chosen.ids.length === 0}
            loading={send.isPending}
            onClick={() => send.mutate({ ids: chosen.ids }, { onSuccess: chosen.clear })}
          >
            重发所选{chosen.ids.length > 0 ? ` ${chosen.ids.length}条` : ''}
          </Button>
        )
      }
    >
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有未送达的消息"
        selection={maySend ? chosen.selection : undefined}
        columns={[
          { title: '种类', render: (_value, row) => kindName(row.kind) },
          { title: '写下', render: (_value, row) => shortTime(row.at) },
          { title: '试过', className: 'number', render: (_value, row) => `${row.attempts}次` },
          { title: '原因', render: (_value, row) => <span className="wrap">{row.lastError ?? '—'}</span> },
        ]}
      />
    </Page>
  )
}
