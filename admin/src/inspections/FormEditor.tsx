// A form as it is written: lines with points and coded phrases, periods, bags. What it begins with are our own defaults
// or the version that holds. Codes stay as they are: findings of before are known by them.
import { Alert, Button, DatePicker, Form, Input, InputNumber, Select, Space, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { defaultForms } from '@shared/inspections/default-forms'
import { formProblem, type FormContent } from '@shared/inspections/forms'
import { inspectionsForms, type FormRecord } from '@shared/inspections/forms-contract'
import { methodNames, type Method, type TargetKind } from '@shared/inspections/vocabulary'
import { people } from '@shared/people/contract'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { targetKindOptions } from './words'

type Fields = { kind: TargetKind; validFrom: Dayjs; content: FormContent }

const methodOptions = (Object.entries(methodNames) as [Method, string][]).map(([value, label]) => ({ value, label }))
/** A code for a line or phrase that was added by hand. */
const freshCode = (): string => `c${newId().slice(-10).toLowerCase()}`

export function FormEditor({ form: record, onDone }: { form: FormRecord | null; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(() => record?.id ?? newId())
  const me = useRead(people.me, {})
  const current = useRead(inspectionsForms.list, {})
  const save = useWrite(inspectionsForms.save, '已保存，等另一位同事公布')
  const [problem, setProblem] = useState<string | null>(null)
  // codes and hints are in no field: they are kept all the same
  const content: FormContent | undefined = Form.useWatch('content', { form, preserve: true })
  const sum = (content?.items ?? []).reduce((total, item) => total + (item?.points ?? 0), 0)
  const own = me.data?.grants.find(({ role }) => role === 'cityOfficer')?.placeId
  const startWith = (kind: TargetKind): void => {
    const now = current.data?.items.find((one) => one.kind === kind && one.isNow)
    form.setFieldValue('content', now?.content ?? defaultForms[kind])
  }
  const send = (): void => {
    const { kind, validFrom, content: given } = form.getFieldsValue(true) as Fields
    const wrong = formProblem(given)
    setProblem(wrong)
    if (wrong) return
    save.mutate(
      {
        id,
        version: record?.version ?? 0,
        placeId: record?.placeId ?? own ?? '',
        kind,
        validFrom: validFrom.format('YYYY-MM-DD'),
        content: given,
      },
      { onSuccess: onDone },
    )
  }
  return (
    <EditForm<Fields>
      version={record?.version}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={{
        kind: record?.kind ?? 'compound',
        validFrom: record ? dayjs(record.validFrom) : dayjs().add(1, 'month').startOf('month'),
        content: record?.content ?? defaultForms.compound,
      }}
      onFinish={send}
    >
      <Space wrap align="start">
        <Form.Item label="对象" name="kind">
          <Select disabled={record !== null} options={targetKindOptions} style={{ width: 160 }} onChange={startWith} />
        </Form.Item>
        <Form.Item label="从哪天起执行" name="validFrom" rules={[{ required: true, message: '请选日期' }]}>
          <DatePicker allowClear={false} disabledDate={(day) => !day.isAfter(dayjs(), 'day')} />
        </Form.Item>
        <Form.Item label="抽查袋数（0为不查）" name={['content', 'bags']}>
          <InputNumber min={0} max={200} precision={0} />
        </Form.Item>
        <Form.Item label="几天内算再次出现" name={['content', 'lookBackDays']}>
          <InputNumber min={1} max={365} precision={0} />
        </Form.Item>
      </Space>
      <Form.Item label="名称" name={['content', 'title']} rules={[{ required: true, min: 2, message: '请填写名称' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        label="依据（会公开）"
        name={['content', 'source']}
        rules={[{ required: true, min: 2, message: '请写明依据' }]}
      >
        <Input.TextArea rows={2} maxLength={300} showCount />
      </Form.Item>
      <Severities />
      <h4>项目（满分合计 {sum}，应为 100）</h4>
      <Items severities={content?.severities ?? []} />
      {problem && <Alert type="error" title={problem} style={{ margin: '12px 0' }} />}
      <Space>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          保存草稿
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </EditForm>
  )
}

function Severities() {
  return (
    <>
      <h4>整改期限</h4>
      <Form.List name={['content', 'severities']}>
        {(fields) =>
          fields.map(({ key, name }) => (
            <Space key={key} wrap align="start" className="inspection-row">
              <Form.Item label="类别" name={[name, 'name']} rules={[{ required: true, message: '请填写' }]}>
                <Input maxLength={20} />
              </Form.Item>
              <Form.Item label="小时（时钟小时）" name={[name, 'hours']}>
                <InputNumber min={1} max={240} precision={0} />
              </Form.Item>
              <Form.Item label="或天数" name={[name, 'days']}>
                <InputNumber min={1} max={365} precision={0} />
              </Form.Item>
            </Space>
          ))
        }
      </Form.List>
    </>
  )
}

type WithSeverities = { severities: FormContent['severities'] }

function Items({ severities }: WithSeverities) {
  return (
    <Form.List name={['content', 'items']}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="inspection-line">
              <Space wrap align="start">
                <Form.Item label="项目" name={[name, 'title']} rules={[{ required: true, message: '请填写项目' }]}>
                  <Input maxLength={60} style={{ width: 240 }} />
                </Form.Item>
                <Form.Item label="满分" name={[name, 'points']} rules={[{ required: true, message: '请填写' }]}>
                  <InputNumber min={1} max={100} precision={0} />
                </Form.Item>
                <Form.Item label="怎样扣分" name={[name, 'method']}>
                  <Select options={methodOptions} style={{ width: 150 }} />
                </Form.Item>
                <Form.Item label="可不涉及" name={[name, 'mayBeAbsent']} valuePropName="checked">
                  <Switch />
                </Form.Item>
                <Button onClick={() => remove(name)} aria-label="去掉这个项目">
                  去掉
                </Button>
              </Space>
              <Phrases item={name} severities={severities} />
            </div>
          ))}
          <Button
            onClick={() =>
              add({
                code: freshCode(),
                title: '',
                hint: '',
                points: 10,
                method: 'deduct',
                mayBeAbsent: false,
                phrases: [freshPhrase()],
              })
            }
          >
            加一个项目
          </Button>
        </>
      )}
    </Form.List>
  )
}

const freshPhrase = () => ({ code: freshCode(), text: '', points: 2, again: 3, severity: 'sorting' })

function Phrases({ item, severities }: WithSeverities & { item: number }) {
  return (
    <Form.List name={[item, 'phrases']}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <Space key={key} wrap align="start">
              <Form.Item label="发现什么" name={[name, 'text']} rules={[{ required: true, min: 2, message: '请填写' }]}>
                <Input maxLength={60} style={{ width: 260 }} />
              </Form.Item>
              <Form.Item label="扣分" name={[name, 'points']} rules={[{ required: true, message: '请填写' }]}>
                <InputNumber min={0} max={100} precision={0} />
              </Form.Item>
              <Form.Item label="再次出现扣" name={[name, 'again']} rules={[{ required: true, message: '请填写' }]}>
                <InputNumber min={0} max={100} precision={0} />
              </Form.Item>
              <Form.Item label="整改类别" name={[name, 'severity']}>
                <Select
                  style={{ width: 140 }}
                  options={severities.map(({ code, name: label }) => ({ value: code, label }))}
                />
              </Form.Item>
              <Button onClick={() => remove(name)} aria-label="去掉这种发现">
                去掉
              </Button>
            </Space>
          ))}
          <Button size="small" onClick={() => add(freshPhrase())}>
            加一种发现
          </Button>
        </>
      )}
    </Form.List>
  )
}
