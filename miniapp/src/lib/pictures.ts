// Pictures from the camera or the album, as temporary paths on the phone. Relies on Taro.chooseMedia, which works in browsers too.
// Invariant: turning back is an empty answer, not an error.
import Taro from '@tarojs/taro'

/** Temporary paths of at most `count` pictures; empty when the person turned back. @param camera only from the camera */
export async function pickPictures(count: number, camera = false): Promise<string[]> {
  try {
    const { tempFiles } = await Taro.chooseMedia({
      count: Math.min(9, count), mediaType: ['image'], sizeType: ['compressed'], sourceType: camera ? ['camera'] : ['camera', 'album'],
    })
    return tempFiles.map(({ tempFilePath }) => tempFilePath)
  } catch {
    return []
  }
}
