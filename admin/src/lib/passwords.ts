// Passwords for handing over: random, and easy to read out and to type. Who gets one must change it at the next
// sign-in.

/** 32 characters that are not taken for one another: no l, o, 0, 1. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP = 4

/** Four groups of four, 80 random bits: "k7mf-29xq-hd3s-wpa4". */
export function temporaryPassword(): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(GROUPS * GROUP))]
    .map((byte) => LETTERS.charAt(byte % LETTERS.length))
    .join('')
  return Array.from({ length: GROUPS }, (_unused, index) => letters.slice(index * GROUP, (index + 1) * GROUP)).join('-')
}
