// Items and vetoes of a table as they are written: what is asked, how it is checked and by which figure of the
// platform, how points are given, what has to be shown.
import { Button, Form, Input, InputNumber, Select, Space, Switch } from 'antd'
import {
  checkModeNames,
  checkModes,
  methodKindNames,
  platformSources,
  sourceWords,
  type CheckMode,
  type MethodKind,
  type PlatformSource,
} from '@shared/cells/table-words'
import type { TableItem, Veto } from '@shared/cells/tables'
import { newId } from '@/lib/ids'
import { freshMethod, MethodFields } from './TableMethod'

const methodOptions = (Object.entries(methodKindNames) as [MethodKind, string][]).map(([value, label]) => ({
  value,
  label,
}))
/** One choice: looked at by people in some way, or filled by one figure of the platform. */
const answererOptions = [
  {
    label: '人来核',
    options: checkModes.flatMap((mode) =>
      mode === 'platform' ? [] : [{ value: mode as string, label: checkModeNames[mode] }],
    ),
  },
  {
    label: '平台数据来填',
    options: platformSources.map((source) => ({ value: source as string, label: sourceWords[source].name })),
  },
]
const isSource = (value: string): value is PlatformSource => platformSources.some((source) => source === value)

const sourceDays = (source: PlatformSource): string =>
  sourceWords[source].days === 0 ? '按当天的数。' : `看最近${sourceWords[source].days}天。`

/** The same item answered otherwise; points begin anew where the platform can't give them as they were. */
function withAnswerer(item: TableItem, value: string): TableItem {
  if (!isSource(value)) return { ...item, check: value as CheckMode, source: null }
  const kind = sourceWords[value].isShare ? 'ratio' : 'tiers'
  const fits = item.source !== null && item.method.kind === kind
  const method = fits ? item.method : freshMethod(kind, item.max, true)
  return { ...item, check: 'platform', source: value, method }
}

const textRules = [{ required: true, min: 4, message: '至少4个字' }]

const freshCode = (letter: string): string => `${letter}${newId().slice(-10).toLowerCase()}`

const freshItem = (): TableItem => ({
  code: freshCode('c'),
  clause: '1.1',
  text: '',
  question: '',
  max: 1,
  required: false,
  mayBeAbsent: false,
  method: { kind: 'yesNo' },
  evidence: { kind: 'photo', ask: '', example: '', least: 1 },
  check: 'site',
  source: null,
})

const freshVeto = (): Veto => ({ code: freshCode('v'), clause: 'V.1', text: '', question: '' })

export function Items({ list }: { list: (string | number)[] }) {
  return (
    <Form.List name={list}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <Item key={key} list={list} name={name} onRemove={() => remove(name)} />
          ))}
          <Button onClick={() => add(freshItem())}>加一条</Button>
        </>
      )}
    </Form.List>
  )
}

function Item({ list, name, onRemove }: { list: (string | number)[]; name: number; onRemove: () => void }) {
  const form = Form.useFormInstance()
  const path = [...list, name]
  const item = Form.useWatch<TableItem | undefined>(path, { form, preserve: true })
  const source = item?.source ?? null
  const choose = (kind: MethodKind): void =>
    form.setFieldValue([...path, 'method'], freshMethod(kind, item?.max ?? 1, source !== null))
  const answeredBy = (value: string): void => {
    if (item) form.setFieldValue(path, withAnswerer(item, value))
  }
  return (
    <div className="cell-stack cell-table-item">
      <Form.Item label="标准的要求" name={[name, 'text']} rules={textRules}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item label="问申报人的一句话" name={[name, 'question']} rules={textRules}>
        <Input maxLength={80} />
      </Form.Item>
      <Space wrap align="start">
        <Form.Item label="满分" name={[name, 'max']} rules={[{ required: true, message: '请填写' }]}>
          <InputNumber min={1} max={40} precision={0} />
        </Form.Item>
        <Form.Item label="必备" name={[name, 'required']} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item label="可不涉及" name={[name, 'mayBeAbsent']} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item label="怎么核">
          <Select
            aria-label="怎么核"
            options={answererOptions}
            value={source ?? item?.check}
            style={{ width: 220 }}
            onChange={answeredBy}
          />
        </Form.Item>
        <Form.Item label="评分办法" name={[name, 'method', 'kind']}>
          <Select
            options={source ? methodOptions.filter(({ value }) => value !== 'deduct') : methodOptions}
            style={{ width: 130 }}
            onChange={choose}
          />
        </Form.Item>
        <Button onClick={onRemove} aria-label="去掉这一条">
          去掉
        </Button>
      </Space>
      <MethodFields at={[name, 'method']} path={[...path, 'method']} byPlatform={source !== null} />
      {source ? (
        <p className="faint">
          平台有记录时自动填，不用申报人填；没有记录时由申报人填。
          {source && sourceDays(source)}
        </p>
      ) : (
        <Space wrap align="start">
          <Form.Item label="交什么" name={[name, 'evidence', 'ask']}>
            <Input maxLength={80} style={{ width: 300 }} />
          </Form.Item>
          <Form.Item label="怎样算好" name={[name, 'evidence', 'example']}>
            <Input maxLength={120} style={{ width: 300 }} />
          </Form.Item>
          <Form.Item label="最少几份" name={[name, 'evidence', 'least']}>
            <InputNumber min={0} max={6} precision={0} />
          </Form.Item>
        </Space>
      )}
    </div>
  )
}

/** Asked before anything else; "yes" shuts out. */
export function Vetoes() {
  return (
    <Form.List name={['content', 'vetoes']}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="cell-stack cell-table-item">
              <Form.Item label="否决的情形" name={[name, 'text']} rules={textRules}>
                <Input maxLength={120} />
              </Form.Item>
              <Form.Item label="问申报人的一句话（答“是”就不能申报）" name={[name, 'question']} rules={textRules}>
                <Input maxLength={80} />
              </Form.Item>
              <Button onClick={() => remove(name)} aria-label="去掉这一条否决">
                去掉
              </Button>
            </div>
          ))}
          <Button onClick={() => add(freshVeto())}>加一条否决</Button>
        </>
      )}
    </Form.List>
  )
}
