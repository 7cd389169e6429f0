// What the shipped edition answers: natural questions, and two grids of what is hazardous however it is said and of
// what never is.
import { answerOfTerm, answers } from '@shared/guide/answer'
import { categoryOf } from '@shared/guide/codes'
import { readDetail } from '@shared/guide/pack'
import { wordsOf } from '@shared/guide/plain'
import { unreadOf } from '@shared/guide/search'
import { buildIndex } from '@shared/guide/search-index'
import { harmlessPhrases, judgeQuestion, phrasesByKind, poisonPhrases, rowsOf } from '../../tests/bench/guide-judge'
import { shippedEdition } from './edition-files'

const packed = shippedEdition()
const index = buildIndex(packed.core)
const details = readDetail(packed.detail)
const at = { region: 'xuchang', rural: false } as const
const toTraditional = new Map(
  [...wordsOf(index).plain].filter(([from]) => from >= '\u4e00').map(([from, to]) => [to, from]),
)
const traditional = (text: string): string =>
  Array.from(text, (character) => toTraditional.get(character) ?? character).join('')
const first = (phrase: string) => answers(index, phrase, at, details, 1)[0]

test('what is hazardous stays so, however it is said', () => {
  expect(poisonPhrases.length).toBeGreaterThan(2000)
  const astray = poisonPhrases.filter((phrase) => {
    const answer = first(phrase)
    return answer && answer.category !== 'hazardous' && answer.route !== 'return_to_shop'
  })
  expect(astray).toEqual([])
  expect(poisonPhrases.filter((phrase) => !first(phrase)).length).toBeLessThanOrEqual(2)
})
test('what is harmless never becomes hazardous', () => {
  expect(harmlessPhrases.length).toBe(1000)
  expect(harmlessPhrases.filter((phrase) => first(phrase)?.category === 'hazardous')).toEqual([])
})
test.each(
  ['充电宝', '锂电池', '手机电池', '笔记本电池', '电子烟', '电动车电池'].flatMap((name) =>
    ['坏了的', '鼓包的', '漏液的'].map((state) => state + name),
  ),
)('%s is not charged, pressed or emptied any more', (phrase) => {
  const answer = first(phrase)
  const said = JSON.stringify([answer?.preparation, answer?.variants])
  expect(answer?.preparation).toContain('别再充电')
  expect(said).not.toContain('用完余电')
})
test('natural questions are answered', () => {
  const rows = rowsOf('guide-questions.tsv')
  const wrong = rows.filter(
    ([phrase = '', expected = '']) => judgeQuestion(answers(index, phrase, at, details), expected) !== 'right',
  )
  expect(wrong.map(([phrase]) => phrase).length).toBeLessThanOrEqual(3)
})
test('phrases of every kind are answered as people of any province say them', () => {
  const rows = phrasesByKind()
  const astray = rows.filter(
    ([phrase = '', expected = '']) => judgeQuestion(answers(index, phrase, at, details), expected) !== 'right',
  )
  expect(rows.length).toBeGreaterThan(1800)
  expect(astray.map(([phrase]) => phrase).length).toBeLessThanOrEqual(rows.length * 0.025)
})

test('in a village nothing is said of bins and places that only a town has', () => {
  for (const region of ['xuchang', 'anyang', 'yanshi'] as const) {
    const told = packed.terms.flatMap((term) => {
      const entry = index.terms[index.byId.get(term.id) ?? -1]
      const answer = entry && answerOfTerm(entry, { region, rural: true }, details)
      const texts = answer
        ? [answer.preparation, answer.reason, ...answer.variants.map((each) => each.preparation)]
        : []
      return texts.filter((text) => /厨余|四个桶|园林绿化垃圾/.test(text)).map((text) => `${term.id}: ${text}`)
    })
    expect(told).toEqual([])
  }
})
test.each(['农药瓶', '农药袋', '敌敌畏空瓶子', '除草剂的瓶子', '装过草甘膦的桶'])(
  '%s goes back to the seller in a village',
  (q) => {
    expect(answers(index, q, { region: 'xuchang', rural: true }, details, 1)[0]).toMatchObject({
      category: 'hazardous',
      route: 'return_to_shop',
      preparation: '不要洗、不要再用，盖紧，退回卖农药的店',
    })
  },
)
test('straw, stones and leaves have sentences of the village', () => {
  const rural = (q: string) => answers(index, q, { region: 'anyang', rural: true }, details, 1)[0]?.preparation
  expect(rural('玉米秆')).toBe('去掉绳子和塑料，能还田、沤肥的就近用，其余投“易腐烂垃圾”')
  expect(rural('砖头')).toBe('灰土、砖石单独装，放村里指定的地方，不和别的垃圾混')
})

