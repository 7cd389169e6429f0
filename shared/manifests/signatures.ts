// What each signature needs before it can be given, and what it stands for afterwards: one table, read by phones before
// they send and by the server before it stores. A signature covers some fields; it is stored with the hash of their
// content, so that it is void as soon as one of them changes.
import { canonical } from '../canonical'
import type { Day } from '../time'
import { isFarApart } from './weights'
import type { WasteKind, WeightHow } from './vocabulary'

/** What is handed over. `grams` null: not known yet. */
export type HandoverContent = {
  producerId: string
  haulerId: string
  kind: WasteKind
  day: Day
  buckets: number | null
  litres: number | null
  grams: number | null
  how: WeightHow | null
}
export type TripContent = {
  haulerId: string
  disposerId: string
  plate: string
  day: Day
  /** How many handovers lie on it. */
  handovers: number
  netGrams: number | null
  acceptedGrams: number | null
  refusedGrams: number | null
  reason: string | null
}
type Content = HandoverContent & TripContent

type Signature<Of> = {
  /** All of these must be there. A list in the list: one of them is enough. */
  needs: readonly ((keyof Of & string) | readonly (keyof Of & string)[])[]
  covers: readonly (keyof Of & string)[]
}

const parties = ['producerId', 'haulerId', 'kind', 'day'] as const

export const signatures = {
  /** The kitchen says how many buckets it gave. */
  hand: { needs: [...parties, 'buckets', 'litres'], covers: [...parties, 'buckets', 'litres'] },
  /** The kitchen has looked at the whole, and stands for the weight too. */
  handWeighed: {
    needs: [...parties, 'grams', 'how'],
    covers: [...parties, 'buckets', 'litres', 'grams', 'how'],
  },
  /** The driver says what was taken and how much that is. */
  collect: {
    needs: [...parties, ['buckets', 'grams'], 'grams', 'how'],
    covers: [...parties, 'buckets', 'litres', 'grams', 'how'],
  },
  /** The driver says which load comes, to whom. */
  deliver: {
    needs: ['haulerId', 'disposerId', 'plate', 'day', 'handovers'],
    covers: ['haulerId', 'disposerId', 'plate', 'day'],
  },
  /** The disposer says what was taken in. */
  receive: {
    needs: ['haulerId', 'disposerId', 'plate', 'netGrams', 'acceptedGrams', 'refusedGrams'],
    covers: ['haulerId', 'disposerId', 'plate', 'day', 'netGrams', 'acceptedGrams', 'refusedGrams'],
  },
  /** The disposer sends the load away; nothing was weighed. */
  refuse: { needs: ['haulerId', 'disposerId', 'plate', 'reason'], covers: ['haulerId', 'disposerId', 'plate', 'day'] },
} as const satisfies Record<string, Signature<HandoverContent> | Signature<TripContent>>
export type SignatureKind = keyof typeof signatures

const isThere = (content: Partial<Content>, field: string): boolean => {
  const value = content[field as keyof Content]
  // zero is a number: an empty bucket was looked at
  return value !== undefined && value !== null && value !== ''
}

/** The fields that are still missing before this can be signed; of alternatives the first is named. */
export function missingFor(kind: SignatureKind, content: Partial<Content>): string[] {
  const needs: readonly (string | readonly string[])[] = signatures[kind].needs
  return needs.flatMap((need) => {
    const names = typeof need === 'string' ? [need] : need
    return names.some((name) => isThere(content, name)) ? [] : names.slice(0, 1)
  })
}

/** The text whose SHA-256 a signature is stored with. */
export function signedText(kind: SignatureKind, content: Partial<Content>): string {
  const covers: readonly string[] = signatures[kind].covers
  return canonical([kind, Object.fromEntries(covers.map((name) => [name, content[name as keyof Content] ?? null]))])
}

/** Whether two sides say the same: the same buckets, and where both weighed, weights within the limits of a gap. */
export function saysTheSame(one: HandoverContent, other: HandoverContent): boolean {
  if (parties.some((name) => one[name] !== other[name])) return false
  if (one.buckets !== null && other.buckets !== null && one.buckets !== other.buckets) return false
  const bothWeighed = one.how === 'scale' && other.how === 'scale' && one.grams !== null && other.grams !== null
  return !bothWeighed || !isFarApart(one.grams ?? 0, other.grams ?? 0)
}
