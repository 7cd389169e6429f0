// A whole form at the desk: a paper one entered later, or a correction of what was signed. Line by line as on the
// paper.
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select, Space } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { LineAnswer } from '@shared/inspections/contract'
import { inspectionsDesk, type VisitDetail } from '@shared/inspections/desk-contract'
import type { FormItem } from '@shared/inspections/forms'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { answerNames, type Answer } from '@shared/inspections/vocabulary'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { PhotosField } from './words'

type Found = { id?: string; phrase: string; spot: string; photoIds: string[]; earlierId?: string | null }
type Fields = {
  lines: Record<string, { answer?: Answer; findings?: Found[] }>
  looked?: number
  correct?: number
  shortReason?: string
  finishedAt?: Dayjs
  signedAs?: string
  note?: string
  scanIds?: string[]
  reason?: string
}
type Props = { visit: VisitDetail; mode: 'enter' | 'correct'; onDone: () => void }

export function PaperForm({ visit, mode, onDone }: Props) {
  const forms = useRead(inspectionsForms.list, { kind: visit.target.kind })
  return (
    <Loaded query={forms}>
      {({ items }) => {
        const form = items.find(({ id }) => id === visit.formId)
        return form ? (
          <Whole items={form.content.items} visit={visit} mode={mode} onDone={onDone} />
        ) : (
          <p>没有找到这次检查用的检查表，请刷新后重试。</p>
        )
      }}
    </Loaded>
  )
}

const linesFrom = (items: readonly FormItem[], lines: Fields['lines']): LineAnswer[] =>
  items.map(({ code }) => {
    const { answer, findings = [] } = lines[code] ?? {}
    return {
      code,
      // the form asks for every line before it is sent
      answer: answer ?? 'ok',
      findings:
        answer === 'found'
          ? findings.map(({ id, phrase, spot, photoIds, earlierId }) => ({
              id: id ?? newId(),
              phrase,
              spot,
              photoIds,
              earlierId: earlierId ?? null,
            }))
          : [],
    }
  })

/** What stands now, for a correction; on paper nothing is said before somebody has read it. */
function startOf({ lines, bags }: VisitDetail, items: readonly FormItem[]): Partial<Fields> {
  const phraseOf = (item: FormItem | undefined, text: string): string =>
    item?.phrases.find((phrase) => phrase.text === text)?.code ?? ''
  return {
    lines: Object.fromEntries(
      items.map((item) => {
        const line = lines.find(({ code }) => code === item.code)
        const findings = (line?.findings ?? []).map(({ id, text, spot, photoIds, earlierId }) => ({
          id,
          phrase: phraseOf(item, text),
          spot,
          photoIds,
          earlierId,
        }))
        return [item.code, { answer: line?.answer ?? 'ok', findings }]
      }),
    ),
    ...(bags ? { looked: bags.looked, correct: bags.correct } : {}),
    ...(bags?.shortReason ? { shortReason: bags.shortReason } : {}),
  }
}

