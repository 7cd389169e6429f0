// WeChat's privacy question, in our own plain words: what is about to be used, and that refusing leaves the rest
// usable. Drawn by the Screen in front. Relies on the platform; browsers never ask. Invariant: every question is
// answered, also by turning back.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { create } from 'zustand'
import { platform } from '@/lib/platform/platform'
import { PRIVACY_BUTTON } from '@/lib/platform/types'
import { a11y } from './a11y'
import { Button } from './Button'

type Answer = (agreed: boolean) => void
const store = create<{ asked: readonly Answer[] }>(() => ({ asked: [] }))

/** Once at start: WeChat's questions are shown from then on. */
export function watchPrivacy(): void {
  platform.onPrivacyAsked((answer) => store.setState({ asked: [...store.getState().asked, answer] }))
}

/** One agreement answers everything that waits for it. */
function answerAll(agreed: boolean): void {
  const { asked } = store.getState()
  store.setState({ asked: [] })
  for (const answer of asked) answer(agreed)
}

export function PrivacyHost() {
  const waiting = store((state) => state.asked.length > 0)
  if (!waiting) return null
  const read = () => {
    answerAll(false)
    void Taro.navigateTo({ url: '/me/policy' })
  }
  return (
    <View className="confirm">
      <View className="confirm__box" {...a11y({ role: 'dialog', label: '隐私保护提示', modal: true })}>
        <Text className="confirm__title">隐私保护提示</Text>
        <Text className="confirm__text">
          接下来要用到您手机里的信息（如位置、相册、手机号），只用于您正在办的这件事。不同意也可以继续查分类、手工填写。
        </Text>
        <View className="confirm__buttons">
          <Button
            id={PRIVACY_BUTTON}
            kind="primary"
            openType="agreePrivacyAuthorization"
            onAgreePrivacy={() => answerAll(true)}
          >
            同意并继续
          </Button>
          <Button onClick={() => answerAll(false)}>不同意</Button>
          <Button kind="quiet" onClick={read}>
            先看隐私政策
          </Button>
        </View>
      </View>
    </View>
  )
}
