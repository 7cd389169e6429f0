// Earning rules: what is in force, what waits for a second person, drafts and what has ended, with the month's budget
// of each. One version opens beside the list; drafting and changing it happen in the same drawer.
import { Alert, Button, Drawer, Segmented, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { InputOf } from '@shared/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { earning, ruleMakers } from '@shared/ledger/earning-contract'
import { download } from '@/lib/api'
import { withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import './ledger.css'
import { BudgetShort } from './BudgetBar'
import { RuleDetail } from './RuleDetail'
import { RuleForm } from './RuleForm'
import { InForce } from './InForce'
import { ruleColours, ruleStatuses, type Rule } from './words'

const FILTERS = ['status', 'source', 'open'] as const
type Asked = Omit<InputOf<typeof earning.deskRules>, 'cursor'>

export function RulesPage() {
  const [{ status, source, open }, setFilters] = useFilters(FILTERS)
  const [writing, setWriting] = useState<{ from: Rule | null; asNew: boolean } | null>(null)
  const mayDraft = useHasRole(ruleMakers)
  const sources = useRead(earning.ruleSources, {})
  const asked = { ...(status ? { status } : {}), ...(source ? { source } : {}) } as Pick<Asked, 'status' | 'source'>
  const list = useList(earning.deskRules, asked)
  // Whatever the list is narrowed to: what runs low is said, and a draft starts from the version in force.
  const active = useList(earning.deskRules, { status: 'active' })
  const low = active.items.filter((rule) => rule.inForce && rule.budget && rule.budget.state !== 'open')
  const close = (): void => {
    setWriting(null)
    setFilters({ open: undefined })
  }
  return (
    <Page
      title="积分规则"
      hint="规则写明来源、分值、上限和每月预算。改规则要另起新版本、先试算、由另一人审定，不改过去。"
      actions={
        mayDraft && (
          <Button type="primary" disabled={!sources.data} onClick={() => setWriting({ from: null, asNew: true })}>
            起草规则
          </Button>
        )
      }
    >
      {low.map((rule) => (
        <Alert
          key={rule.id}
          type={rule.budget?.state === 'spent' ? 'error' : 'warning'}
          showIcon
          style={{ marginBottom: 8 }}
          title={`${rule.name}：${rule.budget?.text ?? ''}`}
          description={
            <>
              通常的做法是从下个月起把分值调小一些，并提前公布。<Link to={`/rules?open=${rule.id}`}>打开这条规则</Link>
            </>
          }
        />
      ))}
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={status ?? ''}
          onChange={(value) => setFilters({ status: value })}
          options={[
            { value: '', label: '全部' },
            ...Object.entries(ruleStatuses).map(([value, label]) => ({ value, label })),
          ]}
        />
        <Select
          allowClear
          placeholder="全部来源"
          aria-label="来源"
          style={{ width: 200 }}
          value={source}
          onChange={(value?: string) => setFilters({ source: value })}
          options={sources.data?.items.map((row) => ({ value: row.key, label: row.name }))}
        />
        <ExportButtons save={(format) => download(ledgerDesk.exportRules, { format, ...asked })} />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status || source ? '没有符合条件的规则' : '还没有积分规则'}
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          {
            title: '规则',
            render: (_value, row) => (
              <>
                {row.name}{' '}
                <span className="faint">
                  v{row.version}
                  {row.name.includes(row.sourceName) ? '' : `,${row.sourceName}`}
                </span>
              </>
            ),
          },
          {
            title: '状态',
            render: (_value, row) => (
              <Space size={4}>
                <Tag color={ruleColours[row.status]}>{row.statusText}</Tag>
                <InForce rule={row} />
              </Space>
            ),
          },
          {
            title: '分值',
            render: (_value, row) => <span className="clip-line">{row.rates.map((rate) => rate.text).join('；')}</span>,
          },
          { title: '每月预算', className: 'number', render: (_value, row) => `${withCommas(row.budgetPerMonth)}分` },
          { title: '本月已用', render: (_value, row) => <BudgetShort budget={row.budget} /> },
          {
            title: '起止',
            render: (_value, row) => (row.validTo ? `${row.validFrom} 至 ${row.validTo}` : `${row.validFrom} 起`),
          },
        ]}
      />
      <Drawer
        open={open !== undefined || writing !== null}
        onClose={close}
        size={860}
        destroyOnHidden
        mask={{ closable: writing === null }}
        title={writing ? (writing.asNew ? '起草积分规则' : '修改草稿') : '积分规则'}
      >
        {writing && sources.data ? (
          <RuleForm
            sources={sources.data.items}
            from={writing.from}
            asNew={writing.asNew}
            inForce={active.items.filter((rule) => rule.inForce)}
            onDone={(rule) => {
              setWriting(null)
              setFilters({ open: rule.id })
            }}
          />
        ) : (
          open && (
            <OneRule
              id={open}
              inForce={active.items}
              onEdit={(from) => setWriting({ from, asNew: false })}
              onCopy={mayDraft ? (from) => setWriting({ from, asNew: true }) : undefined}
            />
          )
        )}
      </Drawer>
    </Page>
  )
}

function OneRule({
  id,
  inForce,
  onEdit,
  onCopy,
}: {
  id: string
  inForce: readonly Rule[]
  onEdit: (rule: Rule) => void
  onCopy: ((rule: Rule) => void) | undefined
}) {
  const query = useRead(earning.deskRule, { id })
  return (
    <Loaded query={query}>
      {(rule) => (
        <RuleDetail
          key={rule.id}
          rule={rule}
          now={inForce.find((each) => each.inForce && each.source === rule.source && each.id !== rule.id)}
          onEdit={onEdit}
          onCopy={onCopy}
        />
      )}
    </Loaded>
  )
}
