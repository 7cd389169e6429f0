// SHA-256 (FIPS 180-4) of a short text as base64url, by which a phone without a network knows the codes that were
// issued beforehand. WeChat has no digest of its own. Texts are ASCII, as codes are; nothing secret depends on the time
// this takes. Written out, since @noble/hashes counts its bits in BigInt, which iPhones before 2020 lack: there it
// throws, or with a stand-in for BigInt gives another digest.

const K: number[] = []
const START: number[] = []
// The constants are the first 32 bits of the fractional parts of the cube and square roots of the first 64 and 8
// primes.
for (let candidate = 2; K.length < 64; candidate += 1) {
  if (isPrime(candidate)) {
    K.push(fraction(Math.cbrt(candidate)))
    if (START.length < 8) START.push(fraction(Math.sqrt(candidate)))
  }
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) if (value % divisor === 0) return false
  return true
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) >>> 0
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The text with its end mark and length, as 32-bit words. */
function padded(text: string): number[] {
  const count = ((text.length + 8) >> 6) + 1
  const words = Array.from({ length: count * 16 }, () => 0)
  for (let i = 0; i <= text.length; i += 1) {
    const byte = i === text.length ? 0x80 : text.charCodeAt(i) & 0xff
    words[i >> 2] = (words[i >> 2] ?? 0) | (byte << (24 - (i % 4) * 8))
  }
  words[count * 16 - 1] = text.length * 8
  return words
}

function mixed(state: readonly number[], block: readonly number[]): number[] {
  const w = [...block]
  for (let i = 16; i < 64; i += 1) {
    const a = w[i - 15] ?? 0
    const b = w[i - 2] ?? 0
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
    w.push(((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i += 1) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] ?? 0)) | 0)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64url(words: readonly number[]): string {
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff))
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = Math.min(3, bytes.length - i)
    for (let place = 0; place <= left; place += 1) out += ALPHABET.charAt((three >>> (18 - 6 * place)) & 63)
  }
  return out
}

/** The digest of an ASCII text: 43 characters of base64url, without padding. */
export function digestOf(text: string): string {
  const words = padded(text)
  let state: number[] = START
  for (let at = 0; at < words.length; at += 16) state = mixed(state, words.slice(at, at + 16))
  return base64url(state)
}
