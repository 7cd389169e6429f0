// How long somebody waits after wrong guesses at a password or a code. The first few cost nothing, since people
// mistype; each one after that doubles the pause, up to a longest one. A pause is never longer than that, so nobody is
// locked out for good, and it belongs to one device, one address or all strangers of one name: what strangers do
// makes no known device wait. (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"; NIST SP 800-63B 5.2.2.)

/** @field free so many wrong guesses without a pause @field forgottenMs so long without a guess, all are forgotten */
export type GuessRule = { free: number; firstMs: number; longestMs: number; forgottenMs: number }

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

export const guessRules = {
  /** A device that has signed in before, or a session that is signed in: its own mistakes only. */
  known: { free: 8, firstMs: 30 * SECOND, longestMs: 5 * MINUTE, forgottenMs: HOUR },
  /** A stranger's address at one name; at codes, all strangers who know the name's password. */
  stranger: { free: 8, firstMs: MINUTE, longestMs: 30 * MINUTE, forgottenMs: 24 * HOUR },
  /** All strangers together at one name: so many are free that one address can't use them up. */
  strangers: { free: 100, firstMs: MINUTE, longestMs: 15 * MINUTE, forgottenMs: 6 * HOUR },
} as const satisfies Readonly<Record<string, GuessRule>>

/** @returns milliseconds to wait after so many wrong guesses, none of them forgotten */
export function pauseAfter(wrong: number, { free, firstMs, longestMs }: GuessRule): number {
  if (wrong < free) return 0
  // past 2^30 times the first pause it is the longest one anyway
  return Math.min(longestMs, firstMs * 2 ** Math.min(30, wrong - free))
}

/** The pauses from the first one to the longest, for a write that has to look them up by itself. */
export function pausesOf(rule: GuessRule): number[] {
  const pauses: number[] = []
  for (let wrong = rule.free; pauses.at(-1) !== rule.longestMs; wrong += 1) pauses.push(pauseAfter(wrong, rule))
  return pauses
}
