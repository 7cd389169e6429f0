// Pictures of things on their tile, and scenes: drawings of this project, else line icons. Relies on
// things.generated.scss, which lies in the packages that show things, and on the two drawings that the first page
// brings along. Invariant: never read aloud; the thing's name stands beside it.
//
//   <Thing code='sofa_3' />            <MaterialIco code='cardboard' />            <Scene name='truck' />
import { View } from '@tarojs/components'
import type { Scene as SceneName } from '@shared/look/drawings'
import { a11y } from './a11y'
import type { homeScenes } from './icon-names'
import { pictureOf } from './things'
import './home-pictures.generated.scss'
import './things.generated.scss'

export function Thing({ code }: { code: string }) {
  const picture = pictureOf(code)
  return 'drawing' in picture ? (
    <View className={`thing d d-${picture.drawing}`} {...a11y({ hidden: true })} />
  ) : (
    <View className={`thing thing--icon i i--xl i-${picture.icon}`} {...a11y({ hidden: true })} />
  )
}

/** A material's sign in a tinted square, as it stands in a row. */
export function MaterialIco({ code }: { code: string }) {
  const picture = pictureOf(code)
  return (
    <View className="ico" {...a11y({ hidden: true })}>
      <View className={`i i--m i-${'icon' in picture ? picture.icon : 'box'}`} />
    </View>
  )
}

export function Scene({ name }: { name: Exclude<SceneName, (typeof homeScenes)[number]> }) {
  return <View className={`scene scene--${name} d-${name}`} {...a11y({ hidden: true })} />
}
