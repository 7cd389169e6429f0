// What was written on this phone and has not reached the server, and what the server did not accept and why.
// Relies on the outbox. Invariant: nothing leaves this list unseen.
import { showInstant } from '@shared/time'
import { discardAside, discardRefused, flushOutbox, retryRefused, useOutbox } from '@/lib/outbox/outbox'
import type { AsideRow, Row } from '@/lib/outbox/rows'
import { Button, Buttons } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card, Empty, Notice, Row as Line, Tag } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

/** Asks before a record is deleted for good. @param why it is still here: "没有被接受" */
const sureToDelete = ({ label }: { label: string }, why: string): Promise<boolean> =>
  confirm({
    title: '删除这条记录？',
    text: `“${label}”${why}，删除后无法找回。`,
    ok: '删除',
    cancel: '先留着',
    danger: true,
  })

async function letGo(row: Row): Promise<void> {
  if (await sureToDelete(row, '没有被接受')) discardRefused(row.id)
}

function Refused({ row }: { row: Row }) {
  return (
    <Card title={row.label} extra={<Tag tone="bad">没有被接受</Tag>}>
      <Notice tone="error">{row.reason?.text ?? '服务没有说明原因'}</Notice>
      <Line title="记录时间" value={showInstant(new Date(row.writtenAt))} />
      {row.reason?.requestId && <Line title="请求编号" value={row.reason.requestId} />}
      <Buttons>
        <Button
          about={row.label}
          onClick={() => {
            void letGo(row)
          }}
        >
          删除
        </Button>
        <Button
          kind="primary"
          about={row.label}
          onClick={() => {
            void retryRefused(row.id)
          }}
        >
          重新提交
        </Button>
      </Buttons>
    </Card>
  )
}

async function letAsideGo(row: AsideRow): Promise<void> {
  if (await sureToDelete(row, '还没有上传')) discardAside(row.key)
}

function Aside({ row }: { row: AsideRow }) {
  return (
    <Card title={row.label} extra={<Tag tone="warn">先放着</Tag>}>
      <Notice tone="warn">
        这一条是另一个版本的小程序写的，现在读不了，原样保存在手机里。请更新小程序后再看；如果一直这样，请告诉社区工作人员。
      </Notice>
      <Buttons>
        <Button
          about={row.label}
          onClick={() => {
            void letAsideGo(row)
          }}
        >
          删除
        </Button>
      </Buttons>
    </Card>
  )
}

function Waiting() {
  const { waiting, refused, aside, sending, online } = useOutbox()
  const bottom =
    waiting.length > 0 ? (
      <Button
        kind="primary"
        loading={sending}
        onClick={() => {
          void flushOutbox()
        }}
      >
        现在上传
      </Button>
    ) : undefined
  return (
    <Screen title="待上传的记录" bottom={bottom}>
      {!online && <Notice tone="warn">现在没有网络。记录已经保存在手机里，有网络后会自动上传。</Notice>}
      {waiting.length + refused.length + aside.length === 0 && (
        <Empty text="没有待上传的记录" hint="记录都已经送到了" />
      )}
      {refused.map((row) => (
        <Refused key={row.seq} row={row} />
      ))}
      {aside.map((row) => (
        <Aside key={row.key} row={row} />
      ))}
      {waiting.length > 0 && (
        <Card title={`${waiting.length}条待上传`}>
          {waiting.map((row) => (
            <Line
              key={row.seq}
              title={row.label}
              note={showInstant(new Date(row.writtenAt))}
              value={row.tries > 0 ? `试过${row.tries}次` : '等待中'}
            />
          ))}
        </Card>
      )}
    </Screen>
  )
}

export { Waiting as default }
