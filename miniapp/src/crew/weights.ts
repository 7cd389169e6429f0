// Weights as they are keyed in: text of kilograms with at most two decimals on the screen, whole grams in what is sent.
// Pure. Invariant: no weight goes through a binary fraction on its way from keys to grams.
import type { WeighIn } from '@shared/pickups/schemas'

export const padKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'back'] as const
export type PadKey = (typeof padKeys)[number]

/** 9,999.99 kg is more than a vehicle carries. */
const WHOLE_DIGITS = 4
const DECIMALS = 2

/** The text after one key; a key that makes no weight changes nothing. */
export function press(text: string, key: PadKey): string {
  if (key === 'back') return text.slice(0, -1)
  if (key === '.') return text.includes('.') ? text : `${text === '' ? '0' : text}.`
  const [whole = '', decimals] = text.split('.')
  if (decimals !== undefined) return decimals.length < DECIMALS ? text + key : text
  if (whole === '0') return key
  return whole.length < WHOLE_DIGITS ? text + key : text
}

/** Whole grams of "12.6" (12600); null when it is no weight above zero. */
export function gramsOf(text: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,4})(?:\.(\d{0,2}))?$/.exec(text) ?? []
  if (whole === undefined) return null
  const grams = Number(whole) * 1000 + Number(decimals.padEnd(DECIMALS, '0')) * 10
  return grams > 0 ? grams : null
}

/** "12.60": what was weighed, as it stands on a scale. */
export const kilogramsText = (grams: number): string =>
  `${Math.floor(grams / 1000)}.${String(Math.floor((grams % 1000) / 10)).padStart(2, '0')}`

/**
 * One line a material: the same one weighed again replaces the earlier weight only when it is changed by its own line.
 */
export function withWeight(weights: readonly WeighIn[], index: number | null, next: WeighIn): WeighIn[] {
  return index === null ? [...weights, next] : weights.map((one, at) => (at === index ? next : one))
}

export const withoutWeight = (weights: readonly WeighIn[], index: number): WeighIn[] =>
  weights.filter((_one, at) => at !== index)
