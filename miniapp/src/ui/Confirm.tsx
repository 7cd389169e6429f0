// A question before something that cannot be undone, as a promise; and short messages.
// Drawn by the Screen in front, so elder mode holds for it too. Invariants: one question at a time, the others wait; a
// question belongs to the page it was asked on, and leaving that page is a no.
//
//   if (await confirm({ title: '取消这次预约?', text: '取消后名额会让给别人', ok: '取消预约', cancel: '先不取消', danger: true })) …
//   toast('已保存')
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect } from 'react'
import { create } from 'zustand'
import { platform } from '@/lib/platform/platform'
import { a11y } from './a11y'
import { Button } from './Button'

export type Question = { title: string; text?: string; ok?: string; cancel?: string; danger?: boolean }
type Asked = Question & { page: object | null; answer: (yes: boolean) => void }

const store = create<{ asked: Asked[] }>(() => ({ asked: [] }))

let inFront: object | null = null

/** Told by every page as it comes to the front; the page itself serves as its name. */
export function pageInFront(page: object): void {
  inFront = page
  for (const asked of store.getState().asked) if (asked.page && asked.page !== page) asked.answer(false)
}

/** True when the person agrees. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const asked: Asked = {
      ...question,
      page: inFront,
      answer: (yes) => {
        store.setState({ asked: store.getState().asked.filter((one) => one !== asked) })
        resolve(yes)
      },
    }
    store.setState({ asked: [...store.getState().asked, asked] })
  })
}

export function ConfirmHost() {
  const [first] = store((state) => state.asked)
  useEffect(() => (first ? platform.takeFocus() : undefined), [first])
  if (!first) return null
  const { title, text, ok = '确定', cancel = '取消', danger = false, answer } = first
  return (
    <View className="confirm">
      <View className="confirm__box" {...a11y({ role: 'dialog', label: title, modal: true })}>
        <Text className="confirm__title">{title}</Text>
        {text && <Text className="confirm__text">{text}</Text>}
        <View className="confirm__buttons">
          <Button kind={danger ? 'danger' : 'primary'} onClick={() => answer(true)}>
            {ok}
          </Button>
          <Button onClick={() => answer(false)}>{cancel}</Button>
        </View>
      </View>
    </View>
  )
}

const TOAST_MS = 3000

/** A short message that goes away by itself; for what may be missed without harm. */
export function toast(text: string): void {
  if (process.env.TARO_ENV === 'h5')
    document.body.classList.toggle('toast--elder', document.querySelector('.look--elder') !== null)
  void Taro.showToast({ title: text, icon: 'none', duration: TOAST_MS })
}
