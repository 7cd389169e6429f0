// What people fill in: Field, TextArea, Choice, Stepper, SwitchRow, CodeEntry.
// Relies on the styles in ui.scss. Invariants: each input has a visible label that is also read aloud; an error stands
// beside its input in words; nothing needs a swipe or a long press.
//
//   <Field label='联系电话' value={phone} onChange={setPhone} type='text' | 'number' | 'digit' | 'idcard' | 'phone'
// hint? error? max? placeholder? id? />   <TextArea label='说明' value onChange hint? error? max? />
//   <Choice label='户型' value={kind} onChange={setKind} options={[{ value: 'own', title: '自有', note?, disabled? }]}
// columns? 1 | 2 | 3 />   <Stepper label='件数' value={count} onChange={setCount} min={1} max={10} unit='件' />
//   <SwitchRow title='长辈版' note='大字、大按钮' value={on} onChange={setOn} />
//   <CodeEntry label='住户码' onCode={(code) => …} hint? busy? />      scans where it can, and can always be typed
import { Input, Switch, Text, Textarea, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { day } from '@shared/look/tokens'
import { platform } from '@/lib/platform/platform'
import { a11y, classes, named } from './a11y'
import { Button } from './Button'
import { Icon } from './Icon'

type Around = { label: string; hint?: string | undefined; error?: string | null | undefined }

function Labelled({ label, hint, error, children }: Around & { children: ReactNode }) {
  return (
    <View className={classes('field', Boolean(error) && 'field--wrong')}>
      <Text className="field__label">{label}</Text>
      {children}
      {error ? (
        <Text className="field__error" {...a11y({ role: 'alert' })}>
          {error}
        </Text>
      ) : hint ? (
        <Text className="field__hint">{hint}</Text>
      ) : null}
    </View>
  )
}

type FieldProps = Around & {
  value: string
  onChange: (value: string) => void
  /** `phone`: digits, and the hyphen of a landline where the keyboard has one. */
  type?: 'text' | 'number' | 'digit' | 'idcard' | 'phone'
  placeholder?: string
  max?: number
  id?: string
  disabled?: boolean
  password?: boolean
  onDone?: () => void
}

/** A browser's number field would lose the hyphen; WeChat's keyboard of digits has none. */
const phoneType = process.env.TARO_ENV === 'h5' ? 'text' : 'number'

const spoken = ({ label, error }: Around): string => (error ? `${label}，${error}` : label)

export function Field({
  value,
  onChange,
  type = 'text',
  placeholder,
  max = 140,
  id,
  disabled = false,
  password = false,
  onDone,
  ...around
}: FieldProps) {
  return (
    <Labelled {...around}>
      <Input
        {...(id ? { id } : {})}
        className="field__input"
        value={value}
        type={type === 'phone' ? phoneType : type}
        password={password}
        maxlength={max}
        disabled={disabled}
        placeholder={placeholder ?? ''}
        placeholderClass="field__placeholder"
        cursorSpacing={24}
        onInput={({ detail }) => onChange(detail.value)}
        onConfirm={() => onDone?.()}
        {...named(spoken(around), type === 'phone' ? 'tel' : undefined)}
      />
    </Labelled>
  )
}

type TextAreaProps = Around & {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  max?: number
  id?: string
}

export function TextArea({ value, onChange, placeholder, max = 500, id, ...around }: TextAreaProps) {
  return (
    <Labelled {...around} hint={around.hint ?? `最多${max}字，已写${value.length}字`}>
      <Textarea
        {...(id ? { id } : {})}
        className="field__area"
        value={value}
        maxlength={max}
        placeholder={placeholder ?? ''}
        autoHeight
        placeholderClass="field__placeholder"
        cursorSpacing={24}
        onInput={({ detail }) => onChange(detail.value)}
        {...named(spoken(around))}
      />
    </Labelled>
  )
}

export type Option<V extends string> = { value: V; title: string; note?: string; disabled?: boolean }
type ChoiceProps<V extends string> = Around & {
  options: readonly Option<V>[]
  value: V | null
  onChange: (value: V) => void
  columns?: 1 | 2 | 3
}

/** One of several, as tiles. One column in elder mode. */
export function Choice<V extends string>({ options, value, onChange, columns = 2, ...around }: ChoiceProps<V>) {
  return (
    <Labelled {...around}>
      <View className={classes('tiles', `tiles--${columns}`)} {...a11y({ role: 'radiogroup', label: around.label })}>
        {options.map((option) => (
          <Tile key={option.value} {...option} chosen={option.value === value} onTap={() => onChange(option.value)} />
        ))}
      </View>
    </Labelled>
  )
}

type TileProps = { title: string; note?: string; disabled?: boolean; chosen: boolean; onTap: () => void }

function Tile({ title, note, disabled = false, chosen, onTap }: TileProps) {
  return (
    <View
      className={classes('tile', chosen && 'tile--chosen', disabled && 'tile--off')}
      onClick={() => {
        if (!disabled) onTap()
      }}
      {...a11y({ role: 'radio', spoken: [title, note].filter(Boolean).join('，'), checked: chosen, disabled })}
    >
      <Text className="tile__title">{title}</Text>
      {note && <Text className="tile__note">{note}</Text>}
      {chosen && (
        <View className="tile__tick">
          <Icon name="check" />
        </View>
      )}
    </View>
  )
}

type StepperProps = Around & {
  value: number
  onChange: (value: number) => void
  min?: number
  max?: number
  step?: number
  unit?: string
}

export function Stepper({ value, onChange, min = 0, max = 99, step = 1, unit = '', ...around }: StepperProps) {
  const to = (next: number) => onChange(Math.max(min, Math.min(max, next)))
  return (
    <Labelled {...around}>
      <View className="stepper">
        <View
          className={classes('stepper__end', value <= min && 'stepper__end--off')}
          onClick={() => to(value - step)}
          {...a11y({ role: 'button', label: `${around.label}减少`, disabled: value <= min })}
        >
          <Icon name="minus" />
        </View>
        <Text
          className="stepper__value"
          {...a11y({ live: 'polite', label: `${around.label} ${value}${unit}` })}
        >{`${value}${unit && ` ${unit}`}`}</Text>
        <View
          className={classes('stepper__end', value >= max && 'stepper__end--off')}
          onClick={() => to(value + step)}
          {...a11y({ role: 'button', label: `${around.label}增加`, disabled: value >= max })}
        >
          <Icon name="plus" />
        </View>
      </View>
    </Labelled>
  )
}

type SwitchProps = {
  title: string
  note?: string
  value: boolean
  /** What it answers is waited for: until then what was chosen is shown, afterwards what is true. */
  onChange: (value: boolean) => unknown
  id?: string
  /** What is shown of it: on, off. */
  words?: readonly [string, string]
}

/** A setting that is on or off; the whole row is the target. */
export function SwitchRow({ title, note, value, onChange, id, words = ['已开启', '已关闭'] }: SwitchProps) {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const on = chosen ?? value
  const tap = () => {
    if (chosen !== null) return
    const done = onChange(!value)
    if (!(done instanceof Promise)) return
    setChosen(!value)
    void done.finally(() => setChosen(null))
  }
  return (
    <View
      {...(id ? { id } : {})}
      className="row row--tap"
      onClick={tap}
      {...a11y({ role: 'checkbox', spoken: [title, note].filter(Boolean).join('，'), checked: on })}
    >
      <View className="row__main">
        <View className="row__title">{title}</View>
        {note && <View className="row__note">{note}</View>}
      </View>
      <View className="row__end">
        <Text className="row__value">{on ? words[0] : words[1]}</Text>
        <Switch className="switch" checked={on} color={day.primary} disabled {...a11y({ hidden: true })} />
      </View>
    </View>
  )
}

type CodeProps = { label: string; onCode: (code: string) => void; hint?: string; error?: string | null; busy?: boolean }

/** A code, read by the camera where there is one, typed where not or where it fails. */
export function CodeEntry({ label, onCode, hint, error, busy = false }: CodeProps) {
  const [typed, setTyped] = useState('')
  const give = (code: string | null) => {
    if (code?.trim()) onCode(code.trim())
  }
  return (
    <View className="code-entry">
      {platform.canScan && (
        <Button
          kind="primary"
          loading={busy}
          onClick={() => {
            void platform.scan().then(give, () => undefined)
          }}
        >{`扫一扫${label}`}</Button>
      )}
      <Field
        label={platform.canScan ? `或输入${label}` : `输入${label}`}
        value={typed}
        max={64}
        hint={hint}
        error={error}
        onChange={(value) => setTyped(value.toUpperCase())}
        onDone={() => give(typed)}
      />
      <Button
        kind={platform.canScan ? 'plain' : 'primary'}
        loading={busy}
        disabled={typed.trim() === ''}
        onClick={() => give(typed)}
      >
        确定
      </Button>
    </View>
  )
}
