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

const WHERE =
  '(边度|边个桶|哪嘎达|哪旮旯|哪疙瘩|哪点|哪达|哪块儿?|哪垯|哪凯|哪搭|哪哈|哪头|陀位|叨位|啊里|何里|何处|哪得)'
const HOW = '(按怎|安怎|哪门|么样|咋子|咋着|咋样|怎样子|啷个|点样|咋整|点(?=处理|算|办|掉|搞))'
const POWERED = '(电池|电瓶|灯管|灯泡)'
const TAKEN_OUT = '(拆|取|拿|抠|卸|去|挖)(掉|出来?|下来?|了|走)+'
const anywhere = (pattern: string): RegExp => new RegExp(pattern, 'g')

/**
 * How other parts of the country say 的 and 了, ask and throw away (唔要嘅旧衫, 俺家哩旧沙发, 坏脱哉, 撂哪达); and what is said
 * not to be meant, before what is (不是药是药盒, 除了盖子以外, 电池拿掉了的闹钟).
 */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/嘅|哩(?=[\u4e00-\u9fff]{2})/g, '的'],
  [/[咗咯嘞咧喽哒哉]/g, '了'],
  [/(剩|有|就|只|还|沾)(了?)一点点/g, '$1$2'],
  [/系唔系|系咪/g, '是不是'],
  [/[唔毋弗勿冇]系/g, '不是'],
  [/[唔毋弗勿](?=[要用想能好得会是亮响带含])/g, '不'],
  [/冇得?|莫得|没得(?!很)/g, '没有'],
  [/([坏烂破馊臭断碎霉])[脱忒](了)?/g, '$1掉了'],
  [/[掼扔丢厾甩][脱忒]/g, '扔掉'],
  [anywhere(`${HOW}(掉|处理|扔|甩|弄|搞|整|办|丢|撂|算)?`), '怎么扔'],
  [/(么子|么事|啥子|乜嘢|乜野|乜|咩嘢|咩|啥玩意儿?)(?=垃圾|桶|$)/g, '什么'],
  [/系(?=什么|可|厨|有害|干|湿|其)/g, '是'],
  [anywhere(`(往|到|搁|撂|甩|丢|扔|掉|放|掼|倒|摆|厾)+(在|到|去|得|起)?${WHERE}`), '扔哪里'],
  [/[甩撂撇掼攉厾](?=哪|到|掉|了)/g, '扔'],
  [
    /(^|[^是])不是([^，,。的什啥哪]{1,8})[，,、]?(而是|是|只是|就是)(?![不什啥哪可厨干湿吗]|有害|其他|垃圾)(?=..)/g,
    '$1',
  ],
  [/(是[^，,。]{2,8}?)[，,]?(而)?不是[^的，,吗]{1,8}$/g, '$1'],
  [/除了([^，,。]{1,10})(以外|之外|外)[，,的]?(还有|其他|其它|剩下|剩余)?的?|除了[^，,。的]{1,8}[，,](?=..)/g, ''],
  [anywhere(`(把|里面的)*${POWERED}(都|已经)*${TAKEN_OUT}(以后|之后|后)?[的，,](?=..)`), ''],
  [anywhere(`${TAKEN_OUT}${POWERED}(以后|之后|后)?[的，,](?=..)`), ''],
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
