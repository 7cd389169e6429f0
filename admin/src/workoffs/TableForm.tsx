// A table as it is written: typed in yuan and hours, kept in minutes. It starts from the one that holds, so that only
// what changes is typed.
import { Button, DatePicker, Form, Input, Space } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { workoffsDesk, type WorkoffTableRecord } from '@shared/workoffs/desk-contract'
import { defaultWorkoffTable, FINE_CEILING, workoffTableProblem } from '@shared/workoffs/rules'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { PlaceSelect } from '@/ui/PlaceSelect'

type Fields = {
  placeId: string
  day: Dayjs
  days: number
  source: string
  steps: { upToYuan: number; hours: number }[]
}
const need = [{ required: true, message: '请填写' }]

type Props = { table: WorkoffTableRecord | null; from: WorkoffTableRecord | null; onDone: () => void }

/** @param from the table that it starts from */
export function TableForm({ table, from, onDone }: Props) {
  const [id] = useState(() => table?.id ?? newId())
  const [problem, setProblem] = useState<string | null>(null)
  const save = useWrite(workoffsDesk.saveTable, '已起草，请另一位同事看过后公布')
  const start = from?.content ?? defaultWorkoffTable
  const submit = ({ placeId, day, days, source, steps }: Fields): void => {
    const content = {
      days,
      steps: (steps ?? []).map(({ upToYuan, hours }) => ({ upToYuan, minutes: Math.round(hours * 60) })),
    }
    const found = workoffTableProblem(content)
    setProblem(found)
    if (found) return
    const validFrom = day.format('YYYY-MM-DD')
    save.mutate({ id, version: table?.version ?? 0, placeId, validFrom, source, content }, { onSuccess: onDone })
  }
  return (
    <Form<Fields>
      layout="vertical"
      onFinish={submit}
      scrollToFirstError
      initialValues={{
        placeId: from?.placeId,
        day: table ? dayjs(table.validFrom) : dayjs().add(1, 'month').startOf('month'),
        days: start.days,
        source: table?.source ?? '',
        steps: start.steps.map(({ upToYuan, minutes }) => ({ upToYuan, hours: minutes / 60 })),
      }}
    >
      {!from && <p className="faint">从系统的参考值改起：不是文件规定，请按本地规定写。</p>}
      <Form.Item label="范围" name="placeId" rules={need}>
        <PlaceSelect label="范围" disabled={table !== null} />
      </Form.Item>
      <Form.Item label="从哪天起" name="day" rules={need}>
        <DatePicker minDate={dayjs().add(1, 'day')} />
      </Form.Item>
      <Form.Item label="转办后多少天内做满" name="days" rules={need}>
        <NumberInput min={7} max={180} precision={0} suffix="天" />
      </Form.Item>
      <Form.Item label="依据（哪个部门的哪份文件）" name="source" rules={need}>
        <Input maxLength={100} />
      </Form.Item>
      <Steps />
      {problem && (
        <div role="alert" className="refused">
          {problem}
        </div>
      )}
      <p style={{ marginTop: 20 }}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {table ? '保存' : '起草'}
        </Button>
      </p>
    </Form>
  )
}

function Steps() {
  return (
    <Form.List name="steps">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <Space key={key} wrap align="end">
              <Form.Item label="罚款到多少" name={[name, 'upToYuan']} rules={need}>
                <NumberInput min={1} max={FINE_CEILING} precision={0} suffix="元" />
              </Form.Item>
              <Form.Item label="要做多久" name={[name, 'hours']} rules={need}>
                <NumberInput min={0.5} max={40} precision={1} suffix="小时" />
              </Form.Item>
              {rows.length > 1 && (
                <Form.Item>
                  <Button onClick={() => remove(name)}>去掉</Button>
                </Form.Item>
              )}
            </Space>
          ))}
          {rows.length < 8 && (
            <div>
              <Button size="small" onClick={() => add()}>
                加一档
              </Button>
            </div>
          )}
        </>
      )}
    </Form.List>
  )
}
