// The camera that stays open between two neighbours, and its torch. In WeChat a component, in browsers the platform's.
// Invariants: while somebody's bags are being logged it reads nothing; where there is no camera, that is said once and
// codes are typed.
import { Camera, Text, View } from '@tarojs/components'
import { useDidHide, useDidShow } from '@tarojs/taro'
import { useEffect, useRef, useState } from 'react'
import { platform } from '@/lib/platform/platform'
import type { Watching } from '@/lib/platform/types'
import { classes } from '@/ui/a11y'

export type CameraState = 'starting' | 'open' | 'none'
type Props = {
  /** Out of sight and reading nothing, but still open: it takes a second to open a camera. */
  isResting: boolean
  torch: boolean
  onCode: (text: string) => void
  onState: (state: CameraState, hasTorch: boolean) => void
}

const BOX = 'scan-box'

export const ScanView = process.env.TARO_ENV === 'h5' ? InBrowser : InWechat

function InWechat({ isResting, torch, onCode, onState }: Props) {
  const [isShown, setShown] = useState(true)
  // WeChat has one camera for all pages
  useDidShow(() => setShown(true))
  useDidHide(() => setShown(false))
  if (!isShown) return null
  return (
    <View className={classes('scan', isResting && 'scan--resting')}>
      <Camera
        id="camera"
        className="scan__camera"
        mode="scanCode"
        flash={torch ? 'torch' : 'off'}
        onInitDone={() => onState('open', true)}
        onScanCode={({ detail }) => {
          if (!isResting) onCode((detail as unknown as { result: string }).result)
        }}
        onError={() => onState('none', false)}
      />
      <Text className="scan__hint">把户码放进框里</Text>
    </View>
  )
}

function InBrowser({ isResting, torch, onCode, onState }: Props) {
  const latest = useRef({ isResting, onCode, onState })
  latest.current = { isResting, onCode, onState }
  const watching = useRef<Watching | null>(null)
  useEffect(() => {
    let isOver = false
    const read = (text: string) => {
      if (!latest.current.isResting) latest.current.onCode(text)
    }
    void platform.watchCodes(BOX, read).then((opened) => {
      if (isOver) return opened?.stop()
      watching.current = opened
      latest.current.onState(opened ? 'open' : 'none', Boolean(opened?.torch))
    })
    return () => {
      isOver = true
      watching.current?.stop()
    }
  }, [])
  useEffect(() => watching.current?.torch?.(torch), [torch])
  return (
    <View className={classes('scan', isResting && 'scan--resting')}>
      <View id={BOX} className="scan__camera" />
      <Text className="scan__hint">把户码放进框里</Text>
    </View>
  )
}
