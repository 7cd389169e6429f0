// A table as it is written: begun from the version that holds. Codes stay as they are, since evidence is known by them;
// an item that goes away takes its evidence out of later applications, never out of those that began before. Titles of
// the two documents, vetoes and what the platform fills are written here too.
import { Alert, Button, Collapse, DatePicker, Form, Input, InputNumber, Select, Space } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { stepWordSets } from '@shared/cells/table-words'
import { tableProblem, type TableContent, type TableSection } from '@shared/cells/tables'
import { cellTables, type TableDetail } from '@shared/cells/tables-contract'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Items, Vetoes } from './TableItems'

type Fields = { validFrom: Dayjs; sunset: Dayjs | null; content: TableContent; steps: number }

const stepOptions = stepWordSets.map((words, value) => ({ value, label: Object.values(words).join('·') }))
const stepsAt = ({ steps }: TableContent): number =>
  Math.max(
    0,
    stepWordSets.findIndex(({ apply, title }) => apply === steps.apply && title === steps.title),
  )
/** Clauses are numbered by where they stand. */
const numbered = (content: TableContent): TableContent => ({
  ...content,
  sections: content.sections.map((section, at) => ({
    ...section,
    items: section.items.map((item, to) => ({ ...item, clause: `${at + 1}.${to + 1}` })),
  })),
  bonus: content.bonus.map((item, at) => ({ ...item, clause: `J.${at + 1}` })),
  vetoes: content.vetoes.map((veto, at) => ({ ...veto, clause: `V.${at + 1}` })),
})

export function TableEditor({ table, onDone }: { table: TableDetail; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const isChange = table.state === 'proposed'
  const [id] = useState(() => (isChange ? table.id : newId()))
  const save = useWrite(cellTables.save, '已保存，等另一位同事公布')
  const [problem, setProblem] = useState<string | null>(null)
  // codes and sources are in no field: they are kept all the same
  const content: TableContent | undefined = Form.useWatch('content', { form, preserve: true })
  const send = (): void => {
    const { validFrom, sunset, content: given, steps } = form.getFieldsValue(true) as Fields
    const whole = numbered({ ...given, steps: stepWordSets[steps] ?? given.steps })
    const wrong = tableProblem(whole)
    setProblem(wrong)
    if (wrong) return
    const { kind, placeId, version } = table
    save.mutate(
      {
        id,
        version: isChange ? version : 0,
        placeId,
        kind,
        validFrom: validFrom.format('YYYY-MM-DD'),
        sunset: sunset?.format('YYYY-MM-DD') ?? null,
        content: whole,
      },
      { onSuccess: onDone },
    )
  }
  const sections = content?.sections ?? table.content.sections
  return (
    <EditForm<Fields>
      version={isChange ? table.version : undefined}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={{
        validFrom: isChange ? dayjs(table.validFrom) : dayjs().add(2, 'month').startOf('month'),
        sunset: isChange && table.sunset ? dayjs(table.sunset) : null,
        content: table.content,
        steps: stepsAt(table.content),
      }}
      onFinish={send}
    >
      <Frame />
      <Collapse
        items={[
          ...sections.map((section, at) => ({
            key: section.code,
            label: <SectionTitle section={section} />,
            children: <Items list={['content', 'sections', at, 'items']} />,
          })),
          { key: 'bonus', label: '加分项', children: <Items list={['content', 'bonus']} /> },
          {
            key: 'vetoes',
            label: `一票否决：${content?.vetoes.length ?? table.content.vetoes.length}条`,
            children: <Vetoes />,
          },
        ]}
      />
      {problem && <Alert type="error" title={problem} style={{ margin: '12px 0' }} />}
      <Space style={{ marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          保存草稿
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </EditForm>
  )
}

function SectionTitle({ section }: { section: TableSection }) {
  const sum = section.items.reduce((total, item) => total + (item?.max ?? 0), 0)
  return (
    <>
      {section.name}：{section.items.length}条，合计{sum}分{sum === section.max ? '' : `，应为${section.max}分`}
    </>
  )
}

const titleRules = [{ required: true, min: 2, message: '至少2个字' }]

/** Days, titles of the two documents, lines and caps. */
function Frame() {
  const future = (day: Dayjs): boolean => !day.isAfter(dayjs(), 'day')
  return (
    <>
      <Space wrap align="start">
        <Form.Item label="从哪天起执行" name="validFrom" rules={[{ required: true, message: '请选日期' }]}>
          <DatePicker allowClear={false} disabledDate={future} />
        </Form.Item>
        <Form.Item label="按旧版开始的，最晚哪天提交（不填为做完为止）" name="sunset">
          <DatePicker disabledDate={future} />
        </Form.Item>
        <Form.Item label="各步的叫法" name="steps">
          <Select options={stepOptions} style={{ width: 220 }} />
        </Form.Item>
      </Space>
      <Space wrap align="start">
        <Number label="达标分数线" name="titledFrom" most={100} />
        <Number label="示范分数线" name="modelFrom" most={100} />
        <Number label="加分最多" name="bonusCap" most={10} least={0} />
        <Number label="相差多少分请第三位" name="apartBy" most={50} />
        <Number label="有效几年" name="validYears" most={5} />
      </Space>
      <Space wrap align="start">
        <Form.Item label="评价标准的名称" name={['content', 'standard', 'title']} rules={titleRules}>
          <Input maxLength={60} style={{ width: 320 }} />
        </Form.Item>
        <Form.Item label="评分细则的名称" name={['content', 'rule', 'title']} rules={titleRules}>
          <Input maxLength={60} style={{ width: 320 }} />
        </Form.Item>
      </Space>
      <Form.Item
        label="依据（会公开）"
        name={['content', 'source']}
        rules={[{ required: true, min: 2, message: '请写明依据' }]}
      >
        <Input.TextArea rows={2} maxLength={300} showCount />
      </Form.Item>
    </>
  )
}

type NumberProps = { label: string; name: keyof TableContent; most: number; least?: number }
const Number = ({ label, name, most, least = 1 }: NumberProps) => (
  <Form.Item label={label} name={['content', name]} rules={[{ required: true, message: '请填写' }]}>
    <InputNumber min={least} max={most} precision={0} />
  </Form.Item>
)
