// One line at the top of every page while something waits to be sent or the network is gone.
// Relies on the outbox. Invariant: nothing waits invisibly.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useOutbox } from '@/lib/outbox/outbox'
import { a11y } from './a11y'
import { Icon } from './Icon'

function showWaiting(): void {
  const pages = Taro.getCurrentPages()
  const route = pages[pages.length - 1]?.route ?? ''
  if (!route.includes('me/waiting')) void Taro.navigateTo({ url: '/me/waiting' })
}

export function WaitingStrip() {
  const { waiting, refused, aside, online } = useOutbox()
  const parts = [
    !online && '没有网络',
    waiting.length > 0 && `${waiting.length}条待上传`,
    refused.length > 0 && `${refused.length}条没有被接受`,
    aside.length > 0 && `${aside.length}条读不了`,
  ].filter((part): part is string => typeof part === 'string')
  if (parts.length === 0) return null
  const text = parts.join(' · ')
  return (
    <View
      className="waiting-strip"
      onClick={showWaiting}
      {...a11y({ role: 'button', label: `${text}，查看详情`, live: 'polite' })}
    >
      <Icon name="cloud-off" size="s" />
      <Text className="waiting-strip__text">{text}</Text>
      <View className="row__arrow">
        <Icon name="chevron-right" size="s" />
      </View>
    </View>
  )
}
