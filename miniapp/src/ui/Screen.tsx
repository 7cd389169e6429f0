// One page: title, elder mode, what waits to be sent, a main button at the bottom, and the place where questions
// appear. Every page's outermost element. Relies on session (elder, night), outbox and platform.
// Invariant: sizes come from the variables set here, so elder mode and the phone's text size reach everything inside.
//
//   <Screen title='预约回收' bottom={<Button kind='primary' onClick={…}>提交预约</Button>}>…</Screen>
//   props: title · children · bottom? (fixed above the safe area) · tab? (which tab it is) · plain? (no padding) ·
// bare? (a tab page that draws its own head) · work? (a workbench: dark where the person chose so) · dark? (says itself
// whether) · ownWaiting? (says itself what waits)
import { ScrollView, Text, View } from '@tarojs/components'
import Taro, { useDidHide, useDidShow } from '@tarojs/taro'
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { day, night as dark } from '@shared/look/tokens'
import { platform } from '@/lib/platform/platform'
import { useElder, useSession } from '@/lib/session'
import { a11y, classes } from './a11y'
import { ConfirmHost, pageInFront } from './Confirm'
import { Icon } from './Icon'
import { PrivacyHost } from './PrivacyHost'
import { showTab, TabBar, type TabName } from './TabBar'
import { WaitingStrip } from './WaitingStrip'

type Props = {
  title: string
  children: ReactNode
  bottom?: ReactNode
  tab?: TabName
  plain?: boolean
  bare?: boolean
  work?: boolean
  dark?: boolean
  ownWaiting?: boolean
}

const ELDER_BASE = 1.25
const LARGEST = 1.6

/** How much the phone's own text size adds to ours; elder mode is already large by itself. */
function textScale(elder: boolean): number {
  const wanted = platform.fontScale()
  return Math.min(LARGEST, Math.max(1, elder ? wanted / ELDER_BASE : wanted))
}

export function Screen(props: Props) {
  const { title, children, bottom, tab, plain = false, bare = false, work = false, ownWaiting = false } = props
  const elder = useElder()
  const isNight = useSession((state) => state.night) === true && work
  const night = props.dark ?? isNight
  useDarkBar(night, work || props.dark !== undefined)
  const [shown, setShown] = useState(true)
  const page = useRef({}).current
  useDidShow(() => {
    setShown(true)
    pageInFront(page)
    if (tab) showTab(tab)
    void Taro.setNavigationBarTitle({ title })
    platform.pageShown()
  })
  useDidHide(() => setShown(false))
  const style = { '--fs': String(textScale(elder)) } as unknown as CSSProperties
  return (
    <View
      className={classes(
        'screen',
        elder && 'screen--elder look--elder',
        night && 'look--night',
        tab && 'screen--tab',
        Boolean(bottom) && 'screen--bottom',
      )}
      style={style}
    >
      {process.env.TARO_ENV === 'h5' && !bare && <TitleBar title={title} back={!tab} />}
      {shown && !ownWaiting && <WaitingStrip />}
      <View className={classes('screen__body', plain && 'screen__body--plain')}>{children}</View>
      {bottom && <View className="screen__bottom">{bottom}</View>}
      {process.env.TARO_ENV === 'h5' && tab && <TabBar at={tab} />}
      {shown && <ConfirmHost />}
      {shown && <PrivacyHost />}
    </View>
  )
}

/** WeChat's own bar above the page. */
function useDarkBar(isDark: boolean, isWork: boolean): void {
  useEffect(() => {
    if (process.env.TARO_ENV !== 'weapp' || !isWork) return
    const bar = { frontColor: isDark ? '#ffffff' : '#000000', backgroundColor: (isDark ? dark : day).ground }
    void Taro.setNavigationBarColor(bar)
  }, [isDark, isWork])
}

function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.switchTab({ url: '/pages/home' })
}

/** Browsers have no navigation bar of their own inside the page. */
function TitleBar({ title, back }: { title: string; back: boolean }) {
  return (
    <View className="title-bar">
      {back && (
        <View className="title-bar__back" onClick={goBack} {...a11y({ role: 'button', label: '返回' })}>
          <Icon name="arrow-left" />
        </View>
      )}
      <Text className="title-bar__text" {...a11y({ role: 'heading' })}>
        {title}
      </Text>
    </View>
  )
}

/** A row that scrolls sideways without a visible bar; its children keep their width. */
export function SideScroll({ children }: { children: ReactNode }) {
  return (
    <ScrollView scrollX enhanced showScrollbar={false} className="side-scroll">
      <View className="side-scroll__row">{children}</View>
    </ScrollView>
  )
}
