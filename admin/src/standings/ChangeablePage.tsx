// 还能改变结果: the places of whoever looks at which something can still be done this month, what most can be done for
// first; chosen ones are sent on to their property companies by links that end.
import { Alert, App, Button, InputNumber, Modal, Space, Table, Tag, Typography } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { dueWords } from '@shared/standings/due'
import { longMonth, showDay, showInstant } from '@shared/time'
import { useChosen } from '@/lib/chosen'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { scoreText, wholeList } from './parts'

type Row = OutputOf<typeof standingsDesk.changeable>['items'][number]
type Links = OutputOf<typeof standingsDesk.forward>['items']

/** A link is good for so many days unless somebody says otherwise. */
const USUAL_DAYS = 14

export function ChangeablePage() {
  const query = useRead(standingsDesk.changeable, {})
  const items = query.data?.items ?? []
  const rows = items.map((row) => ({ ...row, id: row.placeId }))
  const chosen = useChosen(rows, { may: ({ mayForward }) => mayForward, nameOf: ({ name }) => name })
  const companies = [
    ...new Map(
      rows.flatMap(({ id, companyId, company }) =>
        chosen.ids.includes(id) && companyId ? [[companyId, company ?? ''] as const] : [],
      ),
    ),
  ]
  return (
    <Page
      title="还能改变结果"
      hint={
        query.data
          ? `${longMonth(query.data.period)}的榜${showDay(query.data.closesOn)}关账；排在前面的，现在整改最能改变结果。`
          : '关账以前还能做什么。'
      }
    >
      <Forward companies={companies} onDone={chosen.clear} />
      <ListTable<Row & { id: string }>
        list={wholeList(query, rows)}
        rowKey={(row) => row.id}
        empty="您的地方样本都够，也没有未整改的问题"
        selection={chosen.selection}
        columns={[
          {
            title: '地方',
            render: (_value, row) => (
              <>
                {row.name}
                <div className="faint">{row.subdistrict}</div>
              </>
            ),
          },
          {
            title: '到今天',
            render: (_value, row) => (
              <span className="wrap">
                {row.stands}
                <div className="faint">{scoreText(row)}</div>
              </span>
            ),
          },
          {
            title: '样本还缺',
            render: (_value, row) => row.missing || <span className="faint">够了，{row.bags}袋</span>,
          },
          { title: '没整改的问题', render: (_value, row) => <Findings row={row} /> },
          { title: '物业公司', render: (_value, row) => <span className="wrap">{row.company ?? '—'}</span> },
        ]}
      />
    </Page>
  )
}

function Findings({ row: { findings } }: { row: Row }) {
  if (findings.length === 0) return <span className="faint">没有</span>
  return (
    <span className="wrap">
      {findings.slice(0, 3).map(({ id, text, dueAt, late }) => (
        <div key={id}>
          {late && <Tag color="red">超期</Tag>}
          {text}
          <span className="faint">{dueAt && `，${dueWords(new Date(dueAt))}`}</span>
        </div>
      ))}
      {findings.length > 3 && <span className="faint">还有{findings.length - 3}项，见“问题整改”</span>}
    </span>
  )
}

function Forward({ companies, onDone }: { companies: readonly (readonly [string, string])[]; onDone: () => void }) {
  const forward = useWrite(standingsDesk.forward)
  const [days, setDays] = useState(USUAL_DAYS)
  const [links, setLinks] = useState<Links>([])
  return (
    <>
      {companies.length > 0 && (
        <Space wrap style={{ marginBottom: 12 }}>
          <span>
            选中的地方由{companies.length}家物业公司管理，链接有效
            <InputNumber
              aria-label="链接有效天数"
              size="small"
              min={1}
              max={30}
              value={days}
              onChange={(value) => setDays(value ?? USUAL_DAYS)}
            />
            天
          </span>
          <Button
            type="primary"
            loading={forward.isPending}
            onClick={() =>
              forward.mutate(
                { days, items: companies.map(([companyId]) => ({ id: newId(), companyId })) },
                {
                  onSuccess: ({ items }) => {
                    setLinks(items)
                    onDone()
                  },
                },
              )
            }
          >
            生成给物业公司的链接
          </Button>
        </Space>
      )}
      <Modal
        open={links.length > 0}
        title="给物业公司的链接（只显示这一次）"
        footer={<Button onClick={() => setLinks([])}>都复制好了</Button>}
        onCancel={() => setLinks([])}
        width={720}
      >
        <LinksTable links={links} />
      </Modal>
    </>
  )
}

const addressOf = (token: string): string => `${location.origin}/admin/company#${token}`

function LinksTable({ links }: { links: Links }) {
  const { message } = App.useApp()
  const copyAll = (): void => {
    const text = links.map(({ company, token }) => `${company}：${addressOf(token)}`).join('\n')
    void navigator.clipboard.writeText(text).then(
      () => message.success('已复制'),
      () => message.error('没有复制上，请逐条复制'),
    )
  }
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title="谁拿到链接谁就能替这家公司看和回复，请只发给公司的负责人。发过链接的人不能裁定这家公司的异议。"
        style={{ marginBottom: 12 }}
      />
      <Table<Links[number]>
        size="small"
        pagination={false}
        dataSource={links}
        rowKey={(row) => row.id}
        columns={[
          { title: '物业公司', render: (_value, row) => row.company },
          {
            title: '链接',
            render: (_value, row) => (
              <Typography.Text copyable={{ text: addressOf(row.token), tooltips: ['复制', '已复制'] }}>
                有效到{showInstant(new Date(row.expiresAt))}
              </Typography.Text>
            ),
          },
        ]}
      />
      <Button style={{ marginTop: 12 }} onClick={copyAll}>
        全部复制
      </Button>
    </>
  )
}
