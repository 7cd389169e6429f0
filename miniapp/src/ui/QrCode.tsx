// A QR code with the typed code below it: the native card in WeChat, plain boxes in a browser.
// Relies on lib/qr.ts. In WeChat the page's config must name the card:
//   definePageConfig({ usingComponents: { 'qr-card': '../native/qr-card/index' } })
//
//   <QrCode content='https://…/h/…' code='4KQ7MX2P' label='住户码 4KQ7MX2P' onEnlarge={() => …} />
import { Text, View } from '@tarojs/components'
import { useMemo } from 'react'
import { qrRows } from '@/lib/qr'
import { a11y } from './a11y'

type Props = { content: string; code: string; label: string; onEnlarge?: () => void }

export function QrCode({ content, code, label, onEnlarge }: Props) {
  const rows = useMemo(() => qrRows(content), [content])
  if (process.env.TARO_ENV === 'weapp') {
    return <qr-card rows={rows} code={code} label={label} onEnlarge={() => onEnlarge?.()} />
  }
  return (
    <View className='qr' onClick={() => onEnlarge?.()} {...a11y({ role: 'img', label })}>
      <View className='qr__picture'>
        {rows.map((row, y) => (
          <View key={y} className='qr__row'>
            {Array.from(row, (square, x) => <View key={x} className={square === '1' ? 'qr__square qr__square--dark' : 'qr__square'} />)}
          </View>
        ))}
      </View>
      <Text className='qr__code'>{code.replace(/(.{4})(?=.)/g, '$1 ')}</Text>
    </View>
  )
}
