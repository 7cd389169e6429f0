// The field that looks for something while one types: an icon in front, the hint inside, a way to empty it.
// Relies on inputs.scss. Invariant: it has a name that is read aloud, though none is drawn above it.
//
//   <Find id='search' label='想扔什么？' placeholder='如奶茶杯' value={word} onChange={setWord} max={40} flat />
import { Input, View } from '@tarojs/components'
import { a11y, classes, named } from './a11y'
import { Icon } from './Icon'

type Props = {
  id: string
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
  onFocus?: () => void
  onDone?: () => void
  max?: number
  /** On the page itself, not floating over a picture. */
  flat?: boolean
}

export function Find({ id, label, placeholder, value, onChange, onFocus, onDone, max = 40, flat = false }: Props) {
  return (
    <View className={classes('find', flat && 'find--flat')}>
      <Icon name="search" />
      <Input
        id={id}
        className="find__input"
        value={value}
        maxlength={max}
        placeholder={placeholder}
        placeholderClass="field__placeholder"
        confirmType="search"
        cursorSpacing={24}
        onInput={({ detail }) => onChange(detail.value)}
        onFocus={() => onFocus?.()}
        onConfirm={() => onDone?.()}
        {...named(label)}
      />
      {value !== '' && (
        <View className="find__clear" onClick={() => onChange('')} {...a11y({ role: 'button', label: '清空' })}>
          <Icon name="x" size="s" />
        </View>
      )}
    </View>
  )
}
