// A form that is being filled while somebody else saves the same record: what was there, what is typed and what is
// there now, field by field. Pure. Invariant: nothing typed is ever replaced by itself.

export type Clash = { name: string; mine: unknown; theirs: unknown }
type Merged = {
  /** Fields that nobody has touched here, with what is there now. */
  take: Record<string, unknown>
  /** Typed here and saved otherwise there. */
  clashes: Clash[]
}

/** Ways to write one value count as one: blanks, width, case, and nothing at all. */
function plain(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'string') return each.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
    return each
  })
  return text === undefined || text === 'null' || text === '""' || text === '[]' ? '' : text
}
const isSame = (one: unknown, other: unknown): boolean => plain(one) === plain(other)

type Fields = Readonly<Record<string, unknown>>

/** @param base what the form was filled with @param mine what stands in it @param theirs what was saved meanwhile */
export function mergeFields(base: Fields, mine: Fields, theirs: Fields): Merged {
  const merged: Merged = { take: {}, clashes: [] }
  for (const name of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    const [before, typed, now] = [base[name], mine[name], theirs[name]]
    if (isSame(before, now) || isSame(typed, now)) continue
    if (isSame(before, typed)) merged.take[name] = now
    else merged.clashes.push({ name, mine: typed, theirs: now })
  }
  return merged
}
