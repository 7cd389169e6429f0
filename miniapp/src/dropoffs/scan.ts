// Codes as they come from the camera or the keys. Pure; instants come in as arguments.
// Invariant: a card that stays before the camera is read once.
import { isCode, CODE_ALPHABET, readCode, readLabel } from '@shared/people/rules'

/** The same code is not taken again while it is seen, and for so long after. */
export const SAME_CODE_MS = 3_000

/** Lets a code through once; the camera reads it many times a second. */
export function onceOnly(): (text: string, nowMs: number) => boolean {
  let last = { text: '', at: -Infinity }
  return (text, nowMs) => {
    const isSame = text === last.text && nowMs - last.at < SAME_CODE_MS
    last = { text, at: nowMs }
    return !isSame
  }
}

/** Characters of a typed code, as the keys stand: no 0, O, 1, I. */
export const keys: readonly string[] = [...CODE_ALPHABET]
export const CARD_LENGTH = 8
const LABEL_LENGTH = 9

export type Typed = 'short' | 'wrong' | 'whole' | 'label'

/**
 * How far a typed code is. `whole`: done, nothing more can follow. `label`: a card's code that could also be the
 * beginning of a bag label's, which has one character more. `wrong`: the check character does not fit.
 */
export function typedSoFar(text: string): Typed {
  if (text.length < CARD_LENGTH) return 'short'
  const isLabel = text.startsWith('B')
  if (text.length === CARD_LENGTH) {
    if (isCode(text, CARD_LENGTH)) return isLabel ? 'label' : 'whole'
    return isLabel ? 'short' : 'wrong'
  }
  return text.length === LABEL_LENGTH && readLabel(text) ? 'whole' : 'wrong'
}

export const longestTyped = (text: string): number => (text.startsWith('B') ? LABEL_LENGTH : CARD_LENGTH)

/** The last four of a typed code, to be compared with the card; null for a scanned one, which nobody can read. */
export function tailOf(text: string): string | null {
  const read = readLabel(text) ?? readCode(text)
  return read?.kind === 'typed' ? read.code.slice(-4) : null
}
