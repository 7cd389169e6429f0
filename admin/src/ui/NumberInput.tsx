// A box for a number. What is typed in full width or pasted with thousands counts as it is meant. What is no number, or
// beyond the bounds, is said and leaves the number that was there: a box that silently empties or corrects itself would
// come to mean "no limit" or "closed".
import { App, InputNumber, type InputNumberProps } from 'antd'
import { useRef, useState } from 'react'
import { isWrongNumber, plainNumber } from './typed-number'

export function NumberInput({ onChange, onBlur, min, max, ...rest }: InputNumberProps<number>) {
  const { message } = App.useApp()
  const typed = useRef('')
  const [restored, setRestored] = useState(0)
  const bound = (given: number | string | null | undefined) =>
    given === undefined || given === null ? undefined : Number(given)
  const isWrong = (): boolean => isWrongNumber(typed.current, bound(min), bound(max))
  return (
    <InputNumber<number>
      {...rest}
      key={restored}
      min={min}
      max={max}
      // as it is being typed it may still be short of the least: bounds are asked for when the box is left
      parser={(text) => plainNumber(text) as unknown as number}
      onInput={(text) => {
        typed.current = plainNumber(text)
      }}
      onStep={() => {
        typed.current = ''
      }}
      onChange={(value) => {
        if (!isWrong()) onChange?.(value)
      }}
      onBlur={(event) => {
        if (isWrong()) {
          const bounds = min !== undefined && max !== undefined ? `，应在 ${min} 到 ${max} 之间` : ''
          void message.warning(`“${typed.current}”不能填${bounds}，已恢复原来的数`)
          setRestored((count) => count + 1)
        }
        typed.current = ''
        onBlur?.(event)
      }}
    />
  )
}
