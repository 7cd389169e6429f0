// Publishing: which answers would change, what one has proposed and another publishes, and the editions there were.
import { Alert, Button, Descriptions, Form, Input, Modal, Popconfirm, Space, Table, Tag, Typography } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { guide, type ChangedName, type ChangedTerm } from '@shared/guide/contract'
import { fullTime, withCommas } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { codeText, routeNames, wordingChanges } from './words'

type Changes = OutputOf<typeof guide.changes>
/** As many changed names are listed at most (guide.changes). */
const MOST_LISTED = 500
type Lead = ChangedName['before']

export function EditionsPage() {
  const changes = useRead(guide.changes, {})
  const mayEdit = useMay(guide.propose)
  const [proposing, setProposing] = useState(false)
  return (
    <Page
      title="发布与版本"
      hint="一位同事提议，另一位同事看过改动后发布；发布后手机端会下载改动。"
      actions={
        mayEdit && (
          <Button
            type="primary"
            disabled={!changes.data || (changes.data.proposal !== null && !changes.data.proposal.outdated)}
            title={changes.data?.proposal ? '已有一份提议，发布或撤回以后再提' : undefined}
            onClick={() => setProposing(true)}
          >
            提议发布
          </Button>
        )
      }
    >
      <Loaded query={changes}>
        {(found) => (
          <>
            {found.proposal && <Proposed changes={found} />}
            <Differences changes={found} />
            <Quiet changes={found} />
          </>
        )}
      </Loaded>
      <Editions mayEdit={mayEdit} />
      {proposing && <Propose onClose={() => setProposing(false)} />}
    </Page>
  )
}

function Proposed({ changes: { proposal } }: { changes: Changes }) {
  const publish = useWrite(guide.publish, '已发布，手机端会下载改动')
  const withdraw = useWrite(guide.withdrawProposal, '提议已撤回')
  const mayEdit = useMay(guide.publish)
  if (!proposal) return null
  const note = proposal.outdated
    ? '提议之后词条又有改动，请重新提议。'
    : proposal.mayPublish
      ? '请看过下面的改动再发布。'
      : '您提议了这一版，或改过里面的词条，请交给另一位同事发布。'
  return (
    <Alert
      showIcon
      type={proposal.outdated ? 'warning' : 'info'}
      title="有一份发布提议"
      description={
        <>
          <Descriptions size="small" column={2}>
            <Descriptions.Item label="改了什么">{proposal.notes}</Descriptions.Item>
            <Descriptions.Item label="提议人">
              {proposal.proposedBy}，{fullTime(proposal.proposedAt)}
            </Descriptions.Item>
            <Descriptions.Item label="改动">{proposal.entries}个词条</Descriptions.Item>
            <Descriptions.Item label="复核单位">{proposal.reviewedBy ?? '没有复核'}</Descriptions.Item>
          </Descriptions>
          {note}
        </>
      }
      action={
        mayEdit && (
          <Space orientation="vertical">
            <Popconfirm
              title="发布这一版？"
              description="发布后所有人查到的就是新的回答"
              okText="发布"
              cancelText="再看看"
              onConfirm={() => publish.mutate({ proposal: proposal.id })}
              disabled={proposal.outdated || !proposal.mayPublish}
            >
              <Button type="primary" loading={publish.isPending} disabled={proposal.outdated || !proposal.mayPublish}>
                发布
              </Button>
            </Popconfirm>
            <Button onClick={() => withdraw.mutate({})} loading={withdraw.isPending}>
              撤回提议
            </Button>
          </Space>
        )
      }
    />
  )
}

const leadText = (lead: Lead, none: string): string =>
  lead ? `${codeText(lead.code)} · ${routeNames[lead.route]}${lead.inferred ? '（推断）' : ''}` : none

function Differences({ changes: { entries, names, items, terms } }: { changes: Changes }) {
  const byId = new Map(terms.map((term) => [term.id, term]))
  return (
    <Table<ChangedName>
      size="small"
      title={() =>
        entries === 0
          ? '现在没有未发布的改动'
          : `改过${withCommas(entries)}个词条，${withCommas(names)}个名称的回答会变${names > items.length ? `（列出前${items.length}个）` : ''}`
      }
      rowKey={(row) => `${row.termId} ${row.name}`}
      dataSource={items}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      expandable={{
        expandedRowRender: ({ termId }) => {
          const term = byId.get(termId)
          return term && <Wording term={term} />
        },
      }}
      locale={{ emptyText: <Typography.Text type="secondary">没有哪个名称的回答会变</Typography.Text> }}
      columns={[
        { title: '名称', dataIndex: 'name' },
        { title: '词条', dataIndex: 'term' },
        { title: '现在的回答', render: (_value, row) => leadText(row.before, '没有收录') },
        {
          title: '发布以后',
          render: (_value, row) =>
            row.onlyWords ? <Tag>只改了说法</Tag> : <strong>{leadText(row.after, '不再收录，按推断回答')}</strong>,
        },
      ]}
    />
  )
}

