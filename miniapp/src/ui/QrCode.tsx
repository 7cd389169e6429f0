// A QR code with the typed code below it: the native card in WeChat, plain boxes in a browser.
// Relies on lib/qr.ts. Long texts have more and smaller squares, so that the picture always fits a phone of 320 px. In
// WeChat the page's config must name the card:   definePageConfig({ usingComponents: { 'qr-card':
// '../native/qr-card/index' } })
//
//   <QrCode content='https://…/h/…' code='4KQ7MX2P' label='住户码 4KQ7MX2P' onEnlarge={() => …} />
import { Text, View } from '@tarojs/components'
import { useMemo } from 'react'
import { darkRuns, qrRows } from '@/lib/qr'
import { a11y } from './a11y'

type Props = { content: string; code: string; label: string; onEnlarge?: () => void }

/** Squares on either side that stay white, and how wide the picture may be (CSS pixels). */
const QUIET = 4
const WIDTH = 276

export function QrCode({ content, code, label, onEnlarge }: Props) {
  const rows = useMemo(() => qrRows(content), [content])
  if (process.env.TARO_ENV === 'weapp') {
    return <qr-card rows={rows} code={code} label={label} onEnlarge={() => onEnlarge?.()} />
  }
  return (
    <View className="qr" onClick={() => onEnlarge?.()} {...a11y({ role: 'img', label })}>
      <Squares rows={rows} />
      {code !== '' && <Text className="qr__code">{code.replace(/(.{4})(?=.)/g, '$1 ')}</Text>}
    </View>
  )
}

/** In a browser: one box for each dark run, in whole pixels, so that cameras see no seams. */
function Squares({ rows }: { rows: readonly string[] }) {
  const count = rows.length + 2 * QUIET
  const side = Math.max(2, Math.floor(WIDTH / count))
  const px = (squares: number) => `${squares * side}px`
  return (
    <View className="qr__picture" style={{ width: px(count), height: px(count) }}>
      {darkRuns(rows).map(({ x, y, length }) => (
        <View
          key={`${x}-${y}`}
          className="qr__dark"
          style={{ left: px(x + QUIET), top: px(y + QUIET), width: px(length), height: px(1) }}
        />
      ))}
    </View>
  )
}
