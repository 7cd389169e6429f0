// The 交接码 of a kitchen and the numbers of manifests: eight characters that are read aloud at a back door, the last
// of them a check. Without 0 O, 1 I L, 2 Z, 5 S, 8 B, G Q, which are taken for each other.

const ALPHABET = '34679ACDEFHJKMNPRTUVWXY'
const LENGTH = 8

/**
 * The check character of seven: the weighted sum of all eight is 0 modulo 23, a prime, so that no one wrong character
 * and no swap of two neighbours passes.
 */
export function checkOf(body: string): string {
  let sum = 0
  for (let at = 0; at < LENGTH - 1; at += 1) sum += (at + 2) * ALPHABET.indexOf(body.charAt(at))
  // the weight of the last character is 1
  return ALPHABET.charAt((ALPHABET.length - (sum % ALPHABET.length)) % ALPHABET.length)
}

/** As it is stored: capitals without what people put between them. */
export const plainCode = (typed: string): string => typed.replace(/[\s·-]/g, '').toUpperCase()

export const isCode = (code: string): boolean =>
  code.length === LENGTH &&
  [...code].every((each) => ALPHABET.includes(each)) &&
  checkOf(code.slice(0, LENGTH - 1)) === code.charAt(LENGTH - 1)

/** A code out of random bytes, at least seven. */
export function codeFrom(random: ArrayLike<number>): string {
  let body = ''
  for (let at = 0; at < LENGTH - 1; at += 1) body += ALPHABET.charAt((random[at] ?? 0) % ALPHABET.length)
  return body + checkOf(body)
}

/** "7KFA 93XC" */
export const showCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`
