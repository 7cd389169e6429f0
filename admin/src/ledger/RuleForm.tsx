// Writing a version of an earning rule: source, points per item, limits, the month's budget, from when, and why. A new
// version starts from the one in force; a source's items and possible limits come from the server.
import { Alert, Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { InputOf } from '@shared/contract'
import { earning } from '@shared/ledger/earning-contract'
import { useWrite } from '@/lib/query'
import type { Rule, RuleFacts } from './words'
import { EditForm } from '@/ui/EditForm'
import { NumberInput } from '@/ui/NumberInput'

type Draft = InputOf<typeof earning.draftRule>
type Cap = Draft['caps'][number]
type Fields = Pick<Draft, 'source' | 'name' | 'budgetPerMonth' | 'reason'> & {
  rates: { code?: string; points?: number | null }[]
  caps: Partial<Record<Cap['kind'], number | null>>
  validFrom: Dayjs
  validTo?: Dayjs | null
}
type Props = {
  sources: readonly RuleFacts[]
  from: Rule | null
  asNew: boolean
  inForce: readonly Rule[]
  onDone: (rule: Rule) => void
}

const need = (message: string) => [{ required: true, message }]
const GROUPS = ['caps'] as const
/** Weights are typed in kilograms. */
const GRAMS = 1000

export function RuleForm({ sources, from, asNew, inForce, onDone }: Props) {
  const [form] = Form.useForm<Fields>()
  const draft = useWrite(earning.draftRule, '草稿已保存，请先试算再提交审定')
  const edit = useWrite(earning.editRule, '草稿已保存，请重新试算')
  const source = Form.useWatch('source', form)
  const facts = sources.find((row) => row.key === source)
  const tomorrow = dayjs().add(1, 'day')
  const submit = (fields: Fields): void => {
    const values = valuesOf(fields, facts)
    if (from && !asNew) edit.mutate({ id: from.id, revision: from.revision, ...values }, { onSuccess: onDone })
    else draft.mutate(values, { onSuccess: onDone })
  }
  const choose = (key: string): void => {
    const now = inForce.find((rule) => rule.source === key)
    const chosen = sources.find((row) => row.key === key)
    form.setFieldsValue(
      now
        ? { ...fieldsOf(now), validFrom: tomorrow, validTo: null, reason: '' }
        : { name: chosen?.name ?? '', rates: [{}], caps: {} },
    )
  }
  const initial = from
    ? { ...fieldsOf(from), ...(asNew ? { validFrom: tomorrow, validTo: null, reason: '' } : {}) }
    : { rates: [{}], caps: {}, validFrom: tomorrow }
  return (
    <EditForm<Fields>
      version={asNew ? undefined : from?.revision}
      groups={GROUPS}
      labels={{ rates: '每项得分' }}
      form={form}
      layout="vertical"
      initialValues={initial}
      onFinish={submit}
      scrollToFirstError
    >
      <Form.Item
        label="得分来源"
        name="source"
        rules={need('请选择来源')}
        extra={
          from === null && source && inForce.some((rule) => rule.source === source)
            ? '已填入现行规则，请改要改的地方'
            : undefined
        }
      >
        <Select
          placeholder="请选择"
          autoFocus={from === null}
          disabled={from !== null}
          style={{ width: 260 }}
          options={sources.map((row) => ({ value: row.key, label: row.name }))}
          onChange={choose}
        />
      </Form.Item>
      {facts && (
        <>
          <Form.Item label="名称（居民看到的）" name="name" rules={need('请填写名称')}>
            <Input autoFocus={from !== null} maxLength={40} style={{ width: 360 }} />
          </Form.Item>
          <Rates facts={facts} />
          <Caps facts={facts} />
          <div className="filters">
            <Form.Item
              label="每月预算"
              name="budgetPerMonth"
              rules={need('请填写预算')}
              extra="用到八成会提醒；用完当月不再发放，居民能看到"
            >
              <NumberInput min={1} max={1_000_000_000} precision={0} suffix="分" style={{ width: 200 }} />
            </Form.Item>
            <Form.Item label="生效日期（最早明天）" name="validFrom" rules={need('请选择日期')}>
              <DatePicker minDate={tomorrow} />
            </Form.Item>
            <Form.Item label="最后一天（不填为长期）" name="validTo" dependencies={['validFrom']} rules={[notBefore]}>
              <DatePicker minDate={tomorrow} />
            </Form.Item>
          </div>
          <Form.Item
            label="为什么这样定（会和变化一起公开）"
            name="reason"
            rules={[{ required: true, min: 2, whitespace: true, message: '请写明为什么这样定' }]}
          >
            <Input.TextArea maxLength={200} rows={3} showCount />
          </Form.Item>
          {inForce.some((rule) => rule.source === source) && (
            <Alert
              type="info"
              title="新版本生效的那一天起，现行版本自动停用；此前的积分不变。"
              style={{ marginBottom: 16 }}
            />
          )}
          <Button type="primary" htmlType="submit" loading={draft.isPending || edit.isPending}>
            保存草稿
          </Button>
        </>
      )}
    </EditForm>
  )
}

const notBefore = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
  validator: (_rule: unknown, value: Dayjs | null | undefined) =>
    value && value.isBefore(getFieldValue('validFrom') as Dayjs, 'day')
      ? Promise.reject(new Error('最后一天不能早于生效日期'))
      : Promise.resolve(),
})

