// The page of who scores on site: large targets, what could not be kept at the top; where a visit stands in words.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Notice } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { itemsToScore, lacking, linesShown } from './sheet'
import { useSite, type Opened } from './site-day'
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

type Stand = { word: string; tone: 'neutral' | 'warn' | 'good' | 'bad' }

/** Where a visit stands on this phone. */
export function standOf({ visit, table, filled, fate }: Opened): Stand {
  if (visit.state === 'signed') return { word: '双方已签字', tone: 'good' }
  if (fate?.state === 'refused') return { word: '没有被接受', tone: 'bad' }
  if (fate?.state === 'waiting') return { word: '还在手机里', tone: 'warn' }
  if (visit.contested.length > 0) return { word: `${visit.contested.length}条不一致`, tone: 'warn' }
  if (!visit.isDeclared) return { word: '先声明', tone: 'warn' }
  if (visit.mySignature) return { word: '等另一位签字', tone: 'warn' }
  const items = itemsToScore(visit, table)
  const lines = linesShown(filled, visit)
  const done = items.filter((item) => lacking(table, item, lines[item.code]) === null).length
  return done === 0 ? { word: '没开始', tone: 'neutral' } : { word: `评了${done}/${items.length}`, tone: 'warn' }
}