/** Entries that were changed without any answer changing: they are published all the same, so they are shown. */
function Quiet({ changes: { items, terms } }: { changes: Changes }) {
  const told = new Set(items.map(({ termId }) => termId))
  const quiet = terms.filter(({ id }) => !told.has(id))
  if (quiet.length === 0 || items.length === MOST_LISTED) return null
  return (
    <>
      <h4>改过、但回答不变的词条</h4>
      {quiet.map((term) => (
        <section key={term.id} className="section">
          <strong>{term.after?.name ?? term.before?.name ?? term.id}</strong>
          {wordingChanges(term.before, term.after).length === 0 && '：已改回现行版的样子，没有不同'}
          <Wording term={term} />
        </section>
      ))}
    </>
  )
}

/** The entry in its old and its new words, and who changed it why. */
function Wording({ term: { before, after, edits } }: { term: ChangedTerm }) {
  return (
    <>
      <Table
        size="small"
        rowKey="label"
        dataSource={wordingChanges(before, after)}
        pagination={false}
        columns={[
          { title: '', dataIndex: 'label' },
          { title: '现在的说法', render: (_value, row) => <span className="wrap">{row.before || '（空）'}</span> },
          { title: '发布以后', render: (_value, row) => <span className="wrap">{row.after || '（空）'}</span> },
        ]}
      />
      <ul>
        {edits.map(({ by, at, reason }) => (
          <li key={`${at} ${by}`}>
            {by}，{fullTime(at)}：{reason}
          </li>
        ))}
      </ul>
    </>
  )
}

function Propose({ onClose }: { onClose: () => void }) {
  const propose = useWrite(guide.propose, '已提议，请另一位同事发布')
  const [form] = Form.useForm<{ notes: string; reviewerId?: string | null }>()
  const submit = async (): Promise<void> => {
    const { notes, reviewerId } = await form.validateFields()
    await propose.mutateAsync({ notes, ...(reviewerId ? { reviewerId } : {}) }).then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title="提议发布新版"
      okText="提议"
      cancelText="先不提议"
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={propose.isPending}
    >
      <Form form={form} layout="vertical">
        <Form.Item label="这一版改了什么" name="notes" rules={[{ required: true, message: '请写一句说明' }]}>
          <Input.TextArea maxLength={300} rows={3} showCount />
        </Form.Item>
        <Form.Item
          label="复核单位（主管部门已经签字时才选）"
          name="reviewerId"
          extra="不选则页面显示“未经主管部门复核”；没有的先到“单位”里登记为机关。"
        >
          <OrganisationSelect label="复核单位" kind="government" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function Editions({ mayEdit }: { mayEdit: boolean }) {
  const list = useList(guide.editions, {})
  const back = useWrite(guide.takeBack, '词条已改回，提议并发布后生效')
  const takeBack = async (number: number): Promise<void> => {
    const reason = await askReason(`把词条改回第${number}版的样子？请写明原因`, '改回', true)
    if (reason) back.mutate({ number, reason })
  }
  return (
    <ListTable
      list={list}
      rowKey={(row) => String(row.number)}
      empty="还没有版本"
      columns={[
        { title: '版本', render: (_value, row) => `第${row.number}版` },
        { title: '发布', dataIndex: 'publishedOn' },
        { title: '词条', className: 'number', render: (_value, row) => withCommas(row.terms) },
        { title: '改动', className: 'number', render: (_value, row) => withCommas(row.changed) },
        { title: '复核', render: (_value, row) => row.reviewedBy ?? '未经复核' },
        { title: '说明', render: (_value, row) => <span className="wrap">{row.notes}</span> },
        {
          title: '',
          render: (_value, row) =>
            mayEdit &&
            row.number !== list.items[0]?.number && (
              <Button size="small" loading={back.isPending} onClick={() => void takeBack(row.number)}>
                改回这一版
              </Button>
            ),
        },
      ]}
    />
  )
}
