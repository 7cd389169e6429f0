// A bin in its own colour with the sign of what goes in. Colours are data of the region's scheme (shared/places).
// Invariant: a colour never stands without the name beside it, so the picture itself is not read aloud.
//
//   <Bin colour='#1565C0' sign='recycle' size='small' />
import { View } from '@tarojs/components'
import { a11y, classes } from './a11y'
import type { IconName } from './icon-names'

type Props = { colour: string; sign: IconName; size?: 'small' | 'large' }

export function Bin({ colour, sign, size }: Props) {
  return (
    <View className={classes('bin', size && `bin--${size}`)} style={{ color: colour }} {...a11y({ hidden: true })}>
      <View className="bin__shape i-bin" />
      <View className={`bin__sign i-${sign}`} />
    </View>
  )
}
