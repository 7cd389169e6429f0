// The table that a phone loads for an evening, so that a scan leads to a household without a network, and without name
// or address. It holds no code: only so few bits of each that the code can't be worked out from them (25 of the 35 of a
// typed code, 50 of the 128 of a scanned one). The bits are always the same ones, so that tables of many evenings tell
// no more than one; each evening writes them differently, so that tables can't be laid side by side. A wrong code meets
// a household of a table of 2,000 once in 17,000 typed ones. Whoever holds a card finds its household in a table: that
// is what tables are for, and why they are handed out for the days around today only.
import type { Id } from '../ids'
import { readCode, readLabel } from '../people/rules'

/** `ref`: opaque, good for one site and day. `keys`: of its card and its bag label, scanned and typed. */
export type TableRow = { ref: string; keys: readonly string[] }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TYPED_CHARACTERS = 5
const SCANNED_CHARACTERS = 10

/** Two mixed halves of 32 bits: spreads codes evenly, and keeps no secret; how little of it is told does that. */
function mix(text: string): [number, number] {
  let [one, two] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 2654435761)
    two = Math.imul(two ^ unit, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909)
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return [one >>> 0, two >>> 0]
}

const MASK = 0x1ffffff

/** 25 bits as an evening writes them: each of the 2^25 values becomes another one, so that no two meet by it. */
function written(half: number, seed: string): string {
  const [start, factor] = mix(seed)
  let bits = (half ^ start) & MASK
  for (let round = 0; round < 3; round += 1) {
    bits = Math.imul(bits, factor | 1) & MASK
    bits ^= bits >>> 13
  }
  let text = ''
  for (let place = 0; place < 5; place += 1) text += ALPHABET.charAt((bits >>> (5 * place)) % 32)
  return text
}

/** An even number below `below` that anybody can work out again from the same text. */
export const drawFrom = (text: string, below: number): number => mix(text)[0] % below

/** The key in the table of an evening of what was scanned or typed; null for what is no code of ours. */
export function tableKeyOf(seed: string, input: string): string | null {
  const read = readLabel(input) ?? readCode(input)
  if (!read) return null
  const [one, two] = mix(read.code)
  const key = written(one, `${seed}|1`) + written(two, `${seed}|2`)
  return key.slice(0, read.kind === 'typed' ? TYPED_CHARACTERS : SCANNED_CHARACTERS)
}

export type Table = { seed: string; refs: ReadonlyMap<string, string> }

/** References by key. Two households of one key are left out: their logs carry the code, which the server can tell. */
export function tableOf({ seed, households }: { seed: string; households: readonly TableRow[] }): Table {
  const found = new Map<string, string>()
  const twice = new Set<string>()
  for (const { ref, keys } of households)
    for (const key of keys) {
      if (found.has(key) && found.get(key) !== ref) twice.add(key)
      found.set(key, ref)
    }
  for (const key of twice) found.delete(key)
  return { seed, refs: found }
}

/** What the tally tells of a scan: its random part, by which the phone knows its own. Its time is told to nobody. */
export const scanMark = (scanId: Id): Id => `0000000000${scanId.slice(10)}`

/** What a log says of what was scanned: the household's reference where the table knows it, else the code itself. */
export function scannedAs(
  table: Table,
  input: string,
): { kind: 'ref'; ref: string } | { kind: 'code'; code: string } | null {
  const read = readLabel(input) ?? readCode(input)
  if (!read) return null
  const ref = table.refs.get(tableKeyOf(table.seed, input) ?? '')
  return ref === undefined ? { kind: 'code', code: read.code } : { kind: 'ref', ref }
}
