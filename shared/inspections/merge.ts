// Rows of phones merged into one visit, line by line. A phone says which version it had seen: what it fills in anew is
// taken where nobody else has changed the line since; where another phone has, and differently, both are kept for a
// person. The order of arrival does not matter for one phone, which counts its rows. Pure: the same rows give the same.
import type { BagCount, LineAnswer } from './contract'
import { canonical } from '../canonical'

/** Which phone filled it in, the how many-th of its rows, and when. */
export type Stamp = { device: string; seq: number; at: Date }
/** One filling-in of one line, or of the bags (`code` is BAGS). */
export type Filling = Stamp & { line: LineAnswer | null; bags: BagCount | null }
/** `options[0]` stands until a person has chosen. */
export type Part<F extends Stamp> = { code: string; version: number; options: F[] }
export type KeptPart = Part<Filling>

export const BAGS = 'bags-counted'

/** What is said, whichever phone, person and time said it. */
function contentOf(filling: Stamp): string {
  const { device: _device, seq: _seq, at: _at, by: _by, ...said } = filling as Stamp & { by?: string }
  return canonical(said)
}

export const isContested = ({ options }: { options: readonly unknown[] }): boolean => options.length > 1

/**
 * What a line becomes; null where nothing changes. @param base the version that the phone had seen @param version that
 * the visit gets
 */
export function mergePart<F extends Stamp>(
  kept: Part<F> | undefined,
  code: string,
  filling: F,
  { base, version }: { base: number; version: number },
): Part<F> | null {
  if (!kept) return { code, version, options: [filling] }
  const own = kept.options.find(({ device }) => device === filling.device)
  if (own && own.seq >= filling.seq) return null
  const others = kept.options.filter((option) => option !== own)
  const same = others.some((option) => contentOf(option) === contentOf(filling))
  // seen by this phone, or filled in alike: one stands
  if (!isContested(kept) && (others.length === 0 || kept.version <= base || same))
    return same && !own ? null : { code, version, options: [filling] }
  if (same) return own ? { code, version, options: others } : null
  return own
    ? { code, version, options: kept.options.map((option) => (option === own ? filling : option)) }
    : { code, version, options: [...kept.options, filling] }
}

/**
 * After signing nothing replaces what stands first: whatever differs is kept beside it for a person, the latest of each
 * phone. Null where nothing changes, also for what was not part of the form.
 */
export function keepBeside<F extends Stamp>(kept: Part<F> | undefined, filling: F, version: number): Part<F> | null {
  const [signed, ...beside] = kept?.options ?? []
  if (!kept || !signed || kept.options.some((option) => contentOf(option) === contentOf(filling))) return null
  const own = beside.find(({ device }) => device === filling.device)
  if (own && own.seq >= filling.seq) return null
  return { code: kept.code, version, options: [signed, ...beside.filter((option) => option !== own), filling] }
}

/** A person has chosen: the one stands, the others are kept beside it by whoever stores them. */
export const chosen = <F extends Stamp>(part: Part<F>, option: number, version: number): Part<F> | null => {
  const one = part.options[option]
  return one ? { code: part.code, version, options: [one] } : null
}
