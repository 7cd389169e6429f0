// What a screen reader is told. WeChat reads `aria-role`, browsers read `role`; this gives each its own.
// Relies on scripts/aria, without which Taro drops these attributes in WeChat.
//
//   <View {...a11y({ role: 'button', label: '删除这一项', disabled })} onClick={…}>      nothing but a picture in it
//   <View {...a11y({ role: 'button', spoken: '消息，没有未读' })} onClick={…}>             with words in it

export type A11y = {
  role?:
    | 'button'
    | 'radio'
    | 'radiogroup'
    | 'checkbox'
    | 'alert'
    | 'status'
    | 'dialog'
    | 'heading'
    | 'list'
    | 'listitem'
    | 'img'
    | 'progressbar'
    | 'tab'
    | 'tablist'
    | 'group'
  /** The name of what shows no words, or a name that begins with the words that are shown. */
  label?: string
  /**
   * What WeChat reads of an element with words in it. Browsers take its name from the words themselves: who speaks to
   * the phone says what is seen (WCAG 2.5.3, "label in name").
   */
  spoken?: string
  checked?: boolean
  selected?: boolean
  disabled?: boolean
  expanded?: boolean
  hidden?: boolean
  live?: 'polite' | 'assertive'
  modal?: boolean
}

const tappable = ['button', 'radio', 'checkbox', 'tab']

/** The attributes for one element. */
export function a11y({ role, spoken, ...rest }: A11y): Record<string, string | number> {
  const out: Record<string, string | number> = {}
  if (role) out[process.env.TARO_ENV === 'h5' ? 'role' : 'aria-role'] = role
  if (role && tappable.includes(role)) {
    if (process.env.TARO_ENV === 'h5') out.tabIndex = 0
    // in browsers platform/h5-taps.ts dims what is touched
    else if (!rest.disabled) out.hoverClass = 'pressed'
  }
  if (spoken && process.env.TARO_ENV !== 'h5') out['aria-label'] = spoken
  // browsers ask how deep a heading lies; ours are the titles of pages
  if (role === 'heading' && process.env.TARO_ENV === 'h5') out['aria-level'] = 1
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) out[`aria-${name}`] = String(value)
  return out
}

/**
 * The name of a field, for its own element and not for what Taro wraps around it in browsers.
 */
export const named = (label: string, keyboard?: 'tel'): Record<string, unknown> =>
  process.env.TARO_ENV === 'h5'
    ? { nativeProps: { 'aria-label': label, ...(keyboard ? { inputMode: keyboard } : {}) } }
    : a11y({ label })

/** Class names, leaving out what is false. */
export const classes = (...names: (string | false | undefined | null)[]): string => names.filter(Boolean).join(' ')