function Whole({ items, visit, mode, onDone }: Props & { items: readonly FormItem[] }) {
  const [form] = Form.useForm<Fields>()
  const enter = useWrite(inspectionsDesk.enterPaper, '已补录，问题已分派')
  const correct = useWrite(inspectionsDesk.correct, '已更正，原来签字的内容仍保留')
  const looked = Form.useWatch('looked', form)
  const send = (fields: Fields): void => {
    const common = {
      id: visit.id,
      version: visit.version,
      lines: linesFrom(items, fields.lines),
      bags:
        visit.planned > 0
          ? {
              looked: fields.looked ?? 0,
              correct: fields.correct ?? 0,
              ...(fields.shortReason ? { shortReason: fields.shortReason } : {}),
            }
          : null,
    }
    if (mode === 'correct') correct.mutate({ ...common, reason: fields.reason ?? '' }, { onSuccess: onDone })
    else
      enter.mutate(
        {
          ...common,
          finishedAt: (fields.finishedAt ?? dayjs()).toISOString(),
          signedAs: fields.signedAs ?? '',
          note: fields.note ?? '',
          scanIds: fields.scanIds ?? [],
        },
        { onSuccess: onDone },
      )
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={mode === 'correct' ? startOf(visit, items) : { signedAs: visit.inspector }}
      onFinish={send}
    >
      <h4>{mode === 'enter' ? `补录纸质检查表：${visit.target.name}` : `更正：${visit.target.name}`}</h4>
      {mode === 'enter' && (
        <>
          <Form.Item
            label="纸质检查表的照片"
            name="scanIds"
            rules={[{ required: true, type: 'array', min: 1, message: '请上传纸质检查表的照片' }]}
          >
            <PhotosField label="纸质检查表" />
          </Form.Item>
          <Space wrap align="start">
            <Form.Item label="现场完成时间" name="finishedAt" rules={[{ required: true, message: '请选时间' }]}>
              <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
            </Form.Item>
            <Form.Item label="纸上签字" name="signedAs" rules={[{ required: true, message: '请填写签字的姓名' }]}>
              <Input maxLength={20} />
            </Form.Item>
          </Space>
        </>
      )}
      {items.map((item) => (
        <Line key={item.code} item={item} />
      ))}
      {visit.planned > 0 && (
        <Space wrap align="start">
          <Form.Item
            label={`抽查袋数（事先定${visit.planned}袋）`}
            name="looked"
            rules={[{ required: true, message: '请填写袋数' }]}
          >
            <InputNumber min={0} max={visit.planned} precision={0} />
          </Form.Item>
          <Form.Item label="其中正确" name="correct" rules={[{ required: true, message: '请填写袋数' }]}>
            <InputNumber min={0} max={looked ?? visit.planned} precision={0} />
          </Form.Item>
          {looked !== undefined && looked < visit.planned && (
            <Form.Item label="为什么少" name="shortReason" rules={[{ required: true, message: '请写明原因' }]}>
              <Input maxLength={100} />
            </Form.Item>
          )}
        </Space>
      )}
      {mode === 'correct' ? (
        <Form.Item
          label="更正理由"
          name="reason"
          rules={[{ required: true, min: 2, whitespace: true, message: '请写明理由，会留痕' }]}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      ) : (
        <Form.Item label="备注（可不填）" name="note">
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      )}
      <Space>
        <Button type="primary" htmlType="submit" loading={enter.isPending || correct.isPending}>
          {mode === 'enter' ? '补录' : '更正'}
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </Form>
  )
}

function Line({ item }: { item: FormItem }) {
  const answer = Form.useWatch<Answer | undefined>(['lines', item.code, 'answer'])
  const options = (['ok', 'found', ...(item.mayBeAbsent ? (['absent'] as const) : [])] as Answer[]).map((value) => ({
    value,
    label: answerNames[value],
  }))
  return (
    <div className="inspection-line">
      <Form.Item
        label={item.title}
        name={['lines', item.code, 'answer']}
        extra={item.hint || undefined}
        rules={[{ required: true, message: '请按纸上的填' }]}
      >
        <Radio.Group options={options} />
      </Form.Item>
      {answer === 'found' && (
        <Form.List
          name={['lines', item.code, 'findings']}
          rules={[
            {
              validator: (_rule, value: Found[] | undefined) =>
                value?.length ? Promise.resolve() : Promise.reject(new Error('请至少写一个问题')),
            },
          ]}
        >
          {(fields, { add, remove }, { errors }) => (
            <>
              {fields.map(({ key, name }) => (
                <Space key={key} wrap align="start">
                  <Form.Item label="问题" name={[name, 'phrase']} rules={[{ required: true, message: '请选一种问题' }]}>
                    <Select
                      style={{ width: 260 }}
                      options={item.phrases.map(({ code, text }) => ({ value: code, label: text }))}
                    />
                  </Form.Item>
                  <Form.Item label="地点" name={[name, 'spot']} rules={[{ required: true, message: '请写明地点' }]}>
                    <Input maxLength={40} placeholder="例如：1号投放点" />
                  </Form.Item>
                  <Form.Item label="照片" name={[name, 'photoIds']} initialValue={[]}>
                    <PhotosField label="问题照片" />
                  </Form.Item>
                  <Button onClick={() => remove(name)} aria-label="去掉这个问题">
                    去掉
                  </Button>
                </Space>
              ))}
              <Form.ErrorList errors={errors} />
              <Button onClick={() => add({ photoIds: [], earlierId: null })}>加一个问题</Button>
            </>
          )}
        </Form.List>
      )}
    </div>
  )
}
