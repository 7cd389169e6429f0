// The keyboard in browsers: Taro's elements take only taps, so Enter and the space bar are turned into them; Escape
// closes what lies over the page, and Tab stays inside it. Relies on roles (ui/a11y.ts) and on the classes of Sheet
// and Confirm. Invariant: nothing that can be tapped is out of reach of the keyboard.

const TAPPABLE = '[role="button"], [role="radio"], [role="checkbox"], [role="tab"]'
const OVER = '.sheet__panel, .confirm__box'

const isShown = (element: Element): boolean => element.getClientRects().length > 0
const overlay = (): HTMLElement | undefined =>
  Array.from(document.querySelectorAll<HTMLElement>(OVER)).filter(isShown).pop()

function press(event: KeyboardEvent): void {
  const { target } = event
  if (event.key === 'Escape') {
    const close = overlay()?.querySelector<HTMLElement>('.sheet__close, .confirm__buttons > :last-child')
    if (close) close.click()
    return
  }
  if (event.key !== 'Enter' && event.key !== ' ') return
  if (!(target instanceof HTMLElement) || !target.matches(TAPPABLE)) return
  event.preventDefault()
  target.click()
}

/** Focus that has left what lies over the page goes back to it. */
function keepInside({ target }: FocusEvent): void {
  const over = overlay()
  if (over && target instanceof Node && !over.contains(target)) over.focus()
}

/** Where the focus was last on each page. */
const lastOn = new WeakMap<Element, HTMLElement>()

function remember({ target }: FocusEvent): void {
  const page = target instanceof HTMLElement ? target.closest('.screen') : null
  if (page && target !== page) lastOn.set(page, target as HTMLElement)
}

/** Once at start. */
export function watchKeys(): void {
  document.addEventListener('keydown', press)
  document.addEventListener('focusin', keepInside)
  document.addEventListener('focusin', remember)
}

/** A page that comes to the front is drawn a moment later. */
export function pageShown(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const page = Array.from(document.querySelectorAll<HTMLElement>('.screen')).filter(isShown).pop()
      if (!page || overlay() || page.contains(document.activeElement)) return
      const before = lastOn.get(page)
      page.tabIndex = -1
      ;(before?.isConnected ? before : page).focus({ preventScroll: true })
    }),
  )
}

/**
 * Taro's elements take no focus until they have drawn themselves, and lose it while they move their children: it is
 * given again for so many frames.
 */
const FRAMES = 30

function focusOver(framesLeft: number): void {
  const over = overlay()
  if (over && !over.contains(document.activeElement)) {
    over.tabIndex = -1
    over.focus()
  }
  if (framesLeft > 0) requestAnimationFrame(() => focusOver(framesLeft - 1))
}

/** What has come over the page takes the focus; the answer gives it back. */
export function takeFocus(): () => void {
  const before = document.activeElement
  focusOver(FRAMES)
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
