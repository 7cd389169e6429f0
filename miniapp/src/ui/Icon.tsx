// A line icon in the colour of the text around it, alone or in a tinted square. Relies on icons.scss and the names in
// icon-names.ts. Invariant: never read aloud, so a word always stands beside it.
//
//   <Icon name='bell' size='s' />      <Ico name='gift' tone='warm' />
import { View } from '@tarojs/components'
import { a11y, classes } from './a11y'
import type { IconName } from './icon-names'

export type IconSize = 'xs' | 's' | 'm' | 'l' | 'xl'

export function Icon({ name, size = 'm' }: { name: IconName; size?: IconSize }) {
  return <View className={classes('i', `i--${size}`, `i-${name}`)} {...a11y({ hidden: true })} />
}

/** Teal: earned, recycled; warm: spent, social; neutral; bad: harm; info: information; good. */
export type Tint = 'teal' | 'warm' | 'neutral' | 'bad' | 'info' | 'good'

export function Ico({ name, tone = 'teal', large = false }: { name: IconName; tone?: Tint; large?: boolean }) {
  return (
    <View className={classes('ico', tone !== 'teal' && `ico--${tone}`, large && 'ico--large')}>
      <Icon name={name} size={large ? 'l' : 'm'} />
    </View>
  )
}
