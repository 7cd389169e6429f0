// One version of an earning rule: what it gives, its limits and budget, the trial on last month's facts, who did what,
// and what the person may do next. Activating is a second person's: whoever may not is told why beside the button.
import { Alert, Button, Descriptions, Popconfirm, Space, Table, Tag, Timeline, Typography } from 'antd'
import { useState } from 'react'
import { ruleMakers, earning } from '@shared/ledger/earning-contract'
import { ledgerErrors } from '@shared/ledger/errors'
import { dayOf, showDay } from '@shared/time'
import { fullTime, withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'
import { BudgetBar } from './BudgetBar'
import { EndRule } from './EndRule'
import { InForce } from './InForce'
import { RuleTrial } from './RuleTrial'
import { ruleColours, showSpan, type Rule } from './words'
import './ledger.css'

type Props = {
  rule: Rule
  /** The version in force that this one would replace. */ now?: Rule | undefined
  onEdit: (rule: Rule) => void
  onCopy: ((rule: Rule) => void) | undefined
}

export function RuleDetail({ rule, now, onEdit, onCopy }: Props) {
  const before = rule.status === 'ended' ? undefined : now
  return (
    <>
      <Typography.Title level={4} style={{ marginTop: 0 }}>
        {rule.name} v{rule.version}{' '}
        <Space size={4} style={{ marginInlineStart: 8 }}>
          <Tag color={ruleColours[rule.status]}>{rule.statusText}</Tag>
          <InForce rule={rule} />
        </Space>
      </Typography.Title>
      <RuleActions rule={rule} onEdit={onEdit} onCopy={onCopy} />
      <Descriptions
        column={1}
        size="small"
        bordered
        style={{ marginBottom: 20 }}
        items={[
          {
            key: 'source',
            label: '得分来源',
            children: `${rule.sourceName}（${rule.basis === 'perKg' ? '按重量，每次每种材料向下取整' : '按次'}）`,
          },
          { key: 'span', label: '起止', children: showSpan(rule) },
          {
            key: 'caps',
            label: '上限',
            children: (
              <>
                {capsOf(rule)}
                {before && capsOf(before) !== capsOf(rule) && <span className="faint">（现行：{capsOf(before)})</span>}
              </>
            ),
          },
          {
            key: 'budget',
            label: '每月预算',
            children: (
              <>
                {withCommas(rule.budgetPerMonth)}分
                {before && before.budgetPerMonth !== rule.budgetPerMonth && (
                  <span className="faint">（现行 {withCommas(before.budgetPerMonth)}分）</span>
                )}
                {rule.budget && <BudgetBar budget={rule.budget} />}
              </>
            ),
          },
          { key: 'reason', label: '为什么这样定', children: <span className="as-typed">{rule.reason}</span> },
          { key: 'people', label: '经办', children: peopleOf(rule) },
        ]}
      />
      <RuleTrial rule={rule} />
      <Rates rule={rule} before={before} />
      <section className="section">
        <h4>经过</h4>
        <Timeline
          items={rule.history.map((step) => ({
            content: (
              <>
                {fullTime(step.at)} {step.by} {step.text}
              </>
            ),
          }))}
        />
      </section>
    </>
  )
}

const capsOf = (rule: Rule): string => (rule.caps.length > 0 ? rule.caps.map((cap) => cap.text).join('；') : '没有上限')

/**
 * What each item gives, beside what it gives today where another version is in force; what that one has and this one
 * leaves out too.
 */
