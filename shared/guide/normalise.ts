// One spelling for what people type: half width, lower case, Arabic digits, no spaces and no punctuation.
// Names in the index and questions go through the same function; it maps characters one to one or drops them.

/**
 * Numbers, and characters easily taken for another (鱼剌, 过期葯), each before the one that is meant. Traditional forms
 * are in the edition's own list (plain.ts).
 */
const PAIRS = '〇0零0一1二2三3四4五5六6七7八8九9葯药蕃番剌刺'
const OTHER = new RegExp(`[^a-z0-9\\u4e00-\\u9fff]|[${PAIRS.replace(/(.)./g, '$1')}]`, 'g')

function meant(character: string): string {
  const code = character.charCodeAt(0)
  const plain = (code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : character).toLowerCase()
  if (/^[a-z0-9]$/.test(plain)) return plain
  const pair = PAIRS.indexOf(character)
  return pair < 0 ? '' : PAIRS.charAt(pair + 1)
}

/** @param text what a person typed, or a name @returns its compared form; may be empty */
export const normalise = (text: string): string => text.replace(OTHER, meant)

/** The piece of a typed text that is compared as `part`; `part` itself where it was put together of several pieces. */
export function typedOf(text: string, part: string): string {
  const symbols = Array.from(text)
  const keys = symbols.map(normalise)
  const at = part ? keys.join('').indexOf(part) : -1
  if (at < 0) return part
  let [from, length] = [0, 0]
  while (length + (keys[from] ?? '').length <= at) length += (keys[from++] ?? '').length
  let to = from
  while (length < at + part.length) length += (keys[to++] ?? '').length
  return symbols.slice(from, to).join('').trim()
}
