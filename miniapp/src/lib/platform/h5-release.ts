// Releases in browsers. The worker that keeps the site's files is set to work once the first page stands; a newer one
// takes over while nothing can be lost by it: before the first touch, or while one of the four tabs lies in the
// background. A page whose file can't be fetched is said so, never a tap without an effect; after a release the page is
// loaded anew, once. Relies on src/service-worker.ts and on webpack naming its errors.

/** Why a page did not open; true when the person wants to try again. */
export type AskAgain = (why: 'offline' | 'failed') => Promise<boolean>

const WORKER = '/service-worker.js'
/** The first page and what it reads go first. */
const AFTER_FIRST_PAGE_MS = 1500
const LOOK_AGAIN_MS = 60 * 60_000
const RELOADED = 'wufei/reloaded-for'

let isTouched = false
const isOnTab = (): boolean => /^#\/?(pages\/|$)/.test(location.hash)

/** Runs it when nothing that was typed can be lost. */
function whenFree(then: () => void): void {
  if (!isTouched || (document.hidden && isOnTab())) return then()
  const look = () => {
    if (!document.hidden || !isOnTab()) return
    document.removeEventListener('visibilitychange', look)
    then()
  }
  document.addEventListener('visibilitychange', look)
}

async function keepRelease(workers: ServiceWorkerContainer): Promise<void> {
  let isControlled = Boolean(workers.controller)
  workers.addEventListener('controllerchange', () => {
    if (isControlled) whenFree(() => location.reload())
    isControlled = true
  })
  const registration = await workers.register(WORKER)
  const offer = (worker: ServiceWorker) => whenFree(() => worker.postMessage('take over'))
  const follow = () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && workers.controller) offer(coming)
    })
  }
  // the browser may have begun to look for a newer one when the page was opened
  if (registration.waiting) offer(registration.waiting)
  else follow()
  registration.addEventListener('updatefound', follow)
  // registering alone looks for a newer one only when the browser has time for it
  if (workers.controller) registration.update().catch(() => undefined)
  let lookedAt = Date.now()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lookedAt < LOOK_AGAIN_MS) return
    lookedAt = Date.now()
    registration.update().catch(() => undefined)
  })
}

/** Webpack's two names for a file of a page that did not come. */
function missingFile(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  const { name, code, request } = error as { name?: unknown; code?: unknown; request?: unknown }
  if (name !== 'ChunkLoadError' && code !== 'CSS_CHUNK_LOAD_FAILED') return null
  return typeof request === 'string' ? request : String(name)
}

const isReachable = (): Promise<boolean> =>
  fetch(WORKER, { method: 'HEAD', cache: 'no-store' }).then(
    () => true,
    () => false,
  )

/** A newer worker goes first, or the page would come from the old release once more. */
async function reload(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  const coming = registration?.waiting ?? registration?.installing
  coming?.postMessage('take over')
  location.reload()
}

async function openAgain(file: string, ask: AskAgain): Promise<void> {
  for (;;) {
    const reachable = await isReachable()
    if (reachable && sessionStorage.getItem(RELOADED) !== file) {
      sessionStorage.setItem(RELOADED, file)
      return reload()
    }
    if (!(await ask(reachable ? 'failed' : 'offline'))) return
    sessionStorage.removeItem(RELOADED)
  }
}

/** Once at start. @param ask is asked when a page can't be opened now */
export function watchRelease(ask: AskAgain): void {
  let isAsking = false
  window.addEventListener('unhandledrejection', (event) => {
    const file = missingFile(event.reason)
    if (file === null) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void openAgain(file, ask).finally(() => {
      isAsking = false
    })
  })
  if (process.env.NODE_ENV !== 'production' || !navigator.serviceWorker) return
  for (const kind of ['pointerdown', 'keydown'])
    document.addEventListener(kind, () => (isTouched = true), { capture: true, once: true })
  const { serviceWorker } = navigator
  const start = () => setTimeout(() => void keepRelease(serviceWorker).catch(() => undefined), AFTER_FIRST_PAGE_MS)
  if (document.readyState === 'complete') start()
  else window.addEventListener('load', start)
}
