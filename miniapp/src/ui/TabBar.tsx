// The four tabs, drawn by ourselves, since WeChat's own bar is fixed at letters of 10 px: elder mode reaches it.
// In browsers it is part of each tab's Screen; in WeChat src/custom-tab-bar shows it. Invariant: the chosen tab differs
// by shape, weight and ground, not by colour alone.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { create } from 'zustand'
import { useElder } from '@/lib/session'
import { a11y, classes } from './a11y'
import { Icon } from './Icon'
import type { IconName } from './icon-names'

export type TabName = 'home' | 'guide' | 'pickups' | 'me'
type Tab = { name: TabName; text: string; icon: IconName; chosen: IconName }

const tabs: readonly Tab[] = [
  { name: 'home', text: '首页', icon: 'home', chosen: 'home-filled' },
  { name: 'guide', text: '分类', icon: 'trash', chosen: 'trash-filled' },
  { name: 'pickups', text: '预约', icon: 'calendar-check', chosen: 'calendar-filled' },
  { name: 'me', text: '我的', icon: 'user', chosen: 'user-filled' },
]

const store = create<{ at: TabName }>(() => ({ at: 'home' }))
/** The tab page that came to the front: in WeChat the bar is no part of it. */
export const showTab = (at: TabName): void => store.setState({ at })
export const useTab = (): TabName => store((state) => state.at)

export function TabBar({ at }: { at: TabName }) {
  const elder = useElder()
  return (
    <View className={classes('tabs', elder && 'look--elder')} {...a11y({ role: 'tablist', label: '主导航' })}>
      {tabs.map(({ name, text, icon, chosen }) => (
        <View
          key={name}
          id={`tab-${name}`}
          className={classes('tabs__tab', name === at && 'tabs__tab--on')}
          onClick={() => {
            if (name !== at) void Taro.switchTab({ url: `/pages/${name}` })
          }}
          {...a11y({ role: 'tab', label: text, selected: name === at })}
        >
          <View className="tabs__pill">
            <Icon name={name === at ? chosen : icon} />
          </View>
          <Text>{text}</Text>
        </View>
      ))}
    </View>
  )
}
