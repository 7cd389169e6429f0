// A text shown as several QR codes, and put together again by who reads them, in any order. Pure. Invariants: a page of
// another text never gets in; what was read whole is the text itself, checked by its length and sum.

const MARK = 'WFX1'
/** Characters a page: readable on a phone of 320 px from another phone, in sunlight. */
const PAGE = 220

/** Small and quick; the signature's own hash is what counts. */
function sumOf(text: string): string {
  let sum = 7
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_679_616
  return sum.toString(36)
}

/** @param text plain ASCII */
export function pagesOf(text: string): string[] {
  const parts = text.match(new RegExp(`[^]{1,${PAGE}}`, 'g')) ?? ['']
  const sum = sumOf(text)
  return parts.map((part, index) => `${MARK}.${sum}.${index + 1}.${parts.length}.${part}`)
}

export type Gathered = { sum: string; count: number; parts: Readonly<Record<number, string>> }

/** With one more page; what was gathered before when it is no such page. A page of another text begins anew. */
export function gather(before: Gathered | null, read: string): Gathered | null {
  const found = /^WFX1\.([0-9a-z]{1,4})\.(\d{1,3})\.(\d{1,3})\.([^]*)$/.exec(read)
  if (!found) return before
  const [, sum = '', index = '', count = '', part = ''] = found
  const known = before?.sum === sum && before.count === Number(count) ? before.parts : {}
  return { sum, count: Number(count), parts: { ...known, [Number(index)]: part } }
}

/** Which pages are still to be read; null: nothing was read yet. */
export const missingPages = (gathered: Gathered | null): number[] | null =>
  gathered &&
  Array.from({ length: gathered.count }, (_page, index) => index + 1).filter(
    (page) => gathered.parts[page] === undefined,
  )

/** The text, once every page was read and it is what was shown; null else. */
export function wholeText(gathered: Gathered | null): string | null {
  if (!gathered || missingPages(gathered)?.length !== 0) return null
  const text = Array.from({ length: gathered.count }, (_page, index) => gathered.parts[index + 1] ?? '').join('')
  return sumOf(text) === gathered.sum ? text : null
}
