// The WeChat half of the platform. Relies on base library 2.19 or newer; everything newer is asked for first.
// Invariant: turning back (cancel, refusal) is an answer, not an error.
import Taro from '@tarojs/taro'
import { PictureUnreadable, PRIVACY_BUTTON, type Consent, type Picked, type Platform } from './types'

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'errMsg' in error ? String(error.errMsg) : String(error)

/** WeChat says so when a temporary file was cleared away, or a kept one deleted with the program's storage. */
const isFileGone = (error: unknown): boolean => /file not (exist|found)|no such file/i.test(messageOf(error))

type WithScale = { fontSizeScaleFactor?: number }
type WithRandom = {
  getRandomValues?: (options: {
    length: number
    success: (answer: { randomValues: ArrayBuffer }) => void
    fail: (error: unknown) => void
  }) => unknown
}
type PrivacyAnswer = { event: 'agree' | 'disagree'; buttonId?: string }
type WithPerformance = { getPerformance?: () => { now?: () => number } | undefined }
type WithPrivacy = { onNeedPrivacyAuthorization?: (then: (resolve: (answer: PrivacyAnswer) => void) => void) => void }
declare const wx: WithRandom & WithPerformance & WithPrivacy

/** Before base library 2.15 there is no source of random bytes; identifiers need to differ, not to be secret. */
function weakBytes(count: number): Uint8Array {
  // eslint-disable-next-line no-restricted-properties -- nothing better exists on these phones
  return Uint8Array.from({ length: count }, () => Math.floor(Math.random() * 256))
}

let latestMs = 0

/** Where WeChat has no such clock, the phone's own: setting it back is not followed, setting it forward is. */
function steadyMs(): number {
  const clock = wx.getPerformance?.()
  const nowMs = typeof clock?.now === 'function' ? clock.now() : Date.now()
  latestMs = Math.max(latestMs, nowMs)
  return latestMs
}

export const weapp: Platform = {
  kind: 'weapp',
  hasPhoneButton: true,
  canScan: true,

  async signInCode() {
    const { code } = await Taro.login()
    return code
  },

  async scan() {
    try {
      const { result } = await Taro.scanCode({ onlyFromCamera: false })
      return result
    } catch (error) {
      if (messageOf(error).includes('cancel')) return null
      throw error
    }
  },

  watchCodes: () => Promise.resolve(null),
  steadyMs,

  async subscribe(templateIds) {
    if (templateIds.length === 0) return {}
    try {
      const options = { tmplIds: templateIds.slice(0, 3) } as unknown as Parameters<
        typeof Taro.requestSubscribeMessage
      >[0]
      const answer = (await Taro.requestSubscribeMessage(options)) as unknown as Record<string, Consent>
      return Object.fromEntries(templateIds.filter((id) => id in answer).map((id) => [id, answer[id] ?? 'reject']))
    } catch {
      // The main switch is off or the tap was too long ago: the booking goes on without messages.
      return {}
    }
  },

  async location() {
    try {
      const { longitude, latitude } = await Taro.getLocation({ type: 'wgs84' })
      return { longitude, latitude }
    } catch {
      return null
    }
  },

  randomBytes(count) {
    if (typeof wx.getRandomValues !== 'function') return Promise.resolve(weakBytes(count))
    return new Promise((resolve) => {
      wx.getRandomValues?.({
        length: count,
        success: ({ randomValues }) => resolve(new Uint8Array(randomValues)),
        fail: () => resolve(weakBytes(count)),
      })
    })
  },

  async isOnline() {
    try {
      return (await Taro.getNetworkType()).networkType !== 'none'
    } catch {
      return true
    }
  },

  onNetworkChange(then) {
    const listener = ({ isConnected }: { isConnected: boolean }) => then(isConnected)
    Taro.onNetworkStatusChange(listener)
    return () => Taro.offNetworkStatusChange(listener)
  },

  onShow(then) {
    const listener = () => then()
    Taro.onAppShow(listener)
    return () => Taro.offAppShow(listener)
  },

  onStoredElsewhere: () => undefined,

  vibrate(kind) {
    const done = kind === 'short' ? Taro.vibrateShort({ type: 'medium' }) : Taro.vibrateLong()
    Promise.resolve(done).catch(() => undefined)
  },

  pickPictures(count, onlyCamera) {
    return new Promise<Picked>((resolve) => {
      const none = () => resolve({ paths: [], unreadable: 0 })
      // Taro hands this call to WeChat as it is, where only newer base libraries answer with a promise: hence the
      // callbacks.
      const asked = Taro.chooseMedia({
        count: Math.min(9, count),
        mediaType: ['image'],
        sizeType: ['compressed'],
        sourceType: onlyCamera ? ['camera'] : ['camera', 'album'],
        success: ({ tempFiles }) =>
          resolve({ paths: tempFiles.map(({ tempFilePath }) => tempFilePath), unreadable: 0 }),
        fail: none,
      }) as Promise<unknown> | undefined
      Promise.resolve(asked).catch(none)
    })
  },

  async sendFile({ url, filePath, fields, header, timeoutMs }) {
    try {
      const task = Taro.uploadFile({ url, filePath, name: 'file', formData: fields, header, timeout: timeoutMs })
      const { statusCode, data } = await task
      return { statusCode, data }
    } catch (error) {
      if (isFileGone(error)) throw new PictureUnreadable()
      throw error
    }
  },

  async keepFile(temporaryPath) {
    const answer = await Taro.saveFile({ tempFilePath: temporaryPath }).catch((error: unknown) => {
      throw isFileGone(error) ? new PictureUnreadable() : error
    })
    return String('savedFilePath' in answer ? answer.savedFilePath : temporaryPath)
  },

  async dropFile(path) {
    await Promise.resolve(Taro.removeSavedFile({ filePath: path })).catch(() => undefined)
  },

  onPrivacyAsked(then) {
    wx.onNeedPrivacyAuthorization?.((resolve) => {
      then((agreed) => resolve(agreed ? { event: 'agree', buttonId: PRIVACY_BUTTON } : { event: 'disagree' }))
    })
  },

  async giveFile(path, name) {
    try {
      await Taro.shareFileMessage({ filePath: path, fileName: name })
      return true
    } catch (error) {
      if (messageOf(error).includes('cancel')) return false
      throw error
    }
  },

  async giveText(text, name) {
    const path = `${Taro.env.USER_DATA_PATH ?? ''}/${name}`
    try {
      Taro.getFileSystemManager().writeFileSync(path, text, 'utf8')
    } catch {
      await Taro.setClipboardData({ data: text })
      return true
    }
    return this.giveFile(path, name)
  },

  fontScale() {
    const info = Taro.getAppBaseInfo() as WithScale
    return info.fontSizeScaleFactor ?? 1
  },

  watchTouch: () => undefined,
  watchRelease: () => undefined,
  pageShown: () => undefined,
  takeFocus: () => () => undefined,
}
