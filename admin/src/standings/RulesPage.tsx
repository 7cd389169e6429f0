// The rules of the lists by version: who proposed which from when on, what a change would have meant for past months,
// and the second person who puts it in force.
import { Alert, Button, Drawer, Form, Input, InputNumber, Select, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { standingsDesk, type RulesRow } from '@shared/standings/desk-contract'
import { defaultStandingRules, type StandingRules } from '@shared/standings/standing-rules'
import { outcomeNames, ruleStatusNames } from '@shared/standings/vocabulary'
import { longMonth } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { wholeList } from './parts'

type Trial = OutputOf<typeof standingsDesk.tryRules>

export function RulesPage() {
  const query = useRead(standingsDesk.rules, {})
  const [isProposing, setProposing] = useState(false)
  const mayPropose = query.data?.mayPropose ?? false
  return (
    <Page
      title="榜单规则"
      hint="数字都是本系统默认，本地可以改：一人提出，在过去的月份上试算，另一人批准，从没有关账的月份起用。"
      actions={
        mayPropose && (
          <Button type="primary" onClick={() => setProposing(true)}>
            提出新的一版
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ items, current, nextFrom }) => {
          const rules = current as unknown as StandingRules
          return (
            <>
              <InForce rules={rules} />
              <ListTable<RulesRow>
                list={wholeList(query, items)}
                rowKey={(row) => String(row.version)}
                empty="一直用默认的第1版，还没有人提过别的"
                columns={[
                  { title: '版本', render: (_value, row) => `第${row.version}版` },
                  {
                    title: '状态',
                    render: (_value, row) => (
                      <Tag color={row.isCurrent ? 'green' : undefined}>
                        {row.isCurrent ? '现在用的' : ruleStatusNames[row.status]}
                      </Tag>
                    ),
                  },
                  { title: '从哪个月起', render: (_value, row) => longMonth(row.from) },
                  { title: '改了什么', render: (_value, row) => <span className="wrap">{differences(row)}</span> },
                  { title: '为什么', render: (_value, row) => <span className="wrap">{row.reason}</span> },
                  { title: '提出', render: (_value, row) => `${row.proposedBy}，${shortTime(row.proposedAt)}` },
                  { title: '批准', render: (_value, row) => row.decidedBy ?? <Decide row={row} /> },
                ]}
              />
              <Drawer
                open={isProposing}
                onClose={() => setProposing(false)}
                size="large"
                title="提出新的一版规则"
                destroyOnHidden
              >
                <Propose
                  rules={rules}
                  version={Math.max(1, ...items.map(({ version }) => version)) + 1}
                  nextFrom={nextFrom}
                  onDone={() => setProposing(false)}
                />
              </Drawer>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

const sayOf = (rules: StandingRules): readonly (readonly [string, string])[] => [
  ['最少检查次数', `${rules.sample.visits}次`],
  ['最少检查员', `${rules.sample.inspectors}人`],
  ['最少抽查袋数', `${rules.sample.bags}袋`],
  ['表扬线', `得分${rules.red.score}，范围下端${rules.red.low}`],
  ['待整改线', `范围上端低于${rules.black.below}`],
  ['待加查', `得分低于${rules.extra.below}`],
  ['名额', rules.list.by === 'quota' ? `每榜${rules.list.names}名` : `同等规模的${rules.list.percent}%`],
  ['黑榜第1名', rules.firstOnBlack === 'worst' ? '得分最低的' : '得分最高的'],
]

function InForce({ rules }: { rules: StandingRules }) {
  const isDefault = rules.version === defaultStandingRules.version
  return (
    <Alert
      type="info"
      title={`现在用第${rules.version}版${isDefault ? '（本系统默认）' : ''}`}
      description={sayOf(rules)
        .map(([name, value]) => `${name}：${value}`)
        .join('；')}
      style={{ marginBottom: 16 }}
    />
  )
}

/** Against the product's own figures. */
function differences({ rules }: RulesRow): string {
  const before = new Map(sayOf(defaultStandingRules))
  const changed = sayOf({ ...defaultStandingRules, ...rules } as StandingRules).filter(
    ([name, value]) => before.get(name) !== value,
  )
  return changed.map(([name, value]) => `${name}${value}`).join('；') || '与默认相同'
}

function Decide({ row }: { row: RulesRow }) {
  const decide = useWrite(standingsDesk.decideRules, '已办理')
  if (!row.mayDecide) return <span className="faint">等另一个人</span>
  const ask = async (outcome: 'inForce' | 'refused', title: string): Promise<void> => {
    const reason = await askReason(title, title)
    if (reason) decide.mutate({ version: row.version, outcome, reason })
  }
  return (
    <Space>
      <Button size="small" type="primary" loading={decide.isPending} onClick={() => void ask('inForce', '批准')}>
        批准
      </Button>
      <Button size="small" loading={decide.isPending} onClick={() => void ask('refused', '不批准')}>
        不批准
      </Button>
    </Space>
  )
}

type Fields = {
  visits: number
  inspectors: number
  bags: number
  redScore: number
  redLow: number
  black: number
  extra: number
  by: 'share' | 'quota'
  most: number
  firstOnBlack: StandingRules['firstOnBlack']
  reason: string
}

const rulesFrom = (rules: StandingRules, fields: Fields): Record<string, unknown> => ({
  ...rules,
  sample: { ...rules.sample, visits: fields.visits, inspectors: fields.inspectors, bags: fields.bags },
  red: { score: fields.redScore, low: fields.redLow },
  black: { below: fields.black },
  extra: { below: fields.extra },
  list: fields.by === 'quota' ? { by: 'quota', names: fields.most } : { by: 'share', percent: fields.most },
  firstOnBlack: fields.firstOnBlack,
})

type ProposeProps = { rules: StandingRules; version: number; nextFrom: string; onDone: () => void }

function Propose({ rules, version, nextFrom, onDone }: ProposeProps) {
  const [form] = Form.useForm<Fields>()
  const propose = useWrite(standingsDesk.proposeRules, '已提出，等另一个人批准')
  const tryOut = useWrite(standingsDesk.tryRules)
  const number = (name: keyof Fields, label: string, min: number, max: number) => (
    <Form.Item name={name} label={label} rules={[{ required: true, message: '请填写' }]}>
      <InputNumber min={min} max={max} precision={0} />
    </Form.Item>
  )
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{
        visits: rules.sample.visits,
        inspectors: rules.sample.inspectors,
        bags: rules.sample.bags,
        redScore: rules.red.score,
        redLow: rules.red.low,
        black: rules.black.below,
        extra: rules.extra.below,
        by: rules.list.by,
        most: rules.list.by === 'quota' ? rules.list.names : rules.list.percent,
        firstOnBlack: rules.firstOnBlack,
      }}
      onFinish={(fields) =>
        propose.mutate(
          { version, from: nextFrom, rules: rulesFrom(rules, fields), reason: fields.reason },
          { onSuccess: onDone },
        )
      }
    >
      <p className="faint">批准后从{longMonth(nextFrom)}的榜起用，已经关账的月份不变。</p>
      <Space wrap size="large">
        {number('visits', '最少检查次数', 2, 20)}
        {number('inspectors', '最少检查员', 1, 10)}
        {number('bags', '最少抽查袋数', 0, 1000)}
      </Space>
      <Space wrap size="large">
        {number('redScore', '表扬：得分不低于', 0, 100)}
        {number('redLow', '表扬：范围下端不低于', 0, 100)}
        {number('black', '待整改：范围上端低于', 0, 100)}
        {number('extra', '待加查：得分低于', 0, 100)}
      </Space>
      <Space wrap size="large">
        <Form.Item name="by" label="名额怎么定">
          <Select
            style={{ width: 180 }}
            options={[
              { value: 'share', label: '同等规模的百分之' },
              { value: 'quota', label: '每榜固定几名' },
            ]}
          />
        </Form.Item>
        {number('most', '百分之几／几名', 1, 50)}
        <Form.Item name="firstOnBlack" label="黑榜第1名是">
          <Select
            style={{ width: 160 }}
            options={[
              { value: 'worst', label: '得分最低的' },
              { value: 'mildest', label: '得分最高的' },
            ]}
          />
        </Form.Item>
      </Space>
      <Form.Item
        name="reason"
        label="为什么要改"
        rules={[{ required: true, min: 4, whitespace: true, message: '请写明为什么要改，至少4个字' }]}
      >
        <Input.TextArea maxLength={300} showCount rows={2} />
      </Form.Item>
      <Space wrap>
        <Button
          loading={tryOut.isPending}
          onClick={() => tryOut.mutate({ rules: rulesFrom(rules, form.getFieldsValue()) })}
        >
          在过去的月份上试算
        </Button>
        <Button type="primary" htmlType="submit" loading={propose.isPending}>
          提出，等另一个人批准
        </Button>
      </Space>
      {tryOut.data && <TrialResult trial={tryOut.data} />}
    </Form>
  )
}

function TrialResult({ trial }: { trial: Trial }) {
  if (trial.months.length === 0) return <p>还没有关过账的月份可以试算。</p>
  return (
    <>
      {trial.months.map(({ period, changes }) => (
        <section key={period} className="section">
          <h4>
            {longMonth(period)}：{changes.length === 0 ? '没有一个结果会变' : `${changes.length}个结果会变`}
          </h4>
          {changes.length > 0 && (
            <Table<Trial['months'][number]['changes'][number]>
              size="small"
              pagination={false}
              dataSource={changes}
              rowKey={(row) => row.placeId}
              columns={[
                { title: '地方', render: (_value, row) => row.name },
                { title: '当时', render: (_value, row) => outcomeNames[row.before] },
                { title: '按新规则', render: (_value, row) => outcomeNames[row.after] },
              ]}
            />
          )}
        </section>
      ))}
    </>
  )
}
