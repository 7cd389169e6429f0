// A new version of the rules of the lists: every figure that an area may set, tried on past months before it is
// proposed. What is the same as what is in force cannot be proposed.
import { Alert, Button, Checkbox, Form, Input, InputNumber, Select, Space, Table } from 'antd'
import { useState, type ReactNode } from 'react'
import type { OutputOf } from '@shared/contract'
import { canonical } from '@shared/canonical'
import { standingsDesk } from '@shared/standings/desk-contract'
import { offeredFormulas, type StandingRules, type Weights } from '@shared/standings/standing-rules'
import { outcomeNames } from '@shared/standings/vocabulary'
import { longMonth } from '@shared/time'
import { useWrite } from '@/lib/query'

type Trial = OutputOf<typeof standingsDesk.tryRules>

/** What is typed; a kind that is not ranked keeps its figures here until it is. */
type Fields = {
  compound: Weights
  community: Weights
  isStreet: boolean
  street: Weights
  isCompany: boolean
  company: NonNullable<StandingRules['company']>
  companyCompounds: number
  promptDays: number
  isEnterprise: boolean
  enterprise: NonNullable<StandingRules['enterprise']>
  sample: StandingRules['sample']
  sizes: string
  red: StandingRules['red']
  black: StandingRules['black']
  extra: StandingRules['extra']
  by: 'share' | 'quota'
  most: number
  firstOnBlack: StandingRules['firstOnBlack']
  risen: number
  reason: string
}

const fieldsOf = (rules: StandingRules): Omit<Fields, 'reason'> => ({
  compound: rules.weights.compound,
  community: rules.weights.community,
  isStreet: rules.weights.street !== null,
  street: rules.weights.street ?? offeredFormulas.street,
  isCompany: rules.company !== null,
  company: rules.company ?? offeredFormulas.company,
  companyCompounds: rules.companyCompounds,
  promptDays: rules.promptDays,
  isEnterprise: rules.enterprise !== null,
  enterprise: rules.enterprise ?? offeredFormulas.enterprise,
  sample: rules.sample,
  sizes: rules.sizes.join('、'),
  red: rules.red,
  black: rules.black,
  extra: rules.extra,
  by: rules.list.by,
  most: rules.list.by === 'quota' ? rules.list.names : rules.list.percent,
  firstOnBlack: rules.firstOnBlack,
  risen: rules.risen,
})

const sizesIn = (text: string): number[] =>
  text
    .split(/[^0-9]+/)
    .filter(Boolean)
    .map(Number)
    .sort((a, b) => a - b)

const rulesFrom = (rules: StandingRules, fields: Fields): StandingRules => ({
  ...rules,
  weights: {
    compound: fields.compound,
    community: fields.community,
    street: fields.isStreet ? fields.street : null,
  },
  company: fields.isCompany ? fields.company : null,
  companyCompounds: fields.companyCompounds,
  promptDays: fields.promptDays,
  enterprise: fields.isEnterprise ? fields.enterprise : null,
  sample: { ...rules.sample, ...fields.sample },
  sizes: sizesIn(fields.sizes),
  red: fields.red,
  black: fields.black,
  extra: fields.extra,
  list: fields.by === 'quota' ? { by: 'quota', names: fields.most } : { by: 'share', percent: fields.most },
  firstOnBlack: fields.firstOnBlack,
  risen: fields.risen,
})

type Path = [keyof Fields, string] | keyof Fields

const Figure = ({ name, label, min = 0, max = 100 }: { name: Path; label: string; min?: number; max?: number }) => (
  <Form.Item name={name} label={label} rules={[{ required: true, message: '请填写' }]}>
    <InputNumber min={min} max={max} precision={0} />
  </Form.Item>
)

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="section">
      <h4>{title}</h4>
      {note && <p className="faint">{note}</p>}
      <Space wrap size="large" align="start">
        {children}
      </Space>
    </section>
  )
}

/** A kind of its own formula: nobody of it is ranked before the area has set how. */
function Optional({ isOn, name, children }: { isOn: boolean; name: keyof Fields; children: ReactNode }) {
  return (
    <>
      <Form.Item name={name} valuePropName="checked" label="排名">
        <Checkbox>参加排名</Checkbox>
      </Form.Item>
      {isOn && children}
    </>
  )
}

const WeightFields = ({ name, bags = true }: { name: 'compound' | 'community' | 'street'; bags?: boolean }) => (
  <>
    <Figure name={[name, 'onSite']} label="现场" />
    {bags ? <Figure name={[name, 'bags']} label="开袋" /> : <Form.Item name={[name, 'bags']} hidden />}
    <Figure name={[name, 'closing']} label="按时整改" />
  </>
)

type Props = { rules: StandingRules; version: number; nextFrom: string; onDone: () => void }

