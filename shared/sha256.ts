// SHA-256 for phones, which have no crypto of their own: what two people sign on two phones is compared by it before
// either has a network. As in FIPS 180-4; the constants are the fractions of roots of primes and are worked out.
const primes: number[] = []
for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32)
const K = primes.map((prime) => fraction(Math.cbrt(prime)))
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

const right = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function bytesOf(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return bytes
}

function padded(bytes: readonly number[]): number[] {
  const zeros = (119 - (bytes.length % 64)) % 64
  const bits = bytes.length * 8
  const length = [Math.floor(bits / 2 ** 32), bits >>> 0].flatMap((word) =>
    [24, 16, 8, 0].map((by) => (word >>> by) & 255),
  )
  return [...bytes, 0x80, ...Array.from({ length: zeros }, () => 0), ...length]
}

/** The hash of a text's UTF-8 bytes, 64 lower-case hex characters. */
export function sha256(text: string): string {
  const bytes = padded(bytesOf(text))
  let state = START
  for (let at = 0; at < bytes.length; at += 64) state = mixed(state, bytes.slice(at, at + 64))
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function mixed(state: readonly number[], block: readonly number[]): number[] {
  const w: number[] = []
  const at = (index: number): number => w[index] ?? 0
  for (let i = 0; i < 64; i += 1) {
    if (i < 16) {
      w.push([0, 1, 2, 3].reduce((word, byte) => (word << 8) | (block[i * 4 + byte] ?? 0), 0))
      continue
    }
    const small = right(at(i - 15), 7) ^ right(at(i - 15), 18) ^ (at(i - 15) >>> 3)
    const large = right(at(i - 2), 17) ^ right(at(i - 2), 19) ^ (at(i - 2) >>> 10)
    w.push((at(i - 16) + small + at(i - 7) + large) | 0)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i += 1) {
    const first = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + at(i)) | 0
    const second = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g]
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0)
}
