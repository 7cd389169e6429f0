// What every page of the evening has: the page itself, how far the logs have got, storage that runs full.
// Relies on evening.ts. Invariants: targets are ≥ 60 px; what waits is always in sight.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState, type ReactNode } from 'react'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { useNight } from '@/lib/session'
import { storageShare } from '@/lib/storage'
import { a11y, classes } from '@/ui/a11y'
import type { DropoffIcon } from '@/ui/icon-names'
import { Notice } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { countsOf } from './book'
import { useEvening } from './evening'
import { useTapFailure } from './logging'
import '../ui/dropoff-icons.generated.scss'
import './dropoffs.scss'

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

type ScreenProps = { title: string; children: ReactNode; bottom?: ReactNode }

export function EveningScreen({ title, children, bottom }: ScreenProps) {
  const failed = useTapFailure()
  const isDark = useNight()
  return (
    <Screen
      ownWaiting
      dark={isDark}
      title={title}
      {...(bottom ? { bottom: <View className="drop">{bottom}</View> } : {})}
    >
      <View className="drop">
        {failed && <Notice tone="error">{failed}</Notice>}
        {children}
      </View>
    </Screen>
  )
}

/** An icon of this package; a word always stands beside it. */
export const DropIcon = ({ name, large = false }: { name: DropoffIcon; large?: boolean }) => (
  <View className={classes('i', large ? 'i--l' : 'i--m', `i-${name}`)} {...a11y({ hidden: true })} />
)

/** "3条待送": how many logs are on this phone alone; a tap opens the list. */
export function WaitingChip() {
  const { book } = useEvening()
  const { online, sending } = useOutbox()
  const { unsent, refused } = countsOf(book)
  const words = refused > 0 ? `${refused}条未记` : unsent > 0 ? `${unsent}条待送` : online ? '都已送到' : '没有网络'
  return (
    <View
      id="waiting"
      className={classes('sent', unsent + refused > 0 && 'sent--open', refused > 0 && 'sent--bad')}
      onClick={() => {
        if (unsent > 0 && online) void flushOutbox()
        openPage('/dropoffs/tonight')
      }}
      {...a11y({ role: 'button', spoken: `${words}${sending ? '，正在送' : ''}，看今晚的登记`, live: 'polite' })}
    >
      <Text className="sent__words">{words}</Text>
    </View>
  )
}

const NEARLY_FULL = 0.8

/** Said before anything is lost: photos make room first, taps are always kept while there is any. */
export const isNearlyFull = (): boolean => storageShare() >= NEARLY_FULL

export function StorageNotice() {
  if (!isNearlyFull()) return null
  return (
    <Notice tone="warn" title="手机里快放不下了">
      还能登记，先不能加照片。请尽快连上网，把今晚的登记送出去。
    </Notice>
  )
}

/** Draws again every second, while something runs out. */
export function useSeconds(isOn: boolean): void {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!isOn) return undefined
    const timer = setInterval(() => tick((count) => count + 1), 1000)
    return () => clearInterval(timer)
  }, [isOn])
}