/** The same thing, said in other words: the entry's own category, or that of one of its conditions. */
const SAID: readonly string[] = [
  'X怎么扔',
  '请问X是什么垃圾',
  '家里的X',
  '一个X要扔哪里',
  '我有个X不要了',
  '想把X扔掉',
  'X（一个）',
  '昨天在家收拾出来的X应该放哪个桶',
]
test.each(SAID)('every entry, said as “%s”, is answered as the entry is', (said) => {
  const categories = (term: (typeof packed.terms)[number]) =>
    [term.code, ...term.variants.map(({ code }) => code)].map(categoryOf)
  const astray = packed.terms
    .filter((term) => term.name.length + said.length <= 40)
    .filter((term) => {
      const answer = first(said.replace('X', term.name))
      return !answer || !categories(term).includes(answer.category)
    })
  // a few names are also a word of the sentence (一个 + 个…), or a living animal's
  expect(astray.map(({ name }) => name).length).toBeLessThanOrEqual(5)
})
test.each([
  ['aliases', (term: (typeof packed.terms)[number]) => term.aliases.map((alias) => `旧${alias}怎么处理`)],
  ['traditional characters', (term: (typeof packed.terms)[number]) => [traditional(term.name)]],
])('every entry by its %s is answered as the entry is', (_kind, forms) => {
  const astray = packed.terms.flatMap((term) =>
    forms(term).filter((form) => {
      const own = [term.code, ...term.variants.map(({ code }) => code)].map(categoryOf)
      const answer = first(form)
      return !answer || !own.includes(answer.category)
    }),
  )
  expect(astray.length / packed.terms.length).toBeLessThan(0.005)
})

/** A category, or null where it is no household waste; several joined by /. */
const answeredAs = (phrase: string): string => first(phrase)?.category ?? (first(phrase) ? 'null' : 'none')
const said = (rows: string): [string, string[]][] =>
  rows
    .trim()
    .split('\n')
    .map((row) => {
      const [category = '', phrases = ''] = row.trim().split(': ')
      return [category, phrases.split(' ')]
    })
const astrayOf = (rows: string): string[] =>
  said(rows).flatMap(([category, phrases]) =>
    phrases
      .filter((phrase) => !category.split('/').includes(answeredAs(phrase)))
      .map((phrase) => `${phrase}: ${answeredAs(phrase)}, not ${category}`),
  )

