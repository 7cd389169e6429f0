// Stands where Taro stands when a part of the program is run alone on the test phone: WeChat's callbacks as promises.
// Relies on the phone's `wx`. Only lib.ts bundles it.
type Callbacks = { success: (value: unknown) => void; fail: (error: unknown) => void }
declare const wx: Readonly<Record<string, ((options?: unknown, ...more: unknown[]) => unknown) | undefined>>

const isDirect = (name: string): boolean => /Sync$|^on[A-Z]|^off[A-Z]|^getAppBaseInfo$/.test(name)

const Taro = new Proxy(
  {},
  {
    get:
      (_target, name) =>
      (given?: object, ...more: unknown[]) => {
        const api = wx[String(name)]
        if (!api) throw new Error(`WeChat has no ${String(name)} here`)
        if (isDirect(String(name))) return api(given, ...more)
        return new Promise((success, fail) => {
          const callbacks: Callbacks = { success, fail }
          api({ ...given, ...callbacks })
        })
      },
  },
)

export { Taro as default }
