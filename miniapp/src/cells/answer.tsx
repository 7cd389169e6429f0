// One item answered with taps: done or not, which step, what is wrong and how often, or a part of a whole. The same for
// the applicant and for who scores on site. Pure of storage: what is chosen goes to `onChange` with every tap.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { itemPoints, showPoints } from '@shared/cells/scoring'
import type { ItemAnswer, Method, TableItem } from '@shared/cells/tables'
import { Choice, Field, Stepper, type Option } from '@/ui/inputs'

type Props = {
  item: TableItem
  value: ItemAnswer | null
  onChange: (value: ItemAnswer) => void
  disabled?: boolean
  /** Above the choices. */
  label?: string
}
type MethodOf<K extends Method['kind']> = Extract<Method, { kind: K }>

const ABSENT = '-absent'
const absent = (item: TableItem): Option<string>[] =>
  item.mayBeAbsent ? [{ value: ABSENT, title: '不涉及', note: '这里没有这样的事，不算分' }] : []

export function AnswerInput(props: Props) {
  const { item } = props
  if (item.method.kind === 'tiers') return <Tiers {...props} method={item.method} />
  if (item.method.kind === 'deduct') return <Deduct {...props} method={item.method} />
  if (item.method.kind === 'ratio') return <Ratio {...props} method={item.method} />
  return <YesNo {...props} />
}

const chosenOf = (value: ItemAnswer | null, own: (value: ItemAnswer) => string | null): string | null =>
  value === null ? null : value.kind === 'absent' ? ABSENT : own(value)

function YesNo({ item, value, onChange, disabled = false, label = '做到了吗' }: Props) {
  const options: Option<string>[] = [
    { value: 'yes', title: '做到了', note: `得${item.max}分` },
    { value: 'no', title: '还没有', note: '得0分' },
    ...absent(item),
  ]
  return (
    <Choice
      label={label}
      columns={item.mayBeAbsent ? 1 : 2}
      value={chosenOf(value, (one) => (one.kind === 'yesNo' ? (one.yes ? 'yes' : 'no') : null))}
      options={options.map((option) => ({ ...option, disabled }))}
      onChange={(chosen) => onChange(chosen === ABSENT ? { kind: 'absent' } : { kind: 'yesNo', yes: chosen === 'yes' })}
    />
  )
}

function Tiers({
  item,
  method,
  value,
  onChange,
  disabled = false,
  label = '是哪一种',
}: Props & { method: MethodOf<'tiers'> }) {
  const options: Option<string>[] = [
    ...method.tiers.map(({ code, text, points }) => ({ value: code, title: text, note: `得${points}分` })),
    ...absent(item),
  ]
  return (
    <Choice
      label={label}
      columns={1}
      value={chosenOf(value, (one) => (one.kind === 'tiers' ? one.tier : null))}
      options={options.map((option) => ({ ...option, disabled }))}
      onChange={(chosen) => onChange(chosen === ABSENT ? { kind: 'absent' } : { kind: 'tiers', tier: chosen })}
    />
  )
}

function Deduct({
  item,
  method,
  value,
  onChange,
  disabled = false,
  label = '有没有下面的情况',
}: Props & { method: MethodOf<'deduct'> }) {
  const faults = value?.kind === 'deduct' ? value.faults : []
  const [isOpen, setOpen] = useState(faults.length > 0)
  const chosen = chosenOf(value, (one) => (one.kind === 'deduct' ? (one.faults.length > 0 ? 'some' : 'none') : null))
  const count = (code: string, times: number) => {
    const others = faults.filter((fault) => fault.code !== code)
    onChange({ kind: 'deduct', faults: times > 0 ? [...others, { code, count: times }] : others })
  }
  const options: Option<string>[] = [
    { value: 'none', title: '都没有', note: `得${item.max}分` },
    { value: 'some', title: '有', note: '在下面点几处' },
    ...absent(item),
  ]
  return (
    <View>
      <Choice
        label={label}
        columns={item.mayBeAbsent ? 1 : 2}
        value={isOpen && chosen !== ABSENT ? 'some' : chosen}
        options={options.map((option) => ({ ...option, disabled }))}
        onChange={(next) => {
          setOpen(next === 'some')
          if (next === ABSENT) onChange({ kind: 'absent' })
          else if (next === 'none') onChange({ kind: 'deduct', faults: [] })
        }}
      />
      {(isOpen || faults.length > 0) &&
        method.faults.map(({ code, text, points }) => (
          <Stepper
            key={code}
            label={`${text}（一处扣${points}分）`}
            value={faults.find((fault) => fault.code === code)?.count ?? 0}
            onChange={(times) => {
              if (!disabled) count(code, times)
            }}
            max={99}
            unit="处"
          />
        ))}
    </View>
  )
}

const digits = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null)

function Ratio({ item, method, value, onChange, disabled = false }: Props & { method: MethodOf<'ratio'> }) {
  const known = value?.kind === 'ratio' ? value : null
  const [typed, setTyped] = useState({ part: known ? String(known.part) : '', whole: known ? String(known.whole) : '' })
  const put = (next: typeof typed) => {
    setTyped(next)
    const [part, whole] = [digits(next.part), digits(next.whole)]
    if (part !== null && whole !== null && part <= whole) onChange({ kind: 'ratio', part, whole })
  }
  const [part, whole] = [digits(typed.part), digits(typed.whole)]
  const error = part !== null && whole !== null && part > whole ? `不能比“${method.whole}”多` : null
  return (
    <View>
      <Field
        id="whole"
        label={method.whole}
        type="number"
        value={typed.whole}
        disabled={disabled}
        max={9}
        onChange={(text) => put({ ...typed, whole: text })}
      />
      <Field
        id="part"
        label={`其中${method.part}`}
        type="number"
        value={typed.part}
        disabled={disabled}
        max={9}
        error={error}
        onChange={(text) => put({ ...typed, part: text })}
      />
      {item.mayBeAbsent && (
        <Choice
          label="或者"
          columns={1}
          value={value?.kind === 'absent' ? ABSENT : null}
          options={[...absent(item)].map((option) => ({ ...option, disabled }))}
          onChange={() => onChange({ kind: 'absent' })}
        />
      )}
    </View>
  )
}

/** "做到了，得3分" of an answer. */
export function answerWords(item: TableItem, answer: ItemAnswer): string {
  const points = itemPoints(item, answer)
  return points === null ? '不涉及' : `${saidOf(item, answer)}，得${showPoints(points)}分`
}

function saidOf({ method }: TableItem, answer: ItemAnswer): string {
  if (answer.kind === 'yesNo') return answer.yes ? '做到了' : '还没有'
  if (answer.kind === 'ratio') return `${answer.part}/${answer.whole}`
  if (answer.kind === 'tiers' && method.kind === 'tiers')
    return method.tiers.find(({ code }) => code === answer.tier)?.text ?? '另一档'
  if (answer.kind === 'deduct' && method.kind === 'deduct') {
    if (answer.faults.length === 0) return '没有扣分的情况'
    return answer.faults
      .map(({ code, count }) => `${method.faults.find((fault) => fault.code === code)?.text ?? code} ${count}处`)
      .join('、')
  }
  return '不涉及'
}