/** Two rows of one item would contradict each other. */
const eachOnce = (_rule: unknown, rows?: Fields['rates']): Promise<void> => {
  const codes = (rows ?? []).map((row) => row?.code).filter(Boolean)
  if (codes.length === 0) return Promise.reject(new Error('至少写一个计分项目'))
  return new Set(codes).size === codes.length ? Promise.resolve() : Promise.reject(new Error('同一个项目只能写一行'))
}

function Rates({ facts }: { facts: RuleFacts }) {
  const unit = facts.basis === 'perKg' ? '分/千克' : '分/次'
  return (
    <Form.List name="rates" rules={[{ validator: eachOnce }]}>
      {(rows, { add, remove }, { errors }) => (
        <section className="section">
          <h4>分值（没有列出的项目不得分）</h4>
          <table className="rate-rows">
            <thead>
              <tr>
                <th>项目</th>
                <th>分值</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, name }) => (
                <tr key={key}>
                  <td>
                    <Form.Item name={[name, 'code']} rules={need('请选择项目')} style={{ margin: 0 }}>
                      <Select
                        showSearch={{ optionFilterProp: 'label' }}
                        style={{ width: 220 }}
                        aria-label="计分项目"
                        options={facts.rates.map((rate) => ({ value: rate.code, label: rate.name }))}
                      />
                    </Form.Item>
                  </td>
                  <td>
                    <Form.Item name={[name, 'points']} rules={need('请填写分值')} style={{ margin: 0 }}>
                      <NumberInput
                        min={0}
                        max={1000}
                        precision={0}
                        suffix={unit}
                        style={{ width: 150 }}
                        aria-label={`分值（${unit}）`}
                      />
                    </Form.Item>
                  </td>
                  <td>
                    <Button onClick={() => remove(name)}>去掉</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Form.ErrorList errors={errors} />
          <Button style={{ marginTop: 8 }} onClick={() => add({})} disabled={rows.length >= facts.rates.length}>
            加一个项目
          </Button>
        </section>
      )}
    </Form.List>
  )
}

function Caps({ facts }: { facts: RuleFacts }) {
  return (
    <section className="section">
      <h4>上限（不填表示没有；超过的部分不给分，明细里会说明）</h4>
      <div className="filters">
        {facts.caps.map(({ kind, name }) => (
          <Form.Item key={kind} label={name.replace('（克）', '')} name={['caps', kind]} style={{ marginBottom: 8 }}>
            <NumberInput
              min={kind === 'gramsPerHouseholdDay' ? 0.1 : 1}
              max={kind === 'gramsPerHouseholdDay' ? 100_000 : 100_000_000}
              precision={kind === 'gramsPerHouseholdDay' ? 1 : 0}
              suffix={kind === 'gramsPerHouseholdDay' ? '千克' : kind === 'foodBagsPerHouseholdDay' ? '袋' : '分'}
              style={{ width: 180 }}
            />
          </Form.Item>
        ))}
      </div>
    </section>
  )
}

function fieldsOf(rule: Rule): Fields {
  return {
    source: rule.source,
    name: rule.name,
    budgetPerMonth: rule.budgetPerMonth,
    reason: rule.reason,
    rates: rule.rates.map(({ code, points }) => ({ code, points })),
    caps: Object.fromEntries(
      rule.caps.map(({ kind, most }) => [kind, kind === 'gramsPerHouseholdDay' ? most / GRAMS : most]),
    ),
    validFrom: dayjs(rule.validFrom),
    validTo: rule.validTo ? dayjs(rule.validTo) : null,
  }
}

function valuesOf(fields: Fields, facts: RuleFacts | undefined): Draft {
  const caps = (facts?.caps ?? []).flatMap(({ kind }): Cap[] => {
    const most = fields.caps[kind]
    return typeof most === 'number'
      ? [{ kind, most: kind === 'gramsPerHouseholdDay' ? Math.round(most * GRAMS) : most }]
      : []
  })
  return {
    source: fields.source,
    name: fields.name.trim(),
    budgetPerMonth: fields.budgetPerMonth,
    reason: fields.reason.trim(),
    caps,
    rates: fields.rates.flatMap(({ code, points }) => (code && typeof points === 'number' ? [{ code, points }] : [])),
    validFrom: fields.validFrom.format('YYYY-MM-DD'),
    validTo: fields.validTo?.format('YYYY-MM-DD') ?? null,
  }
}
