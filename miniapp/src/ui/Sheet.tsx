// A panel that rises from the bottom over the page. Relies on being inside a Screen (its variables).
// Invariant: it can always be closed by a visible button, not only by tapping beside it.
//
//   <Sheet open={open} title='选择时段' onClose={() => setOpen(false)} bottom={<Button …/>}>…</Sheet>
import { ScrollView, Text, View } from '@tarojs/components'
import { useEffect, type ReactNode } from 'react'
import { platform } from '@/lib/platform/platform'
import { a11y, classes } from './a11y'

type Props = { open: boolean; title: string; onClose: () => void; children: ReactNode; bottom?: ReactNode }

export function Sheet({ open, title, onClose, children, bottom }: Props) {
  useEffect(() => (open ? platform.takeFocus() : undefined), [open])
  if (!open) return null
  return (
    <View className="sheet">
      <View className="sheet__shade" onClick={onClose} {...a11y({ hidden: true })} />
      <View
        className={classes('sheet__panel', process.env.TARO_ENV === 'weapp' && 'sheet__panel--weapp')}
        {...a11y({ role: 'dialog', label: title, modal: true })}
      >
        <View className="sheet__head">
          <Text className="sheet__title">{title}</Text>
          <View className="sheet__close" onClick={onClose} {...a11y({ role: 'button', label: '关闭' })}>
            <Text>关闭</Text>
          </View>
        </View>
        <ScrollView scrollY className="sheet__body">
          {children}
        </ScrollView>
        {bottom && <View className="sheet__bottom">{bottom}</View>}
      </View>
    </View>
  )
}
