// Pictures from the camera or the album, as temporary paths on the phone. Relies on Taro.chooseMedia, which works in
// browsers too. Invariant: turning back is an empty answer, not an error.
import Taro from '@tarojs/taro'

/**
 * Temporary paths of at most `count` pictures; empty when the person turned back. @param camera only from the camera
 */
export function pickPictures(count: number, camera = false): Promise<string[]> {
  return new Promise((resolve) => {
    // Taro hands this call to WeChat as it is, where only newer base libraries answer with a promise: hence the
    // callbacks.
    const asked = Taro.chooseMedia({
      count: Math.min(9, count),
      mediaType: ['image'],
      sizeType: ['compressed'],
      sourceType: camera ? ['camera'] : ['camera', 'album'],
      success: ({ tempFiles }) => resolve(tempFiles.map(({ tempFilePath }) => tempFilePath)),
      fail: () => resolve([]),
    }) as Promise<unknown> | undefined
    Promise.resolve(asked).catch(() => resolve([]))
  })
}