test('what is denied holds for nothing: contents, states, materials', () => {
  expect(
    astrayOf(`
    recyclable: 没装过农药的瓶子 从来没装过农药的瓶子 没有装过油漆的桶 没放过农药的喷壶 不是装农药的瓶子 没装过油的塑料桶 没沾过油漆的手套 不是玻璃的瓶子 没湿的纸箱 没发霉的衣服 没有油的披萨盒 没摔碎的玻璃杯 去掉电池的玩具车
    residual: 不能充电的电池 不可充电的电池 不含汞的电池 没有水银的体温计 不是水银的体温计 无汞温度计 没洗的饭盒 还没洗的塑料盒 没洗干净的塑料盒 洗不掉油的餐盒
    hazardous: 没用完的杀虫剂 没过期的药 没打碎的灯管 没开封的油漆 洗过很多遍的油漆桶 里面没有东西的农药瓶 没盖的油漆桶 没碎的体温计 不亮的节能灯
    food: 没打过农药的菜叶 没有打过药的苹果 打过农药的苹果 没煮熟的饺子 没变质的肉`),
  ).toEqual([])
})
test('what is mixed with poison and what a lamp breaks into go with them', () => {
  expect(astrayOf(`hazardous: 拌老鼠药的米 有毒的馒头 掺了农药的麦子 节能灯碎片 日光灯管的碎渣 蟑螂药粉末`)).toEqual([])
  expect(astrayOf(`food: 喝中药剩下的药渣 馒头渣 豆腐渣`)).toEqual([])
})
test('a sentence that holds a known name is answered by it', () => {
  expect(
    astrayOf(`
    residual: 楼道里有人放了一个坏掉的沙发谁来拉走 炖排骨剩的大骨头狗都不吃 用了一半的护肤品过敏了不想用
    recyclable: 老师让带去学校的旧报纸没交剩下好多 公司发的月饼盒子是铁的能卖吗 喝完啤酒的玻璃瓶子不小心打碎了 搬家的时候发现一箱子旧书都被老鼠咬了 电脑显示器屏幕碎了还能回收吗
    food: 打开柜子发现一袋去年的大米生虫了 饭店打包回来的剩菜第二天就馊了`),
  ).toEqual([])
})
test('other parts of the country are understood', () => {
  expect(
    astrayOf(`
    residual: 俺家哩旧沙发咋弄 烂咗嘅碗 啷个甩这个沙发
    recyclable: 唔要嘅旧衫 旧洗衣机扔哪嘎达 旧报纸撂哪儿
    food: 馊了哩馍咋办 食剩嘅饭 红苕皮 剩菜汤攉哪儿
    hazardous: 耗儿药 过期嘅药 耗子药`),
  ).toEqual([])
})
test('persons, the living, the dead, the service and the bins themselves have a sentence', () => {
  expect(
    astrayOf(
      `null: 老公可以扔吗 我家狗丢了 捡到一只小鸟 养猪场死了一头猪怎么处理 狗狗去世了 垃圾桶满了没人收 有人往楼下扔垃圾 我要举报乱扔垃圾 怎么预约大件 收不到验证码 几点可以扔垃圾 旧衣回收箱在哪 火化 团徽 假钱 硬币
      recyclable: 什么是可回收物 蓝色垃圾桶放什么
      hazardous: 哪些是有害垃圾 红色的桶放什么`,
    ),
  ).toEqual([])
})
test.each([
  ['烟头烟盒', ['residual', 'recyclable']],
  ['旧衣服旧鞋子', ['recyclable', 'recyclable']],
  ['鱼刺鱼鳞', ['food', 'food']],
])('%s are two things', (phrase, expected) =>
  expect(
    answers(index, phrase, at, details)
      .slice(0, 2)
      .map(({ category }) => category),
  ).toEqual(expected),
)

test('packaging that is listed as hazardous goes by one switch of the region', () => {
  const listed = packed.terms.filter(({ flags }) => flags.includes('listed'))
  expect(listed.length).toBeGreaterThanOrEqual(6)
  for (const { name } of listed) {
    const asked = (listedPackaging: 'hazardous' | 'washed') =>
      answers(index, name, { ...at, listedPackaging }, details, 1)[0]
    expect(asked('hazardous')).toMatchObject({ category: 'hazardous', route: 'hazardous_point', variants: [] })
    expect(asked('washed')?.category).not.toBe('hazardous')
  }
  for (const name of ['农药瓶', '油漆桶', '杀虫剂空罐'])
    expect(answers(index, name, { ...at, listedPackaging: 'washed' }, details, 1)[0]?.category).toBe('hazardous')
})
test.each([
  ['电池和拔丝机头', ['拔丝机头']],
  ['电池和灯泡', []],
  ['西瓜皮、云母拔丝片', ['云母拔丝片']],
])('of “%s” it is said what was not understood', (phrase, expected) =>
  expect(unreadOf(index, phrase)).toEqual(expected),
)
test('three letters that are an English word are initials all the same', () => {
  const names = answers(index, 'cap', at, details).map(({ name }) => name)
  expect(names[0]).toContain('瓶盖')
  expect(names.length).toBeGreaterThan(1)
})
