// The browser half of the platform: what WeChat alone can do has a plain twin here (demo persons, typed codes, no
// messages). Relies on nothing newer than the browsers of 2019.
// Invariant: answers as weapp.ts would, so that no screen asks where it runs.
import { pageShown, takeFocus, watchKeys } from './h5-keys'
import { asDataAddress, pickPictures, readPicture } from './h5-pictures'
import { watchRelease } from './h5-release'
import { watchCodes } from './h5-scan'
import { endOpening, watchTaps } from './h5-taps'
import type { Place, Platform } from './types'

const ROOT_PX = 16

export const h5: Platform = {
  kind: 'h5',
  hasPhoneButton: false,
  canScan: false,
  signInCode: () => Promise.resolve(null),
  scan: () => Promise.resolve(null),
  watchCodes,
  steadyMs: () => performance.now(),
  subscribe: () => Promise.resolve({}),

  location() {
    if (!navigator.geolocation) return Promise.resolve(null)
    return new Promise<Place | null>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve({ longitude: coords.longitude, latitude: coords.latitude }),
        () => resolve(null),
        { timeout: 8000, maximumAge: 60_000 },
      )
    })
  },

  randomBytes: (count) => Promise.resolve(crypto.getRandomValues(new Uint8Array(count))),
  isOnline: () => Promise.resolve(navigator.onLine),

  onNetworkChange(then) {
    const up = () => then(true)
    const down = () => then(false)
    window.addEventListener('online', up)
    window.addEventListener('offline', down)
    return () => {
      window.removeEventListener('online', up)
      window.removeEventListener('offline', down)
    }
  },

  onShow(then) {
    const listener = () => {
      if (!document.hidden) then()
    }
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  },

  onStoredElsewhere: (then) => window.addEventListener('storage', then),

  vibrate(kind) {
    if (typeof navigator.vibrate === 'function') navigator.vibrate(kind === 'short' ? 30 : 300)
  },

  pickPictures,

  async sendFile({ url, filePath, fields, header, timeoutMs }) {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', await readPicture(filePath), 'picture.jpg')
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), timeoutMs)
    try {
      const answer = await fetch(url, { method: 'POST', headers: header, body: form, signal: stop.signal })
      return { statusCode: answer.status, data: await answer.text() }
    } finally {
      clearTimeout(timer)
    }
  },

  /** A browser keeps a picked picture only as a blob address; as a data address it survives a reload. */
  async keepFile(temporaryPath) {
    if (!temporaryPath.startsWith('blob:')) return temporaryPath
    return asDataAddress(await readPicture(temporaryPath))
  },

  dropFile(path) {
    if (path.startsWith('blob:')) URL.revokeObjectURL(path)
    return Promise.resolve()
  },

  onPrivacyAsked: () => undefined,

  giveFile(path, name) {
    const link = document.createElement('a')
    link.href = path
    link.download = name
    link.click()
    return Promise.resolve(true)
  },

  giveText(text, name) {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
    return this.giveFile(url, name)
  },

  /** The browser's own text size: 16 px unless the person chose another. */
  fontScale: () => (parseFloat(getComputedStyle(document.documentElement).fontSize) || ROOT_PX) / ROOT_PX,
  watchTouch() {
    watchKeys()
    watchTaps()
  },
  watchRelease,
  pageShown() {
    endOpening()
    pageShown()
  },
  takeFocus,
}
