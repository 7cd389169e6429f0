// The word lists of an edition, read from their line at the first question: traditional characters and emoji, and
// everyday words that are no names but nearly are. Relies on the line as words.ts of the server packs it.
import type { GuideIndex } from './search-index'

type Words = { plain: Map<string, string>; common: Set<string> }
const kept = new WeakMap<GuideIndex, Words>()

/** "電电腦脑…", "🍌香蕉 …" and the common words, parted by tabs. */
export function wordsOf(index: GuideIndex): Words {
  const known = kept.get(index)
  if (known) return known
  const [pairs = '', emoji = '', common = ''] = index.words.split('\t')
  const plain = new Map<string, string>()
  for (let at = 0; at + 1 < pairs.length; at += 2) plain.set(pairs.charAt(at), pairs.charAt(at + 1))
  for (const each of emoji.split(' ')) {
    const mark = /^[^\u4e00-\u9fffa-zA-Z0-9]+/.exec(each)?.[0] ?? ''
    if (mark) plain.set(mark, each.slice(mark.length))
  }
  const words = { plain, common: new Set(common.split(' ')) }
  kept.set(index, words)
  return words
}

/** In simplified characters, each emoji by its name; two emoji side by side are two things. */
export function plainOf(index: GuideIndex, text: string): string {
  const { plain: names } = wordsOf(index)
  let out = ''
  let wasMark = false
  for (const symbol of Array.from(text)) {
    const plain = names.get(symbol)
    const isMark = plain !== undefined && symbol < '\u3400' !== symbol > '\ud7ff'
    if (symbol === '\ufe0f') continue
    out += isMark && wasMark ? (out.endsWith(plain) ? '' : `、${plain}`) : (plain ?? symbol)
    wasMark = isMark
  }
  return out
}