function Rates({ rule, before }: { rule: Rule; before: Rule | undefined }) {
  const now = new Map(before?.rates.map((rate) => [rate.code, rate.points]))
  const given = new Set(rule.rates.map((rate) => rate.code))
  const rows = [
    ...rule.rates.map(({ code, name, points }) => ({ code, name, points: points as number | null })),
    ...(before?.rates ?? [])
      .filter((rate) => !given.has(rate.code))
      .map(({ code, name }) => ({ code, name, points: null })),
  ]
  const unit = rule.basis === 'perKg' ? '每千克（分）' : '每次（分）'
  const show = (points: number | null | undefined): string =>
    points === null || points === undefined ? '不得分' : String(points)
  return (
    <section className="section">
      <h4>分值</h4>
      <Table
        size="small"
        pagination={false}
        dataSource={rows}
        rowKey="code"
        style={{ maxWidth: before ? 620 : 420 }}
        columns={[
          { title: '项目', dataIndex: 'name' },
          ...(before
            ? [
                {
                  title: `现行 v${before.version}`,
                  className: 'number',
                  width: 150,
                  render: (_value: unknown, row: (typeof rows)[number]) => show(now.get(row.code)),
                },
              ]
            : []),
          {
            title: before ? `这一版，${unit}` : unit,
            className: 'number',
            width: 190,
            render: (_value: unknown, row: (typeof rows)[number]) =>
              before && show(now.get(row.code)) !== show(row.points) ? (
                <>
                  <Tag color="blue">有变化</Tag> <strong>{show(row.points)}</strong>
                </>
              ) : (
                show(row.points)
              ),
          },
        ]}
      />
    </section>
  )
}

const peopleOf = (rule: Rule): string =>
  [
    `起草 ${rule.draftedBy}`,
    rule.proposedBy && `提交 ${rule.proposedBy}`,
    rule.activatedBy && `审定 ${rule.activatedBy}`,
    rule.endedBy && `停用 ${rule.endedBy}`,
  ]
    .filter(Boolean)
    .join('；')

function RuleActions({ rule, onEdit, onCopy }: Props) {
  const [ending, setEnding] = useState(false)
  const propose = useWrite(earning.proposeRule, '已提交审定，请另一位同事办理')
  const takeBack = useWrite(earning.takeBackRule, '已退回草稿')
  const activate = useWrite(earning.activateRule, '已审定，到生效日起使用')
  const may = (action: Rule['allowed'][number]): boolean => rule.allowed.includes(action)
  const asked = { id: rule.id, revision: rule.revision }
  const goBack = async (): Promise<void> => {
    const reason = await askReason('退回草稿？', '退回')
    if (reason) takeBack.mutate({ ...asked, reason })
  }
  const noProposal = rule.status === 'draft' && may('edit') && !may('propose')
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        {may('edit') && <Button onClick={() => onEdit(rule)}>修改草稿</Button>}
        {(may('propose') || noProposal) && (
          <Button
            type="primary"
            disabled={noProposal}
            loading={propose.isPending}
            onClick={() => propose.mutate(asked)}
          >
            提交审定
          </Button>
        )}
        {rule.status === 'proposed' && (
          <Popconfirm
            title={`从${showDay(rule.validFrom)}起按这一版计分？`}
            description="审定后会公开；要改只能停用或另起新版本"
            okText="审定"
            cancelText="返回"
            disabled={!may('activate')}
            onConfirm={() => activate.mutate(asked)}
          >
            <Button type="primary" disabled={!may('activate')} loading={activate.isPending}>
              审定启用
            </Button>
          </Popconfirm>
        )}
        {may('takeBack') && <Button onClick={() => void goBack()}>退回草稿</Button>}
        {may('end') && (
          <Button danger onClick={() => setEnding(true)}>
            停用
          </Button>
        )}
        {onCopy && rule.status !== 'draft' && <Button onClick={() => onCopy(rule)}>以此起草新版本</Button>}
      </Space>
      {noProposal && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={
            rule.validFrom <= dayOf(new Date())
              ? ledgerErrors.LEDGER_RULE_PAST.text
              : ledgerErrors.LEDGER_RULE_NO_PREVIEW.text
          }
        />
      )}
      {rule.status === 'proposed' && !may('activate') && <WhyNot rule={rule} />}
      <EndRule rule={rule} open={ending} onClose={() => setEnding(false)} />
    </>
  )
}

/** Why the button 审定启用 is grey for this person. */
function WhyNot({ rule }: { rule: Rule }) {
  const isMaker = useHasRole(ruleMakers)
  const text = !isMaker
    ? '由市级工作人员或管理员审定。'
    : rule.validFrom <= dayOf(new Date())
      ? '生效日期已到，不能再审定：请退回草稿，改一个今天以后的日期。'
      : ledgerErrors.LEDGER_RULE_SAME_PERSON.text
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 12 }}
      title={`现在不能审定：${text}`}
      description={`起草 ${rule.draftedBy}；提交 ${rule.proposedBy ?? '—'}`}
    />
  )
}
