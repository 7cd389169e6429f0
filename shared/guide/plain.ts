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

/** How other parts of the country say 的 and 了: 唔要嘅旧衫, 俺家哩旧沙发, 烂咗. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/嘅|哩(?=[\u4e00-\u9fff]{2})/g, '的'],
  [/咗|咯|嘞/g, '了'],
  [/唔要/g, '不要'],
  [/点样(掉|处理|扔)?|啷个|咋整/g, '怎么扔'],
  [/(往|到|搁|撂|甩|丢|扔|掉)+(在|到)?(边度|哪嘎达|哪旮旯|哪疙瘩|哪点|哪达|哪块儿?|哪垯)/g, '扔哪里'],
  [/(甩|撂|撇|掼|攉)(?=哪|到|掉|了)/g, '扔'],
]
export const plainSpoken = (text: string): string =>
  SPOKEN.reduce((said, [pattern, plain]) => said.replace(pattern, plain), text)

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
