// Small values kept on the phone, as JSON under a key. Relies on Taro's synchronous storage (10 MB in WeChat).
// Invariants: a broken or missing value reads as null, never throws; a write that did not happen throws.
import Taro from '@tarojs/taro'

const PREFIX = 'wufei/'

/** The value under `key`, or null. Values were written by this program, so their shape is the writer's promise. */
export function readStored<T>(key: string): T | null {
  try {
    const text: unknown = Taro.getStorageSync(PREFIX + key)
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

/** Keeps `value` under `key`. Throws when the phone's storage is full. */
export function writeStored(key: string, value: unknown): void {
  Taro.setStorageSync(PREFIX + key, JSON.stringify(value))
}

export function removeStored(key: string): void {
  Taro.removeStorageSync(PREFIX + key)
}

/** Keys that begin with `start`, sorted. */
export function storedKeys(start: string): string[] {
  const { keys } = Taro.getStorageInfoSync()
  return keys
    .filter((key) => key.startsWith(PREFIX + start))
    .map((key) => key.slice(PREFIX.length))
    .sort()
}

/** Browsers keep about five million characters for a site, and don't say how many are taken. */
const BROWSER_CHARACTERS = 5_000_000

/** How full the phone's storage for this program is, 0 to 1. */
export function storageShare(): number {
  const { keys, currentSize, limitSize } = Taro.getStorageInfoSync()
  if (process.env.TARO_ENV !== 'h5') return limitSize > 0 ? currentSize / limitSize : 0
  return keys.reduce((sum, key) => sum + key.length + (localStorage.getItem(key) ?? '').length, 0) / BROWSER_CHARACTERS
}
