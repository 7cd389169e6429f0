// The page of who scores on site: large targets, what could not be kept at the top.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Notice } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { useSite } from './site-day'
import './cells.scss'

type Props = { title: string; children: ReactNode; bottom?: ReactNode }

export function SiteScreen({ title, children, bottom }: Props) {
  const problem = useSite((state) => state.problem)
  return (
    <Screen title={title} ownWaiting {...(bottom ? { bottom: <View className="on-site">{bottom}</View> } : {})}>
      <View className="on-site">
        {problem && <Notice tone="error">{problem}</Notice>}
        {children}
      </View>
    </Screen>
  )
}
