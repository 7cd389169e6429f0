// Typing a household's code with gloves on: one large key a character, none that are mistaken for each other.
// Relies on scan.ts. Invariant: a code whose check character does not fit is never taken.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { platform } from '@/lib/platform/platform'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { keys, longestTyped, typedSoFar } from './scan'

export function CodePad({ onCode }: { onCode: (code: string) => void }) {
  const [typed, setTyped] = useState('')
  const so = typedSoFar(typed)
  const take = (code: string) => {
    setTyped('')
    onCode(code)
  }
  const tap = (key: string) => {
    platform.vibrate('short')
    if (typed.length >= longestTyped(typed)) return
    const next = typed + key
    if (typedSoFar(next) === 'whole') take(next)
    else setTyped(next)
  }
  const shown = typed.length > 4 ? `${typed.slice(0, 4)} ${typed.slice(4)}` : typed
  return (
    <View className="code-pad">
      <View className="code-pad__shown" {...a11y({ role: 'status', label: typed || '还没有输', live: 'polite' })}>
        <Text className={typed ? 'code-pad__code' : 'code-pad__hint'}>{shown || '输卡片上的8位码'}</Text>
      </View>
      {so === 'wrong' && (
        <Text className="code-pad__wrong" {...a11y({ role: 'alert' })}>
          这个码不对，看看有没有输错，可以用退格改。
        </Text>
      )}
      {so === 'label' && (
        <Button id="code-done" kind="primary" onClick={() => take(typed)}>
          就是这8位
        </Button>
      )}
      <View className="code-pad__keys">
        {keys.map((key) => (
          <View
            key={key}
            id={`key-${key}`}
            className="code-pad__key"
            onClick={() => tap(key)}
            {...a11y({ role: 'button', label: key })}
          >
            <Text>{key}</Text>
          </View>
        ))}
        <View
          id="key-back"
          className="code-pad__key code-pad__key--wide"
          onClick={() => setTyped(typed.slice(0, -1))}
          {...a11y({ role: 'button', label: '退格' })}
        >
          <Text>退格</Text>
        </View>
      </View>
    </View>
  )
}
