// The code of a certificate out of what a camera read or a person typed. Pure. Invariant: nothing but a code of our
// shape comes out, from the text itself or from an address of a page of ours; where the address leads is not asked.

const SHAPE = /^[A-Z]{2,8}-\d{4}(?:-[0-9A-Z]{4}){2}$/

export function codeIn(read: string): string | null {
  const text = read.trim()
  const path = /^https?:\/\/[^/]+\/c\/cells\/([^/?#]+)\/?$/i.exec(text)?.[1]
  const code = (path ?? text).replace(/[\s－—–]/g, (mark) => (/\s/.test(mark) ? '' : '-')).toUpperCase()
  return SHAPE.test(code) ? code : null
}
