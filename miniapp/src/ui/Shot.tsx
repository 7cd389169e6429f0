// A photo in its frame. A browser names the picture as told, or passes it over where the frame is named; WeChat reads
// the frame alone.
import { Image } from '@tarojs/components'

export function Shot({ src, label = '' }: { src: string; label?: string }) {
  const named = process.env.TARO_ENV === 'h5' ? { nativeProps: { alt: label } } : {}
  return <Image className="photo__image" mode="aspectFill" src={src} {...named} />
}
