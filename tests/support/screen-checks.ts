// What every screen must satisfy, measured in the browser: nothing wider than the phone, text that stands out from its
// ground (WCAG 2.1 SC 1.4.3: 4.5 : 1, large text 3 : 1), targets large enough (44 px; main buttons 60 px in elder mode,
// as the MIIT design rule for the elderly asks). Runs inside the page, so it is self-contained.

export type Finding = { what: 'overflow' | 'contrast' | 'target' | 'text size'; element: string; figure: string }

/** Findings on the page that is shown. @param elder whether elder mode's sizes are asked */
export function inspectScreen(elder: boolean): Finding[] {
  const findings: Finding[] = []
  const screen = [...document.querySelectorAll<HTMLElement>('.screen')]
    .reverse()
    .find((one) => one.offsetParent !== null || one.getClientRects().length > 0)
  if (!screen) return [{ what: 'overflow', element: 'no screen is shown', figure: '' }]
  const width = document.documentElement.clientWidth
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${String(element.className).split(' ').slice(0, 2).join('.')} "${(element.textContent ?? '').trim().slice(0, 16)}"`
  const isShown = (element: HTMLElement): boolean => {
    const box = element.getBoundingClientRect()
    return (
      box.width > 0 &&
      box.height > 0 &&
      getComputedStyle(element).visibility !== 'hidden' &&
      element.closest('[aria-hidden="true"]') === null
    )
  }
  const scrollsSideways = (element: Element | null): boolean =>
    element !== null &&
    element !== screen &&
    (/(auto|scroll|hidden)/.test(getComputedStyle(element).overflowX) || scrollsSideways(element.parentElement))

  type Colour = [number, number, number, number]
  const parse = (css: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] = (/rgba?\(([^)]+)\)/.exec(css)?.[1] ?? '0,0,0,0')
      .split(/[,/ ]+/)
      .filter(Boolean)
      .map(Number)
    return [r, g, b, a]
  }
  const over = (top: Colour, below: Colour): Colour =>
    [0, 1, 2].map((index) => (top[index] ?? 0) * top[3] + (below[index] ?? 0) * (1 - top[3])).concat(1) as Colour
  const groundOf = (element: Element | null): Colour => {
    if (!element) return [255, 255, 255, 1]
    const own = parse(getComputedStyle(element).backgroundColor)
    return own[3] >= 1 ? own : over(own, groundOf(element.parentElement))
  }
  const luminance = ([r, g, b]: Colour): number => {
    const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((value) =>
      value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb
  }
  const contrast = (a: Colour, b: Colour): number => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (light + 0.05) / (dark + 0.05)
  }

  for (const element of screen.querySelectorAll<HTMLElement>('*')) {
    if (!isShown(element)) continue
    const box = element.getBoundingClientRect()
    if ((box.right > width + 1 || box.left < -1) && !scrollsSideways(element.parentElement))
      findings.push({
        what: 'overflow',
        element: nameOf(element),
        figure: `${Math.round(box.left)}–${Math.round(box.right)} of ${width}`,
      })
    const ownText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    if (ownText && element.closest('[aria-disabled="true"], [disabled]') === null) {
      const style = getComputedStyle(element)
      const size = parseFloat(style.fontSize)
      const ground = groundOf(element)
      const ratio = contrast(over(parse(style.color), ground), ground)
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (isLarge ? 3 : 4.5) - 0.05)
        findings.push({ what: 'contrast', element: nameOf(element), figure: ratio.toFixed(2) })
      if (size < (elder ? 17.5 : 12))
        findings.push({ what: 'text size', element: nameOf(element), figure: `${size}px` })
    }
    const isTarget = element.matches(
      '[role="button"], [role="radio"], [role="checkbox"], [role="tab"], .button, taro-input-core, taro-textarea-core',
    )
    if (isTarget && element.closest('[aria-disabled="true"]') === null) {
      const least = elder && element.matches('.button--primary') ? 60 : 44
      if (box.height < least - 0.5 || box.width < 43.5)
        findings.push({
          what: 'target',
          element: nameOf(element),
          figure: `${Math.round(box.width)}×${Math.round(box.height)}, least ${least}`,
        })
    }
  }
  return findings.slice(0, 12)
}
