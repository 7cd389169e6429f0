// What every page of inspections has: the page itself in large, where a visit stands in words.
// Invariant: targets are ≥ 60 px; neither points nor a sum is shown anywhere.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import { useNight } from '@/lib/session'
import { Notice } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { useDay, type Opened } from './day'
import { doneIn } from './form'
import './inspections.scss'

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

type Props = { title: string; children: ReactNode; bottom?: ReactNode }

export function SiteScreen({ title, children, bottom }: Props) {
  const problem = useDay(({ problem: text }) => text)
  const isDark = useNight()
  return (
    <Screen
      ownWaiting
      dark={isDark}
      title={title}
      {...(bottom ? { bottom: <View className="site">{bottom}</View> } : {})}
    >
      <View className="site">
        {problem && <Notice tone="error">{problem}</Notice>}
        {children}
      </View>
    </Screen>
  )
}

export type Stand = { word: string; tone: 'neutral' | 'warn' | 'good' | 'bad'; more: string | null }

/** Where a visit stands, with what a person should know of it. */
export function standOf({ visit, form, filled, fate }: Opened): Stand {
  if (visit.state === 'cancelled') return { word: '已取消', tone: 'neutral', more: null }
  const photos = fate && fate.photos > 0 ? `，照片 ${fate.photos}张` : ''
  if (fate?.state === 'refused') return { word: '没有被接受', tone: 'bad', more: fate.why }
  if (fate?.state === 'waiting')
    return {
      word: '还在手机里',
      tone: 'warn',
      more: `${filled.signedRow ? '已签字' : '没填完'}，有网络自动送出${photos}`,
    }
  const contested = fate?.outcome?.visit?.contested ?? visit.contested
  if (fate?.outcome?.outcome === 'contested' || visit.state === 'disputed')
    return {
      word: '两部手机不一致',
      tone: 'warn',
      more: `有${Math.max(1, contested.length)}项两部手机填得不一样。两份都留着，由负责人选定，您不用再填。`,
    }
  if (visit.state === 'finished' || (filled.signedRow && fate?.outcome))
    return { word: '已完成', tone: 'good', more: null }
  const done = doneIn(form, filled, visit)
  if (done > 0 || filled.beganAt) return { word: `填了 ${done}/${form.items.length}`, tone: 'warn', more: null }
  return { word: '没开始', tone: 'neutral', more: null }
}
