// How points of one item are given: in words, and as fields of a form.
import { Button, Form, Input, InputNumber, Space } from 'antd'
import type { MethodKind } from '@shared/cells/table-words'
import type { Method } from '@shared/cells/tables'

export function methodText(method: Method): string {
  switch (method.kind) {
    case 'yesNo':
      return '做到得满分，没做到0分'
    case 'ratio':
      return `按比例：${method.part}占${method.whole}，${method.full}%满分，${method.none}%及以下0分`
    case 'tiers':
      return method.tiers.map(({ text, points }) => `${text} ${points}分`).join('；')
    case 'deduct':
      return `逐处扣：${method.faults.map(({ text, points }) => `${text} −${points}`).join('；')}`
  }
}

/** A method to begin with. @param byPlatform a figure reaches its steps from values on */
export function freshMethod(kind: MethodKind, max: number, byPlatform = false): Method {
  if (kind === 'yesNo') return { kind }
  if (kind === 'ratio') return { kind, part: '做到的', whole: '全部', none: 0, full: 100 }
  if (kind === 'deduct') return { kind, faults: [{ code: 'f1', text: '', points: 1 }] }
  return {
    kind,
    unit: '',
    tiers: [
      { code: 't1', text: '', points: max, from: byPlatform ? 1 : null },
      { code: 't2', text: '没有', points: 0, from: byPlatform ? 0 : null },
    ],
  }
}

type Path = (string | number)[]
/** `at`: of the item within its list, `path`: of the method within the form. */
type Props = { at: Path; path: Path; byPlatform: boolean }

const textRules = [{ required: true, message: '请填写' }]

export function MethodFields({ at, path, byPlatform }: Props) {
  const form = Form.useFormInstance()
  const method = Form.useWatch<Method | undefined>(path, { form, preserve: true })
  if (!method || method.kind === 'yesNo') return null
  if (method.kind === 'ratio')
    return (
      <Space wrap align="start">
        <Form.Item label="不得分（%及以下）" name={[...at, 'none']}>
          <InputNumber min={0} max={99} precision={0} />
        </Form.Item>
        <Form.Item label="满分（%及以上）" name={[...at, 'full']}>
          <InputNumber min={1} max={100} precision={0} />
        </Form.Item>
        <Form.Item label="前一个数" name={[...at, 'part']} rules={textRules}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item label="后一个数" name={[...at, 'whole']} rules={textRules}>
          <Input maxLength={30} />
        </Form.Item>
      </Space>
    )
  const isTiers = method.kind === 'tiers'
  const name = isTiers ? 'tiers' : 'faults'
  const codes = (isTiers ? method.tiers : method.faults).map(({ code }) => code)
  return (
    <Form.List name={[...at, name]}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name: index }) => (
            <Space key={key} wrap align="start">
              <Form.Item label={isTiers ? '这一档' : '哪种情形'} name={[index, 'text']} rules={textRules}>
                <Input maxLength={60} style={{ width: 280 }} />
              </Form.Item>
              <Form.Item label={isTiers ? '得分' : '扣分'} name={[index, 'points']} rules={textRules}>
                <InputNumber min={isTiers ? 0 : 1} max={40} precision={0} />
              </Form.Item>
              {isTiers && byPlatform && (
                <Form.Item label="从多少起" name={[index, 'from']}>
                  <InputNumber min={0} precision={0} />
                </Form.Item>
              )}
              <Button onClick={() => remove(index)} aria-label={isTiers ? '去掉这一档' : '去掉这种情形'}>
                去掉
              </Button>
            </Space>
          ))}
          <Button
            size="small"
            onClick={() =>
              add({
                code: freshCode(codes, isTiers ? 't' : 'f'),
                text: '',
                points: 1,
                ...(isTiers ? { from: null } : {}),
              })
            }
          >
            {isTiers ? '加一档' : '加一种情形'}
          </Button>
        </>
      )}
    </Form.List>
  )
}

/** The first of t1, t2, … that is not taken. */
function freshCode(taken: readonly string[], letter: string): string {
  let count = taken.length + 1
  while (taken.includes(`${letter}${count}`)) count += 1
  return `${letter}${count}`
}
