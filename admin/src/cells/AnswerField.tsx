// An answer as a reviewer gives it: the same four ways as the applicant has.
import { InputNumber, Radio, Select, Space } from 'antd'
import type { ItemAnswer, TableItem } from '@shared/cells/tables'

type Props = { rule: TableItem; value: ItemAnswer; onChange: (answer: ItemAnswer) => void }

export function AnswerField({ rule, value, onChange }: Props) {
  const { method, mayBeAbsent, clause } = rule
  if (method.kind === 'tiers')
    return (
      <Select
        aria-label={`${clause}是哪一档`}
        style={{ width: '100%' }}
        value={value.kind === 'tiers' ? value.tier : value.kind === 'absent' ? '' : undefined}
        onChange={(tier: string) => onChange(tier === '' ? { kind: 'absent' } : { kind: 'tiers', tier })}
        options={[
          ...method.tiers.map(({ code, text, points }) => ({ value: code, label: `${points}分 ${text}` })),
          ...(mayBeAbsent ? [{ value: '', label: '不涉及' }] : []),
        ]}
      />
    )
  if (method.kind === 'ratio')
    return (
      <Space>
        <InputNumber
          aria-label={`${clause} ${method.part}`}
          min={0}
          precision={0}
          value={value.kind === 'ratio' ? value.part : null}
          onChange={(part) =>
            onChange({ kind: 'ratio', part: part ?? 0, whole: value.kind === 'ratio' ? value.whole : 0 })
          }
        />
        /
        <InputNumber
          aria-label={`${clause} ${method.whole}`}
          min={0}
          precision={0}
          value={value.kind === 'ratio' ? value.whole : null}
          onChange={(whole) =>
            onChange({ kind: 'ratio', part: value.kind === 'ratio' ? value.part : 0, whole: whole ?? 0 })
          }
        />
      </Space>
    )
  if (method.kind === 'deduct') {
    const faults = value.kind === 'deduct' ? value.faults : []
    return (
      <div>
        {method.faults.map(({ code, text, points }) => (
          <div key={code}>
            <InputNumber
              size="small"
              aria-label={`${clause} ${text} 几处`}
              min={0}
              max={99}
              precision={0}
              value={faults.find((fault) => fault.code === code)?.count ?? 0}
              onChange={(count) => {
                const others = faults.filter((fault) => fault.code !== code)
                onChange({ kind: 'deduct', faults: count ? [...others, { code, count }] : others })
              }}
            />{' '}
            处 {text}（一处扣{points}分）
          </div>
        ))}
      </div>
    )
  }
  return (
    <Radio.Group
      aria-label={`${clause}做到没有`}
      value={value.kind === 'yesNo' ? (value.yes ? 'yes' : 'no') : value.kind}
      onChange={({ target }) =>
        onChange(target.value === 'absent' ? { kind: 'absent' } : { kind: 'yesNo', yes: target.value === 'yes' })
      }
      options={[
        { value: 'yes', label: `做到（${rule.max}分）` },
        { value: 'no', label: '没有（0分）' },
        ...(mayBeAbsent ? [{ value: 'absent', label: '不涉及' }] : []),
      ]}
    />
  )
}
