// What the finger sees at once in browsers. What is touched dims with the touch itself, not with what comes of it; and
// while the file of a page is fetched, a page in outline stands in its place. Relies on roles (ui/a11y.ts), on what
// index.html shows before the first script, and on webpack fetching a page by a script in the head.
// Invariant: nothing here decides what a tap does; where a page's file is here already, no outline flashes.

const TAPPABLE = '[role="button"], [role="radio"], [role="checkbox"], [role="tab"]'
/** So long at least it stays dim, or a quick tap would be over before it is drawn. */
const DIM_MS = 100
/** A page that comes sooner needs no outline. */
const SOON_MS = 60

let touched: Element | null = null

function dim({ target }: Event): void {
  const at = target instanceof Element ? target.closest(TAPPABLE) : null
  if (!at || at.getAttribute('aria-disabled') === 'true') return
  touched = at
  at.classList.add('pressed')
}

/** The finger has gone up, or has begun to scroll. */
function lift({ type }: Event): void {
  const at = touched
  touched = null
  if (at) setTimeout(() => at.classList.remove('pressed'), type === 'pointerup' ? DIM_MS : 0)
}

/** Files that are being fetched, and the address of the page that is shown. */
const coming = new Set<Element>()
let shownAt = ''
let timer = 0

const routeNow = (): string => location.hash.replace(/\?.*$/, '')
const outline = (): Element | null => document.querySelector('.first')

function endOutline(): void {
  clearTimeout(timer)
  outline()?.classList.remove('first--opens')
}

function watchFile(file: HTMLScriptElement): void {
  coming.add(file)
  const end = () => {
    coming.delete(file)
    if (coming.size === 0) endOutline()
  }
  file.addEventListener('load', end)
  file.addEventListener('error', end)
  // a file that is fetched beside a page, such as the guide's names, changes no address
  if (shownAt === '' || routeNow() === shownAt) return
  clearTimeout(timer)
  timer = window.setTimeout(() => {
    if (coming.size > 0 && routeNow() !== shownAt) outline()?.classList.add('first--opens')
  }, SOON_MS)
}

/** A page stands. */
export function endOpening(): void {
  shownAt = routeNow()
  endOutline()
}

/** Once at start. */
export function watchTaps(): void {
  document.addEventListener('pointerdown', dim, { capture: true, passive: true })
  for (const kind of ['pointerup', 'pointercancel']) document.addEventListener(kind, lift, { capture: true })
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      addedNodes.forEach((node) => {
        if (node instanceof HTMLScriptElement && node.src !== '') watchFile(node)
      })
  }).observe(document.head, { childList: true })
}