export function RulesForm({ rules, version, nextFrom, onDone }: Props) {
  const [form] = Form.useForm<Fields>()
  const propose = useWrite(standingsDesk.proposeRules, '已提出，等另一个人批准')
  const tryOut = useWrite(standingsDesk.tryRules)
  const [isSame, setSame] = useState(true)
  const typed = (): Fields => ({ ...fieldsOf(rules), ...form.getFieldsValue(true) }) as Fields
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={fieldsOf(rules)}
      onValuesChange={() => setSame(canonical(rulesFrom(rules, typed())) === canonical(rules))}
      onFinish={({ reason }) =>
        propose.mutate(
          { version, from: nextFrom, rules: { ...rulesFrom(rules, typed()) }, reason },
          { onSuccess: onDone },
        )
      }
    >
      <p className="faint">批准后从{longMonth(nextFrom)}的榜起用，已经关账的月份不变。每一类的分值合计100。</p>
      <Part title="小区">
        <WeightFields name="compound" />
      </Part>
      <Part title="行政村、居">
        <WeightFields name="community" />
      </Part>
      <Form.Item noStyle shouldUpdate>
        {() => <OwnFormulas fields={typed()} />}
      </Form.Item>
      <Samples />
      <Lines />
      <Form.Item
        name="reason"
        label="为什么要改"
        rules={[{ required: true, min: 4, whitespace: true, message: '请写明为什么要改，至少4个字' }]}
      >
        <Input.TextArea maxLength={300} showCount rows={2} />
      </Form.Item>
      {isSame && <Alert type="info" title="和现在用的规则一样；改了什么以后才能提出。" style={{ marginBottom: 12 }} />}
      <Space wrap>
        <Button
          disabled={isSame}
          loading={tryOut.isPending}
          onClick={() => tryOut.mutate({ rules: { ...rulesFrom(rules, typed()) } })}
        >
          在过去的月份上试算
        </Button>
        <Button type="primary" htmlType="submit" disabled={isSame} loading={propose.isPending}>
          提出，等另一个人批准
        </Button>
      </Space>
      {tryOut.data && <TrialResult trial={tryOut.data} />}
    </Form>
  )
}

const OwnFormulas = ({ fields }: { fields: Fields }) => (
  <>
    <Part title="沿街商铺" note="没有开袋；只看检查员看到的和按时整改。">
      <Optional isOn={fields.isStreet} name="isStreet">
        <WeightFields name="street" bags={false} />
      </Optional>
    </Part>
    <Part title="物业公司" note="所管小区按户数平均的得分，和及时改好的比例。">
      <Optional isOn={fields.isCompany} name="isCompany">
        <Figure name={['company', 'mean']} label="小区平均" />
        <Figure name={['company', 'prompt']} label="及时整改" />
        <Figure name="promptDays" label="几天以内算及时" min={1} max={30} />
        <Figure name="companyCompounds" label="有得分的小区不少于" min={2} max={50} />
      </Optional>
    </Part>
    <Part title="分类企业" note="核实的回收利用量除以处理的总量；申报和核实相差多少看是不是如实。">
      <Optional isOn={fields.isEnterprise} name="isEnterprise">
        <Figure name={['enterprise', 'target']} label="回收利用率目标（%）" />
        <Figure name={['enterprise', 'redWithin']} label="红榜：相差不超过（%）" />
        <Figure name={['enterprise', 'blackBeyond']} label="黑榜：相差超过（%）" />
      </Optional>
    </Part>
  </>
)

const Samples = () => (
  <Part title="样本和规模">
    <Figure name={['sample', 'visits']} label="最少检查次数" min={2} max={20} />
    <Figure name={['sample', 'inspectors']} label="最少检查员" min={1} max={10} />
    <Figure name={['sample', 'bags']} label="最少抽查袋数" max={1000} />
    <Figure name={['sample', 'staleDays']} label="几天以前算过旧" min={30} max={366} />
    <Figure name={['sample', 'households']} label="最少户数" min={10} />
    <Figure name={['sample', 'ordinaryDays']} label="当月平常日子不少于" max={28} />
    <Form.Item name="sizes" label="规模从几户起分档">
      <Input placeholder="300、1000" style={{ width: 180 }} />
    </Form.Item>
  </Part>
)

const Lines = () => (
  <Part title="上榜的线和名额">
    <Figure name={['red', 'score']} label="表扬：得分不低于" />
    <Figure name={['red', 'low']} label="表扬：范围下端不低于" />
    <Figure name={['black', 'below']} label="待整改：范围上端低于" />
    <Figure name={['extra', 'below']} label="待加查：得分低于" />
    <Form.Item name="by" label="名额怎么定">
      <Select
        style={{ width: 180 }}
        options={[
          { value: 'share', label: '同等规模的百分之' },
          { value: 'quota', label: '每榜固定几名' },
        ]}
      />
    </Form.Item>
    <Figure name="most" label="百分之几／几名" min={1} max={50} />
    <Form.Item name="firstOnBlack" label="黑榜第1名是">
      <Select
        style={{ width: 160 }}
        options={[
          { value: 'worst', label: '得分最低的' },
          { value: 'mildest', label: '得分最高的' },
        ]}
      />
    </Form.Item>
    <Figure name="risen" label="进步榜最多几个" min={1} max={50} />
  </Part>
)

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
