// Links that were sent to companies and households without an account: what each opens, until when, and ending one.
import { Button, Tag } from 'antd'
import { access } from '@shared/access/contract'
import type { OutputOf } from '@shared/contract'
import { fullTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'

type Row = OutputOf<typeof access.links>['items'][number]
const stateTexts: Readonly<Record<Row['status'], string>> = { active: '有效', expired: '已过期', revoked: '已停用' }

export function LinksPage() {
  const list = useList(access.links, {})
  const revoke = useWrite(access.revokeLink, '已停用，链接马上打不开')
  const stop = async (row: Row): Promise<void> => {
    const reason = await askReason('停用这个链接？对方马上打不开，需要时再发一个', '停用', true)
    if (reason) revoke.mutate({ id: row.id, reason })
  }
  return (
    <Page
      title="专用链接"
      hint="发给没有账号的单位或住户，每个只打开一件事，到期失效。链接本身不保存，这里看不到也找不回。"
    >
      <ListTable<Row>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有发出过链接"
        columns={[
          { title: '发给', render: (_value, row) => (row.party.kind === 'organisation' ? '单位' : '住户') },
          { title: '可以', render: (_value, row) => (row.acts.includes('answer') ? '查看和回复' : '查看') },
          { title: '发出', render: (_value, row) => `${fullTime(row.createdAt)} ${row.createdBy}` },
          { title: '到期', render: (_value, row) => fullTime(row.expiresAt) },
          { title: '最近打开', render: (_value, row) => (row.lastUsedAt ? fullTime(row.lastUsedAt) : '还没有') },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.status === 'active' ? 'green' : 'default'}>{stateTexts[row.status]}</Tag>
            ),
          },
          {
            title: '',
            render: (_value, row) =>
              row.mayKeep &&
              row.status === 'active' && (
                <Button size="small" danger onClick={() => void stop(row)}>
                  停用
                </Button>
              ),
          },
        ]}
      />
    </Page>
  )
}
