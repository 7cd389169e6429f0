// The WeChat mini-program as it is built, for tests: built only when something it is made of has changed.
import { buildWeapp } from '../../scripts/sites'

let ready: Promise<string> | null = null

/** The folder of the compiled mini-program, built now if need be (about half a minute); it asks this machine. */
export function ensureWeappBuild(): Promise<string> {
  Reflect.deleteProperty(process.env, 'TARO_APP_API')
  ready ??= buildWeapp(() => undefined)
  return ready
}
