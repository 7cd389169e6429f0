// The rules of the lists by version: who proposed which from when on, what a change would have meant for past months,
// and the second person who puts it in force.
import { Alert, Button, Drawer, Space, Tag } from 'antd'
import { useState } from 'react'
import { standingsDesk, type RulesRow } from '@shared/standings/desk-contract'
import { defaultStandingRules, type StandingRules, type Weights } from '@shared/standings/standing-rules'
import { ruleStatusNames } from '@shared/standings/vocabulary'
import { longMonth } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { RulesForm } from './RulesForm'
import { wholeList } from './parts'

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
                <RulesForm
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

const weightsWords = (weights: Weights | null): string =>
  weights ? `现场${weights.onSite}、开袋${weights.bags}、整改${weights.closing}` : '没有定，不排名'

const sayOf = (rules: StandingRules): readonly (readonly [string, string])[] => [
  ['小区分值', weightsWords(rules.weights.compound)],
  ['行政村、居分值', weightsWords(rules.weights.community)],
  ['沿街商铺分值', weightsWords(rules.weights.street)],
  [
    '物业公司',
    rules.company
      ? `小区平均${rules.company.mean}、及时整改${rules.company.prompt}，有得分的小区不少于${rules.companyCompounds}个`
      : '没有定，不排名',
  ],
  ['及时整改', `${rules.promptDays}天以内`],
  [
    '分类企业',
    rules.enterprise
      ? `回收利用率目标${rules.enterprise.target}%，申报相差红榜不超过${rules.enterprise.redWithin}%、超过${rules.enterprise.blackBeyond}%上黑榜`
      : '没有定，不排名',
  ],
  ['规模分档', rules.sizes.length === 0 ? '不分' : `从${rules.sizes.join('、')}户起`],
  ['当月平常日子', `不少于${rules.sample.ordinaryDays}天才排名`],
  ['最少户数', `${rules.sample.households}户`],
  ['样本过旧', `超过${rules.sample.staleDays}天`],
  ['进步榜', `最多${rules.risen}个`],
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
  return changed.map(([name, value]) => `${name}：${value}`).join('；') || '与默认相同'
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
