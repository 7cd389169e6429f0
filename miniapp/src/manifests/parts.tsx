// What every page of manifests has: the organisation one acts for on top, large targets, and the choice of it where
// there are several. Invariant: targets are at least 60 px.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import type { Handover } from '@shared/manifests/contract'
import { organisationKindNames } from '@shared/organisations/vocabulary'
import { showDay } from '@shared/time'
import { useNight } from '@/lib/session'
import { a11y, classes } from '@/ui/a11y'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Row, Skeleton, Tag } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { actingIn, chooseOrganisation, concerned, refreshActing, useActing, useOwn, type Own } from './acting'
import { kindWord, stateOf, weightText } from './words'
import './manifests.scss'

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

type Props = {
  title: string | ((organisation: Own) => string)
  children: (organisation: Own) => ReactNode
  bottom?: (organisation: Own) => ReactNode
}

/** Asks who one is, then for whom one acts, then shows the page. */
export function ActingScreen({ title, children, bottom }: Props) {
  useOwn()
  const isDark = useNight()
  const state = useActing()
  const organisation = actingIn(state)
  const foot = organisation ? bottom?.(organisation) : null
  return (
    <Screen
      ownWaiting
      dark={isDark}
      title={typeof title === 'string' ? title : organisation ? title(organisation) : '餐厨交接'}
      {...(foot ? { bottom: <View className="kitchen">{foot}</View> } : {})}
    >
      <View className="kitchen">
        <SignedIn why="登录后才知道您是哪家单位的">
          {organisation ? (
            <View>
              <Acting organisation={organisation} />
              {children(organisation)}
            </View>
          ) : (
            <Choose />
          )}
        </SignedIn>
      </View>
    </Screen>
  )
}

function Acting({ organisation }: { organisation: Own }) {
  const { items } = useActing()
  const isOnly = concerned(items ?? []).length < 2
  return (
    <View
      id="acting"
      className="acting"
      {...(isOnly
        ? {}
        : {
            onClick: () => chooseOrganisation(''),
            ...a11y({ role: 'button' as const, spoken: `我代表${organisation.name}，换一家` }),
          })}
    >
      <Text className="acting__name">{organisation.name}</Text>
      {!isOnly && <Text className="acting__other">换一家</Text>}
    </View>
  )
}

function Choose() {
  const { items, failed } = useActing()
  if (!items)
    return failed ? (
      <ErrorState
        error={failed}
        onRetry={() => {
          void refreshActing()
        }}
      />
    ) : (
      <Skeleton />
    )
  const all = concerned(items)
  if (all.length === 0) return <Empty text="您还没有登记在一家单位里" hint="请店里的负责人联系社区或街道，把您登记上" />
  return (
    <Card title="您现在代表哪一家？">
      {all.map((one) => (
        <Row
          key={one.id}
          id={`act-${one.id}`}
          icon="building-store"
          title={one.name}
          note={one.kinds.map((kind) => organisationKindNames[kind]).join('、')}
          onClick={() => chooseOrganisation(one.id)}
        />
      ))}
    </Card>
  )
}

/** One handover as a line of a list: its day, what it came to, where it stands. @param isLight on the deep ground */
export function HandLine({
  handover,
  isLight = false,
  name,
}: {
  handover: Pick<Handover, 'id' | 'day' | 'kind' | 'state' | 'buckets' | 'grams' | 'how' | 'isPaper'>
  isLight?: boolean
  /** Whose it is, where that is not plain. */
  name?: string
}) {
  const { id, day, kind, state, how } = handover
  const { word, tone } = stateOf(state)
  const isNone = state === 'notHappened' || state === 'nothing'
  const text = `${kind === 'foodWaste' ? '' : `${kindWord(kind)} `}${isNone ? (state === 'nothing' ? '没有产生' : '没有发生') : weightText({ ...handover, isEstimated: how === 'estimate' })}`
  const [date = '', week = ''] = showDay(day).split(' ')
  if (isLight)
    return (
      <View className="big__line">
        <Text className="big__figure">{text}</Text>
        <Text className="big__note">{word}</Text>
      </View>
    )
  return (
    <View
      id={`hand-${id}`}
      className={classes('hand', 'row--tap')}
      onClick={() => openPage(`/manifests/handover?id=${id}`)}
      {...a11y({ role: 'button', spoken: [date, week, name, text, word].filter(Boolean).join('，') })}
    >
      <View className="hand__day">
        <Text className="hand__date">{date}</Text>
        <Text className="hand__week">{week}</Text>
      </View>
      <View className="hand__main">
        {name && <Text className="hand__note">{name}</Text>}
        <Text className="hand__text">{text}</Text>
        {state === 'notHappened' ? (
          <Text className="hand__note">车没来，不算您的</Text>
        ) : (
          <View className="hand__tags">
            <Tag tone={tone}>{word}</Tag>
            {how && <Tag>{how === 'scale' ? '称的' : '估的'}</Tag>}
            {handover.isPaper && <Tag>纸质补录</Tag>}
          </View>
        )}
      </View>
    </View>
  )
}
